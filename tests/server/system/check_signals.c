/*
 * check_signals: those that close the room, and those that must not.
 *
 * Each test looks at a process of ours, which ends with a status that says what
 * it has found, or by a signal.
 */
#include <config.h>

#include <sys/types.h>
#include <sys/wait.h>

#include <check.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "harness/suite.h"
#include "server/system/signals.h"

/* These close the room. */
static const int goodbyes[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT };

#define GOODBYES (sizeof goodbyes / sizeof *goodbyes)

/* Those that a status of a process is about. */
static int signal_number;
static sigset_t handled, waiting;

/* Does something in a process of ours after signals_set(); its exit status. */
static int
status_of(int (*act)(void))
{
	int status;
	pid_t pid;

	(void)fflush(NULL);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		signals_stop = 0;
		signals_set(&handled, &waiting);
		_exit(act());
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return (
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

/* Waits as the listener does, with these signals let in, but only a moment. */
static void
wait_for_signals(void)
{
	const struct timespec none = { 0, 0 };

	(void)ppoll(NULL, 0, &none, &waiting);
}

/* It is handled while the main thread waits, and not before. */
static int
stop_by_signal(void)
{
	if (raise(signal_number) != 0 || signals_stop != 0)
		return (1);
	wait_for_signals();
	return (signals_stop == 0 ? 2 : 0);
}

static int
ignore_signal(void)
{
	if (raise(signal_number) != 0)
		return (1);
	wait_for_signals();
	return (signals_stop == 0 ? 0 : 2);
}

static int
end_by_signal(void)
{
	signals_let_kill(&handled);
	(void)raise(signal_number);
	return (0);
}

/* What waits already ends the program as well. */
static int
end_by_waiting_signal(void)
{
	(void)raise(signal_number);
	signals_let_kill(&handled);
	return (0);
}

static int
find_handled(void)
{
	return (sigismember(&handled, signal_number));
}

/* A script that starts us with `&`, or nohup(1), may have some ignored. */
static void
setup(void)
{
	struct sigaction now;
	size_t i;

	for (i = 0; i < GOODBYES; i++)
		if (sigaction(goodbyes[i], NULL, &now) == 0 &&
		    now.sa_handler == SIG_IGN)
			(void)signal(goodbyes[i], SIG_DFL);
}

START_TEST(test_a_goodbye_closes_the_room_while_the_main_thread_waits)
{
	signal_number = goodbyes[_i];
	ck_assert_int_eq(status_of(stop_by_signal), 0);
	ck_assert_int_eq(status_of(find_handled), 1);
}
END_TEST

START_TEST(test_other_signals_do_nothing)
{
	static const int others[] = { SIGPIPE, SIGTTIN, SIGTTOU, SIGXFSZ,
		SIGUSR1, SIGUSR2 };
	size_t i;

	for (i = 0; i < sizeof others / sizeof *others; i++) {
		signal_number = others[i];
		ck_assert_int_eq(status_of(ignore_signal), 0);
		ck_assert_int_eq(status_of(find_handled), 0);
	}
}
END_TEST

START_TEST(test_a_second_goodbye_ends_the_program)
{
	signal_number = goodbyes[_i];
	ck_assert_int_eq(status_of(end_by_signal), 128 + signal_number);
	ck_assert_int_eq(status_of(end_by_waiting_signal), 128 + signal_number);
}
END_TEST

/* As nohup(1) or a script with `&` has set it. */
START_TEST(test_what_the_starter_ignores_stays_ignored)
{
	void (*before)(int);

	signal_number = goodbyes[_i];
	before = signal(signal_number, SIG_IGN);
	ck_assert(before != SIG_ERR);
	if (signal_number == SIGTERM) {
		ck_assert_int_eq(status_of(stop_by_signal), 0);
		ck_assert_int_eq(status_of(end_by_signal), 128 + SIGTERM);
	} else {
		ck_assert_int_eq(status_of(ignore_signal), 0);
		ck_assert_int_eq(status_of(find_handled), 0);
		ck_assert_int_eq(status_of(end_by_signal), 0);
	}
	(void)signal(signal_number, before);
}
END_TEST

/* Of a mask that the program was started with, other signals stay blocked. */
static int
find_blocked(void)
{
	sigset_t now;

	if (pthread_sigmask(SIG_BLOCK, NULL, &now) != 0)
		return (1);
	return (sigismember(&now, SIGTERM) == 1 &&
		    sigismember(&now, SIGWINCH) == 1 &&
		    sigismember(&waiting, SIGWINCH) == 1 &&
		    sigismember(&waiting, SIGTERM) == 0 ?
		0 :
		2);
}

START_TEST(test_the_mask_to_wait_with_is_that_of_before)
{
	sigset_t winch, before;

	(void)sigemptyset(&winch);
	(void)sigaddset(&winch, SIGWINCH);
	ck_assert_int_eq(pthread_sigmask(SIG_BLOCK, &winch, &before), 0);
	ck_assert_int_eq(status_of(find_blocked), 0);
	ck_assert_int_eq(pthread_sigmask(SIG_SETMASK, &before, NULL), 0);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("signals");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_loop_test(tc,
	    test_a_goodbye_closes_the_room_while_the_main_thread_waits, 0,
	    GOODBYES);
	tcase_add_test(tc, test_other_signals_do_nothing);
	tcase_add_loop_test(tc, test_a_second_goodbye_ends_the_program, 0,
	    GOODBYES);
	tcase_add_loop_test(tc, test_what_the_starter_ignores_stays_ignored, 0,
	    GOODBYES);
	tcase_add_test(tc, test_the_mask_to_wait_with_is_that_of_before);
	return (suite_run("signals", &tc, 1));
}
