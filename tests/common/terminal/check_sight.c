/*
 * check_sight: the last lines that were shown, to be drawn again.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "common/terminal/sight.h"
#include "common/terminal/width.h"
#include "harness/suite.h"

static struct sight s;
static struct buffer out;

static void
setup(void)
{
	width_init();
	s = (struct sight){ .columns = 10 };
	out = (struct buffer){ 0 };
}

static void
teardown(void)
{
	sight_fini(&s);
	buffer_fini(&out);
	width_fini();
}

static void
expect_out(const char *text)
{
	ck_assert(buffer_append(&out, "", 1));
	ck_assert_str_eq(out.bytes, text);
	out.len = 0;
}

static void
show(const char *lines)
{
	sight_show(&s, &out, lines, strlen(lines));
}

START_TEST(test_lines_are_shown_in_rows)
{
	show("one\n0123456789ab\n\n");
	expect_out("one\n0123456789\n| ab\n\n");
}
END_TEST

START_TEST(test_rows_of_the_same_window_are_those_that_were_shown)
{
	size_t from;

	show("one\n0123456789ab\n\n");
	ck_assert_uint_eq(sight_rows(&s, 10, 100, &from), 4);
	ck_assert_uint_eq(from, 0);
	ck_assert_uint_eq(sight_rows(&s, 10, 2, &from), 2);
	ck_assert_uint_eq(from, 4); /* the second line has rows of these */
	ck_assert_uint_eq(sight_rows(&s, 10, 0, &from), 0);
}
END_TEST

START_TEST(test_rows_that_have_become_too_wide_may_be_broken)
{
	size_t from;

	show("one\n0123456789\n");
	ck_assert_uint_eq(sight_rows(&s, 4, 100, &from), 1 + 3);
	ck_assert_uint_eq(sight_rows(&s, 5, 100, &from), 1 + 2);
	ck_assert_uint_eq(sight_rows(&s, 80, 100, &from), 1 + 1);
}
END_TEST

START_TEST(test_lines_are_drawn_again_for_another_width)
{
	show("one\n0123456789ab\n");
	out.len = 0;
	s.columns = 20;
	sight_draw(&s, &out, 0, 100);
	expect_out("one\n0123456789ab\n");
	s.columns = 6;
	sight_draw(&s, &out, 4, 100);
	expect_out("012345\n| 6789\n| ab\n");
}
END_TEST

START_TEST(test_no_more_rows_are_drawn_than_there_is_room_for)
{
	show("one\n0123456789ab\nlast\n");
	out.len = 0;
	sight_draw(&s, &out, 0, 2);
	expect_out("| ab\nlast\n");
	sight_draw(&s, &out, 0, 0);
	ck_assert_uint_eq(out.len, 0);
}
END_TEST

START_TEST(test_what_is_forgotten_is_not_drawn)
{
	size_t from;

	show("one\n");
	sight_forget(&s);
	ck_assert_uint_eq(sight_rows(&s, 10, 100, &from), 0);
	out.len = 0;
	sight_draw(&s, &out, from, 100);
	ck_assert_uint_eq(out.len, 0);
	show("two\n");
	ck_assert_uint_eq(sight_rows(&s, 10, 100, &from), 1);
}
END_TEST

START_TEST(test_only_so_much_is_remembered_and_only_whole_lines)
{
	char line[16];
	size_t from;
	int i;

	for (i = 0; i < 100000; i++) {
		(void)snprintf(line, sizeof line, "%06d\n", i);
		show(line);
		out.len = 0;
	}
	ck_assert_uint_lt(s.lines.len, 200000);
	(void)sight_rows(&s, 10, 30, &from);
	sight_draw(&s, &out, from, 30);
	ck_assert_uint_eq(out.len, 30 * 7);
	ck_assert_mem_eq(out.bytes, "099970\n", 7);
	(void)sight_rows(&s, 10, 100000, &from);
	ck_assert_uint_eq(from, 0);
	ck_assert_uint_eq(s.lines.len % 7, 0);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("sight");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, test_lines_are_shown_in_rows);
	tcase_add_test(tc,
	    test_rows_of_the_same_window_are_those_that_were_shown);
	tcase_add_test(tc, test_rows_that_have_become_too_wide_may_be_broken);
	tcase_add_test(tc, test_lines_are_drawn_again_for_another_width);
	tcase_add_test(tc, test_no_more_rows_are_drawn_than_there_is_room_for);
	tcase_add_test(tc, test_what_is_forgotten_is_not_drawn);
	tcase_add_test(tc,
	    test_only_so_much_is_remembered_and_only_whole_lines);
	return (suite_run("sight", &tc, 1));
}
