/*
 * check_member: who somebody is, before anything has happened.
 */
#include <config.h>

#include <sys/socket.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "harness/suite.h"
#include "server/room/member.h"

#define BOUND 65536

/* One without a socket. */
static struct member *
member_at(const void *address)
{
	struct member *m = member_new(-1, address, BOUND, NULL);

	ck_assert_ptr_nonnull(m);
	return (m);
}

START_TEST(test_newcomer_is_called_by_its_address)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_port = htons(7),
		.sin_addr.s_addr = htonl(0x0a000001) };
	struct member *m = member_at(&in);

	ck_assert_str_eq(m->address, "10.0.0.1:7");
	ck_assert_str_eq(m->who, m->address);
	ck_assert_str_eq(m->key->text, m->address);
	ck_assert_ptr_eq(m->key->member, m);
	ck_assert_int_eq(memcmp(&m->peer, &in, sizeof in), 0);
	ck_assert(!m->is_operator && !m->is_console && !m->seat.spared);
	member_free(m);
}
END_TEST

START_TEST(test_whole_address_of_ipv6_is_kept)
{
	struct sockaddr_in6 in = { .sin6_family = AF_INET6,
		.sin6_port = htons(7),
		.sin6_scope_id = 1 };
	struct member *m;

	ck_assert_int_eq(inet_pton(AF_INET6, "fe80::1", &in.sin6_addr), 1);
	m = member_at(&in);
	ck_assert_int_eq(memcmp(&m->peer, &in, sizeof in), 0);
	member_free(m);
}
END_TEST

START_TEST(test_console_is_an_operator_from_nowhere_whose_seat_is_spared)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct member *m = member_at(&in);

	ck_assert(member_be_console(m));
	ck_assert_str_eq(m->who, "@console");
	ck_assert_str_eq(m->address, "console");
	ck_assert_str_eq(m->key->text, "console");
	ck_assert_int_eq(m->peer.sin6_family, AF_UNSPEC);
	ck_assert(m->is_operator && m->is_console && m->seat.spared);
	member_free(m);
}
END_TEST

START_TEST(test_keys_are_in_the_order_of_their_texts)
{
	struct member_key *ann = member_key_new(NULL, "ann"),
			  *again = member_key_new(NULL, "ann"),
			  *bob = member_key_new(NULL, "bob");

	ck_assert(ann != NULL && again != NULL && bob != NULL);
	ck_assert_int_lt(member_key_compare(ann, bob), 0);
	ck_assert_int_gt(member_key_compare(bob, ann), 0);
	ck_assert_int_eq(member_key_compare(ann, again), 0);
	free(ann);
	free(again);
	free(bob);
}
END_TEST

START_TEST(test_nobody_has_no_seat)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct member *m = member_at(&in);

	ck_assert_ptr_null(member_seat(NULL));
	ck_assert_ptr_eq(member_seat(m), &m->seat);
	member_free(m);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_newcomer_is_called_by_its_address,
		test_whole_address_of_ipv6_is_kept,
		test_console_is_an_operator_from_nowhere_whose_seat_is_spared,
		test_keys_are_in_the_order_of_their_texts,
		test_nobody_has_no_seat,
		NULL,
	};

	return (suite_of("member", NULL, NULL, tests));
}
