/*
 * check_rules: what operators decide, word for word: for how long, for whom,
 * and what is refused.
 *
 * Each test begins with Ann, an operator, and Bob, who is none.  Time can stand
 * still: thread_now_ms() is ours, but not the clock by which threads wait.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/thread.h"
#include "harness/clock.h"
#include "harness/duo.h"
#include "harness/suite.h"
#include "server/gate/gate.h"
#include "server/room/rules.h"

#define MINUTE_MS 60000

#define MINUTES_USAGE "*** usage: /mute NAME [MINUTES]: stop NAME from speaking"

static void
setup(void)
{
	clock_stop(0);
	duo_setup();
}

/* Types it almost a minute ago. */
static int64_t
type_early(struct guest *g, const char *line)
{
	int64_t now = clock_real();

	clock_stop(now - MINUTE_MS + 100);
	type(g, line);
	clock_stop(0);
	return (now);
}

/* A time that the caretaker may be writing. */
static int64_t
time_of(const int64_t *field)
{
	int64_t ms;

	thread_lock(&room->lock);
	ms = *field;
	thread_unlock(&room->lock);
	return (ms);
}

START_TEST(test_mute_for_a_minute_ends_when_it_is_over)
{
	int64_t start = type_early(ann, "mute Bob 1");

	both_expect("*** @Ann muted Bob for 1 min\r\n"
		    "*** Bob may speak again\r\n");
	ck_assert_int_ge(thread_now_ms(), start + 100);
	ck_assert_int_eq(time_of(&bob->m->muted_until), 0);
}
END_TEST

START_TEST(test_pause_for_a_minute_ends_when_it_is_over)
{
	int64_t start = type_early(ann, "pause 1");

	both_expect("*** @Ann paused the room for 1 min: only operators speak"
		    "\r\n*** everyone may speak again\r\n");
	ck_assert_int_ge(thread_now_ms(), start + 100);
}
END_TEST

START_TEST(test_first_mute_to_end_is_the_one_that_is_due)
{
	int64_t now = thread_now_ms(), due;

	clock_stop(now);
	type(ann, "mute Bob 30");
	ck_assert_int_eq(time_of(&room->rules.next_end), now + 30 * MINUTE_MS);
	type(ann, "mute Bob 5");
	due = time_of(&room->rules.next_end);
	ck_assert_int_eq(due, now + 5 * MINUTE_MS);
	ck_assert_int_eq(time_of(&bob->m->muted_until), due);
	(void)join();
	type(ann, "mute 10.0.0.1:3 10");
	type(ann, "mute 10.0.0.1:3");
	ck_assert_int_eq(time_of(&room->rules.next_end), due);
}
END_TEST

START_TEST(test_mute_that_was_lifted_ends_no_other)
{
	int64_t now = thread_now_ms(), due;
	struct guest *third;

	clock_stop(now);
	third = join();
	type(ann, "mute 10.0.0.1:3 30");
	type(ann, "mute Bob 5");
	due = time_of(&room->rules.next_end);
	type(ann, "unmute Bob");
	thread_lock(&room->lock);
	rules_end_due(room, due);
	ck_assert_int_eq(third->m->muted_until, now + 30 * MINUTE_MS);
	ck_assert_int_eq(room->rules.next_end, now + 30 * MINUTE_MS);
	thread_unlock(&room->lock);
}
END_TEST

START_TEST(test_times_are_whole_numbers_within_a_year)
{
	static const char *const wrong[] = { "0", "00000005", "00000005x",
		"527041", "99999999999", "5min" };
	char line[64], expected[256];
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		(void)snprintf(line, sizeof line, "mute Bob %s", wrong[i]);
		type(ann, line);
		(void)snprintf(expected, sizeof expected,
		    "*** %s is not a number of minutes from 1 to 527040\r\n%s"
		    "\r\n",
		    wrong[i], MINUTES_USAGE);
		ann_expects(expected);
		ck_assert_int_eq(time_of(&bob->m->muted_until), 0);
	}
	type(ann, "mute Bob 527040");
	both_expect("*** @Ann muted Bob for 527040 min\r\n");
	type(ann, "mute Bob 0000001");
	both_expect("*** @Ann muted Bob for 1 min\r\n");
}
END_TEST

START_TEST(test_mute_is_lifted_once)
{
	type(ann, "unmute Bob");
	ann_expects("*** Bob is not muted\r\n");
	type(ann, "mute Bob");
	type(ann, "unmute Bob");
	both_expect("*** @Ann muted Bob\r\n*** @Ann unmuted Bob\r\n");
	type(ann, "unmute Bob");
	ann_expects("*** Bob is not muted\r\n");
	type(ann, "mute Ann");
	ann_expects(
	    "*** @Ann is an operator and cannot be muted; /kick works\r\n");
	ck_assert_int_eq(time_of(&ann->m->muted_until), 0);
}
END_TEST

START_TEST(test_lock_is_set_and_lifted_once)
{
	struct guest *carol = arrive();

	type(ann, "unlock");
	ann_expects("*** the room is already open\r\n");
	type(ann, "lock");
	both_expect("*** @Ann locked the room\r\n");
	type(ann, "lock");
	ann_expects("*** the room is already locked\r\n");
	ck_assert_int_ne(registry_join(room, carol->m), S_NONE);
	type(ann, "unlock");
	both_expect("*** @Ann unlocked the room\r\n");
	ck_assert_int_eq(registry_join(room, carol->m), S_NONE);
}
END_TEST

START_TEST(test_commands_of_operators_are_for_them)
{
	type(bob, "LOCK");
	bob_expects("*** /lock is for operators; /op KEY makes you one\r\n");
	ck_assert(!room->rules.locked);
}
END_TEST

START_TEST(test_pause_is_lifted_once)
{
	type(ann, "resume");
	ann_expects("*** the room is not paused\r\n");
	type(ann, "pause");
	both_expect("*** @Ann paused the room: only operators speak\r\n");
	type(ann, "resume");
	both_expect("*** @Ann ended the pause\r\n");
	type(ann, "resume");
	ann_expects("*** the room is not paused\r\n");
	say_raw(bob->m, "hi\r\n", 4);
	expect(ann, "hi\r\n");
}
END_TEST

START_TEST(test_slow_mode_is_in_seconds_up_to_an_hour)
{
	type(ann, "slow 3600");
	ck_assert_int_eq(room->rules.slow_ms, 3600000);
	type(ann, "slow 3601");
	ck_assert_int_eq(room->rules.slow_ms, 3600000);
	type(ann, "slow 0");
	ck_assert_int_eq(room->rules.slow_ms, 0);
	expect(bob,
	    "*** @Ann turned on slow mode: one line per person every 3600 s"
	    "\r\n*** @Ann turned off slow mode\r\n");
}
END_TEST

START_TEST(test_words_of_operators_are_cut_at_512_bytes)
{
	char line[700] = "announce ", expected[600] = "*** ";

	memset(line + 9, 'x', 600);
	memset(expected + 4, 'x', 512);
	(void)strcpy(expected + 4 + 512, "\r\n");
	type(ann, line);
	both_expect(expected);
}
END_TEST

/* All guests have that address. */
START_TEST(test_ban_of_an_address_spares_operators)
{
	type(ann, "ban 10.0.0.1 noise");
	expect(bob, "*** @Ann banned 10.0.0.1: noise\r\n");
	ck_assert_int_eq(seat_dropped(&bob->m->seat), S_WHY_BANNED);
	ck_assert_int_eq(seat_dropped(&ann->m->seat), S_NONE);
}
END_TEST

#define ASKED                                                                  \
	"*** 0.0.0.0/0 contains your own address: to ban all of that, repeat " \
	"the command\r\n"

START_TEST(test_each_operator_is_asked_each_time)
{
	promote(bob);
	type(ann, "ban 0.0.0.0/0");
	ann_expects(ASKED);
	type(bob, "ban 0.0.0.0/0");
	expect(bob, ASKED);
	type(bob, "ban 0.0.0.0/0");
	both_expect("*** @Bob banned 0.0.0.0/0\r\n");
	type(bob, "ban 0.0.0.0/0");
	expect(bob, ASKED);
	/* Another range is another question, and so is one as wide. */
	type(bob, "ban 0.0.0.0/1");
	expect_end(bob, "repeat the command\r\n");
	type(bob, "ban 128.0.0.0/1");
	expect_end(bob, "repeat the command\r\n");
	ck_assert_ptr_null(strstr(bob->got, "@Bob banned 0.0.0.0/1"));
	ck_assert_ptr_null(strstr(bob->got, "@Bob banned 128"));
}
END_TEST

START_TEST(test_bans_are_for_their_time_or_for_good)
{
	int64_t now = thread_now_ms();
	struct ban_entry *bans;
	size_t count;

	clock_stop(now);
	type(ann, "ban 192.0.2.1 5 noise");
	type(ann, "ban 192.0.2.2 noise");
	bans = gate_bans(gate, now, &count);
	ck_assert_uint_eq(count, 2);
	ck_assert_int_eq(bans[0].until_ms, now + 5 * MINUTE_MS);
	ck_assert_int_eq(bans[1].until_ms, 0);
	free(bans);
	both_expect("*** @Ann banned 192.0.2.1 for 5 min: noise\r\n"
		    "*** @Ann banned 192.0.2.2: noise\r\n");
	clock_stop(now + 1);
	type(ann, "bans");
	ann_expects("*** 2 bans\r\n"
		    "***   192.0.2.1 for another 5 min: noise\r\n"
		    "***   192.0.2.2: noise\r\n");
	type(ann, "unban 192.0.2.3");
	ann_expects("*** 192.0.2.3 is not banned; /bans lists all\r\n");
}
END_TEST

START_TEST(test_too_many_bans_are_refused)
{
	struct subnet range = { .bits = 128 };
	unsigned i;

	for (i = 0; i < BAN_MAX; i++) {
		memcpy(range.bytes, &i, sizeof i);
		ck_assert(gate_ban(gate, &range, 0, "", 0, 1));
	}
	type(ann, "ban 10.0.0.1");
	ann_expects(
	    "*** there are too many bans; lift some (/bans lists all)\r\n");
	ck_assert_int_eq(seat_dropped(&bob->m->seat), S_NONE);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_mute_for_a_minute_ends_when_it_is_over,
		test_pause_for_a_minute_ends_when_it_is_over,
		test_first_mute_to_end_is_the_one_that_is_due,
		test_mute_that_was_lifted_ends_no_other,
		test_times_are_whole_numbers_within_a_year,
		test_mute_is_lifted_once,
		test_lock_is_set_and_lifted_once,
		test_commands_of_operators_are_for_them,
		test_pause_is_lifted_once,
		test_slow_mode_is_in_seconds_up_to_an_hour,
		test_words_of_operators_are_cut_at_512_bytes,
		test_ban_of_an_address_spares_operators,
		test_each_operator_is_asked_each_time,
		test_bans_are_for_their_time_or_for_good,
		test_too_many_bans_are_refused,
		NULL,
	};

	return (suite_of("rules", setup, guests_teardown, tests));
}
