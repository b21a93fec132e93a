/*
 * check_lookalike: which letter of ASCII a character is easily taken for.
 */
#include <config.h>

#include <check.h>
#include <stdint.h>
#include <uchar.h>

#ifdef HAVE_LIBUNISTRING
#include <unictype.h>
#endif

#include "harness/suite.h"
#include "server/room/lookalike.h"

#define UNICODE_END 0x110000

START_TEST(test_a_capital_of_ascii_looks_like_its_small_letter)
{
	uint32_t c;

	for (c = 'A'; c <= 'Z'; c++)
		if (c != 'I')
			ck_assert_uint_eq(lookalike_of(c), c - 'A' + 'a');
	for (c = 'a'; c <= 'z'; c++)
		if (c != 'i')
			ck_assert_uint_eq(lookalike_of(c), c);
}
END_TEST

START_TEST(test_all_of_i_and_l_look_the_same)
{
	static const char32_t all[] =
	    U"IiLl\u0131\u01c0\u0406\u04cf\ua4e1\ua4f2";
	size_t i;

	for (i = 0; all[i] != 0; i++)
		ck_assert_uint_eq(lookalike_of(all[i]), 'l');
}
END_TEST

START_TEST(test_digits_and_punctuation_of_ascii_look_like_themselves)
{
	uint32_t c;

	for (c = 0; c < 'A'; c++)
		ck_assert_uint_eq(lookalike_of(c), c);
	ck_assert_uint_eq(lookalike_of('['), '[');
	ck_assert_uint_eq(lookalike_of('`'), '`');
	ck_assert_uint_eq(lookalike_of('{'), '{');
}
END_TEST

START_TEST(test_letters_of_other_scripts_look_like_those_of_ascii)
{
	/* Cyrillic, Greek, Lisu, Cherokee, Armenian, small capitals. */
	static const char32_t root[][5] = { U"\u0433\u043e\u043e\u0442",
		U"\ua4e3\ua4f3\ua4f3\ua4d4", U"\u13a1\u0555\u0585\u13a2",
		U"\u0280\u1d0f\u1d0f\u1d1b" };
	size_t i;

	for (i = 0; i < sizeof root / sizeof *root; i++) {
		ck_assert_uint_eq(lookalike_of(root[i][0]), 'r');
		ck_assert_uint_eq(lookalike_of(root[i][1]), 'o');
		ck_assert_uint_eq(lookalike_of(root[i][2]), 'o');
		ck_assert_uint_eq(lookalike_of(root[i][3]), 't');
	}
}
END_TEST

START_TEST(test_what_looks_like_no_letter_of_ascii_is_itself)
{
	static const char32_t all[] = U"明\u00e9\u0416\u03a9\u0ae0\uac00";
	size_t i;

	for (i = 0; all[i] != 0; i++)
		ck_assert_uint_eq(lookalike_of(all[i]), all[i]);
}
END_TEST

START_TEST(test_a_row_of_digits_is_ten_and_no_more)
{
	/* Arabic, Devanagari, Kawi, Nag Mundari, Garay, segments. */
	static const uint32_t zeros[] = { 0x660, 0x966, 0x11f50, 0x1e4f0,
		0x10d40, 0x1fbf0 };
	uint32_t digit;
	size_t i;

	for (i = 0; i < sizeof zeros / sizeof *zeros; i++) {
		for (digit = 0; digit < 10; digit++)
			ck_assert_msg(lookalike_of(zeros[i] + digit) ==
				'0' + digit,
			    "U+%04x", (unsigned)(zeros[i] + digit));
		ck_assert_uint_eq(lookalike_of(zeros[i] - 1), zeros[i] - 1);
		ck_assert_uint_eq(lookalike_of(zeros[i] + 10), zeros[i] + 10);
	}
}
END_TEST

/* What two characters look like can be compared: it looks like itself. */
START_TEST(test_what_it_looks_like_is_a_small_letter_and_looks_like_itself)
{
	uint32_t c, like;

	for (c = 0; c < UNICODE_END; c = c == 0x2fff ? 0xa000 : c + 1) {
		like = lookalike_of(c);
		if (like == c)
			continue;
		ck_assert((like >= 'a' && like <= 'z') ||
		    (like >= '0' && like <= '9'));
		ck_assert_uint_eq(lookalike_of(like), like);
		if (c == 0x1ffff)
			break;
	}
}
END_TEST

#ifdef HAVE_LIBUNISTRING
START_TEST(test_digits_of_all_scripts_are_known)
{
	uint32_t c;
	int value;

	for (c = 0x80; c < UNICODE_END; c++) {
		value = uc_decimal_value(c);
		if (value >= 0)
			ck_assert_msg(lookalike_of(c) == '0' + (uint32_t)value,
			    "U+%04x", (unsigned)c);
	}
}
END_TEST
#endif

START_TEST(test_dots_and_strokes_that_are_letters_look_like_punctuation)
{
	static const uint32_t dots[] = { 0x2b9, 0x2ba, 0x2c0, 0x2d0, 0x2df,
		0x374, 0x7f4, 0x7f5, 0x1427, 0x142a, 0xa4f8, 0xa4fd, 0xa78f,
		0x10781, 0x10782 };
	/* The second is of Hawaiian names, the third of Irish ones. */
	static const uint32_t others[] = { 'a', 0x2bb, 0x2bc, 0x2b8, 0x2e0,
		0x7f6, 0x1426, 0x142b, 0xa4f7, 0xa4fe, 0xa790, 0x10783, '.',
		':' };
	size_t i;

	for (i = 0; i < sizeof dots / sizeof *dots; i++)
		ck_assert_msg(lookalike_is_punctuation(dots[i]), "U+%04x",
		    (unsigned)dots[i]);
	for (i = 0; i < sizeof others / sizeof *others; i++)
		ck_assert_msg(!lookalike_is_punctuation(others[i]), "U+%04x",
		    (unsigned)others[i]);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_a_capital_of_ascii_looks_like_its_small_letter,
		test_all_of_i_and_l_look_the_same,
		test_digits_and_punctuation_of_ascii_look_like_themselves,
		test_letters_of_other_scripts_look_like_those_of_ascii,
		test_what_looks_like_no_letter_of_ascii_is_itself,
		test_a_row_of_digits_is_ten_and_no_more,
		test_what_it_looks_like_is_a_small_letter_and_looks_like_itself,
#ifdef HAVE_LIBUNISTRING
		test_digits_of_all_scripts_are_known,
#endif
		test_dots_and_strokes_that_are_letters_look_like_punctuation,
		NULL,
	};

	return (suite_of("lookalike", NULL, NULL, tests));
}
