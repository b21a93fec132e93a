/*
 * prompt: the last row of a terminal: what should be typed, and what has been
 * typed so far.
 */
#ifndef PROMPT_H
#define PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buffer.h"
#include "common/framing.h"

/* The most bytes of a question, its NUL included. */
#define PROMPT_QUESTION_MAX 64

struct prompt {
	char typed[FRAMING_LINE_MAX];
	size_t len;
	char question[PROMPT_QUESTION_MAX]; /* instead of the prompt, or "" */
	bool asks_key; /* for a key: what is typed is never shown */
	size_t drawn;  /* columns that all this takes; 0: it is not there */
};

/*
 * Appends what empties the row.  A terminal that `obeys` is told to; in any
 * other, which has `columns` columns, blanks are written over it.
 */
void prompt_erase(struct prompt *p, struct buffer *out, bool obeys,
    size_t columns);

/*
 * Appends prompt and typed line, for `columns`; of a line that is too wide,
 * only the end.  `wide`: see width.h.
 */
void prompt_draw(struct prompt *p, struct buffer *out, size_t columns,
    bool wide);

#endif
