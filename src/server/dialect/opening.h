/*
 * opening: the first bytes of a connection, until it is clear what it speaks.
 *
 * TCP cuts anywhere, and a browser may connect long before it has something to
 * ask for.  So all bytes, from the very first on, go through here before they
 * are split into lines: they are held back until sniff has decided, and come
 * out in one piece if it is chat.  If it is not, none of them comes out, nor
 * does anything that follows.  It is a valve that opens once, or never.
 *
 * Nothing here waits; a struct opening belongs to one thread at a time.  Its
 * memory is bounded: DIALECT_LINE_MAX bytes and one read before the decision,
 * nothing after it.
 */
#ifndef OPENING_H
#define OPENING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/dialect/dialect.h"

/* The most bytes to hand over at once. */
#define OPENING_READ_MAX 8192

struct opening {
	const struct dialect *dialect; /* NULL until it is decided */
	unsigned char *held;	       /* all bytes so far */
	uint16_t len;		       /* how many have not come out */
	bool passes; /* the line is too long to be said: see below */
	struct dialect_start start;
};

void opening_init(struct opening *o);

/* Frees what is held. */
void opening_fini(struct opening *o);

/*
 * Takes the bytes that have come, OPENING_READ_MAX at most, and stores in
 * *bytes and *len what can be framed now: all bytes so far if these have just
 * decided that it is chat, these alone if that was known, otherwise nothing.
 * They are valid until the next call.  False without memory: close the
 * connection.
 *
 * A first line that is longer than a line may be is not kept.  Its bytes come
 * out while nothing is decided.  There is no end of line in them, so
 * framing finds that the line is too long, and nothing else.
 */
bool opening_take(struct opening *o, const unsigned char **bytes, size_t *len);

/* The same at the end of the connection, which decides. */
void opening_end(struct opening *o, const unsigned char **bytes, size_t *len);

/*
 * Of what has come out, `len` bytes at *bytes are still needed when the next
 * ones come: moves them to memory of its own, where opening_done() frees them.
 * False without memory.
 */
bool opening_keep(struct opening *o, const unsigned char **bytes, size_t len);

/* Frees what has come out. */
void opening_done(struct opening *o);

/* Whether it is certain that the room does not speak this. */
bool opening_is_stranger(const struct opening *o);

#endif
