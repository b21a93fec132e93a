/*
 * keystroke: from the bytes of a terminal to what they mean.
 *
 * Besides characters there come, in escape sequences (ECMA-48), keys that we
 * have no use for, reports of the mouse, answers to questions that an earlier
 * program has asked, and the brackets around what is pasted.  Anything that
 * means nothing to us is swallowed whole.  The next byte is known only when it
 * has come, so the Escape key alone is recognised by the time that passes after
 * it.
 */
#ifndef KEYSTROKE_H
#define KEYSTROKE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/translation.h"
#include "common/text.h"

/* A key that sends ESC and more sends the rest within this time. */
#define KEYSTROKE_ESCAPE_MS 100

enum {
	KEYSTROKE_CTRL_D = 4,
	KEYSTROKE_CTRL_L = 12,
	KEYSTROKE_CTRL_U = 21,
	KEYSTROKE_CTRL_W = 23,
	KEYSTROKE_ESC = 27,
	KEYSTROKE_DEL = 127 /* what most backspace keys send */
};

enum keystroke_kind {
	KEYSTROKE_TEXT,		/* a character that is none of these */
	KEYSTROKE_CONTROL,	/* a control character, or Escape alone */
	KEYSTROKE_PASTE_BEGINS, /* ESC [ 200 ~ */
	KEYSTROKE_PASTE_ENDS,	/* ESC [ 201 ~ */
	KEYSTROKE_POSITION	/* ESC [ ROW ; COLUMN R: where the cursor is */
};

struct keystroke {
	enum keystroke_kind kind;
	char text[TEXT_CHAR_MAX]; /* clean or not: see text.h */
	size_t len;
	unsigned char control;
	unsigned row, column;
};

/* At most this many numbers of a sequence are looked at. */
#define KEYSTROKE_NUMBERS 2

struct keystrokes {
	struct translation *translation; /* NULL: UTF-8 comes; not ours */
	int state;			 /* of an escape sequence */
	unsigned skip;
	unsigned numbers[KEYSTROKE_NUMBERS];
	size_t number;
	char piece[TEXT_CHAR_MAX]; /* less than a character */
	size_t piece_len;
};

void keystrokes_begin(struct keystrokes *k, struct translation *t);

/* Takes a byte; true when it completes a keystroke. */
bool keystrokes_take(struct keystrokes *k, unsigned char byte,
    struct keystroke *s);

/* Whether an escape sequence has begun. */
bool keystrokes_pending(const struct keystrokes *k);

/*
 * It has not gone on for KEYSTROKE_ESCAPE_MS: true if it was the Escape key
 * alone.
 */
bool keystrokes_expire(struct keystrokes *k, struct keystroke *s);

#endif
