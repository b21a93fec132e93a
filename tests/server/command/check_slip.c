/*
 * check_slip: how many letters are between two words.
 */
#include <config.h>

#include <check.h>
#include <stddef.h>
#include <string.h>

#include "harness/suite.h"
#include "server/command/slip.h"

#define SIXTEEN "abcdefghijklmnop"

struct sample {
	const char *typed, *meant;
	size_t slips;
};

static const struct sample samples[] = {
	{ "", "", 0 },
	{ "who", "who", 0 },
	{ "", "who", 3 },
	{ "who", "", 3 },
	{ "wo", "who", 1 },   /* left out */
	{ "whoo", "who", 1 }, /* twice */
	{ "wha", "who", 1 },  /* another one */
	{ "hwo", "who", 1 },  /* swapped */
	{ "ohw", "who", 2 },  /* swapped, but not with its neighbour */
	{ "mgs", "msg", 1 },
	{ "kciks", "kick", 2 }, /* swapped, and one more */
	{ "bna", "ban", 1 },
	{ "abcdef", "badcfe", 3 },
	{ "退出", "退出", 0 },
	{ "推出", "退出", 1 },
	{ "出退", "退出", 1 },
	{ "退", "who", 3 },
	{ SIXTEEN, SIXTEEN, 0 },
	{ "bacdefghijklmnpo", SIXTEEN, 2 },
};

START_TEST(test_slips_are_counted_in_letters)
{
	const struct sample *s = &samples[_i];

	ck_assert_msg(slip_count(words_of(s->typed), words_of(s->meant)) ==
		s->slips,
	    "%s, %s", s->typed, s->meant);
	ck_assert_msg(slip_count(words_of(s->meant), words_of(s->typed)) ==
		s->slips,
	    "%s, %s", s->meant, s->typed);
}
END_TEST

START_TEST(test_case_and_width_do_not_count)
{
	ck_assert_uint_eq(slip_count(words_of("WHO"), words_of("who")), 0);
	ck_assert_uint_eq(slip_count(words_of("ｗＨｏ"), words_of("Who")), 0);
	ck_assert_uint_eq(slip_count(words_of("AZaz"), words_of("azAZ")), 0);
	/* The neighbours of these letters in ASCII have no other case. */
	ck_assert_uint_eq(slip_count(words_of("@["), words_of("`{")), 2);
}
END_TEST

START_TEST(test_what_is_too_long_is_far_from_everything)
{
	ck_assert_uint_eq(slip_letters(words_of(SIXTEEN)), 16);
	ck_assert_uint_eq(slip_letters(words_of(SIXTEEN "q")), SLIP_FAR);
	ck_assert_uint_eq(slip_letters(words_of("退出")), 2);
	ck_assert_uint_eq(
	    slip_count(words_of(SIXTEEN "q"), words_of(SIXTEEN "q")), SLIP_FAR);
	ck_assert_uint_eq(
	    slip_count(words_of("who"), words_of(SIXTEEN SIXTEEN)), SLIP_FAR);
}
END_TEST

struct start {
	const char *word;
	size_t len; /* of what it begins with */
};

static const struct start starts[] = {
	{ "", 0 },
	{ "kick", 4 },
	{ "KickＢob", 9 }, /* the wide letter is a letter */
	{ "kick张三", 4 },
	{ "kick2", 4 },
	{ "请出Bob", 6 },
	{ "请出2", 6 },
	{ "2x", 0 },
	{ "é", 0 },
};

START_TEST(test_a_verb_ends_where_its_script_does)
{
	struct words word = words_of(starts[_i].word);
	struct words start = slip_start(word);

	ck_assert_ptr_eq(start.bytes, word.bytes);
	ck_assert_msg(start.len == starts[_i].len, "%s: %zu", word.bytes,
	    start.len);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("slip");

	tcase_add_loop_test(tc, test_slips_are_counted_in_letters, 0,
	    sizeof samples / sizeof *samples);
	tcase_add_test(tc, test_case_and_width_do_not_count);
	tcase_add_test(tc, test_what_is_too_long_is_far_from_everything);
	tcase_add_loop_test(tc, test_a_verb_ends_where_its_script_does, 0,
	    sizeof starts / sizeof *starts);
	return (suite_run("slip", &tc, 1));
}
