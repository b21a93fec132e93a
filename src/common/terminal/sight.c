/*
 * sight: the last lines that were shown.  See sight.h.
 */
#include <config.h>

#include "common/terminal/sight.h"

#include <stdint.h>
#include <string.h>

#include "common/terminal/row.h"

/* At least this many bytes are remembered. */
#define SIGHT_MIN (64 * 1024)

void
sight_forget(struct sight *s)
{
	s->lines.len = 0;
}

void
sight_fini(struct sight *s)
{
	buffer_fini(&s->lines);
}

/* The end of the line that begins at `at`: where its LF is. */
static size_t
end_of_line(const struct buffer *b, size_t at)
{
	const char *lf = memchr(b->bytes + at, '\n', b->len - at);

	return (lf == NULL ? b->len : (size_t)(lf - b->bytes));
}

/* Where the line begins whose LF is right before `end`; end > 0. */
static size_t
start_of_line(const struct buffer *b, size_t end)
{
	const char *lf = memrchr(b->bytes, '\n', end - 1);

	return (lf == NULL ? 0 : (size_t)(lf - b->bytes) + 1);
}

/* Remembers lines, and in the end forgets the first ones. */
static void
keep(struct sight *s, const char *lines, size_t len)
{
	struct buffer *b = &s->lines;

	(void)buffer_append(b, lines, len);
	if (b->len >= 2 * SIGHT_MIN)
		buffer_drop(b, end_of_line(b, b->len - SIGHT_MIN) + 1);
}

void
sight_show(struct sight *s, struct buffer *out, const char *lines, size_t len)
{
	const struct buffer b = { .bytes = (char *)(uintptr_t)lines,
		.len = len };
	size_t at, end, width;
	struct row r;

	for (at = 0; at < len; at = end + 1) {
		end = end_of_line(&b, at);
		row_begin(&r, lines + at, end - at, s->columns, s->wide);
		while (row_next(&r, out, &width))
			(void)buffer_append_string(out, "\n");
	}
	keep(s, lines, len);
}

/* How many rows a line takes if rows wider than `window` are broken. */
static size_t
rows_of_line(const struct sight *s, size_t at, size_t end, size_t window)
{
	size_t width, rows = 0;
	struct row r;

	row_begin(&r, s->lines.bytes + at, end - at, s->columns, s->wide);
	while (row_next(&r, NULL, &width))
		rows += width > window ? (width + window - 1) / window : 1;
	return (rows);
}

size_t
sight_rows(const struct sight *s, size_t window, size_t max, size_t *from)
{
	size_t rows = 0, end;

	*from = s->lines.len;
	while (*from > 0 && rows < max) {
		end = *from;
		*from = start_of_line(&s->lines, end);
		rows += rows_of_line(s, *from, end - 1, window);
	}
	return (rows < max ? rows : max);
}

void
sight_draw(const struct sight *s, struct buffer *out, size_t from, size_t max)
{
	size_t at, end, width, rows = 0, skip;
	struct row r;

	for (at = from; at < s->lines.len; at = end + 1) {
		end = end_of_line(&s->lines, at);
		rows += rows_of_line(s, at, end, SIZE_MAX);
	}
	skip = rows > max ? rows - max : 0;
	for (at = from; at < s->lines.len; at = end + 1) {
		end = end_of_line(&s->lines, at);
		row_begin(&r, s->lines.bytes + at, end - at, s->columns,
		    s->wide);
		while (row_next(&r, skip == 0 ? out : NULL, &width)) {
			if (skip > 0)
				skip--;
			else
				(void)buffer_append_string(out, "\n");
		}
	}
}
