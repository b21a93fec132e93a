/*
 * sandbox: from here on the kernel serves only the system calls that a room
 * needs.
 *
 * Should someone find a hole in the server and run code of their own in it,
 * that code can talk to the people in the room and can read what everyone may
 * read, but it can't start a program, write a file, open a connection or send
 * a signal to any other process.
 *
 * One of two files implements it; the build chooses sandbox_seccomp.c if
 * libseccomp was found, else sandbox_none.c.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Enters it, with all threads that exist.  There is no way out.  False, with a
 * sentence in `error`, if this kernel can't; nothing has changed then, and the
 * room may well open without it.
 *
 * Call it on the main thread, before a byte of any client is read, and after
 * everything that a running server doesn't do: bind, raise limits, change the
 * user, write files, list the addresses of the machine.
 */
bool sandbox_enter(char *error, size_t size);

#endif
