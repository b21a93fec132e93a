/*
 * pace: a token bucket: how fast one client may talk.
 *
 * A client that has been silent may say a burst of lines at once; after that
 * it may say only `rate` lines a second.  A long line has the price of several.
 * Pure; belongs to the client's worker.
 */
#ifndef PACE_H
#define PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* This many seconds' worth of lines may come at once. */
#define PACE_BURST_SECONDS 5

/*
 * This many bytes, as the others get them, have the price of one line, and so
 * has any part of that.  What people write by hand has fewer: a row of code has
 * 80, eighty Chinese characters have 240.  And when all of 30 people say as
 * much as they may at 10 lines a second, and go on and on, that is 30 x 29 x 10
 * x 256 = 2.2 million bytes a second for all of them: a network of 20 Mbit/s,
 * such as poor Wi-Fi, carries 2.5.  By lines alone it would be 36 million, and
 * three times that where each byte is shown as U+FFFD.
 */
#define PACE_LINE_BYTES 256

/*
 * This many bytes of answers also have the price of one line.  They go to one
 * client, not to a room: /who in a room of 1000 has 90,000, the price of 22.
 */
#define PACE_ANSWER_BYTES 4096

struct pace {
	unsigned rate; /* lines a second, 0: no limit */
	bool told;     /* the client knows that it is slowed */
	int64_t next;  /* when the bucket will be empty of debts, as below */
};

/* A full bucket. */
void pace_init(struct pace *p, unsigned rate);

/*
 * One more line of `bytes` at `now`, milliseconds of a clock that only goes
 * forward: how many milliseconds it must wait, 0 for none.  Do not ask again
 * for a line that had to wait.
 */
int64_t pace_take(struct pace *p, int64_t now, size_t bytes);

/*
 * The client has got `bytes` of answers: what it says next pays for them, but
 * for no more than a burst.  Returns the bytes that have not been paid for, to
 * be charged with the next answer.
 */
size_t pace_charge(struct pace *p, size_t bytes);

#endif
