/*
 * listing: an answer of any number of lines to one person.  See listing.h.
 */
#include <config.h>

#include "server/command/listing.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "server/room/registry.h"

void
listing_begin(struct listing *l, struct registry *r, struct member *m)
{
	l->registry = r;
	l->member = m;
	l->len = 0;
}

void
listing_end(struct listing *l)
{
	if (l->len > 0)
		registry_tell(l->registry, l->member, l->lines, l->len);
	l->len = 0;
}

void
listing_add(struct listing *l, const char *format, ...)
{
	va_list args;
	int n;

	if (sizeof l->lines - l->len < LISTING_LINE_MAX)
		listing_end(l);
	va_start(args, format);
	n = vsnprintf(l->lines + l->len, LISTING_LINE_MAX - 2, format, args);
	va_end(args);
	assert(n >= 0 && n < LISTING_LINE_MAX - 2);
	l->len += (size_t)n;
	memcpy(l->lines + l->len, "\r\n", 2);
	l->len += 2;
}
