/*
 * dialect: what a connection may speak: the table.  See dialect.h.
 */
#include <config.h>

#include "server/dialect/dialect.h"

/*
 * In this order they are asked about the first bytes; what is none of the
 * others is chat.
 */
static const struct dialect *const table[] = {
	&dialect_ssh,
	&dialect_tls,
	&dialect_stun,
	&dialect_http,
	&dialect_chat,
};

const struct dialect *
dialect_row(size_t i)
{
	return (i < sizeof table / sizeof *table ? table[i] : NULL);
}

enum dialect_match
dialect_compare(const unsigned char *bytes, size_t len, const char *pattern)
{
	bool digit;
	size_t i;

	for (i = 0; pattern[i] != '\0'; i++) {
		if (i == len)
			return (DIALECT_MAYBE);
		digit = bytes[i] >= '0' && bytes[i] <= '9';
		if (pattern[i] == '#' ? !digit :
					bytes[i] != (unsigned char)pattern[i])
			return (DIALECT_NO);
	}
	return (DIALECT_YES);
}
