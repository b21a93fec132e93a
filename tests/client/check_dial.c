/*
 * The race of the addresses of one name, on sockets of the loopback.  An
 * address whose packets are lost is one with a listener that accepts nobody
 * and whose queue is full: the kernel then drops whatever comes.
 */
#include <config.h>

#include <sys/socket.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/dial.h"
#include "harness/server.h"
#include "harness/room.h"
#include "harness/suite.h"

/* One address of a list, and the sockets that make it what it is. */
struct place {
	struct addrinfo ai;
	struct sockaddr_storage address;
	int listener;
	int queued;
};

static char told[1024]; /* what failed, a line each */

static void
tell(const char *tried, struct words why)
{
	size_t len = strlen(told);

	(void)snprintf(told + len, sizeof told - len, "%s: %.*s\n", tried,
	    (int)why.len, why.bytes);
}

static void
place_init(struct place *p, const char *text)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICHOST };
	struct addrinfo *list;
	socklen_t len = sizeof p->address;

	memset(p, 0, sizeof *p);
	ck_assert_int_eq(getaddrinfo(text, "0", &hints, &list), 0);
	p->queued = -1;
	p->listener = socket(list->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_ge(p->listener, 0);
	ck_assert_int_eq(bind(p->listener, list->ai_addr, list->ai_addrlen), 0);
	ck_assert_int_eq(
	    getsockname(p->listener, (struct sockaddr *)&p->address, &len), 0);
	p->ai = (struct addrinfo){ .ai_family = list->ai_family,
		.ai_socktype = SOCK_STREAM,
		.ai_addr = (struct sockaddr *)&p->address,
		.ai_addrlen = list->ai_addrlen };
	freeaddrinfo(list);
}

/* Bound, but nobody listens. */
static void
place_refuse(struct place *p, const char *text)
{
	place_init(p, text);
}

static void
place_listen(struct place *p, const char *text, int backlog)
{
	place_init(p, text);
	ck_assert_int_eq(listen(p->listener, backlog), 0);
}

/* Nothing that comes there is answered. */
static void
place_lose(struct place *p, const char *text)
{
	place_listen(p, text, 0);
	p->queued = socket(p->ai.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_ge(p->queued, 0);
	ck_assert_int_eq(connect(p->queued, p->ai.ai_addr, p->ai.ai_addrlen),
	    0);
}

static void
place_close(struct place *p)
{
	(void)close(p->listener);
	if (p->queued >= 0)
		(void)close(p->queued);
}

/* Dials all of them, in this order. */
static int
dial_all(struct place *places, size_t count, char peer[ADDRESS_MAX])
{
	size_t i;

	told[0] = '\0';
	for (i = 0; i + 1 < count; i++)
		places[i].ai.ai_next = &places[i + 1].ai;
	return (dial(&places[0].ai, peer, tell));
}

/* The address that was reached. */
static void
expect_reached(const struct place *p, int fd, const char *peer)
{
	char text[ADDRESS_MAX];

	ck_assert_int_ge(fd, 0);
	address_format(p->ai.ai_addr, text);
	ck_assert_str_eq(peer, text);
	ck_assert_str_eq(told, "");
	ck_assert_int_eq(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
	(void)close(fd);
}

static void
close_all(struct place *places, size_t count)
{
	while (count > 0)
		place_close(&places[--count]);
}

START_TEST(test_dead_address_costs_a_moment)
{
	int64_t start = room_now_ms();
	char peer[ADDRESS_MAX];
	struct place p[2];

	place_lose(&p[0], "127.0.0.2");
	place_listen(&p[1], "127.0.0.1", 8);
	expect_reached(&p[1], dial_all(p, 2, peer), peer);
	ck_assert_int_ge(room_now_ms() - start, 200); /* it was tried first */
	ck_assert_int_lt(room_now_ms() - start, 5000);
	close_all(p, 2);
}
END_TEST

START_TEST(test_refusal_costs_nothing_and_is_not_told)
{
	char peer[ADDRESS_MAX];
	struct place p[40];
	int64_t start;
	size_t i;

	for (i = 0; i < 31; i++)
		place_refuse(&p[i], "127.0.0.2");
	place_listen(&p[31], "127.0.0.1", 8);
	start = room_now_ms();
	expect_reached(&p[31], dial_all(p, 32, peer), peer);
	ck_assert_int_lt(room_now_ms() - start, 5000); /* not 31 delays */
	close_all(p, 32);
}
END_TEST

START_TEST(test_first_address_that_answers_is_taken)
{
	char peer[ADDRESS_MAX];
	struct place p[3];

	place_listen(&p[0], "127.0.0.1", 8);
	place_listen(&p[1], "127.0.0.1", 8);
	place_listen(&p[2], "127.0.0.2", 8);
	expect_reached(&p[0], dial_all(p, 3, peer), peer);
	close_all(p, 3);
}
END_TEST

START_TEST(test_families_take_turns)
{
	int64_t start = room_now_ms();
	char peer[ADDRESS_MAX];
	struct place p[25];
	size_t i;

	if (!room_has_ipv6())
		return;
	for (i = 0; i < 24; i++)
		place_lose(&p[i], "::1");
	place_listen(&p[24], "127.0.0.1", 8);
	start = room_now_ms();
	expect_reached(&p[24], dial_all(p, 25, peer), peer);
	ck_assert_int_lt(room_now_ms() - start, 5000); /* not 24 delays */
	close_all(p, 25);
}
END_TEST

START_TEST(test_each_failure_is_told_in_order)
{
	char peer[ADDRESS_MAX], text[2 * ADDRESS_MAX + 64];
	char first[ADDRESS_MAX], second[ADDRESS_MAX];
	struct place p[2];

	place_lose(&p[0], "127.0.0.2");
	place_refuse(&p[1], "127.0.0.1");
	ck_assert_int_eq(dial_all(p, 2, peer), -1);
	address_format(p[0].ai.ai_addr, first);
	address_format(p[1].ai.ai_addr, second);
	(void)snprintf(text, sizeof text,
	    "%s: Connection timed out\n%s: Connection refused\n", first,
	    second);
	ck_assert_str_eq(told, text);
	close_all(p, 2);
}
END_TEST

/* More addresses than are tried: one after the last is not reached. */
START_TEST(test_only_so_many_addresses_are_tried)
{
	struct place p[DIAL_MAX + 8];
	char peer[ADDRESS_MAX];
	size_t i;

	for (i = 0; i < DIAL_MAX; i++)
		place_refuse(&p[i], "127.0.0.2");
	for (; i < DIAL_MAX + 8; i++)
		place_listen(&p[i], "127.0.0.1", 1);
	ck_assert_int_eq(dial_all(p, DIAL_MAX + 8, peer), -1);
	close_all(p, DIAL_MAX + 8);
}
END_TEST

/* Those that were refused, and those that were too late. */
START_TEST(test_no_descriptor_is_left_but_that_of_the_winner)
{
	char peer[ADDRESS_MAX];
	struct place p[3];
	int next, fd;

	place_refuse(&p[0], "127.0.0.2");
	place_lose(&p[1], "127.0.0.2");
	place_listen(&p[2], "127.0.0.1", 8);
	next = dup(STDERR_FILENO); /* the lowest number that is free */
	ck_assert_int_ge(next, 0);
	(void)close(next);
	expect_reached(&p[2], dial_all(p, 3, peer), peer);
	fd = dup(STDERR_FILENO);
	ck_assert_int_eq(fd, next);
	(void)close(fd);
	p[0].ai.ai_next = NULL;
	ck_assert_int_eq(dial_all(p, 1, peer), -1);
	fd = dup(STDERR_FILENO);
	ck_assert_int_eq(fd, next);
	(void)close(fd);
	close_all(p, 3);
}
END_TEST

START_TEST(test_address_without_a_family_fails_alone)
{
	char peer[ADDRESS_MAX];
	struct place p[2];

	place_refuse(&p[0], "127.0.0.1");
	p[0].ai.ai_family = AF_MAX;
	place_listen(&p[1], "127.0.0.1", 8);
	expect_reached(&p[1], dial_all(p, 2, peer), peer);
	close_all(p, 2);
}
END_TEST

/* As where there is no network: nothing is left to wait for. */
START_TEST(test_last_address_may_fail_at_once)
{
	char peer[ADDRESS_MAX], where[ADDRESS_MAX], text[ADDRESS_MAX + 64];
	struct place p[3];
	size_t i;

	for (i = 0; i < 3; i++) {
		place_refuse(&p[i], "127.0.0.1");
		p[i].ai.ai_family = AF_MAX;
	}
	ck_assert_int_eq(dial_all(&p[2], 1, peer), -1);
	address_format(p[2].ai.ai_addr, where);
	(void)snprintf(text, sizeof text,
	    "%s: Address family not supported by protocol\n", where);
	ck_assert_str_eq(told, text);
	ck_assert_int_eq(dial_all(p, 3, peer), -1);
	close_all(p, 3);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("dial");

	tcase_add_test(tc, test_dead_address_costs_a_moment);
	tcase_add_test(tc, test_refusal_costs_nothing_and_is_not_told);
	tcase_add_test(tc, test_first_address_that_answers_is_taken);
	tcase_add_test(tc, test_families_take_turns);
	tcase_add_test(tc, test_each_failure_is_told_in_order);
	tcase_add_test(tc, test_only_so_many_addresses_are_tried);
	tcase_add_test(tc, test_no_descriptor_is_left_but_that_of_the_winner);
	tcase_add_test(tc, test_address_without_a_family_fails_alone);
	tcase_add_test(tc, test_last_address_may_fail_at_once);
	return (suite_run("dial", &tc, 1));
}
