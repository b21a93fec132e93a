/*
 * screen: what the person sees.  See screen.h.
 */
#include <config.h>

#include "common/terminal/screen.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/terminal/remark.h"
#include "common/terminal/tty.h"
#include "common/terminal/window.h"
#include "common/text.h"
#include "common/thread.h"

/* The most bytes of a note: one may name the longest path there is. */
#define SCREEN_NOTE_MAX (PATH_MAX + 2048)

struct screen {
	const char *name; /* of the program, for notes; set once */

	thread_mutex lock;    /* guards what follows, and all writing */
	struct window window; /* except its tty, which is set once */
	bool ended;	      /* the terminal was given back for good */
};

/* `out` is -1, or what to write to without ever waiting. */
static struct screen *
new_screen(const char *name, int out)
{
	struct screen *s = calloc(1, sizeof *s);

	if (s == NULL)
		return (NULL);
	thread_mutex_init(&s->lock);
	s->name = name;
	window_init(&s->window, out);
	if (!s->window.tty.there)
		return (s);
	window_measure(&s->window);
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
	waits = output_waits(&s->window.output);
	thread_unlock(&s->lock);
	return (waits);
}

void
screen_go_on(struct screen *s)
{
	thread_lock(&s->lock);
	window_go_on(&s->window);
	thread_unlock(&s->lock);
}

void
screen_free(struct screen *s)
{
	screen_end(s);
	window_fini(&s->window);
	thread_mutex_fini(&s->lock);
	free(s);
}

bool
screen_is_terminal(const struct screen *s)
{
	return (s->window.tty.there);
}

struct translation *
screen_translation(const struct screen *s)
{
	return (s->window.output.translation);
}

bool
screen_show(struct screen *s, const void *bytes, size_t len)
{
	bool shown;

	thread_lock(&s->lock);
	shown = window_add(&s->window, bytes, len);
	thread_unlock(&s->lock);
	return (shown);
}

bool
screen_flush(struct screen *s)
{
	bool written;

	thread_lock(&s->lock);
	if (s->window.lines.len > 0)
		window_flush(&s->window, false);
	written = s->window.output.error == 0;
	thread_unlock(&s->lock);
	return (written);
}

int
screen_error(struct screen *s)
{
	int error;

	thread_lock(&s->lock);
	error = s->window.output.error;
	thread_unlock(&s->lock);
	return (error);
}

int
screen_gone_fd(const struct screen *s)
{
	return (s->window.tty.there ? -1 : s->window.tty.out);
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
	if (!s->window.tty.there) {
		(void)fprintf(stderr, "%s\n", note);
		return;
	}
	thread_lock(&s->lock);
	(void)window_add(&s->window, note, strlen(note));
	window_flush(&s->window, false);
	thread_unlock(&s->lock);
}

void
screen_typing(struct screen *s, const char *text, size_t len)
{
	thread_lock(&s->lock);
	if (s->window.prompt.asks_key)
		len = 0;
	s->window.prompt.len = len < sizeof s->window.prompt.typed ?
	    len :
	    sizeof s->window.prompt.typed;
	memcpy(s->window.prompt.typed, text, s->window.prompt.len);
	window_flush(&s->window, false);
	thread_unlock(&s->lock);
}

void
screen_entered(struct screen *s, const char *text, size_t len)
{
	thread_lock(&s->lock);
	s->window.prompt.len = 0;
	window_add_marked(&s->window,
	    remark_text(
		s->window.prompt.asks_key ? R_PROMPT_KEY : R_PROMPT_SAY),
	    text, s->window.prompt.asks_key ? 0 : len);
	window_flush(&s->window, false);
	thread_unlock(&s->lock);
}

void
screen_ask(struct screen *s, const char *question)
{
	if (question == NULL)
		question = "";
	thread_lock(&s->lock);
	if (strcmp(s->window.prompt.question, question) != 0) {
		(void)snprintf(s->window.prompt.question,
		    sizeof s->window.prompt.question, "%s", question);
		window_flush(&s->window, false);
	}
	thread_unlock(&s->lock);
}

bool
screen_has_terminal(const struct screen *s)
{
	return (tty_is_ours(&s->window.tty));
}

void
screen_position(struct screen *s, unsigned column)
{
	thread_lock(&s->lock);
	if (s->window.measuring) {
		s->window.measuring = false;
		s->window.wide = column > 2;
		window_flush(&s->window, true);
	}
	thread_unlock(&s->lock);
}

void
screen_ask_key(struct screen *s, bool ask)
{
	if (!s->window.tty.there)
		return;
	thread_lock(&s->lock);
	if (s->window.prompt.asks_key != ask) {
		s->window.prompt.asks_key = ask;
		s->window.prompt.len = 0;
		window_flush(&s->window, false);
	}
	thread_unlock(&s->lock);
}

bool
screen_asks_key(struct screen *s)
{
	bool asks;

	thread_lock(&s->lock);
	asks = s->window.prompt.asks_key;
	thread_unlock(&s->lock);
	return (asks);
}

void
screen_beep(struct screen *s)
{
	thread_lock(&s->lock);
	if (!output_waits(&s->window.output)) {
		window_draw(&s->window, "\a");
		output_write(&s->window.output);
	}
	thread_unlock(&s->lock);
}

void
screen_end_typing(struct screen *s)
{
	if (!s->window.tty.there)
		return;
	thread_lock(&s->lock);
	s->window.typing = false;
	if (!text_is_blank(s->window.prompt.typed, s->window.prompt.len))
		window_add_marked(&s->window, remark_text(R_NOT_SAID),
		    s->window.prompt.typed, s->window.prompt.len);
	s->window.prompt.len = 0;
	window_flush(&s->window, false);
	thread_unlock(&s->lock);
}

void
screen_redraw(struct screen *s)
{
	if (!s->window.tty.there)
		return;
	thread_lock(&s->lock);
	window_flush(&s->window, true);
	thread_unlock(&s->lock);
}

void
screen_suspend(struct screen *s)
{
	if (!s->window.tty.there)
		return;
	thread_lock(&s->lock);
	s->window.suspended = true;
	if (!s->ended && tty_is_ours(&s->window.tty)) {
		window_flush(&s->window, false);
		window_give_back(&s->window);
	} else
		s->window.prompt.drawn = 0; /* the shell's row is there now */
	thread_unlock(&s->lock);
}

void
screen_resume(struct screen *s)
{
	if (!s->window.tty.there)
		return;
	thread_lock(&s->lock);
	if (!s->ended)
		window_take(&s->window);
	thread_unlock(&s->lock);
}

void
screen_end(struct screen *s)
{
	screen_end_typing(s);
	thread_lock(&s->lock);
	if (!s->ended && !s->window.suspended && tty_is_ours(&s->window.tty))
		window_give_back(&s->window);
	s->ended = true;
	thread_unlock(&s->lock);
}

void
screen_abandon(struct screen *s)
{
	output_abandon(&s->window.output);
}
