/*
 * broadcast: delivers what was said, one send for each member and round.
 *
 * The broadcaster goes round: it visits one member after the other, and sends
 * each all that it has not got yet.  What is taken meanwhile goes behind the
 * batch that is on its way.  So who is visited next gets it at once, with the
 * rest, and who was visited before gets it in the next round; all get the same
 * in the same order.  When everyone has everything, the batch is forgotten.
 *
 * The audience are the members as of what was taken last.  It belongs to
 * whichever thread broadcasts at the time (inbox.h says how that is
 * decided), so it needs no lock, and nothing here waits.
 */
#ifndef BROADCAST_H
#define BROADCAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "batch.h"

/* So many members are visited by one call of broadcast_some(). */
#define BROADCAST_SOME 16

struct audience {
	struct member **members; /* dense, in no order */
	size_t count;
	size_t max;
	size_t next;	    /* whose turn it is */
	size_t behind;	    /* how many, from there on, are to be visited */
	struct batch batch; /* what somebody has not got yet */
	uint64_t start;	    /* how much text there was before it */
	size_t known_text;  /* of it; the rest was taken since the last look */
	size_t known_marks; /* the same */
};

/* Room for `max` members; false without memory. */
bool audience_init(struct audience *a, size_t max);
void audience_fini(struct audience *a);

/*
 * Takes all out of the inbox; false, and it stays there, when there is so much
 * on its way that everyone should get that first.
 */
bool broadcast_take(struct audience *a, struct batch *inbox);

/*
 * Seats those who join, lets go of those who leave (they have got all that is
 * theirs, and may be freed from then on), and visits the next few members, or,
 * where nothing was said to everyone, those who get something.  Returns how
 * many were visited.
 */
size_t broadcast_some(struct audience *a);

/* Whether everyone has everything. */
bool broadcast_is_done(const struct audience *a);

#endif
