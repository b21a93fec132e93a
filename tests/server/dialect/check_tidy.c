/*
 * check_tidy: from what was typed to what was meant, and how far it may reach.
 */
#include <config.h>

#include "harness/quick.h"
#include "harness/suite.h"
#include "server/dialect/tidy.h"

#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"

/* Shown by nothing; U+2800 by a cell without dots. */
#define BRAILLE "\xe2\xa0\x80"
#define ZWJ "\xe2\x80\x8d"
#define ACUTE "\xcc\x81"

/* A flag of six characters that can't be seen, after one that can. */
#define ENGLAND                                              \
	"\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e" \
	"\U000e0067\U000e007f"

static void
setup(void)
{
	tidy_init();
}

static void
teardown(void)
{
	tidy_fini();
}

/* The first `len` bytes of `in`, in a block of their own; the caller frees. */
static char *
copy(const char *in, size_t len)
{
	char *bytes = malloc(len + 1);

	ck_assert_ptr_nonnull(bytes);
	memcpy(bytes, in, len);
	bytes[len] = '\0';
	return (bytes);
}

static void
expect_erased(const char *in, const char *wanted)
{
	char *bytes = copy(in, strlen(in));
	size_t len = tidy_erase(bytes, strlen(in));

	bytes[len] = '\0';
	ck_assert_str_eq(bytes, wanted);
	ck_assert(
	    tidy_has_erasures(in, strlen(in)) == (strcmp(in, wanted) != 0));
	free(bytes);
}

/* As in the room, for somebody with a short name. */
static void
expect(const char *in, const char *wanted)
{
	char *text = copy(in, strlen(in));
	size_t len = tidy_line(text, strlen(in), 5);

	ck_assert(text_is_clean(text, len));
	text[len] = '\0';
	ck_assert_str_eq(text, wanted);
	/* Once is enough. */
	ck_assert_uint_eq(tidy_line(text, len, 5), len);
	ck_assert_mem_eq(text, wanted, len);
	free(text);
}

/* `before`, `times` times `piece`, `after`; the caller frees. */
static char *
with_many(const char *before, const char *piece, size_t times,
    const char *after)
{
	char *text =
	    malloc(strlen(before) + times * strlen(piece) + strlen(after) + 1);

	ck_assert_ptr_nonnull(text);
	(void)strcpy(text, before);
	while (times-- > 0)
		(void)strcat(text, piece);
	return (strcat(text, after));
}

/* Of many copies of `piece` in the middle of a line, this many stay. */
static void
expect_gap(const char *piece, size_t stay)
{
	char *in = with_many("ok", piece, 100, "[ @Ann ]: give me your key");
	char *wanted =
	    with_many("ok", piece, stay, "[ @Ann ]: give me your key");

	expect(in, wanted);
	free(in);
	free(wanted);
}

START_TEST(test_backspace_and_delete_erase_one_character)
{
	expect_erased("helo\blo", "hello");
	expect_erased("helo\177lo", "hello");
	expect_erased("你们\b好", "你好");
	expect_erased("\xf0\x9f\x8d\x80\b\xc3\xa9\b.", ".");
	expect_erased("ab\b\b\b\bc", "c");
	expect_erased("\b\177", "");
	/* Bold, as manual pages have it. */
	expect_erased("N\bNA\bA", "NA");
	expect_erased("hello", "hello");
}
END_TEST

START_TEST(test_bad_bytes_are_erased_one_by_one)
{
	expect_erased("a\xff\xff\b", "a\xff");
	expect_erased("你\xe4\xbd\b", "你\xe4");
	expect_erased("\xbd\b\b", "");
}
END_TEST

START_TEST(test_nak_erases_the_line_so_far)
{
	expect_erased("/op secret\025hello", "hello");
	expect_erased("\025", "");
	expect_erased("a\025\b你", "你");
}
END_TEST

START_TEST(test_text_without_long_gaps_is_unchanged)
{
	static const char *const texts[] = { "hello", "a b  c", "你好　世界",
		"x = 1;          /* one */", "int\ti;\t\t/* one */",
		"\tif (x) {", "\t\t\t\treturn;",
		"                            return x",
		"ok                y", /* 16 */
		"क्षत्रिय", "ที่นี่", "e\xcc\x81\xcc\xa3", "מָּ֥",
		"\xf0\x9f\x91\xa9" ZWJ "\xf0\x9f\x91\xa7", /* a family */
		"❤\xef\xb8\x8f", ENGLAND };
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		expect(texts[i], texts[i]);
}
END_TEST

/* What is called simple is what every other way would leave as it is. */
static void
expect_simple(const char *line, size_t len)
{
	size_t i;
	bool simple = len > 0;
	char copy[64];

	for (i = 0; i < len; i++)
		if (line[i] < ' ' || line[i] > '~' ||
		    (line[i] == ' ' && (i == 0 || line[i - 1] == ' ')))
			simple = false;
	quick_assert(tidy_is_simple(line, len) == simple);
	if (!simple)
		return;
	memcpy(copy, line, len);
	quick_assert(text_is_clean(line, len));
	quick_assert(!tidy_has_erasures(line, len));
	quick_assert(tidy_line(copy, len, 10) == len);
	quick_assert(memcmp(copy, line, len) == 0);
}

START_TEST(test_simple_line_needs_no_change)
{
	char line[27];
	size_t len, i;
	int byte;

	for (len = 0; len < sizeof line; len++)
		for (i = 0; i < len; i++)
			for (byte = 0; byte < 256; byte++) {
				memset(line, 'a' + (int)len, sizeof line);
				line[i] = (char)byte;
				expect_simple(line, len);
				line[i + 1] = ' ';
				expect_simple(line, len);
			}
	expect_simple(line, 0);
}
END_TEST

START_TEST(test_a_gap_of_any_kind_is_shortened)
{
	expect_gap(" ", TIDY_GAP);
	expect_gap("\t", TIDY_GAP / 8);
	expect_gap("\xc2\xa0", TIDY_GAP);
	expect_gap("\xe3\x80\x80", TIDY_GAP / 2); /* U+3000 */
	expect_gap("\xe2\x80\x80", TIDY_GAP);
	expect_gap("\xe2\x80\x83", TIDY_GAP);
	expect_gap("\xe1\x9a\x80", TIDY_GAP);
	expect_gap(BRAILLE, TIDY_GAP);
	expect_gap("\xe3\x85\xa4", TIDY_GAP / 2); /* a filler of Hangul */
	expect_gap("\xef\xbe\xa0", TIDY_GAP);
	expect_gap("\xe2\x80\x8b", TIDY_GAP);
	expect_gap("\xc2\xad", TIDY_GAP);
	expect_gap("\xef\xbb\xbf", TIDY_GAP);
}
END_TEST

START_TEST(test_a_gap_of_many_kinds_is_one_gap)
{
	expect_gap(" " BRAILLE "\xc2\xa0" ZWJ, TIDY_GAP / 4);
	expect("a               \t b", "a                b");
	expect("a         \t b", "a          b");
}
END_TEST

START_TEST(test_isolates_stay_closed_where_a_gap_is_shortened)
{
	char *in = with_many("a", "\xe2\x81\xa6", 17, "b");
	char *whole = with_many(in, "\xe2\x81\xa9", 17, "");
	char *wanted = with_many("a", "\xe2\x81\xa6", 16, "b");
	char *closed = with_many(wanted, "\xe2\x81\xa9", 16, "");

	expect(whole, closed);
	free(in);
	free(whole);
	free(wanted);
	free(closed);
}
END_TEST

static size_t
indent_left(size_t blanks, size_t name_len)
{
	char *text = with_many("", " ", blanks, "x");
	size_t len = tidy_line(text, strlen(text), name_len);

	free(text);
	return (len - 1);
}

START_TEST(test_indentation_is_kept_as_far_as_the_name_allows)
{
	size_t name_len;

	ck_assert_uint_eq(indent_left(31, 1), 31);
	ck_assert_uint_eq(indent_left(200, 1), TIDY_INDENT);
	ck_assert_uint_eq(indent_left(8, 96), 8);
	/* "[ NAME ]: " and the gap end before column 80. */
	for (name_len = 1; name_len < 65; name_len++)
		ck_assert_uint_lt(6 + name_len + indent_left(200, name_len),
		    80);
}
END_TEST

START_TEST(test_marks_in_a_row_are_bounded)
{
	char *in = with_many("a", ACUTE, 2000, "b");
	char *wanted = with_many("a", ACUTE, TIDY_MARKS, "b");

	expect(in, wanted);
	free(in);
	/* What can't be seen between them does not begin another row. */
	in = with_many("a" ACUTE ACUTE ACUTE ACUTE ACUTE ACUTE,
	    "\xcd\x8f" ACUTE, 10, "b");
	free(wanted);
	wanted = with_many("a" ACUTE ACUTE ACUTE ACUTE ACUTE ACUTE, "\xcd\x8f",
	    10, "b");
	expect(in, wanted);
	free(in);
	free(wanted);
}
END_TEST

START_TEST(test_marks_alone_are_bounded)
{
	char *in = with_many("", ACUTE, 1000, "");

	expect(in, ACUTE ACUTE ACUTE ACUTE ACUTE ACUTE);
	free(in);
}
END_TEST

START_TEST(test_what_cannot_be_seen_says_nothing)
{
	static const char *const texts[] = { "", " ", BRAILLE, BRAILLE BRAILLE,
		"\xe2\x80\x8b", "\xef\xbb\xbf", "\xe3\x85\xa4", "\xef\xbe\xa0",
		"\xe1\x85\x9f\xe1\x85\xa0", "\xe2\x81\xa6\xe2\x81\xa9",
		ZWJ " " ZWJ, "\U000e0041", "\xef\xb8\x8f", "\ufff9\ufffa\ufffb",
		"\u2d7f", "\U0001107f", "\U00013430", "\U00016fe4",
		"\U0001d159" };
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		expect(texts[i], "");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_backspace_and_delete_erase_one_character,
		test_bad_bytes_are_erased_one_by_one,
		test_nak_erases_the_line_so_far,
		test_text_without_long_gaps_is_unchanged,
		test_simple_line_needs_no_change,
		test_a_gap_of_any_kind_is_shortened,
		test_a_gap_of_many_kinds_is_one_gap,
		test_isolates_stay_closed_where_a_gap_is_shortened,
		test_indentation_is_kept_as_far_as_the_name_allows,
		test_marks_in_a_row_are_bounded,
		test_marks_alone_are_bounded,
		test_what_cannot_be_seen_says_nothing,
		NULL,
	};

	return (suite_of("tidy", setup, teardown, tests));
}
