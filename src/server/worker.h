/*
 * worker: one client's life in its own thread: greet, read, leave.
 *
 * A worker is a detached thread with a small stack that mostly waits for its
 * client to speak.  No thread joins it; workers are counted instead, and before
 * it ends the server waits for the count to reach zero.
 */
#ifndef WORKER_H
#define WORKER_H

#include <sys/socket.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "speech/reason.h"

struct gate;
struct key;
struct postman;
struct registry;
struct workers;

/* What all workers of one server share. */
struct workers_settings {
	struct registry *registry;
	struct postman *postman;
	struct gate *gate;
	const struct key *key; /* of the room, or NULL */
	size_t max;	       /* people */
	size_t places;	       /* before the door: see porch.h */
	size_t outbox_max;     /* bytes */
	unsigned rate;	       /* lines a second, 0: no limit */
};

/* NULL with errno if that fails. */
struct workers *workers_new(const struct workers_settings *settings);

/* Call it after workers_stop(). */
void workers_free(struct workers *w);

/*
 * Starts the worker of a connected socket, which is the worker's from then
 * on.  False if it could not be started: then *why says to the newcomer why
 * not, and the socket is still the caller's.
 */
bool worker_start(struct workers *w, int fd, const struct sockaddr *peer,
    struct reason *why);

/*
 * The same for the person at the console, an operator, whose lines come
 * through one end of a socketpair(2).  False if it could not be started.
 */
bool worker_start_console(struct workers *w, int fd);

/* Makes all of them leave, and waits until they have ended. */
void workers_stop(struct workers *w);

#endif
