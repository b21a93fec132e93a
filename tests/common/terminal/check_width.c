/*
 * check_width: how many columns of a terminal a character takes.
 */
#include <config.h>

#include <check.h>
#include <stdbool.h>
#include <string.h>

#include "common/terminal/width.h"
#include "harness/suite.h"

static size_t
of(const char *text, bool wide)
{
	return (width_of_text(text, strlen(text), wide));
}

START_TEST(test_letters_take_one_column_and_hanzi_two)
{
	ck_assert_uint_eq(of("abc ~", false), 5);
	ck_assert_uint_eq(of("小明", false), 4);
	ck_assert_uint_eq(of("ａ\u3000", false), 4);
	ck_assert_uint_eq(of("한글", false), 4);
	ck_assert_uint_eq(of("é", false), 1);
	ck_assert_uint_eq(of("", false), 0);
}
END_TEST

START_TEST(test_marks_take_none)
{
	ck_assert_uint_eq(width_of(0x301, false), 0);
	ck_assert_uint_eq(width_of(0x301, true), 0);
	ck_assert_uint_eq(width_of(0x200d, false), 0);
	ck_assert_uint_eq(of("e\u0301", false), 1);
}
END_TEST

START_TEST(test_what_terminals_do_not_agree_about_takes_the_most)
{
	ck_assert_uint_eq(of("\u201c\u0416\u03b1\u2026", false), 4);
	ck_assert_uint_eq(of("\u201c\u0416\u03b1\u2026", true), 8);
	/* The one before and the one after a range of them. */
	ck_assert_uint_eq(width_of(0x390, true), 1);
	ck_assert_uint_eq(width_of(0x391, true), 2);
	ck_assert_uint_eq(width_of(0x3a1, true), 2);
	ck_assert_uint_eq(width_of(0x3a2, true), width_of(0x3a2, false));
	ck_assert_uint_eq(of("abc", true), 3);
	ck_assert_uint_eq(of("小", true), 2);
}
END_TEST

START_TEST(test_flags_and_emoji_take_the_most)
{
	ck_assert_uint_eq(of("\U0001f1e9\U0001f1ea", false), 4);
	ck_assert_uint_eq(of("\u2764\ufe0f", false), 2);
	ck_assert_uint_eq(of("\U0001f600", false), 2);
}
END_TEST

START_TEST(test_only_so_many_bytes_are_looked_at)
{
	ck_assert_uint_eq(width_of_text("小明", 3, false), 2);
	ck_assert_uint_eq(width_of_text("abc", 0, false), 0);
}
END_TEST

/* Without a locale, there is room for whatever it may be. */
START_TEST(test_without_a_locale_all_but_ascii_is_wide)
{
	width_fini();
	ck_assert_uint_eq(of("a", false), 1);
	ck_assert_uint_eq(of("é", false), 2);
	width_init();
	ck_assert_uint_eq(of("é", false), 1);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("width");

	tcase_add_checked_fixture(tc, width_init, width_fini);
	tcase_add_test(tc, test_letters_take_one_column_and_hanzi_two);
	tcase_add_test(tc, test_marks_take_none);
	tcase_add_test(tc,
	    test_what_terminals_do_not_agree_about_takes_the_most);
	tcase_add_test(tc, test_flags_and_emoji_take_the_most);
	tcase_add_test(tc, test_only_so_many_bytes_are_looked_at);
	tcase_add_test(tc, test_without_a_locale_all_but_ascii_is_wide);
	return (suite_run("width", &tc, 1));
}
