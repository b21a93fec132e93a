/*
 * burst: the first two in a second are announced at once, the rest on one line.
 *
 * When a class arrives, nobody wants to read three hundred lines.  A burst
 * counts events by the second.  Pure; the caller holds the lock, and announces
 * what was held back when the second is over.
 */
#ifndef BURST_H
#define BURST_H

#include <stdbool.h>
#include <stdint.h>

#define BURST_MS 1000

/* How many are announced at once. */
#define BURST_TOLD 2

struct burst {
	int64_t ends;  /* when the second is over, as thread_now_ms() */
	unsigned told; /* in this second */
};

/* One more event: false when it must be announced at once. */
bool burst_hold(struct burst *b, int64_t now);

/*
 * What was held back is announced at `now`.  In the next second nothing is
 * announced at once: a long burst is one line a second.
 */
void burst_told(struct burst *b, int64_t now);

#endif
