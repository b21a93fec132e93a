/*
 * check_gate: who may come in from which address, and how fast.
 */
#include <config.h>

#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "common/text.h"
#include "server/gate/gate.h"

#define MINUTE 60000

static struct gate *gate;

/* The gate of a test: its limits differ. */
static void
open_gate(unsigned joins_per_minute, unsigned max_per_address)
{
	const struct gate_limits limits = {
		.joins_per_minute = joins_per_minute,
		.max_per_address = max_per_address,
	};

	gate = gate_new(&limits);
	ck_assert_ptr_nonnull(gate);
}

static void
teardown(void)
{
	if (gate != NULL)
		gate_free(gate);
	gate = NULL;
}

/* A peer; the port is nobody's. */
static const struct sockaddr *
peer(const char *address)
{
	static union {
		struct sockaddr sa;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	} u;

	memset(&u, 0, sizeof u);
	u.in.sin_family = AF_INET;
	if (inet_pton(AF_INET, address, &u.in.sin_addr) == 1)
		return (&u.sa);
	u.in6.sin6_family = AF_INET6;
	ck_assert_int_eq(inet_pton(AF_INET6, address, &u.in6.sin6_addr), 1);
	return (&u.sa);
}

static const char *
enter(const char *address, int64_t now)
{
	return (gate_enter(gate, peer(address), now));
}

static struct gate_range
range(const char *text)
{
	struct gate_range r;

	ck_assert_msg(gate_parse(text, strlen(text), &r), "%s", text);
	return (r);
}

static bool
ban(const char *text, int64_t until, const char *why, int64_t now)
{
	struct gate_range r = range(text);

	return (gate_ban(gate, &r, until, why, strlen(why), now));
}

static bool
unban(const char *text, int64_t now)
{
	struct gate_range r = range(text);

	return (gate_unban(gate, &r, now));
}

START_TEST(test_a_class_behind_one_address_comes_in_at_once)
{
	int i;

	open_gate(GATE_JOINS_PER_MINUTE, 0);
	for (i = 0; i < 300; i++)
		ck_assert_ptr_null(enter("192.0.2.1", 5000));
}
END_TEST

START_TEST(test_joins_past_the_limit_wait_until_there_is_one_more)
{
	const char *why;
	int i;

	open_gate(60, 0);
	for (i = 0; i < 60; i++)
		ck_assert_ptr_null(enter("192.0.2.1", 5000));
	why = enter("192.0.2.1", 5000);
	ck_assert_ptr_nonnull(why);
	ck_assert_ptr_nonnull(strstr(why, "try again in 1 s"));
	ck_assert_ptr_nonnull(enter("192.0.2.1", 5999));
	ck_assert_ptr_null(enter("192.0.2.1", 6000));
	ck_assert_ptr_nonnull(enter("192.0.2.1", 6000));
	ck_assert_ptr_null(enter("192.0.2.2", 6000));
}
END_TEST

START_TEST(test_a_minute_brings_all_joins_back_and_no_more)
{
	int i, round;

	open_gate(7, 0);
	for (round = 0; round < 3; round++) {
		for (i = 0; i < 7; i++)
			ck_assert_ptr_null(
			    enter("192.0.2.1", round * 10 * MINUTE));
		ck_assert_ptr_nonnull(enter("192.0.2.1", round * 10 * MINUTE));
	}
}
END_TEST

/* However long an address stays away: a minute's worth is all it may save. */
START_TEST(test_joins_that_nobody_used_do_not_add_up)
{
	int i;

	open_gate(7, 0);
	for (i = 0; i < 100; i++)
		ck_assert_ptr_null(enter("192.0.2.1", i * MINUTE));
	for (i = 0; i < 7; i++)
		ck_assert_ptr_null(enter("192.0.2.1", 100 * MINUTE));
	ck_assert_ptr_nonnull(enter("192.0.2.1", 100 * MINUTE));
}
END_TEST

/* Two threads may ask in another order than they have read the clock. */
START_TEST(test_a_time_that_is_over_takes_nothing_away)
{
	open_gate(2, 0);
	ck_assert_ptr_null(enter("192.0.2.1", 2 * MINUTE));
	ck_assert_ptr_null(enter("192.0.2.1", MINUTE));
	ck_assert_ptr_nonnull(enter("192.0.2.1", 2 * MINUTE + 1));
	ck_assert_ptr_null(enter("192.0.2.1", 2 * MINUTE + 30000));
}
END_TEST

START_TEST(test_one_join_a_minute_names_the_seconds_left)
{
	open_gate(1, 0);
	ck_assert_ptr_null(enter("192.0.2.1", 1000));
	ck_assert_ptr_nonnull(strstr(enter("192.0.2.1", 2000), "in 59 s"));
	ck_assert_ptr_nonnull(strstr(enter("192.0.2.1", 60999), "in 1 s"));
	ck_assert_ptr_null(enter("192.0.2.1", 61000));
}
END_TEST

START_TEST(test_without_limits_everyone_comes_in)
{
	int i;

	open_gate(0, 0);
	for (i = 0; i < 10000; i++)
		ck_assert_ptr_null(enter("192.0.2.1", 1));
}
END_TEST

START_TEST(test_those_who_left_make_room_at_their_address)
{
	open_gate(0, 2);
	ck_assert_ptr_null(enter("192.0.2.1", 1));
	ck_assert_ptr_null(enter("192.0.2.1", 1));
	ck_assert_ptr_nonnull(enter("192.0.2.1", 1));
	ck_assert_ptr_null(enter("192.0.2.2", 1));
	gate_exit(gate, peer("192.0.2.1"));
	ck_assert_ptr_null(enter("192.0.2.1", 1));
	ck_assert_ptr_nonnull(enter("192.0.2.1", 1));
}
END_TEST

START_TEST(test_mapped_ipv4_is_the_same_address_as_ipv4)
{
	open_gate(0, 1);
	ck_assert_ptr_null(enter("192.0.2.1", 1));
	ck_assert_ptr_nonnull(enter("::ffff:192.0.2.1", 1));
	ck_assert_ptr_null(enter("::ffff:192.0.2.2", 1));
	gate_exit(gate, peer("::ffff:192.0.2.1"));
	ck_assert_ptr_null(enter("192.0.2.1", 1));
}
END_TEST

START_TEST(test_ipv6_addresses_of_one_network_count_as_one)
{
	open_gate(0, 1);
	ck_assert_ptr_null(enter("2001:db8:0:1::1", 1));
	ck_assert_ptr_nonnull(enter("2001:db8:0:1:ffff::2", 1));
	ck_assert_ptr_null(enter("2001:db8:0:2::1", 1));
	ck_assert_ptr_null(enter("fe80::1", 1));
	ck_assert_ptr_null(enter("fe80::2", 1));
	ck_assert_ptr_nonnull(enter("fe80::2", 1));
}
END_TEST

START_TEST(test_a_peer_without_an_address_comes_in_uncounted)
{
	struct sockaddr sa = { .sa_family = AF_UNIX };
	struct gate_range r;
	int i;

	open_gate(1, 1);
	ck_assert(!gate_of(&sa, &r));
	ck_assert_ptr_null(gate_enter(gate, &sa, 1));
	ck_assert_ptr_null(gate_enter(gate, &sa, 1));
	gate_exit(gate, &sa);
	for (i = 0; i < 2; i++)
		ck_assert_int_eq(
		    gate_key_tried(gate, &sa, GATE_ROOM_KEY, false, 1), 0);
	ck_assert_int_eq(gate_key_tried(gate, &sa, GATE_ROOM_KEY, true, 1),
	    250);
}
END_TEST

/* The address with this number. */
static const struct sockaddr *
numbered(unsigned i)
{
	static struct sockaddr_in in;

	in.sin_family = AF_INET;
	in.sin_addr.s_addr = htonl(0x0a000000 + i);
	return ((struct sockaddr *)&in);
}

/*
 * Somebody comes in from each address that the gate can remember.  (Check takes
 * time for each assertion, and more time the more there are.)
 */
static void
fill_the_table(void)
{
	unsigned i, refused = 0;

	for (i = 0; i < GATE_ADDRESSES; i++)
		if (gate_enter(gate, numbered(i), 1) != NULL)
			refused++;
	ck_assert_uint_eq(refused, 0);
}

START_TEST(test_a_full_table_forgets_who_was_unused_for_longest)
{
	open_gate(1, 1);
	fill_the_table();
	gate_exit(gate, numbered(7));
	gate_exit(gate, numbered(5));
	/* Known, and paced. */
	ck_assert_ptr_nonnull(gate_enter(gate, numbered(7), 1));
	/* Now 5 is the one unused for longest; its place is taken. */
	ck_assert_ptr_null(gate_enter(gate, numbered(GATE_ADDRESSES), 1));
	ck_assert_ptr_nonnull(gate_enter(gate, numbered(GATE_ADDRESSES), 1));
	ck_assert_ptr_nonnull(gate_enter(gate, numbered(7), 1));
	ck_assert_ptr_null(gate_enter(gate, numbered(5), 1));
}
END_TEST

START_TEST(test_a_table_full_of_people_lets_others_in_uncounted)
{
	open_gate(0, 1);
	fill_the_table();
	ck_assert_ptr_null(enter("192.0.2.1", 1));
	ck_assert_ptr_null(enter("192.0.2.1", 1));
	gate_exit(gate, peer("192.0.2.1"));
	/* The number of known addresses stays bounded, and a ban holds. */
	ck_assert_ptr_nonnull(gate_enter(gate, numbered(0), 1));
	ck_assert(ban("192.0.2.1", 0, "", 1));
	ck_assert_ptr_nonnull(enter("192.0.2.1", 1));
}
END_TEST

static int64_t
try(const char *address, enum gate_key key, bool right, int64_t now)
{
	return (gate_key_tried(gate, peer(address), key, right, now));
}

START_TEST(test_a_try_after_wrong_keys_waits_longer_each_time)
{
	static const int waits[] = { 0, 250, 500, 1000, 2000, 4000, 8000, 8000,
		8000 };
	int64_t now = 1000000;
	size_t i;

	open_gate(0, 0);
	ck_assert_int_eq(try("192.0.2.1", GATE_OPERATOR_KEY, false, now), 0);
	for (i = 0; i < sizeof waits / sizeof *waits; i++) {
		if (waits[i] > 0)
			ck_assert_int_eq(
			    try("192.0.2.1", GATE_OPERATOR_KEY, false, now),
			    waits[i]);
		now += waits[i];
		ck_assert_int_eq(
		    try("192.0.2.1", GATE_OPERATOR_KEY, false, now), 0);
	}
	ck_assert_int_eq(try("192.0.2.2", GATE_OPERATOR_KEY, false, now), 0);
}
END_TEST

START_TEST(test_a_right_key_waits_as_a_wrong_one_does)
{
	open_gate(0, 0);
	ck_assert_int_eq(try("192.0.2.1", GATE_OPERATOR_KEY, false, 9), 0);
	ck_assert_int_eq(try("192.0.2.1", GATE_OPERATOR_KEY, false, 9), 0);
	ck_assert_int_eq(try("192.0.2.1", GATE_OPERATOR_KEY, true, 9), 250);
	ck_assert_int_eq(try("192.0.2.1", GATE_OPERATOR_KEY, true, 258), 1);
	ck_assert_int_eq(try("192.0.2.1", GATE_OPERATOR_KEY, true, 259), 0);
	ck_assert_int_eq(try("192.0.2.1", GATE_OPERATOR_KEY, false, 259), 0);
	ck_assert_int_eq(try("192.0.2.1", GATE_OPERATOR_KEY, false, 259), 0);
}
END_TEST

START_TEST(test_many_connections_of_an_address_guess_no_faster)
{
	int64_t now;
	int judged = 0, i;

	open_gate(0, 0);
	for (now = 1; now <= MINUTE; now += 10)
		for (i = 0; i < 30; i++)
			if (try("192.0.2.1", GATE_OPERATOR_KEY, false, now) ==
			    0)
				judged++;
	ck_assert_int_le(judged, 14);
	ck_assert_int_ge(judged, 10);
}
END_TEST

START_TEST(test_the_key_of_the_room_does_not_end_the_wait_for_the_other)
{
	open_gate(0, 0);
	ck_assert_int_eq(try("192.0.2.1", GATE_OPERATOR_KEY, false, 1), 0);
	ck_assert_int_eq(try("192.0.2.1", GATE_OPERATOR_KEY, false, 1), 0);
	ck_assert_int_eq(try("192.0.2.1", GATE_ROOM_KEY, true, 1), 0);
	ck_assert_int_eq(try("192.0.2.1", GATE_OPERATOR_KEY, false, 1), 250);
	ck_assert_int_eq(try("192.0.2.1", GATE_ROOM_KEY, false, 1), 0);
	ck_assert_int_eq(
	    try("192.0.2.1", GATE_OPERATOR_KEY, false, 1 + 5 * MINUTE), 0);
	ck_assert_int_eq(
	    try("192.0.2.1", GATE_OPERATOR_KEY, false, 1 + 5 * MINUTE), 0);
}
END_TEST

START_TEST(test_wrong_keys_are_remembered_when_their_sender_has_left)
{
	open_gate(0, 0);
	ck_assert_ptr_null(enter("192.0.2.1", 1));
	ck_assert_int_eq(try("192.0.2.1", GATE_ROOM_KEY, false, 1), 0);
	gate_exit(gate, peer("192.0.2.1"));
	ck_assert_ptr_null(enter("192.0.2.1", 1));
	ck_assert_int_eq(try("192.0.2.1", GATE_ROOM_KEY, false, 1), 0);
	ck_assert_int_eq(try("192.0.2.1", GATE_ROOM_KEY, false, 1), 250);
}
END_TEST

START_TEST(test_wrong_keys_are_forgotten_by_time_or_a_right_one)
{
	const int64_t later = 1 + 5 * MINUTE;

	open_gate(0, 0);
	ck_assert_int_eq(try("192.0.2.1", GATE_ROOM_KEY, false, 1), 0);
	ck_assert_int_eq(try("192.0.2.1", GATE_ROOM_KEY, false, 1), 0);
	ck_assert_int_eq(try("192.0.2.1", GATE_ROOM_KEY, false, 251), 0);
	/* Almost five minutes later it is the fourth one. */
	ck_assert_int_eq(try("192.0.2.1", GATE_ROOM_KEY, false, later), 0);
	ck_assert_int_eq(try("192.0.2.1", GATE_ROOM_KEY, false, later), 1000);
	ck_assert_int_eq(
	    try("192.0.2.1", GATE_ROOM_KEY, false, later + 5 * MINUTE), 0);
	ck_assert_int_eq(
	    try("192.0.2.1", GATE_ROOM_KEY, true, later + 5 * MINUTE), 0);
	ck_assert_int_eq(
	    try("192.0.2.1", GATE_ROOM_KEY, false, later + 5 * MINUTE), 0);
	ck_assert_int_eq(
	    try("192.0.2.1", GATE_ROOM_KEY, false, later + 5 * MINUTE), 0);
	ck_assert_int_eq(
	    try("192.0.2.1", GATE_ROOM_KEY, true, later + 5 * MINUTE), 250);
}
END_TEST

/* It came in when there was no place for it, and there is one now. */
START_TEST(test_an_uncounted_one_leaves_uncounted)
{
	open_gate(0, 1);
	fill_the_table();
	ck_assert_ptr_null(enter("192.0.2.1", 1));
	gate_exit(gate, numbered(7));
	ck_assert_int_eq(try("192.0.2.1", GATE_ROOM_KEY, false, 1), 0);
	gate_exit(gate, peer("192.0.2.1"));
	ck_assert_ptr_null(enter("192.0.2.1", 1));
	ck_assert_ptr_nonnull(enter("192.0.2.1", 1));
}
END_TEST

START_TEST(test_addresses_that_are_not_known_wait_together)
{
	open_gate(0, 1);
	fill_the_table();
	ck_assert_int_eq(try("192.0.2.1", GATE_OPERATOR_KEY, false, 1), 0);
	ck_assert_int_eq(try("192.0.2.2", GATE_OPERATOR_KEY, false, 1), 0);
	ck_assert_int_eq(try("192.0.2.3", GATE_OPERATOR_KEY, false, 1), 250);
}
END_TEST

START_TEST(test_ranges_are_read_and_written_with_host_bits_cleared)
{
	static const char *const pairs[][2] = {
		{ "192.0.2.7", "192.0.2.7" },
		{ "192.0.2.7/32", "192.0.2.7" },
		{ "192.0.2.7/24", "192.0.2.0/24" },
		{ "192.0.2.255/25", "192.0.2.128/25" },
		{ "192.0.2.7/0", "0.0.0.0/0" },
		{ "::1", "::1" },
		{ "2001:DB8:0:0:0:0:0:1", "2001:db8::1" },
		{ "2001:db8::ffff/64", "2001:db8::/64" },
		{ "2001:db8::ffff/127", "2001:db8::fffe/127" },
		{ "2001:db8:ffff::/33", "2001:db8:8000::/33" },
		{ "ffff::/0", "::/0" },
		{ "::ffff:192.0.2.7", "192.0.2.7" },
		{ "::ffff:192.0.2.7/120", "192.0.2.0/24" },
		{ "fe80::1%eth0", "fe80::1" },
		{ "fe80::1%eth0/10", "fe80::/10" },
	};
	char text[GATE_RANGE_SIZE];
	struct gate_range r;
	size_t i;

	for (i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		r = range(pairs[i][0]);
		gate_format(&r, text);
		ck_assert_str_eq(text, pairs[i][1]);
	}
}
END_TEST

static struct gate_range
range_of(const char *text)
{
	struct gate_range range;

	ck_assert_msg(gate_parse(text, strlen(text), &range), "%s", text);
	return (range);
}

START_TEST(test_ranges_are_more_than_an_address_and_wide_ones_a_lot_more)
{
	static const struct {
		const char *text;
		bool range, wide, link_local;
	} cases[] = {
		{ "192.0.2.7", false, false, false },
		{ "192.0.2.0/31", true, false, false },
		{ "10.0.0.0/8", true, false, false },
		{ "10.0.0.0/7", true, true, false },
		{ "0.0.0.0/0", true, true, false },
		{ "2001:db8::1", false, false, false },
		{ "2001:db8::/64", false, false, false },
		{ "2001:db8::/63", true, false, false },
		{ "2001:db8::/32", true, false, false },
		{ "2000::/31", true, true, false },
		{ "::/0", true, true, false },
		{ "fe80::1", false, false, true },
		{ "fe80::/64", true, false, true },
		{ "febf::/10", true, false, true },
		{ "fe80::/9", true, true, false },
		{ "fec0::/10", true, true, false },
	};
	struct gate_range range;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		range = range_of(cases[i].text);
		ck_assert_msg(gate_is_range(&range) == cases[i].range, "%s",
		    cases[i].text);
		ck_assert_msg(gate_is_wide(&range) == cases[i].wide, "%s",
		    cases[i].text);
		ck_assert_msg(gate_is_link_local(&range) == cases[i].link_local,
		    "%s", cases[i].text);
	}
}
END_TEST

/* What it counts as one address, and so what a ban by name covers. */
START_TEST(test_ipv6_counts_by_its_network_and_link_local_by_itself)
{
	static const char *const pairs[][2] = {
		{ "2001:db8::1", "2001:db8::/64" }, { "::1", "::/64" },
		{ "fe80::1", "fe80::1" }, { "192.0.2.7", "192.0.2.7" },
		{ "::ffff:192.0.2.7", "192.0.2.7" }
	};
	char text[GATE_RANGE_SIZE];
	struct gate_range range;
	size_t i;

	for (i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		ck_assert(gate_counted(peer(pairs[i][0]), &range));
		gate_format(&range, text);
		ck_assert_str_eq(text, pairs[i][1]);
	}
}
END_TEST

START_TEST(test_the_longest_range_is_written_whole)
{
	const char *longest = "1111:2222:3333:4444:5555:6666:7777:8888/127";
	char text[GATE_RANGE_SIZE];
	struct gate_range r = range(longest);

	gate_format(&r, text);
	ck_assert_str_eq(text, longest);
}
END_TEST

START_TEST(test_what_is_no_range_is_refused)
{
	static const char *const texts[] = { "", "/", "/24", "bob", "1.2.3",
		"1.2.3.4.5", "256.0.0.1", "1.2.3.4/", "1.2.3.4/33",
		"1.2.3.4/-1", "1.2.3.4/+1", "1.2.3.4/ 8", "1.2.3.4/8x",
		"1.2.3.4/99999999999999999999", "1.2.3.4%eth0", "::1/129",
		":::1", "[::1]", "1.2.3.4 ", " 1.2.3.4", "::1/6/4",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999:0000:1111" };
	struct gate_range r;
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		ck_assert_msg(!gate_parse(texts[i], strlen(texts[i]), &r), "%s",
		    texts[i]);
	ck_assert(!gate_parse("1.2.3.4\0", 8, &r));
	ck_assert(gate_parse("1.2.3.4567", 7, &r));
}
END_TEST

START_TEST(test_a_range_covers_its_addresses_and_no_others)
{
	struct gate_range r = range("192.0.2.128/25");

	ck_assert(gate_covers(&r, peer("192.0.2.128")));
	ck_assert(gate_covers(&r, peer("::ffff:192.0.2.255")));
	ck_assert(!gate_covers(&r, peer("192.0.2.127")));
	ck_assert(!gate_covers(&r, peer("2001:db8::1")));
	r = range("2001:db8::/33");
	ck_assert(gate_covers(&r, peer("2001:db8:7fff::1")));
	ck_assert(!gate_covers(&r, peer("2001:db8:8000::1")));
	r = range("::/0");
	ck_assert(gate_covers(&r, peer("::1")));
	ck_assert(!gate_covers(&r, peer("192.0.2.1")));
	r = range("0.0.0.0/0");
	ck_assert(gate_covers(&r, peer("192.0.2.1")));
	ck_assert(!gate_covers(&r, peer("::1")));
	ck_assert(gate_of(peer("2001:db8::1"), &r));
	ck_assert(gate_covers(&r, peer("2001:db8::1")));
	ck_assert(!gate_covers(&r, peer("2001:db8::2")));
}
END_TEST

START_TEST(test_a_ban_ends_by_itself_at_its_very_time)
{
	open_gate(0, 0);
	ck_assert(ban("192.0.2.0/24", 5000, "noise", 1000));
	ck_assert_str_eq(enter("192.0.2.9", 2001),
	    "you are banned from this room (noise); come back in 3 seconds");
	ck_assert_ptr_nonnull(strstr(enter("192.0.2.9", 4999), "1 second"));
	ck_assert_ptr_null(enter("192.0.2.9", 5000));
	ck_assert_ptr_null(enter("192.0.3.9", 1000));
}
END_TEST

START_TEST(test_a_ban_says_how_long_it_still_is)
{
	static const struct {
		int64_t ms;
		const char *text;
	} cases[] = { { 120000, "in 120 seconds" }, { 120001, "in 3 minutes" },
		{ 600000, "in 10 minutes" }, { 7200000, "in 120 minutes" },
		{ 86400000, "in 24 hours" }, { 604800000, "in 7 days" } };
	const char *why;
	size_t i;

	open_gate(0, 0);
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		ck_assert(ban("192.0.2.1", 9 + cases[i].ms, "", 9));
		why = enter("192.0.2.1", 9);
		ck_assert_msg(strstr(why, cases[i].text) != NULL, "%s", why);
	}
}
END_TEST

START_TEST(test_a_ban_for_good_holds_until_it_is_lifted)
{
	open_gate(0, 0);
	ck_assert(ban("192.0.2.1", 0, "", 1));
	ck_assert_str_eq(enter("192.0.2.1", INT64_MAX / 2),
	    "you are banned from this room; ask the person in charge of it");
	ck_assert(!unban("192.0.2.0/24", 2));
	ck_assert(unban("::ffff:192.0.2.1", 2));
	ck_assert(!unban("192.0.2.1", 2));
	ck_assert_ptr_null(enter("192.0.2.1", 3));
}
END_TEST

START_TEST(test_a_ban_may_be_overlooked_but_not_the_limits)
{
	char why[GATE_SENTENCE_SIZE];

	open_gate(0, 1);
	ck_assert(ban("10.0.0.0/8", 0, "", 1));
	ck_assert_ptr_null(gate_enter_banned(gate, peer("10.0.0.1"), 1));
	ck_assert_ptr_nonnull(gate_enter_banned(gate, peer("10.0.0.1"), 1));
	ck_assert(gate_is_banned(gate, peer("10.0.0.1"), 1, why));
	ck_assert_str_eq(why,
	    "you are banned from this room; ask the person in charge of it");
	ck_assert(!gate_is_banned(gate, peer("192.0.2.1"), 1, why));
}
END_TEST

START_TEST(test_who_is_refused_is_not_counted)
{
	open_gate(0, 1);
	ck_assert(ban("192.0.2.1", 100, "", 1));
	ck_assert_ptr_nonnull(enter("192.0.2.1", 1));
	ck_assert_ptr_null(enter("192.0.2.1", 100));
	ck_assert_ptr_nonnull(enter("192.0.2.1", 100));
	gate_exit(gate, peer("192.0.2.1"));
	ck_assert_ptr_null(enter("192.0.2.1", 100));
}
END_TEST

START_TEST(test_a_ban_of_the_same_range_takes_the_place_of_the_older)
{
	struct gate_ban *list;
	size_t count;

	open_gate(0, 0);
	ck_assert(ban("192.0.2.1", 0, "one", 1));
	ck_assert(ban("192.0.2.0/24", 0, "two", 1));
	ck_assert(ban("192.0.2.1", 500, "three", 1));
	list = gate_bans(gate, 2, &count);
	ck_assert_ptr_nonnull(list);
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(list[0].why, "three");
	ck_assert_int_eq(list[0].until_ms, 500);
	ck_assert_str_eq(list[1].why, "two");
	free(list);
	list = gate_bans(gate, 500, &count);
	ck_assert_ptr_nonnull(list);
	ck_assert_uint_eq(count, 1);
	ck_assert_str_eq(list[0].why, "two");
	free(list);
}
END_TEST

START_TEST(test_a_network_and_its_first_address_are_two_bans)
{
	open_gate(0, 0);
	ck_assert(ban("192.0.2.0/24", 0, "network", 1));
	ck_assert(ban("192.0.2.0", 0, "address", 1));
	ck_assert(unban("192.0.2.0/24", 1));
	ck_assert_ptr_null(enter("192.0.2.1", 1));
	ck_assert_ptr_nonnull(enter("192.0.2.0", 1));
}
END_TEST

START_TEST(test_bans_are_bounded_and_those_that_are_over_make_room)
{
	struct gate_range r;
	unsigned i;

	open_gate(0, 0);
	for (i = 0; i < GATE_BANS; i++) {
		ck_assert(gate_of(numbered(i), &r));
		ck_assert(gate_ban(gate, &r, i == 3 ? 50 : 0, "", 0, 1));
	}
	ck_assert(!ban("192.0.2.1", 0, "", 49));
	ck_assert(ban("10.0.0.1", 0, "again", 49));
	ck_assert_ptr_null(enter("192.0.2.1", 49));
	ck_assert(ban("192.0.2.1", 0, "", 50));
	ck_assert_ptr_nonnull(enter("192.0.2.1", 50));
	ck_assert_ptr_null(gate_enter(gate, numbered(3), 50));
	ck_assert_ptr_nonnull(gate_enter(gate, numbered(GATE_BANS - 1), 50));
}
END_TEST

START_TEST(test_a_long_reason_is_cut_between_characters)
{
	struct gate_ban *list;
	char why[500] = "";
	size_t count;

	while (strlen(why) < 400)
		(void)strcat(why, "吵");
	open_gate(0, 0);
	ck_assert(ban("192.0.2.1", 1000 * MINUTE, why, 1));
	list = gate_bans(gate, 1, &count);
	ck_assert_ptr_nonnull(list);
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(strlen(list[0].why), 126);
	free(list);
	/* The sentence has room for it. */
	ck_assert_ptr_nonnull(strstr(enter("192.0.2.1", 1), "; come back in "));
	ck_assert_uint_lt(strlen(enter("192.0.2.1", 1)),
	    GATE_SENTENCE_SIZE - 1);
}
END_TEST

START_TEST(test_a_reason_that_is_cut_is_clean)
{
	struct gate_ban *list;
	char why[GATE_WHY_SIZE + 8] = "\xe2\x81\xa7"; /* an open isolate */
	size_t count;

	while (strlen(why) < GATE_WHY_SIZE)
		(void)strcat(why, "x");
	(void)strcat(why, "\xe2\x81\xa9"); /* its end, which is cut off */
	open_gate(0, 0);
	ck_assert(ban("192.0.2.1", 1000 * MINUTE, why, 1));
	list = gate_bans(gate, 1, &count);
	ck_assert_ptr_nonnull(list);
	ck_assert_uint_eq(count, 1);
	ck_assert(text_is_clean(list[0].why, strlen(list[0].why)));
	free(list);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_a_class_behind_one_address_comes_in_at_once,
		test_joins_past_the_limit_wait_until_there_is_one_more,
		test_a_minute_brings_all_joins_back_and_no_more,
		test_joins_that_nobody_used_do_not_add_up,
		test_a_time_that_is_over_takes_nothing_away,
		test_one_join_a_minute_names_the_seconds_left,
		test_without_limits_everyone_comes_in,
		test_those_who_left_make_room_at_their_address,
		test_mapped_ipv4_is_the_same_address_as_ipv4,
		test_ipv6_addresses_of_one_network_count_as_one,
		test_a_peer_without_an_address_comes_in_uncounted,
		test_a_full_table_forgets_who_was_unused_for_longest,
		test_a_table_full_of_people_lets_others_in_uncounted,
		test_wrong_keys_are_remembered_when_their_sender_has_left,
		test_wrong_keys_are_forgotten_by_time_or_a_right_one,
		test_a_try_after_wrong_keys_waits_longer_each_time,
		test_a_right_key_waits_as_a_wrong_one_does,
		test_many_connections_of_an_address_guess_no_faster,
		test_the_key_of_the_room_does_not_end_the_wait_for_the_other,
		test_an_uncounted_one_leaves_uncounted,
		test_addresses_that_are_not_known_wait_together,
		test_ranges_are_read_and_written_with_host_bits_cleared,
		test_ranges_are_more_than_an_address_and_wide_ones_a_lot_more,
		test_ipv6_counts_by_its_network_and_link_local_by_itself,
		test_the_longest_range_is_written_whole,
		test_what_is_no_range_is_refused,
		test_a_range_covers_its_addresses_and_no_others,
		test_a_ban_ends_by_itself_at_its_very_time,
		test_a_ban_says_how_long_it_still_is,
		test_a_ban_for_good_holds_until_it_is_lifted,
		test_a_ban_may_be_overlooked_but_not_the_limits,
		test_who_is_refused_is_not_counted,
		test_a_ban_of_the_same_range_takes_the_place_of_the_older,
		test_a_network_and_its_first_address_are_two_bans,
		test_bans_are_bounded_and_those_that_are_over_make_room,
		test_a_long_reason_is_cut_between_characters,
		test_a_reason_that_is_cut_is_clean,
	};
	Suite *s = suite_create("gate");
	TCase *t = tcase_create("gate");
	SRunner *runner;
	size_t i;
	int failed;

	tcase_add_checked_fixture(t, NULL, teardown);
	tcase_set_timeout(t, 120);
	for (i = 0; i < sizeof tests / sizeof *tests; i++)
		tcase_add_test(t, tests[i]);
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
