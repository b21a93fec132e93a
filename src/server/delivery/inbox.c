/*
 * inbox: what has been said, in a single order; one of the threads that say it
 * delivers it.  See inbox.h.
 */
#include <config.h>

#include "server/delivery/inbox.h"

#include <assert.h>
#include <sched.h>
#include <string.h>

#include "common/thread.h"
#include "server/delivery/member.h"

bool
inbox_init(struct inbox *in, thread_mutex *lock, size_t max)
{
	memset(in, 0, sizeof *in);
	if (!batch_init(&in->batch))
		return (false);
	if (!audience_init(&in->audience, max)) {
		batch_fini(&in->batch);
		return (false);
	}
	in->lock = lock;
	in->number = 1;
	TAILQ_INIT(&in->for_room);
	thread_cond_init(&in->taken);
	thread_cond_init(&in->heir_turn);
	return (true);
}

void
inbox_fini(struct inbox *in)
{
	assert(!in->broadcasting && in->audience.count == 0);
	assert(TAILQ_EMPTY(&in->for_room));
	thread_cond_fini(&in->heir_turn);
	thread_cond_fini(&in->taken);
	audience_fini(&in->audience);
	editions_fini(&in->editions);
	batch_fini(&in->batch);
}

/* Whether the last push of `m` is still here. */
static bool
has_of(const struct inbox *in, const struct member *m)
{
	return (m != NULL && m->pushed == in->number);
}

/*
 * Waits for room after all that wait already, each of which is woken by itself
 * when it is the first: so nobody is overtaken, and many that flood do not wake
 * each other in vain.
 */
static void
wait_for_room(struct inbox *in) THREAD_NEEDS(*in->lock)
{
	struct inbox_waiter me;

	thread_cond_init(&me.first);
	TAILQ_INSERT_TAIL(&in->for_room, &me, later);
	while (
	    TAILQ_FIRST(&in->for_room) != &me || !batch_has_room(&in->batch)) {
		/* A broadcaster makes room; or the first is on its way. */
		assert(in->broadcasting || batch_has_room(&in->batch));
		in->waiting++;
		thread_wait(&me.first, in->lock);
		in->waiting--;
	}
	TAILQ_REMOVE(&in->for_room, &me, later);
	thread_cond_fini(&me.first);
}

/* `lock` is the registry's; clang does not know that they are the same. */
THREAD_UNCHECKED void
inbox_wait(struct inbox *in, const struct member *m)
{
	while (has_of(in, m)) {
		/* A thread that broadcasts, or soon will, takes it. */
		assert(in->broadcasting);
		in->waiting++;
		thread_wait(&in->taken, in->lock);
		in->waiting--;
	}
	/* The first may be on its way to room that there is. */
	if (!TAILQ_EMPTY(&in->for_room) || !batch_has_room(&in->batch))
		wait_for_room(in);
}

/*
 * The first that waits for room may be another now, or there may be room now;
 * without room, the next take does this again.
 */
static void
call_first(struct inbox *in) THREAD_NEEDS(*in->lock)
{
	if (!TAILQ_EMPTY(&in->for_room) && batch_has_room(&in->batch))
		thread_wake_one(&TAILQ_FIRST(&in->for_room)->first);
}

/* Takes what has been said, unless too much is on its way. */
static void
take(struct inbox *in) THREAD_NEEDS(*in->lock)
{
	if (batch_is_empty(&in->batch)) {
		if (broadcast_is_done(&in->audience))
			editions_forget(&in->editions);
		return;
	}
	if (!broadcast_take(&in->audience, &in->batch))
		return;
	in->number++;
	if (in->waiting > 0)
		thread_wake_all(&in->taken);
	call_first(in);
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
yield(struct inbox *in)
{
	int64_t start = thread_now_us(), took;

	if (start < in->next_yield)
		return;
	(void)sched_yield();
	took = thread_now_us() - start;
	if (took > YIELD_US)
		in->next_yield = start + YIELD_REST * took;
}

/*
 * Broadcasts until everyone has everything, or an heir waits.  The mutex is not
 * held while something is sent.
 */
static void
take_turn(struct inbox *in) THREAD_NEEDS(*in->lock)
{
	bool alone = thread_now_us() > in->last_turn + ALONE_US;
	size_t visited = 0;

	/*
	 * Unless it inherits, it sends nothing before the first look: others
	 * that are about to speak come along.
	 */
	do {
		thread_unlock(in->lock);
		visited += broadcast_some(&in->audience);
		if (!alone)
			yield(in);
		thread_lock(in->lock);
		in->tired = visited >= in->audience.count;
		take(in);
	} while (!in->heir_waits && !broadcast_is_done(&in->audience));
	in->last_turn = thread_now_us();
}

/* Waits for the role of the broadcaster, as its only heir. */
static void
inherit(struct inbox *in) THREAD_NEEDS(*in->lock)
{
	in->heir_waits = true;
	while (!in->heir_called)
		thread_wait(&in->heir_turn, in->lock);
	assert(in->broadcasting);
	in->heir_waits = false;
	in->heir_called = false;
}

/* The turn is over: hands the role to the heir, or gives it up. */
static void
pass_on(struct inbox *in) THREAD_NEEDS(*in->lock)
{
	if (in->heir_waits) {
		/* Still `broadcasting`: nobody can step in between. */
		in->heir_called = true;
		thread_wake_one(&in->heir_turn);
	} else
		in->broadcasting = false;
}

/*
 * A push while			then
 * nobody broadcasts		broadcasts
 * somebody does		does nothing: that one takes it along
 * somebody does, and is tired	waits for the role
 * an heir waits already	does nothing
 */
THREAD_UNCHECKED void
inbox_deliver(struct inbox *in, struct member *m)
{
	if (m != NULL && !batch_is_empty(&in->batch))
		m->pushed = in->number;
	call_first(in);
	if (in->broadcasting) {
		if (!in->tired || in->heir_waits || batch_is_empty(&in->batch))
			return;
		inherit(in);
	}
	in->broadcasting = true;
	in->tired = false;
	if (!batch_is_empty(&in->batch) || !broadcast_is_done(&in->audience))
		take_turn(in);
	pass_on(in);
}
