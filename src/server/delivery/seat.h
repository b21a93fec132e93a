/*
 * seat: where a member sits in delivery: its socket, its outbox, and how far it
 * is in all that happens.  Who sits there is not known here.
 *
 * A part of its owner, on whose thread seat_init(), seat_pause(),
 * seat_wait_gone() and seat_fini() are called, in this order.  The socket is
 * closed by the last one and not before, so no descriptor number is reused
 * while somebody might still write to it.
 *
 * Its mutex may be taken while the registry's is held, and the postman's while
 * its own is.
 */
#ifndef SEAT_H
#define SEAT_H

#include <sys/uio.h>

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/thread.h"
#include "server/delivery/gap.h"
#include "server/delivery/outbox.h"
#include "server/delivery/patience.h"
#include "server/delivery/postman.h"
#include "speech/sentence.h"

struct edition;

/* How far it is in what happens; belongs to the thread that broadcasts. */
struct seat_place {
	size_t index;	      /* in the audience */
	uint64_t reached;     /* so many events since the start are past it */
	uint32_t first_mark;  /* its marks from there on, NO_MARK without */
	uint32_t latest_mark; /* the end of that chain */
	struct edition *edition; /* that it reads there; NULL: plain */
};

/*
 * What becomes of a seat:
 *
 *                       the socket takes no more
 *           OPEN  -------------------------------->  LAGS
 *             |   <--------------------------------    |
 *             |         it has taken all of it         |
 *             |                                        |
 *             |  the socket has died; or the room ends it: the client is
 *             |  thrown out, is too slow, or has left, and its last lines
 *             |  take too long
 *             v                                        v
 *           ENDED <--------------------------------  ENDING
 *                        the postman forgets it
 *
 * On the right side the postman watches it.  In whatever state, the broadcaster
 * lets go of it once; after that its owner frees it, when it is on the left
 * side.  A client that says goodbye, and one that the closing room sends away,
 * do not end it.
 */
enum seat_state {
	SEAT_OPEN, /* what is sent goes to the socket at once */
	SEAT_LAGS, /* it goes to the outbox, which is not empty */
	SEAT_ENDING,
	SEAT_ENDED /* in both, nothing is sent, and the outbox is empty */
};

struct seat {
	/* Set before the seat is shared, then only read. */
	int fd;
	int stop;	   /* readable when the room closes; -1: never */
	size_t outbox_max; /* bytes: its bound */
	struct postman *postman;

	/* Guarded by the registry's mutex (see inbox.h). */
	uint64_t push_take; /* the take of its last push; 0: none */

	struct seat_place place;

	/* As postman.h says. */
	struct postman_client watched; /* its socket once more */

	/* Guarded by `lock`, except `spared`, which is set as `fd` is. */
	thread_mutex lock;
	pthread_cond_t changed; /* see seat_wait_gone() */
	struct outbox outbox;
	struct patience patience; /* while that is over its bound */
	size_t lent;		  /* by how many bytes it is */
	struct gap gap;		  /* what it is not shown, if spared */
	int error;		  /* errno of what the socket died of, or 0 */
	enum sentence dropped;	  /* why the room ended it, or S_NONE */
	enum seat_state state;
	bool let_go; /* the broadcaster has: it is in no audience any more */
	bool spared; /* the console's: never dropped */
};

/* The most that an outbox may hold for a while, in multiples of its bound. */
#define SEAT_BOUNDS 4

/*
 * For the connected socket `fd`, which becomes the seat's.  The owner may set
 * `stop` then, and `spared`: no terminal that is slow or paused ends that seat;
 * lines that have no room are left out of what it reads, and counted.
 */
void seat_init(struct seat *s, int fd, size_t outbox_max,
    struct postman *postman);

/* Closes the socket, unless that is -1, and frees all. */
void seat_fini(struct seat *s);

/* ---- Any thread, also with the registry's mutex held ---- */

/*
 * Ends the connection from our side: `why` is what others will read.  What
 * waits in the outbox is thrown away; what the kernel has is still sent.  The
 * owner wakes up and leaves.
 */
void seat_end(struct seat *s, enum sentence why);

/* In which language and charset its member is told what it is not shown. */
void seat_speak(struct seat *s, enum language language,
    const struct charset *charset);

/* Why the room ended it, or S_NONE. */
enum sentence seat_dropped(struct seat *s);

/*
 * The errno of what its socket died of, or 0.  The thread that sends may get
 * the error of a connection instead of the one that reads, which then sees only
 * the end of it.
 */
int seat_error(struct seat *s);

/* ---- The broadcaster, and the postman ---- */

/*
 * Sends the pieces in order, or puts them after what waits already; never
 * waits.  The broadcaster.
 *
 * A seat is dropped, unless it is spared, when its outbox
 *	has been over its bound until patience (patience.h) has run out,
 *	is over SEAT_BOUNDS times that bound, or
 *	is over it when all together are over it by so much that no more is
 *	lent.
 */
void seat_send(struct seat *s, const struct iovec *pieces, int count);

/* The broadcaster will not touch it any more. */
void seat_let_go(struct seat *s);

/*
 * For postman_new().  The socket may take bytes again: sends what waits, and
 * leaves the postman when nothing does.  Drops the seat if it has been too slow
 * for too long.  The postman does not touch a seat that has left it.
 */
void seat_flush(struct postman_client *watched);

/* ---- Its owner ---- */

/* It has died of `error`, an errno, as its owner has found out. */
void seat_lose(struct seat *s, int error);

/*
 * Waits until `deadline`, as thread_now_ms(): true.  False as soon as the
 * connection is over, by a reset or from our side, or the room closes; an
 * orderly end of what the client sends is not yet that.
 */
bool seat_pause(struct seat *s, int64_t deadline);

/*
 * Waits until the broadcaster has let go and the outbox is sent, for the latter
 * at most `ms` milliseconds; then only the caller knows the seat.  Whether it
 * is OPEN then, and all was sent; false if it is ENDED.
 */
bool seat_wait_gone(struct seat *s, int64_t ms);

#endif
