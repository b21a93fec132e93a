/*
 * crowd: many who come or go at once.  See crowd.h.
 */
#include <config.h>

#include "client/crowd.h"

#include <string.h>

#define SECOND_MS 1000

/* So many are told at once, and so many of the others are named. */
#define TOLD 2
#define NAMED 5

/* More are not held: the next one is told at once, whatever the second. */
#define NAMES_MAX 65536

void
crowd_fini(struct crowd *c)
{
	buffer_fini(&c->names);
}

/* The name and the LF after it; false without memory. */
static bool
append(struct crowd *c, struct words who)
{
	if (c->names.len > NAMES_MAX || !buffer_reserve(&c->names, who.len + 2))
		return (false);
	if (c->names.len == 0)
		(void)buffer_append(&c->names, "\n", 1);
	(void)buffer_append(&c->names, who.bytes, who.len);
	return (buffer_append(&c->names, "\n", 1));
}

bool
crowd_hold(struct crowd *c, struct words who, int64_t now)
{
	if (now >= c->ends && c->count == 0) {
		c->ends = now + SECOND_MS;
		c->told = 0;
	}
	if (c->told == TOLD && append(c, who)) {
		c->count++;
		return (true);
	}
	if (c->told < TOLD)
		c->told++;
	return (false);
}

/* Where the name begins; NULL: nobody of this name is held. */
static char *
find(const struct crowd *c, struct words who)
{
	char *name = c->names.bytes, *end;
	size_t left = c->names.len, len;

	while (left > 1) {
		end = memchr(name + 1, '\n', left - 1);
		len = (size_t)(end - name) - 1;
		if (len == who.len && memcmp(name + 1, who.bytes, len) == 0)
			return (name + 1);
		left -= len + 1;
		name = end;
	}
	return (NULL);
}

bool
crowd_has(const struct crowd *c, struct words who)
{
	return (c->count > 0 && find(c, who) != NULL);
}

void
crowd_remove(struct crowd *c, struct words who)
{
	char *name = find(c, who);
	size_t after;

	if (name == NULL)
		return;
	after = (size_t)(name - c->names.bytes) + who.len + 1;
	memmove(name, c->names.bytes + after, c->names.len - after);
	c->names.len -= who.len + 1;
	c->count--;
}

/* Without memory, the old name is told. */
void
crowd_rename(struct crowd *c, struct words who, struct words name)
{
	char *at;
	size_t before, after;

	if (!buffer_reserve(&c->names, name.len))
		return;
	at = find(c, who);
	if (at == NULL)
		return;
	before = (size_t)(at - c->names.bytes);
	after = before + who.len;
	memmove(at + name.len, c->names.bytes + after, c->names.len - after);
	memcpy(at, name.bytes, name.len);
	c->names.len = c->names.len - who.len + name.len;
}

size_t
crowd_list(const struct crowd *c, struct buffer *out)
{
	const char *name = c->names.bytes + 1, *end;
	size_t i, named = c->count < NAMED ? c->count : NAMED;

	for (i = 0; i < named; i++) {
		end = memchr(name, '\n',
		    c->names.len - (size_t)(name - c->names.bytes));
		if (i > 0)
			(void)buffer_append(out, ", ", 2);
		(void)buffer_append(out, name, (size_t)(end - name));
		name = end + 1;
	}
	return (named);
}

void
crowd_tell(struct crowd *c, int64_t now)
{
	c->ends = now + SECOND_MS;
	c->told = TOLD;
	c->count = 0;
	c->names.len = 0;
}
