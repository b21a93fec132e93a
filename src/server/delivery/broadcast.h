/*
 * broadcast: delivers what has happened, one send for each member and round.
 *
 * The broadcaster goes round: it visits one member after the other, and sends
 * each everything it has not received yet.  Anything taken meanwhile is
 * appended to the batch in progress, so the members visited next get it at
 * once, with the rest, and those visited before get it in the next round;
 * everyone gets the same lines in the same order.  When everyone has
 * everything, the batch is forgotten.
 *
 * The audience is the members as of what was taken last.  It belongs to
 * whichever thread broadcasts at the time (inbox.h says how that is
 * decided), so it needs no lock, and nothing here waits.
 */
#ifndef BROADCAST_H
#define BROADCAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/delivery/batch.h"
#include "server/delivery/edition.h"

/* One call of broadcast_some() visits this many members. */
#define BROADCAST_SOME 16

struct audience {
	struct seat **seats; /* dense, in no order */
	size_t count;
	size_t max;
	size_t next;	     /* whose turn it is */
	size_t to_visit;     /* so many, from there on */
	struct batch batch;  /* what somebody has not received yet */
	uint64_t start;	     /* how many events there were before it */
	size_t known_events; /* of it; the rest was taken since the last look */
	size_t known_marks;  /* the same */
	struct edition *read[EDITIONS_MAX]; /* those that somebody reads */
	size_t read_count;
	char *told; /* what one member is told, in its edition */
};

/* Room for `max` members; false without memory. */
bool audience_init(struct audience *a, size_t max);
void audience_fini(struct audience *a);

/*
 * Takes everything out of the inbox; false, and it stays there, when so much is
 * on its way already that everyone should get that first.
 */
bool broadcast_take(struct audience *a, struct batch *inbox);

/*
 * Seats members that join, lets go of members that leave (they have received
 * everything that is theirs, and may be freed from then on), and visits the
 * next few members, or, if nothing was said to everyone, those that get
 * something.  Returns how many were visited.
 */
size_t broadcast_some(struct audience *a);

/* Whether everyone has everything. */
bool broadcast_is_done(const struct audience *a);

#endif
