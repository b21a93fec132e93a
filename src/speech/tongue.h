/*
 * tongue: the language of the person who has started the program, and the
 * charset of that person's terminal.
 *
 * The language is that of the environment (language.h), or one that was asked
 * for; its texts are built in, so no locale needs to exist for it.  The charset
 * is that of the locale for LC_CTYPE; where that locale was never generated,
 * UTF-8, if it does not name another one.  Where the charset cannot show the
 * language, it is English.
 */
#ifndef TONGUE_H
#define TONGUE_H

#include <stddef.h>

#include "common/words.h"
#include "speech/language.h"

/* Finds both; before there is a second thread. */
void tongue_learn(void);

/*
 * Another language is asked for, on the command line.  A locale that tells no
 * charset, such as "C", is taken for one of UTF-8 then, as it is by terminal
 * and room.  After tongue_learn(), and before there is a second thread.
 */
void tongue_choose(enum language language);

/* What follows is for any thread. */
enum language tongue(void);

/* A text of a table in that language. */
const char *tongue_text(const char *english);

/*
 * Writes the same to `out`, which has room for `size` bytes, with its arguments
 * in their places (sentence.h).  What does not fit is cut off.
 */
struct words tongue_write(const char *english, const struct words *args,
    char *out, size_t size);

/*
 * The same in the charset of the terminal, except for arguments that are no
 * pieces (sentence.h): words of the command line are in it already.
 */
struct words tongue_write_coded(const char *english, const struct words *args,
    char *out, size_t size);

#endif
