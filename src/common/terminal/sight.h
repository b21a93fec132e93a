/*
 * sight: the last lines that were shown, to be drawn again.
 *
 * A window whose width has changed shows rows that were cut for the old one.
 * Some terminals then break what has become too wide, others cut it off.  In
 * both cases the rows that are ours are drawn again: see screen.h.
 */
#ifndef SIGHT_H
#define SIGHT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buffer.h"

struct sight {
	struct buffer lines; /* clean text, each one ended by LF */
	size_t columns;	     /* that a row may take, as they were drawn */
	bool wide;	     /* as they were drawn: see width.h */
};

/* Nothing that was shown is in sight any more. */
void sight_forget(struct sight *s);

void sight_fini(struct sight *s);

/* Appends the rows of lines to `out`, and remembers the lines. */
void sight_show(struct sight *s, struct buffer *out, const char *lines,
    size_t len);

/*
 * In a window that is now `window` columns wide: how many of the rows above the
 * cursor's, at most `max`, may be ours.  Stores where the first line of these
 * begins.
 */
size_t sight_rows(const struct sight *s, size_t window, size_t max,
    size_t *from);

/*
 * Appends the rows of the lines that begin at `from`, at most the last `max`
 * of these, cut for s->columns.
 */
void sight_draw(const struct sight *s, struct buffer *out, size_t from,
    size_t max);

#endif
