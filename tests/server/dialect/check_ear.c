/*
 * check_ear: one connection as it is heard, from its first byte to its last.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/suite.h"
#include "server/dialect/charset.h"
#include "server/dialect/ear.h"

#define BOTH(literal) literal, sizeof literal - 1

static bool no_memory;

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);

void *
__wrap_malloc(size_t size)
{
	return (no_memory ? NULL : __real_malloc(size));
}

static struct ear ear;
static char heard[20000]; /* each line with a '|' after it */

static void
setup(void)
{
	charset_init(false);
	ear_init(&ear);
	heard[0] = '\0';
}

static void
teardown(void)
{
	ear_fini(&ear);
	charset_fini();
}

static void
note(const char *before, struct words words)
{
	size_t len = strlen(heard);

	(void)snprintf(heard + len, sizeof heard - len, "%s%.*s|", before,
	    (int)words.len, words.bytes);
}

/* Hears what there is to be heard, but this many events at most. */
static void
listen_to(size_t most)
{
	enum dialect_event event;
	struct words words;

	while (most-- > 0 && (event = ear_next(&ear, &words)) != DIALECT_MORE) {
		if (event == DIALECT_LINE)
			note("", words);
		else if (event == DIALECT_REPLY)
			note("reply ", words);
		else
			note("", words_of("too long"));
	}
}

/* The bytes are gone when the ear has heard, or kept, what is in them. */
static void
comes(const char *bytes, size_t len, size_t most)
{
	char *piece = malloc(len + 1);

	ck_assert_ptr_nonnull(piece);
	memcpy(piece, bytes, len);
	ck_assert(ear_take(&ear, piece, len));
	listen_to(most);
	ck_assert(ear_keep(&ear));
	memset(piece, 'X', len);
	free(piece);
}

/* The last line is followed by no '|'. */
static void
ends(void)
{
	struct words words;

	ear_take_end(&ear);
	listen_to(SIZE_MAX);
	if (ear_last(&ear, &words) == DIALECT_LINE) {
		note("", words);
		heard[strlen(heard) - 1] = '\0';
	}
}

/* Hears these bytes, cut in pieces of this size, by somebody else each time. */
static const char *
hear(const char *bytes, size_t len, size_t piece, size_t most)
{
	size_t at;

	ear_fini(&ear);
	ear_init(&ear);
	heard[0] = '\0';
	for (at = 0; at < len; at += piece) {
		comes(bytes + at, len - at < piece ? len - at : piece, most);
		listen_to(SIZE_MAX);
	}
	ends();
	return (heard);
}

START_TEST(test_nothing_is_heard_of_a_connection_that_says_nothing)
{
	struct words words;

	ck_assert_ptr_nonnull(ear.next);
	ck_assert_int_eq(ear_next(&ear, &words), DIALECT_MORE);
	ck_assert(ear_is_silent(&ear));
	ck_assert(ear_is_unsure(&ear));
}
END_TEST

START_TEST(test_all_lines_are_heard_however_they_are_cut_and_whoever_listens)
{
	static const char bytes[] = "GET out\nof\377\375\006 here\r\n\nbye";
	size_t piece, most;

	for (piece = 1; piece < sizeof bytes; piece++)
		for (most = 0; most < 6; most++)
			ck_assert_str_eq(hear(BOTH(bytes), piece, most),
			    "GET out|reply \377\374\006|of here||bye");
	ck_assert_ptr_null(ear_stranger(&ear));
}
END_TEST

START_TEST(test_nothing_of_a_stranger_is_heard_however_it_is_cut)
{
	static const char post[] = "POST /x HTTP/1.1\r\n\r\n/key guess\nhi\n";
	size_t piece;

	for (piece = 1; piece < sizeof post; piece++) {
		ck_assert_str_eq(hear(BOTH(post), piece, SIZE_MAX), "");
		ck_assert_ptr_eq(ear_stranger(&ear), &dialect_http);
	}
	ck_assert_str_eq(hear(BOTH("GET /key"), 3, SIZE_MAX), "");
	ck_assert_ptr_eq(ear_stranger(&ear), &dialect_http);
}
END_TEST

START_TEST(test_nothing_is_heard_before_it_is_sure_what_it_is)
{
	ck_assert(ear_is_silent(&ear));
	ck_assert(!ear_is_in_line(&ear));
	comes(BOTH("hello"), SIZE_MAX);
	ck_assert(ear_is_unsure(&ear));
	ck_assert(!ear_is_silent(&ear));
	ck_assert(!ear_has_more(&ear));
	ck_assert(ear_is_in_line(&ear));
	comes(BOTH(" there"), SIZE_MAX);
	ck_assert(ear_is_unsure(&ear));
	ck_assert_str_eq(heard, "");
	comes(BOTH(" you\nand"), 0);
	ck_assert(!ear_is_unsure(&ear));
	ck_assert(ear_has_more(&ear));
	listen_to(SIZE_MAX);
	ck_assert(!ear_has_more(&ear));
	ck_assert(ear_is_in_line(&ear));
	ck_assert_str_eq(heard, "hello there you|");
	comes(BOTH(" so on\n"), SIZE_MAX);
	ck_assert(!ear_is_in_line(&ear));
}
END_TEST

START_TEST(test_whoever_is_trusted_is_heard_at_once)
{
	ear_trust(&ear);
	comes(BOTH("GET / HTTP/1.1\r\nhi\n"), SIZE_MAX);
	ck_assert_str_eq(heard, "GET / HTTP/1.1|hi|");
}
END_TEST

/* It could be a browser's even so: a method can be long. */
START_TEST(test_first_line_that_is_too_long_decides_nothing)
{
	char method[FRAMING_LINE_MAX + 100];

	memset(method, 'x', sizeof method);
	comes(method, sizeof method, SIZE_MAX);
	ck_assert(ear_is_unsure(&ear));
	ck_assert_str_eq(heard, "too long|");
	comes(BOTH(" / HTTP/1.1\r\nhi\n"), SIZE_MAX);
	ck_assert_ptr_eq(ear_stranger(&ear), &dialect_http);
	ends();
	ck_assert_str_eq(heard, "too long|");
}
END_TEST

START_TEST(test_what_is_kept_is_freed_once_it_is_heard)
{
	comes(BOTH("one\ntwo\nthree\nfo"), 1);
	ck_assert_ptr_nonnull(ear.opening.held);
	listen_to(1);
	ck_assert(ear_keep(&ear));
	listen_to(SIZE_MAX);
	ck_assert_ptr_null(ear.opening.held);
	comes(BOTH("ur\n"), SIZE_MAX);
	ck_assert_str_eq(heard, "one|two|three|four|");
	ck_assert_ptr_null(ear.state.framing.held);
}
END_TEST

START_TEST(test_what_cannot_be_kept_is_missed)
{
	struct words words;
	bool kept;

	ck_assert(ear_take(&ear, BOTH("one\ntwo\n")));
	ck_assert_int_eq(ear_next(&ear, &words), DIALECT_LINE);
	no_memory = true;
	kept = ear_keep(&ear);
	no_memory = false;
	ck_assert(!kept);
	listen_to(SIZE_MAX);
	no_memory = true;
	kept = ear_keep(&ear); /* nothing is left */
	no_memory = false;
	ck_assert(kept);
}
END_TEST

static const struct charset *
find(const char *name)
{
	const struct charset *charset;

	ck_assert_int_eq(charset_find(name, strlen(name), &charset),
	    CHARSET_DONE);
	return (charset);
}

/* A line as it was meant. */
static void
expect_text(const char *line, const char *text)
{
	char room[256];
	struct words words = ear_text(&ear, words_of(line), room);

	ck_assert_uint_eq(words.len, strlen(text));
	ck_assert_mem_eq(words.bytes, text, words.len);
}

START_TEST(test_byte_255_is_telnet_or_a_letter_of_the_charset)
{
	comes(BOTH("a\377\375\003b\n"), SIZE_MAX);
	ear_set_charset(&ear, find("windows-1251"));
	comes(BOTH("a\377\375\003b\n"), SIZE_MAX);
	expect_text("a\377", "aя");
	ear_set_charset(&ear, find("gb18030"));
	comes(BOTH("a\377\375\003b\n"), SIZE_MAX);
	ear_set_charset(&ear, NULL);
	comes(BOTH("a\377\375\003b\n"), SIZE_MAX);
	ck_assert_str_eq(heard, "ab|a\377\375\003b|ab|ab|");
}
END_TEST

START_TEST(test_keys_that_erase_have_done_so)
{
	char room[16];
	struct words line = words_of("你好");

	expect_text("你\bhe\bi", "hi");
	ck_assert_ptr_eq(ear_text(&ear, line, room).bytes, line.bytes);
	ear_set_charset(&ear, find("gb18030"));
	expect_text("\xc4\xe3\xba\xc3\b", "你");
}
END_TEST

START_TEST(test_new_line_begins_after_a_restart)
{
	ear_set_charset(&ear, find("windows-1251"));
	comes(BOTH("/hel"), SIZE_MAX);
	ear_restart(&ear);
	comes(BOTH("lo\377\n"), SIZE_MAX);
	ck_assert_str_eq(heard, "lo\377|");
	ear_set_max(&ear, 5);
	comes(BOTH("/hel"), SIZE_MAX);
	ear_restart(&ear);
	comes(BOTH("hello\nhello!\n"), SIZE_MAX);
	ck_assert_str_eq(heard, "lo\377|hello|too long|");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("ear");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t,
	    test_nothing_is_heard_of_a_connection_that_says_nothing);
	tcase_add_test(t,
	    test_all_lines_are_heard_however_they_are_cut_and_whoever_listens);
	tcase_add_test(t,
	    test_nothing_of_a_stranger_is_heard_however_it_is_cut);
	tcase_add_test(t, test_nothing_is_heard_before_it_is_sure_what_it_is);
	tcase_add_test(t, test_whoever_is_trusted_is_heard_at_once);
	tcase_add_test(t, test_first_line_that_is_too_long_decides_nothing);
	tcase_add_test(t, test_what_is_kept_is_freed_once_it_is_heard);
	tcase_add_test(t, test_what_cannot_be_kept_is_missed);
	tcase_add_test(t, test_byte_255_is_telnet_or_a_letter_of_the_charset);
	tcase_add_test(t, test_keys_that_erase_have_done_so);
	tcase_add_test(t, test_new_line_begins_after_a_restart);
	return (suite_run("ear", &t, 1));
}
