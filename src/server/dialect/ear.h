/*
 * ear: one connection as it is heard, from its very first byte on: its bytes
 * in, its lines out.
 *
 * The ear goes with the connection from the door to the room, and all bytes
 * that come from a peer go through it, once.  It holds them back until it is
 * sure what they are (opening.h), has the dialect make lines of them, finds
 * what the peer waits for (telnet does), and knows in which charset a line is.
 * What a line means is not its business: the door looks for a key in it, and
 * hearing for what is said.
 *
 * It never waits, reads nothing and sends nothing.  It belongs to the worker
 * that serves the client.
 */
#ifndef EAR_H
#define EAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/words.h"
#include "server/dialect/dialect.h"
#include "server/dialect/opening.h"

/* The most bytes to hand over at once. */
#define EAR_READ_MAX OPENING_READ_MAX

struct charset;

struct ear {
	struct opening opening;
	struct dialect_state state;
	const struct charset *charset; /* see ear_set_charset() */
	const unsigned char *next;     /* what has come, and is not heard yet */
	uint32_t left;
};

/* In UTF-8, like everyone who does not say otherwise. */
void ear_init(struct ear *e);
void ear_fini(struct ear *e);

/* For one of our own: it is sure that it chats. */
void ear_trust(struct ear *e);

/*
 * Takes the bytes that have come, EAR_READ_MAX at most.  All of those before
 * have been heard: ear_next() has said DIALECT_MORE.  The bytes must stay where
 * they are until it says so again.  False without memory: close the connection.
 */
bool ear_take(struct ear *e, const void *bytes, size_t len);

/* No more is coming; what has come decides what it was. */
void ear_take_end(struct ear *e);

/*
 * What is heard next, as dialect.h has it; call it again until it says
 * DIALECT_MORE, which it also does as long as it is not sure what the
 * connection speaks, and of a stranger always.  *heard is valid until the next
 * call.
 */
enum dialect_event ear_next(struct ear *e, struct words *heard);

/* After ear_take_end(): a last line that had no end of its own, or not. */
enum dialect_event ear_last(struct ear *e, struct words *heard);

/*
 * Whoever has taken these bytes goes, and somebody else will hear the rest of
 * them: the ear keeps it.  False without memory.
 */
bool ear_keep(struct ear *e);

/* The most bytes of a line, FRAMING_LINE_MAX at first; between two lines. */
void ear_set_max(struct ear *e, size_t max);

/* A line that cannot be read to its end is forgotten, and another begins. */
void ear_restart(struct ear *e);

/*
 * From the next line on, they are in this charset; NULL: UTF-8.  Call it
 * between two lines.
 */
void ear_set_charset(struct ear *e, const struct charset *charset);

/*
 * A line as text in UTF-8, as it was meant: keys that erase have done so.  It
 * is not clean yet (text.h), and valid only if the line was.  It stands in the
 * line or in `room`, which has line.len * CHARSET_DECODE_GROWTH bytes.
 */
struct words ear_text(const struct ear *e, struct words line, char *room);

/* Which dialect the connection speaks, if that is none of ours; or NULL. */
const struct dialect *ear_stranger(const struct ear *e);

/* Not a byte has come. */
bool ear_is_silent(const struct ear *e);

/* It is not sure yet what the connection speaks. */
bool ear_is_unsure(const struct ear *e);

/* Some bytes that have come can be heard. */
bool ear_has_more(const struct ear *e);

/* A line has begun, and its end has not come or is not heard yet. */
bool ear_is_in_line(const struct ear *e);

#endif
