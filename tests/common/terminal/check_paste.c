/*
 * check_paste: text of several lines that is not sent yet.
 */
#include <config.h>

#include <check.h>
#include <stdbool.h>
#include <string.h>

#include "common/framing.h"
#include "common/terminal/paste.h"
#include "harness/suite.h"

static struct paste p;

static void
setup(void)
{
	p = (struct paste){ 0 };
	paste_begin(&p);
}

static void
teardown(void)
{
	paste_end(&p);
}

/* Adds characters one by one, as they come; CR and LF end lines. */
static void
add(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text == '\r' || *text == '\n')
			paste_end_line(&p, *text);
		else
			paste_add(&p, text, 1);
}

static void
expect_next(const char *text)
{
	const char *line;
	size_t len;

	ck_assert(paste_next(&p, &line, &len));
	ck_assert_uint_eq(len, strlen(text));
	ck_assert_mem_eq(line, text, len);
}

static void
expect_end(void)
{
	const char *line;
	size_t len;

	ck_assert(!paste_next(&p, &line, &len));
	ck_assert_uint_eq(paste_left(&p), 0);
}

START_TEST(test_lines_are_given_out_one_by_one)
{
	add("one\ntwo\nthree");
	ck_assert_uint_eq(paste_left(&p), 3);
	expect_next("one");
	ck_assert_uint_eq(paste_left(&p), 2);
	expect_next("two");
	expect_next("three");
	expect_end();
}
END_TEST

START_TEST(test_any_end_of_line_is_one)
{
	add("one\rtwo\r\nthree\nfour\n\rfive");
	ck_assert_uint_eq(paste_left(&p), 5);
	expect_next("one");
	expect_next("two");
	expect_next("three");
	expect_next("four");
	expect_next("five");
	expect_end();
}
END_TEST

START_TEST(test_blank_lines_are_left_out_and_leading_blanks_are_not)
{
	add("\n  \t\none\n\n\tif (x)\n \n");
	ck_assert_uint_eq(paste_left(&p), 2);
	expect_next("one");
	expect_next("\tif (x)");
	expect_end();
}
END_TEST

START_TEST(test_what_may_not_be_said_is_left_out)
{
	add("a\x1b\x07"
	    "b");
	paste_add(&p, "小", 3);
	expect_next("ab小");
	expect_end();
}
END_TEST

START_TEST(test_the_last_line_may_have_its_end)
{
	ck_assert(!paste_is_ended(&p));
	add("one");
	ck_assert(!paste_is_ended(&p));
	add("\n");
	ck_assert(paste_is_ended(&p));
	ck_assert_uint_eq(paste_left(&p), 1);
}
END_TEST

START_TEST(test_a_line_longer_than_any_may_be_is_noticed)
{
	int i;

	for (i = 0; i < FRAMING_LINE_MAX; i++)
		add("x");
	add("\n");
	ck_assert(!p.too_long);
	for (i = 0; i <= FRAMING_LINE_MAX; i++)
		add("x");
	ck_assert(p.too_long);
}
END_TEST

START_TEST(test_too_much_is_refused_and_bounded)
{
	size_t i;

	for (i = 0; i < PASTE_MAX; i++)
		add("x");
	ck_assert(!p.too_much);
	ck_assert_uint_eq(p.len, PASTE_MAX);
	add("y");
	ck_assert(p.too_much);
	add("\n");
	ck_assert_uint_eq(p.len, PASTE_MAX);
}
END_TEST

START_TEST(test_another_one_begins_anew)
{
	add("one\ntwo");
	paste_begin(&p);
	ck_assert_uint_eq(paste_left(&p), 0);
	add("three");
	expect_next("three");
	expect_end();
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("paste");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, test_lines_are_given_out_one_by_one);
	tcase_add_test(tc, test_any_end_of_line_is_one);
	tcase_add_test(tc,
	    test_blank_lines_are_left_out_and_leading_blanks_are_not);
	tcase_add_test(tc, test_what_may_not_be_said_is_left_out);
	tcase_add_test(tc, test_the_last_line_may_have_its_end);
	tcase_add_test(tc, test_a_line_longer_than_any_may_be_is_noticed);
	tcase_add_test(tc, test_too_much_is_refused_and_bounded);
	tcase_add_test(tc, test_another_one_begins_anew);
	return (suite_run("paste", &tc, 1));
}
