/*
 * dial: connects to the first address that answers.
 *
 * A name may have several addresses, and a route to one of them may be dead.
 * So the next address is tried while the one before has not answered yet, as
 * RFC 8305 ("happy eyeballs") says, and the first connection that is made is
 * the one that is kept.
 */
#ifndef DIAL_H
#define DIAL_H

#include <netdb.h>

#include "common/address.h"
#include "common/words.h"

/* The most addresses of one name that are tried. */
#define DIAL_MAX 32

/*
 * Tries the addresses of the list, those of both families in turn: each 250 ms
 * after the one before, or at once when that one has failed.  Returns a
 * connected, blocking socket, and writes its peer's address to `peer`.  When
 * none is left it returns -1, after it has called `failed` for each address
 * with what was tried and why it failed (speech/cause.h).
 */
int dial(const struct addrinfo *list, char peer[ADDRESS_MAX],
    void (*failed)(const char *tried, struct words why));

#endif
