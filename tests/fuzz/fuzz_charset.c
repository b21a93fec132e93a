/*
 * fuzz_charset: what clients that do not speak UTF-8 send and are sent.
 *
 * The first byte of the input chooses a charset, the second a room.  The rest
 * is taken as that client's bytes, as a line whose charset is guessed, and as
 * the name of a charset.
 */
#include <config.h>

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "server/dialect/charset.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const struct charset *charsets[64];
static size_t charset_count;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *name;

	(void)argc;
	(void)argv;
	charset_init(true);
	while ((name = charset_listed(charset_count)) != NULL) {
		assert(charset_count < sizeof charsets / sizeof *charsets);
		if (charset_find(name, strlen(name),
			&charsets[charset_count]) != CHARSET_DONE)
			return (1);
		charset_count++;
	}
	return (0);
}

/* Whether U+FFFD is in it. */
static bool
has_replacement(const char *text, size_t len)
{
	return (memmem(text, len, "\xef\xbf\xbd", 3) != NULL);
}

/* Nothing that ends a line or moves a cursor is in it. */
static void
check_controls(const char *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		unsigned char byte = (unsigned char)bytes[i];

		assert(byte == '\t' || (byte >= 0x20 && byte != 0x7f));
	}
}

/* All at once and in small rooms: the same bytes. */
static void
check_encode(const struct charset *c, const char *text, size_t len, size_t room)
{
	size_t whole_room = len * CHARSET_ENCODE_GROWTH + CHARSET_ENCODE_ROOM;
	char *whole = malloc(whole_room), *piece = malloc(room);
	size_t left = len, n, some, o = 0;
	const char *p = text;

	assert(whole != NULL && piece != NULL);
	n = charset_encode(c, &p, &left, whole, whole_room);
	assert(left == 0 && p == text + len);
	assert(n <= len * CHARSET_ENCODE_GROWTH);
	check_controls(whole, n);
	for (p = text, left = len; left > 0; o += some) {
		some = charset_encode(c, &p, &left, piece, room);
		assert(some <= room && o + some <= n);
		assert(memcmp(whole + o, piece, some) == 0);
	}
	assert(o == n);
	free(whole);
	free(piece);
}

/* The path of a line: decoded, cleaned, and encoded for its reader. */
static void
check_line(const struct charset *c, const uint8_t *bytes, size_t len,
    size_t room)
{
	size_t decoded_room = len * CHARSET_DECODE_GROWTH, n;
	char *decoded = malloc(decoded_room + 1);
	char *clean = malloc(decoded_room * TEXT_GROWTH + 1);

	assert(decoded != NULL && clean != NULL);
	n = charset_decode(c, bytes, len, decoded);
	assert(n <= decoded_room);
	assert(text_is_valid(decoded, n));
	n = text_clean(decoded, n, clean);
	check_encode(c, clean, n, room);
	free(decoded);
	free(clean);
}

/* Nothing in a guessed line is bad, but it may have a U+FFFD of its own. */
static void
check_guess(const uint8_t *bytes, size_t len)
{
	const struct charset *c;
	char *decoded;
	size_t n;

	if (charset_guess(bytes, len, &c) != CHARSET_DONE)
		return;
	assert(!text_is_valid(bytes, len));
	assert(strcmp(charset_name(c), "GB18030") == 0 ||
	    strcmp(charset_name(c), "Big5") == 0);
	decoded = malloc(len * CHARSET_DECODE_GROWTH + 1);
	assert(decoded != NULL);
	n = charset_decode(c, bytes, len, decoded);
	assert(memmem(bytes, len, "\x84\x31\xa4\x37", 4) != NULL ||
	    !has_replacement(decoded, n));
	free(decoded);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct charset *c;

	if (len < 2)
		return (0);
	c = charsets[data[0] % charset_count];
	check_line(c, data + 2, len - 2, CHARSET_ENCODE_ROOM + data[1] % 64);
	check_guess(data + 2, len - 2);
	(void)charset_find((const char *)data + 2, len - 2, &c);
	return (0);
}
