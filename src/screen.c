/*
 * screen: what the person sees.  See screen.h.
 */
#include <config.h>

#include "screen.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "framing.h"
#include "grapheme.h"
#include "sight.h"
#include "text.h"
#include "thread.h"
#include "translation.h"
#include "tty.h"
#include "width.h"

#define SCREEN_PROMPT "<You> "
#define SCREEN_PROMPT_KEY "<Key> "

/* What was typed and not sent. */
#define SCREEN_UNSENT "(not said) "

/* While the output takes nothing, how often to check whether to give up. */
#define SCREEN_STALL_MS 100

/* The most bytes of a note, and of a question. */
#define SCREEN_NOTE_MAX 1024
#define SCREEN_QUESTION_MAX 64

/* A character of ambiguous width (see width.h): the terminal is to tell it. */
#define SCREEN_AMBIGUOUS "\xe2\x80\xa6"

struct screen {
	/* Set once, before the second thread exists. */
	struct tty tty;
	struct translation *translation; /* or NULL */

	atomic_bool abandoned;

	pthread_mutex_t lock; /* guards what follows, and all writing */
	struct buffer lines;  /* queued, each ended by LF */
	struct buffer image;  /* what the next write consists of, in UTF-8 */
	struct buffer coded;  /* the same in the charset of the terminal */
	char typed[FRAMING_LINE_MAX];
	size_t typed_len;
	char question[SCREEN_QUESTION_MAX]; /* instead of the prompt, or "" */
	size_t drawn; /* columns that prompt and text take; 0: no prompt */
	struct sight sight; /* what was shown since the terminal was taken */
	bool wide;	    /* ambiguous characters take two columns, perhaps */
	bool measuring;	    /* whether they do: the terminal was asked */
	bool typing;	    /* somebody may type: a prompt is wanted */
	bool asks_key;	    /* what is typed is a secret */
	bool suspended;
	int error;
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

/* Waits until a write would not block; false when nobody should wait. */
static bool
wait_writable(struct screen *s)
{
	struct pollfd pfd = { .fd = s->tty.out, .events = POLLOUT };
	int n;

	do {
		n = poll(&pfd, 1, SCREEN_STALL_MS);
		if (n < 0 && errno != EINTR)
			return (false);
	} while (n <= 0 && !atomic_load(&s->abandoned));
	return (n > 0);
}

/*
 * Writes the image.  A pipe that poll(2) calls writable takes PIPE_BUF bytes
 * without blocking; our own descriptor of the terminal never blocks.
 */
static void
write_image_locked(struct screen *s)
{
	const char *bytes = s->image.bytes;
	size_t len = s->image.len;
	ssize_t n;

	if (s->translation != NULL) {
		s->coded.len = 0;
		(void)translation_write(s->translation, bytes, len, &s->coded);
		bytes = s->coded.bytes;
		len = s->coded.len;
	}
	s->image.len = 0;
	while (len > 0 && s->error == 0) {
		if (!wait_writable(s)) {
			s->error = EAGAIN;
			return;
		}
		n = write(s->tty.out, bytes, len < PIPE_BUF ? len : PIPE_BUF);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			s->error = errno;
		if (n < 0)
			continue;
		bytes += n;
		len -= (size_t)n;
	}
}

/* Adds to the image, which is shown the worse where memory is short. */
static void
draw(struct screen *s, const char *string)
{
	(void)buffer_append_string(&s->image, string);
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
	size_t width = columns(s) + 1; /* fewer, if the window shrank */
	size_t i;

	if (s->drawn == 0)
		return;
	if (s->tty.obeys)
		draw(s, TTY_ERASE_ROW);
	else {
		if (s->drawn < width)
			width = s->drawn;
		draw(s, "\r");
		for (i = 0; i < width; i++)
			draw(s, " ");
		draw(s, "\r");
	}
	s->drawn = 0;
}

static const char *
prompt_locked(const struct screen *s)
{
	if (s->asks_key)
		return (SCREEN_PROMPT_KEY);
	return (s->question[0] != '\0' ? s->question : SCREEN_PROMPT);
}

/* Draws prompt and typed line; of a line that is too wide, only the end. */
static void
draw_prompt_locked(struct screen *s)
{
	const char *prompt = prompt_locked(s);
	size_t used = width_of_text(prompt, strlen(prompt), s->wide);
	size_t room = columns(s) > used ? columns(s) - used : 0;
	size_t from = 0, width, n, start = s->image.len;
	char *tab;

	if (!s->typing || s->suspended)
		return;
	draw(s, prompt);
	s->drawn = used;
	if (s->question[0] != '\0' || s->asks_key)
		return;
	width = width_of_text(s->typed, s->typed_len, s->wide);
	while (width > room && from < s->typed_len) {
		n = grapheme_first(s->typed + from, s->typed_len - from);
		width -= width_of_text(s->typed + from, n, s->wide);
		from += n;
	}
	(void)buffer_append(&s->image, s->typed + from, s->typed_len - from);
	while (start < s->image.len &&
	    (tab = memchr(s->image.bytes + start, '\t',
		 s->image.len - start)) != NULL)
		*tab = ' ';
	s->drawn = used + width;
}

/*
 * Draws all that is in sight again.  Row by row, as some terminals take a
 * window that is erased at once for something to be remembered.
 */
static void
redraw_locked(struct screen *s)
{
	size_t rows, window, above, from;

	tty_size(&s->tty, &rows, &window);
	above = s->drawn > window ? (s->drawn - 1) / window : 0;
	above += sight_rows(&s->sight, window, rows - 1, &from);
	draw(s, TTY_ERASE_ROW);
	while (above-- > 0)
		draw(s, TTY_UP TTY_ERASE_ROW);
	s->drawn = 0;
	s->sight.columns = columns(s);
	s->sight.wide = s->wide;
	sight_draw(&s->sight, &s->image, from, rows - 1);
}

/* Writes what is queued, as it is. */
static void
flush_filter_locked(struct screen *s)
{
	(void)buffer_append(&s->image, s->lines.bytes, s->lines.len);
	s->lines.len = 0;
	write_image_locked(s);
}

/* Writes what is queued, the prompt below it. */
static void
flush_locked(struct screen *s, bool again)
{
	if (!s->tty.there) {
		flush_filter_locked(s);
		return;
	}
	if (s->tty.obeys)
		draw(s, TTY_WRAP_OFF);
	if (s->tty.obeys && (again || s->sight.columns != columns(s)))
		redraw_locked(s);
	else
		erase_locked(s);
	s->sight.columns = columns(s);
	sight_show(&s->sight, &s->image, s->lines.bytes, s->lines.len);
	s->lines.len = 0;
	draw_prompt_locked(s);
	if (s->tty.obeys)
		draw(s, TTY_WRAP_ON);
	write_image_locked(s);
}

/*
 * Asks the terminal how wide it draws an ambiguous character: the cursor is
 * where it tells.  Until then, and where it tells nothing, they may be wide.
 */
static void
measure_locked(struct screen *s)
{
	if (!s->tty.obeys)
		return;
	s->measuring = true;
	draw(s, TTY_ERASE_ROW SCREEN_AMBIGUOUS TTY_WHERE TTY_ERASE_ROW);
}

struct screen *
screen_new(void)
{
	struct screen *s = calloc(1, sizeof *s);

	if (s == NULL)
		return (NULL);
	thread_mutex_init(&s->lock);
	atomic_init(&s->abandoned, false);
	width_init();
	s->translation = translation_new(translation_charset());
	tty_open(&s->tty);
	if (!s->tty.there)
		return (s);
	s->typing = true;
	s->wide = true;
	measure_locked(s);
	screen_resume(s);
	return (s);
}

/*
 * Gives the terminal back.  Even where it takes no more, and nobody waits for
 * it: then this is the last try.
 */
static void
give_back_locked(struct screen *s)
{
	if (s->tty.obeys && s->error == 0) {
		draw(s, TTY_NO_BRACKETS);
		write_image_locked(s);
	} else if (s->tty.obeys)
		(void)!write(s->tty.out, TTY_WRAP_ON TTY_NO_BRACKETS,
		    strlen(TTY_WRAP_ON TTY_NO_BRACKETS));
	tty_give_back(&s->tty);
}

void
screen_free(struct screen *s)
{
	screen_end_typing(s);
	thread_lock(&s->lock);
	if (tty_is_ours(&s->tty))
		give_back_locked(s);
	thread_unlock(&s->lock);
	tty_close(&s->tty);
	width_fini();
	thread_mutex_fini(&s->lock);
	buffer_fini(&s->lines);
	sight_fini(&s->sight);
	buffer_fini(&s->image);
	buffer_fini(&s->coded);
	translation_free(s->translation);
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
	return (s->translation);
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
	written = s->error == 0;
	thread_unlock(&s->lock);
	return (written);
}

int
screen_error(struct screen *s)
{
	int error;

	thread_lock(&s->lock);
	error = s->error;
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
	char note[SCREEN_NOTE_MAX] = "chatroom: ";
	size_t start = strlen(note);
	va_list args;

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
	if (s->asks_key)
		len = 0;
	s->typed_len = len < sizeof s->typed ? len : sizeof s->typed;
	memcpy(s->typed, text, s->typed_len);
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
	s->typed_len = 0;
	append_marked_locked(s, s->asks_key ? SCREEN_PROMPT_KEY : SCREEN_PROMPT,
	    text, s->asks_key ? 0 : len);
	flush_locked(s, false);
	thread_unlock(&s->lock);
}

void
screen_ask(struct screen *s, const char *question)
{
	if (question == NULL)
		question = "";
	thread_lock(&s->lock);
	if (strcmp(s->question, question) != 0) {
		(void)snprintf(s->question, sizeof s->question, "%s", question);
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
	if (s->asks_key != ask) {
		s->asks_key = ask;
		s->typed_len = 0;
		flush_locked(s, false);
	}
	thread_unlock(&s->lock);
}

bool
screen_asks_key(struct screen *s)
{
	bool asks;

	thread_lock(&s->lock);
	asks = s->asks_key;
	thread_unlock(&s->lock);
	return (asks);
}

void
screen_beep(struct screen *s)
{
	thread_lock(&s->lock);
	draw(s, "\a");
	write_image_locked(s);
	thread_unlock(&s->lock);
}

void
screen_end_typing(struct screen *s)
{
	if (!s->tty.there)
		return;
	thread_lock(&s->lock);
	s->typing = false;
	if (s->typed_len > 0)
		append_marked_locked(s, SCREEN_UNSENT, s->typed, s->typed_len);
	s->typed_len = 0;
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
	flush_locked(s, false);
	give_back_locked(s);
	thread_unlock(&s->lock);
}

void
screen_resume(struct screen *s)
{
	if (!s->tty.there)
		return;
	thread_lock(&s->lock);
	s->suspended = false;
	sight_forget(&s->sight); /* something else is on the window now */
	s->drawn = 0;
	s->sight.columns = columns(s);
	s->sight.wide = s->wide;
	tty_take(&s->tty);
	if (s->tty.obeys)
		draw(s, TTY_BRACKETS);
	flush_locked(s, false);
	thread_unlock(&s->lock);
}

void
screen_abandon(struct screen *s)
{
	atomic_store(&s->abandoned, true);
}
