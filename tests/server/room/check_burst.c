/*
 * check_burst: the first two in a second are announced at once, the others on
 * one line.
 */
#include <config.h>

#include <check.h>

#include "harness/suite.h"
#include "server/room/burst.h"

START_TEST(test_two_in_a_second_are_told_at_once_and_no_more)
{
	struct burst b = { 0 };

	ck_assert(!burst_hold(&b, 5000));
	ck_assert(!burst_hold(&b, 5001));
	ck_assert(burst_hold(&b, 5002));
	ck_assert(burst_hold(&b, 5000 + BURST_MS - 1));
}
END_TEST

START_TEST(test_the_next_second_starts_anew)
{
	struct burst b = { 0 };
	int i;

	for (i = 0; i < 5; i++)
		(void)burst_hold(&b, 5000);
	ck_assert(!burst_hold(&b, 5000 + BURST_MS));
	ck_assert(!burst_hold(&b, 5001 + BURST_MS));
	ck_assert(burst_hold(&b, 5002 + BURST_MS));
}
END_TEST

/* A second begins with the first person, not with the clock's second. */
START_TEST(test_a_second_is_counted_from_the_first_one)
{
	struct burst b = { 0 };

	(void)burst_hold(&b, 4900);
	(void)burst_hold(&b, 5100);
	ck_assert(burst_hold(&b, 4900 + BURST_MS - 1));
	ck_assert(!burst_hold(&b, 4900 + BURST_MS));
}
END_TEST

START_TEST(test_after_a_line_for_many_a_second_is_quiet)
{
	struct burst b = { 0 };

	burst_told(&b, 5000);
	ck_assert(burst_hold(&b, 5000));
	ck_assert(burst_hold(&b, 5000 + BURST_MS - 1));
	ck_assert(!burst_hold(&b, 5000 + BURST_MS));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_two_in_a_second_are_told_at_once_and_no_more,
		test_the_next_second_starts_anew,
		test_a_second_is_counted_from_the_first_one,
		test_after_a_line_for_many_a_second_is_quiet,
		NULL,
	};

	return (suite_of("burst", NULL, NULL, tests));
}
