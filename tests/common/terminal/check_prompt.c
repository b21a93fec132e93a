/*
 * check_prompt: the last row of a terminal.
 */
#include <config.h>

#include <check.h>
#include <stdbool.h>
#include <string.h>

#include "common/terminal/prompt.h"
#include "common/terminal/width.h"
#include "harness/suite.h"

static struct prompt p;
static struct buffer out;

static void
setup(void)
{
	width_init();
	p = (struct prompt){ 0 };
	out = (struct buffer){ 0 };
}

static void
teardown(void)
{
	buffer_fini(&out);
	width_fini();
}

static void
type(const char *text)
{
	p.len = strlen(text);
	memcpy(p.typed, text, p.len);
}

/* What was appended since the last time is `text`. */
static void
expect_out(const char *text)
{
	ck_assert(buffer_append(&out, "", 1));
	ck_assert_str_eq(out.bytes, text);
	out.len = 0;
}

START_TEST(test_what_is_typed_stands_after_the_prompt)
{
	type("hi 小明");
	prompt_draw(&p, &out, 40, false);
	expect_out("<You> hi 小明");
	ck_assert_uint_eq(p.drawn, 6 + 7);
}
END_TEST

START_TEST(test_of_a_line_that_is_too_wide_the_end_is_shown)
{
	type("0123456789");
	prompt_draw(&p, &out, 12, false);
	expect_out("<You> 456789");
	ck_assert_uint_eq(p.drawn, 12);
	type("小明小明");
	prompt_draw(&p, &out, 11, false); /* no half of one */
	expect_out("<You> 小明");
	ck_assert_uint_eq(p.drawn, 10);
}
END_TEST

START_TEST(test_a_window_without_room_shows_the_prompt)
{
	type("hi");
	prompt_draw(&p, &out, 3, false);
	expect_out("<You> ");
}
END_TEST

START_TEST(test_a_key_is_never_shown)
{
	p.asks_key = true;
	type("open sesame");
	prompt_draw(&p, &out, 40, false);
	expect_out("<Key> ");
	ck_assert_uint_eq(p.drawn, 6);
}
END_TEST

START_TEST(test_a_question_takes_the_place_of_what_is_typed)
{
	type("hi");
	(void)strcpy(p.question, "Send 3 lines? ");
	prompt_draw(&p, &out, 40, false);
	expect_out("Send 3 lines? ");
	ck_assert_uint_eq(p.drawn, 14);
}
END_TEST

START_TEST(test_a_tab_is_a_blank)
{
	type("a\tb");
	prompt_draw(&p, &out, 40, false);
	expect_out("<You> a b");
}
END_TEST

START_TEST(test_a_terminal_that_obeys_is_told_to_erase)
{
	prompt_draw(&p, &out, 40, false);
	out.len = 0;
	prompt_erase(&p, &out, true, 40);
	ck_assert_uint_gt(out.len, 0);
	ck_assert_ptr_null(memchr(out.bytes, ' ', out.len));
	ck_assert_uint_eq(p.drawn, 0);
}
END_TEST

START_TEST(test_any_other_is_written_over_with_blanks)
{
	prompt_draw(&p, &out, 40, false);
	out.len = 0;
	prompt_erase(&p, &out, false, 40);
	expect_out("\r      \r");
	prompt_draw(&p, &out, 40, false);
	out.len = 0;
	prompt_erase(&p, &out, false, 4); /* the window shrank */
	expect_out("\r    \r");
}
END_TEST

START_TEST(test_what_is_not_there_is_not_erased)
{
	prompt_erase(&p, &out, true, 40);
	prompt_erase(&p, &out, false, 40);
	ck_assert_uint_eq(out.len, 0);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("prompt");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, test_what_is_typed_stands_after_the_prompt);
	tcase_add_test(tc, test_of_a_line_that_is_too_wide_the_end_is_shown);
	tcase_add_test(tc, test_a_window_without_room_shows_the_prompt);
	tcase_add_test(tc, test_a_key_is_never_shown);
	tcase_add_test(tc, test_a_question_takes_the_place_of_what_is_typed);
	tcase_add_test(tc, test_a_tab_is_a_blank);
	tcase_add_test(tc, test_a_terminal_that_obeys_is_told_to_erase);
	tcase_add_test(tc, test_any_other_is_written_over_with_blanks);
	tcase_add_test(tc, test_what_is_not_there_is_not_erased);
	return (suite_run("prompt", &tc, 1));
}
