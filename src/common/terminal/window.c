/*
 * window: what is on the terminal.  See window.h.
 */
#include <config.h>

#include "common/terminal/window.h"

#include <string.h>

#include "common/translation.h"
#include "common/terminal/width.h"
#include "common/text.h"

/* A character of ambiguous width (see width.h), which the terminal will tell.
 */
#define AMBIGUOUS "\xe2\x80\xa6"

void
window_init(struct window *w, int out)
{
	memset(w, 0, sizeof *w);
	width_init();
	if (out >= 0)
		tty_open_at(&w->tty, out);
	else
		tty_open(&w->tty);
	output_init(&w->output, w->tty.out,
	    translation_new(translation_charset()));
	if (out >= 0)
		output_keep(&w->output);
	w->typing = w->wide = w->tty.there;
}

void
window_fini(struct window *w)
{
	tty_close(&w->tty);
	width_fini();
	buffer_fini(&w->lines);
	sight_fini(&w->sight);
	output_fini(&w->output);
}

bool
window_add(struct window *w, const void *bytes, size_t len)
{
	struct buffer *b = &w->lines;

	if (!buffer_reserve(b, len * TEXT_GROWTH + 1))
		return (false);
	b->len += text_clean(bytes, len, b->bytes + b->len);
	b->bytes[b->len++] = '\n';
	return (true);
}

void
window_add_marked(struct window *w, const char *mark, const char *text,
    size_t len)
{
	if (buffer_reserve(&w->lines, strlen(mark) + len * TEXT_GROWTH + 1)) {
		(void)buffer_append_string(&w->lines, mark);
		(void)window_add(w, text, len);
	}
}

void
window_draw(struct window *w, const char *string)
{
	output_add(&w->output, string);
}

/* What a row may take.  The last column stays free: no row may wrap. */
static size_t
columns(const struct window *w)
{
	size_t rows, width;

	tty_size(&w->tty, &rows, &width);
	return (width - 1);
}

/* Empties the row of the prompt. */
static void
erase(struct window *w)
{
	prompt_erase(&w->prompt, &w->output.image, w->tty.obeys,
	    columns(w) + 1);
}

/* Draws the prompt, if one is wanted. */
static void
draw_prompt(struct window *w)
{
	if (w->typing && !w->suspended)
		prompt_draw(&w->prompt, &w->output.image, columns(w), w->wide);
}

/*
 * Draws all that is in sight again, row by row: some terminals would save a
 * window that is erased as a whole for scrolling back.
 */
static void
redraw(struct window *w)
{
	size_t rows, width, above, from;

	tty_size(&w->tty, &rows, &width);
	above = w->prompt.drawn > width ? (w->prompt.drawn - 1) / width : 0;
	above += sight_rows(&w->sight, width, rows - 1, &from);
	window_draw(w, TTY_ERASE_ROW);
	while (above-- > 0)
		window_draw(w, TTY_UP TTY_ERASE_ROW);
	w->prompt.drawn = 0;
	w->sight.columns = columns(w);
	w->sight.wide = w->wide;
	sight_draw(&w->sight, &w->output.image, from, rows - 1);
}

/*
 * Writes what is queued, as it is: it becomes the image, which is empty in a
 * filter.  So no line is lost when memory is short.
 */
static void
flush_filter(struct window *w)
{
	struct buffer image = w->output.image;

	w->output.image = w->lines;
	w->lines = image;
	output_write(&w->output);
}

void
window_flush(struct window *w, bool again)
{
	if (!w->tty.there) {
		flush_filter(w);
		return;
	}
	if (output_waits(&w->output)) {
		w->missed = true;
		w->missed_all |= again;
		return;
	}
	if (w->tty.obeys)
		window_draw(w, TTY_WRAP_OFF);
	if (w->tty.obeys && !w->suspended &&
	    (again || w->sight.columns != columns(w)))
		redraw(w);
	else
		erase(w);
	w->sight.columns = columns(w);
	sight_show(&w->sight, &w->output.image, w->lines.bytes, w->lines.len);
	w->lines.len = 0;
	draw_prompt(w);
	if (w->tty.obeys)
		window_draw(w, TTY_WRAP_ON);
	output_write(&w->output);
}

void
window_go_on(struct window *w)
{
	bool all = w->missed_all;

	output_go_on(&w->output);
	if (!w->missed || output_waits(&w->output))
		return;
	w->missed = w->missed_all = false;
	window_flush(w, all);
}

void
window_measure(struct window *w)
{
	if (!w->tty.obeys)
		return;
	w->measuring = true;
	window_draw(w, TTY_ERASE_ROW AMBIGUOUS TTY_WHERE TTY_ERASE_ROW);
}

void
window_take(struct window *w)
{
	w->suspended = false;
	sight_forget(&w->sight); /* something else is on the window now */
	w->sight.columns = columns(w);
	w->sight.wide = w->wide;
	tty_take(&w->tty);
	if (w->tty.obeys)
		window_draw(w, TTY_BRACKETS);
	window_flush(w, false);
}

void
window_give_back(struct window *w)
{
	if (w->tty.obeys && w->output.error == 0) {
		window_draw(w, TTY_NO_BRACKETS);
		output_write(&w->output);
	} else if (w->tty.obeys)
		output_last(&w->output, TTY_WRAP_ON TTY_NO_BRACKETS);
	tty_give_back(&w->tty);
}
