/*
 * check_terminal: what a person sees of the client, in a terminal emulator
 * that interprets what it writes, at several widths.
 */
#include <config.h>

#include <check.h>
#include <signal.h>
#include <stdlib.h>

#include "room.h"
#include "terminal.h"

#define ROWS 24

/* Each test runs in windows of all these kinds. */
static const struct {
	int columns;
	unsigned kind;
} windows[] = {
	{ 20, TERMINAL_USUAL },
	{ 40, TERMINAL_USUAL },
	{ 80, TERMINAL_USUAL },
	{ 132, TERMINAL_USUAL },
	{ 20, TERMINAL_WIDE },
	{ 40, TERMINAL_WIDE },
	{ 80, TERMINAL_WIDE },
	{ 132, TERMINAL_WIDE },
	{ 80, TERMINAL_DUMB },
};

static struct terminal *
open_window(int i)
{
	return (terminal_open(windows[i].kind, ROWS, windows[i].columns, ""));
}

START_TEST(test_typed_line_is_sent_and_stays_in_sight)
{
	struct terminal *t = open_window(_i);

	terminal_type(t, "hello");
	terminal_expect(t, "<You> hello");
	terminal_type(t, "\r");
	terminal_expect_above(t, "<You> hello", "<You>");
	terminal_expect_sent(t, "hello\n");
	terminal_leave(t);
}
END_TEST

START_TEST(test_incoming_line_appears_above_half_typed_line)
{
	struct terminal *t = open_window(_i);

	terminal_type(t, "half a 行");
	terminal_expect(t, "<You> half a 行");
	terminal_say(t, "[ Lena ]: 你好");
	terminal_expect_above(t, "[ Lena ]: 你好", "<You> half a 行");
	ck_assert_uint_eq(terminal_count(t, "half"), 1);
	terminal_type(t, "\x15");
	terminal_expect(t, "<You>");
	terminal_leave(t);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

static TCase *
windows_case(void)
{
	TCase *tc = tcase_create("in windows of all kinds");
	int n = COUNT(windows);

	tcase_set_timeout(tc, room_timeout());
	tcase_add_loop_test(tc, test_typed_line_is_sent_and_stays_in_sight, 0,
	    n);
	tcase_add_loop_test(tc,
	    test_incoming_line_appears_above_half_typed_line, 0, n);
	return (tc);
}

int
main(void)
{
	Suite *suite = suite_create("terminal");
	SRunner *runner = srunner_create(suite);
	int failed;

	(void)unsetenv("CHATROOM_NICK");
	(void)signal(SIGPIPE, SIG_IGN);
	suite_add_tcase(suite, windows_case());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
