/*
 * check_tries: how fast somebody may guess at a key.
 */
#include <config.h>

#include <check.h>
#include <string.h>

#include "harness/suite.h"
#include "server/gate/tries.h"

#define MINUTE 60000

static struct tries tries;

static int64_t
try(bool right, int64_t now)
{
	return (tries_judge(&tries, right, now));
}

static void
setup(void)
{
	memset(&tries, 0, sizeof tries);
}

START_TEST(test_a_try_after_wrong_keys_waits_longer_each_time)
{
	static const int waits[] = { 0, 250, 500, 1000, 2000, 4000, 8000, 8000,
		8000 };
	int64_t now = 1000000;
	size_t i;

	ck_assert_int_eq(try(false, now), 0);
	for (i = 0; i < sizeof waits / sizeof *waits; i++) {
		if (waits[i] > 0)
			ck_assert_int_eq(try(false, now), waits[i]);
		now += waits[i];
		ck_assert_int_eq(try(false, now), 0);
	}
}
END_TEST

START_TEST(test_a_right_key_waits_as_a_wrong_one_does)
{
	ck_assert_int_eq(try(false, 9), 0);
	ck_assert_int_eq(try(false, 9), 0);
	ck_assert_int_eq(try(true, 9), 250);
	ck_assert_int_eq(try(true, 258), 1);
	ck_assert_int_eq(try(true, 259), 0);
	ck_assert_int_eq(try(false, 259), 0);
	ck_assert_int_eq(try(false, 259), 0);
}
END_TEST

START_TEST(test_wrong_keys_are_forgotten_by_time_or_a_right_one)
{
	const int64_t later = 1 + 5 * MINUTE;

	ck_assert_int_eq(try(false, 1), 0);
	ck_assert_int_eq(try(false, 1), 0);
	ck_assert_int_eq(try(false, 251), 0);
	/* Almost five minutes later it is the fourth one. */
	ck_assert_int_eq(try(false, later), 0);
	ck_assert_int_eq(try(false, later), 1000);
	ck_assert_int_eq(try(false, later + 5 * MINUTE), 0);
	ck_assert_int_eq(try(true, later + 5 * MINUTE), 0);
	ck_assert_int_eq(try(false, later + 5 * MINUTE), 0);
	ck_assert_int_eq(try(false, later + 5 * MINUTE), 0);
	ck_assert_int_eq(try(true, later + 5 * MINUTE), 250);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_a_try_after_wrong_keys_waits_longer_each_time,
		test_a_right_key_waits_as_a_wrong_one_does,
		test_wrong_keys_are_forgotten_by_time_or_a_right_one,
		NULL,
	};

	return (suite_of("tries", setup, NULL, tests));
}
