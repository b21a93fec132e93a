/*
 * check_rules: what operators have decided ends in time.
 *
 * Each test begins with Ann, an operator, and Bob, who is none.  Time can stand
 * still: thread_now_ms() is ours, but not the clock by which threads wait.
 */
#include <config.h>

#include <check.h>

#include "common/thread.h"
#include "harness/clock.h"
#include "harness/duo.h"
#include "harness/suite.h"
#include "server/room/rules.h"

#define MINUTE_MS 60000

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

/* Ann and Bob, and what becomes of them, in two languages at once. */
START_TEST(test_what_ends_in_time_is_read_in_each_language)
{
	static const struct {
		const char *typed;
		enum sentence begins, ends;
	} acts[] = { { "mute Bob 1", S_MUTED_FOR, S_MUTE_ENDED },
		{ "pause 1", S_PAUSED_FOR, S_PAUSE_ENDED } };
	const struct words *args =
	    ARGS(words_of("@Ann"), words_of("Bob"), words_of("1 min"));
	int64_t now = thread_now_ms();

	read_in(ann, LANGUAGE_ZH_TW);
	read_in(bob, LANGUAGE_ZH_CN);
	clock_stop(now);
	type(ann, acts[_i].typed);
	expect_sentence(ann, acts[_i].begins, args);
	expect_sentence(bob, acts[_i].begins, args);
	registry_begin(room, NULL);
	rules_end_due(room, now + MINUTE_MS);
	registry_end(room, NULL);
	expect_sentence(ann, acts[_i].ends, args);
	expect_sentence(bob, acts[_i].ends, args);
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
		NULL,
	};

	TCase *tc = suite_case("rules", setup, guests_teardown, tests);

	tcase_add_loop_test(tc, test_what_ends_in_time_is_read_in_each_language,
	    0, 2);
	return (suite_run("rules", &tc, 1));
}
