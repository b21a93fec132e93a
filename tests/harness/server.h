/*
 * server: a server of the test's own, and what comes from descriptors.
 *
 * The server is a socket in this process that says what the test wants.  All of
 * it happens on the test's own thread, nothing sleeps, and everything here ends
 * the test when something is not as expected.
 */
#ifndef TEST_SERVER_H
#define TEST_SERVER_H

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

/* Says whatever a test has it say. */
struct server {
	int listener;
	unsigned port;
	struct stream stream; /* from the client */
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

/* Waits until this is in what has come. */
void stream_await(struct stream *s, const char *part);

/* All that comes until the end, and what came before. */
const char *stream_all(struct stream *s);

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

#endif
