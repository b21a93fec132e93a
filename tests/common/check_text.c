/*
 * check_text: what does not reach anybody's terminal, and what does.
 *
 * The input of each call is a block of memory of its own, and so is the room
 * for the output, so that valgrind and the sanitizers see one byte too many.
 */
#include <config.h>

#include "common/text.h"
#include "harness/suite.h"

#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A literal and its length; it may have NULs in it. */
#define BYTES(literal) (literal), sizeof(literal) - 1

/* U+FFFD, and the character that closes an isolate. */
#define BAD "\xef\xbf\xbd"
#define POP "\xe2\x81\xa9"

/* A copy without any room around it; the caller frees. */
static char *
exact_copy(const char *bytes, size_t len)
{
	char *copy = malloc(len > 0 ? len : 1);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, bytes, len);
	return (copy);
}

/* text_clean() into memory that the caller frees. */
static char *
clean(const char *bytes, size_t len, size_t *out_len)
{
	char *in = exact_copy(bytes, len);
	char *out = malloc(len > 0 ? len * TEXT_GROWTH : 1);

	ck_assert_ptr_nonnull(out);
	*out_len = text_clean(in, len, out);
	if (*out_len > len * TEXT_GROWTH)
		ck_abort_msg("%zu bytes became %zu", len, *out_len);
	free(in);
	return (out);
}

static bool
is_clean(const char *bytes, size_t len)
{
	char *in = exact_copy(bytes, len);
	bool result = text_is_clean(in, len);

	free(in);
	return (result);
}

/* The clean form of `in` is `wanted`, which is clean. */
static void
expect(const char *in, size_t len, const char *wanted, size_t wanted_len)
{
	size_t got_len;
	char *got = clean(in, len, &got_len);

	if (got_len != wanted_len || memcmp(got, wanted, got_len) != 0)
		ck_abort_msg("'%.*s' is not '%s'", (int)got_len, got, wanted);
	free(got);
	ck_assert(is_clean(wanted, wanted_len));
	ck_assert(is_clean(in, len) ==
	    (len == wanted_len && memcmp(in, wanted, len) == 0));
}

static void
expect_unchanged(const char *in, size_t len)
{
	expect(in, len, in, len);
}

START_TEST(test_plain_text_is_unchanged)
{
	expect_unchanged("", 0);
	expect_unchanged(BYTES("hello"));
	expect_unchanged(BYTES(" !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~"));
}
END_TEST

START_TEST(test_chinese_is_unchanged)
{
	expect_unchanged(BYTES("你好，世界！"));
	expect_unchanged(BYTES("小明：今天學什麼？ pthread 吧。"));
	/* U+20000, outside of the basic plane. */
	expect_unchanged(BYTES("\xf0\xa0\x80\x80"));
}
END_TEST

START_TEST(test_other_scripts_are_unchanged)
{
	expect_unchanged(BYTES("Grüße, ça va? Żółć"));
	expect_unchanged(BYTES("привет, γειά"));
	expect_unchanged(BYTES("שלום مرحبا"));
	expect_unchanged(BYTES("สวัสดี नमस्ते"));
	/* Left-to-right and right-to-left marks are harmless. */
	expect_unchanged(BYTES("a\xe2\x80\x8e\xe2\x80\x8f"));
}
END_TEST

START_TEST(test_emoji_sequences_are_unchanged)
{
	/* A family: three people, joined by U+200D. */
	expect_unchanged(BYTES("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9"
			       "\xe2\x80\x8d\xf0\x9f\x91\xa7"));
	/* A thumb with a skin tone; a heart with U+FE0F; a flag. */
	expect_unchanged(BYTES("\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd"));
	expect_unchanged(BYTES("\xe2\x9d\xa4\xef\xb8\x8f"));
	expect_unchanged(BYTES("\xf0\x9f\x87\xa8\xf0\x9f\x87\xb3"));
}
END_TEST

START_TEST(test_tab_is_kept)
{
	expect_unchanged(BYTES("a\tb"));
}
END_TEST

START_TEST(test_c0_controls_and_del_are_dropped)
{
	char in[3] = "a?b";
	int c;

	for (c = 0; c < 0x20; c++) {
		if (c == '\t')
			continue;
		in[1] = (char)c;
		expect(in, 3, BYTES("ab"));
	}
	in[1] = 0x7f;
	expect(in, 3, BYTES("ab"));
}
END_TEST

START_TEST(test_c1_controls_are_dropped)
{
	char in[4] = "a??b";
	int c;

	in[1] = (char)0xc2;
	for (c = 0x80; c < 0xa0; c++) {
		in[2] = (char)c;
		expect(in, 4, BYTES("ab"));
	}
	/* The next one, U+00A0, is a space. */
	in[2] = (char)0xa0;
	expect_unchanged(in, 4);
}
END_TEST

START_TEST(test_raw_c1_bytes_are_not_controls)
{
	/* CSI as an eight-bit terminal would take it. */
	expect(BYTES("a\x9b"
		     "31mb"),
	    BYTES("a" BAD "31mb"));
}
END_TEST

START_TEST(test_escape_sequences_lose_their_escape)
{
	expect(BYTES("\033[31mred\033[0m\a"), BYTES("[31mred[0m"));
	expect(BYTES("\033]0;title\a"), BYTES("]0;title"));
}
END_TEST

START_TEST(test_line_separators_are_dropped)
{
	expect(BYTES("a\xe2\x80\xa8z"), BYTES("az"));
	expect(BYTES("a\xe2\x80\xa9z"), BYTES("az"));
	expect(BYTES("a\xc2\x85z"), BYTES("az"));
}
END_TEST

START_TEST(test_bidi_embeddings_and_overrides_are_dropped)
{
	char in[5] = "a\xe2\x80?z";
	int c;

	for (c = 0xaa; c <= 0xae; c++) {
		in[3] = (char)c;
		expect(in, 5, BYTES("az"));
	}
	/* U+202F, the next one, is a space. */
	in[3] = (char)0xaf;
	expect_unchanged(in, 5);
}
END_TEST

START_TEST(test_open_isolates_are_closed)
{
	expect(BYTES("\xe2\x81\xa6"
		     "abc"),
	    BYTES("\xe2\x81\xa6"
		  "abc" POP));
	expect(BYTES("\xe2\x81\xa7"
		     "abc"),
	    BYTES("\xe2\x81\xa7"
		  "abc" POP));
	expect(BYTES("\xe2\x81\xa8"), BYTES("\xe2\x81\xa8" POP));
	expect(BYTES("\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8"),
	    BYTES("\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8" POP POP POP));
	expect(BYTES("\xe2\x81\xa6x" POP "\xe2\x81\xa7y"),
	    BYTES("\xe2\x81\xa6x" POP "\xe2\x81\xa7y" POP));
}
END_TEST

START_TEST(test_closed_isolates_are_unchanged)
{
	expect_unchanged(BYTES("\xe2\x81\xa6"
			       "abc" POP " and \xe2\x81\xa7x" POP));
}
END_TEST

START_TEST(test_isolate_closed_too_early_stays_open)
{
	/* A closing one before the opening one closes nothing. */
	expect(BYTES(POP "\xe2\x81\xa6x"), BYTES(POP "\xe2\x81\xa6x" POP));
}
END_TEST

START_TEST(test_overlong_forms_are_replaced)
{
	/* '/' in two, three and four bytes; NUL in two. */
	expect(BYTES("\xc0\xaf"), BYTES(BAD));
	expect(BYTES("\xe0\x80\xaf"), BYTES(BAD));
	expect(BYTES("\xf0\x80\x80\xaf"), BYTES(BAD));
	expect(BYTES("\xc0\x80"), BYTES(BAD));
	expect(BYTES("\xc1\xbf"), BYTES(BAD));
	/* ESC in two bytes must not become ESC. */
	expect(BYTES("\xc0\x9b[2J"), BYTES(BAD "[2J"));
	/* The highest overlong forms, and the first that are not. */
	expect(BYTES("\xe0\x9f\xbf"), BYTES(BAD));
	expect(BYTES("\xf0\x8f\xbf\xbf"), BYTES(BAD));
	expect_unchanged(BYTES("\xe0\xa0\x80\xf0\x90\x80\x80"));
}
END_TEST

START_TEST(test_surrogates_are_replaced)
{
	expect(BYTES("\xed\xa0\x80"), BYTES(BAD));
	expect(BYTES("\xed\xbf\xbf"), BYTES(BAD));
	/* U+1F600 as a pair of them (CESU-8). */
	expect(BYTES("\xed\xa0\xbd\xed\xb8\x80"), BYTES(BAD));
	/* Their neighbours, U+D7FF and U+E000. */
	expect_unchanged(BYTES("\xed\x9f\xbf\xee\x80\x80"));
}
END_TEST

START_TEST(test_what_is_above_10ffff_is_replaced)
{
	expect_unchanged(BYTES("\xf4\x8f\xbf\xbf"));
	expect(BYTES("\xf4\x90\x80\x80"), BYTES(BAD));
	expect(BYTES("\xf5\x80\x80\x80"), BYTES(BAD));
	expect(BYTES("\xf8\x88\x80\x80\x80"), BYTES(BAD));
	expect(BYTES("\xfe\xff"), BYTES(BAD));
}
END_TEST

START_TEST(test_stray_continuation_bytes_are_replaced)
{
	expect(BYTES("\x80"), BYTES(BAD));
	expect(BYTES("a\xbf\x80z"), BYTES("a" BAD "z"));
}
END_TEST

START_TEST(test_cut_characters_are_replaced_once)
{
	/* At the end of the text, and before other text. */
	expect(BYTES("\xc3"), BYTES(BAD));
	expect(BYTES("\xe4"), BYTES(BAD));
	expect(BYTES("\xe4\xbd"), BYTES(BAD));
	expect(BYTES("\xf0\x9f"), BYTES(BAD));
	expect(BYTES("\xf0\x9f\x98"), BYTES(BAD));
	expect(BYTES("\xf0\x9f\x98zz"), BYTES(BAD "zz"));
	expect(BYTES("\xe4\xbd你"), BYTES(BAD "你"));
}
END_TEST

/* The four examples of the Unicode Standard, chapter 3.9, tables 3-8 to 3-11 */
/* However many follow one another, and whatever is taken out between them. */
START_TEST(test_a_run_of_bad_bytes_is_one_replacement)
{
	char many[2000];

	expect(BYTES("a\xff\xfe\x80\xc3z"), BYTES("a" BAD "z"));
	expect(BYTES("\xff\x01\xff\xe2\x80\xaa\xff"), BYTES(BAD));
	expect(BYTES("\xff.\xff.\xff"), BYTES(BAD "." BAD "." BAD));
	memset(many, 0x80, sizeof many);
	expect(many, sizeof many, BYTES(BAD));
	/* One that is sent is a character like any other. */
	expect_unchanged(BYTES(BAD BAD BAD));
	expect(BYTES(BAD "\xff" BAD "\xff\xff"), BYTES(BAD BAD BAD BAD));
}
END_TEST

START_TEST(test_text_hardly_more_than_doubles)
{
	static const char *const pieces[] = { "\xff.", "\xff\xe2\x81\xa6",
		"\xe2\x81\xa6", "\xff\xf0\x9f\x98\x80", "\xff" };
	char in[1200];
	size_t i, len, n;

	for (i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		for (len = 0; len + 8 < sizeof in; len += strlen(pieces[i]))
			memcpy(in + len, pieces[i], strlen(pieces[i]));
		free(clean(in, len, &n));
		ck_assert_uint_le(n, len * 9 / 4 + 1);
	}
}
END_TEST

START_TEST(test_bad_bytes_end_where_unicode_says)
{
	expect(BYTES("\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41"), BYTES(BAD "A"));
	expect(BYTES("\xed\xa0\x80\xed\xbf\xbf\xed\xaf\x41"), BYTES(BAD "A"));
	expect(BYTES("\xf4\x91\x92\x93\xff\x41\x80\xbf\x42"),
	    BYTES(BAD "A" BAD "B"));
	expect(BYTES("\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41"), BYTES(BAD "A"));
	expect(BYTES("\x61\xf1\x80\x80\xe1\x80\xc2\x62\x80\x63\x80\xbf\x64"),
	    BYTES("a" BAD "b" BAD "c" BAD "d"));
}
END_TEST

START_TEST(test_unsafe_bytes_are_found_at_any_place)
{
	static const struct {
		const char *bytes;
		size_t len;
	} unsafe[] = { { BYTES("\0") }, { BYTES("\n") }, { BYTES("\r") },
		{ BYTES("\033") }, { BYTES("\037") }, { BYTES("\177") },
		{ BYTES("\x80") }, { BYTES("\xff") }, { BYTES("\xc2\x9b") },
		{ BYTES("\xe2\x80\xae") } };
	char in[40];
	size_t i, at, len;

	for (i = 0; i < sizeof unsafe / sizeof *unsafe; i++) {
		for (len = 8; len < 33; len++) {
			for (at = 0; at + unsafe[i].len <= len; at++) {
				memset(in, '~', sizeof in);
				memcpy(in + at, unsafe[i].bytes, unsafe[i].len);
				if (is_clean(in, len))
					ck_abort_msg("case %zu at %zu of %zu",
					    i, at, len);
			}
		}
	}
}
END_TEST

/* Numbers that look random but repeat each time (xorshift, Marsaglia). */
static uint32_t
next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return (*state);
}

/* Random bytes. */
static size_t
make_noise(uint32_t *seed, char *out, size_t room)
{
	size_t len = next_random(seed) % (room + 1), i;

	for (i = 0; i < len; i++)
		out[i] = (char)(next_random(seed) >> 9);
	return (len);
}

/* Bytes that are nearly UTF-8, and often near its limits. */
static size_t
make_soup(uint32_t *seed, char *out, size_t room)
{
	static const char *const pieces[] = { "a", "\t", "\033", "\177", "\x80",
		"\x9f", "\xa0", "\xbf", "\xc0", "\xc2", "\xdf", "\xe0", "\xe2",
		"\xed", "\xef", "\xf0", "\xf4", "\xf5", "\xff", "\xe2\x80",
		"\xe2\x81\xa6", "\xe2\x81\xa7", POP, "\xe2\x80\xae", "\xe2\x81",
		"\xe4\xbd\xa0", "\xf0\x9f\x98\x80", "\xc2\x85", BAD, "\r", "\n",
		"abcdefgh" };
	size_t n = next_random(seed) % (room / 8 + 1), len = 0;
	const char *piece;

	while (n-- > 0) {
		piece = pieces[next_random(seed) %
		    (sizeof pieces / sizeof *pieces)];
		memcpy(out + len, piece, strlen(piece));
		len += strlen(piece);
	}
	return (len);
}

/*
 * Another way to see whether text is harmless: it has none of the forbidden
 * bytes or sequences, whatever they are part of.  In UTF-8 no character's bytes
 * are within another one's (RFC 3629), so that can't be wrong.
 */
static bool
is_harmless(const char *bytes, size_t len)
{
	const unsigned char *s = (const unsigned char *)bytes;
	size_t i;

	for (i = 0; i < len; i++) {
		if ((s[i] < 0x20 && s[i] != '\t') || s[i] == 0x7f)
			return (false);
		if (i > 0 && s[i - 1] == 0xc2 && s[i] < 0xa0)
			return (false);
		if (i > 1 && s[i - 2] == 0xe2 && s[i - 1] == 0x80 &&
		    s[i] >= 0xa8 && s[i] <= 0xae)
			return (false);
	}
	return (true);
}

/* What must be true of any bytes. */
static void
expect_properties(const char *in, size_t len)
{
	size_t once_len, twice_len;
	char *once = clean(in, len, &once_len);
	char *twice = clean(once, once_len, &twice_len);
	bool same = once_len == len && memcmp(once, in, len) == 0;

	if (!is_clean(once, once_len))
		ck_abort_msg("text_clean() has left something");
	if (!is_harmless(once, once_len))
		ck_abort_msg("what is clean is not harmless");
	if (twice_len != once_len || memcmp(once, twice, once_len) != 0)
		ck_abort_msg("what is clean changes when it is cleaned");
	if (is_clean(in, len) != same)
		ck_abort_msg("text_is_clean() is not what text_clean() does");
	free(once);
	free(twice);
}

START_TEST(test_any_bytes_become_clean)
{
	uint32_t seed = 20250608;
	char in[256];
	size_t len;
	int i;

	for (i = 0; i < 10000; i++) {
		len = make_noise(&seed, in, 40);
		expect_properties(in, len);
		len = make_soup(&seed, in, sizeof in);
		expect_properties(in, len);
	}
}
END_TEST

START_TEST(test_every_character_survives_encoding)
{
	char bytes[TEXT_CHAR_MAX];
	uint32_t c, back;
	size_t n;

	for (c = 0; c <= 0x10ffff; c++) {
		if (c == 0xd800)
			c = 0xe000;
		n = text_encode(c, bytes);
		back = ~c;
		if (text_decode(bytes, n, &back) != n || back != c)
			ck_abort_msg("U+%04X does not", (unsigned)c);
		/* With one byte less it is not one. */
		if (n > 1 && text_decode(bytes, n - 1, &back) != 0)
			ck_abort_msg("U+%04X is too short", (unsigned)c);
	}
}
END_TEST

/* How many sequences of `len` bytes with that first byte are a character. */
static unsigned
count_characters(unsigned first, size_t len)
{
	unsigned char s[TEXT_CHAR_MAX] = { (unsigned char)first };
	unsigned n = 0, bits;
	uint32_t c;

	for (bits = 0; bits < 1U << 8 * (len - 1); bits++) {
		s[1] = (unsigned char)bits;
		s[2] = (unsigned char)(bits >> 8);
		n += text_decode(s, len, &c) == len;
	}
	return (n);
}

START_TEST(test_nothing_else_is_a_character)
{
	unsigned first, two = 0, three = 0;

	for (first = 0x80; first <= 0xff; first++)
		two += count_characters(first, 2);
	/* From U+0080 to U+07FF. */
	ck_assert_uint_eq(two, 0x800 - 0x80);
	for (first = 0xc2; first <= 0xf0; first++)
		if (first < 0xc4 || first > 0xde)
			three += count_characters(first, 3);
	/* From U+0800 to U+FFFF without the surrogates. */
	ck_assert_uint_eq(three, 0x10000 - 0x800 - 0x800);
}
END_TEST

START_TEST(test_decode_takes_one_character)
{
	uint32_t c;

	ck_assert_uint_eq(text_decode("ab", 2, &c), 1);
	ck_assert_uint_eq(c, 'a');
	ck_assert_uint_eq(text_decode("\0b", 2, &c), 1);
	ck_assert_uint_eq(c, 0);
	ck_assert_uint_eq(text_decode("小明", 6, &c), 3);
	ck_assert_uint_eq(c, 0x5c0f);
	ck_assert_uint_eq(text_decode("\x80", 1, &c), 0);
}
END_TEST

START_TEST(test_white_space_is_blank)
{
	ck_assert(text_is_blank("", 0));
	ck_assert(text_is_blank(BYTES(" ")));
	ck_assert(text_is_blank(BYTES(" \t  \t")));
	/* Spaces of other scripts: no-break, em, ideographic. */
	ck_assert(text_is_blank(BYTES("\xc2\xa0\xe2\x80\x83\xe3\x80\x80")));
}
END_TEST

START_TEST(test_other_text_is_not_blank)
{
	ck_assert(!text_is_blank(BYTES("a")));
	ck_assert(!text_is_blank(BYTES("  .  ")));
	ck_assert(!text_is_blank(BYTES("　你")));
	ck_assert(!text_is_blank(BYTES(" \xff")));
	ck_assert(!text_is_blank(BYTES(BAD)));
}
END_TEST

/* text_cut() keeps as many whole characters as `max` bytes hold. */
static void
expect_cut(const char *text, size_t max)
{
	size_t len = strlen(text), wanted = 0, n;
	char *copy = exact_copy(text, len);
	uint32_t c;

	while (wanted < len) {
		n = text_decode(text + wanted, len - wanted, &c);
		if (wanted + n > max)
			break;
		wanted += n;
	}
	ck_assert_uint_eq(text_cut(copy, len, max), wanted);
	free(copy);
}

START_TEST(test_cut_is_between_characters)
{
	static const char *const texts[] = { "", "a", "hello", "é", "你", "😀",
		"aé你😀z", "😀你éa", "你好世界", "\xf4\x8f\xbf\xbf" };
	size_t i, max;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		for (max = 0; max <= strlen(texts[i]) + 2; max++)
			expect_cut(texts[i], max);
}
END_TEST

#define LRI "\xe2\x81\xa6"

static void
expect_closed(const char *piece, size_t max, const char *wanted)
{
	size_t len = strlen(piece), n;
	char *text = malloc(max + 1); /* no byte too many is written */

	ck_assert_ptr_nonnull(text);
	memcpy(text, piece, len);
	n = text_close(text, len, max);
	ck_assert_uint_le(n, max);
	text[n] = '\0';
	ck_assert_str_eq(text, wanted);
	ck_assert(text_is_clean(text, n));
	free(text);
}

START_TEST(test_close_ends_the_isolates_that_a_cut_has_left_open)
{
	expect_closed("", 0, "");
	expect_closed("aé你", 6, "aé你");
	expect_closed(LRI "ab" POP "c", 9, LRI "ab" POP "c");
	expect_closed(LRI "ab", 8, LRI "ab" POP);
	expect_closed(LRI LRI "ab", 14, LRI LRI "ab" POP POP);
	expect_closed(POP LRI, 9, POP LRI POP);
}
END_TEST

START_TEST(test_close_takes_from_the_end_what_has_no_room)
{
	expect_closed(LRI "ab", 7, LRI "a" POP);
	expect_closed(LRI "a你", 8, LRI "a" POP);
	expect_closed("ab" LRI, 7, "ab");
	expect_closed(LRI LRI LRI, 10, LRI POP);
	expect_closed(LRI, 3, "");
}
END_TEST

static void
expect_kept(const char *text, size_t size, const char *wanted)
{
	char *out = malloc(size); /* no byte too many is written */

	ck_assert_ptr_nonnull(out);
	memset(out, 'x', size);
	text_keep(text, strlen(text), out, size);
	ck_assert_str_eq(out, wanted);
	free(out);
}

START_TEST(test_what_is_kept_fits_is_clean_and_ends)
{
	expect_kept("", 1, "");
	expect_kept("a", 1, "");
	expect_kept("aé你", 7, "aé你");
	expect_kept("aé你", 6, "aé");
	expect_kept(LRI "ab" POP, 9, LRI "ab" POP);
	expect_kept(LRI "abc", 9, LRI "ab" POP);
}
END_TEST

static TCase *
kept_case(void)
{
	TCase *tc = tcase_create("kept");

	tcase_add_test(tc, test_plain_text_is_unchanged);
	tcase_add_test(tc, test_chinese_is_unchanged);
	tcase_add_test(tc, test_other_scripts_are_unchanged);
	tcase_add_test(tc, test_emoji_sequences_are_unchanged);
	tcase_add_test(tc, test_tab_is_kept);
	return (tc);
}

static TCase *
unsafe_case(void)
{
	TCase *tc = tcase_create("unsafe");

	tcase_add_test(tc, test_c0_controls_and_del_are_dropped);
	tcase_add_test(tc, test_c1_controls_are_dropped);
	tcase_add_test(tc, test_raw_c1_bytes_are_not_controls);
	tcase_add_test(tc, test_escape_sequences_lose_their_escape);
	tcase_add_test(tc, test_line_separators_are_dropped);
	tcase_add_test(tc, test_bidi_embeddings_and_overrides_are_dropped);
	tcase_add_test(tc, test_open_isolates_are_closed);
	tcase_add_test(tc, test_closed_isolates_are_unchanged);
	tcase_add_test(tc, test_isolate_closed_too_early_stays_open);
	tcase_add_test(tc, test_unsafe_bytes_are_found_at_any_place);
	tcase_add_test(tc, test_any_bytes_become_clean);
	return (tc);
}

static TCase *
utf8_case(void)
{
	TCase *tc = tcase_create("UTF-8");

	tcase_add_test(tc, test_overlong_forms_are_replaced);
	tcase_add_test(tc, test_surrogates_are_replaced);
	tcase_add_test(tc, test_what_is_above_10ffff_is_replaced);
	tcase_add_test(tc, test_stray_continuation_bytes_are_replaced);
	tcase_add_test(tc, test_cut_characters_are_replaced_once);
	tcase_add_test(tc, test_bad_bytes_end_where_unicode_says);
	tcase_add_test(tc, test_a_run_of_bad_bytes_is_one_replacement);
	tcase_add_test(tc, test_text_hardly_more_than_doubles);
	tcase_add_test(tc, test_every_character_survives_encoding);
	tcase_add_test(tc, test_nothing_else_is_a_character);
	tcase_add_test(tc, test_decode_takes_one_character);
	tcase_add_test(tc, test_white_space_is_blank);
	tcase_add_test(tc, test_other_text_is_not_blank);
	tcase_add_test(tc, test_cut_is_between_characters);
	tcase_add_test(tc,
	    test_close_ends_the_isolates_that_a_cut_has_left_open);
	tcase_add_test(tc, test_close_takes_from_the_end_what_has_no_room);
	tcase_add_test(tc, test_what_is_kept_fits_is_clean_and_ends);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { kept_case(), unsafe_case(), utf8_case() };

	return (suite_run("text", cases, sizeof cases / sizeof *cases));
}
