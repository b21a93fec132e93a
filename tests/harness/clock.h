/*
 * clock: time that stands still, in a test that is linked with
 * -Wl,--wrap=thread_now_ms.  The time by which threads wait goes on.
 */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

/* From here on it is `now`; 0: what it really is. */
void clock_stop(int64_t now);

/* What it really is. */
int64_t clock_real(void);

#endif
