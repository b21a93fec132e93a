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

void thread_mutex_init(pthread_mutex_t *m);
void thread_mutex_fini(pthread_mutex_t *m);
void thread_lock(pthread_mutex_t *m);
void thread_unlock(pthread_mutex_t *m);

/* Condition variables on CLOCK_MONOTONIC: setting the clock has no effect. */
void thread_cond_init(pthread_cond_t *c);
void thread_cond_fini(pthread_cond_t *c);
void thread_wait(pthread_cond_t *c, pthread_mutex_t *m);
/* Waits until thread_now_ms() is `deadline`; false when that has come. */
bool thread_wait_until(pthread_cond_t *c, pthread_mutex_t *m, int64_t deadline);
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
