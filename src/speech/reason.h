/*
 * reason: why somebody cannot come in, as data.
 *
 * It is a sentence of the table and what stands in that: the words of an
 * operator, %1, how long something lasts, %2, and how many, %3.  It owns them,
 * so it can be kept and handed on, and becomes text only where it is known who
 * reads it: at the connection of a newcomer, and in the log.
 *
 * Pure functions for any thread.
 */
#ifndef REASON_H
#define REASON_H

#include <stddef.h>
#include <stdint.h>

#include "common/span.h"
#include "speech/sentence.h"

/* Words of an operator, and a NUL. */
#define REASON_WORDS_SIZE 128

struct reason {
	enum sentence sentence; /* S_NONE: there is no reason */
	uint32_t count;
	int64_t ms;
	enum span_form form; /* in which that is written */
	char words[REASON_WORDS_SIZE];
};

/* A sentence in which nothing stands. */
struct reason reason_of(enum sentence s);

/* Writes it as a line in the language, as sentence_line() does; returns the
 * length. */
size_t reason_line(enum language language, const struct reason *why, char *out,
    size_t room);

/* Room for each of them as a text with a NUL. */
#define REASON_TEXT_SIZE 256

/* Writes it as it stands in the log; returns `out`. */
const char *reason_text(const struct reason *why, char out[REASON_TEXT_SIZE]);

#endif
