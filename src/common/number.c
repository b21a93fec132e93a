/*
 * number: a whole number, as people type it.  See number.h.
 */
#include <config.h>

#include "common/number.h"

bool
number_parse(const char *text, size_t len, uint64_t max, uint64_t *number)
{
	uint64_t n = 0, digit;
	size_t i;

	for (i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return (false);
		digit = (uint64_t)(text[i] - '0');
		if (digit > max || n > (max - digit) / 10)
			return (false);
		n = n * 10 + digit;
	}
	if (len == 0)
		return (false);
	*number = n;
	return (true);
}
