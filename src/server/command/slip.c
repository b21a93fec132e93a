/*
 * slip: how far what was typed is from what may have been meant.  See slip.h.
 */
#include <config.h>

#include "server/command/slip.h"

#include <stdint.h>

#include "common/text.h"

/* Takes one letter off, folded; 0 at the end. */
static uint32_t
take_letter(struct words *words)
{
	uint32_t c;
	size_t n;

	if (words->len == 0)
		return (0);
	n = text_decode(words->bytes, words->len, &c);
	if (n == 0)
		return (0);
	words->bytes += n;
	words->len -= n;
	if (c >= 0xff01 && c <= 0xff5e) /* full-width ASCII */
		c -= 0xff01 - '!';
	return (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

/* All of its letters; returns how many, at most SLIP_FAR. */
static size_t
read_letters(struct words words, uint32_t letters[SLIP_LETTERS_MAX])
{
	size_t n = 0;
	uint32_t c;

	while ((c = take_letter(&words)) != 0) {
		if (n == SLIP_LETTERS_MAX)
			return (SLIP_FAR);
		letters[n++] = c;
	}
	return (n);
}

size_t
slip_letters(struct words words)
{
	uint32_t letters[SLIP_LETTERS_MAX];

	return (read_letters(words, letters));
}

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return (ab < c ? ab : c);
}

/* Optimal string alignment distance. */
static size_t
distance(const uint32_t *a, size_t alen, const uint32_t *b, size_t blen)
{
	size_t row[3][SLIP_LETTERS_MAX + 1];
	size_t *before = row[0], *last = row[1], *now = row[2], *spare;
	size_t i, j;

	for (j = 0; j <= blen; j++)
		last[j] = j;
	for (i = 1; i <= alen; i++) {
		now[0] = i;
		for (j = 1; j <= blen; j++) {
			now[j] = least(last[j] + 1, now[j - 1] + 1,
			    last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && before[j - 2] + 1 < now[j])
				now[j] = before[j - 2] + 1;
		}
		spare = before;
		before = last;
		last = now;
		now = spare;
	}
	return (last[blen]);
}

size_t
slip_count(struct words typed, struct words meant)
{
	uint32_t a[SLIP_LETTERS_MAX], b[SLIP_LETTERS_MAX];
	size_t alen = read_letters(typed, a), blen = read_letters(meant, b);

	if (alen == SLIP_FAR || blen == SLIP_FAR)
		return (SLIP_FAR);
	return (distance(a, alen, b, blen));
}

enum script { SCRIPT_NONE, SCRIPT_LATIN, SCRIPT_CHINESE };

static enum script
script_of(uint32_t c)
{
	if (c >= 'a' && c <= 'z')
		return (SCRIPT_LATIN);
	return (c >= 0x3400 && c <= 0x9fff ? SCRIPT_CHINESE : SCRIPT_NONE);
}

struct words
slip_start(struct words word)
{
	struct words rest = word;
	enum script script = script_of(take_letter(&rest));

	rest = word;
	do
		word.len = (size_t)(rest.bytes - word.bytes);
	while (
	    script != SCRIPT_NONE && script_of(take_letter(&rest)) == script);
	return (word);
}
