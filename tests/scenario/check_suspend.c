/*
 * check_suspend: a program that is stopped, and goes on, shows what was half
 * typed once; the client and the console alike, at several widths.
 */
#include <config.h>

#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "harness/room.h"
#include "harness/shell.h"
#include "harness/suite.h"
#include "harness/terminal.h"

#define ROWS 24
#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

/* Each test runs in windows of these kinds: the first ones, by ROOM_SCALE. */
static const struct {
	int columns;
	unsigned kind;
} windows[] = {
	{ 80, TERMINAL_USUAL },
	{ 80, TERMINAL_DUMB },
	{ 20, TERMINAL_DUMB },
	{ 20, TERMINAL_USUAL },
	{ 40, TERMINAL_WIDE },
	{ 132, TERMINAL_USUAL },
	{ 20, TERMINAL_WIDE | TERMINAL_REFLOW },
};

#define HALF "half a 行 of this"

static struct terminal *terminal;

/* A half-typed line; in a narrow window, only its end is there. */
static void
type_half(void)
{
	terminal_type(terminal, HALF);
	terminal_expect_part(terminal, "of this");
}

static void
open_client(int i)
{
	terminal = terminal_open(windows[i].kind, ROWS, windows[i].columns, "");
	type_half();
}

static void
open_console(int i)
{
	terminal = terminal_open_room(windows[i].kind, ROWS, windows[i].columns,
	    "-p 0 -b 127.0.0.1");
	type_half();
}

/* No row ever had two prompts, and the line is as it was. */
static void
expect_once(void)
{
	terminal_type(terminal, "!");
	terminal_expect_part(terminal, "of this!");
	ck_assert_uint_eq(terminal_most(terminal, "<You>"), 1);
	ck_assert_uint_eq(terminal_most(terminal, "of this"), 1);
}

static void
close_client(void)
{
	terminal_press(terminal, "\r");
	terminal_expect_sent(terminal, HALF "!\n");
	ck_assert_uint_eq(terminal_most(terminal, "<You>"), 1);
	terminal_leave(terminal);
}

static void
close_console(void)
{
	(void)kill(terminal->client.pid, SIGTERM);
	terminal_expect_exit(terminal, 0);
	ck_assert_uint_eq(terminal_most(terminal, "<You>"), 1);
	terminal_free(terminal);
}

static void
order(int what, const char *answer)
{
	(void)kill(terminal->client.pid, what);
	shell_expect(answer);
}

/* Ctrl-Z, and fg. */
static void
stop_by_key(void)
{
	terminal_type(terminal, "\x1a");
	shell_expect(SHELL_STOPPED);
	order(SHELL_FG, SHELL_IN_FOREGROUND);
	expect_once();
}

/* kill -STOP, and fg. */
static void
stop_by_others(void)
{
	order(SHELL_STOP, SHELL_STOPPED);
	ck_assert_int_eq(tcsetattr(terminal->slave, TCSANOW, &terminal->before),
	    0);
	order(SHELL_FG, SHELL_IN_FOREGROUND);
	expect_once();
}

/* Under valgrind SIGTSTP is ignored. */
static bool
can_stop(void)
{
	return (getenv("VALGRIND") == NULL);
}

START_TEST(test_client_after_ctrl_z_prompts_once)
{
	if (!can_stop())
		return;
	shell_open("-");
	open_client(_i);
	stop_by_key();
	close_client();
	shell_close();
}
END_TEST

START_TEST(test_client_that_others_stopped_prompts_once)
{
	shell_open("-");
	open_client(_i);
	stop_by_others();
	close_client();
	shell_close();
}
END_TEST

START_TEST(test_client_that_was_not_stopped_prompts_once)
{
	open_client(_i);
	(void)kill(terminal->client.pid, SIGCONT);
	expect_once();
	close_client();
}
END_TEST

START_TEST(test_console_after_ctrl_z_prompts_once)
{
	if (!can_stop())
		return;
	shell_open("-");
	open_console(_i);
	stop_by_key();
	close_console();
	shell_close();
}
END_TEST

START_TEST(test_console_that_others_stopped_prompts_once)
{
	shell_open("-");
	open_console(_i);
	stop_by_others();
	close_console();
	shell_close();
}
END_TEST

START_TEST(test_console_that_was_not_stopped_prompts_once)
{
	open_console(_i);
	(void)kill(terminal->client.pid, SIGCONT);
	expect_once();
	close_console();
}
END_TEST

int
main(int argc, char **argv)
{
	TCase *tc = tcase_create("suspend");
	int n = (int)room_scaled(COUNT(windows), 3);

	shell_be(argc, argv);
	(void)unsetenv("CHATROOM_NICK");
	(void)signal(SIGPIPE, SIG_IGN);
	tcase_add_loop_test(tc, test_client_after_ctrl_z_prompts_once, 0, n);
	tcase_add_loop_test(tc, test_client_that_others_stopped_prompts_once, 0,
	    n);
	tcase_add_loop_test(tc, test_client_that_was_not_stopped_prompts_once,
	    0, n);
	tcase_add_loop_test(tc, test_console_after_ctrl_z_prompts_once, 0, n);
	tcase_add_loop_test(tc, test_console_that_others_stopped_prompts_once,
	    0, n);
	tcase_add_loop_test(tc, test_console_that_was_not_stopped_prompts_once,
	    0, n);
	return (suite_run("suspend", &tc, 1));
}
