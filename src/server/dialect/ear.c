/*
 * ear: one connection as it is heard.  See ear.h.
 */
#include <config.h>

#include "server/dialect/ear.h"

#include <assert.h>
#include <string.h>

#include "server/dialect/charset.h"
#include "server/dialect/tidy.h"

void
ear_init(struct ear *e)
{
	memset(e, 0, sizeof *e);
	opening_init(&e->opening);
	framing_init(&e->state.framing, FRAMING_LINE_MAX);
	e->next = (const unsigned char *)"";
}

void
ear_fini(struct ear *e)
{
	opening_fini(&e->opening);
	framing_fini(&e->state.framing);
}

void
ear_trust(struct ear *e)
{
	e->opening.dialect = &dialect_chat;
}

/* Bytes that may be heard. */
static void
hold(struct ear *e, const unsigned char *bytes, size_t len)
{
	e->next = bytes;
	e->left = (uint32_t)len;
}

bool
ear_take(struct ear *e, const void *bytes, size_t len)
{
	const unsigned char *out = bytes;

	assert(e->left == 0);
	if (!opening_take(&e->opening, &out, &len))
		return (false);
	hold(e, out, len);
	return (true);
}

void
ear_take_end(struct ear *e)
{
	const unsigned char *out;
	size_t len;

	assert(e->left == 0);
	opening_end(&e->opening, &out, &len);
	hold(e, out, len);
}

/*
 * Who hears this.  A first line that is too long comes out before it is sure
 * what it is, and is too long in every dialect.
 */
static const struct dialect *
listener(const struct ear *e)
{
	return (ear_is_unsure(e) ? &dialect_chat : e->opening.dialect);
}

enum dialect_event
ear_next(struct ear *e, struct words *heard)
{
	enum dialect_event event = DIALECT_MORE;
	const unsigned char *in = e->next;
	size_t len = e->left;

	if (ear_stranger(e) == NULL)
		event = listener(e)->hear(&e->state, &in, &len, heard);
	hold(e, in, len);
	if (event == DIALECT_MORE)
		opening_done(&e->opening);
	return (event);
}

enum dialect_event
ear_last(struct ear *e, struct words *heard)
{
	if (ear_stranger(e) != NULL)
		return (DIALECT_MORE);
	return (listener(e)->hear_end(&e->state, heard));
}

bool
ear_keep(struct ear *e)
{
	return (e->left == 0 || opening_keep(&e->opening, &e->next, e->left));
}

/* Byte 255 is a letter in some charsets, and telnet's in all others. */
static void
choose_telnet(struct ear *e)
{
	framing_set_telnet(&e->state.framing,
	    e->charset == NULL || !charset_has_255(e->charset));
}

void
ear_restart(struct ear *e)
{
	const size_t max = e->state.framing.max;

	framing_fini(&e->state.framing);
	framing_init(&e->state.framing, max);
	choose_telnet(e);
}

void
ear_set_max(struct ear *e, size_t max)
{
	framing_set_max(&e->state.framing, max);
}

void
ear_set_charset(struct ear *e, const struct charset *charset)
{
	e->charset = charset;
	choose_telnet(e);
}

struct words
ear_text(const struct ear *e, struct words line, char *room)
{
	size_t len = line.len;

	if (e->charset != NULL)
		len = charset_decode(e->charset, line.bytes, len, room);
	else if (tidy_has_erasures(line.bytes, len))
		memcpy(room, line.bytes, len);
	else
		return (line);
	return ((struct words){ room, tidy_erase(room, len) });
}

const struct dialect *
ear_stranger(const struct ear *e)
{
	return (opening_is_stranger(&e->opening) ? e->opening.dialect : NULL);
}

bool
ear_is_silent(const struct ear *e)
{
	return (e->opening.start.head_len == 0);
}

bool
ear_is_unsure(const struct ear *e)
{
	return (e->opening.dialect == NULL);
}

bool
ear_has_more(const struct ear *e)
{
	return (e->left > 0);
}

bool
ear_is_in_line(const struct ear *e)
{
	return (framing_pending(&e->state.framing) ||
	    (ear_is_unsure(e) && !ear_is_silent(e)));
}
