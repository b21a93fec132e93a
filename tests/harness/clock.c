/*
 * clock: time that stands still.  See clock.h.
 */
#include <config.h>

#include "harness/clock.h"

#include <stdatomic.h>

#include "common/thread.h"

/* The linker sends the calls of thread_now_ms() here. */
int64_t __wrap_thread_now_ms(void);
int64_t __real_thread_now_ms(void);

/* The time at which it stands still, or 0. */
static atomic_llong stopped;

int64_t
__wrap_thread_now_ms(void)
{
	int64_t now = atomic_load(&stopped);

	return (now != 0 ? now : __real_thread_now_ms());
}

void
clock_stop(int64_t now)
{
	atomic_store(&stopped, now);
}

int64_t
clock_real(void)
{
	return (__real_thread_now_ms());
}
