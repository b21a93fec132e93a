/*
 * activation: sockets that listen already when the server starts.
 *
 * A service manager can open the sockets and start the server only when
 * somebody comes, without the privileges it needed itself, and can start it
 * anew while newcomers wait.  The protocol is that of sd_listen_fds(3), which
 * needs no library: LISTEN_PID is the process that is meant, LISTEN_FDS is how
 * many descriptors were passed to it, and the first of them is 3.
 */
#ifndef ACTIVATION_H
#define ACTIVATION_H

#include <stddef.h>

/*
 * Takes over the sockets that were passed to this process, makes them
 * non-blocking and closed on exec, and stores them in `fds`, which has room
 * for `max`.  They are the caller's to close.  Removes the variables, so that
 * nobody else feels addressed.
 *
 * Returns how many there are, 0 where none were passed to us, or -1 with a
 * sentence in `error` where they are not TCP sockets that listen.  Once, at
 * start, before any other thread exists: it changes the environment.
 */
int activation_fds(int *fds, size_t max, char *error, size_t size);

#endif
