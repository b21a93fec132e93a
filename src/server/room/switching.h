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
 * From here on `m`, which has just joined, reads the language of the room, or
 * English without memory.
 */
void switching_begin(struct registry *r, struct member *m)
    THREAD_NEEDS(r->lock);

#endif
