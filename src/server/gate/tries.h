/*
 * tries: how fast somebody may guess at a key.
 *
 * The first wrong key costs nothing, as everyone mistypes; then the wait
 * doubles from 250 ms up to 8,000: seven tries a minute.  A right key ends it,
 * and so do five minutes without a try.
 */
#ifndef TRIES_H
#define TRIES_H

#include <stdbool.h>
#include <stdint.h>

/* Wrong keys that were tried; all zero at the start. */
struct tries {
	unsigned wrong;	 /* this many, the last of them ... */
	int64_t last_ms; /* ... at this time */
};

/*
 * Takes one more try, and whether it was right.  Returns 0 if the answer may be
 * given, or else the milliseconds to wait for it: then nobody may learn whether
 * this key was right, and it is not counted.
 */
int64_t tries_judge(struct tries *tries, bool right, int64_t now_ms);

#endif
