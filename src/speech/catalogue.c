/*
 * catalogue: translations, as msgfmt writes them.  See catalogue.h.
 */
#include <config.h>

#include "speech/catalogue.h"

#include <string.h>

/* The first number of the file, in its own byte order. */
#define MAGIC 0x950412deU

/* Where the others are. */
enum {
	AT_REVISION = 4,
	AT_COUNT = 8,
	AT_ENGLISH = 12,
	AT_TRANSLATED = 16,
	HEADER_SIZE = 28,
	ROW_SIZE = 8 /* length and place of one text */
};

/* The number at `at`, which is inside. */
static uint32_t
number_at(const struct catalogue *c, size_t at)
{
	const unsigned char *b = c->bytes + at;

	if (c->is_big)
		return ((uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
		    (uint32_t)b[2] << 8 | b[3]);
	return ((uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 |
	    (uint32_t)b[1] << 8 | b[0]);
}

/* Whether `size` bytes from `at` on are inside. */
static bool
is_inside(const struct catalogue *c, size_t at, size_t size)
{
	return (at <= c->len && size <= c->len - at);
}

/* Each text of a table is inside, and so is the NUL after it. */
static bool
is_whole(const struct catalogue *c, size_t table)
{
	uint32_t i;
	size_t len, at;

	if (c->count > c->len / ROW_SIZE ||
	    !is_inside(c, table, (size_t)c->count * ROW_SIZE))
		return (false);
	for (i = 0; i < c->count; i++) {
		len = number_at(c, table + (size_t)i * ROW_SIZE);
		at = number_at(c, table + (size_t)i * ROW_SIZE + 4);
		if (len >= c->len || !is_inside(c, at, len + 1) ||
		    c->bytes[at + len] != '\0')
			return (false);
	}
	return (true);
}

/* In which of the two byte orders it begins with the right number. */
static bool
knows_order(struct catalogue *c)
{
	c->is_big = false;
	if (number_at(c, 0) == MAGIC)
		return (true);
	c->is_big = true;
	return (number_at(c, 0) == MAGIC);
}

bool
catalogue_open(struct catalogue *c, const void *bytes, size_t len)
{
	c->bytes = bytes;
	c->len = len;
	c->count = 0;
	/* Its upper half is 0 or 1; the lower one has no meaning for us. */
	if (len < HEADER_SIZE || !knows_order(c) ||
	    number_at(c, AT_REVISION) >> 16 > 1)
		return (false);
	c->count = number_at(c, AT_COUNT);
	c->english = number_at(c, AT_ENGLISH);
	c->translated = number_at(c, AT_TRANSLATED);
	if (is_whole(c, c->english) && is_whole(c, c->translated))
		return (true);
	c->count = 0;
	return (false);
}

/* One text of a table. */
static const char *
text_of(const struct catalogue *c, size_t table, uint32_t i)
{
	size_t at = number_at(c, table + (size_t)i * ROW_SIZE + 4);

	return ((const char *)c->bytes + at);
}

const char *
catalogue_find(const struct catalogue *c, const char *english)
{
	uint32_t from = 0, to = c->count, middle;
	const char *found;
	int order;

	while (from < to) {
		middle = from + (to - from) / 2;
		order = strcmp(english, text_of(c, c->english, middle));
		if (order == 0) {
			found = text_of(c, c->translated, middle);
			return (*found != '\0' ? found : NULL);
		}
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return (NULL);
}
