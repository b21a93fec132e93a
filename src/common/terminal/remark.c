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

/* NULL: as it stands in the table. */
static const char *spoken[REMARKS];

void
remark_speak(const char *(*translate)(const char *english))
{
	size_t r;

	for (r = 0; r < REMARKS; r++)
		spoken[r] = translate(table[r]);
}

const char *
remark_text(enum remark r)
{
	assert(r < REMARKS);
	return (spoken[r] != NULL ? spoken[r] : table[r]);
}

const char *
remark_write(enum remark r, uint64_t number, char out[REMARK_SIZE])
{
	const char *text = remark_text(r);
	const char *place = strstr(text, "%1");
	int len;

	if (place == NULL)
		len = snprintf(out, REMARK_SIZE, "%s", text);
	else
		len = snprintf(out, REMARK_SIZE, "%.*s%" PRIu64 "%s",
		    (int)(place - text), text, number, place + 2);
	assert(len < REMARK_SIZE);
	(void)len;
	return (out);
}
