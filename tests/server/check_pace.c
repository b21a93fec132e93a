/*
 * check_pace: how fast a client may talk (pace), and how many events are
 * announced one by one (burst).  Time is an argument: nothing waits here.
 */
#include <config.h>

#include <check.h>

#include "harness/suite.h"
#include "server/pace.h"
#include "server/room/burst.h"

START_TEST(test_a_burst_of_five_seconds_worth_goes_at_once)
{
	struct pace p;
	int i;

	pace_init(&p, 10);
	for (i = 0; i < 50; i++)
		ck_assert_int_eq(pace_take(&p, 1000, 80), 0);
	ck_assert_int_eq(pace_take(&p, 1000, 80), 100);
	ck_assert_int_eq(pace_take(&p, 1000, 80), 200);
}
END_TEST

START_TEST(test_a_steady_talker_at_the_rate_never_waits)
{
	struct pace p;
	int i;

	pace_init(&p, 10);
	for (i = 0; i < 1000; i++)
		ck_assert_int_eq(pace_take(&p, 5000 + i * 100, 80), 0);
}
END_TEST

START_TEST(test_who_waits_as_told_says_so_many_a_second)
{
	int64_t now = 0;
	struct pace p;
	int i;

	pace_init(&p, 10);
	for (i = 0; i < 250; i++)
		now += pace_take(&p, now, 80);
	/* 50 at once, the other 200 at 10 a second */
	ck_assert_int_eq(now, 20000);
}
END_TEST

START_TEST(test_silence_fills_the_bucket_and_no_more)
{
	struct pace p;
	int i;

	pace_init(&p, 10);
	for (i = 0; i < 50; i++)
		(void)pace_take(&p, 0, 80);
	for (i = 0; i < 50; i++)
		ck_assert_int_eq(pace_take(&p, 3600000, 80), 0);
	ck_assert_int_gt(pace_take(&p, 3600000, 80), 0);
}
END_TEST

START_TEST(test_wait_is_rounded_up)
{
	struct pace p;
	int i;

	/* Each line is 333,333 us. */
	pace_init(&p, 3);
	for (i = 0; i < 15; i++)
		ck_assert_int_eq(pace_take(&p, 0, 80), 0);
	ck_assert_int_eq(pace_take(&p, 0, 80), 334);
}
END_TEST

/* Who has been told reads it again after a silence that has paid for all. */
START_TEST(test_full_bucket_is_a_new_start)
{
	struct pace p;
	int i;

	pace_init(&p, 10);
	ck_assert(!p.told);
	for (i = 0; i < 60; i++)
		(void)pace_take(&p, 0, 80);
	p.told = true;
	(void)pace_take(&p, 6000, 80); /* all but paid */
	ck_assert(p.told);
	(void)pace_take(&p, 6101, 80);
	ck_assert(!p.told);
}
END_TEST

START_TEST(test_rate_zero_is_no_bound)
{
	struct pace p;
	int i;

	pace_init(&p, 0);
	for (i = 0; i < 100000; i++)
		ck_assert_int_eq(pace_take(&p, 0, 4096), 0);
}
END_TEST

START_TEST(test_a_long_line_has_the_price_of_several)
{
	struct pace p;
	int i;

	pace_init(&p, 10);
	/* An empty line also costs something; a part costs as much as the
	 * whole. */
	ck_assert_int_eq(pace_take(&p, 0, 0), 0);
	ck_assert_int_eq(pace_take(&p, 0, PACE_LINE_BYTES), 0);
	for (i = 0; i < 3; i++)
		ck_assert_int_eq(pace_take(&p, 0, 4096), 0);
	/* These were the price of 50. */
	ck_assert_int_eq(pace_take(&p, 0, PACE_LINE_BYTES + 1), 200);
	ck_assert_int_eq(pace_take(&p, 0, 4096), 1800);
}
END_TEST

START_TEST(test_a_class_that_pastes_thirty_rows_of_code_never_waits)
{
	struct pace p;
	int i;

	pace_init(&p, 10);
	for (i = 0; i < 30; i++)
		ck_assert_int_eq(pace_take(&p, 0, 80), 0);
	for (i = 0; i < 20; i++)
		ck_assert_int_eq(pace_take(&p, 0, PACE_LINE_BYTES), 0);
}
END_TEST

START_TEST(test_answers_are_paid_for_by_what_is_said_next)
{
	struct pace p;

	pace_init(&p, 10);
	ck_assert_int_eq(pace_take(&p, 1000, 4), 0);
	ck_assert_uint_eq(pace_charge(&p, PACE_ANSWER_BYTES - 1),
	    PACE_ANSWER_BYTES - 1);
	ck_assert_uint_eq(pace_charge(&p, 48 * PACE_ANSWER_BYTES + 5), 5);
	ck_assert_int_eq(pace_take(&p, 1000, 4), 0);
	ck_assert_int_eq(pace_take(&p, 1000, 4), 100);
}
END_TEST

START_TEST(test_an_answer_costs_no_more_than_a_burst)
{
	struct pace p;

	pace_init(&p, 10);
	ck_assert_int_eq(pace_take(&p, 1000, 4), 0);
	ck_assert_uint_eq(pace_charge(&p, 1000 * PACE_ANSWER_BYTES), 0);
	ck_assert_int_eq(pace_take(&p, 1000, 4), 200);
	pace_init(&p, 0);
	ck_assert_uint_eq(pace_charge(&p, 1000 * PACE_ANSWER_BYTES), 0);
	ck_assert_int_eq(pace_take(&p, 1000, 4), 0);
}
END_TEST

START_TEST(test_two_in_a_second_are_told_and_the_third_is_held)
{
	struct burst b = { .ends = 0 };

	ck_assert(!burst_hold(&b, 10));
	ck_assert(!burst_hold(&b, 500));
	ck_assert(burst_hold(&b, 900));
	ck_assert(burst_hold(&b, 1009));
	ck_assert_int_eq(b.ends, 1010);
}
END_TEST

START_TEST(test_a_new_second_tells_two_again)
{
	struct burst b = { .ends = 0 };
	int i;

	for (i = 0; i < 10; i++)
		(void)burst_hold(&b, 10);
	ck_assert(!burst_hold(&b, 1010));
	ck_assert(!burst_hold(&b, 1010));
	ck_assert(burst_hold(&b, 1010));
}
END_TEST

START_TEST(test_a_long_burst_goes_on_as_one_line_a_second)
{
	struct burst b = { .ends = 0 };
	int i;

	for (i = 0; i < 10; i++)
		(void)burst_hold(&b, 10);
	burst_told(&b, 1010);
	ck_assert(burst_hold(&b, 1011));
	ck_assert_int_eq(b.ends, 2010);
	ck_assert(!burst_hold(&b, 2010));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_a_burst_of_five_seconds_worth_goes_at_once,
		test_a_steady_talker_at_the_rate_never_waits,
		test_who_waits_as_told_says_so_many_a_second,
		test_silence_fills_the_bucket_and_no_more,
		test_wait_is_rounded_up,
		test_full_bucket_is_a_new_start,
		test_rate_zero_is_no_bound,
		test_a_long_line_has_the_price_of_several,
		test_a_class_that_pastes_thirty_rows_of_code_never_waits,
		test_answers_are_paid_for_by_what_is_said_next,
		test_an_answer_costs_no_more_than_a_burst,
		test_two_in_a_second_are_told_and_the_third_is_held,
		test_a_new_second_tells_two_again,
		test_a_long_burst_goes_on_as_one_line_a_second,
		NULL,
	};

	return (suite_of("pace", NULL, NULL, tests));
}
