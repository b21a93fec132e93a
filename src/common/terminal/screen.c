/*
 * screen: what the person sees.  See screen.h.
 */
#include <config.h>

#include "common/terminal/screen.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buffer.h"
#include "common/terminal/output.h"
#include "common/terminal/prompt.h"
#include "common/terminal/sight.h"
#include "common/terminal/translation.h"
#include "common/terminal/tty.h"
#include "common/terminal/width.h"
#include "common/text.h"
#include "common/thread.h"

/* What was typed and not sent. */
#define SCREEN_UNSENT "(not said) "

/* The most bytes of a note. */
#define SCREEN_NOTE_MAX 1024

/* A character of ambiguous width (see width.h), which the terminal will tell.
 */
#define SCREEN_AMBIGUOUS "\xe2\x80\xa6"

struct screen {
	/* Set once, before the second thread exists. */
	struct tty tty;
	const char *name; /* of the program, for notes */

	struct output output; /* its image is guarded, too */

	pthread_mutex_t lock; /* guards what follows, and all writing */
	struct buffer lines;  /* queued, each ended by LF */
	struct prompt prompt;
	struct sight sight; /* what was shown since the terminal was taken */
	bool wide;	    /* ambiguous characters take two columns, perhaps */
	bool measuring;	    /* whether they do: the terminal was asked */
	bool typing;	    /* somebody may type: a prompt is wanted */
	bool suspended;
	bool ended;	 /* the terminal was given back for good */
	bool missed;	 /* not drawn while the terminal took nothing */
	bool missed_all; /* all that is in sight, too */
};

/* Appends a line that nobody has checked yet. */
static bool
append_line(struct buffer *b, const void *bytes, size_t len)
{
	if (!buffer_reserve(b, len * TEXT_GROWTH + 1))
		return (false);
	b->len += text_clean(bytes, len, b->bytes + b->len);
	b->bytes[b->len++] = '\n';
	return (true);
}

/* Adds to what is written next. */
static void
draw(struct screen *s, const char *string)
{
	output_add(&s->output, string);
}

/* What a row may take.  The last column stays free: no row may wrap. */
static size_t
columns(const struct screen *s)
{
	size_t rows, width;

	tty_size(&s->tty, &rows, &width);
	return (width - 1);
}

/* Empties the row of the prompt. */
static void
erase_locked(struct screen *s)
{
	prompt_erase(&s->prompt, &s->output.image, s->tty.obeys,
	    columns(s) + 1);
}

/* Draws the prompt, if one is wanted. */
static void
draw_prompt_locked(struct screen *s)
{
	if (s->typing && !s->suspended)
		prompt_draw(&s->prompt, &s->output.image, columns(s), s->wide);
}

/*
 * Draws all that is in sight again, row by row: some terminals would save a
 * window that is erased as a whole for scrolling back.
 */
static void
redraw_locked(struct screen *s)
{
	size_t rows, window, above, from;

	tty_size(&s->tty, &rows, &window);
	above = s->prompt.drawn > window ? (s->prompt.drawn - 1) / window : 0;
	above += sight_rows(&s->sight, window, rows - 1, &from);
	draw(s, TTY_ERASE_ROW);
	while (above-- > 0)
		draw(s, TTY_UP TTY_ERASE_ROW);
	s->prompt.drawn = 0;
	s->sight.columns = columns(s);
	s->sight.wide = s->wide;
	sight_draw(&s->sight, &s->output.image, from, rows - 1);
}

/* Writes what is queued, as it is. */
static void
flush_filter_locked(struct screen *s)
{
	(void)buffer_append(&s->output.image, s->lines.bytes, s->lines.len);
	s->lines.len = 0;
	output_write(&s->output);
}

/* Writes what is queued, the prompt below it. */
static void
flush_locked(struct screen *s, bool again)
{
	if (!s->tty.there) {
		flush_filter_locked(s);
		return;
	}
	if (output_waits(&s->output)) {
		s->missed = true;
		s->missed_all |= again;
		return;
	}
	if (s->tty.obeys)
		draw(s, TTY_WRAP_OFF);
	if (s->tty.obeys && !s->suspended &&
	    (again || s->sight.columns != columns(s)))
		redraw_locked(s);
	else
		erase_locked(s);
	s->sight.columns = columns(s);
	sight_show(&s->sight, &s->output.image, s->lines.bytes, s->lines.len);
	s->lines.len = 0;
	draw_prompt_locked(s);
	if (s->tty.obeys)
		draw(s, TTY_WRAP_ON);
	output_write(&s->output);
}

/*
 * Asks the terminal how wide it draws an ambiguous character: the position of
 * the cursor tells.  Until it answers, or if it never does, they may be wide.
 */
static void
measure_locked(struct screen *s)
{
	if (!s->tty.obeys)
		return;
	s->measuring = true;
	draw(s, TTY_ERASE_ROW SCREEN_AMBIGUOUS TTY_WHERE TTY_ERASE_ROW);
}

/* `out` is -1, or what to write to without ever waiting. */
static struct screen *
new_screen(const char *name, int out)
{
	struct screen *s = calloc(1, sizeof *s);

	if (s == NULL)
		return (NULL);
	thread_mutex_init(&s->lock);
	s->name = name;
	width_init();
	if (out >= 0)
		tty_open_at(&s->tty, out);
	else
		tty_open(&s->tty);
	output_init(&s->output, s->tty.out,
	    translation_new(translation_charset()));
	if (out >= 0)
		output_keep(&s->output);
	if (!s->tty.there)
		return (s);
	s->typing = true;
	s->wide = true;
	measure_locked(s);
	screen_resume(s);
	return (s);
}

struct screen *
screen_new(void)
{
	return (new_screen("chatroom", -1));
}

struct screen *
screen_new_at(const char *name, int out)
{
	return (new_screen(name, out));
}

bool
screen_waits(struct screen *s)
{
	bool waits;

	thread_lock(&s->lock);
	waits = output_waits(&s->output);
	thread_unlock(&s->lock);
	return (waits);
}

void
screen_go_on(struct screen *s)
{
	bool all;

	thread_lock(&s->lock);
	output_go_on(&s->output);
	if (s->missed && !output_waits(&s->output)) {
		all = s->missed_all;
		s->missed = s->missed_all = false;
		flush_locked(s, all);
	}
	thread_unlock(&s->lock);
}

/*
 * Gives the terminal back, even if it takes no more and nobody waits for it:
 * then this is the last try.
 */
static void
give_back_locked(struct screen *s)
{
	if (s->tty.obeys && s->output.error == 0) {
		draw(s, TTY_NO_BRACKETS);
		output_write(&s->output);
	} else if (s->tty.obeys)
		output_last(&s->output, TTY_WRAP_ON TTY_NO_BRACKETS);
	tty_give_back(&s->tty);
}

void
screen_free(struct screen *s)
{
	screen_end(s);
	tty_close(&s->tty);
	width_fini();
	thread_mutex_fini(&s->lock);
	buffer_fini(&s->lines);
	sight_fini(&s->sight);
	output_fini(&s->output);
	free(s);
}

bool
screen_is_terminal(const struct screen *s)
{
	return (s->tty.there);
}

struct translation *
screen_translation(const struct screen *s)
{
	return (s->output.translation);
}

bool
screen_show(struct screen *s, const void *bytes, size_t len)
{
	bool shown;

	thread_lock(&s->lock);
	shown = append_line(&s->lines, bytes, len);
	thread_unlock(&s->lock);
	return (shown);
}

bool
screen_flush(struct screen *s)
{
	bool written;

	thread_lock(&s->lock);
	if (s->lines.len > 0)
		flush_locked(s, false);
	written = s->output.error == 0;
	thread_unlock(&s->lock);
	return (written);
}

int
screen_error(struct screen *s)
{
	int error;

	thread_lock(&s->lock);
	error = s->output.error;
	thread_unlock(&s->lock);
	return (error);
}

int
screen_gone_fd(const struct screen *s)
{
	return (s->tty.there ? -1 : s->tty.out);
}

void
screen_note(struct screen *s, const char *format, ...)
{
	char note[SCREEN_NOTE_MAX];
	size_t start;
	va_list args;

	start = (size_t)snprintf(note, sizeof note, "%s: ", s->name);
	va_start(args, format);
	(void)vsnprintf(note + start, sizeof note - start, format, args);
	va_end(args);
	if (!s->tty.there) {
		(void)fprintf(stderr, "%s\n", note);
		return;
	}
	thread_lock(&s->lock);
	(void)append_line(&s->lines, note, strlen(note));
	flush_locked(s, false);
	thread_unlock(&s->lock);
}

void
screen_typing(struct screen *s, const char *text, size_t len)
{
	thread_lock(&s->lock);
	if (s->prompt.asks_key)
		len = 0;
	s->prompt.len =
	    len < sizeof s->prompt.typed ? len : sizeof s->prompt.typed;
	memcpy(s->prompt.typed, text, s->prompt.len);
	flush_locked(s, false);
	thread_unlock(&s->lock);
}

/* Queues a line that begins with one of our words. */
static void
append_marked_locked(struct screen *s, const char *mark, const char *text,
    size_t len)
{
	if (buffer_reserve(&s->lines, strlen(mark) + len * TEXT_GROWTH + 1)) {
		(void)buffer_append_string(&s->lines, mark);
		(void)append_line(&s->lines, text, len);
	}
}

void
screen_entered(struct screen *s, const char *text, size_t len)
{
	thread_lock(&s->lock);
	s->prompt.len = 0;
	append_marked_locked(s, s->prompt.asks_key ? PROMPT_KEY : PROMPT_SAY,
	    text, s->prompt.asks_key ? 0 : len);
	flush_locked(s, false);
	thread_unlock(&s->lock);
}

void
screen_ask(struct screen *s, const char *question)
{
	if (question == NULL)
		question = "";
	thread_lock(&s->lock);
	if (strcmp(s->prompt.question, question) != 0) {
		(void)snprintf(s->prompt.question, sizeof s->prompt.question,
		    "%s", question);
		flush_locked(s, false);
	}
	thread_unlock(&s->lock);
}

bool
screen_has_terminal(const struct screen *s)
{
	return (tty_is_ours(&s->tty));
}

void
screen_position(struct screen *s, unsigned column)
{
	thread_lock(&s->lock);
	if (s->measuring) {
		s->measuring = false;
		s->wide = column > 2;
		flush_locked(s, true);
	}
	thread_unlock(&s->lock);
}

void
screen_ask_key(struct screen *s, bool ask)
{
	if (!s->tty.there)
		return;
	thread_lock(&s->lock);
	if (s->prompt.asks_key != ask) {
		s->prompt.asks_key = ask;
		s->prompt.len = 0;
		flush_locked(s, false);
	}
	thread_unlock(&s->lock);
}

bool
screen_asks_key(struct screen *s)
{
	bool asks;

	thread_lock(&s->lock);
	asks = s->prompt.asks_key;
	thread_unlock(&s->lock);
	return (asks);
}

void
screen_beep(struct screen *s)
{
	thread_lock(&s->lock);
	if (!output_waits(&s->output)) {
		draw(s, "\a");
		output_write(&s->output);
	}
	thread_unlock(&s->lock);
}

void
screen_end_typing(struct screen *s)
{
	if (!s->tty.there)
		return;
	thread_lock(&s->lock);
	s->typing = false;
	if (!text_is_blank(s->prompt.typed, s->prompt.len))
		append_marked_locked(s, SCREEN_UNSENT, s->prompt.typed,
		    s->prompt.len);
	s->prompt.len = 0;
	flush_locked(s, false);
	thread_unlock(&s->lock);
}

void
screen_redraw(struct screen *s)
{
	if (!s->tty.there)
		return;
	thread_lock(&s->lock);
	flush_locked(s, true);
	thread_unlock(&s->lock);
}

void
screen_suspend(struct screen *s)
{
	if (!s->tty.there)
		return;
	thread_lock(&s->lock);
	s->suspended = true;
	if (!s->ended && tty_is_ours(&s->tty)) {
		flush_locked(s, false);
		give_back_locked(s);
	} else
		s->prompt.drawn = 0; /* the shell's row is there now */
	thread_unlock(&s->lock);
}

void
screen_resume(struct screen *s)
{
	if (!s->tty.there)
		return;
	thread_lock(&s->lock);
	if (s->ended) {
		thread_unlock(&s->lock);
		return;
	}
	s->suspended = false;
	sight_forget(&s->sight); /* something else is on the window now */
	s->prompt.drawn = 0;
	s->sight.columns = columns(s);
	s->sight.wide = s->wide;
	tty_take(&s->tty);
	if (s->tty.obeys)
		draw(s, TTY_BRACKETS);
	flush_locked(s, false);
	thread_unlock(&s->lock);
}

void
screen_end(struct screen *s)
{
	screen_end_typing(s);
	thread_lock(&s->lock);
	if (!s->ended && !s->suspended && tty_is_ours(&s->tty))
		give_back_locked(s);
	s->ended = true;
	thread_unlock(&s->lock);
}

void
screen_abandon(struct screen *s)
{
	output_abandon(&s->output);
}
