/*
 * row: a line, cut into rows of a window.  See row.h.
 */
#include <config.h>

#include "common/terminal/row.h"

#include <stdint.h>
#include <string.h>

#include "common/terminal/grapheme.h"
#include "common/terminal/seam.h"
#include "common/terminal/width.h"
#include "common/text.h"

/* The mark and a wide character. */
#define COLUMNS_MIN 4

#define TAB_STOP 8

/* What is not to be cut: a character and all that belongs to it. */
struct unit {
	size_t len;
	size_t width;
};

void
row_begin(struct row *r, const char *text, size_t len, size_t columns,
    bool wide)
{
	*r = (struct row){ .text = text,
		.len = len,
		.columns = columns > COLUMNS_MIN ? columns : COLUMNS_MIN,
		.wide = wide };
}

/* How wide a TAB is, after `column` columns: no wider than any row. */
static size_t
width_of_tab(const struct row *r, size_t column)
{
	size_t width = TAB_STOP - column % TAB_STOP;
	size_t most = r->columns - strlen(ROW_MARK);

	return (width < most ? width : most);
}

/* The unit that begins at `at`, after `column` columns. */
static struct unit
unit_at(const struct row *r, size_t at, size_t column)
{
	struct unit u;

	if (r->text[at] == '\t') {
		u.len = 1;
		u.width = width_of_tab(r, column);
		return (u);
	}
	u.len = grapheme_first(r->text + at, r->len - at);
	u.width = width_of_text(r->text + at, u.len, r->wide);
	return (u);
}

/*
 * Where the row that begins at r->at ends: at the last seam that fits, if that
 * is not in the first third of the row.
 */
static size_t
end_of_row(const struct row *r, size_t column)
{
	size_t at = r->at, last = at, seam = at, seam_column = 0;
	struct unit u;

	while (at < r->len) {
		if (at > r->at && seam_is_at(r->text, r->len, last, at)) {
			seam = at;
			seam_column = column;
		}
		u = unit_at(r, at, column);
		if (column + u.width > r->columns)
			break;
		last = at;
		at += u.len;
		column += u.width;
	}
	if (at == r->len)
		return (at);
	if (at == r->at) /* wider than a whole row */
		return (at + unit_at(r, at, column).len);
	return (seam_column > r->columns / 3 ? seam : at);
}

static void
append(struct buffer *out, const char *bytes, size_t len)
{
	if (out != NULL)
		(void)buffer_append(out, bytes, len);
}

bool
row_next(struct row *r, struct buffer *out, size_t *width)
{
	bool continued = r->at > 0;
	size_t end, i, column = 0;
	struct unit u;

	if (continued && r->at >= r->len)
		return (false);
	if (continued) {
		append(out, ROW_MARK, strlen(ROW_MARK));
		column = strlen(ROW_MARK);
	}
	end = end_of_row(r, column);
	while (r->at < end) {
		u = unit_at(r, r->at, column);
		if (r->text[r->at] == '\t')
			for (i = 0; i < u.width; i++)
				append(out, " ", 1);
		else
			append(out, r->text + r->at, u.len);
		r->at += u.len;
		column += u.width;
	}
	if (end == 0)
		r->at = 1; /* an empty line: this was all */
	*width = column;
	return (true);
}
