/*
 * check_inbox: who may push, who waits, and how the role of the broadcaster
 * passes on.
 */
#include <config.h>

#include <check.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <string.h>

#include "common/thread.h"
#include "harness/events.h"
#include "harness/guests.h"
#include "harness/suite.h"
#include "server/delivery/inbox.h"

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
	put_line(&room->inbox.batch, NULL, "x\r\n", 3);
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

/* Waits until that many threads wait in inbox_wait(). */
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

/* Delivers all, as the broadcaster that the test has played. */
static void
stop_playing(void)
{
	thread_lock(&room->lock);
	room->inbox.broadcasting = false;
	inbox_deliver(&room->inbox, NULL);
	thread_unlock(&room->lock);
}

/* Until somebody broadcasts it, it stays; nobody is held up by that. */
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

/* Fills the inbox with what is for one guest alone. */
static void
fill(struct guest *much)
{
	static char lines[BATCH_PUSH_MAX];

	while (batch_has_room(&room->inbox.batch)) {
		registry_begin(room, NULL);
		put_told(&room->inbox.batch, &much->m->seat, lines,
		    sizeof lines);
		registry_end(room, NULL);
	}
}

START_TEST(test_everyone_waits_while_the_inbox_is_full)
{
	struct guest *a = join(), *much = join();
	struct push p = { .m = a->m };
	pthread_t thread;

	play_broadcaster(false);
	fill(much);
	ck_assert_int_eq(thread_start(&thread, push_once, &p), 0);
	await_waiting(1);
	ck_assert(!atomic_load(&p.done));
	stop_playing();
	thread_join(thread);
	expect_end(a, "x\r\n");
}
END_TEST

/* What a thread pushes whose line is its own. */
struct line {
	char text[4];
};

static void *
push_line(void *arg)
{
	const struct line *line = arg;

	registry_begin(room, NULL);
	put_line(&room->inbox.batch, NULL, line->text, 3);
	registry_end(room, NULL);
	return (NULL);
}

START_TEST(test_whoever_waits_longer_for_room_goes_first)
{
	struct line lines[] = { { "1\r\n" }, { "2\r\n" }, { "3\r\n" },
		{ "4\r\n" } };
	struct guest *a = join(), *much = join();
	pthread_t threads[4];
	size_t i;

	play_broadcaster(false);
	fill(much);
	for (i = 0; i < 4; i++) {
		ck_assert_int_eq(
		    thread_start(&threads[i], push_line, &lines[i]), 0);
		await_waiting(i + 1);
	}
	stop_playing();
	for (i = 0; i < 4; i++)
		thread_join(threads[i]);
	expect_end(a, "1\r\n2\r\n3\r\n4\r\n");
}
END_TEST

static void *
push_nothing(void *arg)
{
	registry_begin(room, NULL);
	registry_end(room, NULL);
	return (arg);
}

/* Nothing is taken after that: the one before must call the next itself. */
START_TEST(test_whoever_waits_for_room_and_then_says_nothing_calls_the_next)
{
	struct guest *a = join(), *much = join();
	struct push p = { .m = NULL };
	pthread_t nothing, next;

	play_broadcaster(false);
	fill(much);
	ck_assert_int_eq(thread_start(&nothing, push_nothing, NULL), 0);
	await_waiting(1);
	ck_assert_int_eq(thread_start(&next, push_once, &p), 0);
	await_waiting(2);
	stop_playing();
	thread_join(nothing);
	thread_join(next);
	expect_end(a, "x\r\n");
}
END_TEST

/* Threads that push as much and as often as they can. */
#define FLOODERS 8

static void *
flood(void *arg)
{
	static const char lines[BATCH_PUSH_MAX];
	static size_t pushes; /* guarded by the registry's mutex */
	size_t *overtaken = arg, before;
	int i;

	for (i = 0; i < 1000; i++) {
		thread_lock(&room->lock);
		before = pushes;
		inbox_wait(&room->inbox, NULL);
		if (pushes - before > *overtaken)
			*overtaken = pushes - before;
		pushes++;
		put_line(&room->inbox.batch, NULL, lines, sizeof lines);
		inbox_deliver(&room->inbox, NULL);
		thread_unlock(&room->lock);
	}
	return (NULL);
}

/* All others may be before it, each once. */
START_TEST(test_whoever_waits_for_room_is_overtaken_by_nobody)
{
	size_t overtaken[FLOODERS] = { 0 };
	pthread_t threads[FLOODERS];
	int i;

	for (i = 0; i < FLOODERS; i++)
		ck_assert_int_eq(
		    thread_start(&threads[i], flood, &overtaken[i]), 0);
	for (i = 0; i < FLOODERS; i++)
		thread_join(threads[i]);
	for (i = 0; i < FLOODERS; i++)
		ck_assert_uint_lt(overtaken[i], FLOODERS);
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

/*
 * The linker has put these between the broadcaster and a member (-Wl,--wrap):
 * while `held`, a visit begins only when the test lets it.
 */
void __real_seat_send(struct seat *s, const struct iovec *pieces, int count);
void __wrap_seat_send(struct seat *s, const struct iovec *pieces, int count);

static atomic_bool held;
static sem_t begun, let; /* visits */

void
__wrap_seat_send(struct seat *s, const struct iovec *pieces, int count)
{
	if (atomic_load(&held)) {
		(void)sem_post(&begun);
		(void)sem_wait(&let);
	}
	__real_seat_send(s, pieces, count);
}

static void
hold_visits(void)
{
	(void)sem_init(&begun, 0, 0);
	(void)sem_init(&let, 0, 0);
	atomic_store(&held, true);
}

static void
await_visit(void)
{
	while (sem_wait(&begun) != 0)
		continue;
}

static void
release_visits(void)
{
	atomic_store(&held, false);
	(void)sem_post(&let);
}

START_TEST(test_others_push_while_something_is_sent)
{
	struct guest *a = join();
	struct push sent = { .m = NULL }, meanwhile = { .m = NULL };
	pthread_t thread;

	hold_visits();
	ck_assert_int_eq(thread_start(&thread, push_once, &sent), 0);
	await_visit();
	(void)push_once(&meanwhile);
	ck_assert(!atomic_load(&sent.done));
	release_visits();
	thread_join(thread);
	expect(a, "x\r\nx\r\n");
}
END_TEST

static void *
inherit(void *arg)
{
	struct push *p = arg;

	registry_begin(room, p->m);
	put_line(&room->inbox.batch, NULL, "y\r\n", 3);
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

static void
await_done(struct push *p)
{
	while (!atomic_load(&p->done))
		(void)sched_yield();
}

/*
 * A worker that broadcasts for ever would never read from its own client. There
 * is one guest, and so each visit is a round.
 */
START_TEST(test_after_a_round_the_next_who_pushes_takes_the_role_over)
{
	struct push first = { .m = NULL }, more = { .m = NULL },
		    heir = { .m = NULL };
	pthread_t first_thread, heir_thread;
	struct guest *a = join();

	hold_visits();
	ck_assert_int_eq(thread_start(&first_thread, push_once, &first), 0);
	await_visit();
	(void)push_once(&more); /* which waits for nothing */
	(void)sem_post(&let);
	await_visit(); /* the first round is over, and this is the second */
	ck_assert(!atomic_load(&first.done));
	ck_assert_int_eq(thread_start(&heir_thread, inherit, &heir), 0);
	await_heir();
	(void)sem_post(&let);
	await_done(&first);
	await_visit();
	ck_assert(!atomic_load(&heir.done));
	release_visits();
	thread_join(first_thread);
	thread_join(heir_thread);
	expect(a, "x\r\nx\r\ny\r\n");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_a_push_is_left_to_the_broadcaster,
		test_a_member_waits_while_its_last_push_is_in_the_inbox,
		test_everyone_waits_while_the_inbox_is_full,
		test_whoever_waits_longer_for_room_goes_first,
		test_whoever_waits_for_room_and_then_says_nothing_calls_the_next,
		test_whoever_waits_for_room_is_overtaken_by_nobody,
		test_a_push_of_nothing_waits_for_nothing,
		test_others_push_while_something_is_sent,
		test_a_tired_broadcaster_has_one_heir_and_no_more,
		test_after_a_round_the_next_who_pushes_takes_the_role_over,
		NULL,
	};

	return (suite_of("inbox", guests_setup, guests_teardown, tests));
}
