/*
 * dialect: what a connection may speak: a table, with one row for each.
 *
 * The first bytes of a connection pick its row (see sniff.h), and the row says
 * what is done with it.  A dialect that the room understands has `hear`, which
 * turns bytes into lines; all others are strangers: they get an answer in
 * their own protocol, if there is one that they would show to anybody, and are
 * disconnected.  A row is a struct in a file of its own, dialect_NAME.c, and a
 * line of the table in dialect.c.
 *
 * Pure functions on bytes; no thread.  What they keep of one connection is in
 * the structs below, which belong to whoever serves it.
 */
#ifndef DIALECT_H
#define DIALECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/framing.h"
#include "common/words.h"

/* The bytes that decide about everything except HTTP. */
#define DIALECT_HEAD 10

/*
 * The longest line that may be said in the room: one that is longer need not be
 * waited for.
 */
#define DIALECT_LINE_MAX FRAMING_LINE_MAX

/* Room for every answer. */
#define DIALECT_ANSWER_MAX 1024

/* What is known of the first bytes of one connection; starts as zeroes. */
struct dialect_start {
	unsigned char head[DIALECT_HEAD];
	unsigned char head_len;

	/* Of HTTP, whose first line can be long. */
	unsigned char part;    /* which one comes next */
	unsigned char matched; /* characters of its version */
	uint16_t line;	       /* its bytes, at most DIALECT_LINE_MAX + 1 */
};

/* Whether a connection that begins like this speaks a dialect. */
enum dialect_match {
	DIALECT_NO,    /* for good */
	DIALECT_MAYBE, /* more bytes will tell */
	DIALECT_YES    /* for good */
};

/* What has been heard. */
enum dialect_event {
	DIALECT_MORE,	  /* the bytes are used up; no line is complete */
	DIALECT_LINE,	  /* a line, without its end, not yet checked */
	DIALECT_TOO_LONG, /* the start of a line: the rest is skipped */
	DIALECT_REPLY,	  /* the peer waits for these bytes */
	DIALECT_ENDLESS,  /* a line has FRAMING_ENDLESS_MAX bytes: close */
	DIALECT_NO_MEMORY /* the start of a line could not be kept: close */
};

/*
 * What is kept of a connection while it is heard.  What a dialect needs besides
 * (where it is in a frame, say) goes here, too.
 */
struct dialect_state {
	struct framing framing; /* the start of a line */
};

struct dialect {
	const char *name; /* for the log: "a web browser" */

	/*
	 * Its first bytes.  All have been taken into `start`, up to
	 * DIALECT_HEAD; `bytes` are the newest.  It is called again with more
	 * of them as long as nothing is decided, and the answer must be the
	 * same however the bytes are cut.  While it says DIALECT_MAYBE, which
	 * may be for DIALECT_LINE_MAX bytes, the rows after it wait.  NULL:
	 * what is none of the others.
	 */
	enum dialect_match (*begins)(struct dialect_start *start,
	    const unsigned char *bytes, size_t len);

	/*
	 * The connection has ended before that was clear: was it this one?
	 * NULL: no.
	 */
	bool (*was)(const struct dialect_start *start);

	/*
	 * Writes the answer for a stranger, and returns its length.  NULL:
	 * there is nothing that it would understand.
	 */
	size_t (*answer)(char out[DIALECT_ANSWER_MAX]);

	/*
	 * Takes bytes from *in (moved forward, *len lowered) up to the next
	 * event; call it again until it says DIALECT_MORE.  *heard is a line
	 * or a reply, valid until the next call.  After DIALECT_ENDLESS and
	 * DIALECT_NO_MEMORY nothing more is heard.  NULL: a stranger.
	 */
	enum dialect_event (*hear)(struct dialect_state *state,
	    const unsigned char **in, size_t *len, struct words *heard);

	/* At the end of input: a last line without an end of its own, or not.
	 */
	enum dialect_event (
	    *hear_end)(struct dialect_state *state, struct words *heard);
};

extern const struct dialect dialect_chat;
extern const struct dialect dialect_http;
extern const struct dialect dialect_ssh;
extern const struct dialect dialect_stun;
extern const struct dialect dialect_tls;

/* The table: i from 0; NULL after the last row. */
const struct dialect *dialect_row(size_t i);

/*
 * For `begins`: compares with a pattern, in which '#' is any digit.  Too few
 * bytes that match so far are DIALECT_MAYBE.
 */
enum dialect_match dialect_compare(const unsigned char *bytes, size_t len,
    const char *pattern);

#endif
