/*
 * check_framing: lines must not depend on where TCP has cut the bytes.
 *
 * What framing makes of some input is written down as a transcript: a line as
 * "[its bytes]", anything else as a word.  Each input is given in one piece, in
 * two pieces cut at every position, and byte by byte; the transcript must be
 * the same.  Each piece is a block of memory of its own,
 * so that valgrind and the sanitizers see a byte that is read too far.
 */
#include <config.h>

#include "common/framing.h"
#include "harness/suite.h"

#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A literal and its length; it may have NULs in it. */
#define BYTES(literal) (literal), sizeof(literal) - 1

/* Short enough that lines which are too long can be cut at every position. */
#define SHORT_MAX 16

struct transcript {
	char *text;
	size_t len;
	FILE *out;
	bool ended; /* only framing_fini() may follow */
};

static void
transcript_open(struct transcript *t)
{
	t->ended = false;
	t->out = open_memstream(&t->text, &t->len);
	ck_assert_ptr_nonnull(t->out);
}

/* Writes down a line. */
static void
transcript_line(struct transcript *t, const unsigned char *line, size_t len)
{
	(void)fputc('[', t->out);
	(void)fwrite(line, 1, len, t->out);
	(void)fputc(']', t->out);
	/* Neither is ever part of a line. */
	ck_assert(memchr(line, '\r', len) == NULL);
	ck_assert(memchr(line, '\0', len) == NULL);
}

/*
 * What a change of charset does: the line "8bit", and "telnet" for back; and
 * one of the limit: the lines "longer" and "shorter".
 */
static void
follow(struct framing *f, const unsigned char *line, size_t len)
{
	if (len == 6 && memcmp(line, "longer", 6) == 0)
		framing_set_max(f, SHORT_MAX + 4);
	if (len == 7 && memcmp(line, "shorter", 7) == 0)
		framing_set_max(f, SHORT_MAX);
	if (len == 4 && memcmp(line, "8bit", 4) == 0)
		framing_set_telnet(f, false);
	if (len == 6 && memcmp(line, "telnet", 6) == 0)
		framing_set_telnet(f, true);
}

/* Takes all events that one piece of input causes. */
static void
feed(struct framing *f, struct transcript *t, const char *bytes, size_t len)
{
	unsigned char *copy = malloc(len > 0 ? len : 1);
	const unsigned char *in = copy, *line;
	size_t line_len;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, bytes, len);
	while (!t->ended) {
		switch (framing_next(f, &in, &len, &line, &line_len)) {
		case FRAMING_LINE:
			transcript_line(t, line, line_len);
			follow(f, line, line_len);
			continue;
		case FRAMING_TOO_LONG:
			(void)fputs("too-long ", t->out);
			continue;
		case FRAMING_TIMING_MARK:
			(void)fputs("mark ", t->out);
			continue;
		case FRAMING_MARKED:
			(void)fputs("marked ", t->out);
			continue;
		case FRAMING_ENDLESS:
			(void)fputs("endless", t->out);
			t->ended = true;
			continue;
		case FRAMING_NO_MEMORY:
			ck_abort_msg("no memory");
			break;
		case FRAMING_MORE:
			break;
		}
		break;
	}
	if (!t->ended && len != 0)
		ck_abort_msg("%zu bytes of the input are left over", len);
	free(copy);
}

/* The end of the input; closes the transcript, which the caller frees. */
static char *
finish(struct framing *f, struct transcript *t)
{
	const unsigned char *line;
	size_t line_len;

	if (!t->ended && framing_end(f, &line, &line_len) == FRAMING_LINE) {
		(void)fputs("end", t->out);
		transcript_line(t, line, line_len);
		if (framing_end(f, &line, &line_len) != FRAMING_MORE)
			ck_abort_msg("the input has two ends");
	}
	framing_fini(f);
	(void)fclose(t->out);
	return (t->text);
}

/* The transcript of `in` given in pieces: first `first` bytes, then `step`. */
static char *
transcribe(const char *in, size_t len, size_t max, size_t first, size_t step)
{
	struct transcript t;
	struct framing f;
	size_t n = first;

	framing_init(&f, max);
	transcript_open(&t);
	while (len > 0) {
		n = n < len ? n : len;
		feed(&f, &t, in, n);
		in += n;
		len -= n;
		n = step;
	}
	return (finish(&f, &t));
}

static void
expect_cut(const char *in, size_t len, size_t first, size_t step,
    const char *wanted)
{
	char *got = transcribe(in, len, SHORT_MAX, first, step);

	if (strcmp(got, wanted) != 0)
		ck_abort_msg("cut after %zu bytes and then every %zu, the "
			     "transcript is '%s' and not '%s'",
		    first, step, got, wanted);
	free(got);
}

/* The same transcript wherever the input is cut. */
static void
expect(const char *in, size_t len, const char *wanted)
{
	size_t i;

	expect_cut(in, len, len, len, wanted);
	expect_cut(in, len, 1, 1, wanted);
	for (i = 1; i < len; i++)
		expect_cut(in, len, i, len, wanted);
}

START_TEST(test_line_ends_at_lf)
{
	expect(BYTES("hello\n"), "[hello]");
	expect(BYTES("one\ntwo\nthree\n"), "[one][two][three]");
}
END_TEST

START_TEST(test_line_ends_at_crlf)
{
	expect(BYTES("hello\r\n"), "[hello]");
	expect(BYTES("one\r\ntwo\r\n"), "[one][two]");
}
END_TEST

START_TEST(test_line_ends_at_cr_nul)
{
	expect(BYTES("hello\r\0"), "[hello]");
	expect(BYTES("one\r\0two\r\0"), "[one][two]");
}
END_TEST

START_TEST(test_ends_of_all_kinds_mix)
{
	expect(BYTES("a\nb\r\nc\r\0d\ne"), "[a][b][c][d]end[e]");
}
END_TEST

START_TEST(test_empty_lines_are_lines)
{
	expect(BYTES("\n"), "[]");
	expect(BYTES("\r\n"), "[]");
	expect(BYTES("\r\0"), "[]");
	expect(BYTES("\n\r\n\r\0\n"), "[][][][]");
	expect(BYTES("a\n\nb\n"), "[a][][b]");
}
END_TEST

START_TEST(test_lone_cr_ends_nothing)
{
	expect(BYTES("one\rtwo\n"), "[onetwo]");
	expect(BYTES("\rone\n"), "[one]");
	expect(BYTES("one\r\r\n"), "[one]");
	expect(BYTES("one\r\r\r\0two\n"), "[one][two]");
	expect(BYTES("\r\r\n"), "[]");
}
END_TEST

/* A Latin-1 y with diaeresis once took the end of its line with it. */
START_TEST(test_stray_255_takes_no_text_with_it)
{
	expect(BYTES("a\377\nb\n"), "[a][b]");
	expect(BYTES("a\377b\n"), "[ab]");
	expect(BYTES("a\377\r\nb\n"), "[a][b]");
}
END_TEST

START_TEST(test_nul_ends_nothing)
{
	expect(BYTES("one\0two\n"), "[onetwo]");
	expect(BYTES("\0\0one\0\n"), "[one]");
	expect(BYTES("one\0\r\ntwo\n"), "[one][two]");
}
END_TEST

START_TEST(test_last_line_needs_no_end)
{
	expect(BYTES("hello"), "end[hello]");
	expect(BYTES("one\ntwo"), "[one]end[two]");
	expect(BYTES("one\ntwo\r"), "[one]end[two]");
}
END_TEST

START_TEST(test_nothing_follows_the_last_end)
{
	expect(BYTES("one\n"), "[one]");
	expect(BYTES("one\r\n"), "[one]");
	expect(BYTES("one\r\0"), "[one]");
	expect(BYTES("one\n\377\361"), "[one]");
	expect("", 0, "");
}
END_TEST

START_TEST(test_bytes_above_127_are_text)
{
	expect(BYTES("\xe4\xbd\xa0\xe5\xa5\xbd\r\n\xc3\xa9\n"),
	    "[\xe4\xbd\xa0\xe5\xa5\xbd][\xc3\xa9]");
	/* The neighbours of IAC, and those that telnet uses after it. */
	expect(BYTES("\360\372\373\376\n"), "[\360\372\373\376]");
}
END_TEST

START_TEST(test_telnet_commands_of_two_bytes_are_removed)
{
	/* Erase line, abort, and all from NOP to go ahead. */
	static const unsigned char commands[] = { 236, 237, 238, 239, 241, 242,
		243, 244, 245, 246, 249 };
	char in[] = "he??llo\r\n";
	size_t i;

	for (i = 0; i < sizeof commands; i++) {
		in[2] = (char)255;
		in[3] = (char)commands[i];
		expect(in, strlen(in), "[hello]");
	}
}
END_TEST

/* What they erase is found out by others, who know the charset. */
START_TEST(test_erasing_commands_of_telnet_are_keys)
{
	expect(BYTES("helo\377\367lo\r\n"), "[helo\blo]");
	expect(BYTES("abc\377\370hello\r\n"), "[abc\025hello]");
	expect(BYTES("8bit\na\377\367\n"), "[8bit][a\377\367]");
}
END_TEST

START_TEST(test_telnet_options_are_removed)
{
	/* WILL, WON'T, DO and DON'T, with options that look like something. */
	static const unsigned char options[] = { 0, 1, 3, 10, 13, 24, 31, 34,
		65, 240, 250, 251, 255 };
	char in[] = "he???llo\n";
	unsigned verb;
	size_t i;

	for (verb = 251; verb <= 254; verb++) {
		for (i = 0; i < sizeof options; i++) {
			in[2] = (char)255;
			in[3] = (char)verb;
			in[4] = (char)options[i];
			expect(in, sizeof in - 1, "[hello]");
		}
	}
}
END_TEST

START_TEST(test_doubled_iac_is_a_byte_of_text)
{
	expect(BYTES("a\377\377b\n"), "[a\377b]");
	expect(BYTES("\377\377\377\377\n"), "[\377\377]");
	expect(BYTES("\377\377\377\361\377\377"), "end[\377\377]");
}
END_TEST

START_TEST(test_telnet_subnegotiation_is_removed)
{
	/* The window's size. */
	expect(BYTES("a\377\372\037\000\120\000\030\377\360b\n"), "[ab]");
	/* The terminal's type. */
	expect(BYTES("\377\372\030\000XTERM\377\360hi\r\n"), "[hi]");
	expect(BYTES("\377\372\377\360hi\n"), "[hi]");
}
END_TEST

START_TEST(test_subnegotiation_may_have_anything_in_it)
{
	/* IAC IAC, and then SE, which does not end it. */
	expect(BYTES("a\377\372\030\377\377\360xyz\377\360b\n"), "[ab]");
	/* Ends of lines. */
	expect(BYTES("a\377\372\030x\ny\r\nz\r\0\377\360b\n"), "[ab]");
	/* 65535 columns. */
	expect(BYTES("a\377\372\037\377\377\377\377\0\030\377\360b\n"), "[ab]");
}
END_TEST

START_TEST(test_telnet_bytes_at_the_edges_of_a_line_are_removed)
{
	expect(BYTES("\377\373\037hi\r\n"), "[hi]");
	expect(BYTES("hi\377\361\r\n"), "[hi]");
	expect(BYTES("hi\r\377\361\n"), "[hi]");
	expect(BYTES("hi\r\n\377\375\001\r\n"), "[hi][]");
	expect(BYTES("\377\361"), "");
}
END_TEST

START_TEST(test_telnet_bytes_may_be_cut_off_by_the_end)
{
	expect(BYTES("hi\377"), "end[hi]");
	expect(BYTES("hi\377\375"), "end[hi]");
	expect(BYTES("hi\377\372\030abc"), "end[hi]");
	expect(BYTES("hi\377\372\030abc\377"), "end[hi]");
}
END_TEST

START_TEST(test_what_telnet_programs_say_first)
{
	expect(BYTES("\377\375\003\377\373\030\377\373\037\377\373\040\377\373"
		     "\041\377\373\042\377\373\047\377\375\005hello\r\n"),
	    "[hello]");
}
END_TEST

/* RFC 860; telnet sends the first of these at Ctrl-C. */
START_TEST(test_do_timing_mark_is_told_in_its_place)
{
	expect(BYTES("\377\364\377\375\006"), "mark ");
	expect(BYTES("one\n\377\375\006two\n"), "[one]mark [two]");
	expect(BYTES("he\377\375\006llo\r\n"), "mark [hello]");
	expect(BYTES("hi\r\377\375\006\n"), "mark [hi]");
	expect(BYTES("\377\375\006\377\375\006hi"), "mark mark end[hi]");
	expect(BYTES("0123456789abcdefghi\377\375\006\nok\n"),
	    "too-long mark [ok]");
}
END_TEST

START_TEST(test_will_and_wont_timing_mark_are_answers)
{
	expect(BYTES("\377\373\006\377\374\006hi\n"), "marked marked [hi]");
	expect(BYTES("he\377\374\006llo\r\n"), "marked [hello]");
}
END_TEST

START_TEST(test_nothing_else_is_a_timing_mark)
{
	/* DON'T; doubled; another option; in another one. */
	expect(BYTES("\377\376\006hi\n"), "[hi]");
	expect(BYTES("\377\373\001\006\377\374\002\006\n"), "[\006\006]");
	expect(BYTES("\377\377\375\006\n"), "[\377\375\006]");
	expect(BYTES("\377\375\001\006\n"), "[\006]");
	expect(BYTES("\377\372\030\377\375\006\377\360hi\n"), "[hi]");
	expect(BYTES("\377\375"), "");
}
END_TEST

START_TEST(test_without_telnet_255_is_text)
{
	expect(BYTES("8bit\n\377\n\377\377\r\na\377\375\006\r\0"),
	    "[8bit][\377][\377\377][a\377\375\006]");
	expect(BYTES("8bit\r\n\377\372\nb\377"), "[8bit][\377\372]end[b\377]");
	/* What is not telnet is as before. */
	expect(BYTES("8bit\r\0\377\0a\rb\n"), "[8bit][\377ab]");
}
END_TEST

START_TEST(test_telnet_comes_and_goes_between_two_lines)
{
	expect(BYTES("\377\361a\n8bit\n\377\361b\ntelnet\n\377\361c\n"),
	    "[a][8bit][\377\361b][telnet][c]");
	expect(BYTES("8bit\r\n\377\375\006\r\ntelnet\r\n\377\375\006d"),
	    "[8bit][\377\375\006][telnet]mark end[d]");
	expect(BYTES("8bit\r\0telnet\r\0\377\377e\r\0"),
	    "[8bit][telnet][\377e]");
	expect(BYTES("8bit\n8bit\n\377\ntelnet\ntelnet\n\377\377\n"),
	    "[8bit][8bit][\377][telnet][telnet][\377]");
}
END_TEST

START_TEST(test_longest_line_is_fine)
{
	expect(BYTES("0123456789abcdef\nok\n"), "[0123456789abcdef][ok]");
	expect(BYTES("0123456789abcdef\r\nok\n"), "[0123456789abcdef][ok]");
	expect(BYTES("0123456789abcdef\r\0ok\n"), "[0123456789abcdef][ok]");
	expect(BYTES("0123456789abcdef"), "end[0123456789abcdef]");
}
END_TEST

START_TEST(test_telnet_bytes_do_not_count_as_text)
{
	expect(BYTES("0123456789\377\361abcdef\377\373\001\n"),
	    "[0123456789abcdef]");
	expect(BYTES("0123456789\377\377abcde\n"), "[0123456789\377abcde]");
	expect(BYTES("0123456789\377\377abcdef\nok\n"), "too-long [ok]");
	expect(BYTES("8bit\n0123456789\377\377abcd\n"),
	    "[8bit][0123456789\377\377abcd]");
	expect(BYTES("8bit\n0123456789\377\377abcde\nok\n"),
	    "[8bit]too-long [ok]");
}
END_TEST

START_TEST(test_too_long_line_is_told_once_and_skipped)
{
	expect(BYTES("0123456789abcdefg\nok\n"), "too-long [ok]");
	expect(BYTES("0123456789abcdefg\r\nok\r\n"), "too-long [ok]");
	expect(BYTES("0123456789abcdefg\r\0ok\r\0"), "too-long [ok]");
	expect(BYTES("0123456789abcdefghijklmnopqrstuvwxyz0123456789\nok\n"),
	    "too-long [ok]");
	expect(BYTES("0123456789abcdefg\n0123456789abcdefg\nok\n"),
	    "too-long too-long [ok]");
}
END_TEST

/* What the line began with, in pieces of `step` bytes. */
static void
expect_start(const char *in, size_t step, const char *wanted)
{
	const unsigned char *next = (const unsigned char *)in, *line;
	size_t left = strlen(in), piece, len;
	enum framing_event event = FRAMING_MORE;
	struct framing f;

	framing_init(&f, SHORT_MAX);
	while (left > 0 && event != FRAMING_TOO_LONG) {
		piece = left < step ? left : step;
		left -= piece;
		event = framing_next(&f, &next, &piece, &line, &len);
		left += piece;
	}
	ck_assert_int_eq(event, FRAMING_TOO_LONG);
	ck_assert_uint_eq(len, strlen(wanted));
	ck_assert_mem_eq(line, wanted, len);
	ck_assert(framing_pending(&f));
	ck_assert_int_eq(framing_end(&f, &line, &len), FRAMING_MORE);
	framing_fini(&f);
}

START_TEST(test_too_long_line_is_told_with_its_start)
{
	expect_start("0123456789abcdefghi\n", 100, "0123456789abcdef");
	expect_start("0123456789abcdefg", 1, "0123456789abcdef");
	expect_start("\n0123\377\361456789abcdefghij", 3, "0123456789abcdef");
}
END_TEST

START_TEST(test_limit_changes_between_two_lines)
{
	expect(BYTES("longer\n0123456789abcdefghij\nok\n"),
	    "[longer][0123456789abcdefghij][ok]");
	expect(BYTES("longer\n0123456789abcdefghijk\nok\n"),
	    "[longer]too-long [ok]");
	expect(BYTES("longer\nshorter\n0123456789abcdefg\nok\n"),
	    "[longer][shorter]too-long [ok]");
}
END_TEST

START_TEST(test_too_long_line_without_end_is_told_once)
{
	expect(BYTES("0123456789abcdefg"), "too-long ");
	expect(BYTES("ok\n0123456789abcdefghi"), "[ok]too-long ");
}
END_TEST

START_TEST(test_telnet_bytes_within_a_skipped_line_are_skipped_with_it)
{
	expect(BYTES("0123456789abcdefghi\377\372\030\nok\n\377\360jk\nok\n"),
	    "too-long [ok]");
	expect(BYTES("0123456789abcdefghi\377\375\njk\nok\n"), "too-long [ok]");
}
END_TEST

/* `n` times the byte `c`, then `tail`; the caller frees. */
static char *
long_input(size_t n, int c, const char *tail, size_t *len)
{
	char *in = malloc(n + strlen(tail) + 1);

	ck_assert_ptr_nonnull(in);
	memset(in, c, n);
	(void)strcpy(in + n, tail);
	*len = n + strlen(tail);
	return (in);
}

static void
expect_long(size_t n, const char *tail, size_t line_len, const char *rest)
{
	static const size_t steps[] = { 63, 1000, 4095, 4096, 4097, 100000 };
	size_t len, i, brackets = line_len > 0 ? 2 : 0;
	char *in = long_input(n, 'x', tail, &len);
	char *got;

	for (i = 0; i < sizeof steps / sizeof *steps; i++) {
		got = transcribe(in, len, FRAMING_LINE_MAX, steps[i], steps[i]);
		ck_assert_uint_ge(strlen(got), line_len + brackets);
		ck_assert_uint_eq(strspn(got + brackets / 2, "x"), line_len);
		ck_assert_str_eq(got + line_len + brackets, rest);
		free(got);
	}
	free(in);
}

START_TEST(test_a_line_has_up_to_4096_bytes)
{
	ck_assert_uint_eq(FRAMING_LINE_MAX, 4096);
	expect_long(4096, "\nok\n", 4096, "[ok]");
	expect_long(4096, "\r\nok\r\n", 4096, "[ok]");
	expect_long(4097, "\nok\n", 0, "too-long [ok]");
	expect_long(60000, "\nok\n", 0, "too-long [ok]");
}
END_TEST

START_TEST(test_endless_line_is_given_up)
{
	ck_assert_uint_eq(FRAMING_ENDLESS_MAX, 65536);
	/* Its end as the last byte is in time. */
	expect_long(65535, "\nok\n", 0, "too-long [ok]");
	expect_long(65537, "\nok\n", 0, "too-long endless");
	expect_long(200000, "", 0, "too-long endless");
}
END_TEST

/* `head` and then far too many bytes of value c. */
static void
expect_endless(const char *head, size_t head_len, int c, size_t step)
{
	size_t len = head_len + FRAMING_ENDLESS_MAX + 1;
	char *in = malloc(len), *got;

	ck_assert_ptr_nonnull(in);
	memcpy(in, head, head_len);
	memset(in + head_len, c, len - head_len);
	got = transcribe(in, len, FRAMING_LINE_MAX, step, step);
	ck_assert_str_eq(got, "endless");
	free(got);
	free(in);
}

START_TEST(test_endless_bytes_that_are_not_text_are_given_up)
{
	static const size_t steps[] = { 64, 1000, 100000 };
	size_t i;

	for (i = 0; i < sizeof steps / sizeof *steps; i++) {
		/* An open subnegotiation, a line of NULs, one of CRs. */
		expect_endless(BYTES("\377\372\030"), 'x', steps[i]);
		expect_endless(BYTES("\377\372\030"), '\n', steps[i]);
		expect_endless(BYTES(""), '\0', steps[i]);
		expect_endless(BYTES(""), '\r', steps[i]);
	}
}
END_TEST

START_TEST(test_many_lines_are_not_endless)
{
	static const char line[] = "all work and no play\r\n";
	struct transcript t;
	struct framing f;
	char *got;
	int i;

	framing_init(&f, FRAMING_LINE_MAX);
	transcript_open(&t);
	/* Each piece ends within the first bytes of a line. */
	feed(&f, &t, line, 5);
	for (i = 0; i < 5000; i++) {
		feed(&f, &t, line + 5, sizeof line - 1 - 5);
		feed(&f, &t, line, 5);
	}
	got = finish(&f, &t);
	ck_assert_uint_eq(strlen(got), 5000 * 22 + strlen("end[all w]"));
	ck_assert_ptr_null(strstr(got, "endless"));
	free(got);
}
END_TEST

/* What is not text counts only for its own line. */
START_TEST(test_bytes_before_many_lines_are_not_endless)
{
	static const char nuls[1000];
	struct transcript t;
	struct framing f;
	char *got;
	int i;

	framing_init(&f, FRAMING_LINE_MAX);
	transcript_open(&t);
	for (i = 0; i < 200; i++) {
		feed(&f, &t, nuls, sizeof nuls);
		feed(&f, &t, "a\n", 2);
	}
	got = finish(&f, &t);
	ck_assert_uint_eq(strlen(got), 200 * strlen("[a]"));
	free(got);
}
END_TEST

START_TEST(test_pending_while_a_line_has_no_end)
{
	struct transcript t;
	struct framing f;

	framing_init(&f, SHORT_MAX);
	transcript_open(&t);
	ck_assert(!framing_pending(&f));
	feed(&f, &t, "one\n", 4);
	ck_assert(!framing_pending(&f));
	feed(&f, &t, "tw", 2);
	ck_assert(framing_pending(&f));
	feed(&f, &t, "o\n", 2);
	ck_assert(!framing_pending(&f));
	feed(&f, &t, "one\ntw", 6);
	ck_assert(framing_pending(&f));
	free(finish(&f, &t));
}
END_TEST

START_TEST(test_a_line_may_be_pending_without_any_text)
{
	struct transcript t;
	struct framing f;

	framing_init(&f, SHORT_MAX);
	transcript_open(&t);
	feed(&f, &t, BYTES("\r"));
	ck_assert(framing_pending(&f));
	feed(&f, &t, BYTES("\n\377"));
	ck_assert(framing_pending(&f));
	feed(&f, &t, BYTES("\361"));
	ck_assert(!framing_pending(&f));
	feed(&f, &t, BYTES("a line that is too long"));
	ck_assert(framing_pending(&f));
	feed(&f, &t, BYTES("\n"));
	ck_assert(!framing_pending(&f));
	free(finish(&f, &t));
}
END_TEST

START_TEST(test_no_memory_is_held_between_lines)
{
	struct transcript t;
	struct framing f;

	framing_init(&f, SHORT_MAX);
	transcript_open(&t);
	feed(&f, &t, BYTES("on"));
	ck_assert_ptr_nonnull(f.held);
	feed(&f, &t, BYTES("e\n"));
	ck_assert_ptr_null(f.held);
	free(finish(&f, &t));
}
END_TEST

START_TEST(test_input_moves_by_what_is_taken)
{
	static const unsigned char bytes[] = "one\r\ntwo\nthr";
	const unsigned char *in = bytes, *end = bytes + sizeof bytes - 1;
	const unsigned char *line;
	size_t len = sizeof bytes - 1, line_len;
	struct framing f;

	framing_init(&f, FRAMING_LINE_MAX);
	ck_assert_int_eq(framing_next(&f, &in, &len, &line, &line_len),
	    FRAMING_LINE);
	ck_assert_mem_eq(line, "one", 3);
	ck_assert_ptr_eq(in + len, end);
	ck_assert_uint_eq(len, 7);
	ck_assert_int_eq(framing_next(&f, &in, &len, &line, &line_len),
	    FRAMING_LINE);
	ck_assert_uint_eq(line_len, 3);
	ck_assert_ptr_eq(in + len, end);
	ck_assert_int_eq(framing_next(&f, &in, &len, &line, &line_len),
	    FRAMING_MORE);
	ck_assert_uint_eq(len, 0);
	ck_assert_ptr_eq(in, end);
	framing_fini(&f);
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

/* An input of few different bytes, so that special ones often meet. */
static size_t
make_soup(uint32_t *seed, char *in, size_t room)
{
	static const unsigned char bytes[] = { 'a', 'b', '\n', '\r', '\0', 255,
		250, 240, 251, 241, 253, 6 };
	size_t len = next_random(seed) % room, i;

	for (i = 0; i < len; i++)
		in[i] = (char)bytes[next_random(seed) % sizeof bytes];
	return (len);
}

START_TEST(test_any_bytes_give_the_same_however_cut)
{
	uint32_t seed = 20250607;
	char in[64], *whole;
	size_t len;
	int i;

	for (i = 0; i < 150; i++) {
		len = make_soup(&seed, in, sizeof in);
		whole = transcribe(in, len, SHORT_MAX, len, len);
		expect(in, len, whole);
		free(whole);
	}
}
END_TEST

static TCase *
ends_case(void)
{
	TCase *tc = tcase_create("ends of lines");

	tcase_add_test(tc, test_line_ends_at_lf);
	tcase_add_test(tc, test_line_ends_at_crlf);
	tcase_add_test(tc, test_line_ends_at_cr_nul);
	tcase_add_test(tc, test_ends_of_all_kinds_mix);
	tcase_add_test(tc, test_empty_lines_are_lines);
	tcase_add_test(tc, test_lone_cr_ends_nothing);
	tcase_add_test(tc, test_stray_255_takes_no_text_with_it);
	tcase_add_test(tc, test_nul_ends_nothing);
	tcase_add_test(tc, test_last_line_needs_no_end);
	tcase_add_test(tc, test_nothing_follows_the_last_end);
	tcase_add_test(tc, test_bytes_above_127_are_text);
	return (tc);
}

static TCase *
telnet_case(void)
{
	TCase *tc = tcase_create("telnet");

	tcase_add_test(tc, test_telnet_commands_of_two_bytes_are_removed);
	tcase_add_test(tc, test_erasing_commands_of_telnet_are_keys);
	tcase_add_test(tc, test_telnet_options_are_removed);
	tcase_add_test(tc, test_doubled_iac_is_a_byte_of_text);
	tcase_add_test(tc, test_telnet_subnegotiation_is_removed);
	tcase_add_test(tc, test_subnegotiation_may_have_anything_in_it);
	tcase_add_test(tc,
	    test_telnet_bytes_at_the_edges_of_a_line_are_removed);
	tcase_add_test(tc, test_telnet_bytes_may_be_cut_off_by_the_end);
	tcase_add_test(tc, test_what_telnet_programs_say_first);
	tcase_add_test(tc, test_do_timing_mark_is_told_in_its_place);
	tcase_add_test(tc, test_will_and_wont_timing_mark_are_answers);
	tcase_add_test(tc, test_nothing_else_is_a_timing_mark);
	tcase_add_test(tc, test_without_telnet_255_is_text);
	tcase_add_test(tc, test_telnet_comes_and_goes_between_two_lines);
	return (tc);
}

static TCase *
limits_case(void)
{
	TCase *tc = tcase_create("limits");

	tcase_add_test(tc, test_longest_line_is_fine);
	tcase_add_test(tc, test_telnet_bytes_do_not_count_as_text);
	tcase_add_test(tc, test_too_long_line_is_told_once_and_skipped);
	tcase_add_test(tc, test_too_long_line_is_told_with_its_start);
	tcase_add_test(tc, test_limit_changes_between_two_lines);
	tcase_add_test(tc, test_too_long_line_without_end_is_told_once);
	tcase_add_test(tc,
	    test_telnet_bytes_within_a_skipped_line_are_skipped_with_it);
	tcase_add_test(tc, test_a_line_has_up_to_4096_bytes);
	tcase_add_test(tc, test_endless_line_is_given_up);
	tcase_add_test(tc, test_endless_bytes_that_are_not_text_are_given_up);
	tcase_add_test(tc, test_many_lines_are_not_endless);
	tcase_add_test(tc, test_bytes_before_many_lines_are_not_endless);
	return (tc);
}

static TCase *
calls_case(void)
{
	TCase *tc = tcase_create("calls");

	tcase_add_test(tc, test_pending_while_a_line_has_no_end);
	tcase_add_test(tc, test_a_line_may_be_pending_without_any_text);
	tcase_add_test(tc, test_no_memory_is_held_between_lines);
	tcase_add_test(tc, test_input_moves_by_what_is_taken);
	tcase_add_test(tc, test_any_bytes_give_the_same_however_cut);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { ends_case(), telnet_case(), limits_case(),
		calls_case() };

	return (suite_run("framing", cases, sizeof cases / sizeof *cases));
}
