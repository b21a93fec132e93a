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
_Static_assert(DECODED_MAX *CHARSET_DECODE_GROWTH <= ANSWER_TYPED_SIZE,
    "what is decoded must fit");

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

/* Commands that are told from a key, whatever opens the door. */
static const struct {
	enum sentence use;
	enum answer answer;
} others[] = {
	{ S_USE_NICK, ANSWER_NICK },
	{ S_USE_CHARSET, ANSWER_CHARSET },
	{ S_USE_LANG, ANSWER_LANG },
	{ S_USE_QUIT, ANSWER_BYE },
};

/* The line as text in UTF-8. */
static enum answer
judge_text(const struct key *key, struct words line, struct words *argument)
{
	struct words name;
	size_t i;

	if (intent_of(line.bytes, line.len, argument) != INTENT_COMMAND)
		return (ANSWER_OTHER);
	name = words_take(argument);
	*argument = words_trim(*argument);
	if (is_word(name, S_USE_OP) && argument->len > 0)
		return (ANSWER_OPERATOR);
	if (is_word(name, S_USE_KEY) && key != NULL)
		return (judge_words(key, argument));
	for (i = 0; i < sizeof others / sizeof *others; i++)
		if (is_word(name, others[i].use))
			return (others[i].answer);
	return (ANSWER_OTHER);
}

/* The line as bytes of a charset. */
static enum answer
judge_decoded(const struct key *key, const struct charset *charset,
    struct words line, char *typed, struct words *argument)
{
	struct words decoded = { typed, 0 };

	decoded.len = charset_decode(charset, line.bytes, line.len, typed);
	decoded.len = tidy_erase(typed, decoded.len);
	return (judge_text(key, decoded, argument));
}

/*
 * The line as bytes of each likely charset: the first in which it is the key,
 * or else something, is stored.
 */
static enum answer
judge_guessed(const struct key *key, const struct charset **charset,
    struct words line, char *typed, struct words *argument)
{
	static const char *const names[] = { "gb18030", "big5" };
	enum answer answer = ANSWER_OTHER, one;
	const struct charset *guess;
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		if (charset_find(names[i], strlen(names[i]), &guess) !=
		    CHARSET_DONE)
			continue;
		one = judge_decoded(key, guess, line, typed, argument);
		if (one == ANSWER_OTHER ||
		    (one == ANSWER_WRONG && answer == ANSWER_WRONG))
			continue;
		*charset = guess;
		answer = one;
		if (one != ANSWER_WRONG)
			break;
	}
	return (answer);
}

/*
 * The same, where it is not known what the bytes are: `answer` is what they say
 * as they are.  A name of a command that is read only in a charset tells that.
 */
static enum answer
judge_bytes(const struct key *key, const struct charset **charset,
    struct words line, char *typed, struct words *argument, enum answer answer)
{
	const struct charset *guess = NULL;
	struct words decoded;
	enum answer guessed;

	if (answer != ANSWER_OTHER && answer != ANSWER_WRONG)
		return (answer);
	guessed = judge_guessed(key, &guess, line, typed, &decoded);
	if (guessed == ANSWER_OTHER)
		return (answer);
	if (guessed == ANSWER_RIGHT || answer == ANSWER_OTHER)
		*charset = guess;
	*argument = decoded;
	return (guessed);
}

static bool
is_ascii(struct words line)
{
	for (; line.len > 0; line.bytes++, line.len--)
		if ((unsigned char)*line.bytes >= 0x80)
			return (false);
	return (true);
}

enum answer
answer_judge(const struct key *key, const struct charset **charset,
    struct words line, char typed[ANSWER_TYPED_SIZE], struct words *argument)
{
	bool is_utf8 = text_is_valid(line.bytes, line.len);
	struct words meant = line;
	enum answer answer;

	if (text_is_blank(line.bytes, line.len))
		return (ANSWER_BYE);
	/* What an erasing key erases in other charsets is seen when decoded. */
	if (is_utf8 && tidy_has_erasures(line.bytes, line.len)) {
		memcpy(typed, line.bytes, line.len);
		meant = (struct words){ typed, tidy_erase(typed, line.len) };
	}
	answer = judge_text(key, meant, argument);
	if (answer == ANSWER_RIGHT || line.len > DECODED_MAX || is_ascii(line))
		return (answer);
	if (*charset != NULL)
		return (judge_decoded(key, *charset, line, typed, argument));
	if (is_utf8)
		return (answer);
	return (judge_bytes(key, charset, line, typed, argument, answer));
}
