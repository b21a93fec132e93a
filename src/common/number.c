/*
 * number: a whole number, as people type it.  See number.h.
 */
#include <config.h>

#include "common/number.h"

bool
number_parse(const char *text, size_t len, unsigned long max,
    unsigned long *number)
{
	unsigned long n = 0, digit;
	size_t i;

	for (i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return (false);
		digit = (unsigned long)(text[i] - '0');
		if (digit > max || n > (max - digit) / 10)
			return (false);
		n = n * 10 + digit;
	}
	if (len == 0)
		return (false);
	*number = n;
	return (true);
}
