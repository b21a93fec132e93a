/*
 * opening: the first bytes of a connection.  See opening.h.
 */
#include <config.h>

#include "server/dialect/opening.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "server/dialect/sniff.h"

void
opening_init(struct opening *o)
{
	memset(o, 0, sizeof *o);
}

void
opening_fini(struct opening *o)
{
	free(o->held);
	o->held = NULL;
	o->len = 0;
}

void
opening_done(struct opening *o)
{
	if (o->len == 0)
		opening_fini(o);
}

bool
opening_keep(struct opening *o, const unsigned char **bytes, size_t len)
{
	unsigned char *kept = malloc(len);

	assert(o->len == 0);
	if (kept == NULL)
		return (false);
	memcpy(kept, *bytes, len);
	free(o->held);
	o->held = kept;
	*bytes = kept;
	return (true);
}

bool
opening_is_stranger(const struct opening *o)
{
	return (o->dialect != NULL && o->dialect->hear == NULL);
}

/* Holds these bytes as well. */
static bool
hold(struct opening *o, const unsigned char *bytes, size_t len)
{
	unsigned char *held;

	if (len == 0)
		return (true);
	held = realloc(o->held, o->len + len);
	if (held == NULL)
		return (false);
	memcpy(held + o->len, bytes, len);
	o->held = held;
	o->len = (uint16_t)(o->len + len);
	return (true);
}

/* All that has come, these bytes included, can be framed. */
static bool
let_out(struct opening *o, const unsigned char **bytes, size_t *len)
{
	if (o->len == 0)
		return (true);
	if (!hold(o, *bytes, *len))
		return (false);
	*bytes = o->held;
	*len = o->len;
	o->len = 0;
	return (true);
}

bool
opening_take(struct opening *o, const unsigned char **bytes, size_t *len)
{
	bool done;

	assert(*len <= OPENING_READ_MAX);
	opening_done(o);
	if (o->dialect == NULL)
		o->dialect = sniff_more(&o->start, *bytes, *len);
	if (opening_is_stranger(o)) {
		opening_fini(o);
		*len = 0;
		return (true);
	}
	o->passes = o->passes || o->len + *len > DIALECT_LINE_MAX;
	if (o->dialect != NULL || o->passes)
		return (let_out(o, bytes, len));
	done = hold(o, *bytes, *len);
	*len = 0;
	return (done);
}

void
opening_end(struct opening *o, const unsigned char **bytes, size_t *len)
{
	*bytes = o->held != NULL ? o->held : (const unsigned char *)"";
	*len = o->len;
	if (o->dialect == NULL)
		o->dialect = sniff_end(&o->start);
	if (opening_is_stranger(o))
		*len = 0;
	o->len = 0;
}
