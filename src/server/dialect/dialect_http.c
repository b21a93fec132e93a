/*
 * dialect_http: web browsers, and all that they can be made to send by a page.
 *
 * HTTP is what begins with a request line (RFC 9112, 3):
 *
 *	METHOD TARGET HTTP/1.1
 *
 * The method is any token, of any case and length: a page that has deceived
 * the browser about its origin may choose it.  The target is a path, '*', an
 * address (RFC 9112, 3.2.2) or an authority with its port (3.2.3); that is, it
 * begins with '/', is '*', or contains a colon.  "GET out of here" is chat, and
 * so is "GET /" without a version: that was HTTP/0.9, which no browser speaks.
 * A request that follows an empty line (which a server should ignore, 2.2), a
 * blank or a BOM is chat as well: no browser sends that, and an empty line
 * leaves the room.  HTTP/2 begins with "PRI * HTTP/2.0" (RFC 9113, 3.4), and a
 * WebSocket with a GET (RFC 6455, 4.1).
 *
 * A line that has a method and a target within DIALECT_LINE_MAX bytes, and is
 * longer, is a request: it could not be said anyway.  A request line can be
 * long, so only the state of a small machine is kept.
 */
#include <config.h>

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "server/dialect/dialect.h"
#include "speech/sentence.h"

static bool
is_digit(unsigned char byte)
{
	return (byte >= '0' && byte <= '9');
}

/* The characters of a method: "tchar" of RFC 9110, 5.6.2. */
static bool
is_token(unsigned char byte)
{
	return (is_digit(byte) || (byte >= 'A' && byte <= 'Z') ||
	    (byte >= 'a' && byte <= 'z') ||
	    (byte != '\0' && strchr("!#$%&'*+-.^_`|~", byte) != NULL));
}

/* What may come next in a request line. */
enum part {
	PART_METHOD,
	PART_TARGET, /* its first character */
	PART_STAR,   /* after '*': it may end here */
	PART_WORD,   /* not a target yet */
	PART_PATH,   /* a target */
	PART_VERSION,
	PART_DONE, /* it is a request line */
	PART_NONE  /* it is not */
};

/* The target so far, and one more character. */
static enum part
target_part(enum part part, unsigned char byte)
{
	if (byte == ' ')
		return (part == PART_STAR || part == PART_PATH ? PART_VERSION :
								 PART_NONE);
	if (byte < ' ' || byte == 0x7f)
		return (PART_NONE);
	if (part == PART_PATH || byte == ':')
		return (PART_PATH);
	if (part == PART_TARGET && byte == '/')
		return (PART_PATH);
	if (part == PART_TARGET && byte == '*')
		return (PART_STAR);
	return (PART_WORD);
}

/* The version so far, and one more character: its end is that of the line. */
static enum part
version_part(struct dialect_start *s, unsigned char byte)
{
	static const char version[] = "HTTP/#.#";
	unsigned char wanted = (unsigned char)version[s->matched];

	if (wanted == '\0')
		return (byte == '\r' || byte == '\n' ? PART_DONE : PART_NONE);
	if (wanted == '#' ? !is_digit(byte) : byte != wanted)
		return (PART_NONE);
	s->matched++;
	return (PART_VERSION);
}

static enum part
next_part(struct dialect_start *s, unsigned char byte)
{
	enum part part = s->part;

	switch (part) {
	case PART_METHOD:
		if (byte == ' ' && s->line > 0)
			return (PART_TARGET);
		return (is_token(byte) ? PART_METHOD : PART_NONE);
	case PART_TARGET:
	case PART_STAR:
	case PART_WORD:
	case PART_PATH:
		return (target_part(part, byte));
	case PART_VERSION:
		return (version_part(s, byte));
	case PART_DONE:
	case PART_NONE:
		break;
	}
	return (part);
}

/* METHOD TARGET VERSION. */
static enum dialect_match
http_begins(struct dialect_start *s, const unsigned char *bytes, size_t len)
{
	enum part part = s->part;
	size_t i;

	for (i = 0; i < len && part < PART_DONE; i++) {
		part = next_part(s, bytes[i]);
		if (s->line == DIALECT_LINE_MAX &&
		    (part == PART_PATH || part == PART_VERSION))
			part = PART_DONE;
		s->part = (unsigned char)part;
		if (s->line <= DIALECT_LINE_MAX)
			s->line++;
	}
	if (part < PART_DONE)
		return (DIALECT_MAYBE);
	return (part == PART_DONE ? DIALECT_YES : DIALECT_NO);
}

/* The method whose target a page chooses from its first character on. */
static bool
is_connect(const struct dialect_start *s)
{
	return (
	    dialect_compare(s->head, s->head_len, "CONNECT ") == DIALECT_YES);
}

/*
 * It was, if the page chooses what comes next.  So "GET /x" and "CONNECT x"
 * were requests, while "hello world" was said by somebody: in an address, what
 * comes from the page follows a colon.
 */
static bool
http_was(const struct dialect_start *s)
{
	return (s->part == PART_PATH || s->part == PART_VERSION ||
	    s->part == PART_DONE || /* but a row before this one has waited */
	    (s->part == PART_WORD && is_connect(s)));
}

/* What a person reads in the window of the browser. */
static size_t
write_body(char *out, size_t room)
{
	size_t len =
	    sentence_line(LANGUAGE_EN, S_STRANGER_WEB, NULL, out, room, NULL);

	return (len +
	    sentence_line(LANGUAGE_EN, S_STRANGER_WEB_CHINESE, NULL, out + len,
		room - len, NULL));
}

/*
 * No header lets a page of another origin read this (CORS), and `nosniff`
 * keeps it a text.
 */
static size_t
http_answer(char out[DIALECT_ANSWER_MAX])
{
	char body[DIALECT_ANSWER_MAX / 2];
	size_t len = write_body(body, sizeof body);
	int n = snprintf(out, DIALECT_ANSWER_MAX,
	    "HTTP/1.1 400 Bad Request\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Length: %zu\r\n"
	    "X-Content-Type-Options: nosniff\r\n"
	    "Cache-Control: no-store\r\n"
	    "Connection: close\r\n"
	    "\r\n"
	    "%.*s",
	    len, (int)len, body);

	assert(n > 0 && n < DIALECT_ANSWER_MAX);
	return ((size_t)n);
}

const struct dialect dialect_http = {
	.name = "a web browser",
	.begins = http_begins,
	.was = http_was,
	.answer = http_answer,
};
