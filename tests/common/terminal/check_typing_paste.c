/*
 * check_typing_paste: what is pasted is not sent unasked.  Time is what the
 * tests say it is.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/framing.h"
#include "common/key.h"
#include "common/terminal/paste.h"
#include "harness/quick.h"
#include "harness/suite.h"
#include "harness/typist.h"

/* After so many milliseconds, a closing bracket was lost. */
#define BRACKETS 1000

#define OPEN "\033[200~"
#define CLOSE "\033[201~"

/* All of it comes in one piece, and nothing is given out by that. */
static void
paste(const char *text)
{
	int64_t gap = APART;

	for (; *text != '\0'; text++, gap = 0)
		ck_assert_int_eq(typing_byte(typing, (unsigned char)*text, gap,
				     text[1] == '\0'),
		    TYPING_MORE);
}

static enum typing_event
press(char key)
{
	return (typing_byte(typing, (unsigned char)key, APART, true));
}

/* It has been quiet for as long as that takes. */
static void
wait_until_quiet(int ms)
{
	ck_assert_int_eq(typing_patience(typing), ms);
	ck_assert_int_eq(typing_quiet(typing), TYPING_MORE);
}

/* A key at the question, and nothing after it. */
static enum typing_event
answer(char key)
{
	ck_assert_int_eq(press(key), TYPING_MORE);
	ck_assert_int_eq(typing_patience(typing), PAUSE);
	return (typing_quiet(typing));
}

static void
expect_given(enum typing_event event, const char *line)
{
	ck_assert_int_eq(event, TYPING_LINE);
	typist_expect_line(line);
}

/* The line that has been typed so far is this one. */
static void
expect_draft(const char *line)
{
	if (*line == '\0') {
		ck_assert_int_eq(press('\004'), TYPING_END);
		return;
	}
	expect_given(press('\r'), line);
}

static const struct {
	const char *text, *question;
	int quiet;
	const char *lines[4]; /* that are sent */
} blocks[] = {
	{ "one\rtwo\r", "send 2 lines? y/n ", PAUSE, { "one", "two" } },
	{ "one\r\ntwo\r\n", "send 2 lines? y/n ", PAUSE, { "one", "two" } },
	{ "one\ntwo", "send 2 lines? y/n ", PAUSE, { "one", "two" } },
	{ "\r\rone\r \rtwo\r\r", "send 2 lines? y/n ", PAUSE,
	    { "one", "two" } },
	{ "if x:\r\ty = 1\r    z", "send 3 lines? y/n ", PAUSE,
	    { "if x:", "\ty = 1", "    z" } },
	{ "one\rt\033[31m\007w\345\260o\r", "send 2 lines? y/n ", PAUSE,
	    { "one", "two" } },
	{ OPEN "one\rtwo" CLOSE, "send 2 lines? y/n ", -1, { "one", "two" } },
	{ OPEN "one\r\r\ntwo\n\n" CLOSE, "send 2 lines? y/n ", -1,
	    { "one", "two" } },
	{ OPEN OPEN "one\r" OPEN "two" CLOSE CLOSE, "send 2 lines? y/n ", -1,
	    { "one", "two" } },
};

START_TEST(test_several_lines_are_sent_after_a_yes)
{
	size_t i;

	paste(blocks[_i].text);
	if (blocks[_i].quiet >= 0)
		wait_until_quiet(blocks[_i].quiet);
	pty_expect_part(&pty, blocks[_i].question);
	/* It waits for as long as it takes. */
	ck_assert_int_eq(typing_patience(typing), -1);
	expect_given(answer('y'), blocks[_i].lines[0]);
	for (i = 1; blocks[_i].lines[i] != NULL; i++)
		expect_given(typing_pasted(typing), blocks[_i].lines[i]);
	ck_assert_uint_eq(typing_pasted_left(typing), 0);
	ck_assert_int_eq(typing_pasted(typing), TYPING_MORE);
	expect_draft("");
}
END_TEST

static const char no[] = "nN\r\n\004\177";

START_TEST(test_several_lines_are_dropped_after_a_no)
{
	paste("one\rtwo");
	wait_until_quiet(PAUSE);
	ck_assert_int_eq(answer(no[_i]), TYPING_MORE);
	ck_assert_uint_eq(typing_pasted_left(typing), 0);
	ck_assert_int_eq(typing_pasted(typing), TYPING_MORE);
	pty_expect_part(&pty, "the paste was not sent: ");
	expect_draft("");
}
END_TEST

START_TEST(test_escape_says_no)
{
	paste("one\rtwo\r");
	wait_until_quiet(PAUSE);
	ck_assert_int_eq(press('\033'), TYPING_MORE);
	ck_assert_int_eq(typing_quiet(typing), TYPING_MORE); /* no sequence */
	wait_until_quiet(PAUSE);
	ck_assert_uint_eq(typing_pasted_left(typing), 0);
	expect_draft("");
}
END_TEST

START_TEST(test_any_other_key_is_no_answer)
{
	paste("one\rtwo\r");
	wait_until_quiet(PAUSE);
	(void)pty_read(&pty);
	ck_assert_int_eq(answer('x'), TYPING_MORE);
	pty_expect(&pty, "\a");
	ck_assert_uint_eq(typing_pasted_left(typing), 2);
	expect_given(answer('Y'), "one");
	expect_given(typing_pasted(typing), "two");
}
END_TEST

START_TEST(test_what_comes_at_once_at_the_question_belongs_to_the_paste)
{
	paste("one\rtwo\r");
	wait_until_quiet(PAUSE);
	paste("yes\rno");
	pty_expect_part(&pty, "send 4 lines? y/n ");
	expect_given(answer('y'), "one");
	expect_given(typing_pasted(typing), "two");
	expect_given(typing_pasted(typing), "yes");
	expect_given(typing_pasted(typing), "no");
}
END_TEST

START_TEST(test_what_follows_a_paste_at_once_is_no_answer)
{
	paste(OPEN "one\rtwo\r" CLOSE "y");
	ck_assert_int_eq(typing_patience(typing), -1);
	expect_given(answer('y'), "one");
	expect_given(typing_pasted(typing), "two");
	expect_given(typing_pasted(typing), "y");
}
END_TEST

START_TEST(test_second_paste_at_the_question_is_added)
{
	paste("one\rtwo");
	wait_until_quiet(PAUSE);
	paste(OPEN "three" CLOSE);
	pty_expect_part(&pty, "send 3 lines? y/n ");
	expect_given(answer('y'), "one");
	expect_given(typing_pasted(typing), "two");
	expect_given(typing_pasted(typing), "three");
}
END_TEST

START_TEST(test_how_much_is_left_is_known)
{
	paste("one\rtwo\rthree\r");
	ck_assert_uint_eq(typing_pasted_left(typing), 3);
	wait_until_quiet(PAUSE);
	ck_assert_uint_eq(typing_pasted_left(typing), 3);
	expect_given(answer('y'), "one");
	ck_assert_uint_eq(typing_pasted_left(typing), 2);
	expect_given(typing_pasted(typing), "two");
	ck_assert_uint_eq(typing_pasted_left(typing), 1);
	expect_given(typing_pasted(typing), "three");
	ck_assert_uint_eq(typing_pasted_left(typing), 0);
}
END_TEST

START_TEST(test_what_was_typed_before_begins_the_first_line)
{
	ck_assert_int_eq(press('a'), TYPING_MORE);
	paste(OPEN "b\rc" CLOSE);
	expect_given(answer('y'), "ab");
	expect_given(typing_pasted(typing), "c");
}
END_TEST

START_TEST(test_what_was_typed_before_stays_after_a_no)
{
	ck_assert_int_eq(press('a'), TYPING_MORE);
	paste(OPEN "b\rc" CLOSE);
	ck_assert_int_eq(answer('n'), TYPING_MORE);
	expect_draft("a");
	ck_assert_int_eq(press('a'), TYPING_MORE);
	paste("b\rc\r");
	wait_until_quiet(PAUSE);
	ck_assert_int_eq(answer('n'), TYPING_MORE);
	expect_draft("a");
}
END_TEST

static const char *const single[] = { "hello", "hello\r", "\rhello\r\n",
	"\r\r hello\r\r" };

START_TEST(test_one_line_in_brackets_is_only_typed_faster)
{
	char text[64];

	(void)snprintf(text, sizeof text, OPEN "%s" CLOSE, single[_i]);
	paste(text);
	ck_assert_int_eq(typing_patience(typing), -1);
	ck_assert_uint_eq(typing_pasted_left(typing), 0);
	expect_draft(_i == 3 ? " hello" : "hello");
}
END_TEST

START_TEST(test_nothing_in_brackets_is_nothing)
{
	paste(OPEN CLOSE);
	paste(OPEN " \r\r\n" CLOSE);
	ck_assert_int_eq(press('a'), TYPING_MORE);
	paste(OPEN CLOSE);
	expect_draft("a");
}
END_TEST

START_TEST(test_one_line_without_brackets_is_sent_by_its_end)
{
	paste("\rhello\r");
	ck_assert_int_eq(typing_patience(typing), PAUSE);
	expect_given(typing_quiet(typing), "hello");
	paste("\rhello");
	wait_until_quiet(PAUSE);
	expect_draft("hello");
}
END_TEST

START_TEST(test_brackets_that_never_close_are_closed_by_quiet)
{
	paste(OPEN "one\rtwo");
	ck_assert_uint_eq(typing_pasted_left(typing), 2);
	wait_until_quiet(BRACKETS);
	pty_expect_part(&pty, "send 2 lines? y/n ");
	expect_given(answer('y'), "one");
}
END_TEST

START_TEST(test_closing_bracket_alone_is_nothing)
{
	paste("a" CLOSE);
	expect_draft("a");
}
END_TEST

/* Pastes so many bytes as a line of its own. */
static void
paste_line(size_t len)
{
	while (len-- > 0)
		quick_assert(typing_byte(typing, 'x', 0, false) == TYPING_MORE);
	quick_assert(typing_byte(typing, '\r', 0, false) == TYPING_MORE);
}

static void
expect_refused(const char *why)
{
	const char *shown = pty_read(&pty);

	ck_assert_msg(strstr(shown, "the paste was not sent: ") != NULL &&
		strstr(shown, why) != NULL && strchr(shown, '\a') != NULL,
	    "'%s'", shown);
	ck_assert_uint_eq(typing_pasted_left(typing), 0);
}

START_TEST(test_paste_with_a_line_that_is_too_long_is_refused)
{
	paste(OPEN "one\r");
	paste_line(FRAMING_LINE_MAX + 1);
	paste(CLOSE);
	expect_refused("one of its lines is too long");
	paste("one\r");
	paste_line(FRAMING_LINE_MAX + 1);
	wait_until_quiet(PAUSE);
	expect_refused("one of its lines is too long");
	paste_line(FRAMING_LINE_MAX + 1);
	wait_until_quiet(PAUSE);
	expect_refused("a line is too long");
	expect_draft("");
}
END_TEST

START_TEST(test_longest_lines_are_sent_whole)
{
	char line[FRAMING_LINE_MAX + 1];

	memset(line, 'x', FRAMING_LINE_MAX);
	line[FRAMING_LINE_MAX] = '\0';
	paste(OPEN);
	paste_line(FRAMING_LINE_MAX);
	paste_line(FRAMING_LINE_MAX);
	paste(CLOSE);
	expect_given(answer('y'), line);
	expect_given(typing_pasted(typing), line);
}
END_TEST

START_TEST(test_paste_that_is_too_large_is_refused)
{
	size_t sum;

	paste(OPEN);
	for (sum = 0; sum <= PASTE_MAX; sum += 4001)
		paste_line(4000);
	paste(CLOSE);
	expect_refused("it is too large");
	expect_draft("");
}
END_TEST

/* ------------------------------------------------------------------------
 * Keys
 */

static void
ask_key(void)
{
	screen_ask_key(screen, true);
	ck_assert(typing_follow(typing, true));
	(void)pty_read(&pty);
}

START_TEST(test_key_in_brackets_waits_for_enter)
{
	const char *key;
	size_t len;

	ask_key();
	paste(OPEN "sesame\r" CLOSE);
	ck_assert_int_eq(press('\r'), TYPING_KEY);
	key = typing_line(typing, &len);
	ck_assert_uint_eq(len, 6);
	ck_assert_mem_eq(key, "sesame", len);
	pty_expect_no_part(&pty, "sesame");
}
END_TEST

START_TEST(test_several_lines_are_no_key)
{
	ask_key();
	paste(OPEN "open\rsesame" CLOSE);
	expect_refused("a key has only one line");
	ck_assert_int_eq(press('\004'), TYPING_END);
}
END_TEST

START_TEST(test_line_longer_than_any_key_is_no_key)
{
	ask_key();
	paste(OPEN);
	paste_line(KEY_MAX + 1);
	paste(CLOSE);
	pty_expect_part(&pty, "a key has at most ");
	paste(OPEN);
	paste_line(FRAMING_LINE_MAX + 1);
	paste(CLOSE);
	pty_expect_part(&pty, "a key has at most ");
	ck_assert_int_eq(press('\004'), TYPING_END);
}
END_TEST

START_TEST(test_paste_that_waits_for_an_answer_is_no_key)
{
	paste("one\rtwo\r");
	wait_until_quiet(PAUSE);
	screen_ask_key(screen, true);
	ck_assert(!typing_follow(typing, true));
	ck_assert_uint_eq(typing_pasted_left(typing), 0);
	ck_assert(typing_follow(typing, true)); /* this is said once */
	ck_assert_int_eq(press('y'), TYPING_MORE);
	ck_assert_int_eq(typing_patience(typing), -1);
	ck_assert_int_eq(press('\r'), TYPING_KEY);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

static TCase *
line_case(void)
{
	TCase *tc = tcase_create("lines");

	tcase_add_checked_fixture(tc, typist_open, typist_close);
	tcase_add_loop_test(tc, test_several_lines_are_sent_after_a_yes, 0,
	    COUNT(blocks));
	tcase_add_loop_test(tc, test_several_lines_are_dropped_after_a_no, 0,
	    COUNT(no) - 1);
	tcase_add_test(tc, test_escape_says_no);
	tcase_add_test(tc, test_any_other_key_is_no_answer);
	tcase_add_test(tc,
	    test_what_comes_at_once_at_the_question_belongs_to_the_paste);
	tcase_add_test(tc, test_what_follows_a_paste_at_once_is_no_answer);
	tcase_add_test(tc, test_second_paste_at_the_question_is_added);
	tcase_add_test(tc, test_how_much_is_left_is_known);
	tcase_add_test(tc, test_what_was_typed_before_begins_the_first_line);
	tcase_add_test(tc, test_what_was_typed_before_stays_after_a_no);
	tcase_add_loop_test(tc, test_one_line_in_brackets_is_only_typed_faster,
	    0, COUNT(single));
	tcase_add_test(tc, test_nothing_in_brackets_is_nothing);
	tcase_add_test(tc, test_one_line_without_brackets_is_sent_by_its_end);
	tcase_add_test(tc, test_brackets_that_never_close_are_closed_by_quiet);
	tcase_add_test(tc, test_closing_bracket_alone_is_nothing);
	tcase_add_test(tc, test_paste_with_a_line_that_is_too_long_is_refused);
	tcase_add_test(tc, test_longest_lines_are_sent_whole);
	tcase_add_test(tc, test_paste_that_is_too_large_is_refused);
	return (tc);
}

static TCase *
key_case(void)
{
	TCase *tc = tcase_create("keys");

	tcase_add_checked_fixture(tc, typist_open, typist_close);
	tcase_add_test(tc, test_key_in_brackets_waits_for_enter);
	tcase_add_test(tc, test_several_lines_are_no_key);
	tcase_add_test(tc, test_line_longer_than_any_key_is_no_key);
	tcase_add_test(tc, test_paste_that_waits_for_an_answer_is_no_key);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { line_case(), key_case() };

	return (suite_run("typing_paste", cases, sizeof cases / sizeof *cases));
}
