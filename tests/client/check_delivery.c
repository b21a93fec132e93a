/*
 * How many lines may not have been read: counted, and later taken as read.
 * Time is moved by moving the moment at which everything has been read.
 */
#include <config.h>

#include <check.h>

#include "client/delivery.h"
#include "common/protocol.h"
#include "common/thread.h"
#include "harness/suite.h"

static struct delivery d;

static void
set_up(void)
{
	delivery_init(&d);
}

static void
tear_down(void)
{
	delivery_fini(&d);
}

static void
say(unsigned lines)
{
	while (lines-- > 0)
		(void)delivery_count(&d);
}

/* This much time passes, as far as `d` knows. */
static void
pass_ms(int64_t ms)
{
	d.by -= ms;
}

START_TEST(test_each_line_has_a_second)
{
	int64_t before = thread_now_ms();

	ck_assert_int_eq(delivery_by(&d), 0);
	say(1);
	ck_assert_int_ge(delivery_by(&d), before + 1000);
	say(2);
	ck_assert_int_ge(delivery_by(&d), before + 3000);
	ck_assert_int_le(delivery_by(&d), thread_now_ms() + 3000);
	ck_assert_uint_eq(delivery_pending(&d), 3);
}
END_TEST

START_TEST(test_first_line_after_a_while_has_a_second_from_now)
{
	say(5);
	pass_ms(100000);
	say(1);
	ck_assert_int_gt(delivery_by(&d), thread_now_ms());
	ck_assert_uint_eq(delivery_pending(&d), 6); /* nothing was heard */
}
END_TEST

START_TEST(test_server_that_is_heard_at_once_has_read_nothing)
{
	delivery_heard(&d);
	ck_assert_uint_eq(delivery_pending(&d), 0);
	say(2);
	delivery_heard(&d);
	ck_assert_uint_eq(delivery_pending(&d), 2);
}
END_TEST

START_TEST(test_server_that_is_heard_later_has_read_what_it_could)
{
	say(10);
	pass_ms(4500);
	ck_assert_uint_eq(delivery_pending(&d), 10);
	delivery_heard(&d);
	/* Not one too few for the time that is left, and at most 6. */
	ck_assert_int_ge((int64_t)delivery_pending(&d) * 1000,
	    d.by - thread_now_ms());
	ck_assert_uint_le(delivery_pending(&d), 6);
	pass_ms(6000);
	delivery_heard(&d);
	ck_assert_uint_eq(delivery_pending(&d), 0);
	delivery_heard(&d);
	ck_assert_uint_eq(delivery_pending(&d), 0);
}
END_TEST

START_TEST(test_numbered_lines_are_read_when_they_are_answered)
{
	say(2);
	delivery_number(&d);
	ck_assert_uint_eq(delivery_count(&d), 1);
	ck_assert_uint_eq(delivery_count(&d), 2);
	ck_assert_uint_eq(delivery_count(&d), 3);
	ck_assert_uint_eq(delivery_pending(&d), 5);
	delivery_answered(&d, 1);
	ck_assert_uint_eq(delivery_pending(&d), 2);
	delivery_answered(&d, 3);
	ck_assert_uint_eq(delivery_pending(&d), 0);
	ck_assert_int_le(delivery_by(&d), thread_now_ms());
}
END_TEST

START_TEST(test_time_reads_no_numbered_line)
{
	delivery_number(&d);
	say(1);
	pass_ms(100000);
	delivery_heard(&d);
	ck_assert_uint_eq(delivery_pending(&d), 1);
}
END_TEST

START_TEST(test_numbers_that_no_line_has_are_no_answer)
{
	delivery_answered(&d, 1);
	delivery_number(&d);
	say(2);
	delivery_answered(&d, 0);
	delivery_answered(&d, 3);
	delivery_answered(&d, PROTOCOL_REQUEST_MAX);
	ck_assert_uint_eq(delivery_pending(&d), 2);
	delivery_answered(&d, 2);
	delivery_answered(&d, 1); /* too late to matter */
	ck_assert_uint_eq(delivery_pending(&d), 0);
}
END_TEST

START_TEST(test_numbers_begin_again_after_the_last)
{
	delivery_number(&d);
	d.answered = PROTOCOL_REQUEST_MAX - 1;
	ck_assert_uint_eq(delivery_count(&d), PROTOCOL_REQUEST_MAX);
	ck_assert_uint_eq(delivery_count(&d), 1);
	ck_assert_uint_eq(delivery_count(&d), 2);
	delivery_answered(&d, 1);
	ck_assert_uint_eq(delivery_pending(&d), 1);
	delivery_answered(&d, 2);
	ck_assert_uint_eq(delivery_pending(&d), 0);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("delivery");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, test_each_line_has_a_second);
	tcase_add_test(tc, test_first_line_after_a_while_has_a_second_from_now);
	tcase_add_test(tc, test_server_that_is_heard_at_once_has_read_nothing);
	tcase_add_test(tc,
	    test_server_that_is_heard_later_has_read_what_it_could);
	tcase_add_test(tc, test_numbered_lines_are_read_when_they_are_answered);
	tcase_add_test(tc, test_time_reads_no_numbered_line);
	tcase_add_test(tc, test_numbers_that_no_line_has_are_no_answer);
	tcase_add_test(tc, test_numbers_begin_again_after_the_last);
	return (suite_run("delivery", &tc, 1));
}
