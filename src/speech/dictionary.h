/*
 * dictionary: what stands in the source in English, in other languages.
 *
 * po/ is where they come from.  When the programs are built, msgfmt makes a
 * catalogue of each po/LANGUAGE.po, and po/embed an array of its bytes, so that
 * a program has them wherever it runs; without msgfmt there are none.
 */
#ifndef DICTIONARY_H
#define DICTIONARY_H

#include <stdbool.h>
#include <stddef.h>

#include "speech/language.h"

/* Marks a text of a table for po/extract; dictionary_find() translates it. */
#define N_(english) english

/* What was built in: po/translations.c, or dictionary_none.c. */
struct dictionary_bytes {
	const unsigned char *bytes; /* a catalogue; NULL: none */
	size_t len;
};
extern const struct dictionary_bytes dictionary_bytes[LANGUAGES];

/* Opens them.  Before there is a second thread; from then on nothing changes.
 */
void dictionary_init(void);

/* Whether there are sentences in this language; there always are in English. */
bool dictionary_exists(enum language language);

/*
 * Writes those that there are sentences in: "en (English), zh_CN (...)", to
 * `out`, which has room for DICTIONARY_LIST_SIZE bytes.
 */
#define DICTIONARY_LIST_SIZE (LANGUAGES * 64)
struct words dictionary_list(char out[DICTIONARY_LIST_SIZE]);

/* The text in this language; NULL: it is not known there. */
const char *dictionary_find(enum language language, const char *english);

#endif
