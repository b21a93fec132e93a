/*
 * listener: the main thread's part: bind, listen, accept.
 */
#ifndef LISTENER_H
#define LISTENER_H

#include <signal.h>
#include <stddef.h>

struct workers;

#define LISTENER_MAX 16 /* sockets */

/* A peer that is gone is noticed within this time. */
#define LISTENER_LOST_S 120

struct listener {
	int fds[LISTENER_MAX];
	size_t count;
};

/*
 * Listens on the given addresses (or, with count 0, on every address of IPv4
 * and IPv6) at `port` (0: a free one, the same for all; *port says which).
 * Returns 0, or -1 with a sentence in error.
 */
int listener_open(struct listener *l, char *const *addresses, size_t count,
    unsigned *port, char *error, size_t error_size);

/* Takes over the first `count` of l->fds, which listen already. */
void listener_adopt(struct listener *l, size_t count);

void listener_close(struct listener *l);

/*
 * Accepts clients and starts their workers until *stop is not 0, which a
 * signal handler sets.  Its signals are blocked except while this waits:
 * `waiting` is the signal mask for that, as in ppoll(2).
 */
void listener_run(struct listener *l, struct workers *workers,
    const volatile sig_atomic_t *stop, const sigset_t *waiting);

#endif
