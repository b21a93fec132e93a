/*
 * sentence: all that the server says to people, in one table.
 *
 * The table is sentence.def.  Each sentence has a name for us, S_NAME, the kind
 * of event that it tells, a word for programs, and the English: with its
 * "*** ", if it has one, without its line end, and with %1 to %4 where the
 * arguments go ("%%" is a percent sign).  A span of time and a list of names go
 * to %L1 to %L4: each language writes them in its own way (local.h).  No
 * sentence is ever a format of printf(3), wherever it comes from.
 *
 * Sentences of one kind that have the same word are variants: they say the same
 * with and without a reason, say, or for one and for many.
 *
 * In other languages there is the same table, from po/ (dictionary.h): the
 * arguments may stand in another order there.  A sentence without a translation
 * is said in English.
 *
 * Pure functions for any thread, once sentence_init() has been called.
 */
#ifndef SENTENCE_H
#define SENTENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/words.h"
#include "speech/event.h"
#include "speech/language.h"

#define SENTENCE_ARGS_MAX 4

enum sentence {
	S_NONE, /* none of them */
#define S(name, kind, word, english) S_##name,
#include "speech/sentence.def"
#undef S
	SENTENCES /* the end of the table */
};

/* The arguments of a sentence, in order. */
#define ARGS(...) ((const struct words[SENTENCE_ARGS_MAX]){ __VA_ARGS__ })

/* An argument that a sentence does not have, before one that it has. */
#define NOBODY          \
	{               \
		NULL, 0 \
	}

/* What stands at a percent sign of a text. */
struct sentence_place {
	size_t len;   /* of what is replaced */
	size_t index; /* of the argument */
	bool is_ours; /* it is written as each language does */
	bool is_sign; /* none: a percent sign */
};

/* Reads one, at the percent sign that `text` begins with; whether it is good.
 */
bool sentence_read_place(const char *text, struct sentence_place *place);

/*
 * Finds the translations; without it, or if none are built in, everything is
 * said in English.  Before there is a second thread.
 */
void sentence_init(void);

enum event_kind sentence_kind(enum sentence s);

/* For programs: letters, digits and '-'. */
const char *sentence_word(enum sentence s);

/* As it stands in the table. */
const char *sentence_english(enum sentence s);

/*
 * The same in another language; the very same pointer if it says nothing else
 * there.
 */
const char *sentence_in(enum language language, enum sentence s);

/*
 * A text of another table in another language; the text itself if it has no
 * translation, or one with other arguments.
 */
const char *sentence_translate(enum language language, const char *english);

/*
 * A sentence that has no arguments, as an argument of another one: a reason,
 * say.  In the place where it stands, it is known as this one, so that an
 * edition can write it in another language.  S_NONE: no bytes.
 */
struct words sentence_piece(enum sentence s);

/* Which sentence these words are the piece of; S_NONE: they are text. */
enum sentence sentence_of(struct words piece);

/*
 * What a line says, without the "*** " before it and the CR LF after it, if it
 * has these.
 */
struct words sentence_bare(struct words line);

/*
 * Writes it to `out`, which has room for `size` bytes, with its arguments and a
 * NUL at the end, and without the "*** ", as the log has it.
 */
void sentence_text(enum sentence s, const struct words *args, char *out,
    size_t size);

/*
 * Writes the sentence, and pieces among its arguments, in one language to
 * `out`, which has room for `room` bytes, with its arguments (an array of
 * SENTENCE_ARGS_MAX, or NULL if it has none) in their places.  What does not
 * fit is cut off, between two characters.  Returns the length.  If `places` is
 * not NULL, it gets where each argument stands first; one that is not in the
 * sentence has a length of 0.
 */
size_t sentence_write(enum language language, enum sentence s,
    const struct words *args, char *out, size_t room,
    struct event_span places[SENTENCE_ARGS_MAX]);

/*
 * The same as a whole line, with CR LF: an isolate that an argument leaves
 * open, perhaps because it was cut, is closed.  `room` is at least 2.
 */
size_t sentence_line(enum language language, enum sentence s,
    const struct words *args, char *out, size_t room,
    struct event_span places[SENTENCE_ARGS_MAX]);

/* As sentence_write(), of a text in that language from another table. */
size_t sentence_fill(enum language language, const char *text,
    const struct words *args, char *out, size_t room,
    struct event_span places[SENTENCE_ARGS_MAX]);

#endif
