/*
 * row: a line, cut into rows of a window.
 *
 * The terminal would also cut it.  But then part of what somebody has said
 * could begin a row of its own, and look like something that somebody else or
 * the room itself has said.  So every row except for the first one begins with
 * a mark that no line of the room begins with.
 */
#ifndef ROW_H
#define ROW_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buffer.h"

#define ROW_MARK "| "

/* A line of clean text that is cut. */
struct row {
	const char *text;
	size_t len;
	size_t at; /* where the next row begins */
	size_t columns;
	bool wide; /* see width.h */
};

/* `columns`: what a row may take; a number that is too small is raised. */
void row_begin(struct row *r, const char *text, size_t len, size_t columns,
    bool wide);

/*
 * Appends the next row, without an end, TABs as blanks.  `out` may be NULL.
 * False after the last one; an empty line has one row.  Stores in *width how
 * many columns it takes at most.
 */
bool row_next(struct row *r, struct buffer *out, size_t *width);

#endif
