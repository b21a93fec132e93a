/*
 * check_typing: from keystrokes to lines that are said.  Time is what the
 * tests say it is.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/framing.h"
#include "common/key.h"
#include "common/text.h"
#include "harness/quick.h"
#include "harness/suite.h"
#include "harness/typist.h"

/* An empty line is a goodbye if it is alone for so long. */
#define ALONE 150

/* Presses the keys one by one; only the last one may have a consequence. */
static enum typing_event
type(const char *keys)
{
	enum typing_event event = TYPING_MORE;

	for (; *keys != '\0'; keys++) {
		ck_assert_int_eq(event, TYPING_MORE);
		event = typing_byte(typing, (unsigned char)*keys, APART, true);
	}
	return (event);
}

/* All of it comes in one piece. */
static enum typing_event
burst(const char *text)
{
	enum typing_event event = TYPING_MORE;
	int64_t gap = APART;

	for (; *text != '\0'; text++, gap = 0) {
		ck_assert_int_eq(event, TYPING_MORE);
		event = typing_byte(typing, (unsigned char)*text, gap,
		    text[1] == '\0');
	}
	return (event);
}

static void
expect_typed(const char *keys, const char *line)
{
	ck_assert_int_eq(type(keys), TYPING_LINE);
	typist_expect_line(line);
}

START_TEST(test_enter_gives_the_line_out)
{
	expect_typed("hello\r", "hello");
	expect_typed("小明\n", "小明");
	expect_typed(" a b \r", " a b ");
}
END_TEST

START_TEST(test_cr_lf_is_one_enter)
{
	expect_typed("one\r", "one");
	ck_assert_int_eq(typing_byte(typing, '\n', 0, true), TYPING_MORE);
	ck_assert_int_eq(typing_patience(typing), -1);
	expect_typed("two\n", "two");
	ck_assert_int_eq(typing_byte(typing, '\n', APART, true), TYPING_MORE);
	ck_assert_int_eq(typing_patience(typing),
	    ALONE); /* a line of its own */
}
END_TEST

/* What each key does, by the line that comes of it. */
static const struct {
	const char *keys, *line;
} edited[] = {
	{ "a\bb\r", "b" }, { "a\177b\r", "b" }, { "\177\b\027\025a\r", "a" },
	{ "one two\027three\r", "one three" },
	{ "one two\025three\r", "three" }, { "小明\177\r", "小" },
	{ "a\tb\r", "a b" }, { "a\001\002\005\016b\r", "ab" },
	{ "a\033[A\033[3~\033OPb\r", "ab" },
	{ "a\004b\r", "ab" }, /* it ends only an empty line */
	{ "a\377b\200c\r", "abc" },
	{ "a\345\260b\r", "ab" },     /* half a character */
	{ "a\342\200\256b\r", "ab" }, /* U+202E turns what follows around */
};

START_TEST(test_keys_edit_the_line)
{
	expect_typed(edited[_i].keys, edited[_i].line);
}
END_TEST

START_TEST(test_line_that_comes_at_once_waits_for_what_may_follow)
{
	ck_assert_int_eq(burst("hello\r"), TYPING_MORE);
	ck_assert_int_eq(typing_patience(typing), PAUSE);
	ck_assert_int_eq(typing_quiet(typing), TYPING_LINE);
	typist_expect_line("hello");
	ck_assert_int_eq(typing_patience(typing), -1);
}
END_TEST

START_TEST(test_pause_before_enter_tells_that_it_was_typed)
{
	ck_assert_int_eq(burst("hello"), TYPING_MORE);
	ck_assert_int_eq(typing_byte(typing, '\r', PAUSE, true), TYPING_LINE);
	typist_expect_line("hello");
	ck_assert_int_eq(burst("hello"), TYPING_MORE);
	ck_assert_int_eq(typing_byte(typing, '\r', PAUSE - 1, true),
	    TYPING_MORE);
	ck_assert_int_eq(typing_quiet(typing), TYPING_LINE);
	typist_expect_line("hello");
	ck_assert_int_eq(burst("hello"), TYPING_MORE);
	ck_assert_int_eq(typing_byte(typing, '\r', PAUSE, false), TYPING_MORE);
	ck_assert_int_eq(typing_quiet(typing), TYPING_LINE);
}
END_TEST

START_TEST(test_empty_line_is_a_goodbye_only_if_it_is_alone)
{
	ck_assert_int_eq(typing_byte(typing, '\r', ALONE - 1, true),
	    TYPING_MORE);
	ck_assert_int_eq(typing_patience(typing), ALONE);
	ck_assert_int_eq(typing_quiet(typing), TYPING_MORE);
	ck_assert_int_eq(typing_patience(typing), -1);
	ck_assert_int_eq(typing_byte(typing, '\r', ALONE, true), TYPING_MORE);
	ck_assert_int_eq(typing_patience(typing), ALONE);
	ck_assert_int_eq(typing_quiet(typing), TYPING_LINE);
	typist_expect_line("");
}
END_TEST

START_TEST(test_blanks_that_come_at_once_are_no_goodbye_and_do_not_stay)
{
	ck_assert_int_eq(burst("  \r"), TYPING_MORE);
	ck_assert_int_eq(typing_patience(typing), ALONE);
	ck_assert_int_eq(typing_quiet(typing), TYPING_MORE);
	expect_typed("hello\r", "hello");
}
END_TEST

START_TEST(test_empty_line_that_something_follows_is_no_goodbye)
{
	ck_assert_int_eq(typing_byte(typing, '\r', APART, false), TYPING_MORE);
	ck_assert_int_eq(typing_byte(typing, 'a', 0, true), TYPING_MORE);
	ck_assert_int_eq(typing_patience(typing), PAUSE);
	ck_assert_int_eq(typing_quiet(typing), TYPING_MORE);
	ck_assert_int_eq(type("b\r"), TYPING_LINE);
	typist_expect_line("ab");
}
END_TEST

START_TEST(test_ctrl_d_ends_it_at_an_empty_line)
{
	ck_assert_int_eq(typing_byte(typing, 4, 0, false), TYPING_MORE);
	ck_assert_int_eq(type("a\004"), TYPING_MORE);
	ck_assert_int_eq(type("\177\004"), TYPING_END);
}
END_TEST

START_TEST(test_escape_is_a_key_when_nothing_follows_it)
{
	ck_assert_int_eq(type("a\033"), TYPING_MORE);
	ck_assert_int_gt(typing_patience(typing), 0);
	ck_assert_int_eq(typing_quiet(typing), TYPING_MORE);
	ck_assert_int_eq(typing_patience(typing), -1);
	expect_typed("[A\r", "a[A");
}
END_TEST

START_TEST(test_sequence_that_goes_on_later_is_still_swallowed)
{
	ck_assert_int_eq(type("a\033["), TYPING_MORE);
	ck_assert_int_eq(typing_quiet(typing), TYPING_MORE);
	ck_assert_int_eq(typing_patience(typing), -1);
	expect_typed("b\r", "ab");
}
END_TEST

static void
type_many(char c, size_t count)
{
	while (count-- > 0)
		quick_assert(typing_byte(typing, (unsigned char)c, APART,
				 true) == TYPING_MORE);
}

START_TEST(test_line_that_is_full_takes_nothing_more_and_says_so_once)
{
	char line[FRAMING_LINE_MAX + 1];

	type_many('x', FRAMING_LINE_MAX);
	pty_expect_no_part(&pty, "\a");
	type_many('y', 1);
	pty_expect_part(&pty, "the line is full, at 4096 bytes");
	type_many('y', 1);
	pty_expect(&pty, "\a");
	memset(line, 'x', FRAMING_LINE_MAX);
	line[FRAMING_LINE_MAX] = '\0';
	expect_typed("\r", line);
}
END_TEST

START_TEST(test_line_that_was_full_goes_on_when_something_is_erased)
{
	char line[FRAMING_LINE_MAX + 1];

	type_many('x', FRAMING_LINE_MAX + 1);
	memset(line, 'x', FRAMING_LINE_MAX);
	line[FRAMING_LINE_MAX - 1] = 'z';
	line[FRAMING_LINE_MAX] = '\0';
	expect_typed("\bz\r", line);
}
END_TEST

START_TEST(test_line_is_shown_as_far_as_it_has_come)
{
	ck_assert_int_eq(type("hello"), TYPING_MORE);
	pty_expect(&pty, "");
	typing_show(typing);
	pty_expect_part(&pty, "<You> hello");
	ck_assert_int_eq(type("\r"), TYPING_LINE);
	pty_expect_part(&pty, "<You> hello\n<You> ");
}
END_TEST

START_TEST(test_blank_line_leaves_nothing_in_sight)
{
	ck_assert_int_eq(type(" \r"), TYPING_MORE);
	ck_assert_int_eq(typing_quiet(typing), TYPING_LINE);
	typist_expect_line(" ");
	pty_expect(&pty, "");
}
END_TEST

START_TEST(test_ctrl_l_draws_the_prompt_again)
{
	ck_assert_int_eq(type("\014"), TYPING_MORE);
	pty_expect_part(&pty, "<You> ");
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

/* The key that was given out. */
static void
expect_key(const char *key)
{
	const char *given;
	size_t len;

	given = typing_line(typing, &len);
	ck_assert_uint_eq(len, strlen(key));
	ck_assert_mem_eq(given, key, len);
	ck_assert(typing_follow(typing, true));
}

START_TEST(test_key_is_given_out_at_the_first_enter)
{
	ck_assert_int_eq(type("half a line"), TYPING_MORE);
	ask_key();
	ck_assert_int_eq(burst("sesame\r"), TYPING_KEY);
	expect_key("sesame");
	ck_assert_int_eq(type("open\r"), TYPING_KEY);
	expect_key("open");
}
END_TEST

START_TEST(test_key_is_never_shown)
{
	ask_key();
	ck_assert_int_eq(type("sesame"), TYPING_MORE);
	typing_show(typing);
	ck_assert_int_eq(type("\r"), TYPING_KEY);
	pty_expect_no_part(&pty, "s");
}
END_TEST

START_TEST(test_half_a_key_becomes_no_line)
{
	ask_key();
	ck_assert_int_eq(type("ses"), TYPING_MORE);
	screen_ask_key(screen, false);
	ck_assert(typing_follow(typing, false));
	expect_typed("ame\r", "ame");
}
END_TEST

START_TEST(test_key_that_follows_an_empty_line_at_once_is_a_key)
{
	ask_key();
	ck_assert_int_eq(burst("\rsesame\r"), TYPING_KEY);
	expect_key("sesame");
}
END_TEST

START_TEST(test_key_is_no_longer_than_any_key)
{
	char key[KEY_MAX + 1];

	ask_key();
	type_many('k', KEY_MAX);
	pty_expect(&pty, "");
	type_many('k', 1);
	pty_expect_part(&pty, "\a");
	ck_assert_int_eq(type("\r"), TYPING_KEY);
	memset(key, 'k', KEY_MAX);
	key[KEY_MAX] = '\0';
	expect_key(key);
}
END_TEST

START_TEST(test_empty_answer_is_a_goodbye_if_it_is_alone)
{
	ask_key();
	ck_assert_int_eq(type("\r"), TYPING_MORE);
	ck_assert_int_eq(typing_patience(typing), ALONE);
	ck_assert_int_eq(typing_quiet(typing), TYPING_KEY);
	expect_key("");
}
END_TEST

/* ------------------------------------------------------------------------
 * Whatever comes
 */

static unsigned seed;

static unsigned
next(unsigned below)
{
	seed = seed * 1103515245 + 12345;
	return ((seed >> 16) % below);
}

/* Bytes that mean something come more often than others. */
static unsigned char
next_byte(void)
{
	static const unsigned char often[] = "\r\r\n\033\033[[O200~201~y"
					     "n\004\b\025\027\tMR;\377\345\260";

	return (next(3) == 0 ? (unsigned char)next(256) :
			       often[next(sizeof often - 1)]);
}

static enum typing_event
next_event(void)
{
	static const int64_t gaps[] = { 0, 0, 0, 1, PAUSE, ALONE, APART };

	if (typing_pasted_left(typing) > 0 && next(3) == 0)
		return (typing_pasted(typing));
	if (typing_patience(typing) >= 0 && next(4) == 0)
		return (typing_quiet(typing));
	return (typing_byte(typing, next_byte(), gaps[next(7)], next(2) == 0));
}

START_TEST(test_whatever_is_typed_lines_are_clean_and_no_longer_than_lines)
{
	enum typing_event event;
	bool asks_key = false;
	const char *line;
	size_t len;
	int i;

	seed = (unsigned)_i + 1;
	for (i = 0; i < 20000; i++) {
		if (next(2000) == 0) {
			asks_key = !asks_key;
			screen_ask_key(screen, asks_key);
		}
		(void)typing_follow(typing, asks_key);
		event = next_event();
		if (event != TYPING_LINE && event != TYPING_KEY)
			continue;
		quick_assert((event == TYPING_KEY) == asks_key);
		line = typing_line(typing, &len);
		quick_assert(len <= (asks_key ? KEY_MAX : FRAMING_LINE_MAX));
		quick_assert(text_is_clean(line, len));
		if (i % 64 == 0)
			ck_assert(
			    text_is_valid(pty_read(&pty), strlen(pty.shown)));
	}
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

static TCase *
line_case(void)
{
	TCase *tc = tcase_create("lines");

	tcase_add_checked_fixture(tc, typist_open, typist_close);
	tcase_add_test(tc, test_enter_gives_the_line_out);
	tcase_add_test(tc, test_cr_lf_is_one_enter);
	tcase_add_loop_test(tc, test_keys_edit_the_line, 0, COUNT(edited));
	tcase_add_test(tc,
	    test_line_that_comes_at_once_waits_for_what_may_follow);
	tcase_add_test(tc, test_pause_before_enter_tells_that_it_was_typed);
	tcase_add_test(tc, test_empty_line_is_a_goodbye_only_if_it_is_alone);
	tcase_add_test(tc,
	    test_blanks_that_come_at_once_are_no_goodbye_and_do_not_stay);
	tcase_add_test(tc,
	    test_empty_line_that_something_follows_is_no_goodbye);
	tcase_add_test(tc, test_ctrl_d_ends_it_at_an_empty_line);
	tcase_add_test(tc, test_escape_is_a_key_when_nothing_follows_it);
	tcase_add_test(tc, test_sequence_that_goes_on_later_is_still_swallowed);
	tcase_add_test(tc,
	    test_line_that_is_full_takes_nothing_more_and_says_so_once);
	tcase_add_test(tc,
	    test_line_that_was_full_goes_on_when_something_is_erased);
	tcase_add_test(tc, test_line_is_shown_as_far_as_it_has_come);
	tcase_add_test(tc, test_blank_line_leaves_nothing_in_sight);
	tcase_add_test(tc, test_ctrl_l_draws_the_prompt_again);
	tcase_add_loop_test(tc,
	    test_whatever_is_typed_lines_are_clean_and_no_longer_than_lines, 0,
	    4);
	return (tc);
}

static TCase *
key_case(void)
{
	TCase *tc = tcase_create("keys");

	tcase_add_checked_fixture(tc, typist_open, typist_close);
	tcase_add_test(tc, test_key_is_given_out_at_the_first_enter);
	tcase_add_test(tc, test_key_is_never_shown);
	tcase_add_test(tc, test_half_a_key_becomes_no_line);
	tcase_add_test(tc,
	    test_key_that_follows_an_empty_line_at_once_is_a_key);
	tcase_add_test(tc, test_key_is_no_longer_than_any_key);
	tcase_add_test(tc, test_empty_answer_is_a_goodbye_if_it_is_alone);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { line_case(), key_case() };

	return (suite_run("typing", cases, sizeof cases / sizeof *cases));
}
