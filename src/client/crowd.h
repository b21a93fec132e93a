/*
 * crowd: many who come at once, or go at once, are told together.
 *
 * The first two in a second are told at once; those who follow are held until
 * the second is over, as the server does it for those who read no records
 * (server/room/burst.h).
 *
 * A struct crowd belongs to one thread.  It is all zero at first, and its
 * memory is freed by crowd_fini().  Times are those of thread_now_ms(), in
 * milliseconds; names are copied.
 */
#ifndef CROWD_H
#define CROWD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/words.h"

struct crowd {
	int64_t ends;	     /* of this second */
	unsigned told;	     /* those who were told at once in it */
	size_t count;	     /* those who are held */
	struct buffer names; /* theirs, each between two LFs */
};

void crowd_fini(struct crowd *c);

/*
 * Whether this one is held, rather than told now; without memory, now.
 */
bool crowd_hold(struct crowd *c, struct words who, int64_t now);

/* Whether somebody of this name is held. */
bool crowd_has(const struct crowd *c, struct words who);

/* Somebody who is held is called so from now on, or is no longer held. */
void crowd_rename(struct crowd *c, struct words who, struct words name);
void crowd_remove(struct crowd *c, struct words who);

/* Appends the names of the first ones, "A, B, C", and returns how many. */
size_t crowd_list(const struct crowd *c, struct buffer *out);

/* All are told: what follows is held for a second. */
void crowd_tell(struct crowd *c, int64_t now);

#endif
