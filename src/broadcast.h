/*
 * broadcast: delivers a batch, one send for each member.
 *
 * The audience are the members as of the last batch.  It belongs to whichever
 * thread broadcasts at the time (registry.h says how that is decided), so it
 * needs no lock, and nothing here waits.
 */
#ifndef BROADCAST_H
#define BROADCAST_H

#include <stdbool.h>
#include <stddef.h>

#include "batch.h"

struct audience {
	struct member **members; /* dense, in no order */
	size_t count;
	size_t max;
};

/* Room for `max` members; false without memory. */
bool audience_init(struct audience *a, size_t max);
void audience_fini(struct audience *a);

/*
 * Sends each member its copy of the batch, seats those who join, and lets go
 * of those who leave: they may be freed from then on.
 */
void broadcast(struct audience *a, const struct batch *b);

#endif
