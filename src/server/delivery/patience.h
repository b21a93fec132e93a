/*
 * patience: how long a client may be over the bound of its outbox.
 *
 * Being over it for a moment is no reason to be disconnected: in a burst, on a
 * network that others use as well, that happens to anyone.  So a client has
 * PATIENCE_SPAN_MS to come back under its bound, and as long again whenever it
 * has taken 1/PATIENCE_SHARE of the bound meanwhile.  A client that takes less
 * is not getting better: taking a byte a second is not enough to hold memory
 * forever.
 *
 * Pure; guarded by the seat that has it.
 */
#ifndef PATIENCE_H
#define PATIENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PATIENCE_SPAN_MS 5000
#define PATIENCE_SHARE 16

struct patience {
	int64_t ends; /* as thread_now_ms(); 0: the client is not over it */
	size_t taken; /* bytes, in this time */
};

/* The client is over its bound from `now` on. */
void patience_begin(struct patience *p, int64_t now);

/* It is under it again. */
void patience_end(struct patience *p);

bool patience_is_tried(const struct patience *p);

/*
 * The client is still over `bound`, and has taken `taken` more bytes: whether
 * patience has run out.
 */
bool patience_runs_out(struct patience *p, size_t taken, size_t bound,
    int64_t now);

#endif
