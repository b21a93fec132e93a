/*
 * check_compose: a letter and its mark as one character, in every build.
 */
#include <config.h>

#include <check.h>
#include <stdint.h>
#include <string.h>
#include <uchar.h>

#ifdef HAVE_LIBUNISTRING
#include <uninorm.h>
#endif

#include "harness/suite.h"
#include "server/room/compose.h"

#define TEXT_MAX 16

static size_t
length(const char32_t *text)
{
	size_t n = 0;

	while (text[n] != 0)
		n++;
	return (n);
}

static void
expect(const char32_t *text, const char32_t *composed)
{
	uint32_t c[TEXT_MAX];
	size_t i, len = length(text);

	ck_assert_uint_le(len, TEXT_MAX);
	for (i = 0; i < len; i++)
		c[i] = text[i];
	len = compose_all(c, len);
	ck_assert_uint_eq(len, length(composed));
	for (i = 0; i < len; i++)
		ck_assert_uint_eq(c[i], composed[i]);
}

START_TEST(test_a_letter_and_its_mark_are_one)
{
	expect(U"e\u0301", U"\u00e9");
	expect(U"s\u0327", U"\u015f");
	expect(U"\u0438\u0306", U"\u0439");
	expect(U"\u304b\u3099", U"\u304c");
	expect(U"\u30cf\u309a", U"\u30d1");
}
END_TEST

START_TEST(test_what_follows_moves_up)
{
	expect(U"Ame\u0301lie\u0300!", U"Am\u00e9li\u00e8!");
}
END_TEST

START_TEST(test_text_without_marks_stays)
{
	expect(U"", U"");
	expect(U"b", U"b");
	expect(U"Am\u00e9lie 明", U"Am\u00e9lie 明");
}
END_TEST

START_TEST(test_a_mark_without_its_letter_stays)
{
	expect(U"\u0301", U"\u0301");
	expect(U"\u0301e", U"\u0301e");
	expect(U"x\u0327", U"x\u0327");
	expect(U"1\u0301", U"1\u0301");
	expect(U"e\u3099", U"e\u3099");
	/* Something else stands between them. */
	expect(U"e-\u0301", U"e-\u0301");
	expect(U"e\u0489\u0301", U"e\u0489\u0301");
}
END_TEST

START_TEST(test_two_marks_compose_in_any_order_if_their_places_differ)
{
	expect(U"e\u0302\u0323", U"\u1ec7");
	expect(U"e\u0323\u0302", U"\u1ec7");
	expect(U"o\u031b", U"o\u031b"); /* only as one character */
	expect(U"\u01a1\u0301\u0323", U"\u1ee3\u0301");
}
END_TEST

START_TEST(test_marks_at_the_same_place_keep_their_order)
{
	expect(U"u\u0308\u0304", U"\u01d6");
	expect(U"u\u0304\u0308", U"\u1e7b");
	expect(U"e\u0301\u0302", U"\u00e9\u0302");
}
END_TEST

/* Marks that are out of order by more than one place. */
START_TEST(test_three_marks_are_put_in_order)
{
	expect(U"x\u0301\u0323\u0327", U"x\u0327\u0323\u0301");
	expect(U"c\u0301\u0323\u0327", U"\u00e7\u0323\u0301");
}
END_TEST

START_TEST(test_marks_of_one_letter_do_not_go_to_the_next)
{
	expect(U"e\u0301a\u0323", U"\u00e9\u1ea1");
	expect(U"x\u0301a\u0323", U"x\u0301\u1ea1");
}
END_TEST

#ifdef HAVE_LIBUNISTRING

static const uint32_t marks[] = { 0x300, 0x301, 0x302, 0x303, 0x304, 0x306,
	0x307, 0x308, 0x309, 0x30a, 0x30b, 0x30c, 0x30f, 0x311, 0x323, 0x324,
	0x325, 0x326, 0x327, 0x328, 0x32d, 0x32e, 0x330, 0x331, 0x3099,
	0x309a };

#define MARKS (sizeof marks / sizeof *marks)

/* Both are the same to Unicode: their normal forms are. */
static void
expect_same(const uint32_t *a, size_t a_len, const uint32_t *b, size_t b_len)
{
	uint32_t na[TEXT_MAX], nb[TEXT_MAX];
	size_t na_len = TEXT_MAX, nb_len = TEXT_MAX;

	ck_assert_ptr_eq(u32_normalize(UNINORM_NFC, a, a_len, na, &na_len), na);
	ck_assert_ptr_eq(u32_normalize(UNINORM_NFC, b, b_len, nb, &nb_len), nb);
	ck_assert_msg(na_len == nb_len &&
		memcmp(na, nb, na_len * sizeof *na) == 0,
	    "U+%04x U+%04x", (unsigned)a[0], (unsigned)a[1]);
}

/* The next letter of Latin, Cyrillic and kana. */
static uint32_t
next_letter(uint32_t c)
{
	switch (c) {
	case 'z':
		return (0xc0);
	case 0x24f:
		return (0x400);
	case 0x52f:
		return (0x1e00);
	case 0x1eff:
		return (0x3041);
	default:
		return (c + 1);
	}
}

/* Into how many characters `form` turns them. */
static size_t
count(uninorm_t form, const uint32_t *c, size_t len)
{
	uint32_t result[TEXT_MAX];
	size_t n = TEXT_MAX;

	ck_assert_ptr_eq(u32_normalize(form, c, len, result, &n), result);
	return (n);
}

START_TEST(test_what_composes_is_what_unicode_says)
{
	uint32_t c, before[2];
	size_t i, len;

	for (c = 'A'; c < 0x3100; c = next_letter(c))
		for (i = 0; i < MARKS; i++) {
			uint32_t text[2] = { c, marks[i] };

			memcpy(before, text, sizeof before);
			len = compose_all(text, 2);
			expect_same(before, 2, text, len);
			/* A letter that has no mark yet gets it. */
			if (count(UNINORM_NFD, &c, 1) == 1)
				ck_assert_uint_eq(len,
				    count(UNINORM_NFC, before, 2));
		}
}
END_TEST

START_TEST(test_the_order_of_marks_is_that_of_unicode)
{
	static const char32_t letters[] = U"AaeouyxcSsй\u00e2\u01a1\u304b";
	uint32_t before[3];
	size_t i, j, k;

	for (i = 0; letters[i] != 0; i++)
		for (j = 0; j < MARKS; j++)
			for (k = 0; k < MARKS; k++) {
				uint32_t text[3] = { letters[i], marks[j],
					marks[k] };

				memcpy(before, text, sizeof before);
				expect_same(before, 3, text,
				    compose_all(text, 3));
			}
}
END_TEST

#endif

int
main(void)
{
	const TTest *const tests[] = {
		test_a_letter_and_its_mark_are_one,
		test_what_follows_moves_up,
		test_text_without_marks_stays,
		test_a_mark_without_its_letter_stays,
		test_two_marks_compose_in_any_order_if_their_places_differ,
		test_marks_at_the_same_place_keep_their_order,
		test_three_marks_are_put_in_order,
		test_marks_of_one_letter_do_not_go_to_the_next,
#ifdef HAVE_LIBUNISTRING
		test_what_composes_is_what_unicode_says,
		test_the_order_of_marks_is_that_of_unicode,
#endif
		NULL,
	};

	return (suite_of("compose", NULL, NULL, tests));
}
