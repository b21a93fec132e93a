/*
 * outlet: stdout or stderr, at whose other end perhaps nobody reads.
 *
 * Who writes to a terminal waits while it is paused by Ctrl-S, or while its
 * window hangs; who writes to a pipe waits for the program behind it.  A room
 * must not.
 */
#ifndef OUTLET_H
#define OUTLET_H

/*
 * A descriptor for the same terminal or pipe, on which write(2) does not wait,
 * but fails with EAGAIN.  The shell and others that have `fd`, too, notice
 * nothing.  Where there is none, as for a file, it is `fd` itself.  Before the
 * sandbox and a new root.
 */
int outlet_open(int fd);

#endif
