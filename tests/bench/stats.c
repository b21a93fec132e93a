/*
 * stats: many times of delivery become a few figures, and many rounds one.
 */
#include <config.h>

#include "stats.h"

#include <stdlib.h>

/* The highest time that is counted in a slot; undoes histogram_add(). */
static uint64_t
slot_end(size_t slot)
{
	const size_t half = HISTOGRAM_STEPS / 2;
	size_t shift = slot < HISTOGRAM_STEPS ? 0 : slot / half - 1;
	uint64_t step = slot - shift * half;

	return (((step + 1) << shift) - 1);
}

uint64_t
histogram_at(const struct histogram *h, double share)
{
	uint64_t want = (uint64_t)(share * (double)h->count), seen = 0;

	for (size_t i = 0; i < HISTOGRAM_SLOTS; i++) {
		seen += h->slot[i];
		if (seen > want || (seen != 0 && seen == h->count))
			return (slot_end(i));
	}
	return (0);
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return ((x > y) - (x < y));
}

struct spread
stats_spread(double *values, size_t n)
{
	struct spread s = { 0, 0, 0 };

	if (n == 0)
		return (s);
	qsort(values, n, sizeof *values, by_size);
	s.least = values[0];
	s.most = values[n - 1];
	s.median = (values[(n - 1) / 2] + values[n / 2]) / 2;
	return (s);
}
