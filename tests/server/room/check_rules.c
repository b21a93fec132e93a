/*
 * check_rules: what operators decide, word for word: for how long, for whom,
 * and what is refused.
 *
 * Each test begins with Ann, an operator, and Bob, who is none.  Time can stand
 * still: thread_now_ms() is ours, but not the clock by which threads wait.
 */
#include <config.h>

#include <check.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/thread.h"
#include "harness/guests.h"
#include "server/command/command.h"
#include "server/gate/gate.h"
#include "server/room/operators.h"

#define MINUTE_MS 60000

#define MINUTES_USAGE "*** usage: /mute NAME [MINUTES]: stop NAME from speaking"

int64_t __wrap_thread_now_ms(void);
int64_t __real_thread_now_ms(void);

static struct guest *ann, *bob;

/* The time at which it stands still, or 0. */
static atomic_llong frozen;

/* In place of thread_now_ms(). */
int64_t
__wrap_thread_now_ms(void)
{
	int64_t now = atomic_load(&frozen);

	return (now != 0 ? now : __real_thread_now_ms());
}

/* What has come in does not matter. */
static void
forget_all(const char *end)
{
	expect_end(ann, end);
	expect_end(bob, end);
	ann->len = bob->len = 0;
}

static void
promote(struct guest *g)
{
	thread_lock(&room->lock);
	registry_promote(room, g->m);
	thread_unlock(&room->lock);
}

static void
setup(void)
{
	atomic_store(&frozen, 0);
	guests_setup();
	ann = join();
	bob = join();
	ck_assert_int_eq(registry_rename(room, ann->m, "Ann", 3, NULL),
	    RENAME_DONE);
	ck_assert_int_eq(registry_rename(room, bob->m, "Bob", 3, NULL),
	    RENAME_DONE);
	promote(ann);
	registry_tell(room, ann->m, S_HELP, ".\r\n", 3);
	registry_tell(room, bob->m, S_HELP, ".\r\n", 3);
	forget_all(".\r\n");
}

/* Types a command, without its slash. */
static void
type(struct guest *g, const char *line)
{
	struct words words = { line, strlen(line) };

	ck_assert(command_run(room, g->m, words));
}

/* Types it almost a minute ago. */
static int64_t
type_early(struct guest *g, const char *line)
{
	int64_t now = __real_thread_now_ms();

	atomic_store(&frozen, now - MINUTE_MS + 100);
	type(g, line);
	atomic_store(&frozen, 0);
	return (now);
}

static void
both_expect(const char *text)
{
	expect(ann, text);
	expect(bob, text);
}

/* Ann reads this, and Bob, until now, nothing. */
static void
ann_expects(const char *text)
{
	expect(ann, text);
	registry_tell(room, bob->m, S_HELP, ".\r\n", 3);
	expect(bob, ".\r\n");
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

	atomic_store(&frozen, now);
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
	size_t count;

	type(ann, "unlock");
	ann_expects("*** the room is already open\r\n");
	type(ann, "lock");
	both_expect("*** @Ann locked the room\r\n");
	type(ann, "lock");
	ann_expects("*** the room is already locked\r\n");
	ck_assert_int_ne(registry_join(room, carol->m, &count), S_NONE);
	type(ann, "unlock");
	both_expect("*** @Ann unlocked the room\r\n");
	ck_assert_int_eq(registry_join(room, carol->m, &count), S_NONE);
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

	atomic_store(&frozen, now);
	type(ann, "ban 192.0.2.1 5 noise");
	type(ann, "ban 192.0.2.2 noise");
	bans = gate_bans(gate, now, &count);
	ck_assert_uint_eq(count, 2);
	ck_assert_int_eq(bans[0].until_ms, now + 5 * MINUTE_MS);
	ck_assert_int_eq(bans[1].until_ms, 0);
	free(bans);
	both_expect("*** @Ann banned 192.0.2.1 for 5 min: noise\r\n"
		    "*** @Ann banned 192.0.2.2: noise\r\n");
	atomic_store(&frozen, now + 1);
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

START_TEST(test_wrong_operator_keys_count_as_such)
{
	const struct sockaddr *sa = (struct sockaddr *)&bob->m->peer;
	int64_t now = thread_now_ms();

	atomic_store(&frozen, now);
	type(bob, "op wrong");
	type(bob, "op wrong");
	ck_assert_int_eq(
	    gate_key_tried(gate, sa, GATE_OPERATOR_KEY, false, now), 250);
	ck_assert_int_eq(gate_key_tried(gate, sa, GATE_ROOM_KEY, true, now), 0);
}
END_TEST

START_TEST(test_opener_of_the_room_stays_in_charge)
{
	promote(bob);
	bob->m->is_console = true;
	type(bob, "deop");
	expect_end(bob,
	    "*** the person who opened the room stays in charge of it\r\n");
	type(bob, "nick Console");
	expect_end(bob, "*** you are now known as @Console\r\n");
	type(ann, "nick console");
	expect_end(ann, "*** console is a name for the console only\r\n");
	bob->m->is_console = false;
}
END_TEST

START_TEST(test_commands_of_operators_are_for_them)
{
	type(bob, "LOCK");
	expect(bob, "*** /lock is for operators; /op KEY makes you one\r\n");
	ck_assert(!room->rules.locked);
	type(bob, "op Ann");
	expect_end(bob, "make you one with /op NAME\r\n");
	type(ann, "op Bob");
	expect(ann, "*** @Ann made Bob an operator: @Bob\r\n");
	type(ann, "op Bob");
	expect(ann, "*** @Bob is already an operator\r\n");
	ck_assert_uint_eq(room->operators, 2);
}
END_TEST

START_TEST(test_who_says_the_time_in_the_unit_that_says_most)
{
	int64_t now = thread_now_ms();

	atomic_store(&frozen, now);
	thread_lock(&room->lock);
	ann->m->joined = now - 60000;
	ann->m->spoke = now - 59999;
	bob->m->joined = now - 3600000;
	bob->m->spoke = now - 3599999;
	thread_unlock(&room->lock);
	type(bob, "who");
	expect(bob,
	    "*** 2 people are here:\r\n"
	    "***   @Ann  from 10.0.0.1:1, here 1 min, idle 59 s\r\n"
	    "***   Bob  from 10.0.0.1:2, here 1 h 0 min, idle 59 min\r\n");
}
END_TEST

START_TEST(test_nothing_is_said_without_words)
{
	type(bob, "me");
	type(bob, "msg Ann");
	type(bob, "msg");
	/* A letter that cannot be seen. */
	type(bob, "me \u3164");
	type(bob, "msg Ann \u3164");
	type(bob, "nick two words");
	expect(bob,
	    "*** usage: /me TEXT: say what you do: /me waves\r\n"
	    "*** usage: /msg NAME TEXT: say TEXT to NAME only\r\n"
	    "*** usage: /msg NAME TEXT: say TEXT to NAME only\r\n"
	    "*** usage: /me TEXT: say what you do: /me waves\r\n"
	    "*** usage: /msg NAME TEXT: say TEXT to NAME only\r\n"
	    "*** two words cannot be your name: it contains blanks\r\n");
	registry_tell(room, ann->m, S_HELP, ".\r\n", 3);
	expect(ann, ".\r\n");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_mute_for_a_minute_ends_when_it_is_over,
		test_pause_for_a_minute_ends_when_it_is_over,
		test_first_mute_to_end_is_the_one_that_is_due,
		test_times_are_whole_numbers_within_a_year,
		test_mute_is_lifted_once,
		test_lock_is_set_and_lifted_once,
		test_pause_is_lifted_once,
		test_slow_mode_is_in_seconds_up_to_an_hour,
		test_words_of_operators_are_cut_at_512_bytes,
		test_ban_of_an_address_spares_operators,
		test_each_operator_is_asked_each_time,
		test_bans_are_for_their_time_or_for_good,
		test_too_many_bans_are_refused,
		test_wrong_operator_keys_count_as_such,
		test_opener_of_the_room_stays_in_charge,
		test_commands_of_operators_are_for_them,
		test_who_says_the_time_in_the_unit_that_says_most,
		test_nothing_is_said_without_words,
	};
	Suite *s = suite_create("rules");
	TCase *t = tcase_create("rules");
	SRunner *runner;
	size_t i;
	int failed;

	tcase_add_checked_fixture(t, setup, guests_teardown);
	tcase_set_timeout(t, 60);
	for (i = 0; i < sizeof tests / sizeof *tests; i++)
		tcase_add_test(t, tests[i]);
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
