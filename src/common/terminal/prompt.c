/*
 * prompt: the last row of a terminal.  See prompt.h.
 */
#include <config.h>

#include "common/terminal/prompt.h"

#include <string.h>

#include "common/terminal/grapheme.h"
#include "common/terminal/remark.h"
#include "common/terminal/tty.h"
#include "common/terminal/width.h"

void
prompt_erase(struct prompt *p, struct buffer *out, bool obeys, size_t columns)
{
	size_t i;

	if (p->drawn == 0)
		return;
	if (obeys)
		(void)buffer_append_string(out, TTY_ERASE_ROW);
	else {
		/* Fewer, if the window shrank. */
		if (p->drawn < columns)
			columns = p->drawn;
		(void)buffer_append_string(out, "\r");
		for (i = 0; i < columns; i++)
			(void)buffer_append_string(out, " ");
		(void)buffer_append_string(out, "\r");
	}
	p->drawn = 0;
}

static const char *
words(const struct prompt *p)
{
	if (p->asks_key)
		return (remark_text(R_PROMPT_KEY));
	return (
	    p->question[0] != '\0' ? p->question : remark_text(R_PROMPT_SAY));
}

/* Appends text with a blank for each TAB. */
static void
append_blanked(struct buffer *out, const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		(void)buffer_append(out, text[i] == '\t' ? " " : text + i, 1);
}

void
prompt_draw(struct prompt *p, struct buffer *out, size_t columns, bool wide)
{
	const char *prompt = words(p);
	size_t used = width_of_text(prompt, strlen(prompt), wide);
	size_t room = columns > used ? columns - used : 0;
	size_t from = 0, width, n;

	(void)buffer_append_string(out, prompt);
	p->drawn = used;
	if (p->question[0] != '\0' || p->asks_key)
		return;
	width = width_of_text(p->typed, p->len, wide);
	while (width > room && from < p->len) {
		n = grapheme_first(p->typed + from, p->len - from);
		width -= width_of_text(p->typed + from, n, wide);
		from += n;
	}
	append_blanked(out, p->typed + from, p->len - from);
	p->drawn = used + width;
}
