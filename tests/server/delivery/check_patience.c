/*
 * check_patience: how long a client may be over the bound of its outbox.
 */
#include <config.h>

#include <check.h>
#include <stdbool.h>

#include "harness/suite.h"
#include "server/delivery/patience.h"

#define BOUND ((size_t)1024 * 1024)
#define ENOUGH (BOUND / PATIENCE_SHARE)
#define NOW 1000000

static struct patience p;

static void
setup(void)
{
	p = (struct patience){ 0 };
	patience_begin(&p, NOW);
}

static bool
runs_out(size_t taken, int64_t after)
{
	return (patience_runs_out(&p, taken, BOUND, NOW + after));
}

START_TEST(test_it_is_tried_from_its_beginning_to_its_end)
{
	ck_assert(patience_is_tried(&p));
	patience_end(&p);
	ck_assert(!patience_is_tried(&p));
	patience_begin(&p, NOW);
	ck_assert(patience_is_tried(&p));
}
END_TEST

START_TEST(test_a_client_that_takes_nothing_has_one_span)
{
	ck_assert(!runs_out(0, 0));
	ck_assert(!runs_out(0, PATIENCE_SPAN_MS - 1));
	ck_assert(runs_out(0, PATIENCE_SPAN_MS));
}
END_TEST

START_TEST(test_a_client_that_takes_a_little_has_no_more)
{
	ck_assert(!runs_out(ENOUGH - 1, PATIENCE_SPAN_MS - 1));
	ck_assert(runs_out(0, PATIENCE_SPAN_MS));
}
END_TEST

START_TEST(test_a_client_that_takes_enough_has_another_span)
{
	ck_assert(!runs_out(ENOUGH / 2, 1));
	ck_assert(!runs_out(ENOUGH - ENOUGH / 2, PATIENCE_SPAN_MS));
	ck_assert(!runs_out(0, 2 * PATIENCE_SPAN_MS - 1));
	ck_assert(runs_out(0, 2 * PATIENCE_SPAN_MS));
}
END_TEST

START_TEST(test_what_was_taken_counts_for_one_span_only)
{
	ck_assert(!runs_out(10 * ENOUGH, PATIENCE_SPAN_MS));
	ck_assert(runs_out(ENOUGH - 1, 2 * PATIENCE_SPAN_MS));
}
END_TEST

START_TEST(test_what_was_taken_before_does_not_count_after_a_rest)
{
	ck_assert(!runs_out(10 * ENOUGH, 1));
	patience_end(&p);
	patience_begin(&p, NOW);
	ck_assert(runs_out(0, PATIENCE_SPAN_MS));
}
END_TEST

START_TEST(test_a_client_that_keeps_taking_keeps_its_place)
{
	int64_t span;

	for (span = 1; span <= 100; span++)
		ck_assert(!runs_out(ENOUGH, span * PATIENCE_SPAN_MS));
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("patience");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, test_it_is_tried_from_its_beginning_to_its_end);
	tcase_add_test(tc, test_a_client_that_takes_nothing_has_one_span);
	tcase_add_test(tc, test_a_client_that_takes_a_little_has_no_more);
	tcase_add_test(tc, test_a_client_that_takes_enough_has_another_span);
	tcase_add_test(tc, test_what_was_taken_counts_for_one_span_only);
	tcase_add_test(tc,
	    test_what_was_taken_before_does_not_count_after_a_rest);
	tcase_add_test(tc, test_a_client_that_keeps_taking_keeps_its_place);
	return (suite_run("patience", &tc, 1));
}
