/*
 * check_acts: words and times as an operator types them.
 */
#include <config.h>

#include <check.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "common/text.h"
#include "common/thread.h"
#include "harness/guests.h"
#include "harness/suite.h"
#include "server/command/acts.h"

static struct guest *ann;

static void
setup(void)
{
	guests_setup();
	ann = join();
}

START_TEST(test_numbers_of_any_width_are_numbers)
{
	int64_t number = -1;

	ck_assert(acts_number(words_of("5"), 10, &number));
	ck_assert_int_eq(number, 5);
	ck_assert(acts_number(words_of("１０"), 10, &number));
	ck_assert_int_eq(number, 10);
	ck_assert(acts_number(words_of("0"), 10, &number));
	ck_assert_int_eq(number, 0);
}
END_TEST

START_TEST(test_what_is_out_of_bounds_or_has_more_is_no_number)
{
	static const char *const wrong[] = { "11", "5x", "x5", "", "-1", "+1",
		"5.0", "99999999999999999999", "00000000005" };
	int64_t number = 7;
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		ck_assert_msg(!acts_number(words_of(wrong[i]), 10, &number),
		    "%s", wrong[i]);
	ck_assert_int_eq(number, 7);
}
END_TEST

START_TEST(test_a_span_is_taken_off_the_words)
{
	struct words args = words_of("5 too loud");
	struct acts_span span;
	int64_t now = thread_now_ms();

	ck_assert(acts_span(room, ann->m, &args, &span));
	ck_assert_uint_eq(args.len, 8);
	ck_assert_mem_eq(args.bytes, "too loud", 8);
	ck_assert_int_ge(span.until, now + 5 * ACTS_MINUTE_MS);
	ck_assert_int_le(span.until, thread_now_ms() + 5 * ACTS_MINUTE_MS);
	ck_assert_uint_eq(span.text.len, 5);
	ck_assert_mem_eq(span.text.bytes, "5 min", 5);
}
END_TEST

START_TEST(test_words_without_a_number_are_for_ever)
{
	struct words args = words_of("too loud");
	struct acts_span span;

	ck_assert(acts_span(room, ann->m, &args, &span));
	ck_assert_uint_eq(args.len, 8);
	ck_assert(span.until == MEMBER_FOREVER);
	args = words_of("");
	ck_assert(acts_span(room, ann->m, &args, &span));
	ck_assert(span.until == MEMBER_FOREVER);
}
END_TEST

START_TEST(test_what_only_begins_like_a_number_is_not_for_ever)
{
	static const char *const wrong[] = { "5min", "0", "0 loud", "527041",
		"９分" };
	struct acts_span span;
	char part[64];
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct words args = words_of(wrong[i]);
		struct words word = words_of(wrong[i]);

		word = words_take(&word);
		ck_assert(!acts_span(room, ann->m, &args, &span));
		(void)snprintf(part, sizeof part, "*** %.*s is not a number",
		    (int)word.len, word.bytes);
		expect_end(ann, "\r\n");
		ck_assert_mem_eq(ann->got, part, strlen(part));
		ann->len = 0;
	}
}
END_TEST

START_TEST(test_a_reason_is_cut_between_two_characters)
{
	char words[REGISTRY_WORDS_MAX * 2 + 1];
	struct acts_reason reason;
	size_t i;

	for (i = 0; i + 3 < sizeof words; i += 3)
		(void)strcpy(words + i, "小");
	reason = acts_reason(words_of(words));
	ck_assert_uint_le(strlen(reason.text), REGISTRY_WORDS_MAX);
	ck_assert_uint_gt(strlen(reason.text), REGISTRY_WORDS_MAX - 3);
	ck_assert_uint_eq(strlen(reason.text) % 3, 0);
	reason = acts_reason(words_of("too loud"));
	ck_assert_str_eq(reason.text, "too loud");
}
END_TEST

START_TEST(test_a_reason_closes_its_isolate)
{
	ck_assert_str_eq(acts_reason(words_of("a \u2067b")).text,
	    "a \u2067b\u2069");
}
END_TEST

START_TEST(test_nobody_and_the_console_are_told_of)
{
	ck_assert_int_eq(acts_nobody(room, ann->m, words_of("Bob")),
	    COMMAND_DONE);
	expect_end(ann, "\r\n");
	ck_assert_ptr_nonnull(memmem(ann->got, ann->len, "Bob", 3));
	ann->len = 0;
	ck_assert_int_eq(acts_stays(room, ann->m), COMMAND_DONE);
	expect_end(ann, "\r\n");
	ck_assert_uint_ge(ann->len, 6);
	ck_assert_mem_eq(ann->got, "*** ", 4);
	ck_assert_ptr_null(memmem(ann->got, ann->len, "Bob", 3));
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("acts");

	tcase_add_checked_fixture(tc, setup, guests_teardown);
	tcase_add_test(tc, test_numbers_of_any_width_are_numbers);
	tcase_add_test(tc, test_what_is_out_of_bounds_or_has_more_is_no_number);
	tcase_add_test(tc, test_a_span_is_taken_off_the_words);
	tcase_add_test(tc, test_words_without_a_number_are_for_ever);
	tcase_add_test(tc, test_what_only_begins_like_a_number_is_not_for_ever);
	tcase_add_test(tc, test_a_reason_is_cut_between_two_characters);
	tcase_add_test(tc, test_a_reason_closes_its_isolate);
	tcase_add_test(tc, test_nobody_and_the_console_are_told_of);
	return (suite_run("acts", &tc, 1));
}
