/*
 * check_span: a span of time as people read it.
 */
#include <config.h>

#include <check.h>
#include <string.h>

#include "common/span.h"
#include "harness/suite.h"

#define S INT64_C(1000)
#define MIN (60 * S)
#define H (60 * MIN)
#define D (24 * H)

static void
check_span(int64_t ms, enum span_form form, const char *wanted)
{
	struct words span = SPAN(ms, form);

	ck_assert_str_eq(span.bytes, wanted);
	ck_assert_uint_eq(span.len, strlen(wanted));
}

START_TEST(test_what_has_passed_is_rounded_down)
{
	check_span(0, SPAN_PAST, "0 s");
	check_span(MIN - 1, SPAN_PAST, "59 s");
	check_span(MIN, SPAN_PAST, "1 min");
	check_span(H - 1, SPAN_PAST, "59 min");
	check_span(H, SPAN_PAST, "1 h 0 min");
	check_span(100 * H + 2 * MIN + 59 * S, SPAN_PAST, "100 h 2 min");
}
END_TEST

START_TEST(test_what_is_left_is_rounded_up)
{
	check_span(1, SPAN_LEFT, "1 s");
	check_span(S, SPAN_LEFT, "1 s");
	check_span(S + 1, SPAN_LEFT, "2 s");
	check_span(119 * S, SPAN_LEFT, "119 s");
	check_span(119 * S + 1, SPAN_LEFT, "2 min");
	check_span(2 * MIN, SPAN_LEFT, "2 min");
	check_span(2 * MIN + 1, SPAN_LEFT, "3 min");
	check_span(1 * D, SPAN_LEFT, "1440 min");
}
END_TEST

START_TEST(test_a_unit_that_is_asked_for_is_kept)
{
	check_span(600 * S, SPAN_SECONDS, "600 s");
	check_span(600 * S - 999, SPAN_SECONDS, "600 s");
	check_span(1, SPAN_MINUTES, "1 min");
	check_span(1 * D + 1, SPAN_MINUTES, "1441 min");
}
END_TEST

START_TEST(test_a_long_time_has_the_largest_unit_that_is_not_coarse)
{
	check_span(1, SPAN_LONG, "1 second");
	check_span(2 * S, SPAN_LONG, "2 seconds");
	check_span(2 * MIN, SPAN_LONG, "120 seconds");
	check_span(2 * MIN + 1, SPAN_LONG, "3 minutes");
	check_span(2 * H, SPAN_LONG, "120 minutes");
	check_span(2 * H + 1, SPAN_LONG, "3 hours");
	check_span(2 * D, SPAN_LONG, "48 hours");
	check_span(2 * D + 1, SPAN_LONG, "3 days");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("span");

	tcase_add_test(t, test_what_has_passed_is_rounded_down);
	tcase_add_test(t, test_what_is_left_is_rounded_up);
	tcase_add_test(t, test_a_unit_that_is_asked_for_is_kept);
	tcase_add_test(t,
	    test_a_long_time_has_the_largest_unit_that_is_not_coarse);
	return (suite_run("span", &t, 1));
}
