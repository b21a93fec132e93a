/*
 * keyboard: what the person types, line by line.  See keyboard.h.
 */
#include <config.h>

#include "keyboard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "framing.h"
#include "key.h"
#include "text.h"

/* A key that sends ESC and more sends the rest within this time. */
#define KEYBOARD_ESCAPE_MS 100

enum {
	CTRL_D = 4,
	CTRL_L = 12,
	CTRL_U = 21,
	CTRL_W = 23,
	ESC = 27,
	DEL = 127 /* what the backspace key sends, mostly */
};

/* Arrows and other keys send ESC [ ... LETTER or ESC O LETTER (ECMA-48). */
enum escape { ESCAPE_NONE, ESCAPE_BEGUN, ESCAPE_CSI, ESCAPE_SS3 };

struct keyboard {
	struct screen *screen;
	int stop[2]; /* a pipe; keyboard_stop() writes to it */

	unsigned char input[4096]; /* read, not yet looked at */
	size_t at;
	size_t input_len;
	bool input_is_key; /* it was typed at the question for a key */

	/* On a terminal: the line so far, and an unfinished character */
	char line[FRAMING_LINE_MAX];
	size_t line_len;
	char piece[TEXT_CHAR_MAX];
	size_t piece_len;
	enum escape escape;
	bool entered; /* the line was handed out: begin a new one */
	bool no_room;
	bool asks_key; /* the line is a key */

	/* In a filter */
	struct framing framing;
	bool ended;
};

struct keyboard *
keyboard_new(struct screen *s)
{
	struct keyboard *k = calloc(1, sizeof *k);

	if (k == NULL)
		return (NULL);
	if (pipe(k->stop) != 0) {
		free(k);
		return (NULL);
	}
	k->screen = s;
	framing_init(&k->framing, FRAMING_LINE_MAX);
	return (k);
}

void
keyboard_free(struct keyboard *k)
{
	(void)close(k->stop[0]);
	(void)close(k->stop[1]);
	framing_fini(&k->framing);
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

/* Adds a character, if it may be said and there is room. */
static void
insert(struct keyboard *k, const char *character, size_t len)
{
	if (!text_is_clean(character, len))
		return;
	if (len > (k->asks_key ? KEY_MAX : sizeof k->line) - k->line_len) {
		k->no_room = true;
		return;
	}
	memcpy(k->line + k->line_len, character, len);
	k->line_len += len;
}

/* Adds one byte: UTF-8 characters arrive in pieces. */
static void
insert_byte(struct keyboard *k, unsigned char byte)
{
	uint32_t c;

	if ((byte & 0xc0) != 0x80)
		k->piece_len = 0; /* a new one begins */
	if (k->piece_len == sizeof k->piece)
		return;
	k->piece[k->piece_len++] = (char)byte;
	if (text_decode(k->piece, k->piece_len, &c) != k->piece_len)
		return;
	insert(k, k->piece, k->piece_len);
	k->piece_len = 0;
}

/* Where the last character of the line begins, and which one it is. */
static size_t
last_character(const struct keyboard *k, uint32_t *c)
{
	size_t at = k->line_len - 1;

	while (at > 0 && ((unsigned char)k->line[at] & 0xc0) == 0x80)
		at--;
	(void)text_decode(k->line + at, k->line_len - at, c);
	return (at);
}

/* Removes the last character and the accents on it. */
static void
erase_character(struct keyboard *k)
{
	uint32_t c;

	while (k->line_len > 0) {
		k->line_len = last_character(k, &c);
		if (screen_width(k->screen, c) > 0)
			break;
	}
}

/* Removes white space at the end and the word before it. */
static void
erase_word(struct keyboard *k)
{
	bool in_word = false;
	bool blank;
	size_t at;
	uint32_t c;

	while (k->line_len > 0) {
		at = last_character(k, &c);
		blank = text_is_blank(k->line + at, k->line_len - at);
		if (blank && in_word)
			break;
		in_word = !blank;
		k->line_len = at;
	}
}

/* How much of the line may be seen.  The prompt may have changed meanwhile. */
static size_t
visible(const struct keyboard *k)
{
	return (k->asks_key ? 0 : k->line_len);
}

/*
 * The Enter key.  An empty line is a goodbye, but not one amid a pasted
 * block: when more input waits already, no person has pressed that key.
 */
static enum keyboard_event
enter(struct keyboard *k)
{
	bool blank = text_is_blank(k->line, k->line_len);

	if (blank && k->at < k->input_len) {
		k->line_len = 0;
		return (KEYBOARD_MORE);
	}
	if (!blank)
		screen_entered(k->screen, k->line, visible(k));
	k->entered = true;
	return (k->asks_key ? KEYBOARD_KEY : KEYBOARD_LINE);
}

/* A control character. */
static enum keyboard_event
control(struct keyboard *k, unsigned char byte)
{
	switch (byte) {
	case '\r':
	case '\n':
		return (enter(k));
	case CTRL_D:
		return (k->line_len == 0 ? KEYBOARD_END : KEYBOARD_MORE);
	case '\b':
	case DEL:
		erase_character(k);
		break;
	case CTRL_U:
		k->line_len = 0;
		break;
	case CTRL_W:
		erase_word(k);
		break;
	case '\t':
		insert(k, " ", 1);
		break;
	case ESC:
		k->escape = ESCAPE_BEGUN;
		break;
	case CTRL_L: /* the row is drawn again in any case */
	default:
		break;
	}
	return (KEYBOARD_MORE);
}

/* A byte of an escape sequence, which is swallowed. */
static void
swallow(struct keyboard *k, unsigned char byte)
{
	switch (k->escape) {
	case ESCAPE_BEGUN:
		if (byte == '[')
			k->escape = ESCAPE_CSI;
		else if (byte == 'O')
			k->escape = ESCAPE_SS3;
		else if (byte != ESC)
			k->escape = ESCAPE_NONE;
		break;
	case ESCAPE_CSI: /* the Linux console has keys with a second '[' */
		if (byte >= 0x40 && byte <= 0x7e && byte != '[')
			k->escape = ESCAPE_NONE;
		break;
	case ESCAPE_SS3:
	case ESCAPE_NONE:
		k->escape = ESCAPE_NONE;
		break;
	}
}

/* Begins a new line.  No part of an old one may become part of a key. */
static void
begin_line(struct keyboard *k, bool asks_key)
{
	explicit_bzero(k->line, sizeof k->line);
	k->line_len = 0;
	k->piece_len = 0;
	k->asks_key = asks_key;
	k->entered = false;
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

/* On a terminal: takes bytes up to the end of a line. */
static enum keyboard_event
edit(struct keyboard *k)
{
	enum keyboard_event event = KEYBOARD_MORE;
	bool asks_key = screen_asks_key(k->screen);
	unsigned char byte;

	if (k->entered || asks_key != k->asks_key)
		begin_line(k, asks_key);
	/* A second key of one paste must not be said aloud. */
	if (asks_key != k->input_is_key && drop_input(k))
		return (KEYBOARD_STALE);
	if (k->at == k->input_len)
		return (KEYBOARD_MORE);
	while (event == KEYBOARD_MORE && k->at < k->input_len) {
		byte = k->input[k->at];
		k->input[k->at++] = 0; /* it may be part of a key */
		if (k->escape != ESCAPE_NONE)
			swallow(k, byte);
		else if (byte < 0x20 || byte == DEL)
			event = control(k, byte);
		else
			insert_byte(k, byte);
	}
	if (k->no_room)
		screen_beep(k->screen);
	k->no_room = false;
	if (event == KEYBOARD_MORE)
		screen_typing(k->screen, k->line, visible(k));
	return (event);
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
		return (KEYBOARD_LINE);
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

/* Waits for input or for keyboard_stop(). */
static enum keyboard_event
wait_for_input(struct keyboard *k)
{
	struct pollfd pfd[2] = { { .fd = k->stop[0], .events = POLLIN },
		{ .fd = STDIN_FILENO, .events = POLLIN } };
	int n;

	do {
		n = poll(pfd, 2,
		    k->escape == ESCAPE_NONE ? -1 : KEYBOARD_ESCAPE_MS);
		if (n == 0)
			k->escape = ESCAPE_NONE; /* the Escape key alone */
	} while (n == 0 || (n < 0 && errno == EINTR));
	if (n < 0)
		return (KEYBOARD_FAILED);
	return (pfd[0].revents != 0 ? KEYBOARD_STOPPED : KEYBOARD_MORE);
}

/* Reads what is there.  At the end of the input it sets `ended`. */
static enum keyboard_event
fill(struct keyboard *k)
{
	ssize_t n;

	k->input_is_key = screen_asks_key(k->screen);
	n = read(STDIN_FILENO, k->input, sizeof k->input);
	k->at = 0;
	k->input_len = n > 0 ? (size_t)n : 0;
	if (n < 0 && errno != EINTR && errno != EAGAIN)
		return (KEYBOARD_FAILED);
	if (n == 0)
		k->ended = true;
	return (KEYBOARD_MORE);
}

enum keyboard_event
keyboard_next(struct keyboard *k, const char **line, size_t *len)
{
	bool terminal = screen_is_terminal(k->screen);
	enum keyboard_event event;

	for (;;) {
		event = terminal ? edit(k) : split(k, line, len);
		if (terminal) {
			*line = k->line;
			*len = k->line_len;
		}
		if (event != KEYBOARD_MORE)
			return (event);
		event = wait_for_input(k);
		if (event == KEYBOARD_MORE)
			event = fill(k);
		if (event != KEYBOARD_MORE)
			return (event);
		if (terminal && k->ended)
			return (KEYBOARD_END); /* the terminal is gone */
	}
}

bool
keyboard_has_more(struct keyboard *k)
{
	struct pollfd pfd = { .fd = STDIN_FILENO, .events = POLLIN };

	if (k->at < k->input_len)
		return (true);
	if (k->ended || poll(&pfd, 1, 0) <= 0)
		return (false);
	return (fill(k) == KEYBOARD_MORE && k->input_len > 0);
}

void
keyboard_drop(struct keyboard *k)
{
	while (keyboard_has_more(k))
		(void)drop_input(k);
}
