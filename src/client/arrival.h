/*
 * arrival: from the connection to the first line that may be said: the room's
 * key, and the nick.
 *
 * What comes in goes past the entrance (entrance.h), which posts mail when
 * something has changed; here is what follows.  All of this is for the main
 * thread.
 */
#ifndef ARRIVAL_H
#define ARRIVAL_H

#include <stdbool.h>

struct client;

/* The server now has some time for its first line. */
void arrival_begin(struct client *c);

/*
 * The room does not let us in, or not yet.  A person may know the key of the
 * operators; a filter waits until the room is unlocked, except where it is
 * banned, or where the room, slow to answer, has lost what it said before.
 */
void arrival_outside(struct client *c, bool banned);

/* The room has let us in, and has a moment for the rest of its greeting. */
void arrival_welcome(struct client *c);

/*
 * We are inside, as far as we can tell: first the records, if the room has
 * them, then the nick, then the rest.
 */
void arrival_inside(struct client *c);

/* The first record has come. */
void arrival_records(struct client *c);

/* The room asks for its key. */
void arrival_key_asked(struct client *c);

/* That was not the key.  The person has read this; the file we report. */
void arrival_key_wrong(struct client *c);

/* What the room calls us now is our nick, or is not. */
void arrival_named(struct client *c, bool named);

/* The deadline has come: whether it was one of our arrival. */
bool arrival_time_is_up(struct client *c);

#endif
