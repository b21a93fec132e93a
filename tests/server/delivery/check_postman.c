/*
 * check_postman: whom the postman calls, when, and for how long; and what it
 * lends.
 *
 * Its clock is the test's, and a second of waiting takes a millisecond.
 */
#include <config.h>

#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <check.h>
#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <unistd.h>

#include "common/thread.h"
#include "harness/suite.h"
#include "server/delivery/postman.h"

#define BOUND 1000
#define CLIENTS 3

/* Longer than any wait here. */
#define LONG_MS 60000

int64_t __wrap_thread_now_ms(void);
int64_t __real_thread_now_ms(void);
int __wrap_epoll_wait(int epoll, struct epoll_event *events, int max, int ms);
int __real_epoll_wait(int epoll, struct epoll_event *events, int max, int ms);

static atomic_llong now;
static atomic_int last_wait; /* as the postman has asked for it */
static atomic_uint waits;    /* how many there were */

/* In place of thread_now_ms(). */
int64_t
__wrap_thread_now_ms(void)
{
	return (atomic_load(&now));
}

/* In place of epoll_wait(2). */
int
__wrap_epoll_wait(int epoll, struct epoll_event *events, int max, int ms)
{
	atomic_store(&last_wait, ms);
	(void)atomic_fetch_add(&waits, 1);
	return (__real_epoll_wait(epoll, events, max, ms > 0 ? 1 : ms));
}

static struct client {
	struct postman_client watched; /* the first: so it is the client */
	int end;		       /* the other one of its socket */

	thread_mutex lock; /* guards all that follows */
	unsigned flushes;
	bool is_watched, is_hurried;
	bool calms, leaves; /* its next flush ends that */
} clients[CLIENTS];

static struct postman *postman;

static void
flush(struct postman_client *watched)
{
	struct client *c = (struct client *)(void *)watched;

	thread_lock(&c->lock);
	c->flushes++;
	if ((c->calms || c->leaves) && c->is_hurried) {
		postman_unhurry(postman, &c->watched);
		c->is_hurried = false;
	}
	if (c->leaves && c->is_watched) {
		postman_forget(postman, &c->watched);
		c->is_watched = false;
	}
	thread_unlock(&c->lock);
}

static void
setup(void)
{
	int ends[2], i;

	atomic_store(&now, 1000);
	postman = postman_new(CLIENTS, BOUND, flush);
	ck_assert_ptr_nonnull(postman);
	for (i = 0; i < CLIENTS; i++) {
		ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
		clients[i] =
		    (struct client){ .watched.fd = ends[0], .end = ends[1] };
		thread_mutex_init(&clients[i].lock);
	}
}

static void
watch(struct client *c)
{
	bool watched;

	thread_lock(&c->lock);
	watched = c->is_watched = postman_watch(postman, &c->watched);
	thread_unlock(&c->lock);
	ck_assert(watched);
}

static void
hurry(struct client *c)
{
	thread_lock(&c->lock);
	postman_hurry(postman, &c->watched);
	c->is_hurried = true;
	thread_unlock(&c->lock);
}

/* Its next flush ends the watch. */
static void
dismiss(struct client *c)
{
	thread_lock(&c->lock);
	c->leaves = true;
	thread_unlock(&c->lock);
}

/* Until its flush has ended the watch. */
static void
await_leave(struct client *c)
{
	int64_t deadline = __real_thread_now_ms() + LONG_MS;
	bool watched;

	do {
		(void)sched_yield();
		thread_lock(&c->lock);
		watched = c->is_watched;
		thread_unlock(&c->lock);
	} while (watched && __real_thread_now_ms() < deadline);
	ck_assert(!watched);
}

static unsigned
flushes(struct client *c)
{
	unsigned n;

	thread_lock(&c->lock);
	n = c->flushes;
	thread_unlock(&c->lock);
	return (n);
}

static void
await_flushes(struct client *c, unsigned n)
{
	int64_t deadline = __real_thread_now_ms() + LONG_MS;

	while (flushes(c) < n && __real_thread_now_ms() < deadline)
		(void)sched_yield();
	ck_assert_uint_ge(flushes(c), n);
}

/* Until the postman has dealt with all that it could know of. */
static void
await_rounds(void)
{
	int64_t deadline = __real_thread_now_ms() + LONG_MS;
	unsigned until = atomic_load(&waits) + 3;

	while (atomic_load(&waits) < until && __real_thread_now_ms() < deadline)
		(void)sched_yield();
	ck_assert_uint_ge(atomic_load(&waits), until);
}

static void
teardown(void)
{
	int i;

	for (i = 0; i < CLIENTS; i++) {
		dismiss(&clients[i]);
		(void)close(clients[i].end); /* which calls the postman */
		await_leave(&clients[i]);
		(void)close(clients[i].watched.fd);
	}
	postman_free(postman);
	for (i = 0; i < CLIENTS; i++)
		thread_mutex_fini(&clients[i].lock);
}

/* From here on its socket takes nothing. */
static void
fill(struct client *c)
{
	static const char bytes[4096];

	while (send(c->watched.fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0)
		continue;
	ck_assert_int_eq(errno, EAGAIN);
}

static void
drain(struct client *c)
{
	char bytes[4096];

	while (recv(c->end, bytes, sizeof bytes, MSG_DONTWAIT) > 0)
		continue;
}

START_TEST(test_one_that_waits_is_called_when_its_socket_takes_bytes)
{
	fill(&clients[0]);
	watch(&clients[0]);
	watch(&clients[1]); /* whose socket takes some all the time */
	await_flushes(&clients[1], 10);
	ck_assert_uint_eq(flushes(&clients[0]), 0);
	drain(&clients[0]);
	await_flushes(&clients[0], 1);
}
END_TEST

START_TEST(test_one_that_waits_is_called_when_its_socket_dies)
{
	fill(&clients[0]);
	watch(&clients[0]);
	dismiss(&clients[0]);
	ck_assert_int_eq(shutdown(clients[0].watched.fd, SHUT_RDWR), 0);
	await_leave(&clients[0]);
	ck_assert_uint_eq(flushes(&clients[0]), 1);
}
END_TEST

START_TEST(test_one_that_is_forgotten_is_left_alone)
{
	dismiss(&clients[0]);
	watch(&clients[0]);
	await_leave(&clients[0]);
	ck_assert_uint_eq(flushes(&clients[0]), 1);
	watch(&clients[1]);
	await_flushes(&clients[1], 10);
	ck_assert_uint_eq(flushes(&clients[0]), 1);
	/* But it may lag again. */
	watch(&clients[0]);
	await_leave(&clients[0]);
	ck_assert_uint_eq(flushes(&clients[0]), 2);
}
END_TEST

START_TEST(test_one_that_cannot_be_watched_is_refused)
{
	struct postman_client closed = { .fd = -1 };

	ck_assert(!postman_watch(postman, &closed));
}
END_TEST

START_TEST(test_there_is_no_clock_while_nobody_hurries)
{
	watch(&clients[0]);
	await_flushes(&clients[0], 3);
	ck_assert_int_eq(atomic_load(&last_wait), -1);
}
END_TEST

START_TEST(test_one_that_hurries_is_called_once_a_second)
{
	fill(&clients[0]);
	watch(&clients[0]);
	hurry(&clients[0]);
	await_flushes(&clients[0], 1);
	await_rounds();
	ck_assert_int_eq(atomic_load(&last_wait), 1000);
	atomic_store(&now, 1999);
	await_rounds();
	ck_assert_uint_eq(flushes(&clients[0]), 1);
	atomic_store(&now, 2000);
	await_flushes(&clients[0], 2);
	await_rounds();
	ck_assert_uint_eq(flushes(&clients[0]), 2);
}
END_TEST

/* All who hurry: a second passes, and they have been called so often. */
static void
pass_second(unsigned a, unsigned b, unsigned c)
{
	(void)atomic_fetch_add(&now, 1000);
	await_flushes(&clients[0], a);
	await_flushes(&clients[1], b);
	await_flushes(&clients[2], c);
	await_rounds();
	ck_assert_uint_eq(flushes(&clients[0]), a);
	ck_assert_uint_eq(flushes(&clients[1]), b);
	ck_assert_uint_eq(flushes(&clients[2]), c);
}

static void
set_calms(struct client *c, bool calms)
{
	thread_lock(&c->lock);
	c->calms = calms;
	thread_unlock(&c->lock);
}

/* The last one takes the place that becomes free, and is not called twice. */
START_TEST(test_one_that_calms_down_leaves_the_others_in_their_hurry)
{
	int i;

	for (i = 0; i < CLIENTS; i++) {
		fill(&clients[i]);
		watch(&clients[i]);
	}
	hurry(&clients[0]);
	await_flushes(&clients[0], 1);
	await_rounds();
	hurry(&clients[1]);
	hurry(&clients[2]);
	set_calms(&clients[1], true);
	pass_second(2, 1, 1);
	pass_second(3, 1, 2);
	/* One that comes back has a place again, beside the one that moved. */
	set_calms(&clients[1], false);
	hurry(&clients[1]);
	set_calms(&clients[2], true);
	pass_second(4, 2, 3);
	pass_second(5, 3, 3);
}
END_TEST

START_TEST(test_only_what_has_come_back_is_lent_again)
{
	size_t all = (size_t)POSTMAN_BOUNDS * BOUND;

	ck_assert(postman_lend(postman, all - 1));
	ck_assert(!postman_lend(postman, 2));
	ck_assert(postman_lend(postman, 1));
	ck_assert(!postman_lend(postman, 1));
	ck_assert(postman_lend(postman, 0));
	postman_take_back(postman, 10);
	ck_assert(!postman_lend(postman, 11));
	ck_assert(postman_lend(postman, 10));
	postman_take_back(postman, all);
}
END_TEST

static void
flush_nobody(struct postman_client *c)
{
	(void)c;
}

START_TEST(test_a_bound_without_end_is_lent_once)
{
	struct postman *p = postman_new(1, SIZE_MAX, flush_nobody);

	ck_assert_ptr_nonnull(p);
	ck_assert(postman_lend(p, SIZE_MAX));
	ck_assert(!postman_lend(p, 1));
	postman_free(p);
}
END_TEST

/* The lowest descriptor that is free. */
static int
next_descriptor(void)
{
	int fd = dup(0);

	ck_assert_int_ge(fd, 0);
	(void)close(fd);
	return (fd);
}

/* The first one fails, or the second one does, and nothing stays open. */
START_TEST(test_without_descriptors_there_is_no_postman)
{
	struct rlimit usual, few;
	int next = next_descriptor(), more;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &usual), 0);
	for (more = 0; more < 2; more++) {
		struct postman *p;
		int error;

		few = usual;
		few.rlim_cur = (rlim_t)(next + more);
		ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
		p = postman_new(1, BOUND, flush_nobody);
		error = errno;
		ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &usual), 0);
		ck_assert_ptr_null(p);
		ck_assert_int_eq(error, EMFILE);
		ck_assert_int_eq(next_descriptor(), next);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_one_that_waits_is_called_when_its_socket_takes_bytes,
		test_one_that_waits_is_called_when_its_socket_dies,
		test_one_that_is_forgotten_is_left_alone,
		test_one_that_cannot_be_watched_is_refused,
		test_there_is_no_clock_while_nobody_hurries,
		test_one_that_hurries_is_called_once_a_second,
		test_one_that_calms_down_leaves_the_others_in_their_hurry,
		test_only_what_has_come_back_is_lent_again,
		test_a_bound_without_end_is_lent_once,
		test_without_descriptors_there_is_no_postman,
		NULL,
	};

	return (suite_of("postman", setup, teardown, tests));
}
