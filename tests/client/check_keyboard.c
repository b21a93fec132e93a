/*
 * check_keyboard: what is read at one prompt and looked at after the prompt has
 * changed.  The terminal is a pseudo-terminal of the test.
 */
#include <config.h>

#include <check.h>
#include <string.h>

#include "client/keyboard.h"
#include "common/key.h"
#include "common/terminal/screen.h"
#include "common/thread.h"
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
expect_stale(void)
{
	const char *line;
	size_t len;

	ck_assert_int_eq(keyboard_next(k, &line, &len), KEYBOARD_STALE);
}

/* A key that is pasted twice: what would be said is dropped. */
START_TEST(test_second_key_of_a_paste_is_no_line)
{
	screen_ask_key(s, true);
	pty_type(&pty, "one\rtwo\rthree");
	expect(KEYBOARD_KEY, "one");
	screen_ask_key(s, false); /* the key was right */
	expect_stale();
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

int
main(void)
{
	TCase *t = tcase_create("keyboard");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, test_second_key_of_a_paste_is_no_line);
	tcase_add_test(t,
	    test_second_key_of_a_paste_is_a_key_where_one_is_wanted);
	tcase_add_test(t, test_key_is_no_longer_than_a_key_can_be);
	tcase_add_test(t, test_what_waits_can_be_dropped);
	tcase_add_test(t, test_nobody_waits_for_a_key_when_it_is_stopped);
	return (suite_run("keyboard", &t, 1));
}
