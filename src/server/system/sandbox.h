/*
 * sandbox: from here on the kernel serves only the system calls that a room
 * needs.
 *
 * Should someone find a hole in the server and run code of their own in it,
 * that code can use what the server has open: it can talk to the people in the
 * room, and write to the log and the terminal.  And it can read the files that
 * the server's user may read.  It can't
 *
 *	start a program or another process
 *	make, write, change or remove a file
 *	open a socket of any kind, listen, connect, or send anything to an
 *	address, be it of the network or of this machine (unix(7))
 *	send a signal to another process, have the kernel send one (F_SETOWN),
 *	or look into its memory
 *
 * It is the same on each kind of machine where it can be entered.  On some it
 * can't be: if a single system call does everything with sockets
 * (socketcall(2): i386, s390x, some of mips and powerpc), no filter can tell a
 * new connection from a line for someone in the room.
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
 * sentence in `error`, if this machine can't; nothing has changed then, and the
 * room may well open without it.
 *
 * Call it on the main thread, before a byte of any client is read, and after
 * everything that a running server doesn't do: bind, raise limits, change the
 * user, write files, list the addresses of the machine.
 */
bool sandbox_enter(char *error, size_t size);

#endif
