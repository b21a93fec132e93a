/*
 * intent: whether a line is text to say, or a command.
 *
 * A command begins with a slash, and fingers slip: a blank comes before it, an
 * editor's byte order mark, or the full-width slash or the comma that an input
 * method writes for the same key.  Commands contain keys and private messages,
 * so such a line is never said aloud.  Paths and comments, on the other hand,
 * are what people talk about.
 *
 *	/WORD ...          a command, whether one with that name exists or not
 *	(blanks) /WORD     a command if one with that name exists, or if it is
 *	                   almost one that has a secret in it; else text.  The
 *	                   same holds for the slashes of input methods.
 *	\WORD ...          a command if it is one that has a secret in it
 *	/a/b   // a        text, as it is: a second slash before a blank, or a
 *	                   star after the first one
 *	//WORD ...         text, without the first slash
 *
 * After blanks, an unknown word is text: indented code and paths begin so, and
 * a command that does not exist is not what anybody wanted.  The exception is
 * a word that is one slip away from /op, /key or /msg.
 *
 * Pure functions for any thread.
 */
#ifndef INTENT_H
#define INTENT_H

#include <stddef.h>

#include "common/words.h"

enum intent { INTENT_SAY, INTENT_COMMAND };

/*
 * What the line, clean text, is for.  *what is the part of the line to say, or
 * the command from its name on, without the slash.
 */
enum intent intent_of(const char *line, size_t len, struct words *what);

#endif
