/*
 * dialect: how the servers speak.
 *
 * The room's own lines, as much IRC (RFC 2812) as it takes to sit in a channel,
 * the broker of ncat(1), and publish/subscribe of Redis (RESP 2).  A dialect
 * is three functions: what a client says first, how a text is wrapped for the
 * way there, and how the bytes that come back fall into frames.
 */
#ifndef DIALECT_H
#define DIALECT_H

#include <stdbool.h>
#include <stddef.h>

#include "line.h"

/* The most bytes that a hello, or one wrapped line, needs. */
#define DIALECT_OUT_MAX 256

enum frame_kind {
	FRAME_SAID,    /* somebody's text */
	FRAME_JOINED,  /* somebody came in; everyone here reads the same */
	FRAME_NOTICE,  /* something else of which everyone reads the same */
	FRAME_WELCOME, /* to this client only: it is in the room now */
	FRAME_PRIVATE  /* to this client only */
};

struct frame {
	enum frame_kind kind;
	size_t len;	  /* the whole frame, its end included */
	const char *text; /* FRAME_SAID: within the frame */
	size_t text_len;
	const char *name; /* and what is the same in all of one speaker */
	size_t name_len;
	unsigned joined; /* FRAME_JOINED: how many */
};

struct dialect {
	/* Do those who speak hear the others?  Redis has readers for that. */
	bool speakers_listen;
	/* One text for each write(): ncat puts a name only before the first. */
	bool one_a_write;
	/* What a client sends first; 0 if it just listens. */
	size_t (*hello)(char *out, unsigned client, bool speaks);
	size_t (*say)(char *out, const char text[LINE_LEN]);
	/* Splits off the first frame; false when its end has not come yet. */
	bool (*next)(const char *bytes, size_t len, struct frame *f);
};

extern const struct dialect dialect_room;
/*
 * The same by clients that read other charsets: all of them GB18030, or a
 * quarter each GB18030, Big5, ISO 8859-1 and UTF-8.  What is said is ASCII, so
 * all get the same bytes, from editions of their own.
 */
extern const struct dialect dialect_gb18030;
extern const struct dialect dialect_four;
extern const struct dialect dialect_languages;
/*
 * The same by clients all of which read sentences, or records; speakers listen
 * to nobody, as they are not told their own lines.
 */
extern const struct dialect dialect_sentences;
extern const struct dialect dialect_records;
extern const struct dialect dialect_floor;
extern const struct dialect dialect_irc;
extern const struct dialect dialect_ncat;
extern const struct dialect dialect_redis;

#endif
