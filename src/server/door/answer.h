/*
 * answer: what a line at the door of a room with a key is.
 *
 * People type the key as their terminal and their input method write it: intent
 * knows what a command looks like, and the key may be in GB18030 or Big5, where
 * its bytes are not those in its file.  No part of a line is ever said aloud.
 *
 * Each line takes a bounded time.  No thread, no input, no output.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include "common/framing.h"
#include "common/words.h"

struct charset;
struct key;

enum answer {
	ANSWER_RIGHT,
	ANSWER_WRONG,
	ANSWER_OPERATOR, /* a key for the operators, to be tried */
	ANSWER_NICK,	 /* a name, for later */
	ANSWER_CHARSET,	 /* the one that this person uses */
	ANSWER_LANG,	 /* the language that this person reads */
	ANSWER_BYE,	 /* an empty line, or /quit */
	ANSWER_OTHER
};

/* Room for a line as it was meant, or for one that is decoded. */
#define ANSWER_TYPED_SIZE FRAMING_LINE_MAX

/*
 * Judges a line; `key` is NULL in a room that has none.  *charset is what the
 * person uses, or NULL if that is not known: then the bytes are tried as they
 * are, as GB18030 and as Big5.  The one of these in which they are the key, or
 * begin with the Chinese name of a command, is stored in *charset.
 *
 * Keys that erase have done so before (see tidy.h): the line as it was meant is
 * written to `typed`, and so is one that had to be decoded.
 *
 * *argument is what follows the command of an ANSWER_OPERATOR, ANSWER_NICK,
 * ANSWER_CHARSET or ANSWER_LANG, a piece of the line or of `typed`; in UTF-8 if
 * *charset is known, or else as it came.
 */
enum answer answer_judge(const struct key *key, const struct charset **charset,
    struct words line, char typed[ANSWER_TYPED_SIZE], struct words *argument);

#endif
