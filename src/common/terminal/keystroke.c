/*
 * keystroke: from the bytes of a terminal to what they mean.  See keystroke.h.
 */
#include <config.h>

#include "common/terminal/keystroke.h"

#include <stdint.h>
#include <string.h>

/* A number in a sequence has no more than about this many digits. */
#define NUMBER_MAX 100000

/* The report of a mouse, in its oldest form: this many bytes of any kind. */
#define MOUSE_BYTES 3

/* Ends of sequences and strings. */
enum { BELL = 7, CANCEL = 24, SUBSTITUTE = 26 };

enum { PASTE_BEGINS = 200, PASTE_ENDS = 201 };

enum state {
	STATE_TEXT,
	STATE_ESCAPE,	  /* ESC has come */
	STATE_CSI,	  /* ESC [ */
	STATE_CSI_LINUX,  /* ESC [ [, of the Linux console */
	STATE_SS3,	  /* ESC O */
	STATE_MOUSE,	  /* ESC [ M */
	STATE_STRING,	  /* ESC ] and others: up to BEL or ESC \ */
	STATE_STRING_ENDS /* ESC within one */
};

void
keystrokes_begin(struct keystrokes *k, struct translation *t)
{
	explicit_bzero(k, sizeof *k);
	k->translation = t;
}

bool
keystrokes_pending(const struct keystrokes *k)
{
	return (k->state != STATE_TEXT);
}

static bool
control(struct keystrokes *k, unsigned char byte, struct keystroke *s)
{
	k->piece_len = 0;
	if (byte == KEYSTROKE_ESC) {
		k->state = STATE_ESCAPE;
		return (false);
	}
	k->state = STATE_TEXT;
	s->kind = KEYSTROKE_CONTROL;
	s->control = byte;
	return (true);
}

/* A byte of a character: those of several bytes arrive in pieces. */
static bool
text(struct keystrokes *k, unsigned char byte, struct keystroke *s)
{
	if (k->translation == NULL && (byte & 0xc0) != 0x80)
		k->piece_len = 0; /* a new one begins */
	if (k->piece_len == sizeof k->piece)
		return (false);
	k->piece[k->piece_len++] = (char)byte;
	switch (translation_read(k->translation, k->piece, k->piece_len,
	    s->text, &s->len)) {
	case TRANSLATED:
		break;
	case TRANSLATED_PART:
		return (false);
	case TRANSLATED_NONE:
		if (k->translation != NULL)
			k->piece_len = 0;
		return (false);
	}
	s->kind = KEYSTROKE_TEXT;
	k->piece_len = 0;
	return (true);
}

/* The byte after ESC: which kind of sequence this is. */
static void
begin_sequence(struct keystrokes *k, unsigned char byte)
{
	k->number = 0;
	memset(k->numbers, 0, sizeof k->numbers);
	switch (byte) {
	case '[':
		k->state = STATE_CSI;
		break;
	case 'O':
		k->state = STATE_SS3;
		break;
	case ']': /* an operating system command, by its name */
	case 'P':
	case 'X':
	case '^':
	case '_':
		k->state = STATE_STRING;
		break;
	default: /* a key with Alt */
		k->state = STATE_TEXT;
		break;
	}
}

/* The last byte of a sequence; a few of them mean something to us. */
static bool
end_sequence(struct keystrokes *k, unsigned char byte, struct keystroke *s)
{
	k->state = STATE_TEXT;
	if (byte == 'M' && k->number == 0 && k->numbers[0] == 0) {
		k->state = STATE_MOUSE;
		k->skip = MOUSE_BYTES;
	} else if (byte == '~' && k->numbers[0] == PASTE_BEGINS) {
		s->kind = KEYSTROKE_PASTE_BEGINS;
		return (true);
	} else if (byte == '~' && k->numbers[0] == PASTE_ENDS) {
		s->kind = KEYSTROKE_PASTE_ENDS;
		return (true);
	} else if (byte == 'R' && k->number == 1) {
		s->kind = KEYSTROKE_POSITION;
		s->row = k->numbers[0];
		s->column = k->numbers[1];
		return (true);
	}
	return (false);
}

/* A byte of a sequence that ESC [ has begun. */
static bool
sequence(struct keystrokes *k, unsigned char byte, struct keystroke *s)
{
	unsigned *number = &k->numbers[k->number];

	if (byte >= '0' && byte <= '9') {
		if (k->number < KEYSTROKE_NUMBERS && *number < NUMBER_MAX)
			*number = *number * 10 + (byte - '0');
	} else if (byte == ';') {
		if (k->number < KEYSTROKE_NUMBERS)
			k->number++;
	} else if (byte == '[')
		k->state = STATE_CSI_LINUX;
	else if (byte >= 0x40)
		return (end_sequence(k, byte, s));
	return (false);
}

/* A byte after ESC. */
static bool
escape(struct keystrokes *k, unsigned char byte, struct keystroke *s)
{
	switch ((enum state)k->state) {
	case STATE_ESCAPE:
		begin_sequence(k, byte);
		break;
	case STATE_CSI:
		return (sequence(k, byte, s));
	case STATE_MOUSE:
		if (--k->skip == 0)
			k->state = STATE_TEXT;
		break;
	case STATE_STRING:
		break;
	case STATE_STRING_ENDS:
	case STATE_CSI_LINUX:
	case STATE_SS3:
	case STATE_TEXT:
		k->state = STATE_TEXT;
		break;
	}
	return (false);
}

/* Whether it ends a string, or shows that the string will never end. */
static bool
ends_string(unsigned char byte)
{
	return (byte == BELL || byte == CANCEL || byte == SUBSTITUTE ||
	    byte == '\r' || byte == '\n');
}

/* A control character within a sequence. */
static bool
escaped_control(struct keystrokes *k, unsigned char byte, struct keystroke *s)
{
	bool in_string =
	    k->state == STATE_STRING || k->state == STATE_STRING_ENDS;

	if (in_string && byte == KEYSTROKE_ESC) {
		k->state = STATE_STRING_ENDS;
		return (false);
	}
	if (in_string && (byte == '\r' || byte == '\n' || !ends_string(byte)))
		return (in_string && ends_string(byte) && control(k, byte, s));
	if (in_string || byte == CANCEL || byte == SUBSTITUTE) {
		k->state = STATE_TEXT;
		return (false);
	}
	return (control(k, byte, s));
}

bool
keystrokes_take(struct keystrokes *k, unsigned char byte, struct keystroke *s)
{
	bool is_control = byte < 0x20 || byte == KEYSTROKE_DEL;

	if (k->state == STATE_MOUSE)
		return (escape(k, byte, s));
	if (k->state == STATE_ESCAPE && byte >= 0x80)
		k->state = STATE_TEXT; /* Escape alone, and a character */
	if (k->state != STATE_TEXT)
		return (is_control ? escaped_control(k, byte, s) :
				     escape(k, byte, s));
	return (is_control ? control(k, byte, s) : text(k, byte, s));
}

bool
keystrokes_expire(struct keystrokes *k, struct keystroke *s)
{
	bool alone = k->state == STATE_ESCAPE;

	k->state = STATE_TEXT;
	s->kind = KEYSTROKE_CONTROL;
	s->control = KEYSTROKE_ESC;
	return (alone);
}
