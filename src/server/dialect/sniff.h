/*
 * sniff: which dialect does a connection speak, by its first bytes?
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
 * Pure functions on bytes; no thread, no memory.
 */
#ifndef SNIFF_H
#define SNIFF_H

#include <stddef.h>

#include "server/dialect/dialect.h"

/*
 * Takes the next bytes of a connection, from the very first on, as long as it
 * returns NULL: more must come before it is certain.  The answer is the same
 * however the bytes are cut.  Each byte costs a few steps.
 *
 * As long as it returns NULL, no line has ended, and beyond the first
 * DIALECT_HEAD bytes there are no control characters.
 */
const struct dialect *sniff_more(struct dialect_start *s, const void *bytes,
    size_t len);

/*
 * The connection has ended before that.  It was chat, unless its bytes are the
 * start of a request and the page chooses what comes next, or begin as no text
 * does.
 */
const struct dialect *sniff_end(const struct dialect_start *s);

/* The same as sniff_more() for a caller that has all of the bytes so far. */
const struct dialect *sniff(const void *first, size_t len);

#endif
