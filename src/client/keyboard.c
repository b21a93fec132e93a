/*
 * keyboard: what the person types, line by line.  See keyboard.h.
 */
#include <config.h>

#include "client/keyboard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "client/notice.h"
#include "common/buffer.h"
#include "common/framing.h"
#include "common/terminal/keystroke.h"
#include "common/translation.h"
#include "common/terminal/tty.h"
#include "common/terminal/typing.h"
#include "common/text.h"
#include "common/thread.h"

/*
 * At the end, whatever is typed or pasted is kept from the shell until nothing
 * has come for the first time; but no paste, however long, holds us up for more
 * than the second.
 */
#define KEYBOARD_SETTLE_MS 100
#define KEYBOARD_SETTLE_MAX_MS 2000

struct keyboard {
	struct screen *screen;
	struct typing *typing; /* on a terminal; or NULL */
	int stop[2];	       /* a pipe; keyboard_stop() writes to it */

	unsigned char input[4096]; /* read, not yet looked at */
	size_t at;
	size_t input_len;
	bool input_is_key; /* it was typed at the question for a key */
	int64_t gap;	   /* milliseconds before the first byte of it */

	/* When something was last read, by thread_now_ms(). */
	_Atomic int64_t read_at;

	/* In a filter */
	struct framing framing;
	struct buffer translated;
	bool ended;
};

struct keyboard *
keyboard_new(struct screen *s)
{
	struct keyboard *k = calloc(1, sizeof *k);

	if (k == NULL)
		return (NULL);
	k->screen = s;
	if (screen_is_terminal(s) && (k->typing = typing_new(s)) == NULL)
		goto failed;
	if (pipe(k->stop) != 0)
		goto failed;
	framing_init(&k->framing, FRAMING_LINE_MAX);
	if (screen_translation(s) != NULL || translation_is_utf8())
		framing_set_telnet(&k->framing, false);
	return (k);
failed:
	if (k->typing != NULL)
		typing_free(k->typing);
	free(k);
	return (NULL);
}

void
keyboard_free(struct keyboard *k)
{
	(void)close(k->stop[0]);
	(void)close(k->stop[1]);
	framing_fini(&k->framing);
	if (k->translated.bytes != NULL)
		explicit_bzero(k->translated.bytes, k->translated.room);
	buffer_fini(&k->translated);
	if (k->typing != NULL)
		typing_free(k->typing);
	explicit_bzero(k, sizeof *k);
	free(k);
}

void
keyboard_stop(struct keyboard *k)
{
	/* Nobody reads the byte: from now on every wait ends at once. */
	while (write(k->stop[1], "", 1) < 0 && errno == EINTR)
		continue;
}

/* Wipes what was read, since it may be a key. */
static bool
drop_input(struct keyboard *k)
{
	bool dropped = k->at < k->input_len;

	explicit_bzero(k->input, sizeof k->input);
	k->at = k->input_len = 0;
	return (dropped);
}

/* Whether keyboard_stop() was called. */
static bool
is_stopped(const struct keyboard *k)
{
	struct pollfd pfd = { .fd = k->stop[0], .events = POLLIN };

	return (poll(&pfd, 1, 0) > 0);
}

/* What typing has made of a keystroke, as an event of ours. */
static enum keyboard_event
event_of(enum typing_event event)
{
	switch (event) {
	case TYPING_LINE:
		return (KEYBOARD_LINE);
	case TYPING_KEY:
		return (KEYBOARD_KEY);
	case TYPING_END:
		return (KEYBOARD_END);
	default:
		return (KEYBOARD_MORE);
	}
}

/* On a terminal: takes bytes up to the end of a line. */
static enum keyboard_event
edit(struct keyboard *k)
{
	enum typing_event event;
	bool asks_key = screen_asks_key(k->screen);
	unsigned char byte;

	/* A second key of one paste must not be said aloud. */
	if (!typing_follow(k->typing, asks_key) ||
	    (asks_key != k->input_is_key && drop_input(k)))
		return (KEYBOARD_STALE);
	if (typing_pasted_left(k->typing) > 0 && is_stopped(k))
		return (KEYBOARD_STOPPED);
	event = typing_pasted(k->typing);
	if (event != TYPING_MORE)
		return (event_of(event));
	if (k->at == k->input_len)
		return (KEYBOARD_MORE);
	while (event == TYPING_MORE && k->at < k->input_len) {
		byte = k->input[k->at];
		k->input[k->at++] = 0; /* it may be part of a key */
		event = typing_byte(k->typing, byte, k->gap,
		    k->at == k->input_len && !tty_has_input());
		k->gap = 0;
	}
	if (event == TYPING_MORE)
		typing_show(k->typing);
	return (event_of(event));
}

/* Makes UTF-8 of a line that a filter has read. */
static enum keyboard_event
translate(struct keyboard *k, const char **line, size_t *len)
{
	struct translation *t = screen_translation(k->screen);

	if (t == NULL)
		return (translation_is_utf8() && !text_is_valid(*line, *len) ?
			KEYBOARD_GARBLED :
			KEYBOARD_LINE);
	k->translated.len = 0;
	if (!translation_read_line(t, *line, *len, &k->translated))
		return (KEYBOARD_GARBLED);
	*line = k->translated.bytes;
	*len = k->translated.len;
	return (*len > FRAMING_LINE_MAX ? KEYBOARD_TOO_LONG : KEYBOARD_LINE);
}

/* In a filter: takes bytes up to the end of a line. */
static enum keyboard_event
split(struct keyboard *k, const char **line, size_t *len)
{
	const unsigned char *in = k->input + k->at;
	const unsigned char *text = NULL;
	size_t left = k->input_len - k->at;
	enum framing_event event;

	do
		event = framing_next(&k->framing, &in, &left, &text, len);
	while (event == FRAMING_TIMING_MARK || event == FRAMING_MARKED);
	/* A file waits for nothing, and answers nothing. */
	k->at = k->input_len - left;
	if (event == FRAMING_MORE && k->ended)
		event = framing_end(&k->framing, &text, len);
	*line = (const char *)text;
	switch (event) {
	case FRAMING_LINE:
		return (translate(k, line, len));
	case FRAMING_TOO_LONG:
		return (KEYBOARD_TOO_LONG);
	case FRAMING_ENDLESS:
		errno = EMSGSIZE;
		return (KEYBOARD_FAILED);
	case FRAMING_NO_MEMORY:
		errno = ENOMEM;
		return (KEYBOARD_FAILED);
	case FRAMING_MORE:
	case FRAMING_TIMING_MARK:
	case FRAMING_MARKED:
	default:
		return (k->ended ? KEYBOARD_END : KEYBOARD_MORE);
	}
}

/* Reads what is there.  At the end of the input it sets `ended`. */
static enum keyboard_event
fill(struct keyboard *k)
{
	int64_t now, before = k->read_at;
	ssize_t n;

	k->input_is_key = screen_asks_key(k->screen);
	n = read(STDIN_FILENO, k->input, sizeof k->input);
	now = thread_now_ms();
	k->read_at = now;
	k->gap = now - before;
	k->at = 0;
	k->input_len = n > 0 ? (size_t)n : 0;
	if (n < 0 && errno != EINTR && errno != EAGAIN)
		return (KEYBOARD_FAILED);
	if (n == 0)
		k->ended = true;
	return (KEYBOARD_MORE);
}

/* Waits for input, for keyboard_stop(), or until all has been quiet a while. */
static enum keyboard_event
wait_for_input(struct keyboard *k)
{
	struct pollfd pfd[2] = { { .fd = k->stop[0], .events = POLLIN },
		{ .fd = STDIN_FILENO, .events = POLLIN } };
	enum typing_event event;
	int n;

	do
		n = poll(pfd, 2,
		    k->typing != NULL ? typing_patience(k->typing) : -1);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return (KEYBOARD_FAILED);
	if (n == 0) {
		event = typing_quiet(k->typing);
		if (event == TYPING_MORE)
			typing_show(k->typing);
		return (event_of(event));
	}
	return (pfd[0].revents != 0 ? KEYBOARD_STOPPED : fill(k));
}

enum keyboard_event
keyboard_next(struct keyboard *k, const char **line, size_t *len)
{
	enum keyboard_event event;

	do {
		event = k->typing != NULL ? edit(k) : split(k, line, len);
		if (event == KEYBOARD_MORE)
			event = wait_for_input(k);
		if (event == KEYBOARD_MORE && k->typing != NULL && k->ended)
			return (KEYBOARD_END); /* the terminal is gone */
	} while (event == KEYBOARD_MORE);
	if (k->typing != NULL)
		*line = typing_line(k->typing, len);
	return (event);
}

bool
keyboard_has_more(struct keyboard *k)
{
	if (k->at < k->input_len)
		return (true);
	if (k->ended || !tty_has_input())
		return (false);
	return (fill(k) == KEYBOARD_MORE && k->input_len > 0);
}

void
keyboard_drop(struct keyboard *k)
{
	while (keyboard_has_more(k))
		(void)drop_input(k);
}

/* Whether somebody typed that: a terminal also answers questions. */
static bool
is_typed(struct keystrokes *keys, const unsigned char *bytes, size_t len)
{
	struct keystroke s;
	bool typed = false;
	size_t i;

	for (i = 0; i < len; i++)
		if (keystrokes_take(keys, bytes[i], &s))
			typed |= s.kind == KEYSTROKE_TEXT ||
			    s.kind == KEYSTROKE_CONTROL;
	return (typed);
}

/* Throws input away until no more comes; returns whether there was any. */
static bool
throw_away(struct keyboard *k)
{
	struct pollfd pfd = { .fd = STDIN_FILENO, .events = POLLIN };
	int64_t end = thread_now_ms() + KEYBOARD_SETTLE_MAX_MS;
	struct keystrokes keys;
	bool typed;
	ssize_t n;

	keystrokes_begin(&keys, screen_translation(k->screen));
	typed = is_typed(&keys, k->input + k->at, k->input_len - k->at);
	(void)drop_input(k);
	while (thread_now_ms() < end && poll(&pfd, 1, KEYBOARD_SETTLE_MS) > 0) {
		n = read(STDIN_FILENO, k->input, sizeof k->input);
		if (n <= 0)
			break;
		typed |= is_typed(&keys, k->input, (size_t)n);
	}
	(void)tcflush(STDIN_FILENO, TCIFLUSH);
	explicit_bzero(k->input, sizeof k->input);
	keystrokes_begin(&keys, NULL);
	return (typed);
}

void
keyboard_settle(struct keyboard *k)
{
	size_t left;

	if (k->typing == NULL || k->ended || !screen_has_terminal(k->screen))
		return;
	left = typing_pasted_left(k->typing);
	if (left > 0)
		notice_tell(k->screen,
		    left == 1 ? N_PASTED_UNSENT_ONE : N_PASTED_UNSENT_MANY,
		    ARGS(NUMBER(left)));
	if (throw_away(k))
		notice_tell(k->screen, N_TYPED_LATE, NULL);
}

void
keyboard_hush(struct keyboard *k)
{
	int64_t end = thread_now_ms() + KEYBOARD_SETTLE_MAX_MS;
	int64_t now;

	if (k->typing == NULL)
		return;
	do {
		thread_sleep_us(KEYBOARD_SETTLE_MS * 1000 / 4);
		now = thread_now_ms();
	} while (now < end &&
	    (tty_has_input() || now - k->read_at < KEYBOARD_SETTLE_MS));
	if (tty_has_input())
		(void)tcflush(STDIN_FILENO, TCIFLUSH);
}
