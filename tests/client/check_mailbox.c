/*
 * check_mailbox: signals and what threads post, in one place and one order.
 */
#include <config.h>

#include <sys/wait.h>

#include <check.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "client/mailbox.h"
#include "common/thread.h"
#include "harness/suite.h"

static const int caught[] = { SIGINT, SIGHUP, SIGQUIT, SIGTERM, SIGTSTP,
	SIGCONT, SIGWINCH };

#define CAUGHT (sizeof caught / sizeof caught[0])

static sigset_t mask_before;

/* A shell may have started this with some of them ignored. */
static void
setup(void)
{
	size_t i;

	for (i = 0; i < CAUGHT; i++)
		(void)signal(caught[i], SIG_DFL);
	(void)pthread_sigmask(SIG_SETMASK, NULL, &mask_before);
}

/* As it was, for a test that follows in the same process. */
static void
teardown(void)
{
	size_t i;

	for (i = 0; i < CAUGHT; i++)
		(void)signal(caught[i], SIG_DFL);
	(void)pthread_sigmask(SIG_SETMASK, &mask_before, NULL);
}

/* Nothing else has happened. */
static void
expect_nothing(void)
{
	mailbox_post(MAIL_LEAVE);
	ck_assert_int_eq(mailbox_next(-1), MAIL_LEAVE);
}

START_TEST(test_events_come_in_their_order)
{
	ck_assert(mailbox_open());
	mailbox_post(MAIL_INSIDE);
	mailbox_post(MAIL_READ);
	mailbox_post(MAIL_SPOKEN);
	ck_assert_int_eq(mailbox_next(-1), MAIL_INSIDE);
	ck_assert_int_eq(mailbox_next(thread_now_ms() + 600000), MAIL_READ);
	ck_assert_int_eq(mailbox_next(-1), MAIL_SPOKEN);
	expect_nothing();
}
END_TEST

START_TEST(test_the_time_is_up_at_the_deadline_and_not_before)
{
	int64_t deadline = thread_now_ms() + 150;

	ck_assert(mailbox_open());
	ck_assert_int_eq(mailbox_next(deadline), MAIL_TIME_UP);
	ck_assert_int_ge(thread_now_ms(), deadline);
	ck_assert_int_eq(mailbox_next(deadline), MAIL_TIME_UP);
	expect_nothing();
}
END_TEST

START_TEST(test_a_signal_is_an_event_once_it_is_let_in)
{
	size_t i;

	ck_assert(mailbox_open());
	ck_assert_int_eq(raise(SIGTERM), 0);
	expect_nothing();
	mailbox_let_signals_in();
	ck_assert_int_eq(mailbox_next(-1), SIGTERM);
	for (i = 0; i < CAUGHT; i++) {
		ck_assert_int_eq(raise(caught[i]), 0);
		ck_assert_int_eq(mailbox_next(-1), caught[i]);
	}
	expect_nothing();
}
END_TEST

static void *
get_mask(void *arg)
{
	(void)pthread_sigmask(SIG_SETMASK, NULL, arg);
	return (NULL);
}

START_TEST(test_a_thread_that_starts_then_sees_no_signal)
{
	sigset_t mask;
	pthread_t t;
	size_t i;

	ck_assert(mailbox_open());
	ck_assert_int_eq(thread_start(&t, get_mask, &mask), 0);
	thread_join(t);
	for (i = 0; i < CAUGHT; i++)
		ck_assert_int_eq(sigismember(&mask, caught[i]), 1);
	mailbox_let_signals_in();
	(void)get_mask(&mask);
	for (i = 0; i < CAUGHT; i++)
		ck_assert_int_eq(sigismember(&mask, caught[i]), 0);
}
END_TEST

START_TEST(test_an_ignored_signal_stays_ignored)
{
	struct sigaction action;

	ck_assert(signal(SIGHUP, SIG_IGN) != SIG_ERR);
	ck_assert(mailbox_open());
	mailbox_let_signals_in();
	ck_assert_int_eq(raise(SIGHUP), 0);
	expect_nothing();
	ck_assert_int_eq(sigaction(SIGHUP, NULL, &action), 0);
	ck_assert(action.sa_handler == SIG_IGN);
}
END_TEST

START_TEST(test_a_signal_disturbs_no_call_that_waits)
{
	struct sigaction action;

	ck_assert(mailbox_open());
	ck_assert_int_eq(sigaction(SIGWINCH, NULL, &action), 0);
	ck_assert_int_ne(action.sa_flags & SA_RESTART, 0);
	ck_assert_int_eq(sigismember(&action.sa_mask, SIGINT), 1);
}
END_TEST

/* Even before signals are let in. */
START_TEST(test_an_obeyed_signal_ends_the_program)
{
	pid_t child = fork();
	int status;

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		if (mailbox_open())
			mailbox_obey_signal(SIGTERM);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGTERM);
}
END_TEST

START_TEST(test_a_signal_is_an_event_again_after_it_was_obeyed)
{
	ck_assert(mailbox_open());
	mailbox_let_signals_in();
	mailbox_obey_signal(SIGWINCH); /* which does nothing by default */
	expect_nothing();
	ck_assert_int_eq(raise(SIGWINCH), 0);
	ck_assert_int_eq(mailbox_next(-1), SIGWINCH);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("event");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, test_events_come_in_their_order);
	tcase_add_test(t, test_the_time_is_up_at_the_deadline_and_not_before);
	tcase_add_test(t, test_a_signal_is_an_event_once_it_is_let_in);
	tcase_add_test(t, test_a_thread_that_starts_then_sees_no_signal);
	tcase_add_test(t, test_an_ignored_signal_stays_ignored);
	tcase_add_test(t, test_a_signal_disturbs_no_call_that_waits);
	tcase_add_test(t, test_an_obeyed_signal_ends_the_program);
	tcase_add_test(t, test_a_signal_is_an_event_again_after_it_was_obeyed);
	return (suite_run("mailbox", &t, 1));
}
