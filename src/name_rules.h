/*
 * name_rules: what names have to know of Unicode; for name.c alone.
 *
 * Which of two files implements it is for the build to choose:
 *
 * name_unistring.c, where libunistring was found.  The normal form is NFKC
 * (UAX #15); names are compared as the nickname profile of PRECIS has it (RFC
 * 8266, section 2, less its rules for spaces, which no name of ours has), but
 * after full case folding instead of in lower case, so that Straße is STRASSE,
 * too; scripts go together as the "highly restrictive" level of UTS #39,
 * section 5.2, has it, and so do digits (section 5.3).
 *
 * name_basic.c, for libc alone.  It classes characters by a UTF-8 locale of
 * its own, never the user's.  libc knows letters, digits, marks and case, but
 * nothing of scripts and normal forms, so it folds full-width ASCII, keeps
 * Latin, Greek and Cyrillic apart by a table of their ranges, and refuses what
 * NFKC would have to rewrite: letters in fancy styles, and marks that usually
 * are one character with their letter (é).  It allows less of those, and more
 * mixtures of scripts; what both allow are the same names.
 */
#ifndef NAME_RULES_H
#define NAME_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "name.h"

/* No key is longer, so no text that is to become one has to be. */
#define NAME_TEXT_MAX (NAME_SIZE - 1)

/* A name as characters. */
struct name_text {
	size_t len;
	uint32_t c[NAME_TEXT_MAX];
};

enum name_class {
	NAME_OTHER,
	NAME_LETTER, /* or a digit */
	NAME_MARK,   /* goes with the letter before it */
	NAME_HIDDEN  /* can't be seen: Unicode's Default_Ignorable property */
};

/* As name_init() and name_fini(). */
bool name_rules_init(void);
void name_rules_fini(void);

/* The class of a character that is not ASCII. */
enum name_class name_rules_class(uint32_t c);

/* Brings the text, not empty, to normal form; false where it has no room. */
bool name_rules_normalise(struct name_text *t);

/* Folds the case of text in normal form; false where it has no room. */
bool name_rules_fold(struct name_text *t);

/* NULL when the characters go together, else as name_fault(). */
const char *name_rules_mixture(const struct name_text *t);

#endif
