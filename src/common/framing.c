/*
 * framing: bytes to lines.  See framing.h for the contract.
 *
 * Most lines arrive whole and without telnet in them: those are handed out
 * where they lie in the input.  All others go byte by byte through a small
 * state machine into a buffer of our own, so that it cannot matter where TCP
 * has cut them.
 */
#include <config.h>

#include "common/framing.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Telnet, RFC 854. */
enum {
	TELNET_FIRST = 236, /* EOF, RFC 1184 */
	TELNET_SE = 240,
	TELNET_EC = 247, /* erase character */
	TELNET_EL = 248, /* erase line */
	TELNET_SB = 250,
	TELNET_WILL = 251,
	TELNET_WONT = 252,
	TELNET_DO = 253,
	TELNET_DONT = 254,
	TELNET_IAC = 255
};

/* An option of it, RFC 860. */
enum { TELNET_TIMING_MARK = 6 };

enum state {
	STATE_TEXT,
	STATE_CR,     /* after CR: LF or NUL makes it an end of line */
	STATE_IAC,    /* after IAC: a command */
	STATE_DONT,   /* after IAC DONT: the option's number */
	STATE_WILL,   /* after IAC WILL or WONT: the same */
	STATE_DO,     /* after IAC DO: the same */
	STATE_SUB,    /* in a subnegotiation: up to IAC SE */
	STATE_SUB_IAC /* after IAC in a subnegotiation */
};

void
framing_init(struct framing *f, size_t max)
{
	memset(f, 0, sizeof *f);
	f->max = (uint32_t)max;
	f->state = STATE_TEXT;
}

void
framing_fini(struct framing *f)
{
	free(f->held);
	f->held = NULL;
	f->held_len = 0;
}

bool
framing_pending(const struct framing *f)
{
	return (f->held_len > 0 || f->skipping || f->state != STATE_TEXT);
}

void
framing_set_telnet(struct framing *f, bool telnet)
{
	assert(!framing_pending(f));
	f->no_telnet = !telnet;
}

void
framing_set_max(struct framing *f, size_t max)
{
	assert(!framing_pending(f));
	f->max = (uint32_t)max;
}

/*
 * Hands out what is held.  The bytes stay where they are until the next call
 * frees them.
 */
static void
hand_out(struct framing *f, const unsigned char **line, size_t *line_len)
{
	*line = f->held != NULL ? f->held : (const unsigned char *)"";
	*line_len = f->held_len;
	f->held_len = 0;
}

/* Adds one byte of text; FRAMING_MORE, or the event that it causes. */
static enum framing_event
hold(struct framing *f, unsigned char byte, const unsigned char **line,
    size_t *line_len)
{
	if (f->skipping)
		return (FRAMING_MORE);
	if (f->held_len == f->max) {
		hand_out(f, line, line_len);
		f->skipping = true;
		return (FRAMING_TOO_LONG);
	}
	if (f->held == NULL) {
		f->held = malloc(f->max);
		if (f->held == NULL)
			return (FRAMING_NO_MEMORY);
	}
	f->held[f->held_len++] = byte;
	return (FRAMING_MORE);
}

/* The line has ended: FRAMING_LINE, unless it is skipped. */
static enum framing_event
end_of_line(struct framing *f, const unsigned char **line, size_t *line_len)
{
	bool skipped = f->skipping;

	f->raw = 0;
	f->state = STATE_TEXT;
	f->skipping = false;
	if (skipped)
		return (FRAMING_MORE);
	hand_out(f, line, line_len);
	return (FRAMING_LINE);
}

/* A byte of text, or one that starts something else. */
static enum framing_event
text_byte(struct framing *f, unsigned char byte, const unsigned char **line,
    size_t *line_len)
{
	switch (byte) {
	case '\n':
		return (end_of_line(f, line, line_len));
	case '\r':
		f->state = STATE_CR;
		return (FRAMING_MORE);
	case '\0':
		return (FRAMING_MORE);
	case TELNET_IAC:
		if (f->no_telnet)
			return (hold(f, byte, line, line_len));
		f->state = STATE_IAC;
		return (FRAMING_MORE);
	default:
		return (hold(f, byte, line, line_len));
	}
}

/* The byte after IAC. */
static enum framing_event
telnet_command(struct framing *f, unsigned char byte,
    const unsigned char **line, size_t *line_len)
{
	f->state = STATE_TEXT;
	if (byte == TELNET_IAC) /* doubled: a byte 255 of text */
		return (hold(f, byte, line, line_len));
	if (byte < TELNET_FIRST) /* not a command: a stray 255, then text */
		return (text_byte(f, byte, line, line_len));
	if (byte == TELNET_EC)
		return (hold(f, FRAMING_ERASE, line, line_len));
	if (byte == TELNET_EL)
		return (hold(f, FRAMING_ERASE_LINE, line, line_len));
	if (byte == TELNET_SB)
		f->state = STATE_SUB;
	else if (byte == TELNET_DO)
		f->state = STATE_DO;
	else if (byte == TELNET_DONT)
		f->state = STATE_DONT;
	else if (byte == TELNET_WILL || byte == TELNET_WONT)
		f->state = STATE_WILL;
	return (FRAMING_MORE);
}

/* One step of the state machine. */
static enum framing_event
step(struct framing *f, unsigned char byte, const unsigned char **line,
    size_t *line_len)
{
	switch ((enum state)f->state) {
	case STATE_TEXT:
		break;
	case STATE_CR:
		f->state = STATE_TEXT;
		if (byte == '\n' || byte == '\0')
			return (end_of_line(f, line, line_len));
		break; /* a lone CR is dropped */
	case STATE_IAC:
		return (telnet_command(f, byte, line, line_len));
	case STATE_DONT:
		f->state = STATE_TEXT;
		return (FRAMING_MORE);
	case STATE_WILL:
		f->state = STATE_TEXT;
		return (
		    byte == TELNET_TIMING_MARK ? FRAMING_MARKED : FRAMING_MORE);
	case STATE_DO:
		f->state = STATE_TEXT;
		return (byte == TELNET_TIMING_MARK ? FRAMING_TIMING_MARK :
						     FRAMING_MORE);
	case STATE_SUB:
		if (byte == TELNET_IAC)
			f->state = STATE_SUB_IAC;
		return (FRAMING_MORE);
	case STATE_SUB_IAC:
		f->state = byte == TELNET_SE ? STATE_TEXT : STATE_SUB;
		return (FRAMING_MORE);
	}
	return (text_byte(f, byte, line, line_len));
}

/*
 * The fast way: a whole line of plain text at the start of the input.  NUL
 * matters to us only as a sign that CR NUL may be there.
 */
static bool
whole_line(const struct framing *f, const unsigned char *in, size_t len,
    size_t *line_len)
{
	const unsigned char *lf;
	size_t n;

	if (f->raw > 0)
		return (false);
	lf = memchr(in, '\n', len);
	if (lf == NULL)
		return (false);
	n = (size_t)(lf - in);
	if (memchr(in, '\0', n) != NULL ||
	    (!f->no_telnet && memchr(in, TELNET_IAC, n) != NULL))
		return (false);
	if (n > 0 && in[n - 1] == '\r')
		n--;
	/* A lone CR within is for the slow way to drop. */
	if (n > f->max || memchr(in, '\r', n) != NULL)
		return (false);
	*line_len = n;
	return (true);
}

enum framing_event
framing_next(struct framing *f, const unsigned char **in, size_t *len,
    const unsigned char **line, size_t *line_len)
{
	enum framing_event event;
	size_t end;

	if (f->held != NULL && f->held_len == 0)
		framing_fini(f); /* the caller is done with the last line */
	if (whole_line(f, *in, *len, line_len)) {
		*line = *in;
		end = *line_len + ((*in)[*line_len] == '\r' ? 2 : 1);
		*in += end;
		*len -= end;
		return (FRAMING_LINE);
	}
	while (*len > 0) {
		unsigned char byte = **in;

		(*in)++;
		(*len)--;
		if (++f->raw > FRAMING_ENDLESS_MAX)
			return (FRAMING_ENDLESS);
		event = step(f, byte, line, line_len);
		if (event != FRAMING_MORE)
			return (event);
	}
	return (FRAMING_MORE);
}

enum framing_event
framing_end(struct framing *f, const unsigned char **line, size_t *line_len)
{
	if (f->held_len == 0)
		return (FRAMING_MORE);
	return (end_of_line(f, line, line_len));
}
