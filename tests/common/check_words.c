/*
 * check_words: a line of clean text, cut at its blanks.
 */
#include <config.h>

#include <check.h>
#include <stdint.h>
#include <string.h>

#include "common/words.h"
#include "harness/suite.h"

#define WIDE_SPACE "\u3000"

/* These words are exactly this text. */
static void
expect_words(struct words words, const char *text)
{
	ck_assert_msg(words.len == strlen(text) &&
		memcmp(words.bytes, text, words.len) == 0,
	    "not \"%s\" but \"%.*s\"", text, (int)words.len, words.bytes);
}

START_TEST(test_words_are_taken_one_after_the_other)
{
	struct words line = words_of("  one two   three  ");

	expect_words(words_take(&line), "one");
	expect_words(line, "two   three  ");
	expect_words(words_take(&line), "two");
	expect_words(words_take(&line), "three");
	expect_words(line, "");
	expect_words(words_take(&line), "");
}
END_TEST

START_TEST(test_blanks_of_any_script_are_blanks)
{
	struct words line = words_of(WIDE_SPACE "/nick" WIDE_SPACE "小明\u00a0"
						"\u2003\ttail");

	expect_words(words_take(&line), "/nick");
	expect_words(words_take(&line), "小明");
	expect_words(words_take(&line), "tail");
	ck_assert_uint_eq(line.len, 0);
}
END_TEST

START_TEST(test_nothing_after_the_end_is_looked_at)
{
	struct words line = { "ab cd", 3 };

	expect_words(words_take(&line), "ab");
	ck_assert_uint_eq(line.len, 0);
	line = (struct words){ WIDE_SPACE "x", 2 }; /* a piece of a blank */
	ck_assert_uint_eq(words_take(&line).len, 2);
}
END_TEST

START_TEST(test_only_the_blanks_at_the_end_are_trimmed)
{
	expect_words(words_trim(words_of("too  loud \t" WIDE_SPACE)),
	    "too  loud");
	expect_words(words_trim(words_of("  in")), "  in");
	expect_words(words_trim(words_of(" " WIDE_SPACE)), "");
	expect_words(words_trim(words_of("")), "");
}
END_TEST

START_TEST(test_words_are_cut_between_two_characters)
{
	expect_words(words_cut(words_of("小明abc"), 7), "小明a");
	expect_words(words_cut(words_of("小明abc"), 5), "小");
	expect_words(words_cut(words_of("小明"), 2), "");
	expect_words(words_cut(words_of("abc"), 3), "abc");
}
END_TEST

START_TEST(test_full_width_becomes_ascii)
{
	char out[32];

	ck_assert_uint_eq(words_narrow(words_of("！ｏｆｆ～" WIDE_SPACE "x"),
			      out, sizeof out),
	    7);
	ck_assert_str_eq(out, "!off~ x");
	(void)words_narrow(words_of("小明ä"), out, sizeof out);
	ck_assert_str_eq(out, "小明ä");
	/* The one before the first, and the one after the last. */
	(void)words_narrow(words_of("\uff00\uff5f"), out, sizeof out);
	ck_assert_str_eq(out, "\uff00\uff5f");
}
END_TEST

START_TEST(test_what_does_not_fit_is_left_out)
{
	char out[8];
	size_t n = words_narrow(words_of("小明小明"), out, sizeof out);

	ck_assert_uint_lt(n, sizeof out);
	ck_assert_uint_eq(strlen(out), n);
	ck_assert_uint_eq(n % strlen("小"), 0);
	ck_assert_uint_gt(n, 0);
	ck_assert_int_eq(memcmp(out, "小明", n), 0);
	n = words_narrow(words_of("abcdefghij"), out, 5);
	ck_assert_str_eq(out, "a");
	ck_assert_uint_eq(n, 1);
}
END_TEST

START_TEST(test_numbers_of_any_size_are_words)
{
	expect_words(NUMBER(0), "0");
	expect_words(NUMBER(21567), "21567");
	expect_words(NUMBER(UINT64_MAX), "18446744073709551615");
}
END_TEST

START_TEST(test_same_words_are_the_same_bytes)
{
	struct words none = { NULL, 0 };

	ck_assert(words_is_same(words_of("小明"), words_of("小明")));
	ck_assert(!words_is_same(words_of("Ann"), words_of("ann")));
	ck_assert(!words_is_same(words_of("Ann"), words_of("Anne")));
	ck_assert(words_is_same(none, words_of("")));
	ck_assert(!words_is_same(none, words_of("Ann")));
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("words");

	tcase_add_test(tc, test_words_are_taken_one_after_the_other);
	tcase_add_test(tc, test_blanks_of_any_script_are_blanks);
	tcase_add_test(tc, test_nothing_after_the_end_is_looked_at);
	tcase_add_test(tc, test_only_the_blanks_at_the_end_are_trimmed);
	tcase_add_test(tc, test_words_are_cut_between_two_characters);
	tcase_add_test(tc, test_full_width_becomes_ascii);
	tcase_add_test(tc, test_what_does_not_fit_is_left_out);
	tcase_add_test(tc, test_numbers_of_any_size_are_words);
	tcase_add_test(tc, test_same_words_are_the_same_bytes);
	return (suite_run("words", &tc, 1));
}
