/*
 * thread: the pthread calls, each one checked.
 *
 * A lock, a wait or a wake-up can fail only by a bug of ours, so these print
 * the call and abort.  Starting a thread can fail because the machine is full:
 * thread_start_detached() returns the error instead.
 */
#ifndef THREAD_H
#define THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What holds which mutex, for clang's -Wthread-safety; other compilers do not
 * read it.  A function that needs, takes or releases a mutex says so; clang
 * then checks all its callers, and that each function that takes one also
 * releases it.
 *
 * THREAD_GUARDED is for variables outside of structs.  In C, clang 19 takes the
 * mutex of a struct, named in the attribute of a field, for another one than
 * that of the struct at hand; so a comment says what guards a field.
 */
#if defined(__has_attribute)
#if __has_attribute(capability)
#define THREAD_ATTRIBUTE(x) __attribute__((x))
#endif
#endif
#ifndef THREAD_ATTRIBUTE
#define THREAD_ATTRIBUTE(x)
#endif
#define THREAD_GUARDED(mutex) THREAD_ATTRIBUTE(guarded_by(mutex))
#define THREAD_NEEDS(mutex) THREAD_ATTRIBUTE(requires_capability(mutex))
#define THREAD_TAKES(mutex) THREAD_ATTRIBUTE(acquire_capability(mutex))
#define THREAD_RELEASES(mutex) THREAD_ATTRIBUTE(release_capability(mutex))
#define THREAD_ASSERTS(mutex) THREAD_ATTRIBUTE(assert_capability(mutex))
/* For the calls of pthread themselves. */
#define THREAD_UNCHECKED THREAD_ATTRIBUTE(no_thread_safety_analysis)

/* Where assertions are on, it knows who holds it. */
typedef struct thread_mutex {
	pthread_mutex_t mutex;
#ifndef NDEBUG
	_Atomic(const void *) holder; /* a mark of that thread, or NULL */
#endif
} thread_mutex THREAD_ATTRIBUTE(capability("mutex"));

#define THREAD_MUTEX_INITIALIZER                   \
	{                                          \
		.mutex = PTHREAD_MUTEX_INITIALIZER \
	}

void thread_mutex_init(thread_mutex *m);
void thread_mutex_fini(thread_mutex *m);
void thread_lock(thread_mutex *m) THREAD_TAKES(*m);
void thread_unlock(thread_mutex *m) THREAD_RELEASES(*m);

/*
 * At the start of a function that needs the mutex: aborts, with the name of the
 * function, unless the calling thread holds it.  This finds the call that no
 * compiler checks.  So do thread_unlock() and the waits below.  With NDEBUG it
 * is nothing.
 */
#define thread_assert_held(m) thread_check_held(m, __func__)
#ifdef NDEBUG
static inline void
thread_check_held(const thread_mutex *m, const char *where) THREAD_ASSERTS(*m)
{
	(void)m;
	(void)where;
}
#else
void thread_check_held(const thread_mutex *m, const char *where)
    THREAD_ASSERTS(*m);
#endif

/* Condition variables on CLOCK_MONOTONIC: setting the clock has no effect. */
void thread_cond_init(pthread_cond_t *c);
void thread_cond_fini(pthread_cond_t *c);
void thread_wait(pthread_cond_t *c, thread_mutex *m) THREAD_NEEDS(*m);
/* Waits until thread_now_ms() is `deadline`; false when that has come. */
bool thread_wait_until(pthread_cond_t *c, thread_mutex *m, int64_t deadline)
    THREAD_NEEDS(*m);
void thread_wake_one(pthread_cond_t *c);
void thread_wake_all(pthread_cond_t *c);

/* Milliseconds, and microseconds, of a clock that only goes forward. */
int64_t thread_now_ms(void);
int64_t thread_now_us(void);

/* Waits for at least this many microseconds, less than a second. */
void thread_sleep_us(int64_t us);

/*
 * Starts a detached (or, below, a joinable) thread; 0, or an error number as
 * pthread_create(3) has it (EAGAIN: no more threads).  `stack` is in bytes, 0
 * for the system's default.
 */
int thread_start_detached(size_t stack, void *(*run)(void *), void *arg);
int thread_start(pthread_t *t, void *(*run)(void *), void *arg);
void thread_join(pthread_t t);

/* Names the calling thread in ps(1), top(1) and gdb(1); 15 bytes at most. */
void thread_set_name(const char *name);

#endif
