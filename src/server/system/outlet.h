/*
 * outlet: stdout or stderr, which perhaps nobody reads.
 *
 * A process writing to a terminal blocks while it is paused by Ctrl-S, or while
 * its window hangs; one writing to a pipe or a socket blocks while the program
 * at the other end does not read.  The room must not block.
 */
#ifndef OUTLET_H
#define OUTLET_H

#include <sys/types.h>

#include <stddef.h>
#include <stdint.h>

/*
 * A descriptor for the same terminal, pipe or socket, on which outlet_write()
 * does not wait.  The shell and others that share `fd` notice nothing.  Call it
 * before the sandbox and a new root.
 */
int outlet_open(int fd);

/*
 * Like write(2), except that it fails with EAGAIN if that would wait, and
 * that a socket without a reader is an error (EPIPE) and not a signal.
 */
ssize_t outlet_write(int fd, const char *bytes, size_t len);

/*
 * Writes all of it, and waits for a reader for at most `patience_ms`.  Returns
 * how many bytes were written; fewer than `len` if there was no reader in time,
 * or none at all.
 */
size_t outlet_put(int fd, const char *bytes, size_t len, int64_t patience_ms);

#endif
