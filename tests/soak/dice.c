/*
 * dice: chance that can be repeated.  See dice.h.
 */
#include <config.h>

#include "dice.h"

/* SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Generators). */
static uint64_t
mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return (z ^ (z >> 31));
}

void
dice_seed(struct dice *d, uint64_t seed, unsigned client, unsigned life)
{
	d->state = mix(mix(mix(seed) + client) + life);
}

unsigned
dice_below(struct dice *d, unsigned n)
{
	d->state += 0x9e3779b97f4a7c15U;
	return ((unsigned)((mix(d->state) >> 32) * n >> 32));
}

bool
dice_chance(struct dice *d, unsigned percent)
{
	return (dice_below(d, 100) < percent);
}
