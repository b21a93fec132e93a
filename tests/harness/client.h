/*
 * client: runs the client, and is its server.
 *
 * The client is a child of the test, as a filter between pipes or with
 * whatever descriptors a test gives it.  Its server is a socket in this
 * process that says what the test wants.  Everything happens on the test's own
 * thread, nothing sleeps, and everything here ends the test when something is
 * not as expected.
 *
 * The environment: CHATROOM is the program (default: ./chatroom), VALGRIND a
 * command to run it under, cut at blanks.
 */
#ifndef CLIENT_H
#define CLIENT_H

#include <sys/types.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STREAM_MAX (256 * 1024)

/* What has come from a descriptor. */
struct stream {
	int fd;
	bool ended;
	size_t len;
	size_t taken; /* what the test has seen of it */
	char *bytes;  /* STREAM_MAX, and a NUL after them */
};

/* The server, which says whatever a test has it say. */
struct server {
	int listener;
	unsigned port;
	struct stream stream; /* from the client */
};

struct client {
	pid_t pid;
	int in;		   /* its stdin, or the terminal */
	int alive;	   /* at its end when the client is */
	struct stream out; /* its stdout, or the terminal */
	struct stream err;
};

/* The time, by room_now_ms(), until which a test waits for anything. */
int64_t patience(void);

/* Waits until the descriptor can be read; false when the deadline came. */
bool wait_readable(int fd, int64_t deadline);

void make_pipe(int fds[2]);

void stream_init(struct stream *s, int fd);
void stream_fini(struct stream *s);

/* Waits for more bytes; false when the deadline came. */
bool stream_read(struct stream *s, int64_t deadline);

/* What comes next is exactly `text`. */
void stream_expect(struct stream *s, const char *text);

/* Nothing more comes except the end. */
void stream_expect_end(struct stream *s);

/* A socket at a free port of the loopback. */
int bound_socket(unsigned *port);

void server_open(struct server *s);
void server_accept(struct server *s);
void server_say(struct server *s, const char *text);
void server_hang_up(struct server *s);
void server_free(struct server *s);

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

/* Its end: the exit status, and on stderr "connected to" and this. */
void filter_close(struct client *c, struct server *s, int status,
    const char *errors);

#endif
