/*
 * rows: a line as it stands in a window of our client.  See rows.h.
 */
#include <config.h>

#include "harness/rows.h"

#include <check.h>
#include <string.h>

#include "common/buffer.h"
#include "common/terminal/row.h"
#include "common/terminal/width.h"

/* Whether it is what ends something in Chinese. */
static bool
is_end(const char *rest)
{
	static const char *const ends[] = { "，", "。", "；", "：", "、",
		"）" };
	size_t i;

	for (i = 0; i < sizeof ends / sizeof *ends; i++)
		if (strncmp(rest, ends[i], strlen(ends[i])) == 0)
			return (true);
	return (false);
}

/* Whether a row may end at `rest`: not within a word, nor before its comma. */
static bool
may_break(const char *line, const char *rest)
{
	return (!is_end(rest) &&
	    (rest == line || *rest == '\0' || *rest == ' ' || rest[-1] == ' ' ||
		(unsigned char)rest[-1] >= 0x80 ||
		(unsigned char)*rest >= 0x80));
}

/* Counts them, and appends what stands in them, without the marks. */
static size_t
count(const char *line, size_t columns, bool wide, struct buffer *text)
{
	struct buffer out = { 0 };
	size_t rows = 0, width, from;
	struct row r;

	row_begin(&r, line, strlen(line), columns, wide);
	for (; row_next(&r, &out, &width); rows++) {
		ck_assert_uint_le(width, columns);
		ck_assert_uint_eq(width_of_text(out.bytes, out.len, wide),
		    width);
		from = rows > 0 ? strlen(ROW_MARK) : 0;
		ck_assert_mem_eq(out.bytes, ROW_MARK, from);
		ck_assert(
		    buffer_append(text, out.bytes + from, out.len - from));
		ck_assert_msg(may_break(line, line + text->len), "'%s' | '%s'",
		    line, line + text->len);
		out.len = 0;
	}
	buffer_fini(&out);
	return (rows);
}

void
rows_expect(const char *line, size_t columns, bool wide, size_t most)
{
	struct buffer text = { 0 };
	size_t rows = count(line, columns, wide, &text);

	ck_assert_msg(rows <= most, "%zu rows of %zu columns: %s", rows,
	    columns, line);
	ck_assert_uint_eq(text.len, strlen(line));
	ck_assert_mem_eq(text.bytes, line, text.len);
	buffer_fini(&text);
}
