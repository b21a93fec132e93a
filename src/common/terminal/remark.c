/*
 * remark: all that a terminal says to the person who types.  See remark.h.
 */
#include <config.h>

#include "common/terminal/remark.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const table[] = {
#define R(name, english) english,
#include "common/terminal/remark.def"
#undef R
};

const char *
remark_english(enum remark r)
{
	assert(r < REMARKS);
	return (table[r]);
}

const char *
remark_write(enum remark r, uint64_t number, char out[REMARK_SIZE])
{
	const char *english = remark_english(r);
	const char *place = strstr(english, "%1");
	int len;

	if (place == NULL)
		len = snprintf(out, REMARK_SIZE, "%s", english);
	else
		len = snprintf(out, REMARK_SIZE, "%.*s%" PRIu64 "%s",
		    (int)(place - english), english, number, place + 2);
	assert(len < REMARK_SIZE);
	(void)len;
	return (out);
}
