/*
 * inbox: what has happened, in a single order; one of the threads that push it
 * delivers it.  See inbox.h.
 */
#include <config.h>

#include "server/delivery/inbox.h"

#include <assert.h>
#include <sched.h>
#include <string.h>

#include "common/thread.h"
#include "server/delivery/seat.h"

bool
inbox_init(struct inbox *inbox, thread_mutex *lock, size_t max)
{
	memset(inbox, 0, sizeof *inbox);
	if (!batch_init(&inbox->batch))
		return (false);
	if (!audience_init(&inbox->audience, max)) {
		batch_fini(&inbox->batch);
		return (false);
	}
	inbox->lock = lock;
	inbox->next_take = 1;
	TAILQ_INIT(&inbox->for_room);
	thread_cond_init(&inbox->taken);
	thread_cond_init(&inbox->heir_turn);
	return (true);
}

void
inbox_fini(struct inbox *inbox)
{
	assert(!inbox->broadcasting && inbox->audience.count == 0);
	assert(TAILQ_EMPTY(&inbox->for_room));
	thread_cond_fini(&inbox->heir_turn);
	thread_cond_fini(&inbox->taken);
	audience_fini(&inbox->audience);
	editions_fini(&inbox->editions);
	batch_fini(&inbox->batch);
}

/* Whether the last push of `s` is still here. */
static bool
has_of(const struct inbox *inbox, const struct seat *s)
{
	return (s != NULL && s->push_take == inbox->next_take);
}

/*
 * Waits for room after all that wait already, each of which is woken by itself
 * when it is the first: so nobody is overtaken, and many that flood do not wake
 * each other in vain.
 */
static void
wait_for_room(struct inbox *inbox) THREAD_NEEDS(*inbox->lock)
{
	struct inbox_waiter me;

	thread_cond_init(&me.first);
	TAILQ_INSERT_TAIL(&inbox->for_room, &me, later);
	while (TAILQ_FIRST(&inbox->for_room) != &me ||
	    !batch_has_room(&inbox->batch)) {
		/* A broadcaster makes room; or the first is on its way. */
		assert(inbox->broadcasting || batch_has_room(&inbox->batch));
		inbox->waiting++;
		thread_wait(&me.first, inbox->lock);
		inbox->waiting--;
	}
	TAILQ_REMOVE(&inbox->for_room, &me, later);
	thread_cond_fini(&me.first);
}

void
inbox_wait(struct inbox *inbox, const struct seat *s)
{
	thread_assert_held(inbox->lock);
	while (has_of(inbox, s)) {
		/* A thread that broadcasts, or soon will, takes it. */
		assert(inbox->broadcasting);
		inbox->waiting++;
		thread_wait(&inbox->taken, inbox->lock);
		inbox->waiting--;
	}
	/* The first may be on its way to room that there is. */
	if (!TAILQ_EMPTY(&inbox->for_room) || !batch_has_room(&inbox->batch))
		wait_for_room(inbox);
}

/*
 * The first that waits for room may be another now, or there may be room now;
 * without room, the next take does this again.
 */
static void
call_first(struct inbox *inbox) THREAD_NEEDS(*inbox->lock)
{
	if (!TAILQ_EMPTY(&inbox->for_room) && batch_has_room(&inbox->batch))
		thread_wake_one(&TAILQ_FIRST(&inbox->for_room)->first);
}

/* Takes what has been said, unless too much is on its way. */
static void
take(struct inbox *inbox) THREAD_NEEDS(*inbox->lock)
{
	if (batch_is_empty(&inbox->batch)) {
		if (broadcast_is_done(&inbox->audience))
			editions_forget(&inbox->editions);
		return;
	}
	if (!broadcast_take(&inbox->audience, &inbox->batch))
		return;
	inbox->next_take++;
	if (inbox->waiting > 0)
		thread_wake_all(&inbox->taken);
	call_first(inbox);
}

/* A yield that takes longer went to another program, not to our workers. */
#define YIELD_US 2000

/* After one, there is none for this many times as long. */
#define YIELD_REST 100

/* When nobody has said anything for this long, a speaker is alone. */
#define ALONE_US 2000

/*
 * Lets threads that are ready to speak do so before the next look into the
 * inbox: one send then carries the lines of them all.  If there are none, it
 * would lose time to the programs that read what has just been sent.
 */
static void
yield(struct inbox *inbox)
{
	int64_t start = thread_now_us(), took;

	if (start < inbox->next_yield)
		return;
	(void)sched_yield();
	took = thread_now_us() - start;
	if (took > YIELD_US)
		inbox->next_yield = start + YIELD_REST * took;
}

/*
 * Broadcasts until everyone has everything, or an heir waits.  The mutex is not
 * held while something is sent.
 */
static void
take_turn(struct inbox *inbox) THREAD_NEEDS(*inbox->lock)
{
	bool alone = thread_now_us() > inbox->last_turn + ALONE_US;
	size_t visited = 0;

	/*
	 * Unless it inherits, it sends nothing before the first look: others
	 * that are about to speak come along.
	 */
	do {
		thread_unlock(inbox->lock);
		visited += broadcast_some(&inbox->audience);
		if (!alone)
			yield(inbox);
		thread_lock(inbox->lock);
		inbox->tired = visited >= inbox->audience.count;
		take(inbox);
	} while (!inbox->heir_waits && !broadcast_is_done(&inbox->audience));
	inbox->last_turn = thread_now_us();
}

/* Waits for the role of the broadcaster, as its only heir. */
static void
inherit(struct inbox *inbox) THREAD_NEEDS(*inbox->lock)
{
	inbox->heir_waits = true;
	while (!inbox->heir_called)
		thread_wait(&inbox->heir_turn, inbox->lock);
	assert(inbox->broadcasting);
	inbox->heir_waits = false;
	inbox->heir_called = false;
}

/* The turn is over: hands the role to the heir, or gives it up. */
static void
pass_on(struct inbox *inbox) THREAD_NEEDS(*inbox->lock)
{
	if (inbox->heir_waits) {
		/* Still `broadcasting`: nobody can step in between. */
		inbox->heir_called = true;
		thread_wake_one(&inbox->heir_turn);
	} else
		inbox->broadcasting = false;
}

/*
 * A push while			then
 * nobody broadcasts		broadcasts
 * somebody does		does nothing: that one takes it along
 * somebody does, and is tired	waits for the role
 * an heir waits already	does nothing
 */
void
inbox_deliver(struct inbox *inbox, struct seat *s)
{
	thread_assert_held(inbox->lock);
	if (s != NULL && !batch_is_empty(&inbox->batch))
		s->push_take = inbox->next_take;
	call_first(inbox);
	if (inbox->broadcasting) {
		if (!inbox->tired || inbox->heir_waits ||
		    batch_is_empty(&inbox->batch))
			return;
		inherit(inbox);
	}
	inbox->broadcasting = true;
	inbox->tired = false;
	if (!batch_is_empty(&inbox->batch) ||
	    !broadcast_is_done(&inbox->audience))
		take_turn(inbox);
	pass_on(inbox);
}
