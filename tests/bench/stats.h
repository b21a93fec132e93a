/*
 * stats: many times of delivery become a few figures, and many rounds one.
 */
#ifndef STATS_H
#define STATS_H

#include <stddef.h>
#include <stdint.h>

/*
 * A histogram of nanoseconds.  Each power of two has 128 steps, so that a
 * percentile is at most 1 per cent too high, and recording is a few
 * instructions: it is done for every line that every receiver gets.
 */
#define HISTOGRAM_STEP_BITS 8
#define HISTOGRAM_STEPS (1U << HISTOGRAM_STEP_BITS)
#define HISTOGRAM_SLOTS (HISTOGRAM_STEPS / 2 * (64 - HISTOGRAM_STEP_BITS + 2))

struct histogram {
	uint64_t count;
	uint32_t slot[HISTOGRAM_SLOTS];
};

static inline void
histogram_add(struct histogram *h, uint64_t ns)
{
	unsigned shift = 0;

	if (ns >= HISTOGRAM_STEPS)
		shift = 63U - (unsigned)__builtin_clzll(ns) -
		    HISTOGRAM_STEP_BITS + 1;
	/* From the second power on, the upper half of the steps is used. */
	h->slot[shift * (HISTOGRAM_STEPS / 2) + (unsigned)(ns >> shift)]++;
	h->count++;
}

/* The time that a share (0 to 1) of all did not pass; 0 when there is none. */
uint64_t histogram_at(const struct histogram *h, double share);

/* The middle and the ends of some values, which are put in order. */
struct spread {
	double median;
	double least;
	double most;
};

/* All 0 if n is 0. */
struct spread stats_spread(double *values, size_t n);

#endif
