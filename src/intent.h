/*
 * intent: whether a line is to be said, or is a command.
 *
 * A command begins with a slash, and fingers slip: a blank comes before it, an
 * editor's byte order mark, or the full-width slash or the comma that an input
 * method writes for the same key.  Keys and private messages stand in
 * commands, so such a line is never said aloud.  Paths and comments, on the
 * other hand, are what people talk about.
 *
 *	/WORD ...          a command, whether there is one of that name or not
 *	(blanks) /WORD     a command where there is one of that name, or almost
 *	                   one that has a secret in it; else text.  The same
 *	                   goes for the slashes of input methods.
 *	\WORD ...          a command where it is one that has a secret in it
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

#include "words.h"

enum intent { INTENT_SAY, INTENT_COMMAND };

/*
 * What the line, clean text, is for.  *what is that part of the line which is
 * to be said, or the command from its name on, without the slash.
 */
enum intent intent_of(const char *line, size_t len, struct words *what);

#endif
