/*
 * pace: who says how much, and when.
 *
 * The first lines lead all receivers to the same place of the story; from then
 * on everything that is said is checked, until everybody has everything.
 * Functions fail as those of crowd do.
 */
#ifndef PACE_H
#define PACE_H

#include <stdbool.h>
#include <stdint.h>

#include "crowd.h"

/* How the senders speak.  One of the three, or the last two together. */
struct pace {
	unsigned window; /* lines of each sender in flight */
	unsigned rate;	 /* lines a second, of all senders in turn */
	bool flood;	 /* the first sender as fast as it can, the rest rate */
	unsigned changes; /* a second, by the restless one; 0: it rests */
	uint64_t lines;	  /* ends after this many were said; 0: no limit */
};

/* Says the first lines; all follow the story when it returns. */
bool pace_start(struct crowd *c);

/* Speaks and listens until machine_now() is `until`, or enough was said. */
bool pace_run(struct crowd *c, const struct pace *p, uint64_t until);

/* Only listens, until `until`. */
bool pace_listen(struct crowd *c, uint64_t until);

/* Listens until everybody has everything. */
bool pace_finish(struct crowd *c);

#endif
