/*
 * sniff: which protocol does a peer speak that is not a chat client?
 *
 * A browser, a TLS client or an SSH client that comes to the port of the room
 * gives itself away by its first bytes.  It gets one helpful line in its own
 * protocol and is disconnected.  This is not only politeness: a web page can
 * make a browser send almost any text to any port of the local network, and
 * what follows the first bytes is the page's choice.  The first bytes are not.
 *
 * Pure functions on bytes; no thread, no memory.
 */
#ifndef SNIFF_H
#define SNIFF_H

#include <stddef.h>

/*
 * The most bytes for which sniff() says SNIFF_MORE.  A line that starts as a
 * request and is as long as this without its end is a request: it is longer
 * than anything that may be said in the room.
 */
#define SNIFF_MAX 4096

/* Room for every answer. */
#define SNIFF_ANSWER_MAX 1024

enum sniff {
	SNIFF_MORE, /* it can still become one of the others */
	SNIFF_CHAT, /* none of those below */
	SNIFF_HTTP, /* HTTP/1.x (RFC 9112, 3), HTTP/2's preface, WebSocket */
	SNIFF_TLS,  /* a ClientHello: TLS, SSL 3.0, or in the form of 2.0 */
	SNIFF_SSH,  /* an identification string (RFC 4253, 4.2) */
	SNIFF_STUN  /* STUN or TURN over TCP (RFC 8489): a page's WebRTC */
};

/*
 * Looks at the first `len` bytes of a connection.  Call again with more of
 * them, from the first on, while it says SNIFF_MORE; if the peer closes before
 * that, it is chat.  Any other answer stays the same however much follows.
 * An HTTP request has three words, the second of which is a path, an address
 * or '*', and the third a version: "GET out of here" is chat.
 */
enum sniff sniff(const void *first, size_t len);

/* For the log: "a web browser". */
const char *sniff_name(enum sniff what);

/*
 * Writes the answer for such a peer, SNIFF_ANSWER_MAX bytes at most, and
 * returns its length; 0 if there is nothing that the peer would understand.
 */
size_t sniff_answer(enum sniff what, char out[SNIFF_ANSWER_MAX]);

#endif
