/*
 * client: what follows from the mail.
 *
 *	reader       a thread: from the connection to the screen
 *	speaker      a thread, the stdin thread: from the keyboard to the
 *	             connection
 *	entrance     whether the room has let us in, and who may speak
 *	delivery     how many lines the room may not have read
 *	screen       the only one that writes to the terminal; used by both
 *
 * The main thread starts these two and then waits for mail: a signal has
 * come, the room asks for its key, a thread has ended, the time is up.  Only it
 * decides what follows from them: see arrival, departure and outcome.
 */
#ifndef CLIENT_H
#define CLIENT_H

#include "client/connection.h"
#include "client/wishes.h"
#include "common/key.h"

/*
 * The life of the client; returns the exit status, or ends the program as a
 * signal does.  Frees the connection, and takes the key over, which is wiped
 * here.
 */
int client_run(struct connection *connection, const struct wishes *wishes,
    struct key *key);

#endif
