/*
 * range: sets of characters of Unicode.  See range.h.
 */
#include <config.h>

#include "common/range.h"

bool
range_has(const uint32_t *table, size_t len, uint32_t c)
{
	size_t low = 0, high = len / 2, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (c < table[2 * middle])
			high = middle;
		else if (c > table[2 * middle + 1])
			low = middle + 1;
		else
			return (true);
	}
	return (false);
}
