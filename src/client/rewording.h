/*
 * rewording: what the server says, in the language of the person.
 *
 * The text of a record is English.  What comes before the first one may be in
 * any language: that of the room, where it has one of its own, and at the door
 * English before it.  The table of sentences is ours, too: the one that the
 * line is, with its arguments, is said again.  A line that is none of them, of
 * a later server perhaps, stays as it is.
 *
 * Pure functions for any thread.
 */
#ifndef REWORDING_H
#define REWORDING_H

#include <stdbool.h>
#include <stddef.h>

#include "common/words.h"
#include "speech/event.h"
#include "speech/language.h"
#include "speech/sentence.h"

/* A line that is longer stays as it is, as it costs too much to look at. */
#define REWORDING_LINE_MAX 1024

/* Room for such a line in any language. */
#define REWORDING_SIZE (4 * REWORDING_LINE_MAX)

struct heard {
	struct words line; /* without the "*** " before it */
	enum event_kind kind;
	struct words word;	/* of the sentence; NULL bytes: any */
	struct words who, whom; /* in it; NULL bytes: not known */
};

/*
 * Writes the line as it is said in the language, with its "*** ", to `out`.
 * Returns the length; 0: it stays as it is.
 */
size_t rewording_write(enum language language, const struct heard *heard,
    char out[REWORDING_SIZE]);

/* What a line says, and in which language. */
struct original {
	enum sentence sentence; /* S_NONE: it is none of ours */
	enum language language;
};

/*
 * The same of a whole line that is no record, with its "*** ": of any language.
 * Stores what it was.
 */
size_t rewording_write_plain(enum language language, struct words line,
    struct original *original, char out[REWORDING_SIZE]);

/* Whether a line says the same as the one before it, in another language. */
bool rewording_repeats(const struct original *original,
    const struct original *before);

/* Why somebody left: as a piece, if it is one of ours; else the same words. */
struct words rewording_why(struct words why);

/* The same of where somebody is. */
struct words rewording_place(struct words place);

#endif
