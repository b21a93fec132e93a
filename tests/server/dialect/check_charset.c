/*
 * check_charset: clients that do not speak UTF-8.
 */
#include <config.h>

#include <check.h>
#include <iconv.h>
#include <locale.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <wctype.h>

#include "common/text.h"
#include "harness/quick.h"
#include "harness/suite.h"
#include "server/dialect/charset.h"

#define BOTH(literal) literal, sizeof literal - 1

/* Once, for all tests: to learn all sets takes a while under valgrind. */
static void
setup(void)
{
	charset_init(true);
}

static void
teardown(void)
{
	charset_fini();
}

static enum charset_result
result_of(const char *name)
{
	const struct charset *c;
	enum charset_result result = charset_find(name, strlen(name), &c);

	ck_assert_int_eq(c != NULL, result == CHARSET_DONE);
	return (result);
}

static const struct charset *
open_charset(const char *name)
{
	const struct charset *c;

	ck_assert_msg(charset_find(name, strlen(name), &c) == CHARSET_DONE,
	    "%s", name);
	return (c);
}

/* Not every system has every set; what is left out is said, once a set. */
static bool
is_here(const char *name)
{
	static char said[1024];
	char word[64];

	if (result_of(name) != CHARSET_UNAVAILABLE)
		return (true);
	(void)snprintf(word, sizeof word, " %s ", name);
	if (strstr(said, word) == NULL &&
	    strlen(said) + strlen(word) < sizeof said) {
		(void)strcat(said, word);
		(void)printf("check_charset: left out: %s, for which this "
			     "system has no converter\n",
		    name);
		(void)fflush(stdout);
	}
	return (false);
}

/* The sets of the list that this system has, *i from 0; NULL after the last. */
static const struct charset *
next_here(size_t *i)
{
	const char *name;

	while ((name = charset_listed((*i)++)) != NULL)
		if (is_here(name))
			return (open_charset(name));
	return (NULL);
}

static void
assert_decodes(const char *name, const char *bytes, const char *text)
{
	const struct charset *c;
	char out[300];
	size_t n;

	if (!is_here(name))
		return;
	c = open_charset(name);
	ck_assert_uint_le(strlen(bytes) * CHARSET_DECODE_GROWTH, sizeof out);
	n = charset_decode(c, bytes, strlen(bytes), out);
	ck_assert_msg(n == strlen(text) && memcmp(out, text, n) == 0,
	    "%s: %.*s, expected %s", name, (int)n, out, text);
}

static void
assert_encodes(const char *name, const char *text, const char *bytes)
{
	const struct charset *c;
	size_t len = strlen(text), n;
	char out[300];

	if (!is_here(name))
		return;
	c = open_charset(name);
	ck_assert_uint_le(len * CHARSET_ENCODE_GROWTH, sizeof out);
	n = charset_encode(c, &text, &len, out, sizeof out);
	ck_assert_uint_eq(len, 0);
	ck_assert_msg(n == strlen(bytes) && memcmp(out, bytes, n) == 0,
	    "%s: got %zu bytes", name, n);
}

static const char *
guess(const void *bytes, size_t len)
{
	const struct charset *c;
	enum charset_result result = charset_guess(bytes, len, &c);

	ck_assert_int_eq(c != NULL, result == CHARSET_DONE);
	return (c != NULL ? charset_name(c) : NULL);
}

START_TEST(test_every_name_of_the_list_can_be_opened)
{
	const char *name;
	size_t i;

	for (i = 0; (name = charset_listed(i)) != NULL; i++) {
		const struct charset *c;

		if (!is_here(name))
			continue;
		c = open_charset(name);
		ck_assert_str_eq(charset_name(c), name);
	}
	ck_assert_uint_gt(i, 20);
}
END_TEST

START_TEST(test_a_name_is_known_by_its_common_spellings)
{
	static const char *const names[] = { "gb18030", "GB-18030", "gbk",
		"GB2312", "cp936", "936", "Big5", "CP950", "latin1",
		"iso8859-1", "ISO_8859-15", "windows-1252", "cp1251", "koi8-r",
		"KOI8-U", "euc-kr", "EUC-JP", "Shift_JIS", "sjis", "cp437",
		"tis-620" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (is_here(names[i]))
			ck_assert_msg(result_of(names[i]) == CHARSET_DONE, "%s",
			    names[i]);
	ck_assert_int_ne(result_of("ＧＢＫ"), CHARSET_UNKNOWN);
	ck_assert_int_ne(result_of("ｃｐ－９３６"), CHARSET_UNKNOWN);
	ck_assert_int_ne(result_of("９５０"), CHARSET_UNKNOWN);
	ck_assert_int_eq(result_of("utf-8"), CHARSET_UTF8);
	ck_assert_int_eq(result_of("UTF8"), CHARSET_UTF8);
	ck_assert_int_eq(result_of("u.t f_8"), CHARSET_UTF8);
}
END_TEST

START_TEST(test_stateful_and_wide_and_invented_names_are_unknown)
{
	static const char *const names[] = { "", " ", "-", "iso-2022-jp",
		"iso-2022-cn-ext", "iso-2022-kr", "utf-7", "utf-16", "ucs-4",
		"utf-32le", "hz", "big5-hkscs", "tscii", "windows-1255",
		"cp1258", "ibm1390", "ibm037", "ebcdic-us", "gb18030//IGNORE",
		"gb18030//TRANSLIT", "../../gbk", "gbk gb2312", "8859", "gb",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"gb18030\n", "\xe4\xb8\xad" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_msg(result_of(names[i]) == CHARSET_UNKNOWN,
		    "case %zu: %s", i, names[i]);
}
END_TEST

START_TEST(test_ascii_is_itself_in_every_set_both_ways)
{
	const struct charset *c;
	size_t i = 0;
	int byte;

	while ((c = next_here(&i)) != NULL) {
		for (byte = 0; byte < 128; byte++) {
			char in = (char)byte, out[CHARSET_ENCODE_ROOM];
			const char *text = &in;
			size_t len = 1;

			ck_assert_uint_eq(charset_decode(c, &in, 1, out), 1);
			ck_assert_msg(out[0] == in, "%s %d", charset_name(c),
			    byte);
			ck_assert_uint_eq(
			    charset_encode(c, &text, &len, out, sizeof out), 1);
			ck_assert_msg(out[0] == in, "%s %d", charset_name(c),
			    byte);
		}
	}
}
END_TEST

/* A character must not be held back until the next one has been seen. */
START_TEST(test_no_set_keeps_state_between_characters)
{
	const struct charset *c;
	size_t i = 0;
	int byte;

	while ((c = next_here(&i)) != NULL) {
		for (byte = 0x80; byte < 256; byte++) {
			char in = (char)byte, out[CHARSET_DECODE_GROWTH];

			ck_assert_msg(charset_decode(c, &in, 1, out) > 0,
			    "%s %d", charset_name(c), byte);
		}
	}
}
END_TEST

/*
 * Two bytes grow most when both are bad, or are one character.  When encoded,
 * characters that have two bytes in UTF-8 grow most.
 */
START_TEST(test_no_set_grows_text_by_more_than_it_says)
{
	const struct charset *c;
	size_t i = 0;

	while ((c = next_here(&i)) != NULL) {
		char out[64], utf8[TEXT_CHAR_MAX];
		uint32_t character;
		int pair;

		for (pair = 0x8000; pair < 0x10000; pair += 7) {
			char in[2] = { (char)(pair >> 8), (char)(pair & 0xff) };
			size_t n = charset_decode(c, in, 2, out);

			quick_assert(n > 0 && n <= 2 * CHARSET_DECODE_GROWTH);
		}
		for (character = 0xa0; character < 0x800; character++) {
			size_t len = text_encode(character, utf8);
			size_t room = len * CHARSET_ENCODE_GROWTH, left = len;
			const char *text = utf8;

			quick_assert(charset_encode(c, &text, &left, out,
					 sizeof out) <= room);
			quick_assert(left == 0);
		}
	}
}
END_TEST

START_TEST(test_text_of_many_scripts_is_read_and_shown)
{
	static const struct {
		const char *name, *bytes, *text;
	} cases[] = {
		{ "gb18030", "\xc4\xe3\xba\xc3", "你好" },
		{ "gb18030", "\x95\x34\xb1\x36\x94\x39\xb6\x32", "𠮮🍀" },
		{ "gbk", "\x87\xf8\xd5\x5a", "國語" },
		{ "big5", "\xa7\x41\xa6\x6e", "你好" },
		{ "latin1", "caf\xe9", "café" },
		{ "iso-8859-15", "5 \xa4", "5 €" },
		{ "cp1252", "\x80 5", "€ 5" },
		{ "koi8-r", "\xd0\xd2\xc9\xd7\xc5\xd4", "привет" },
		{ "cp1251", "\xff \xf2\xf3\xf2", "я тут" },
		{ "cp866", "\xa4\xa0", "да" },
		{ "euc-kr", "\xbe\xc8\xb3\xe7", "안녕" },
		{ "euc-jp", "\xa4\xb3\xa4\xf3", "こん" },
		{ "sjis", "\x82\xb1\x82\xf1 \\", "こん \\" },
	};
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_decodes(cases[i].name, cases[i].bytes, cases[i].text);
		assert_encodes(cases[i].name, cases[i].text, cases[i].bytes);
	}
}
END_TEST

START_TEST(test_a_run_of_bad_bytes_becomes_one_replacement)
{
	assert_decodes("gb18030", "a\xff\xff z", "a\ufffd z");
	assert_decodes("gb18030", "a\xff\xff\xff\xff\xff\xff", "a\ufffd");
	assert_decodes("gb18030", "a\xff b\xff\xff", "a\ufffd b\ufffd");
	assert_decodes("gb18030", "a\xc4", "a\ufffd");
	assert_decodes("gb18030", "\xc4 b", "\ufffd b");
	assert_decodes("gb18030", "\x81\x30\x81", "\ufffd0\ufffd");
	assert_decodes("gb18030", "\xff\xc4\xe3", "\ufffd你");
	assert_decodes("big5", "\xa7", "\ufffd");
	assert_decodes("iso-8859-3", "\xa5\xae\xbe\xc3\xd0", "\ufffd");
	/* One that is sent is a character like any other. */
	assert_decodes("gb18030", "\x84\x31\xa4\x37\x84\x31\xa4\x37",
	    "\ufffd\ufffd");
}
END_TEST

START_TEST(test_what_cannot_be_shown_becomes_a_question_mark)
{
	assert_encodes("latin1", "1 你好 2", "1 ?? 2");
	assert_encodes("gbk", "a🍀b", "a?b");
	assert_encodes("koi8-r", "😀", "?");
	assert_encodes("latin1", "abc\r\n€\r\n", "abc\r\n?\r\n");
	assert_encodes("latin1", "你", "?");
	assert_encodes("latin1", "", "");
}
END_TEST

START_TEST(test_text_is_encoded_piece_by_piece_without_a_cut_character)
{
	const struct charset *c;
	char text[1200] = "", whole[2400], pieces[2400];
	const char *p = text;
	size_t len, n, left, room;

	if (!is_here("gb18030"))
		return;
	c = open_charset("gb18030");
	while (strlen(text) < 1100)
		(void)strcat(text, "x你é🍀");
	left = len = strlen(text);
	n = charset_encode(c, &p, &left, whole, sizeof whole);
	ck_assert_uint_eq(left, 0);
	for (room = CHARSET_ENCODE_ROOM; room < 60; room++) {
		size_t o = 0;

		p = text;
		left = len;
		while (left > 0) {
			size_t some =
			    charset_encode(c, &p, &left, pieces + o, room);

			ck_assert_uint_le(some, room);
			o += some;
		}
		ck_assert_ptr_eq(p, text + len);
		ck_assert_mem_eq(pieces, whole, n);
		ck_assert_uint_eq(o, n);
	}
}
END_TEST

/* As in charset.c: what the C library calls a set, if that differs. */
static const char *
system_name(const char *name)
{
	static const char *const differ[][2] = { { "EUC-KR", "UHC" },
		{ "Shift_JIS", "CP932" } };
	size_t i;

	for (i = 0; i < sizeof differ / sizeof *differ; i++)
		if (strcmp(name, differ[i][0]) == 0)
			return (differ[i][1]);
	return (strncmp(name, "windows-", 8) == 0 ? name + 6 : name);
}

/* A converter of the C library; "windows-1250" is "CP1250" there. */
static iconv_t
open_converter(const char *name, bool decodes)
{
	char system[32];
	iconv_t converter;

	(void)strcpy(system, system_name(name));
	if (*system == 's')
		memcpy(system, "CP", 2);
	converter =
	    decodes ? iconv_open("UTF-8", system) : iconv_open(system, "UTF-8");
	ck_assert_msg(converter != (iconv_t)-1, "%s", system);
	return (converter);
}

/* What it makes of one character; 0 bytes if it lacks the character. */
static size_t
by_converter(iconv_t converter, const char *bytes, size_t len, char out[16])
{
	char *in = (char *)(uintptr_t)bytes, *end = out;
	size_t room = 16;

	(void)iconv(converter, NULL, NULL, NULL, NULL);
	if (iconv(converter, &in, &len, &end, &room) != 0 || len > 0)
		return (0);
	return ((size_t)(end - out));
}

/* Check notes each assertion, which takes longer than what is asserted here. */
static void
assert_same(const struct charset *c, unsigned what, const char *got, size_t n,
    const char *wanted, size_t wanted_len)
{
	if (n != wanted_len || memcmp(got, wanted, n) != 0)
		ck_abort_msg("%s: %04X", charset_name(c), what);
}

/* All pairs of bytes that start with one above 127. */
static void
assert_pairs_as_converter(const struct charset *c, iconv_t converter)
{
	char out[2 * CHARSET_DECODE_GROWTH], wanted[16];
	size_t n, wanted_len;
	unsigned pair;

	for (pair = 0x8000; pair < 0x10000; pair++) {
		char in[2] = { (char)(pair >> 8), (char)(pair & 0xff) };

		wanted_len = by_converter(converter, in, 2, wanted);
		n = charset_decode(c, in, 2, out);
		if (wanted_len > 0)
			assert_same(c, pair, out, n, wanted, wanted_len);
	}
}

/* Characters, and what comes back from their bytes. */
static void
assert_characters_as_converters(const struct charset *c, iconv_t encoder,
    iconv_t decoder)
{
	char utf8[TEXT_CHAR_MAX], out[16], wanted[16], back[48];
	size_t len, left, n, wanted_len;
	uint32_t character;
	const char *text;

	/* All of the first plane, and some of each other one. */
	for (character = 0xa0; character < 0x110000;
	     character += character < 0x10000 ? 1 : 119) {
		if (character == 0xd800)
			character = 0xe000; /* past the surrogates */
		text = utf8;
		len = left = text_encode(character, utf8);
		wanted_len = by_converter(encoder, utf8, len, wanted);
		n = charset_encode(c, &text, &left, out, sizeof out);
		if (wanted_len == 0) {
			assert_same(c, character, out, n, "?", 1);
			continue;
		}
		if (n == 2 && (unsigned char)out[1] == 255)
			n--; /* for telnet */
		assert_same(c, character, out, n, wanted, wanted_len);
		wanted_len = by_converter(decoder, out, n, wanted);
		n = charset_decode(c, out, n, back);
		assert_same(c, character, back, n, wanted, wanted_len);
	}
}

START_TEST(test_every_set_is_what_the_c_library_says)
{
	const struct charset *c;
	size_t i = 0;

	while ((c = next_here(&i)) != NULL) {
		iconv_t decoder = open_converter(charset_name(c), true);
		iconv_t encoder = open_converter(charset_name(c), false);

		assert_pairs_as_converter(c, decoder);
		assert_characters_as_converters(c, encoder, decoder);
		(void)iconv_close(decoder);
		(void)iconv_close(encoder);
	}
}
END_TEST

/* How often the C library has been asked to convert something. */
static size_t asked;

size_t __wrap_iconv(iconv_t converter, char **in, size_t *in_len, char **out,
    size_t *room);
size_t __real_iconv(iconv_t converter, char **in, size_t *in_len, char **out,
    size_t *room);

/* In place of iconv(3). */
size_t
__wrap_iconv(iconv_t converter, char **in, size_t *in_len, char **out,
    size_t *room)
{
	asked++;
	return (__real_iconv(converter, in, in_len, out, room));
}

/*
 * A converter starts anew after each fault, so that a line of faults costs the
 * square of its length.  It can't cost that if no converter is called.
 */
START_TEST(test_a_conversion_asks_no_converter)
{
	static const char missing[] = "\U0001f340\ufffd\u05d0";
	static const char bad[] = "\x80\xff\xfe\x81";
	char out[64], text[64];
	const struct charset *c;
	const char *p;
	size_t i = 0, len;

	ck_assert_uint_gt(asked, 10000); /* all have been learned */
	asked = 0;
	while ((c = next_here(&i)) != NULL) {
		(void)charset_decode(c, bad, sizeof bad - 1, out);
		p = missing;
		len = sizeof missing - 1;
		(void)charset_encode(c, &p, &len, text, sizeof text);
	}
	(void)guess("\xc4\xe3\xba\xc3", 4);
	ck_assert_uint_eq(asked, 0);
}
END_TEST

START_TEST(test_a_chinese_line_is_recognised)
{
	if (!is_here("gb18030"))
		return;
	ck_assert_str_eq(guess(BOTH("\xc4\xe3\xba\xc3")), "GB18030");
	/* 大家好,我是小明。hello */
	ck_assert_ptr_nonnull(guess(BOTH("\xb4\xf3\xbc\xd2\xba\xc3\xa3\xac\xce"
					 "\xd2\xca\xc7\xd0\xa1\xc3\xf7\xa1\xa3"
					 "hello")));
	/* 朱镕基: the second is no character of GB 2312. */
	ck_assert_ptr_nonnull(guess(BOTH("\xd6\xec\xe9\x46\xbb\xf9")));
	/* 好 and a four-byte emoji */
	ck_assert_ptr_nonnull(guess(BOTH("\xba\xc3\x94\x39\xda\x33")));
	ck_assert_ptr_nonnull(guess(BOTH("/nick \xd0\xa1\xc3\xf7")));
}
END_TEST

START_TEST(test_a_long_line_is_recognised_only_as_a_whole)
{
	char many[2001];
	size_t i;

	if (!is_here("gb18030"))
		return;
	/* Whatever is cut, and wherever. */
	for (i = 0; i + 1 < sizeof many; i += 2)
		memcpy(many + i, "\xc4\xe3", 2);
	ck_assert_ptr_nonnull(guess(many, 2000));
	ck_assert_ptr_null(guess(many, 1999));
	memmove(many + 1, many, 2000);
	many[0] = 'a';
	ck_assert_ptr_nonnull(guess(many, 2001));
	memcpy(many + 1999, "\xaa\xa1", 2); /* private use */
	ck_assert_ptr_null(guess(many, 2001));
}
END_TEST

/* All but the last have the form of common GB18030 as well. */
START_TEST(test_big5_is_guessed_before_gb18030)
{
	/* 謝謝老師, 他說的對, 大家好 */
	ck_assert_str_eq(guess(BOTH("\xc1\xc2\xc1\xc2\xa6\xd1\xae\x76")),
	    "Big5");
	ck_assert_str_eq(guess(BOTH("\xa5\x4c\xbb\xa1\xaa\xba\xb9\xef")),
	    "Big5");
	ck_assert_str_eq(guess(BOTH("\xa4\x6a\xae\x61\xa6\x6e")), "Big5");
	/* What it has not assigned is no Big5: here C8FE. */
	ck_assert_ptr_null(guess(BOTH("\xa4\x6a\xae\x61\xc8\xfe")));
}
END_TEST

START_TEST(test_utf8_is_never_guessed)
{
	ck_assert_ptr_null(guess(BOTH("")));
	ck_assert_ptr_null(guess(BOTH("hello")));
	ck_assert_ptr_null(guess("你好", strlen("你好")));
	ck_assert_ptr_null(guess("é", strlen("é")));
	/* U+05B0, which GB18030 reads as a common hanzi. */
	ck_assert_ptr_null(guess(BOTH("\xd6\xb0")));
}
END_TEST

START_TEST(test_other_text_and_noise_are_not_taken_for_chinese)
{
	static const char *const lines[] = { "caf\xe9", "caf\xe9 noir",
		"M\xfcller", "\xe9l\xe8ve",
		"cr\xe9\xe9"
		"e",
		"c\x9cur", "pr\x82nom",
		"Gr\xfc\xdf"
		"e",
		"\xff\xff\xff\xff", "\xc4\xe3\x1b[31m", "\xc4\xe3\x07",
		"\x80\x80",
		/* UTF-8 that has lost its last byte, or its first */
		"\xe4\xbd\xa0\xe5\xa5\xbd\xe5\x90", "\xbd\xa0\xe5\xa5\xbd",
		"\xe4\xbd\xa0\xe5\xa5\xbd\xff",
		/* Private use: AAA1, A140 */
		"\xaa\xa1", "\xa1\x40",
		/* 4 bytes: past U+10FFFF */
		"\xe3\x32\x9a\x36" };
	size_t i;

	for (i = 0; i < sizeof lines / sizeof *lines; i++)
		ck_assert_msg(guess(lines[i], strlen(lines[i])) == NULL,
		    "case %zu", i);
}
END_TEST

/* Only a locale that knows the characters can tell, and not all do. */
START_TEST(test_unassigned_characters_are_not_taken_for_chinese)
{
	locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	bool knows = locale != (locale_t)0 && iswprint_l(0x378, locale) == 0 &&
	    iswprint_l(0xfffe, locale) == 0;

	if (locale != (locale_t)0)
		freelocale(locale);
	if (!knows) {
		(void)printf("check_charset: left out: unassigned characters, "
			     "which the locale C.UTF-8 of this system does "
			     "not tell\n");
		return;
	}
	/* U+FFFE, U+0378 */
	ck_assert_ptr_null(guess(BOTH("\xba\xc3\x84\x31\xa4\x38")));
	ck_assert_ptr_null(guess(BOTH("\xba\xc3\x81\x30\xc8\x36")));
}
END_TEST

START_TEST(test_what_was_said_comes_back_the_same)
{
	static const char said[] =
	    "[ 小明 ]: 你好, ça va? Żółć привет 안녕 こんにちは 👍🏽\r\n";
	const struct charset *c;
	char there[2 * sizeof said], back[6 * sizeof said];
	const char *p = said;
	size_t len = sizeof said - 1, n;

	if (!is_here("gb18030"))
		return;
	c = open_charset("gb18030");
	n = charset_encode(c, &p, &len, there, sizeof there);
	n = charset_decode(c, there, n, back);
	ck_assert_uint_eq(n, sizeof said - 1);
	ck_assert_mem_eq(back, said, n);
}
END_TEST

static void
assert_has_255(const char *name, bool has)
{
	if (is_here(name))
		ck_assert_msg(charset_has_255(open_charset(name)) == has, "%s",
		    name);
}

/* That of Latin sets is hardly ever written, and telnet is. */
START_TEST(test_byte_255_is_a_letter_of_cyrillic_and_of_urdu)
{
	static const struct {
		const char *name, *letter;
	} with[] = { { "windows-1251", "я" }, { "koi8-r", "Ъ" },
		{ "koi8-u", "Ъ" }, { "iso-8859-5", "џ" },
		{ "windows-1256", "ے" } };
	static const char *const without[] = { "gb18030", "gbk", "big5",
		"euc-kr", "euc-jp", "shift_jis", "tis-620", "latin1",
		"windows-1250", "windows-1252", "ibm866" };
	size_t i;

	for (i = 0; i < sizeof with / sizeof *with; i++) {
		assert_decodes(with[i].name, "\xff", with[i].letter);
		assert_has_255(with[i].name, true);
	}
	for (i = 0; i < sizeof without / sizeof *without; i++)
		assert_has_255(without[i], false);
}
END_TEST

/* As telnet takes it (RFC 854), and sends it. */
START_TEST(test_byte_255_that_is_no_letter_is_sent_twice)
{
	assert_encodes("latin1", "ÿú aÿ", "\xff\xff\xfa a\xff\xff");
	/* a blank that does not break */
	assert_encodes("ibm437", "10\xc2\xa0%", "10\xff\xff%");
	assert_encodes("windows-1251", "Яя", "\xdf\xff");
}
END_TEST

START_TEST(test_all_sets_can_be_learned_at_the_start)
{
	asked = 0;
	assert_decodes("gb18030", "\xc4\xe3\xba\xc3", "你好");
	ck_assert_uint_eq(asked, 0);
}
END_TEST

START_TEST(test_a_set_is_learned_when_it_is_asked_for)
{
	if (!is_here("koi8-r"))
		return;
	charset_fini();
	charset_init(false);
	asked = 0;
	(void)open_charset("koi8-r");
	ck_assert_uint_gt(asked, 0);
	asked = 0;
	assert_decodes("koi8-r", "\xd0\xd2", "пр");
	ck_assert_uint_eq(asked, 0);
	charset_fini();
	charset_init(true);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("charset");

	tcase_add_unchecked_fixture(t, setup, teardown);
	tcase_add_test(t, test_every_name_of_the_list_can_be_opened);
	tcase_add_test(t, test_a_name_is_known_by_its_common_spellings);
	tcase_add_test(t,
	    test_stateful_and_wide_and_invented_names_are_unknown);
	tcase_add_test(t, test_ascii_is_itself_in_every_set_both_ways);
	tcase_add_test(t, test_no_set_keeps_state_between_characters);
	tcase_add_test(t, test_no_set_grows_text_by_more_than_it_says);
	tcase_add_test(t, test_text_of_many_scripts_is_read_and_shown);
	tcase_add_test(t, test_a_run_of_bad_bytes_becomes_one_replacement);
	tcase_add_test(t, test_every_set_is_what_the_c_library_says);
	tcase_add_test(t, test_a_conversion_asks_no_converter);
	tcase_add_test(t, test_what_cannot_be_shown_becomes_a_question_mark);
	tcase_add_test(t,
	    test_text_is_encoded_piece_by_piece_without_a_cut_character);
	tcase_add_test(t, test_a_chinese_line_is_recognised);
	tcase_add_test(t, test_a_long_line_is_recognised_only_as_a_whole);
	tcase_add_test(t, test_big5_is_guessed_before_gb18030);
	tcase_add_test(t, test_utf8_is_never_guessed);
	tcase_add_test(t, test_other_text_and_noise_are_not_taken_for_chinese);
	tcase_add_test(t, test_unassigned_characters_are_not_taken_for_chinese);
	tcase_add_test(t, test_what_was_said_comes_back_the_same);
	tcase_add_test(t, test_byte_255_is_a_letter_of_cyrillic_and_of_urdu);
	tcase_add_test(t, test_byte_255_that_is_no_letter_is_sent_twice);
	tcase_add_test(t, test_all_sets_can_be_learned_at_the_start);
	tcase_add_test(t, test_a_set_is_learned_when_it_is_asked_for);
	return (suite_run("charset", &t, 1));
}
