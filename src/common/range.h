/*
 * range: sets of characters of Unicode, as tables of ranges.
 */
#ifndef RANGE_H
#define RANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct range {
	uint32_t first, last; /* both are in it */
};

/* Whether c is in the table of `count` ranges in rising order. */
bool range_has(const struct range *table, size_t count, uint32_t c);

/* The same for an array. */
#define RANGE_HAS(table, c) \
	range_has((table), sizeof(table) / sizeof *(table), (c))

#endif
