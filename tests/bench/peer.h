/*
 * peer: starting and stopping the servers that take part.
 *
 * Each one listens on a free port of 127.0.0.1, with its limits and its flood
 * control off, and is ended by its process id.  It dies with this program.
 */
#ifndef PEER_H
#define PEER_H

#include <sys/types.h>

#include <stdbool.h>

#include "dialect.h"

enum peer_kind { PEER_ROOM, PEER_FLOOR, PEER_NGIRCD, PEER_REDIS, PEER_NCAT };

struct peer {
	enum peer_kind kind;
	const char *name;	       /* in the table */
	const struct dialect *dialect; /* that it speaks */
	int batch;		       /* PEER_FLOOR: lines a send() */
	char path[4096];	       /* of the program; "": not found */
};

/* A server that runs. */
struct server {
	pid_t pid;
	int port;
	int in;	 /* its standard input, or -1 */
	int out; /* its standard output, or -1 */
};

/* Makes the directory for what the servers need; false with errno. */
bool peer_setup(void);
void peer_cleanup(void);

/* Looks for a program on PATH, and where daemons are. */
bool peer_find(struct peer *p, const char *program);

/*
 * Starts it and waits until it listens; `clients` is how many will come.
 * False if it can't be started: nothing is left running then.
 */
bool peer_start(const struct peer *p, unsigned clients, struct server *s);

/*
 * SIGTERM, and SIGKILL if that does not help within some seconds.  Returns
 * whether it ended by itself, and called that a success.
 */
bool peer_stop(struct server *s);

/* The first number with a dot that `PROGRAM --version` prints; "" for none. */
void peer_version(const struct peer *p, char *out, size_t size);

#endif
