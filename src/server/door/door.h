/*
 * door: what happens before a client is in the room, after the gate (gate.h)
 * has let its address pass.
 *
 * Is it a chat client at all, and does it know the key of the room?  Until
 * then it sees and says nothing, and nobody hears about it.  This runs in the
 * worker's thread, which here waits for the newcomer alone.
 *
 * The operator key lets in wherever there is a door: in a room with a key, in a
 * locked one, and from an address that is banned, of which nothing else is
 * heard.  So nobody who has it can be locked out.
 *
 * The cost of a stranger is bounded: its time here (half a minute if the room
 * has a key or is locked, or its address is banned, otherwise about a second),
 * its lines and wrong keys, and the bytes that are read after the answer.
 */
#ifndef DOOR_H
#define DOOR_H

#include <sys/socket.h>

#include <stdbool.h>
#include <stddef.h>

#include "server/door/tell.h"

struct ear;
struct gate;
struct key;
struct porch;
struct registry;

struct door {
	const struct key *key; /* of the room, or NULL: anyone may come in */
	struct registry *registry; /* may be locked; knows the operator key */
	struct gate *gate;   /* knows which addresses have tried wrong keys */
	struct porch *porch; /* the places of strangers, or NULL: none */
	int stop;	     /* readable when the room closes */
};

/* What the newcomer brings into the room, besides what the ear still holds. */
struct door_result {
	char *early; /* a line that the room must hear, /nick, in UTF-8 where
			the charset is known; the caller frees it; or NULL */
	bool is_operator; /* has given the operator key */
	struct tell_reader reader;
};

/*
 * Returns true to let the newcomer in.  Otherwise it has been told why not, in
 * its own protocol, unless it left without a word.  The ear, which is new, has
 * taken all that has come, and keeps what came together with the key or, in a
 * room without one, at once; there it may still be unsure what it hears.
 */
bool door_pass(const struct door *door, int fd, const struct sockaddr *peer,
    struct ear *ear, struct door_result *result);

#endif
