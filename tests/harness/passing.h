/*
 * passing: starts the server as a service manager, a shell or a careless
 * program does: with sockets that already listen, with descriptors that are
 * closed or that nobody reads, with signals ignored.
 *
 * The program of the test does this itself: started as "TEST --start FD,...
 * HOW COMMAND", it puts those descriptors where a service manager does, does
 * what HOW says, and becomes COMMAND.  The harness starts the server under such
 * a command just as it does under valgrind.
 */
#ifndef PASSING_H
#define PASSING_H

#include <stdbool.h>

/* The first descriptor that is passed. */
#define PASSING_FIRST 3

/* Fixtures around each test that uses this. */
void passing_setup(void);
void passing_teardown(void);

/* Makes a socket on the loopback to be passed; returns its port. */
unsigned passing_socket(int type, bool listens);

/* Our own end of the socket that was made last. */
int passing_last(void);

/*
 * From here on the server is started with those sockets, and as each letter
 * says:
 *
 *	0 1 2	that descriptor is closed
 *	f	stdout is a pipe that is full, which nobody reads
 *	s	stderr is a socket that nobody reads
 *	h	SIGHUP and SIGINT are ignored
 *	r	root may not raise limits
 *	-	nothing
 */
void passing_start_under(const char *how);

/* In main(): whether we are to become the server, and then how that ends. */
bool passing_is_asked(int argc, char **argv);
int passing_become(char **argv);

#endif
