/*
 * member: what the registry knows about one client, its outbox included.
 *
 * One owner: the worker that serves the client makes the member and frees it,
 * after the registry and the postman have let go (member_wait_gone).  Its
 * socket is closed then and not before, so no descriptor number is reused
 * while somebody might still write to it.
 *
 * Locks.  A member has a mutex of its own, and so has the gate.  The lock order
 * of the server is
 *
 *	registry  ->  member  ->  postman
 *	registry  ->  gate
 *
 * and nothing else nests: the log and system calls that may wait are used with
 * no lock held.
 */
#ifndef MEMBER_H
#define MEMBER_H

#include <sys/socket.h>
#include <sys/uio.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/address.h"
#include "common/list.h"
#include "common/thread.h"
#include "common/protocol.h"
#include "server/delivery/gap.h"
#include "server/delivery/outbox.h"
#include "server/delivery/patience.h"
#include "server/delivery/postman.h"

struct charset;
struct edition;

/* An operator's name carries this, which nobody can type into a name. */
#define MEMBER_OPERATOR_MARK "@"

/* Room for the mark, and a nick or an address. */
#define MEMBER_WHO_SIZE (1 + PROTOCOL_NICK_SIZE)
_Static_assert(PROTOCOL_NICK_SIZE >= ADDRESS_MAX, "an address must fit, too");

/* What the registry finds a member by. */
struct member_key {
	struct member *member;
	char text[]; /* `who` as names are compared */
};

/* In an order that leaves few holes: there are thousands of these. */
struct member {
	/* Set before the member is shared, then only read. */
	int fd;
	int stop;	   /* readable when the room closes; -1: never */
	size_t outbox_max; /* bytes: its bound */
	struct postman *postman;
	char address[ADDRESS_MAX];
	struct sockaddr_in6 peer; /* or a sockaddr_in in its place */
	bool has_operator_key;	  /* given at the door */
	bool is_console;	  /* its opener, who is never dropped */

	/* Guarded by the registry's mutex. */
	char who[MEMBER_WHO_SIZE];
	struct member_key *key;
	struct edition *wants; /* what it reads, or soon will; NULL: plain;
				  its own worker, which alone changes it, may
				  read it without the mutex */
	uint64_t arrival;      /* 1, 2, 3 ... in the order of joining */
	bool is_operator;
	bool unseen; /* joined in a burst, and not announced yet */

	/* Belong to the member's own worker. */
	uint32_t answered; /* bytes that it has not paid for (see pace.h) */
	const struct charset *charset; /* what it writes, or NULL: UTF-8 */
	uint32_t request; /* the number of the line that is handled, or 0 */
	bool request_answered;

	/* Guarded by the registry's mutex again. */
	int64_t joined; /* as thread_now_ms() */
	int64_t spoke;
	uint64_t push_take;	/* the take of its last push; 0: none */
	const char *thrown_out; /* why: it is not heard any more; or NULL */
	int64_t muted_until;	/* 0: not muted; MEMBER_FOREVER */
	int64_t heard;		/* when it last said what others read, or 0 */
	TAILQ_ENTRY(member) arriving; /* while unseen */
	TAILQ_ENTRY(member) here;

	/* Belong to the thread that broadcasts (see inbox.h). */
	size_t seat;	      /* where it stands in the audience */
	uint64_t reached;     /* how far it is in all events since the start */
	uint32_t first_mark;  /* its marks from there on, NO_MARK without */
	uint32_t latest_mark; /* the end of that chain */
	struct edition *edition; /* as `wants` is at this point */

	/* As postman.h says. */
	struct postman_client watched; /* its socket once more */

	/* Guarded by `lock`. */
	thread_mutex lock;
	pthread_cond_t changed; /* see member_wait_gone() */
	struct outbox outbox;
	struct patience patience; /* while that is over its bound */
	size_t lent;		  /* by how many bytes it is */
	struct gap gap;		  /* what the console is not shown */
	int error;		  /* errno of a send that has failed, or 0 */
	bool lagging;	     /* the postman has it; implies a non-empty outbox
				unless the member is finished */
	bool finished;	     /* nothing more is sent: dropped, or dead */
	bool gone;	     /* the registry has let go */
	const char *dropped; /* why the room ended it, or NULL */
};

/* The most that an outbox may hold for a while, in multiples of its bound. */
#define MEMBER_BOUNDS 4

/* A time that does not come. */
#define MEMBER_FOREVER INT64_MAX

TAILQ_HEAD(member_list, member);

/*
 * Takes over the connected socket `fd`; NULL without memory (and `fd` stays
 * the caller's).
 */
struct member *member_new(int fd, const struct sockaddr *peer,
    size_t outbox_max, struct postman *postman);

/*
 * Before it is shared: it is the person at the console, an operator.  Nothing
 * that others do takes it out, and no terminal that is slow or paused: lines
 * that have no room are left out of what it reads, and counted.  False without
 * memory.
 */
bool member_be_console(struct member *m);

/* For tsearch(3): in which order two keys are. */
int member_key_compare(const void *a, const void *b);

/* A key for `m`; NULL without memory.  free(3) frees it. */
struct member_key *member_key_new(struct member *m, const char *text);

/* Closes the socket and frees all.  For the owner, after member_wait_gone(). */
void member_free(struct member *m);

/*
 * Sends the pieces in order, or puts behind what waits already; never waits.
 * The broadcaster.
 *
 * A member is dropped, except the console's, whose outbox
 *	has been over its bound until patience (patience.h) has run out,
 *	is over MEMBER_BOUNDS times that bound, or
 *	is over it when all together are over it by so much that no more is
 *	lent.
 */
void member_send(struct member *m, const struct iovec *pieces, int count);

/*
 * Ends the connection from our side: `why` (a constant) is what others will
 * read.  What waits in the outbox is thrown away; what the kernel has is still
 * sent.  The member's worker wakes up and leaves.
 */
void member_end(struct member *m, const char *why);

/*
 * Waits until `deadline`, as thread_now_ms(): true.  False as soon as the
 * connection is over, by a reset or from our side, or the room closes; an
 * orderly end of what the client sends is not yet that.  Its worker.
 */
bool member_pause(struct member *m, int64_t deadline);

/* Why the room ended it, or NULL. */
const char *member_dropped(struct member *m);

/*
 * The errno of a send that has failed, or 0.  The thread that sends may get the
 * error of a connection instead of the one that reads, which then sees only
 * the end of it.
 */
int member_error(struct member *m);

/*
 * For postman_new().  The socket may take bytes again: sends what waits, and
 * leaves the postman when nothing does.  Drops the member if it has been too
 * slow for too long.  The postman does not touch a member that has left it.
 */
void member_flush(struct postman_client *watched);

/* The registry has let go: the broadcaster will not touch it any more. */
void member_let_go(struct member *m);

/*
 * Waits until the registry has let go and the outbox is sent, for the latter at
 * most `ms` milliseconds; then only the caller knows the member.
 */
void member_wait_gone(struct member *m, int64_t ms);

#endif
