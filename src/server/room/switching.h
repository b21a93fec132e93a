/*
 * switching: a member changes over to another edition, at an exact place in the
 * order of all that happens.  A part of the registry.
 */
#ifndef SWITCHING_H
#define SWITCHING_H

#include "server/delivery/edition.h"
#include "server/room/state.h"

/* What `m` reads, or soon will.  The lock is held, or its own worker asks. */
struct edition_key switching_key(const struct member *m);

/* From here on, `m` reads the edition with this key; false without memory. */
bool switching_do(struct registry *r, struct member *m, struct edition_key key)
    THREAD_NEEDS(r->lock);

/*
 * Whoever writes this charset, and has not chosen a language, reads that of the
 * charset, if it has one.
 */
void switching_guess(const struct member *m, const struct charset *charset,
    struct edition_key *key);

/*
 * What `m`, which has just joined, will read: its charset and its language, if
 * it has chosen them at the door, or else the language of the charset or of the
 * room.
 */
struct edition_key switching_first(const struct registry *r,
    const struct member *m);

#endif
