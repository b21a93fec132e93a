/*
 * verb: the word that a command begins with, in every language, the slash
 * before it, and words that may follow it.
 *
 * It stands in the table of sentences, as how the command is used begins with
 * it: "/nick NAME" in English, "/名字 新名字" in Chinese.  So po/ is the only
 * place of those in other languages; contrib/translations sees to it that no
 * two commands have the same.
 *
 * Pure functions for any thread, once sentence_init() has been called.
 */
#ifndef VERB_H
#define VERB_H

#include <stdbool.h>

#include "common/words.h"
#include "speech/language.h"
#include "speech/sentence.h"

/* What a command may begin with. */
enum slash {
	SLASH_NONE,
	SLASH_PLAIN,
	SLASH_WIDE, /* the same key, by an input method */
	SLASH_BACK  /* the wrong key */
};

/* Takes one slash off the line, if it begins with one. */
enum slash verb_take_slash(struct words *line);

/* The longest verb: five Chinese characters, or 15 letters. */
#define VERB_BYTES_MAX 15

/*
 * The verb of this use, without the slash; no bytes if the language has none
 * of its own.
 */
struct words verb_in(enum language language, enum sentence use);

/*
 * The verb of this use that the word is, whatever the language, in any case and
 * width; no bytes if it is none.
 */
struct words verb_match(enum sentence use, struct words word);

/* Whether it is one. */
bool verb_is(enum sentence use, struct words word);

/*
 * Whether it is this word, S_WORD_ON or another one that may follow a command,
 * in any language, case and width.
 */
bool verb_word_is(enum sentence meant, struct words word);

#endif
