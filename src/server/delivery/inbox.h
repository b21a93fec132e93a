/*
 * inbox: what has happened, in a single order; one of the threads that push it
 * delivers it.
 *
 * After pushing, a thread checks whether some thread is broadcasting.  If not,
 * it does so itself: it takes the whole inbox, lets go of the mutex, and goes
 * round the members (broadcast.h).  Every few members it looks into the inbox
 * again, and takes along what was said meanwhile.  All others only push and go
 * back to their clients; under load a send carries more lines, and the cost of
 * a line falls.
 *
 * A thread that broadcasts does not read from its own client.  So after one
 * round it is tired: the next thread that pushes waits for the role, as the
 * heir, and gets it a few members later.  If none comes, there is soon nothing
 * left to deliver.
 *
 * A member whose last push is still in the inbox waits before its next, and so
 * does everyone when the inbox is full.  A client that floods is slowed by its
 * own waiting, and by the rest that worker.c makes it take: TCP tells the
 * client; it does not delay the others.  Only if so many flood, with no bound
 * on their lines, that together they fill the inbox, do all wait for room; then
 * whoever has waited longest pushes first.
 *
 * A part of the registry, whose mutex is held in inbox_wait() and
 * inbox_deliver().
 */
#ifndef INBOX_H
#define INBOX_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/list.h"
#include "common/thread.h"
#include "server/delivery/batch.h"
#include "server/delivery/broadcast.h"

struct seat;

/* A thread that waits for room, on its stack. */
struct inbox_waiter {
	TAILQ_ENTRY(inbox_waiter) later; /* those that have come after it */
	pthread_cond_t first;		 /* it is; for this thread alone */
};

TAILQ_HEAD(inbox_queue, inbox_waiter);

struct inbox {
	/* Set by inbox_init(), then only read. */
	thread_mutex *lock; /* the registry's */

	/* Guarded by it, except for the last three. */
	struct batch batch;	  /* every push fills it */
	struct editions editions; /* those that somebody wants */
	uint64_t next_take;	  /* by its number: 1, 2, 3 ... */
	pthread_cond_t taken;	  /* it has been, with the last push of each */
	struct inbox_queue for_room;
	size_t waiting;	   /* how many wait, for either */
	bool broadcasting; /* a thread does, or is called to inherit it */
	bool tired;	   /* a round is over: the next push inherits it */
	bool heir_waits;
	bool heir_called;
	pthread_cond_t heir_turn;

	/* These belong to the broadcaster. */
	struct audience audience;
	int64_t last_turn;  /* when it ended, as thread_now_us() */
	int64_t next_yield; /* not before, the same */
};

/* For `max` members; false without memory. */
bool inbox_init(struct inbox *inbox, thread_mutex *lock, size_t max);

/* Call it when nobody is here any more. */
void inbox_fini(struct inbox *inbox);

/*
 * Waits until `s`, or anybody for NULL, may push: append to the batch, as much
 * as BATCH_PUSH_MAX and BATCH_PUSH_MARKS allow.  The mutex is released
 * meanwhile.
 */
void inbox_wait(struct inbox *inbox, const struct seat *s);

/*
 * Ends the push of `s`, or of somebody else for NULL: delivers it, or leaves
 * that to the broadcaster.  The mutex is released meanwhile.
 */
void inbox_deliver(struct inbox *inbox, struct seat *s);

#endif
