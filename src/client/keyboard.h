/*
 * keyboard: what the person types, line by line.
 *
 * It reads stdin.  On a terminal, typing makes lines of what comes, so that a
 * half-typed line can be drawn again whenever something else is shown.  In a
 * filter stdin is cut into lines.  One thread, the stdin thread, calls
 * keyboard_next(); keyboard_stop() is for any other.  Secrets are typed here:
 * what was handed out is wiped at the next call, and everything at the end.
 */
#ifndef KEYBOARD_H
#define KEYBOARD_H

#include <stdbool.h>
#include <stddef.h>

#include "common/terminal/screen.h"

struct keyboard;

enum keyboard_event {
	KEYBOARD_LINE,	   /* a line of at most FRAMING_LINE_MAX bytes */
	KEYBOARD_KEY,	   /* a line typed at the question for a key: the key */
	KEYBOARD_STALE,	   /* typed before the prompt changed: it is dropped */
	KEYBOARD_TOO_LONG, /* a longer one (filter only): it is skipped */
	KEYBOARD_GARBLED,  /* not text in the locale's charset (the same) */
	KEYBOARD_END,	   /* Ctrl-D, or the end of the input */
	KEYBOARD_STOPPED,  /* keyboard_stop() was called */
	KEYBOARD_FAILED,   /* stdin can't be read: errno */
	KEYBOARD_MORE	   /* never returned: read on */
};

/* NULL with errno.  The screen must outlive it. */
struct keyboard *keyboard_new(struct screen *s);

void keyboard_free(struct keyboard *k);

/* Waits for the next event.  The line is valid until the next call. */
enum keyboard_event keyboard_next(struct keyboard *k, const char **line,
    size_t *len);

/* Whether there is more input at this moment; never waits. */
bool keyboard_has_more(struct keyboard *k);

/* For the stdin thread: throws away what waits. */
void keyboard_drop(struct keyboard *k);

/* From any thread: keyboard_next() ends its waiting, now and for good. */
void keyboard_stop(struct keyboard *k);

/*
 * When the stdin thread is at its end: throws away what is typed or pasted
 * until nothing has come for a moment, because the shell would run it.  Says
 * so, and how much of a paste was not sent.
 */
void keyboard_settle(struct keyboard *k);

/*
 * From any thread, before the program is suspended, as by Ctrl-Z: waits until
 * nothing more is pasted, for the same reason.
 */
void keyboard_hush(struct keyboard *k);

#endif
