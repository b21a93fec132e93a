/*
 * slip: how far what was typed is from what may have been meant, in letters of
 * any script.  Case and width do not count.
 *
 * Pure functions for any thread.  Each takes a bounded time.
 */
#ifndef SLIP_H
#define SLIP_H

#include <stddef.h>

#include "common/words.h"

/* What has more letters is far from everything. */
#define SLIP_LETTERS_MAX 16
#define SLIP_FAR (SLIP_LETTERS_MAX + 1)

/* How many letters it has, at most SLIP_FAR. */
size_t slip_letters(struct words words);

/*
 * The number of letters to insert, delete, replace or swap with their neighbour
 * to make `meant` from `typed`; SLIP_FAR if either is too long.
 */
size_t slip_count(struct words typed, struct words meant);

/*
 * What a word begins with: Latin letters, or Chinese characters, as an argument
 * may follow without a blank.
 */
struct words slip_start(struct words word);

#endif
