/*
 * check_keyboard: what the person types, line by line; above all what is read
 * at one prompt and looked at after the prompt has changed.  The terminal is a
 * pseudo-terminal of the test.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

#include "client/keyboard.h"
#include "common/framing.h"
#include "common/key.h"
#include "common/terminal/screen.h"
#include "common/thread.h"
#include "harness/pipes.h"
#include "harness/pty.h"
#include "harness/suite.h"

static struct pty pty;
static struct screen *s;
static struct keyboard *k;

static void
setup(void)
{
	pty_open(&pty, 24, 80, "dumb"); /* it gets no questions */
	s = screen_new();
	ck_assert_ptr_nonnull(s);
	k = keyboard_new(s);
	ck_assert_ptr_nonnull(k);
}

static void
teardown(void)
{
	keyboard_free(k);
	screen_free(s);
	pty_close(&pty);
}

/* The next event has this line. */
static void
expect(enum keyboard_event event, const char *text)
{
	const char *line;
	size_t len;

	ck_assert_int_eq(keyboard_next(k, &line, &len), event);
	ck_assert_uint_eq(len, strlen(text));
	ck_assert_mem_eq(line, text, len);
}

static void
expect_event(enum keyboard_event event)
{
	const char *line;
	size_t len;

	ck_assert_int_eq(keyboard_next(k, &line, &len), event);
}

/* A key that is pasted twice: what would be said is dropped. */
START_TEST(test_second_key_of_a_paste_is_no_line)
{
	screen_ask_key(s, true);
	pty_type(&pty, "one\rtwo\rthree");
	expect(KEYBOARD_KEY, "one");
	screen_ask_key(s, false); /* the key was right */
	expect_event(KEYBOARD_STALE);
	pty_type(&pty, "hello\r");
	expect(KEYBOARD_LINE, "hello");
}
END_TEST

START_TEST(test_second_key_of_a_paste_is_a_key_where_one_is_wanted)
{
	screen_ask_key(s, true);
	pty_type(&pty, "one\rtwo\r");
	expect(KEYBOARD_KEY, "one");
	expect(KEYBOARD_KEY, "two");
}
END_TEST

START_TEST(test_key_is_no_longer_than_a_key_can_be)
{
	char typed[2 * KEY_MAX];

	memset(typed, 'x', sizeof typed);
	typed[sizeof typed - 2] = '\r';
	typed[sizeof typed - 1] = '\0';
	screen_ask_key(s, true);
	pty_type(&pty, typed);
	typed[KEY_MAX] = '\0';
	expect(KEYBOARD_KEY, typed);
}
END_TEST

START_TEST(test_what_waits_can_be_dropped)
{
	screen_ask_key(s, true);
	pty_type(&pty, "one\rtwo\r");
	expect(KEYBOARD_KEY, "one");
	pty_type(&pty, "three\rfour\r");
	keyboard_drop(k);
	ck_assert(!keyboard_has_more(k));
	pty_type(&pty, "five\r");
	expect(KEYBOARD_KEY, "five");
}
END_TEST

static void *
stop(void *arg)
{
	keyboard_stop(arg);
	return (NULL);
}

START_TEST(test_nobody_waits_for_a_key_when_it_is_stopped)
{
	const char *line;
	size_t len;
	pthread_t t;

	ck_assert_int_eq(thread_start(&t, stop, k), 0);
	ck_assert_int_eq(keyboard_next(k, &line, &len), KEYBOARD_STOPPED);
	thread_join(t);
	ck_assert_int_eq(keyboard_next(k, &line, &len), KEYBOARD_STOPPED);
}
END_TEST

/* ------------------------------------------------------------------------
 * A filter
 */

static struct pipes pipes;

static void
setup_filter(void)
{
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		(void)setlocale(LC_CTYPE, "");
	pipes_open(&pipes);
	s = screen_new();
	ck_assert_ptr_nonnull(s);
	k = keyboard_new(s);
	ck_assert_ptr_nonnull(k);
}

static void
teardown_filter(void)
{
	keyboard_free(k);
	screen_free(s);
	pipes_close(&pipes);
	(void)setlocale(LC_CTYPE, "C");
}

START_TEST(test_input_of_a_filter_is_cut_into_lines)
{
	pipes_write(&pipes, "one\r\n\n\ttwo \nthr");
	expect(KEYBOARD_LINE, "one");
	expect(KEYBOARD_LINE, "");
	expect(KEYBOARD_LINE, "\ttwo ");
	pipes_write(&pipes, "ee\nlast");
	expect(KEYBOARD_LINE, "three");
	pipes_end_input(&pipes);
	expect(KEYBOARD_LINE, "last");
	expect_event(KEYBOARD_END);
	expect_event(KEYBOARD_END);
	ck_assert(!keyboard_has_more(k));
}
END_TEST

START_TEST(test_line_of_a_filter_that_is_too_long_is_skipped)
{
	char line[FRAMING_LINE_MAX + 3];

	memset(line, 'x', sizeof line);
	line[FRAMING_LINE_MAX] = '\n';
	line[FRAMING_LINE_MAX + 1] = '\0';
	pipes_write(&pipes, line);
	line[FRAMING_LINE_MAX] = '\0';
	expect(KEYBOARD_LINE, line);
	line[FRAMING_LINE_MAX] = 'x';
	line[FRAMING_LINE_MAX + 1] = '\n';
	line[FRAMING_LINE_MAX + 2] = '\0';
	pipes_write(&pipes, line);
	pipes_write(&pipes, "next\n");
	expect_event(KEYBOARD_TOO_LONG);
	expect(KEYBOARD_LINE, "next");
}
END_TEST

/* Half a character, an overlong one, and IAC, which is no telnet here. */
static const char *const garbled[] = { "a\345\260\n", "\300\257\n",
	"\377\375\006\n", "a\377\377\n" };

START_TEST(test_what_is_not_text_in_the_locale_is_no_line)
{
	pipes_write(&pipes, garbled[_i]);
	pipes_write(&pipes, "\345\260\217\n");
	expect_event(KEYBOARD_GARBLED);
	expect(KEYBOARD_LINE, "\345\260\217");
}
END_TEST

START_TEST(test_input_without_an_end_of_line_is_given_up)
{
	char bytes[4097];
	int i;

	memset(bytes, 'x', sizeof bytes - 1);
	bytes[sizeof bytes - 1] = '\0';
	for (i = 0; i < 15; i++)
		pipes_write(&pipes, bytes);
	expect_event(KEYBOARD_TOO_LONG);
	for (; i < 17; i++)
		pipes_write(&pipes, bytes);
	expect_event(KEYBOARD_FAILED);
	ck_assert_int_eq(errno, EMSGSIZE);
}
END_TEST

START_TEST(test_filter_is_stopped_before_it_reads_more)
{
	pipes_write(&pipes, "one\n");
	expect(KEYBOARD_LINE, "one");
	keyboard_stop(k);
	pipes_write(&pipes, "two\n");
	expect_event(KEYBOARD_STOPPED);
	ck_assert(keyboard_has_more(k));
}
END_TEST

START_TEST(test_input_that_cannot_be_read_has_a_reason)
{
	int directory = open("/", O_RDONLY);

	ck_assert_int_ge(directory, 0);
	ck_assert_int_eq(dup2(directory, STDIN_FILENO), STDIN_FILENO);
	(void)close(directory);
	expect_event(KEYBOARD_FAILED);
	ck_assert_int_eq(errno, EISDIR);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

static TCase *
filter_case(void)
{
	TCase *tc = tcase_create("filter");

	tcase_add_checked_fixture(tc, setup_filter, teardown_filter);
	tcase_add_test(tc, test_input_of_a_filter_is_cut_into_lines);
	tcase_add_test(tc, test_line_of_a_filter_that_is_too_long_is_skipped);
	tcase_add_loop_test(tc, test_what_is_not_text_in_the_locale_is_no_line,
	    0, COUNT(garbled));
	tcase_add_test(tc, test_input_without_an_end_of_line_is_given_up);
	tcase_add_test(tc, test_filter_is_stopped_before_it_reads_more);
	tcase_add_test(tc, test_input_that_cannot_be_read_has_a_reason);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { tcase_create("keyboard"), filter_case() };
	TCase *t = cases[0];

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, test_second_key_of_a_paste_is_no_line);
	tcase_add_test(t,
	    test_second_key_of_a_paste_is_a_key_where_one_is_wanted);
	tcase_add_test(t, test_key_is_no_longer_than_a_key_can_be);
	tcase_add_test(t, test_what_waits_can_be_dropped);
	tcase_add_test(t, test_nobody_waits_for_a_key_when_it_is_stopped);
	return (suite_run("keyboard", cases, sizeof cases / sizeof *cases));
}
