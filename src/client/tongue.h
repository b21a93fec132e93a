/*
 * tongue: the language of the person at the client, and the charset.
 *
 * The language is that of the environment (speech/language.h), whose texts are
 * built in: no locale needs to exist for it.  The charset is that of the locale
 * for LC_CTYPE; where that locale was never generated, UTF-8, if it does not
 * name another one.  Where the charset cannot show the language, it is English.
 */
#ifndef TONGUE_H
#define TONGUE_H

#include "speech/language.h"

/* Finds both; before there is a second thread. */
void tongue_learn(void);

/* What follows is for any thread. */
enum language tongue(void);

/* A text of one of our tables in that language. */
const char *tongue_text(const char *english);

#endif
