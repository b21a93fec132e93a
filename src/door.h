/*
 * door: what happens before a client is in the room.
 *
 * Is it a chat client at all, and does it know the key of the room?  Until
 * then it sees and says nothing, and nobody hears about it.  This runs in the
 * worker's thread, which here waits for the newcomer alone.
 */
#ifndef DOOR_H
#define DOOR_H

#include <sys/socket.h>

#include <stdbool.h>
#include <stdint.h>

#include "sniff.h"

struct gate;
struct key;

struct door {
	const struct key *key; /* of the room, or NULL: anyone may come in */
	struct gate *gate;     /* knows which addresses have tried wrong keys */
	int stop;	       /* readable when the room closes */
};

/*
 * Returns true to let the newcomer in.  Otherwise it has been told why not, in
 * its own protocol.  A line "/nick NAME" that comes before the key is kept in
 * *first (NULL without memory or without such a line), with its end of line;
 * the caller frees it and handles it as the first line in the room.
 */
bool door_pass(const struct door *door, int fd, const struct sockaddr *peer,
    char **first);

/* Tells a newcomer why it cannot come in, as one line. */
void door_refuse(int fd, const char *why);

/* Tells a peer in its own protocol that this is a chat room. */
void door_turn_away(int fd, enum sniff what);

/*
 * Says that no more is coming, and reads what the peer still sends until it
 * closes too, for `ms` milliseconds and a second at most: closing with bytes
 * unread would be a reset, by which it could lose our last lines.
 */
void door_linger(int fd, int64_t ms);

#endif
