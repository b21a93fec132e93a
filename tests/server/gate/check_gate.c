/*
 * check_gate: who may come in from which address, and how fast.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "harness/peers.h"
#include "harness/suite.h"
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

/* Why a peer may not come in, as a text; NULL: it may. */
static const char *
enter_as(const struct sockaddr *sa, int64_t now)
{
	static char text[REASON_TEXT_SIZE];
	struct reason why;

	if (gate_enter(gate, sa, now, &why))
		return (NULL);
	return (reason_text(&why, text));
}

static const char *
enter(const char *address, int64_t now)
{
	return (enter_as(peer(address), now));
}

static bool
ban(const char *text, int64_t until, const char *why, int64_t now)
{
	struct subnet r = range(text);

	return (gate_ban(gate, &r, until, why, strlen(why), now));
}

static bool
unban(const char *text, int64_t now)
{
	struct subnet r = range(text);

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
	struct subnet r;
	int i;

	open_gate(1, 1);
	ck_assert(!subnet_of(&sa, &r));
	ck_assert_ptr_null(enter_as(&sa, 1));
	ck_assert_ptr_null(enter_as(&sa, 1));
	gate_exit(gate, &sa);
	for (i = 0; i < 2; i++)
		ck_assert_int_eq(
		    gate_key_tried(gate, &sa, GATE_ROOM_KEY, false, 1), 0);
	ck_assert_int_eq(gate_key_tried(gate, &sa, GATE_ROOM_KEY, true, 1),
	    250);
}
END_TEST

/*
 * Somebody comes in from each address that the gate can remember.  (Check takes
 * time for each assertion, and more time the more there are.)
 */
static void
fill_the_table(void)
{
	unsigned i, refused = 0;

	for (i = 0; i < GATE_ADDRESSES; i++)
		if (enter_as(numbered(i), 1) != NULL)
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
	ck_assert_ptr_nonnull(enter_as(numbered(7), 1));
	/* Now 5 is the one unused for longest; its place is taken. */
	ck_assert_ptr_null(enter_as(numbered(GATE_ADDRESSES), 1));
	ck_assert_ptr_nonnull(enter_as(numbered(GATE_ADDRESSES), 1));
	ck_assert_ptr_nonnull(enter_as(numbered(7), 1));
	ck_assert_ptr_null(enter_as(numbered(5), 1));
}
END_TEST

/* Whoever is still in counts, whatever has become of the neighbours. */
START_TEST(test_what_is_forgotten_takes_nobody_else_along)
{
	unsigned i, lost = 0;

	open_gate(0, 1);
	fill_the_table();
	for (i = 0; i < GATE_ADDRESSES; i += 2)
		gate_exit(gate, numbered(i));
	for (i = 0; i < GATE_ADDRESSES; i += 2)
		if (enter_as(numbered(GATE_ADDRESSES + i), 1) != NULL)
			lost++;
	for (i = 1; i < GATE_ADDRESSES; i += 2)
		if (enter_as(numbered(i), 1) == NULL)
			lost++;
	ck_assert_uint_eq(lost, 0);
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
	ck_assert_ptr_nonnull(enter_as(numbered(0), 1));
	ck_assert(ban("192.0.2.1", 0, "", 1));
	ck_assert_ptr_nonnull(enter("192.0.2.1", 1));
}
END_TEST

static int64_t
try(const char *address, enum gate_key key, bool right, int64_t now)
{
	return (gate_key_tried(gate, peer(address), key, right, now));
}

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
	char text[REASON_TEXT_SIZE];
	struct reason why;

	open_gate(0, 1);
	ck_assert(ban("10.0.0.0/8", 0, "", 1));
	ck_assert(gate_enter_banned(gate, peer("10.0.0.1"), 1, &why));
	ck_assert(!gate_enter_banned(gate, peer("10.0.0.1"), 1, &why));
	ck_assert_int_eq(why.sentence, S_TOO_MANY_FROM_YOU);
	ck_assert_int_eq(why.sentence, S_TOO_MANY_FROM_YOU);
	ck_assert(gate_is_banned(gate, peer("10.0.0.1"), 1, &why));
	ck_assert_str_eq(reason_text(&why, text),
	    "you are banned from this room; ask the person in charge of it");
	ck_assert(!gate_is_banned(gate, peer("192.0.2.1"), 1, &why));
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
	struct ban_entry *list;
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
		test_what_is_forgotten_takes_nobody_else_along,
		test_a_table_full_of_people_lets_others_in_uncounted,
		test_wrong_keys_are_remembered_when_their_sender_has_left,
		test_a_right_key_waits_as_a_wrong_one_does,
		test_many_connections_of_an_address_guess_no_faster,
		test_the_key_of_the_room_does_not_end_the_wait_for_the_other,
		test_an_uncounted_one_leaves_uncounted,
		test_addresses_that_are_not_known_wait_together,
		test_a_ban_for_good_holds_until_it_is_lifted,
		test_a_ban_may_be_overlooked_but_not_the_limits,
		test_who_is_refused_is_not_counted,
		test_a_ban_of_the_same_range_takes_the_place_of_the_older,
		NULL,
	};

	return (suite_of("gate", NULL, teardown, tests));
}
