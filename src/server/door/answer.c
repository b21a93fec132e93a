/*
 * answer: what a line at the door is.  See answer.h.
 */
#include <config.h>

#include "server/door/answer.h"

#include <stdbool.h>
#include <string.h>

#include "common/key.h"
#include "common/text.h"
#include "server/command/intent.h"
#include "server/dialect/charset.h"
#include "server/dialect/tidy.h"
#include "speech/verb.h"

/*
 * A longer line is not the key, whatever the charset: only blanks could make it
 * this long.  It is not decoded.
 */
#define DECODED_MAX 1024

/* Whether it is this command, in any language, case and width. */
static bool
is_word(struct words word, enum sentence use)
{
	return (text_is_valid(word.bytes, word.len) && verb_is(use, word));
}

/*
 * What follows /key.  Our own client writes that before whatever is typed when
 * it asks for the key, so an operator's /op may come after it.
 */
static enum answer
judge_words(const struct key *key, struct words *argument)
{
	struct words rest, op;

	if (key_matches(key, argument->bytes, argument->len))
		return (ANSWER_RIGHT);
	if (intent_of(argument->bytes, argument->len, &rest) != INTENT_COMMAND)
		return (ANSWER_WRONG);
	op = words_take(&rest);
	if (rest.len == 0 || !is_word(op, S_USE_OP))
		return (ANSWER_WRONG);
	*argument = rest;
	return (ANSWER_OPERATOR);
}

/* The line as text in UTF-8. */
static enum answer
judge_text(const struct key *key, struct words line, struct words *argument)
{
	struct words name;

	if (intent_of(line.bytes, line.len, argument) != INTENT_COMMAND)
		return (ANSWER_OTHER);
	name = words_take(argument);
	*argument = words_trim(*argument);
	if (is_word(name, S_USE_OP) && argument->len > 0)
		return (ANSWER_OPERATOR);
	if (is_word(name, S_USE_KEY) && key != NULL)
		return (judge_words(key, argument));
	if (is_word(name, S_USE_NICK))
		return (ANSWER_NICK);
	return (is_word(name, S_USE_CHARSET) ? ANSWER_CHARSET : ANSWER_OTHER);
}

/* The line as bytes of a charset.  Only a key counts here. */
static enum answer
judge_decoded(const struct key *key, const struct charset *charset,
    struct words line)
{
	char text[DECODED_MAX * CHARSET_DECODE_GROWTH];
	struct words decoded = { text, 0 }, argument;
	enum answer answer;

	decoded.len = charset_decode(charset, line.bytes, line.len, text);
	decoded.len = tidy_erase(text, decoded.len);
	answer = judge_text(key, decoded, &argument);
	explicit_bzero(text, decoded.len);
	return (answer == ANSWER_RIGHT || answer == ANSWER_WRONG ?
		answer :
		ANSWER_OTHER);
}

/* The line as bytes of each likely charset; the right one is kept. */
static enum answer
judge_guessed(const struct key *key, const struct charset **charset,
    struct words line)
{
	static const char *const names[] = { "gb18030", "big5" };
	enum answer answer = ANSWER_OTHER, one;
	const struct charset *guess;
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		if (charset_find(names[i], strlen(names[i]), &guess) !=
		    CHARSET_DONE)
			continue;
		one = judge_decoded(key, guess, line);
		if (one == ANSWER_RIGHT) {
			*charset = guess;
			return (one);
		}
		if (one == ANSWER_WRONG)
			answer = one;
	}
	return (answer);
}

enum answer
answer_judge(const struct key *key, const struct charset **charset,
    struct words line, char *typed, struct words *argument)
{
	bool is_utf8 = text_is_valid(line.bytes, line.len);
	enum answer answer, decoded;

	if (text_is_blank(line.bytes, line.len))
		return (ANSWER_BYE);
	/* What an erasing key erases in other charsets is seen when decoded. */
	if (is_utf8 && tidy_has_erasures(line.bytes, line.len)) {
		memcpy(typed, line.bytes, line.len);
		line = (struct words){ typed, tidy_erase(typed, line.len) };
	}
	answer = judge_text(key, line, argument);
	if (key == NULL || answer == ANSWER_RIGHT || line.len > DECODED_MAX ||
	    is_utf8)
		return (answer);
	decoded = *charset != NULL ? judge_decoded(key, *charset, line) :
				     judge_guessed(key, charset, line);
	return (decoded == ANSWER_OTHER ? answer : decoded);
}
