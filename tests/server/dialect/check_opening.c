/*
 * check_opening: the first bytes of a connection, however they are cut.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "harness/quick.h"
#include "harness/suite.h"
#include "server/dialect/opening.h"

#define BOTH(literal) literal, sizeof literal - 1

/* Hands over `bytes` in pieces of `piece`; what comes out goes to `out`. */
static const struct dialect *
feed(const char *bytes, size_t len, size_t piece, char *out, size_t *out_len)
{
	struct opening o;
	const unsigned char *next;
	size_t at, n;
	const struct dialect *what;

	opening_init(&o);
	*out_len = 0;
	for (at = 0; at < len; at += piece) {
		next = (const unsigned char *)bytes + at;
		n = len - at < piece ? len - at : piece;
		quick_assert(opening_take(&o, &next, &n));
		quick_assert(!opening_is_stranger(&o) || o.held == NULL);
		quick_assert(
		    o.dialect != NULL || memchr(next, '\n', n) == NULL);
		memcpy(out + *out_len, next, n);
		*out_len += n;
	}
	opening_end(&o, &next, &n);
	memcpy(out + *out_len, next, n);
	*out_len += n;
	what = o.dialect;
	opening_fini(&o);
	return (what);
}

/* All of it comes out, once and in order. */
static void
expect_chat(const char *bytes, size_t len)
{
	char *out = malloc(len + 1);
	size_t piece, n;

	ck_assert_ptr_nonnull(out);
	for (piece = 1; piece <= len; piece += piece < 40 ? 1 : 997) {
		ck_assert_ptr_eq(feed(bytes, len, piece, out, &n),
		    &dialect_chat);
		ck_assert_uint_eq(n, len);
		ck_assert_mem_eq(out, bytes, len);
	}
	free(out);
}

START_TEST(test_chat_comes_out_whole_however_it_is_cut)
{
	char line[9000];

	expect_chat(BOTH("hello\n"));
	expect_chat(BOTH("hello"));
	expect_chat(BOTH("GET / please\nGET / HTTP/1.1\nhi\n"));
	expect_chat(BOTH("SSH-2.x\nhi\n"));
	memset(line, 'x', sizeof line);
	expect_chat(line, 8000);
	line[4096] = '\n';
	expect_chat(line, 8000);
	memcpy(line, "a b", 3);
	expect_chat(line, 8000);
	line[8990] = '\n';
	expect_chat(line, sizeof line);
}
END_TEST

START_TEST(test_nothing_of_a_stranger_comes_out_however_it_is_cut)
{
	static const char post[] = "POST /x HTTP/1.1\r\n\r\nhacked\nhacked\n";
	static const char hello[] = "\x16\x03\x01\x02\x00hacked\nhacked\n";
	char out[256];
	size_t piece, n;

	for (piece = 1; piece < sizeof post; piece++) {
		ck_assert_ptr_eq(feed(BOTH(post), piece, out, &n),
		    &dialect_http);
		ck_assert_uint_eq(n, 0);
		ck_assert_ptr_eq(feed(BOTH(hello), piece, out, &n),
		    &dialect_tls);
		ck_assert_uint_eq(n, 0);
	}
	ck_assert_ptr_eq(feed(BOTH("POST /hacked"), 3, out, &n), &dialect_http);
	ck_assert_uint_eq(n, 0);
}
END_TEST

START_TEST(test_line_of_chat_is_not_held_back)
{
	const unsigned char *bytes = (const unsigned char *)"/nick Bob";
	size_t len = 9;
	struct opening o;

	opening_init(&o);
	ck_assert(opening_take(&o, &bytes, &len));
	ck_assert_uint_eq(len, 9);
	ck_assert_ptr_eq(o.dialect, &dialect_chat);
	opening_fini(&o);
}
END_TEST

START_TEST(test_what_is_held_is_bounded)
{
	char line[OPENING_READ_MAX];
	const unsigned char *bytes;
	struct opening o;
	size_t i, len;

	memset(line, 'x', sizeof line);
	opening_init(&o);
	for (i = 0; i < 100; i++) {
		bytes = (const unsigned char *)line;
		len = i == 0 ? DIALECT_LINE_MAX : sizeof line;
		ck_assert(opening_take(&o, &bytes, &len));
		ck_assert_uint_le(o.len, DIALECT_LINE_MAX);
		ck_assert_uint_eq(len == 0, i == 0);
	}
	ck_assert_ptr_null(o.dialect);
	bytes = (const unsigned char *)"\n";
	len = 1;
	ck_assert(opening_take(&o, &bytes, &len));
	ck_assert_ptr_eq(o.dialect, &dialect_chat);
	opening_done(&o);
	ck_assert_ptr_null(o.held);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_chat_comes_out_whole_however_it_is_cut,
		test_nothing_of_a_stranger_comes_out_however_it_is_cut,
		test_line_of_chat_is_not_held_back,
		test_what_is_held_is_bounded,
		NULL,
	};

	return (suite_of("opening", NULL, NULL, tests));
}
