/*
 * session: the parts of the client put together, without its threads.
 *
 * What client.c builds stands here for the modules that decide what follows:
 * a connection to a server of the test's own, a screen, a keyboard, an
 * entrance.  stdin and stdout are pipes or a terminal, and stderr is a pipe.
 * The test calls the modules as the main thread does.
 */
#ifndef SESSION_H
#define SESSION_H

#include <stdbool.h>

#include "client/state.h"
#include "harness/pipes.h"
#include "harness/pty.h"
#include "harness/server.h"

struct session {
	struct server server;
	struct pipes pipes;
	struct pty pty;
	bool at_terminal;
	struct wishes wishes;
	struct client client;
};

/* A client that is a filter, or at a terminal; connected, and nothing more. */
void session_open_filter(struct session *s);
void session_open_terminal(struct session *s);

void session_close(struct session *s);

/* The reader hears this line. */
void session_hear(struct session *s, const char *line);

/* What was sent to the server since the last time is exactly this. */
void session_expect_sent(struct session *s, const char *text);

#endif
