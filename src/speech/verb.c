/*
 * verb: the word that a command begins with, in every language.  See verb.h.
 */
#include <config.h>

#include "speech/verb.h"

#include <string.h>
#include <strings.h>

#include "common/text.h"

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

struct words
verb_match(enum sentence use, struct words word)
{
	/* What is cut to fit is longer than any verb. */
	char narrow[VERB_BYTES_MAX + 2 * TEXT_CHAR_MAX];
	size_t len = words_narrow(word, narrow, sizeof narrow);
	struct words verb;
	int l;

	for (l = LANGUAGE_EN; l < LANGUAGES; l++) {
		verb = verb_in((enum language)l, use);
		if (verb.len > 0 && verb.len == len &&
		    strncasecmp(verb.bytes, narrow, len) == 0)
			return (verb);
	}
	return ((struct words){ word.bytes, 0 });
}

bool
verb_is(enum sentence use, struct words word)
{
	return (verb_match(use, word).len > 0);
}
