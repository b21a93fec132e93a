/*
 * check_draft: the line that is being typed.
 */
#include <config.h>

#include <check.h>
#include <stdbool.h>
#include <string.h>

#include "common/terminal/draft.h"
#include "common/terminal/width.h"
#include "harness/suite.h"

static struct draft d;

static void
setup(void)
{
	width_init();
	draft_begin(&d, sizeof d.text);
}

static bool
insert(const char *text)
{
	return (draft_insert(&d, text, strlen(text)));
}

static void
expect_draft(const char *text)
{
	ck_assert_msg(d.len == strlen(text) && memcmp(d.text, text, d.len) == 0,
	    "not \"%s\" but \"%.*s\"", text, (int)d.len, d.text);
}

START_TEST(test_what_is_typed_stands_in_order)
{
	ck_assert(insert("小"));
	ck_assert(insert("明 "));
	ck_assert(insert("hi"));
	expect_draft("小明 hi");
}
END_TEST

START_TEST(test_what_may_not_be_said_is_left_out)
{
	ck_assert(insert("a\x1b[1mb\x07\xc2\x9b\u202e c\xff"));
	expect_draft("a[1mb c");
}
END_TEST

START_TEST(test_a_text_that_does_not_fit_is_refused_whole)
{
	draft_begin(&d, 5);
	ck_assert(insert("abc"));
	ck_assert(!insert("def"));
	expect_draft("abc");
	ck_assert(d.full);
}
END_TEST

/* No line has a hole in it. */
START_TEST(test_after_a_refusal_all_is_refused_until_something_is_erased)
{
	draft_begin(&d, 5);
	ck_assert(insert("abc"));
	ck_assert(!insert("def"));
	ck_assert(!insert("g"));
	draft_erase_character(&d);
	ck_assert(!d.full);
	ck_assert(insert("xyz"));
	expect_draft("abxyz");
}
END_TEST

START_TEST(test_backspace_erases_what_people_take_for_one)
{
	ck_assert(insert("a小e\u0301\U0001f44d\U0001f3fd"));
	draft_erase_character(&d);
	expect_draft("a小e\u0301");
	draft_erase_character(&d);
	expect_draft("a小");
	draft_erase_character(&d);
	draft_erase_character(&d);
	draft_erase_character(&d);
	expect_draft("");
}
END_TEST

START_TEST(test_a_word_is_erased_with_the_blanks_after_it)
{
	ck_assert(insert("one two\u3000 "));
	draft_erase_word(&d);
	expect_draft("one ");
	draft_erase_word(&d);
	expect_draft("");
	draft_erase_word(&d);
	expect_draft("");
}
END_TEST

START_TEST(test_what_is_cut_is_wiped)
{
	ck_assert(insert("open sesame"));
	draft_cut(&d, 4);
	expect_draft("open");
	ck_assert_mem_eq(d.text, "open\0\0\0\0\0\0\0", 11);
	draft_cut(&d, 10); /* there is not as much */
	expect_draft("open");
	draft_begin(&d, 8);
	ck_assert_mem_eq(d.text, "\0\0\0\0", 4);
	ck_assert_uint_eq(d.len, 0);
}
END_TEST

START_TEST(test_a_cut_to_the_same_length_does_not_end_a_refusal)
{
	draft_begin(&d, 3);
	ck_assert(insert("abc"));
	ck_assert(!insert("d"));
	draft_cut(&d, 3);
	ck_assert(!insert("")); /* the line still has lost something */
	ck_assert(d.full);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("draft");

	tcase_add_checked_fixture(tc, setup, width_fini);
	tcase_add_test(tc, test_what_is_typed_stands_in_order);
	tcase_add_test(tc, test_what_may_not_be_said_is_left_out);
	tcase_add_test(tc, test_a_text_that_does_not_fit_is_refused_whole);
	tcase_add_test(tc,
	    test_after_a_refusal_all_is_refused_until_something_is_erased);
	tcase_add_test(tc, test_backspace_erases_what_people_take_for_one);
	tcase_add_test(tc, test_a_word_is_erased_with_the_blanks_after_it);
	tcase_add_test(tc, test_what_is_cut_is_wiped);
	tcase_add_test(tc,
	    test_a_cut_to_the_same_length_does_not_end_a_refusal);
	return (suite_run("draft", &tc, 1));
}
