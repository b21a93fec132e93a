/*
 * words: a line of clean text, cut at its blanks.  See words.h.
 */
#include <config.h>

#include "common/words.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "common/text.h"

/* The full-width forms of '!' to '~'. */
#define WIDE_FIRST 0xff01
#define WIDE_LAST 0xff5e
#define WIDE_TO_ASCII (WIDE_FIRST - '!')

#define WIDE_SPACE 0x3000

/* What most bytes are: not a blank, and not a part of one. */
static bool
is_graphic(unsigned char byte)
{
	return (byte > ' ' && byte < 0x7f);
}

/* The length of the blank at the start, 0 if there is none. */
static size_t
blank_length(const struct words *line)
{
	uint32_t c;
	size_t n;

	if (line->len == 0 || is_graphic((unsigned char)*line->bytes))
		return (0);
	n = text_decode(line->bytes, line->len, &c);
	return (n > 0 && text_is_space(c) ? n : 0);
}

static void
skip_blanks(struct words *line)
{
	size_t n;

	while ((n = blank_length(line)) > 0) {
		line->bytes += n;
		line->len -= n;
	}
}

struct words
words_of(const char *text)
{
	return ((struct words){ text, strlen(text) });
}

bool
words_is_same(struct words a, struct words b)
{
	return (a.len == b.len &&
	    (a.len == 0 || memcmp(a.bytes, b.bytes, a.len) == 0));
}

struct words
words_number(uint64_t number, char out[WORDS_NUMBER_SIZE])
{
	(void)snprintf(out, WORDS_NUMBER_SIZE, "%" PRIu64, number);
	return (words_of(out));
}

struct words
words_cut(struct words words, size_t max)
{
	words.len = text_cut(words.bytes, words.len, max);
	return (words);
}

struct words
words_take(struct words *line)
{
	struct words word;

	skip_blanks(line);
	word.bytes = line->bytes;
	word.len = 0;
	while (line->len > 0 && blank_length(line) == 0) {
		word.len++;
		line->bytes++;
		line->len--;
	}
	skip_blanks(line);
	return (word);
}

struct words
words_trim(struct words line)
{
	struct words rest = line, word;

	line.len = 0;
	while ((word = words_take(&rest)).len > 0)
		line.len = (size_t)(word.bytes + word.len - line.bytes);
	return (line);
}

size_t
words_narrow(struct words words, char *out, size_t size)
{
	size_t i, n, o = 0;
	uint32_t c;

	for (i = 0; i < words.len; i += n) {
		n = text_decode(words.bytes + i, words.len - i, &c);
		if (n == 0)
			break;
		if (c >= WIDE_FIRST && c <= WIDE_LAST)
			c -= WIDE_TO_ASCII;
		if (c == WIDE_SPACE)
			c = ' ';
		if (o + TEXT_CHAR_MAX >= size)
			break;
		o += text_encode(c, out + o);
	}
	out[o] = '\0';
	return (o);
}
