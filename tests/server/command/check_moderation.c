/*
 * check_moderation: what operators decide, word for word: for how long, for
 * whom, and what is refused.
 *
 * Each test begins with Ann, an operator, and Bob, who is none.  Time can stand
 * still.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "common/thread.h"
#include "harness/clock.h"
#include "harness/duo.h"
#include "harness/suite.h"

#define SLOW_USAGE                                                        \
	"*** usage: /slow SECONDS: one line per person every SECONDS; 0 " \
	"turns it off"
#define MINUTES_USAGE "*** usage: /mute NAME [MINUTES]: stop NAME from speaking"

static void
setup(void)
{
	clock_stop(0);
	duo_setup();
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

START_TEST(test_kick_is_told_with_and_without_why)
{
	(void)join();
	both_expect("[ 10.0.0.1:3 ] joined the room\r\n");
	type(ann, "kick 10.0.0.1:3  too loud");
	both_expect("*** @Ann threw out 10.0.0.1:3: too loud\r\n");
	type(ann, "kick BOB");
	expect(ann, "*** @Ann threw out Bob\r\n");
	ck_assert_int_eq(seat_dropped(&bob->m->seat), S_WHY_KICKED);
	ck_assert_int_eq(seat_dropped(&guests[2].m->seat), S_WHY_KICKED);
	ck_assert_int_eq(seat_dropped(&ann->m->seat), S_NONE);
}
END_TEST

START_TEST(test_the_console_stays_and_is_never_muted)
{
	bob->m->is_console = true;
	promote(bob);
	type(ann, "kick Bob");
	expect_end(ann, "\r\n");
	ck_assert_int_eq(seat_dropped(&bob->m->seat), S_NONE);
	type(ann, "mute Bob");
	expect_end(ann, "\r\n");
	ck_assert_int_eq(bob->m->muted_until, 0);
	bob->m->is_console = false;
}
END_TEST

START_TEST(test_nobody_is_kicked_or_muted_who_is_not_here)
{
	static const char *const lines[] = { "kick Eve", "mute Eve",
		"unmute Eve" };
	size_t i;

	for (i = 0; i < sizeof lines / sizeof *lines; i++) {
		type(ann, lines[i]);
		ann_expects(
		    "*** nobody here is called Eve; /who lists everyone\r\n");
	}
}
END_TEST

START_TEST(test_times_are_whole_numbers_within_a_year)
{
	static const char *const wrong[] = { "0", "00000005", "00000005x",
		"527041", "99999999999", "5min", "loud" };
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
	type(ann, "slow 3601");
	ann_expects(
	    "*** 3601 is not a number of seconds from 0 to 3600\r\n" SLOW_USAGE
	    "\r\n");
	type(ann, "slow down");
	ann_expects(
	    "*** down is not a number of seconds from 0 to 3600\r\n" SLOW_USAGE
	    "\r\n");
	type(ann, "slow 3600");
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

START_TEST(test_the_topic_is_set_and_removed)
{
	type(ann, "topic what a lock is");
	both_expect("*** @Ann set the topic: what a lock is\r\n");
	ck_assert_str_eq(room->topic, "what a lock is");
	type(ann, "topic");
	both_expect("*** @Ann removed the topic\r\n");
	ck_assert_str_eq(room->topic, "");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_kick_is_told_with_and_without_why,
		test_the_console_stays_and_is_never_muted,
		test_nobody_is_kicked_or_muted_who_is_not_here,
		test_times_are_whole_numbers_within_a_year,
		test_mute_is_lifted_once,
		test_lock_is_set_and_lifted_once,
		test_commands_of_operators_are_for_them,
		test_pause_is_lifted_once,
		test_slow_mode_is_in_seconds_up_to_an_hour,
		test_words_of_operators_are_cut_at_512_bytes,
		test_the_topic_is_set_and_removed,
		NULL,
	};

	return (suite_of("moderation", setup, guests_teardown, tests));
}
