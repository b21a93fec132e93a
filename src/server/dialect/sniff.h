/*
 * sniff: which protocol does a peer speak that is not a chat client?
 *
 * A browser, a TLS client or an SSH client that comes to the port of the room
 * gives itself away by its first bytes.  It gets one helpful line in its own
 * protocol and is disconnected.  This is not only politeness: a web page can
 * make a browser send almost any text to any port of the local network, and
 * what follows the first bytes is the page's choice.  The first bytes are not:
 * on every connection the browser writes a request line, a ClientHello or a
 * STUN header of its own before anything else.  So the first bytes decide, for
 * good; a line that looks like a request and comes later was typed by somebody.
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
 * Pure functions on bytes; no thread, no memory.
 */
#ifndef SNIFF_H
#define SNIFF_H

#include <stddef.h>
#include <stdint.h>

/*
 * The longest line that may be said in the room.  A line that has a method and
 * a target within this many bytes, and is longer, is a request: it could not be
 * said anyway.
 */
#define SNIFF_MAX 4096

/* This many bytes decide about everything except HTTP. */
#define SNIFF_HEAD 10

/* Room for every answer. */
#define SNIFF_ANSWER_MAX 1024

enum sniff {
	SNIFF_MORE, /* it can still become one of the others */
	SNIFF_CHAT, /* none of those below */
	SNIFF_HTTP, /* HTTP/1.x, HTTP/2's preface, WebSocket */
	SNIFF_TLS,  /* a ClientHello: TLS, SSL 3.0, or in the form of 2.0 */
	SNIFF_SSH,  /* an identification string (RFC 4253, 4.2) */
	SNIFF_STUN  /* STUN or TURN over TCP (RFC 8489): a page's WebRTC */
};

/* What is known of one connection so far; starts as zeroes. */
struct sniffer {
	unsigned char head[SNIFF_HEAD];
	unsigned char head_len;
	unsigned char part;    /* of a request line: which one comes next */
	unsigned char matched; /* characters of its version */
	uint16_t line;	       /* its bytes, at most SNIFF_MAX + 1 */
};

/*
 * Takes the next bytes of a connection, from the very first on, as long as it
 * says SNIFF_MORE.  The answer is the same however the bytes are cut.  Each
 * byte costs a few steps.
 *
 * As long as it says SNIFF_MORE, no line has ended, and beyond the first
 * SNIFF_HEAD bytes there are no control characters.
 */
enum sniff sniff_more(struct sniffer *s, const void *bytes, size_t len);

/*
 * The connection has ended before that.  It was chat, unless its bytes are the
 * start of a request and the page chooses what comes next, or begin as no text
 * does.  So "GET /x" and "CONNECT x" were requests, while "hello world" was
 * said by somebody: in an address, what comes from the page follows a colon.
 */
enum sniff sniff_end(const struct sniffer *s);

/* The same for a caller that has all of the bytes, from the first on. */
enum sniff sniff(const void *first, size_t len);

/* For the log: "a web browser". */
const char *sniff_name(enum sniff what);

/*
 * Writes the answer for such a peer, SNIFF_ANSWER_MAX bytes at most, and
 * returns its length; 0 if there is nothing that the peer would understand.
 */
size_t sniff_answer(enum sniff what, char out[SNIFF_ANSWER_MAX]);

#endif
