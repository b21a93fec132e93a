/*
 * logbook: what the log has of the events of the room.
 *
 * A reader of events, as people and programs are, of those about who comes,
 * goes, has a new name and is in charge; it reads each where it is added, with
 * the registry's mutex held, so that the log has the order that everyone sees.
 * To what the event says it adds the address of whoever's push that is, and how
 * many are here.  Always English, for grep(1): chatroomd(8) has the words.
 *
 * A part of the registry.
 */
#ifndef LOGBOOK_H
#define LOGBOOK_H

#include "common/words.h"
#include "server/room/state.h"
#include "speech/event.h"

/* An event for everyone; `bytes` are those in which its arguments are. */
void logbook_read(const struct registry *r, const struct event *e,
    const char *bytes) THREAD_NEEDS(r->lock);

/*
 * What is no event for everyone, and of interest all the same, in the push of
 * whoever it is about: somebody has left a room that is closing, ...
 */
void logbook_left(const struct registry *r, const char *who, struct words why)
    THREAD_NEEDS(r->lock);

/* ... has come in as an operator, by the key, ... */
void logbook_came_in_charge(const struct registry *r) THREAD_NEEDS(r->lock);

/* ... and was the last one, so that the key is good again. */
void logbook_key_is_good(const struct registry *r) THREAD_NEEDS(r->lock);

#endif
