/*
 * check_row: a line, cut into rows of a window.
 */
#include <config.h>

#include <check.h>
#include <stdbool.h>
#include <string.h>

#include "common/terminal/row.h"
#include "common/terminal/width.h"
#include "harness/suite.h"

/* The rows of a text, each with a '/' after it. */
static void
expect_rows(const char *text, size_t columns, const char *expected)
{
	struct buffer out = { 0 };
	struct row r;
	size_t width, least = columns < 4 ? 4 : columns;

	row_begin(&r, text, strlen(text), columns, false);
	while (row_next(&r, &out, &width)) {
		ck_assert_uint_le(width, least);
		ck_assert(buffer_append_string(&out, "/"));
	}
	ck_assert(!row_next(&r, &out, &width));
	ck_assert(buffer_append(&out, "", 1));
	ck_assert_str_eq(out.bytes, expected);
	buffer_fini(&out);
}

START_TEST(test_a_line_that_fits_is_one_row)
{
	expect_rows("hello", 10, "hello/");
	expect_rows("1234567890", 10, "1234567890/");
}
END_TEST

START_TEST(test_an_empty_line_is_one_row)
{
	expect_rows("", 10, "/");
}
END_TEST

START_TEST(test_further_rows_begin_with_a_mark)
{
	expect_rows("12345678901234567890", 10, "1234567890/| 12345678/| 90/");
}
END_TEST

START_TEST(test_a_row_ends_after_a_blank)
{
	expect_rows("hello world out there", 12, "hello world /| out there/");
	expect_rows("hello worlds", 11, "hello /| worlds/");
}
END_TEST

START_TEST(test_a_blank_far_from_the_end_is_no_reason_to_end)
{
	expect_rows("a bcdefghijklm", 10, "a bcdefghi/| jklm/");
}
END_TEST

START_TEST(test_a_row_of_chinese_ends_at_any_character_and_at_no_sign)
{
	expect_rows("小明：你好世界", 8, "小明：你/| 好世界/");
	expect_rows("大家好，你们好", 8, "大家好，/| 你们好/");
	expect_rows("大家都好，你们", 8, "大家都/| 好，你/| 们/");
	expect_rows("连接：127.0.0.1", 11, "连接：/| 127.0.0.1/");
}
END_TEST

START_TEST(test_a_word_with_its_comma_is_worth_a_shorter_row)
{
	expect_rows("一二三longest，四", 13, "一二三/| longest，四/");
	expect_rows("一二longestwo，三", 13, "一二longestwo/| ，三/");
}
END_TEST

START_TEST(test_what_people_take_for_one_character_is_not_cut)
{
	expect_rows("12345678小明", 9, "12345678/| 小明/");
	expect_rows("123456789e\u0301x", 10, "123456789e\u0301/| x/");
}
END_TEST

START_TEST(test_tabs_become_blanks_up_to_the_next_stop)
{
	expect_rows("a\tb", 20, "a       b/");
	expect_rows("\tb", 20, "        b/");
	expect_rows("12345678\tb", 20, "12345678        b/");
}
END_TEST

START_TEST(test_tab_is_no_wider_than_a_row)
{
	expect_rows("\tab", 6, "    ab/");
	expect_rows("abcde\tf", 6, "abcde/|     /| f/");
	expect_rows("\t\t", 4, "    /");
}
END_TEST

START_TEST(test_a_window_that_is_too_small_is_taken_for_larger)
{
	expect_rows("小明小明", 1, "小明/| 小/| 明/");
	expect_rows("abcdef", 0, "abcd/| ef/");
}
END_TEST

START_TEST(test_what_is_wider_than_a_row_is_one_all_the_same)
{
	struct row r;
	size_t width, rows = 0;

	/* A family: three people, put together by joiners. */
	row_begin(&r, "\U0001f468\u200d\U0001f469\u200d\U0001f467x", 19, 4,
	    false);
	while (row_next(&r, NULL, &width))
		rows++;
	ck_assert_uint_eq(rows, 2);
}
END_TEST

START_TEST(test_ambiguous_characters_take_two_columns_if_so_wanted)
{
	struct row r;
	size_t width;

	row_begin(&r, "\u03b1\u03b1\u03b1", 6, 4, true);
	ck_assert(row_next(&r, NULL, &width));
	ck_assert_uint_eq(width, 4);
	ck_assert(row_next(&r, NULL, &width));
	ck_assert_uint_eq(width, 4); /* the mark and one of them */
	ck_assert(!row_next(&r, NULL, &width));
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("row");

	tcase_add_checked_fixture(tc, width_init, width_fini);
	tcase_add_test(tc, test_a_line_that_fits_is_one_row);
	tcase_add_test(tc, test_an_empty_line_is_one_row);
	tcase_add_test(tc, test_further_rows_begin_with_a_mark);
	tcase_add_test(tc, test_a_row_ends_after_a_blank);
	tcase_add_test(tc, test_a_blank_far_from_the_end_is_no_reason_to_end);
	tcase_add_test(tc,
	    test_a_row_of_chinese_ends_at_any_character_and_at_no_sign);
	tcase_add_test(tc, test_a_word_with_its_comma_is_worth_a_shorter_row);
	tcase_add_test(tc, test_what_people_take_for_one_character_is_not_cut);
	tcase_add_test(tc, test_tabs_become_blanks_up_to_the_next_stop);
	tcase_add_test(tc, test_tab_is_no_wider_than_a_row);
	tcase_add_test(tc, test_a_window_that_is_too_small_is_taken_for_larger);
	tcase_add_test(tc, test_what_is_wider_than_a_row_is_one_all_the_same);
	tcase_add_test(tc,
	    test_ambiguous_characters_take_two_columns_if_so_wanted);
	return (suite_run("row", &tc, 1));
}
