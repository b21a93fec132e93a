/*
 * name_rules: the Unicode rules for names; for name.c only.
 *
 * One of two files implements it; the build chooses which:
 *
 * name_unistring.c, if libunistring was found.  The normal form is NFKC
 * (UAX #15); names are compared as the nickname profile of PRECIS says (RFC
 * 8266, section 2, minus its rules for spaces, which our names never have), but
 * after full case folding instead of in lower case, so that Straße equals
 * STRASSE; scripts may be mixed as the "highly restrictive" level of UTS #39
 * allows (section 5.2), and so may digits (section 5.3).
 *
 * name_basic.c, for libc alone.  It classes characters by a UTF-8 locale of
 * its own, never the user's.  libc knows letters, digits, marks and case, but
 * nothing of scripts and normal forms, so it folds full-width ASCII, keeps
 * Latin, Greek and Cyrillic apart by a table of their ranges, composes letters
 * and marks by another one (compose.h), splits some letters of India and its
 * neighbours by a third, and refuses what else NFKC would have to rewrite:
 * letters in fancy styles, and marks that usually are one character with their
 * letter.  It allows fewer of those, and more mixtures of scripts;
 * names that both allow are the same in both.
 */
#ifndef NAME_RULES_H
#define NAME_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/room/name.h"

/* No key is longer, so no text that becomes a key needs to be. */
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
	NAME_STYLED, /* a letter that NFKC would rewrite, and nothing does */
	NAME_LOOSE,  /* a mark that is not one character with its letter */
	NAME_HIDDEN  /* invisible: Unicode's Default_Ignorable property */
};

/* As name_init() and name_fini(). */
bool name_rules_init(void);
void name_rules_fini(void);

/* The class of a character that is not ASCII. */
enum name_class name_rules_class(uint32_t c);

/* Brings the text, not empty, to normal form; false if it does not fit. */
bool name_rules_normalise(struct name_text *t);

/* Folds the case of text in normal form; false if it does not fit. */
bool name_rules_fold(struct name_text *t);

/* S_NONE when the characters go together, else as name_fault(). */
enum sentence name_rules_mixture(const struct name_text *t);

#endif
