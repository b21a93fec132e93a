/*
 * thread: the pthread calls, each one checked.  See thread.h.
 */
#include <config.h>

#include "common/thread.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Ends the program when a call that cannot fail has failed. */
static void
check(int error, const char *call)
{
	if (error == 0)
		return;
	(void)fprintf(stderr, "%s: %s\n", call, strerror(error));
	abort();
}

#ifdef NDEBUG
static void
set_held(thread_mutex *m, bool held)
{
	(void)m;
	(void)held;
}
#else
/* Each thread has one of its own: its address is the mark of the thread. */
static _Thread_local char self;

/* With the mutex held; only thread_check_held() reads it without. */
static void
set_held(thread_mutex *m, bool held)
{
	atomic_store_explicit(&m->holder, held ? &self : NULL,
	    memory_order_relaxed);
}

THREAD_UNCHECKED void
thread_check_held(const thread_mutex *m, const char *where)
{
	if (atomic_load_explicit(&m->holder, memory_order_relaxed) == &self)
		return;
	(void)fprintf(stderr, "%s: its mutex is not held\n", where);
	abort();
}
#endif

void
thread_mutex_init(thread_mutex *m)
{
	check(pthread_mutex_init(&m->mutex, NULL), "pthread_mutex_init");
	set_held(m, false);
}

void
thread_mutex_fini(thread_mutex *m)
{
	check(pthread_mutex_destroy(&m->mutex), "pthread_mutex_destroy");
}

THREAD_UNCHECKED void
thread_lock(thread_mutex *m)
{
	check(pthread_mutex_lock(&m->mutex), "pthread_mutex_lock");
	set_held(m, true);
}

THREAD_UNCHECKED void
thread_unlock(thread_mutex *m)
{
	thread_assert_held(m);
	set_held(m, false);
	check(pthread_mutex_unlock(&m->mutex), "pthread_mutex_unlock");
}

void
thread_cond_init(pthread_cond_t *c)
{
	pthread_condattr_t attr;

	check(pthread_condattr_init(&attr), "pthread_condattr_init");
	check(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC),
	    "pthread_condattr_setclock");
	check(pthread_cond_init(c, &attr), "pthread_cond_init");
	check(pthread_condattr_destroy(&attr), "pthread_condattr_destroy");
}

void
thread_cond_fini(pthread_cond_t *c)
{
	check(pthread_cond_destroy(c), "pthread_cond_destroy");
}

void
thread_wait(pthread_cond_t *c, thread_mutex *m)
{
	thread_assert_held(m);
	check(pthread_cond_wait(c, &m->mutex), "pthread_cond_wait");
	set_held(m, true); /* others may have had it */
}

bool
thread_wait_until(pthread_cond_t *c, thread_mutex *m, int64_t deadline)
{
	struct timespec ts;
	int error;

	thread_assert_held(m);
	ts.tv_sec = (time_t)(deadline / 1000);
	ts.tv_nsec = (long)(deadline % 1000) * 1000000;
	error = pthread_cond_timedwait(c, &m->mutex, &ts);
	set_held(m, true);
	if (error == ETIMEDOUT)
		return (false);
	check(error, "pthread_cond_timedwait");
	return (true);
}

void
thread_wake_one(pthread_cond_t *c)
{
	check(pthread_cond_signal(c), "pthread_cond_signal");
}

void
thread_wake_all(pthread_cond_t *c)
{
	check(pthread_cond_broadcast(c), "pthread_cond_broadcast");
}

int64_t
thread_now_us(void)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_MONOTONIC, &ts) != 0)
		check(errno, "clock_gettime");
	return ((int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000);
}

int64_t
thread_now_ms(void)
{
	return (thread_now_us() / 1000);
}

void
thread_sleep_us(int64_t us)
{
	struct timespec ts = { .tv_nsec = us * 1000 };

	while (nanosleep(&ts, &ts) != 0 && errno == EINTR)
		continue;
}

int
thread_start_detached(size_t stack, void *(*run)(void *), void *arg)
{
	pthread_attr_t attr;
	pthread_t t;
	int error;

	check(pthread_attr_init(&attr), "pthread_attr_init");
	check(pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED),
	    "pthread_attr_setdetachstate");
	if (stack > 0)
		check(pthread_attr_setstacksize(&attr, stack),
		    "pthread_attr_setstacksize");
	error = pthread_create(&t, &attr, run, arg);
	check(pthread_attr_destroy(&attr), "pthread_attr_destroy");
	return (error);
}

int
thread_start(pthread_t *t, void *(*run)(void *), void *arg)
{
	return (pthread_create(t, NULL, run, arg));
}

void
thread_join(pthread_t t)
{
	check(pthread_join(t, NULL), "pthread_join");
}

void
thread_set_name(const char *name)
{
	/* Only people who look at the threads want it: it may fail. */
#ifdef HAVE_PTHREAD_SETNAME_NP
	(void)pthread_setname_np(pthread_self(), name);
#else
	(void)name;
#endif
}
