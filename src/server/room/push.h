/*
 * push: what happens under one hold of the registry's mutex becomes events.
 *
 * A push is registry_begin(), then reading and changing the registry and adding
 * to the inbox, then registry_end(), which makes sure that it is delivered.
 * For the parts of the registry, and for the commands that change it.
 */
#ifndef PUSH_H
#define PUSH_H

#include "server/room/state.h"
#include "speech/event.h"
#include "speech/sentence.h"

/* Locks, and waits until `m` (or anybody, for NULL) may push. */
void registry_begin(struct registry *r, struct member *m) THREAD_TAKES(r->lock);

/* Delivers what was pushed, or leaves that to the broadcaster, and unlocks. */
void registry_end(struct registry *r, struct member *m)
    THREAD_RELEASES(r->lock);

/* What the clock says: milliseconds since the epoch. */
int64_t registry_time_ms(void);

/*
 * An event that happens now: with its time and, if it is public, its number.
 * The caller adds what it is about.
 */
struct event registry_event(struct registry *r, enum event_kind kind,
    size_t len) THREAD_NEEDS(r->lock);

/*
 * In which language `m` is told what it alone reads; NULL: everyone, in
 * English, as other editions are made from that.  Its own worker needs no lock
 * for this.
 */
enum language registry_language_of(const struct member *m);

/* Room for the longest line: the longest text, and what comes before it. */
#define REGISTRY_LINE_SIZE (BATCH_PUSH_MAX / 2 - 1)

/*
 * A sentence that is told now to `only`, or, for NULL, to everyone: as an
 * event, and its line; the caller appends both to the batch.
 */
struct event registry_sentence(struct registry *r, const struct member *only,
    enum sentence s, const struct words *args, char line[REGISTRY_LINE_SIZE])
    THREAD_NEEDS(r->lock);

/*
 * Appends a sentence for everyone except one member, or NULL; the log may have
 * it as well.  Once the room is closing, nothing is.
 */
void registry_tell_others(struct registry *r, struct member *except,
    enum sentence s, const struct words *args) THREAD_NEEDS(r->lock);

/* Appends a sentence for one member; returns the length of its line. */
size_t registry_tell_one(struct registry *r, struct member *to, enum sentence s,
    const struct words *args) THREAD_NEEDS(r->lock);

/*
 * Appends a sentence for everyone, or for `only`, at most BATCH_PUSH_MAX / 2
 * bytes of it.  Once the room is closing, nothing more is said to everyone.
 */
void registry_add(struct registry *r, struct member *only, enum sentence s,
    const struct words *args) THREAD_NEEDS(r->lock);

/*
 * Which request of `to` the present push answers, or 0; only its own push does.
 */
uint32_t registry_answers(const struct registry *r, struct member *to)
    THREAD_NEEDS(r->lock);

#endif
