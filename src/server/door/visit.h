/*
 * visit: a newcomer at the door, and the waiting for what it sends.
 *
 * Here are its ear, which it takes into the room, and its time: a visitor is
 * read a piece at a time, never for longer than its deadline, and no longer
 * than the room is open.  What its lines mean is the door's business.
 *
 * A visit belongs to the worker that serves the client.
 */
#ifndef VISIT_H
#define VISIT_H

#include <sys/socket.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/words.h"
#include "server/door/porch.h"
#include "server/door/tell.h"
#include "server/gate/gate.h"

struct door;
struct ear;
struct registry;

/* The most bytes that are read at once. */
#define VISIT_PIECE 4096

/* Lines that are not keys, and replies that were waited for. */
#define VISIT_OTHER_MAX 20

struct visit {
	const struct door *door; /* at which it is */
	struct registry *registry;
	int stop; /* readable when the room closes */
	int fd;
	const struct sockaddr *peer;
	struct ear *ear;
	struct porch_guest guest; /* once it is on the porch */
	int64_t deadline;	  /* until it is given up; of thread_now_ms() */
	unsigned reads;
	int wrong, others; /* keys, and other lines, so far */
	bool on_porch;
	bool guessed;	  /* the charset of the ear is: none was chosen */
	bool is_text;	  /* what it said was read in a charset */
	bool ended;	  /* no more is coming */
	bool no_memory;	  /* for what this visitor has sent */
	bool locked;	  /* the room is, and this visitor was told so */
	bool banned;	  /* only the operator key is heard */
	bool is_operator; /* has given that key */
	bool passes;
	char *nick;	   /* sent too early, as a line; or NULL */
	bool nick_is_text; /* in UTF-8; else as it came */
	struct tell_reader reader;
	struct reason why_banned;
	unsigned char piece[VISIT_PIECE];
};

/*
 * Waits for these events of the visitor's socket: true; false when the room
 * closes or `deadline` has come.  With none it just waits, but not any longer
 * when the connection is over: the visitor may have been sent away.
 */
bool visit_wait(const struct visit *v, short events, int64_t deadline);

/* Whether the visit is over because the room closes. */
bool visit_is_over(const struct visit *v);

/*
 * Whether the room was locked, and is not any more: the visitor comes in, but
 * between two lines, for what is said at the door stays there.
 */
bool visit_is_unlocked(struct visit *v);

/* Looks whether the newcomer speaks first, and which protocol. */
void visit_look(struct visit *v);

/* A port scan or a health check: it has left without a word. */
bool visit_is_nobody(const struct visit *v);

/*
 * The next line; one that is too long has NULL for its bytes.  False if no more
 * can be expected, or at the end of patience.
 */
bool visit_next_line(struct visit *v, struct words *line);

#endif
