/*
 * check_name_unistring: the Unicode rules for names by libunistring, in the
 * builds that have it.
 */
#include <config.h>

#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <uchar.h>

#include "harness/name_text.h"
#include "harness/suite.h"
#include "server/room/name_rules.h"
#include "speech/sentence.h"

#ifdef HAVE_LIBUNISTRING

/* The fault of a mixture, or S_NONE. */
static enum sentence
mixture(const char32_t *chars)
{
	struct name_text t = text_of(chars);

	return (name_rules_mixture(&t));
}

START_TEST(test_letters_and_digits_of_any_script_are_letters)
{
	static const char32_t all[] = U"\u00e9\u0142\u03b1\u0436\u05d0\u0627"
				      U"\u0915\u3042\u660e\uac00\u0661\u2160";
	size_t i;

	for (i = 0; all[i] != 0; i++)
		ck_assert_msg(name_rules_class(all[i]) == NAME_LETTER, "U+%04x",
		    (unsigned)all[i]);
}
END_TEST

START_TEST(test_marks_are_marks_whether_they_take_space_or_not)
{
	ck_assert_int_eq(name_rules_class(0x301), NAME_MARK);
	ck_assert_int_eq(name_rules_class(0x903), NAME_MARK);
	ck_assert_int_eq(name_rules_class(0x20dd), NAME_OTHER); /* a circle */
}
END_TEST

START_TEST(test_what_cannot_be_seen_is_hidden)
{
	static const char32_t all[] = U"\u200b\u200d\u202e\u2066\u3164\u034f"
				      U"\u061c\ufe0f\U000e0041";
	size_t i;

	for (i = 0; all[i] != 0; i++)
		ck_assert_msg(name_rules_class(all[i]) == NAME_HIDDEN, "U+%04x",
		    (unsigned)all[i]);
	ck_assert_int_eq(name_rules_class(0x3000), NAME_OTHER);
	ck_assert_int_eq(name_rules_class(0x1f600), NAME_OTHER);
}
END_TEST

START_TEST(test_normal_form_is_nfkc)
{
	expect_normal(U"\uff22\uff4f\uff42", U"Bob");
	expect_normal(U"Ame\u0301lie", U"Am\u00e9lie");
	expect_normal(U"\U0001d401\u24de\u1d47", U"Bob");
	expect_normal(U"\u1100\u1161", U"\uac00");
}
END_TEST

START_TEST(test_case_is_folded_in_full)
{
	expect_folded(U"BoB", U"bob");
	expect_folded(U"Stra\u00dfe", U"strasse");
	expect_folded(U"\u03c3\u03b1\u03c2", U"\u03c3\u03b1\u03c3");
	expect_folded(U"\u0130", U"i\u0307");
}
END_TEST

/* RFC 8266, section 2.1: once more until nothing changes. */
START_TEST(test_what_was_folded_folds_to_itself)
{
	struct name_text t, again;
	uint32_t c;

	/* Without Han and Hangul, which have no case. */
	for (c = 0x80; c < 0x10600; c = c == 0x3000 ? 0xa640 : c + 1) {
		if (c == 0xac00)
			c = 0xf900;
		t = (struct name_text){ .len = 2, .c = { 'A', c } };
		if (!name_rules_fold(&t))
			continue;
		again = t;
		ck_assert(name_rules_fold(&again));
		ck_assert_msg(again.len == t.len &&
			memcmp(again.c, t.c, t.len * sizeof *t.c) == 0,
		    "U+%04x", (unsigned)c);
	}
}
END_TEST

START_TEST(test_text_that_grows_past_its_room_does_not_fit)
{
	struct name_text t = { 0 };

	/* Each of them is 18 characters in normal form. */
	for (; t.len < NAME_TEXT_MAX / 18; t.len++)
		t.c[t.len] = 0xfdfa;
	ck_assert(name_rules_normalise(&t));
	ck_assert_uint_eq(t.len, NAME_TEXT_MAX / 18 * 18);
	for (t.len = 0; t.len < NAME_TEXT_MAX / 18 + 1; t.len++)
		t.c[t.len] = 0xfdfa;
	ck_assert(!name_rules_normalise(&t));
	for (t.len = 0; t.len < NAME_TEXT_MAX; t.len++)
		t.c[t.len] = 0xdf;
	ck_assert(!name_rules_fold(&t));
}
END_TEST

START_TEST(test_scripts_that_are_written_together_go_together)
{
	ck_assert_int_eq(mixture(U"paul"), S_NONE);
	ck_assert_int_eq(mixture(U"\u041e\u043b\u044c\u0433\u0430"), S_NONE);
	ck_assert_int_eq(mixture(U"Li\u5c0f\u660e"), S_NONE);
	ck_assert_int_eq(mixture(U"Li\u5c0f\u3042\u30a2"), S_NONE);
	ck_assert_int_eq(mixture(U"Li\u5c0f\u3105"), S_NONE);
	ck_assert_int_eq(mixture(U"Li\u5c0f\uac00"), S_NONE);
	ck_assert_int_eq(mixture(U"\u0430-1"), S_NONE);
}
END_TEST

START_TEST(test_scripts_that_are_never_written_together_do_not_mix)
{
	ck_assert_int_eq(mixture(U"p\u0430ul"), S_NAME_SCRIPTS);
	ck_assert_int_eq(mixture(U"\u03b1bc"), S_NAME_SCRIPTS);
	ck_assert_int_eq(mixture(U"\u5c0f\u0430"), S_NAME_SCRIPTS);
	ck_assert_int_eq(mixture(U"\u3042\uac00"), S_NAME_SCRIPTS);
	ck_assert_int_eq(mixture(U"\u3105\u3042"), S_NAME_SCRIPTS);
	ck_assert_int_eq(mixture(U"\u0430\u03b1"), S_NAME_SCRIPTS);
}
END_TEST

START_TEST(test_digits_are_of_one_row)
{
	ck_assert_int_eq(mixture(U"a12"), S_NONE);
	ck_assert_int_eq(mixture(U"\u0661\u0662"), S_NONE);
	ck_assert_int_eq(mixture(U"1\u0661"), S_NAME_DIGITS);
	ck_assert_int_eq(mixture(U"\u06611"), S_NAME_DIGITS);
	ck_assert_int_eq(mixture(U"\u0661\u06f1"), S_NAME_DIGITS);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_letters_and_digits_of_any_script_are_letters,
		test_marks_are_marks_whether_they_take_space_or_not,
		test_what_cannot_be_seen_is_hidden,
		test_normal_form_is_nfkc,
		test_case_is_folded_in_full,
		test_what_was_folded_folds_to_itself,
		test_text_that_grows_past_its_room_does_not_fit,
		test_scripts_that_are_written_together_go_together,
		test_scripts_that_are_never_written_together_do_not_mix,
		test_digits_are_of_one_row,
		NULL,
	};

	return (suite_of("name_unistring", NULL, NULL, tests));
}

#else

int
main(void)
{
	static const TTest *const none[] = { NULL };

	(void)puts("skipped: this build is without libunistring");
	return (suite_of("name_unistring", NULL, NULL, none));
}

#endif
