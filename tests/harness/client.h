/*
 * client: runs the client.
 *
 * It is a child of the test, as a filter between pipes or with whatever
 * descriptors a test gives it.  Its server is the test's own (see server.h).
 * Everything happens on the test's own thread, nothing sleeps, and everything
 * here ends the test when something is not as expected.
 *
 * The environment: CHATROOM is the program (default: ./chatroom), VALGRIND a
 * command to run it under, cut at blanks.
 */
#ifndef CLIENT_H
#define CLIENT_H

#include <sys/types.h>

#include "harness/server.h"

struct client {
	pid_t pid;
	int in;		   /* its stdin, or the terminal */
	int alive;	   /* at its end when the client is */
	struct stream out; /* its stdout, or the terminal */
	struct stream err;
};

/*
 * Starts the client with these descriptors.  One more, the end of a pipe that
 * nobody writes to, shows when it has ended.
 */
void client_start(struct client *c, const char *args, int in, int out, int err);

/* The same with any program: that of a variable, or else this one. */
void client_start_program(struct client *c, const char *variable,
    const char *program, const char *args, int in, int out, int err);

/*
 * What it has said on stderr by its end, without the lines of valgrind and
 * without "connecting to".
 */
const char *client_errors(struct client *c);

/* Waits for its end; the status as wait(2) has it. */
int client_wait(struct client *c);
void client_expect_exit(struct client *c, int exit_status);

void client_free(struct client *c);
void client_type(struct client *c, const char *text);

/* Starts the client as a filter. */
void filter_run(struct client *c, const char *args);

/* Starts a filter that is connected to a new server. */
void filter_open(struct client *c, struct server *s, const char *options);

void filter_end_input(struct client *c);

/*
 * It has said all, and the server closes in order; then its end as in
 * filter_close().
 */
void filter_end(struct client *c, struct server *s, int status,
    const char *errors);

/* Its end: the exit status, and on stderr "connected to" and this. */
void filter_close(struct client *c, struct server *s, int status,
    const char *errors);

#endif
