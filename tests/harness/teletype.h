/*
 * teletype: the client on a terminal, and what a person sees there.
 *
 * The terminal is a pseudo-terminal of the test, and a small model shows what
 * is on it.  The model knows lines, wide characters and the bell, and no escape
 * sequences: TERM is "dumb".  (terminal.h is an emulator that knows them.)
 */
#ifndef TELETYPE_H
#define TELETYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

#include "harness/client.h"

#define COLUMNS 40
#define ROWS 200

struct cell {
	char bytes[16]; /* "": free, or the right half of a wide one */
};

struct teletype {
	struct client client;
	struct server server;
	int slave; /* kept open: the terminal outlives the client */
	struct termios before;

	size_t columns;
	size_t row, column; /* where the cursor is */
	struct cell cells[ROWS][COLUMNS];
	size_t shown; /* bytes of the stream that are on the model */
	size_t beeps;
	char stray; /* a control character that is not allowed, or NUL */
};

/*
 * Once, before the tests: the model counts columns as the client does, and
 * nothing of the environment has a say.
 */
void teletype_prepare(void);

/* A client on a terminal that is connected and has shown its prompt. */
struct teletype *teletype_open(const char *options);

/* Frees it; its stderr has stayed empty, the terminal is as it was. */
void teletype_free(struct teletype *t);

/* The end: the exit status, and the cursor in an empty row below `above`. */
void teletype_close(struct teletype *t, int status, const char *above);

/* The usual end: the person leaves. */
void teletype_leave(struct teletype *t);

/* This row holds exactly this, without the blanks at its end. */
bool teletype_row_is(const struct teletype *t, size_t row, const char *text);

/* The rows above the cursor, from the top, hold this row. */
bool teletype_shows_above(const struct teletype *t, const char *text);

/*
 * Waits until the cursor's row is `last` and the row `above`, unless NULL, is
 * somewhere above it.
 */
void teletype_expect(struct teletype *t, const char *above, const char *last);

/* Waits until the cursor is in the last one of `count` rows like this. */
void teletype_expect_rows(struct teletype *t, const char *text, size_t count);

/* Waits until what was typed is where the client can read it. */
void teletype_expect_waiting(struct teletype *t);

/* What the server gets next is this line. */
void teletype_expect_sent(struct teletype *t, const char *line);

#endif
