/*
 * check_keyboard: what is read at one prompt and looked at after the prompt has
 * changed.  The terminal is a pseudo-terminal of the test.
 */
#include <config.h>

#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/keyboard.h"
#include "common/key.h"
#include "common/terminal/screen.h"
#include "common/thread.h"

static int before[2]; /* stdin and stdout of the test program */
static int terminal;  /* what the person types goes in here */
static struct screen *s;
static struct keyboard *k;

static void
setup(void)
{
	int fd;

	before[0] = dup(STDIN_FILENO);
	before[1] = dup(STDOUT_FILENO);
	terminal = posix_openpt(O_RDWR | O_NOCTTY);
	ck_assert_int_ge(terminal, 0);
	ck_assert_int_eq(grantpt(terminal), 0);
	ck_assert_int_eq(unlockpt(terminal), 0);
	fd = open(ptsname(terminal), O_RDWR | O_NOCTTY);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	ck_assert_int_eq(dup2(fd, STDOUT_FILENO), STDOUT_FILENO);
	(void)close(fd);
	(void)setenv("TERM", "dumb", 1); /* it gets no questions */
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
	(void)dup2(before[0], STDIN_FILENO);
	(void)dup2(before[1], STDOUT_FILENO);
	(void)close(before[0]);
	(void)close(before[1]);
	(void)close(terminal);
}

static void
type(const char *text)
{
	ck_assert_int_eq(write(terminal, text, strlen(text)),
	    (ssize_t)strlen(text));
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
	type("one\rtwo\rthree");
	expect(KEYBOARD_KEY, "one");
	screen_ask_key(s, false); /* the key was right */
	expect_stale();
	type("hello\r");
	expect(KEYBOARD_LINE, "hello");
}
END_TEST

START_TEST(test_second_key_of_a_paste_is_a_key_where_one_is_wanted)
{
	screen_ask_key(s, true);
	type("one\rtwo\r");
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
	type(typed);
	typed[KEY_MAX] = '\0';
	expect(KEYBOARD_KEY, typed);
}
END_TEST

START_TEST(test_what_waits_can_be_dropped)
{
	screen_ask_key(s, true);
	type("one\rtwo\r");
	expect(KEYBOARD_KEY, "one");
	type("three\rfour\r");
	keyboard_drop(k);
	ck_assert(!keyboard_has_more(k));
	type("five\r");
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
	Suite *suite = suite_create("keyboard");
	TCase *t = tcase_create("keyboard");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, test_second_key_of_a_paste_is_no_line);
	tcase_add_test(t,
	    test_second_key_of_a_paste_is_a_key_where_one_is_wanted);
	tcase_add_test(t, test_key_is_no_longer_than_a_key_can_be);
	tcase_add_test(t, test_what_waits_can_be_dropped);
	tcase_add_test(t, test_nobody_waits_for_a_key_when_it_is_stopped);
	suite_add_tcase(suite, t);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
