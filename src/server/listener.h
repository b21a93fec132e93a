/*
 * listener: the main thread's part: it accepts clients.
 */
#ifndef LISTENER_H
#define LISTENER_H

#include <signal.h>

struct sockets;
struct workers;

/*
 * Accepts clients at these sockets and starts their workers until *stop is not
 * 0, which a signal handler sets.  Its signals are blocked except while this
 * waits: `waiting` is the signal mask for that, as in ppoll(2).
 */
void listener_run(const struct sockets *s, struct workers *workers,
    const volatile sig_atomic_t *stop, const sigset_t *waiting);

#endif
