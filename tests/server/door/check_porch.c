/*
 * check_porch: who must go when all places at the door are taken.
 */
#include <config.h>

#include <sys/socket.h>

#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "harness/suite.h"
#include "server/door/porch.h"

#define PLACES 5

/* Somebody on the porch, and the other end of their connection. */
struct visitor {
	struct porch_guest guest;
	int fd;
	int far_end;
};

static struct porch *porch;
static struct visitor visitors[3 * PLACES];
static size_t count;

static void
setup(void)
{
	porch = porch_new(PLACES);
	ck_assert_ptr_nonnull(porch);
	count = 0;
}

static void
teardown(void)
{
	while (count > 0) {
		(void)porch_leave(porch, &visitors[--count].guest);
		(void)close(visitors[count].fd);
		(void)close(visitors[count].far_end);
	}
	porch_free(porch);
}

/* A newcomer from an address of either family. */
static struct visitor *
come_as(const char *address, bool banned)
{
	struct visitor *v = &visitors[count++];
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	bool ipv4 = inet_pton(AF_INET, address, &in.sin_addr) == 1;
	int ends[2];

	ck_assert(ipv4 || inet_pton(AF_INET6, address, &in6.sin6_addr) == 1);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	v->fd = ends[0];
	v->far_end = ends[1];
	porch_enter(porch, &v->guest, v->fd,
	    ipv4 ? (struct sockaddr *)&in : (struct sockaddr *)&in6, banned);
	return (v);
}

static struct visitor *
come(const char *address)
{
	return (come_as(address, false));
}

/* It has read why, and its connection has ended. */
static bool
was_sent_away(const struct visitor *v)
{
	char text[256];
	ssize_t n = recv(v->far_end, text, sizeof text, MSG_DONTWAIT);

	if (n < 0)
		return (false);
	ck_assert_int_gt(n, 4);
	ck_assert_mem_eq(text, "*** ", 4);
	ck_assert_mem_eq(text + n - 2, "\r\n", 2);
	ck_assert_int_eq(recv(v->far_end, text, sizeof text, 0), 0);
	return (true);
}

static void
expect_only(const struct visitor *gone)
{
	size_t i;

	for (i = 0; i < count; i++)
		ck_assert_msg(was_sent_away(&visitors[i]) ==
			(&visitors[i] == gone),
		    "number %zu", i);
}

START_TEST(test_while_there_are_places_nobody_has_to_go)
{
	size_t i;

	for (i = 0; i < PLACES; i++)
		(void)come("10.0.0.1");
	expect_only(NULL);
}
END_TEST

START_TEST(test_whoever_came_first_goes_first)
{
	struct visitor *first = come("10.0.0.1");
	size_t i;

	for (i = 0; i < PLACES; i++)
		(void)come("10.0.0.1");
	expect_only(first);
}
END_TEST

START_TEST(test_whoever_says_nothing_goes_before_those_who_do)
{
	struct visitor *first = come("10.0.0.1"), *second = come("10.0.0.1");
	size_t i;

	porch_heard(porch, &first->guest);
	for (i = 0; i < PLACES - 1; i++)
		(void)come("10.0.0.1");
	expect_only(second);
}
END_TEST

START_TEST(test_newcomer_has_time_to_say_something)
{
	struct visitor *first = come("10.0.0.1");
	size_t i;

	porch_heard(porch, &first->guest);
	for (i = 0; i < PLACES - 1; i++)
		porch_heard(porch, &come("10.0.0.1")->guest);
	(void)come("10.0.0.1");
	expect_only(first);
}
END_TEST

START_TEST(test_nobody_is_pushed_out_from_another_address)
{
	struct visitor *many;
	size_t i;

	(void)come("10.0.0.1");
	(void)come("10.0.0.2");
	many = come("10.0.0.3");
	for (i = 0; i < PLACES - 2; i++)
		porch_heard(porch, &come("10.0.0.3")->guest);
	expect_only(many);
}
END_TEST

START_TEST(test_one_address_is_what_the_gate_counts_as_one)
{
	struct visitor *many;

	(void)come("2001:db8::1");
	(void)come("10.0.0.1");
	(void)come("10.0.0.2");
	many = come("2001:db8:1::1");
	(void)come("2001:db8:1::2");
	(void)come("::ffff:10.0.0.3");
	expect_only(many);
}
END_TEST

/* One of them may have the operator key: it gets a place. */
START_TEST(test_the_banned_push_out_only_one_another)
{
	struct visitor *many;
	size_t i;

	(void)come("10.0.0.1");
	for (i = 0; i < PLACES - 1; i++)
		(void)come("10.0.0.2");
	(void)come_as("10.1.0.1", true);
	many = come_as("10.1.0.2", true);
	(void)come_as("10.1.0.2", true);
	(void)come_as("10.1.0.3", true);
	expect_only(many);
	ck_assert_uint_eq(porch_count(porch), PLACES + 3 + 1);
}
END_TEST

START_TEST(test_people_push_out_nobody_who_is_banned)
{
	struct visitor *first;
	size_t i;

	(void)come_as("10.0.0.1", true);
	(void)come_as("10.0.0.1", true);
	first = come("10.0.0.2");
	for (i = 0; i < PLACES; i++)
		(void)come("10.0.0.2");
	expect_only(first);
}
END_TEST

/* Their workers are still there; but not for long. */
START_TEST(test_those_who_are_leaving_count_up_to_a_bound)
{
	size_t i;

	for (i = 0; i < 2 * PLACES; i++)
		(void)come("10.0.0.1");
	ck_assert_uint_eq(porch_count(porch), 2 * PLACES);
	(void)come("10.0.0.1");
	ck_assert_uint_eq(porch_count(porch), 2 * PLACES);
	for (i = 0; i <= PLACES; i++)
		ck_assert(porch_leave(porch, &visitors[i].guest));
	ck_assert_uint_eq(porch_count(porch), PLACES);
}
END_TEST

START_TEST(test_place_of_a_leaver_is_free)
{
	size_t i;

	for (i = 0; i < PLACES; i++)
		(void)come("10.0.0.1");
	ck_assert(!porch_leave(porch, &visitors[--count].guest));
	(void)close(visitors[count].fd);
	(void)close(visitors[count].far_end);
	(void)come("10.0.0.2");
	expect_only(NULL);
}
END_TEST

START_TEST(test_leaver_learns_that_it_was_sent_away)
{
	struct visitor *first = come("10.0.0.1"), *last = NULL;
	size_t i;

	for (i = 0; i < PLACES; i++)
		last = come("10.0.0.1");
	ck_assert(porch_leave(porch, &first->guest));
	ck_assert_uint_eq(last->guest.company, PLACES);
}
END_TEST

START_TEST(test_places_are_enough_for_a_class_and_bounded)
{
	ck_assert_uint_eq(porch_places(1), 64);
	ck_assert_uint_eq(porch_places(300), 300);
	ck_assert_uint_eq(porch_places(100000), 512);
	ck_assert_uint_eq(porch_guests(512), 512 + 32 + 64);
	ck_assert_uint_eq(porch_guests(5), 5 + 3 + 5);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_while_there_are_places_nobody_has_to_go,
		test_whoever_came_first_goes_first,
		test_whoever_says_nothing_goes_before_those_who_do,
		test_newcomer_has_time_to_say_something,
		test_nobody_is_pushed_out_from_another_address,
		test_one_address_is_what_the_gate_counts_as_one,
		test_the_banned_push_out_only_one_another,
		test_people_push_out_nobody_who_is_banned,
		test_those_who_are_leaving_count_up_to_a_bound,
		test_place_of_a_leaver_is_free,
		test_leaver_learns_that_it_was_sent_away,
		test_places_are_enough_for_a_class_and_bounded,
		NULL,
	};

	return (suite_of("porch", setup, teardown, tests));
}
