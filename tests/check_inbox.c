/*
 * check_inbox: who may push, who waits, and how the role of the broadcaster
 * passes on.
 */
#include <config.h>

#include <check.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "guests.h"
#include "inbox.h"
#include "thread.h"

/* What a thread does that pushes once. */
struct push {
	struct member *m; /* or NULL */
	atomic_bool done;
};

static void *
push_once(void *arg)
{
	struct push *p = arg;

	registry_begin(room, p->m);
	batch_say(&room->inbox.batch, NULL, "x\r\n", 3);
	registry_end(room, p->m);
	atomic_store(&p->done, true);
	return (NULL);
}

/* Lets nobody but the test take what is pushed, as a broadcaster would. */
static void
play_broadcaster(bool tired)
{
	thread_lock(&room->lock);
	ck_assert(!room->inbox.broadcasting);
	room->inbox.broadcasting = true;
	room->inbox.tired = tired;
	thread_unlock(&room->lock);
}

/* Waits until this many threads wait for room in the inbox. */
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

/* Delivers everything, as the broadcaster whose part the test plays. */
static void
stop_playing(void)
{
	thread_lock(&room->lock);
	room->inbox.broadcasting = false;
	inbox_deliver(&room->inbox, NULL);
	thread_unlock(&room->lock);
}

/* It stays until somebody broadcasts it; nobody is held up by that. */
START_TEST(test_a_push_is_left_to_the_broadcaster)
{
	struct guest *a = join();
	struct push p = { .m = a->m };

	play_broadcaster(false);
	(void)push_once(&p);
	ck_assert(!batch_is_empty(&room->inbox.batch));
	stop_playing();
	expect(a, "x\r\n");
	ck_assert(batch_is_empty(&room->inbox.batch));
}
END_TEST

START_TEST(test_a_member_waits_while_its_last_push_is_in_the_inbox)
{
	struct guest *a = join(), *b = join();
	struct push first = { .m = a->m }, second = { .m = a->m },
		    other = { .m = b->m };
	pthread_t thread;

	play_broadcaster(false);
	(void)push_once(&first);
	ck_assert_int_eq(thread_start(&thread, push_once, &second), 0);
	await_waiting(1);
	(void)push_once(&other); /* which does not wait */
	ck_assert(!atomic_load(&second.done));
	stop_playing();
	thread_join(thread);
	expect(b, "x\r\nx\r\nx\r\n");
}
END_TEST

START_TEST(test_everyone_waits_while_the_inbox_is_full)
{
	static char lines[BATCH_PUSH_MAX];
	struct guest *a = join(), *much = join();
	struct push p = { .m = a->m };
	pthread_t thread;

	play_broadcaster(false);
	while (batch_has_room(&room->inbox.batch)) {
		registry_begin(room, NULL);
		batch_tell(&room->inbox.batch, much->m, lines, sizeof lines);
		registry_end(room, NULL);
	}
	ck_assert_int_eq(thread_start(&thread, push_once, &p), 0);
	await_waiting(1);
	ck_assert(!atomic_load(&p.done));
	stop_playing();
	thread_join(thread);
	expect_end(a, "x\r\n");
}
END_TEST

START_TEST(test_a_push_of_nothing_waits_for_nothing)
{
	play_broadcaster(true);
	registry_begin(room, NULL);
	registry_end(room, NULL);
	stop_playing();
}
END_TEST

/* Waits until a broadcaster has taken all that was pushed. */
static void
await_taken(void)
{
	bool taken;

	do {
		(void)sched_yield();
		thread_lock(&room->lock);
		taken = room->inbox.broadcasting &&
		    batch_is_empty(&room->inbox.batch);
		thread_unlock(&room->lock);
	} while (!taken);
}

/* A member that takes long to send to: here, because its lock is held. */
START_TEST(test_others_push_while_something_is_sent)
{
	struct guest *a = join(), *b = join();
	struct push sent = { .m = b->m }, meanwhile = { .m = NULL };
	pthread_t thread;

	expect_end(a, "joined the room\r\n");
	a->len = 0;
	thread_lock(&a->m->lock);
	ck_assert_int_eq(thread_start(&thread, push_once, &sent), 0);
	await_taken();
	ck_assert(!atomic_load(&sent.done));
	(void)push_once(&meanwhile);
	thread_unlock(&a->m->lock);
	thread_join(thread);
	expect(a, "x\r\nx\r\n");
}
END_TEST

static void *
inherit(void *arg)
{
	struct push *p = arg;

	registry_begin(room, p->m);
	batch_say(&room->inbox.batch, NULL, "y\r\n", 3);
	registry_end(room, p->m); /* waits for the role */
	atomic_store(&p->done, true);
	return (NULL);
}

static void
await_heir(void)
{
	bool waits;

	do {
		(void)sched_yield();
		thread_lock(&room->lock);
		waits = room->inbox.heir_waits;
		thread_unlock(&room->lock);
	} while (!waits);
}

START_TEST(test_a_tired_broadcaster_has_one_heir_and_no_more)
{
	struct guest *a = join(), *b = join(), *c = join();
	struct push heir = { .m = b->m }, other = { .m = c->m };
	pthread_t thread;

	play_broadcaster(true);
	ck_assert_int_eq(thread_start(&thread, inherit, &heir), 0);
	await_heir();
	ck_assert(!atomic_load(&heir.done));
	(void)push_once(&other);
	ck_assert(!atomic_load(&heir.done));
	thread_lock(&room->lock);
	room->inbox.heir_called = true;
	thread_wake_one(&room->inbox.heir_turn);
	thread_unlock(&room->lock);
	thread_join(thread);
	expect_end(a, "y\r\nx\r\n");
	ck_assert(!room->inbox.broadcasting);
	ck_assert(!room->inbox.heir_waits);
	ck_assert(!room->inbox.heir_called);
}
END_TEST

/* Waits until the broadcaster is tired and has taken everything. */
static void
await_tired(void)
{
	bool tired;

	do {
		(void)sched_yield();
		thread_lock(&room->lock);
		tired = room->inbox.tired && batch_is_empty(&room->inbox.batch);
		thread_unlock(&room->lock);
	} while (!tired);
}

static void
await_done(struct push *p)
{
	while (!atomic_load(&p->done))
		(void)sched_yield();
}

/* The two guests here, in the order in which they are visited next. */
static void
in_order(struct guest *order[2])
{
	const struct audience *a = &room->inbox.audience;
	size_t next = a->next >= a->count ? 0 : a->next;

	ck_assert_uint_eq(a->count, 2);
	order[0] = &guests[a->members[next] == guests[0].m ? 0 : 1];
	order[1] = &guests[order[0] == &guests[0] ? 1 : 0];
}

/*
 * A worker that broadcasts forever would never read from its own client.  The
 * test holds up each visit by the lock of the guest, to see what comes next.
 */
START_TEST(test_after_a_round_the_next_who_pushes_takes_the_role_over)
{
	struct push first = { .m = NULL }, more = { .m = NULL },
		    heir = { .m = NULL };
	pthread_t first_thread, heir_thread;
	struct guest *g[2];

	(void)join();
	(void)join();
	expect_end(&guests[0], "joined the room\r\n");
	guests[0].len = 0;
	in_order(g);
	thread_lock(&g[0]->m->lock);
	thread_lock(&g[1]->m->lock);
	ck_assert_int_eq(thread_start(&first_thread, push_once, &first), 0);
	await_taken();
	(void)push_once(&more);
	thread_unlock(&g[0]->m->lock);
	expect(g[0], "x\r\n");
	thread_lock(&g[0]->m->lock);
	thread_unlock(&g[1]->m->lock); /* the end of the first round */
	await_tired();
	ck_assert(!atomic_load(&first.done));
	ck_assert_int_eq(thread_start(&heir_thread, inherit, &heir), 0);
	await_heir();
	expect(g[1], "x\r\n");
	thread_lock(&g[1]->m->lock);
	thread_unlock(&g[0]->m->lock);
	expect(g[0], "x\r\n");
	thread_lock(&g[0]->m->lock);
	thread_unlock(&g[1]->m->lock); /* and of the second */
	await_done(&first);
	ck_assert(!atomic_load(&heir.done));
	thread_unlock(&g[0]->m->lock);
	thread_join(first_thread);
	thread_join(heir_thread);
	expect(g[0], "y\r\n");
	expect(g[1], "x\r\ny\r\n");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("inbox");
	TCase *t = tcase_create("inbox");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(t, guests_setup, guests_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, test_a_push_is_left_to_the_broadcaster);
	tcase_add_test(t,
	    test_a_member_waits_while_its_last_push_is_in_the_inbox);
	tcase_add_test(t, test_everyone_waits_while_the_inbox_is_full);
	tcase_add_test(t, test_a_push_of_nothing_waits_for_nothing);
	tcase_add_test(t, test_others_push_while_something_is_sent);
	tcase_add_test(t, test_a_tired_broadcaster_has_one_heir_and_no_more);
	tcase_add_test(t,
	    test_after_a_round_the_next_who_pushes_takes_the_role_over);
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
