/*
 * activation: sockets that listen already when the server starts.
 *
 * A service manager can open the sockets and start the server only when
 * somebody connects, without the privileges that it needed itself, and can
 * restart it while newcomers wait.  The protocol is that of sd_listen_fds(3),
 * which needs no library: LISTEN_PID is the process that is addressed,
 * LISTEN_FDS is how many descriptors were passed to it, and the first is 3.
 */
#ifndef ACTIVATION_H
#define ACTIVATION_H

#include <stddef.h>

/*
 * Takes over the sockets that were passed to this process, makes them
 * non-blocking and closed on exec, and stores them in `fds`, which has room
 * for `max`.  They are the caller's to close.  Removes the variables, so that
 * no other process takes them for its own.
 *
 * Returns how many there are, 0 if none were passed to us, or -1 with a
 * sentence in `error` if they are not listening TCP sockets.  Call it once, at
 * start, before any other thread exists: it changes the environment.
 */
int activation_fds(int *fds, size_t max, char *error, size_t size);

#endif
