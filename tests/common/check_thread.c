/*
 * check_thread: waiting with a deadline, who holds a mutex, and what a thread
 * is started with.
 */
#include <config.h>

#include <sys/time.h>

#include <check.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>

#include "common/thread.h"
#include "harness/child.h"
#include "harness/suite.h"

#define STACK 65536

static thread_mutex lock;
static pthread_cond_t changed;
static atomic_int waiting;

static void
setup(void)
{
	thread_mutex_init(&lock);
	thread_cond_init(&changed);
	atomic_store(&waiting, 0);
}

static void
teardown(void)
{
	thread_cond_fini(&changed);
	thread_mutex_fini(&lock);
}

/* Several, so that some have a whole second in them and some do not. */
START_TEST(test_a_wait_ends_at_its_deadline_and_not_before)
{
	int64_t deadline;
	int i;

	thread_lock(&lock);
	for (i = 0; i < 12; i++) {
		deadline = thread_now_ms() + 100;
		while (thread_wait_until(&changed, &lock, deadline))
			ck_assert_int_lt(thread_now_ms(), deadline + 60000);
		ck_assert_int_ge(thread_now_ms(), deadline);
		ck_assert_int_lt(thread_now_ms(), deadline + 60000);
	}
	thread_unlock(&lock);
}
END_TEST

static void *
wake(void *arg)
{
	bool *woken = arg;

	thread_lock(&lock);
	*woken = true;
	thread_wake_one(&changed);
	thread_unlock(&lock);
	return (NULL);
}

START_TEST(test_a_wait_ends_when_woken)
{
	int64_t deadline = thread_now_ms() + 600000;
	bool woken = false;
	pthread_t t;

	thread_lock(&lock);
	ck_assert_int_eq(thread_start(&t, wake, &woken), 0);
	while (!woken)
		ck_assert(thread_wait_until(&changed, &lock, deadline));
	thread_unlock(&lock);
	thread_join(t);
}
END_TEST

static void *
wait_for_change(void *arg)
{
	const bool *woken = arg;

	thread_lock(&lock);
	atomic_fetch_add(&waiting, 1);
	while (!*woken)
		thread_wait(&changed, &lock);
	thread_unlock(&lock);
	return (NULL);
}

START_TEST(test_all_are_woken)
{
	bool woken = false;
	pthread_t t[4];
	int i;

	for (i = 0; i < 4; i++)
		ck_assert_int_eq(thread_start(&t[i], wait_for_change, &woken),
		    0);
	/* A thread that is counted holds the lock until it waits. */
	while (atomic_load(&waiting) < 4)
		thread_sleep_us(1000);
	thread_lock(&lock);
	woken = true;
	thread_wake_all(&changed);
	thread_unlock(&lock);
	for (i = 0; i < 4; i++)
		thread_join(t[i]);
}
END_TEST

/* ---- Who holds a mutex ---- */

static void
need_lock(void *arg)
{
	thread_assert_held(arg);
}

static void
unlock(void *arg)
{
	thread_unlock(arg);
}

static void
wait_without_end(void *arg)
{
	thread_wait(&changed, arg);
}

static void
wait_until_now(void *arg)
{
	(void)thread_wait_until(&changed, arg, thread_now_ms());
}

static void *
hold(void *arg)
{
	bool *over = arg;

	thread_lock(&lock);
	atomic_fetch_add(&waiting, 1);
	while (!*over)
		thread_wait(&changed, &lock);
	thread_assert_held(&lock); /* after a wait, too */
	thread_unlock(&lock);
	return (NULL);
}

START_TEST(test_what_needs_a_mutex_aborts_without_it)
{
	static thread_mutex other = THREAD_MUTEX_INITIALIZER;

	ck_assert(child_aborts(need_lock, &lock));
	thread_lock(&other);
	ck_assert(child_aborts(need_lock, &lock));
	ck_assert(!child_aborts(need_lock, &other));
	thread_unlock(&other);
	ck_assert(child_aborts(need_lock, &other));
}
END_TEST

START_TEST(test_nobody_releases_a_mutex_that_is_not_held)
{
	ck_assert(child_aborts(unlock, &lock));
	ck_assert(child_aborts(wait_without_end, &lock));
	ck_assert(child_aborts(wait_until_now, &lock));
	thread_lock(&lock);
	ck_assert(!child_aborts(unlock, &lock));
	ck_assert(!child_aborts(wait_until_now, &lock));
	thread_unlock(&lock);
}
END_TEST

static void *
take_once(void *arg)
{
	bool *taken = arg;

	thread_lock(&lock);
	*taken = true;
	thread_unlock(&lock);
	return (NULL);
}

START_TEST(test_a_mutex_is_held_again_after_a_deadline)
{
	bool taken = false;
	pthread_t t;

	thread_lock(&lock);
	ck_assert_int_eq(thread_start(&t, take_once, &taken), 0);
	while (!taken)
		(void)thread_wait_until(&changed, &lock, thread_now_ms() + 1);
	thread_assert_held(&lock);
	thread_unlock(&lock);
	thread_join(t);
}
END_TEST

/* The one that is asleep in a wait does not hold it, and nor does this one. */
START_TEST(test_a_mutex_is_held_by_one_thread_and_not_in_a_wait)
{
	bool over = false;
	pthread_t t;

	ck_assert_int_eq(thread_start(&t, hold, &over), 0);
	while (atomic_load(&waiting) < 1)
		thread_sleep_us(1000);
	ck_assert(child_aborts(need_lock, &lock));
	thread_lock(&lock);
	thread_assert_held(&lock);
	over = true;
	thread_wake_one(&changed);
	thread_unlock(&lock);
	thread_join(t);
	ck_assert(child_aborts(need_lock, &lock));
}
END_TEST

static void
ignore(int number)
{
	(void)number;
}

START_TEST(test_a_signal_does_not_cut_a_sleep_short)
{
	const struct itimerval often = { .it_interval.tv_usec = 3000,
		.it_value.tv_usec = 3000 };
	const struct itimerval never = { .it_value.tv_usec = 0 };
	struct sigaction action = { .sa_handler = ignore };
	int64_t start;

	ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
	ck_assert_int_eq(setitimer(ITIMER_REAL, &often, NULL), 0);
	start = thread_now_us();
	thread_sleep_us(100000);
	ck_assert_int_ge(thread_now_us() - start, 100000);
	ck_assert_int_eq(setitimer(ITIMER_REAL, &never, NULL), 0);
}
END_TEST

/* What a detached thread finds out about itself. */
struct found {
	size_t stack;
	int detached;
	bool done;
};

static void *
find_out(void *arg)
{
	struct found *f = arg;
	pthread_attr_t attr;
	void *address;

	thread_lock(&lock);
	if (pthread_getattr_np(pthread_self(), &attr) == 0) {
		(void)pthread_attr_getdetachstate(&attr, &f->detached);
		(void)pthread_attr_getstack(&attr, &address, &f->stack);
		(void)pthread_attr_destroy(&attr);
	}
	f->done = true;
	thread_wake_one(&changed);
	thread_unlock(&lock);
	return (NULL);
}

static struct found
found_by_thread(size_t stack)
{
	struct found f = { .detached = -1 };

	ck_assert_int_eq(thread_start_detached(stack, find_out, &f), 0);
	thread_lock(&lock);
	while (!f.done)
		thread_wait(&changed, &lock);
	thread_unlock(&lock);
	return (f);
}

START_TEST(test_a_detached_thread_is_that_and_has_the_stack_asked_for)
{
	struct found small = found_by_thread(STACK);
	struct found usual = found_by_thread(0);

	ck_assert_int_eq(small.detached, PTHREAD_CREATE_DETACHED);
	ck_assert_int_eq(usual.detached, PTHREAD_CREATE_DETACHED);
	ck_assert_uint_ge(small.stack, STACK / 2); /* a tool may add to it */
	ck_assert_uint_gt(usual.stack, small.stack);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("thread");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, test_a_wait_ends_at_its_deadline_and_not_before);
	tcase_add_test(t, test_a_wait_ends_when_woken);
	tcase_add_test(t, test_all_are_woken);
	tcase_add_test(t, test_what_needs_a_mutex_aborts_without_it);
	tcase_add_test(t, test_nobody_releases_a_mutex_that_is_not_held);
	tcase_add_test(t, test_a_mutex_is_held_again_after_a_deadline);
	tcase_add_test(t, test_a_mutex_is_held_by_one_thread_and_not_in_a_wait);
	tcase_add_test(t, test_a_signal_does_not_cut_a_sleep_short);
	tcase_add_test(t,
	    test_a_detached_thread_is_that_and_has_the_stack_asked_for);
	return (suite_run("thread", &t, 1));
}
