/*
 * verb: the word that a command begins with, in every language, and the slash
 * before it.  See verb.h.
 */
#include <config.h>

#include "speech/verb.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "common/text.h"

static enum slash
slash_of(uint32_t c)
{
	switch (c) {
	case '/':
		return (SLASH_PLAIN);
	case 0xff0f: /* the full-width slash */
	case 0x3001: /* ideographic comma, full and half width: Chinese */
	case 0xff64:
	case 0x30fb: /* middle dot, full and half width: Japanese */
	case 0xff65:
		return (SLASH_WIDE);
	case '\\':
	case 0xff3c:
		return (SLASH_BACK);
	default:
		return (SLASH_NONE);
	}
}

enum slash
verb_take_slash(struct words *line)
{
	enum slash slash = SLASH_NONE;
	uint32_t c;
	size_t n;

	if (line->len == 0)
		return (SLASH_NONE);
	n = text_decode(line->bytes, line->len, &c);
	if (n > 0)
		slash = slash_of(c);
	if (slash != SLASH_NONE) {
		line->bytes += n;
		line->len -= n;
	}
	return (slash);
}

struct words
verb_in(enum language language, enum sentence use)
{
	const char *text = sentence_in(language, use);
	struct words verb = { text, 0 };

	if (*text != '/' ||
	    (language != LANGUAGE_EN && text == sentence_english(use)))
		return (verb);
	verb.bytes++;
	verb.len = strcspn(verb.bytes, " ");
	return (verb);
}

/* Whether both are the same, whatever the case and the width of `typed`. */
static bool
is_same(struct words typed, struct words ours)
{
	/* What is cut to fit is longer than any of ours. */
	char narrow[VERB_BYTES_MAX + 2 * TEXT_CHAR_MAX];
	size_t len = words_narrow(typed, narrow, sizeof narrow);

	return (ours.len > 0 && ours.len == len &&
	    strncasecmp(ours.bytes, narrow, len) == 0);
}

struct words
verb_match(enum sentence use, struct words word)
{
	struct words verb;
	int l;

	for (l = LANGUAGE_EN; l < LANGUAGES; l++) {
		verb = verb_in((enum language)l, use);
		if (is_same(word, verb))
			return (verb);
	}
	return ((struct words){ word.bytes, 0 });
}

bool
verb_is(enum sentence use, struct words word)
{
	return (verb_match(use, word).len > 0);
}

bool
verb_word_is(enum sentence meant, struct words word)
{
	const char *text;
	int l;

	for (l = LANGUAGE_EN; l < LANGUAGES; l++) {
		text = sentence_in((enum language)l, meant);
		if (is_same(word, words_of(text)))
			return (true);
	}
	return (false);
}
