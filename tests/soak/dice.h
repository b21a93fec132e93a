/*
 * dice: chance that can be repeated.
 *
 * What a hooligan does in one of its lives follows from three numbers alone:
 * the seed of the storm, the hooligan's number, and which life it is.  Nothing
 * that it reads and no clock has a say in what is rolled.
 */
#ifndef DICE_H
#define DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice {
	uint64_t state;
};

void dice_seed(struct dice *d, uint64_t seed, unsigned client, unsigned life);

/* 0 to n - 1; n > 0. */
unsigned dice_below(struct dice *d, unsigned n);

/* True in this many cases out of a hundred. */
bool dice_chance(struct dice *d, unsigned percent);

#endif
