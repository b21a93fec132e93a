/*
 * pace: a token bucket: how fast one client may talk.
 *
 * A client that has been silent may say a burst of lines at once; after that
 * it may say only `rate` lines a second.  Pure; belongs to the client's worker.
 */
#ifndef PACE_H
#define PACE_H

#include <stdbool.h>
#include <stdint.h>

/* This many seconds' worth of lines may come at once. */
#define PACE_BURST_SECONDS 5

struct pace {
	unsigned rate; /* lines a second, 0: no limit */
	int64_t next;  /* when the bucket will be empty of debts, as below */
	bool told;     /* the client knows that it is slowed */
};

/* A full bucket. */
void pace_init(struct pace *p, unsigned rate);

/*
 * One more line at `now`, milliseconds of a clock that only goes forward:
 * how many milliseconds it must wait, 0 for none.  Do not ask again for a line
 * that had to wait.
 */
int64_t pace_take(struct pace *p, int64_t now);

#endif
