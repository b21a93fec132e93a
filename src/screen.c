/*
 * screen: what the person sees.  See screen.h.
 */
#include <config.h>

#include "screen.h"

#include <sys/ioctl.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <locale.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "framing.h"
#include "text.h"
#include "thread.h"

/* Both take as many columns. */
#define SCREEN_PROMPT "<You> "
#define SCREEN_PROMPT_KEY "<Key> "
#define SCREEN_PROMPT_WIDTH 6

/* A window that does not know its size is taken to be this wide. */
#define SCREEN_COLUMNS 80

/* While the output takes nothing, how often to check whether to give up. */
#define SCREEN_STALL_MS 100

/* The most bytes of a note. */
#define SCREEN_NOTE_MAX 1024

/* Bytes on their way out. */
struct buffer {
	char *bytes;
	size_t len;
	size_t room;
};

struct screen {
	/* Set once, before the second thread exists. */
	bool terminal;
	int out;
	locale_t locale;
	struct termios theirs; /* how we found the terminal */
	struct termios ours;

	atomic_bool abandoned;

	pthread_mutex_t lock; /* guards what follows, and all writing */
	struct buffer lines;  /* queued */
	struct buffer image;  /* what the next write consists of */
	char typed[FRAMING_LINE_MAX];
	size_t typed_len;
	size_t drawn;  /* columns that prompt and text take; 0: no prompt */
	bool typing;   /* somebody may type: a prompt is wanted */
	bool asks_key; /* what is typed is a secret */
	bool suspended;
	int error;
};

/* Makes room for `len` more bytes. */
static bool
reserve(struct buffer *b, size_t len)
{
	size_t room = b->room > 0 ? b->room : 1024;
	char *bytes;

	while (room - b->len < len)
		room *= 2;
	if (room == b->room)
		return (true);
	bytes = realloc(b->bytes, room);
	if (bytes == NULL)
		return (false);
	b->bytes = bytes;
	b->room = room;
	return (true);
}

/* Appends bytes; those for which there is no memory are not seen. */
static void
append(struct buffer *b, const void *bytes, size_t len)
{
	if (len == 0 || !reserve(b, len))
		return;
	memcpy(b->bytes + b->len, bytes, len);
	b->len += len;
}

/* Appends a line that nobody has checked yet. */
static bool
append_line(struct buffer *b, const void *bytes, size_t len)
{
	if (!reserve(b, len * TEXT_GROWTH + 1))
		return (false);
	b->len += text_clean(bytes, len, b->bytes + b->len);
	b->bytes[b->len++] = '\n';
	return (true);
}

/* Waits until a write would not block; false when nobody should wait. */
static bool
wait_writable(struct screen *s)
{
	struct pollfd pfd = { .fd = s->out, .events = POLLOUT };
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

	s->image.len = 0;
	while (len > 0 && s->error == 0) {
		if (!wait_writable(s)) {
			s->error = EAGAIN;
			return;
		}
		n = write(s->out, bytes, len < PIPE_BUF ? len : PIPE_BUF);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			s->error = errno;
		if (n < 0)
			continue;
		bytes += n;
		len -= (size_t)n;
	}
}

/* The width of the window.  The last column stays free: no row may wrap. */
static size_t
columns(const struct screen *s)
{
	struct winsize size;

	if (ioctl(s->out, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return (SCREEN_COLUMNS - 1);
	return (size.ws_col - 1U);
}

size_t
screen_width(const struct screen *s, uint32_t c)
{
	locale_t before;
	int width;

	if (s->locale == (locale_t)0)
		return (1);
	before = uselocale(s->locale);
	width = wcwidth((wchar_t)c);
	(void)uselocale(before);
	return (width < 0 ? 1 : (size_t)width);
}

/* The columns of the `len` bytes of clean text. */
static size_t
text_width(const struct screen *s, const char *text, size_t len)
{
	size_t i, n, width = 0;
	uint32_t c;

	for (i = 0; i < len; i += n) {
		n = text_decode(text + i, len - i, &c);
		if (n == 0)
			n = 1;
		else
			width += screen_width(s, c);
	}
	return (width);
}

/* Empties the row. */
static void
erase_locked(struct screen *s)
{
	size_t width = columns(s) + 1; /* fewer, if the window shrank */
	size_t i;

	if (s->drawn == 0)
		return;
	if (s->drawn < width)
		width = s->drawn;
	append(&s->image, "\r", 1);
	for (i = 0; i < width; i++)
		append(&s->image, " ", 1);
	append(&s->image, "\r", 1);
	s->drawn = 0;
}

static void
append_prompt_locked(struct screen *s)
{
	append(&s->image, s->asks_key ? SCREEN_PROMPT_KEY : SCREEN_PROMPT,
	    SCREEN_PROMPT_WIDTH);
}

/* Draws prompt and typed line; of a line that is too wide, only the end. */
static void
draw_locked(struct screen *s)
{
	size_t room = columns(s);
	size_t from = 0, width, n;
	uint32_t c;

	if (!s->typing || s->suspended)
		return;
	room = room > SCREEN_PROMPT_WIDTH ? room - SCREEN_PROMPT_WIDTH : 0;
	width = text_width(s, s->typed, s->typed_len);
	while (width > room) {
		n = text_decode(s->typed + from, s->typed_len - from, &c);
		if (n == 0)
			break;
		width -= screen_width(s, c);
		from += n;
	}
	append_prompt_locked(s);
	append(&s->image, s->typed + from, s->typed_len - from);
	s->drawn = SCREEN_PROMPT_WIDTH + width;
}

/* Takes the terminal over (ours) or gives it back (theirs). */
static void
set_mode(const struct termios *mode)
{
	while (tcsetattr(STDIN_FILENO, TCSANOW, mode) != 0 && errno == EINTR)
		continue;
}

/*
 * What we write with must not block, and what the shell writes with must not
 * become non-blocking: so the terminal is opened once more.  If that is not
 * allowed, stdout must do.
 */
static int
open_terminal(void)
{
	char name[PATH_MAX];
	int fd = -1;

	if (ttyname_r(STDOUT_FILENO, name, sizeof name) == 0)
		fd = open(name, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	return (fd >= 0 ? fd : STDOUT_FILENO);
}

/* What the terminal looks like while we have it. */
static struct termios
typing_mode(const struct termios *theirs)
{
	struct termios ours = *theirs;

	/* ISIG stays: Ctrl-C and Ctrl-Z arrive as signals. */
	ours.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
	ours.c_iflag &= ~(tcflag_t)(IXON | ISTRIP);
	ours.c_cc[VMIN] = 1;
	ours.c_cc[VTIME] = 0;
	return (ours);
}

struct screen *
screen_new(void)
{
	struct screen *s = calloc(1, sizeof *s);

	if (s == NULL)
		return (NULL);
	thread_mutex_init(&s->lock);
	atomic_init(&s->abandoned, false);
	s->out = STDOUT_FILENO;
	/* We speak UTF-8, whatever the user's locale: see text.h. */
	s->locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	if (s->locale == (locale_t)0)
		s->locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	if (!isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &s->theirs) != 0)
		return (s);
	s->terminal = true;
	s->typing = true;
	s->out = open_terminal();
	s->ours = typing_mode(&s->theirs);
	screen_resume(s);
	return (s);
}

/* In the background the terminal is not ours to set: the shell has it. */
static bool
in_background(void)
{
	pid_t foreground = tcgetpgrp(STDIN_FILENO);

	return (foreground != -1 && foreground != getpgrp());
}

void
screen_free(struct screen *s)
{
	screen_end_typing(s);
	if (s->terminal && !in_background())
		set_mode(&s->theirs);
	if (s->out != STDOUT_FILENO)
		(void)close(s->out);
	if (s->locale != (locale_t)0)
		freelocale(s->locale);
	thread_mutex_fini(&s->lock);
	free(s->lines.bytes);
	free(s->image.bytes);
	free(s);
}

bool
screen_is_terminal(const struct screen *s)
{
	return (s->terminal);
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

/* Writes what is queued, the prompt below it. */
static void
flush_locked(struct screen *s)
{
	erase_locked(s);
	append(&s->image, s->lines.bytes, s->lines.len);
	s->lines.len = 0;
	draw_locked(s);
	write_image_locked(s);
}

bool
screen_flush(struct screen *s)
{
	bool written;

	thread_lock(&s->lock);
	if (s->lines.len > 0)
		flush_locked(s);
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
	return (s->terminal ? -1 : s->out);
}

void
screen_note(struct screen *s, const char *format, ...)
{
	char note[SCREEN_NOTE_MAX];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(note, sizeof note, format, args);
	va_end(args);
	if (!s->terminal) {
		(void)fprintf(stderr, "chatroom: %s\n", note);
		return;
	}
	thread_lock(&s->lock);
	append(&s->lines, "chatroom: ", strlen("chatroom: "));
	(void)append_line(&s->lines, note, strlen(note));
	flush_locked(s);
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
	flush_locked(s);
	thread_unlock(&s->lock);
}

void
screen_entered(struct screen *s, const char *text, size_t len)
{
	thread_lock(&s->lock);
	s->typed_len = 0;
	erase_locked(s);
	append_prompt_locked(s);
	if (!s->asks_key)
		append(&s->image, text, len);
	append(&s->image, "\n", 1);
	flush_locked(s);
	thread_unlock(&s->lock);
}

void
screen_ask_key(struct screen *s, bool ask)
{
	if (!s->terminal)
		return;
	thread_lock(&s->lock);
	if (s->asks_key != ask) {
		s->asks_key = ask;
		s->typed_len = 0;
		flush_locked(s);
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
	append(&s->image, "\a", 1);
	write_image_locked(s);
	thread_unlock(&s->lock);
}

void
screen_end_typing(struct screen *s)
{
	if (!s->terminal)
		return;
	thread_lock(&s->lock);
	s->typing = false;
	/* A line that was not sent stays in sight. */
	if (s->drawn > 0 && s->typed_len > 0) {
		append(&s->image, "\n", 1);
		s->drawn = 0;
	}
	flush_locked(s);
	thread_unlock(&s->lock);
}

void
screen_redraw(struct screen *s)
{
	if (!s->terminal)
		return;
	thread_lock(&s->lock);
	flush_locked(s);
	thread_unlock(&s->lock);
}

void
screen_suspend(struct screen *s)
{
	if (!s->terminal)
		return;
	thread_lock(&s->lock);
	s->suspended = true;
	flush_locked(s);
	set_mode(&s->theirs);
	thread_unlock(&s->lock);
}

void
screen_resume(struct screen *s)
{
	if (!s->terminal)
		return;
	thread_lock(&s->lock);
	s->suspended = false;
	set_mode(&s->ours);
	flush_locked(s);
	thread_unlock(&s->lock);
}

void
screen_abandon(struct screen *s)
{
	atomic_store(&s->abandoned, true);
}
