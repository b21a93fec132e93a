/*
 * typing: from keystrokes to lines that are said, on a terminal.
 *
 * It does the little editing that the terminal itself did before screen took it
 * over.  And it takes care that no paste is taken for something typed: a
 * person's keystrokes are some time apart, and a paste comes in one piece, or
 *in pieces that follow one another at once.  Most terminals also put brackets
 * around a paste.
 *
 *	TYPING ----- Enter, right after or before other bytes ----> GATHERING
 *	   |                                                            |
 *	   |--- ESC [ 200 ~ --> BRACKETS -- ESC [ 201 ~ --.           quiet
 *	   |                                              |             |
 *	   |                       several lines:  <------+-------------'
 *	   |                           ASKED
 *	   |                          y |  | n
 *	   |<-- all is given out -- SENDING '--> TYPING
 *
 * An empty line is a goodbye only if it is typed alone: nothing comes for a
 * moment before it and after it.  All of this is for the stdin thread.
 */
#ifndef TYPING_H
#define TYPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/terminal/screen.h"

struct typing;

/* What comes of a keystroke. */
enum typing_event {
	TYPING_MORE, /* nothing yet */
	TYPING_LINE, /* a line of at most FRAMING_LINE_MAX bytes */
	TYPING_KEY,  /* a line typed at the question for a key: the key */
	TYPING_END   /* Ctrl-D */
};

/* NULL with errno. */
struct typing *typing_new(struct screen *s);

/* Wipes and frees. */
void typing_free(struct typing *t);

/*
 * Follows the prompt, which another thread may have changed: a new line begins
 * when it has, or when a line was given out.  False if something that was
 * pasted before is dropped by that.
 */
bool typing_follow(struct typing *t, bool asks_key);

/*
 * Takes a byte that came `gap` milliseconds after the one before.  `last`: no
 * other byte waits at this moment.  TYPING_MORE, or an event.
 */
enum typing_event typing_byte(struct typing *t, unsigned char byte, int64_t gap,
    bool last);

/* After how many milliseconds quiet means something; -1: it never does. */
int typing_patience(const struct typing *t);

/* That many have passed without a byte. */
enum typing_event typing_quiet(struct typing *t);

/* The next line of a paste that is to be sent, or TYPING_MORE. */
enum typing_event typing_pasted(struct typing *t);

/* How many more lines of it there are. */
size_t typing_pasted_left(const struct typing *t);

/* The line of the event; valid until the next call. */
const char *typing_line(const struct typing *t, size_t *len);

/* Shows how far the line has come. */
void typing_show(struct typing *t);

#endif
