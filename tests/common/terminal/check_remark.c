/*
 * check_remark: all that a terminal says to the person who types.
 */
#include <config.h>

#include "common/terminal/remark.h"

#include <check.h>
#include <stdint.h>
#include <string.h>

#include "common/terminal/prompt.h"
#include "common/text.h"
#include "harness/suite.h"

/* With the largest number there is. */
START_TEST(test_each_remark_is_clean_text_with_its_number)
{
	const char *text = REMARK((enum remark)_i, UINT64_MAX);

	ck_assert_uint_gt(strlen(text), 0);
	ck_assert(text_is_clean(text, strlen(text)));
	ck_assert_ptr_null(strchr(text, '%'));
}
END_TEST

START_TEST(test_number_stands_in_its_place)
{
	ck_assert_str_eq(REMARK(R_PASTE_ASKED, 12), "send 12 lines? y/n ");
	ck_assert_str_eq(REMARK(R_LINE_FULL, 4096),
	    "the line is full, at 4096 bytes: send it, or erase something");
	ck_assert_str_eq(REMARK(R_PASTE_OF_KEYS, 3),
	    "the paste was not sent: a key has only one line");
}
END_TEST

/* A prompt has a blank before what is typed, and a question has room. */
START_TEST(test_what_stands_in_the_row_of_the_prompt_fits)
{
	static const enum remark row[] = { R_PROMPT_SAY, R_PROMPT_KEY,
		R_NOT_SAID, R_PASTE_ASKED };
	const char *text;
	size_t i;

	for (i = 0; i < sizeof row / sizeof row[0]; i++) {
		text = REMARK(row[i], UINT64_MAX);
		ck_assert_uint_lt(strlen(text), PROMPT_QUESTION_MAX);
		ck_assert_int_eq(text[strlen(text) - 1], ' ');
	}
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("remark");

	tcase_add_loop_test(tc, test_each_remark_is_clean_text_with_its_number,
	    0, REMARKS);
	tcase_add_test(tc, test_number_stands_in_its_place);
	tcase_add_test(tc, test_what_stands_in_the_row_of_the_prompt_fits);
	return (suite_run("remark", &tc, 1));
}
