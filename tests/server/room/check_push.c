/*
 * check_push: what one push may add, and what becomes of the rest.
 */
#include <config.h>

#include <check.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "common/thread.h"
#include "harness/events.h"
#include "harness/guests.h"
#include "harness/suite.h"
#include "server/command/moderation.h"
#include "server/gate/gate.h"

/* Lets nobody take what is pushed. */
static void
hold_inbox(void)
{
	thread_lock(&room->lock);
	ck_assert(!room->inbox.broadcasting);
	room->inbox.broadcasting = true;
	room->inbox.tired = false;
	thread_unlock(&room->lock);
}

static void
release_inbox(void)
{
	thread_lock(&room->lock);
	room->inbox.broadcasting = false;
	inbox_deliver(&room->inbox, NULL);
	thread_unlock(&room->lock);
}

static void
await_waiting(size_t count)
{
	size_t waiting;

	do {
		(void)sched_yield();
		thread_lock(&room->lock);
		waiting = room->inbox.waiting;
		thread_unlock(&room->lock);
	} while (waiting != count);
}

/* Leaves room for one push, and not a byte more. */
static void
fill_inbox(void)
{
	static char lines[BATCH_PUSH_MAX];
	struct batch *b = &room->inbox.batch;

	while (batch_has_room(b))
		put_line(b, NULL, lines, sizeof lines);
	b->text_len -= sizeof lines;
	ck_assert(batch_has_room(b));
}

/* One line for each: together more than a push may add. */
START_TEST(test_many_mutes_that_end_at_once_are_many_pushes)
{
	struct guest *g;
	int i;

	hold_inbox();
	for (i = 0; i < GUESTS_MAX; i++) {
		g = arrive();
		thread_lock(&room->lock);
		TAILQ_INSERT_TAIL(&room->here, g->m, here);
		memset(g->m->who, 'x', sizeof g->m->who - 1);
		g->m->muted_until = 1;
		thread_unlock(&room->lock);
	}
	thread_lock(&room->lock);
	fill_inbox();
	room->rules.next_end = 1;
	thread_wake_one(&room->due);
	thread_unlock(&room->lock);
	await_waiting(1); /* the caretaker: the next one does not fit */
	thread_lock(&room->lock);
	TAILQ_INIT(&room->here);
	room->rules.next_end = MEMBER_FOREVER;
	batch_clear(&room->inbox.batch);
	thread_unlock(&room->lock);
	release_inbox();
	for (i = 0; i < GUESTS_MAX; i++) {
		member_free(guests[i].m);
		guests[i].m = NULL;
	}
}
END_TEST

/* Without room for a mark, the end comes at once. */
START_TEST(test_somebody_is_thrown_out_though_the_inbox_is_full)
{
	struct guest *a = join(), *b = join();

	hold_inbox();
	thread_lock(&room->lock);
	while (batch_has_room(&room->inbox.batch))
		put_told(&room->inbox.batch, &a->m->seat, "x\r\n", 3);
	registry_throw_out(room, b->m, S_WHY_KICKED);
	ck_assert_int_eq(seat_dropped(&b->m->seat), S_WHY_KICKED);
	batch_clear(&room->inbox.batch);
	registry_throw_out(room, a->m, S_WHY_KICKED);
	ck_assert_int_eq(seat_dropped(&a->m->seat), S_NONE);
	thread_unlock(&room->lock);
	release_inbox();
	ck_assert_int_eq(seat_dropped(&a->m->seat), S_WHY_KICKED);
}
END_TEST

/* The caretaker sleeps until the pause is over, unless it is woken. */
START_TEST(test_a_shorter_mute_ends_before_a_longer_one)
{
	struct guest *a = join(), *b = join(), *c = join();
	int64_t now = thread_now_ms();

	thread_lock(&room->lock);
	b->m->muted_until = now + 100;
	c->m->muted_until = now + 50;
	room->rules.next_end = now + 50;
	thread_wake_one(&room->due);
	thread_unlock(&room->lock);
	expect_end(a,
	    "*** 10.0.0.1:3 may speak again\r\n"
	    "*** 10.0.0.1:2 may speak again\r\n");
	ck_assert_int_ge(thread_now_ms(), now + 100);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_many_mutes_that_end_at_once_are_many_pushes,
		test_somebody_is_thrown_out_though_the_inbox_is_full,
		test_a_shorter_mute_ends_before_a_longer_one,
		NULL,
	};

	return (suite_of("push", guests_setup, guests_teardown, tests));
}
