/*
 * check_grapheme: what people take for one character.
 */
#include <config.h>

#include <check.h>
#include <string.h>

#include "common/terminal/grapheme.h"
#include "common/terminal/width.h"
#include "harness/suite.h"

#define DE "\U0001f1e9\U0001f1ea"
#define FR "\U0001f1eb\U0001f1f7"
#define FAMILY "\U0001f468\u200d\U0001f469\u200d\U0001f467"
#define THUMB "\U0001f44d\U0001f3fd"

/* One character each, whatever stands around it. */
static const char *const one[] = { "a", "é", "e\u0301", "e\u0301\u0323", "小",
	DE, FAMILY, THUMB, "\u2764\ufe0f", "\u0915\u093f", "한" };

#define ONES (sizeof one / sizeof *one)

START_TEST(test_first_and_last_are_found_between_any_two)
{
	char text[128];
	size_t i, j;

	for (i = 0; i < ONES; i++)
		for (j = 0; j < ONES; j++) {
			if (strcmp(one[i], DE) == 0 && strcmp(one[j], DE) == 0)
				continue;
			(void)strcat(strcpy(text, one[i]), one[j]);
			ck_assert_msg(grapheme_first(text, strlen(text)) ==
				strlen(one[i]),
			    "the first of %s", text);
			ck_assert_msg(grapheme_last(text, strlen(text)) ==
				strlen(one[i]),
			    "the last of %s", text);
		}
}
END_TEST

START_TEST(test_one_alone_is_the_first_and_the_last)
{
	size_t i;

	for (i = 0; i < ONES; i++) {
		ck_assert_uint_eq(grapheme_first(one[i], strlen(one[i])),
		    strlen(one[i]));
		ck_assert_uint_eq(grapheme_last(one[i], strlen(one[i])), 0);
	}
}
END_TEST

START_TEST(test_two_letters_are_a_flag)
{
	static const char three[] = DE FR "\U0001f1ee";

	ck_assert_uint_eq(grapheme_first(three, sizeof three - 1), 8);
	ck_assert_uint_eq(grapheme_last(three, sizeof three - 1), 16);
	ck_assert_uint_eq(grapheme_last(three, 16), 8);
	ck_assert_uint_eq(grapheme_last(three, 8), 0);
	ck_assert_uint_eq(grapheme_last("x" DE, 9), 1);
	ck_assert_uint_eq(grapheme_first(DE "x", 9), 8);
}
END_TEST

START_TEST(test_a_joiner_joins_pictures_only)
{
	static const char letters[] = "a\u200db";

	ck_assert_uint_eq(grapheme_first(letters, sizeof letters - 1), 4);
	ck_assert_uint_eq(grapheme_last(letters, sizeof letters - 1), 4);
}
END_TEST

START_TEST(test_a_mark_without_a_letter_is_one)
{
	ck_assert_uint_eq(grapheme_last("\u0301", 2), 0);
	ck_assert_uint_eq(grapheme_first("\u0301a", 3), 2);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("grapheme");

	tcase_add_checked_fixture(tc, width_init, width_fini);
	tcase_add_test(tc, test_first_and_last_are_found_between_any_two);
	tcase_add_test(tc, test_one_alone_is_the_first_and_the_last);
	tcase_add_test(tc, test_two_letters_are_a_flag);
	tcase_add_test(tc, test_a_joiner_joins_pictures_only);
	tcase_add_test(tc, test_a_mark_without_a_letter_is_one);
	return (suite_run("grapheme", &tc, 1));
}
