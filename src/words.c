/*
 * words: a line of clean text, cut at its blanks.  See words.h.
 */
#include <config.h>

#include "words.h"

#include <stdbool.h>

static bool
is_blank(char c)
{
	return (c == ' ' || c == '\t');
}

static void
skip_blanks(struct words *line)
{
	while (line->len > 0 && is_blank(*line->bytes)) {
		line->bytes++;
		line->len--;
	}
}

struct words
words_take(struct words *line)
{
	struct words word;

	skip_blanks(line);
	word.bytes = line->bytes;
	word.len = 0;
	while (line->len > 0 && !is_blank(*line->bytes)) {
		word.len++;
		line->bytes++;
		line->len--;
	}
	skip_blanks(line);
	return (word);
}
