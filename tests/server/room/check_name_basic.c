/*
 * check_name_basic: the Unicode rules for names by libc, in every build.
 */
#include <config.h>

#include <check.h>
#include <stdint.h>
#include <string.h>
#include <uchar.h>

#ifdef HAVE_LIBUNISTRING
#include <uninorm.h>
#endif

#include "harness/name_text.h"
#include "harness/suite.h"
#include "server/room/name_rules.h"
#include "speech/sentence.h"

static void
setup(void)
{
	ck_assert(name_rules_init());
}

static bool
mixes(const char32_t *chars)
{
	struct name_text t = text_of(chars);
	enum sentence fault = name_rules_mixture(&t);

	ck_assert(fault == S_NONE || fault == S_NAME_SCRIPTS);
	return (fault != S_NONE);
}

/* Not every libc knows marks of all scripts, and what has no width. */
static bool
knows_marks(void)
{
	return (name_rules_class(0x903) == NAME_MARK);
}

START_TEST(test_letters_of_any_script_are_letters)
{
	static const char32_t all[] = U"\u00e9\u0142\u03b1\u0436\u05d0\u0627"
				      U"\u0915\u3042\u30a2\u660e\uac00\u0661";
	size_t i;

	for (i = 0; all[i] != 0; i++)
		ck_assert_msg(name_rules_class(all[i]) == NAME_LETTER, "U+%04x",
		    (unsigned)all[i]);
}
END_TEST

START_TEST(test_letters_in_a_special_style_are_known)
{
	/* At the ends of ranges, and one in each kind. */
	static const char32_t all[] = U"\u00aa\u00ba\u2071\u210c\u24d0\uf900"
				      U"\ufb01\uff71\uffdc\U0001d400\U0001d7ff"
				      U"\U0002fa1d";
	size_t i;

	for (i = 0; all[i] != 0; i++)
		ck_assert_msg(name_rules_class(all[i]) == NAME_STYLED, "U+%04x",
		    (unsigned)all[i]);
}
END_TEST

START_TEST(test_a_mark_that_belongs_to_its_letter_is_loose)
{
	ck_assert_int_eq(name_rules_class(0x300), NAME_LOOSE);
	ck_assert_int_eq(name_rules_class(0x36f), NAME_LOOSE);
	ck_assert_int_eq(name_rules_class(0x3099), NAME_LOOSE);
	ck_assert_int_eq(name_rules_class(0x309a), NAME_LOOSE);
	ck_assert_int_ne(name_rules_class(0x370), NAME_LOOSE);
}
END_TEST

START_TEST(test_fillers_are_hidden_and_blanks_are_no_letters)
{
	if (knows_marks())
		ck_assert_int_eq(name_rules_class(0x1160), NAME_HIDDEN);
	ck_assert_int_ne(name_rules_class(0x16fe4), NAME_LETTER);
	ck_assert_int_eq(name_rules_class(0xa0), NAME_OTHER);
	ck_assert_int_eq(name_rules_class(0x3000), NAME_OTHER);
	ck_assert_int_eq(name_rules_class(0x200d), NAME_OTHER);
	ck_assert_int_eq(name_rules_class(0x202e), NAME_OTHER);
	ck_assert_int_eq(name_rules_class(0x1f600), NAME_OTHER);
}
END_TEST

START_TEST(test_without_a_locale_there_are_only_names_of_ascii)
{
	name_rules_fini();
	ck_assert_int_eq(name_rules_class(0xe9), NAME_OTHER);
	ck_assert_int_eq(name_rules_class(0x660e), NAME_OTHER);
	expect_folded(U"Bob\u00c9", U"bob\u00c9");
	ck_assert(name_rules_init());
	ck_assert_int_eq(name_rules_class(0xe9), NAME_LETTER);
}
END_TEST

START_TEST(test_full_width_is_ascii_and_marks_are_composed)
{
	expect_normal(U"\uff22\uff4f\uff42\uff01\uff5e", U"Bob!~");
	expect_normal(U"Ame\u0301lie", U"Am\u00e9lie");
	expect_normal(U"\uff45\u0301", U"\u00e9");
	expect_normal(U"Bob\uff5f", U"Bob\uff5f");
}
END_TEST

START_TEST(test_a_letter_of_a_keyboard_is_written_as_two)
{
	struct name_text t = { 0 };

	expect_normal(U"\u095c\u093e", U"\u0921\u093c\u093e");
	expect_normal(U"\u0e01\u0e33", U"\u0e01\u0e4d\u0e32");
	expect_normal(U"a\u0958\u0fb9b", U"a\u0915\u093c\u0f90\u0fb5b");
	for (; t.len < NAME_TEXT_MAX; t.len++)
		t.c[t.len] = 0x958;
	ck_assert(!name_rules_normalise(&t));
	t.len = NAME_TEXT_MAX / 2;
	ck_assert(name_rules_normalise(&t));
	ck_assert_uint_eq(t.len, NAME_TEXT_MAX / 2 * 2);
}
END_TEST

START_TEST(test_case_is_folded_in_any_script)
{
	expect_folded(U"BoB-1", U"bob-1");
	expect_folded(U"@[`{", U"@[`{");
	expect_folded(U"\u0416\u0415\u041d\u042f", U"\u0436\u0435\u043d\u044f");
	expect_folded(U"\u03a3\u0391\u03a3", U"\u03c3\u03b1\u03c3");
	expect_folded(U"\u03c3\u03b1\u03c2", U"\u03c3\u03b1\u03c3");
	expect_folded(U"明", U"明");
}
END_TEST

/* The Kelvin sign has no composition with a mark, the letter k does. */
START_TEST(test_a_letter_that_was_folded_composes_with_its_mark)
{
	expect_folded(U"\u212a\u0301", U"\u1e31");
	expect_folded(U"\u212b\u0301", U"\u01fb");
}
END_TEST

START_TEST(test_latin_greek_and_cyrillic_stay_apart)
{
	ck_assert(mixes(U"p\u0430ul"));
	ck_assert(mixes(U"\u0430bc"));
	ck_assert(mixes(U"\u03b1bc"));
	ck_assert(mixes(U"\u03b1\u0430"));
	ck_assert(!mixes(U"paul"));
	ck_assert(!mixes(U"\u041e\u043b\u044c\u0433\u0430"));
	ck_assert(!mixes(U"\u03b1\u03b2\u03b3"));
	ck_assert(!mixes(U"Li\u5c0f\u660e"));
	ck_assert(!mixes(U"\u03b12"));
}
END_TEST

START_TEST(test_a_mark_of_another_script_is_on_no_latin_letter)
{
	if (!knows_marks())
		return;
	ck_assert(mixes(U"bob\u0903"));
	ck_assert(mixes(U"\u00e9\u0903"));
	ck_assert(!mixes(U"\u0928\u092e\u0903"));
	ck_assert(!mixes(U"1\u0903"));
}
END_TEST

#ifdef HAVE_LIBUNISTRING
/* Or else a name would look different to the build with that library. */
START_TEST(test_what_is_a_letter_has_the_normal_form_of_unicode)
{
	uint32_t c, nfkc[NAME_TEXT_MAX];
	enum name_class class;
	struct name_text t;
	size_t len;

	/* Without most of Han and Hangul. */
	for (c = 0x80; c < 0x10000; c = c == 0x4e10 ? 0xa000 : c + 1) {
		if (c == 0xac10)
			c = 0xf900;
		class = name_rules_class(c);
		if (class != NAME_LETTER && class != NAME_MARK)
			continue;
		len = NAME_TEXT_MAX;
		ck_assert_ptr_eq(u32_normalize(UNINORM_NFKC, &c, 1, nfkc, &len),
		    nfkc);
		t = (struct name_text){ .len = 1, .c = { c } };
		ck_assert(name_rules_normalise(&t));
		ck_assert_msg(t.len == len &&
			memcmp(t.c, nfkc, len * sizeof *nfkc) == 0,
		    "U+%04x", (unsigned)c);
	}
}
END_TEST
#endif

int
main(void)
{
	const TTest *const tests[] = {
		test_letters_of_any_script_are_letters,
		test_letters_in_a_special_style_are_known,
		test_a_mark_that_belongs_to_its_letter_is_loose,
		test_fillers_are_hidden_and_blanks_are_no_letters,
		test_without_a_locale_there_are_only_names_of_ascii,
		test_full_width_is_ascii_and_marks_are_composed,
		test_a_letter_of_a_keyboard_is_written_as_two,
		test_case_is_folded_in_any_script,
		test_a_letter_that_was_folded_composes_with_its_mark,
		test_latin_greek_and_cyrillic_stay_apart,
		test_a_mark_of_another_script_is_on_no_latin_letter,
#ifdef HAVE_LIBUNISTRING
		test_what_is_a_letter_has_the_normal_form_of_unicode,
#endif
		NULL,
	};

	return (suite_of("name_basic", setup, name_rules_fini, tests));
}
