/*
 * range: sets of characters of Unicode.  See range.h.
 */
#include <config.h>

#include "common/range.h"

bool
range_has(const struct range *table, size_t count, uint32_t c)
{
	size_t low = 0, high = count, middle;

	/* Most characters are letters, and most tables begin far from those. */
	if (count == 0 || c < table[0].first)
		return (false);
	while (low < high) {
		middle = (low + high) / 2;
		if (c < table[middle].first)
			high = middle;
		else if (c > table[middle].last)
			low = middle + 1;
		else
			return (true);
	}
	return (false);
}
