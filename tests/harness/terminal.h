/*
 * terminal: the client on a pseudo-terminal, and what a person sees there.
 *
 * What the client writes is interpreted by libvterm, a terminal emulator that
 * others use, into rows and cells; its answers and what is typed go the other
 * way.  Nothing here sleeps: a test waits, with a deadline, until a row is in
 * sight.  Everything happens on the test's own thread.
 *
 * Terminals disagree about the width of some characters.  Here they take one
 * cell or two, as a test wants (TERMINAL_WIDE).  The emulator itself has no
 * such option: so it gets a different character, two cells wide, which is
 * translated back when a row is read.
 */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>
#include <vterm.h>

#include "harness/client.h"

/* How many rows that have left the window at its top are remembered. */
#define TERMINAL_ABOVE_MAX 1000

enum terminal_kind {
	TERMINAL_USUAL,
	TERMINAL_WIDE = 1,  /* ambiguous characters take two cells */
	TERMINAL_DUMB = 2,  /* $TERM says that it knows no escape sequences */
	TERMINAL_REFLOW = 4 /* rows too long for a narrower window are broken */
};

struct terminal {
	struct client client;
	struct server server;
	int slave; /* kept open: the terminal outlives the client */
	struct termios before;

	VTerm *vt;
	VTermScreen *screen;
	unsigned kind;
	int rows, columns;
	size_t shown; /* bytes of the stream that the emulator has seen */
	size_t beeps;
	char *above[TERMINAL_ABOVE_MAX]; /* rows that have scrolled away */
	size_t above_len;
};

/* Whether the emulator can break long rows. */
bool terminal_can_reflow(void);

/*
 * Starts the client in a window of this size, connected to a server of the
 * test's own; waits until it prompts.
 */
struct terminal *terminal_open(unsigned kind, int rows, int columns,
    const char *options);

/*
 * Starts the server in a window: stdin, stdout and stderr are the terminal, and
 * the person at it is the console.  Waits until it prompts.
 */
struct terminal *terminal_open_room(unsigned kind, int rows, int columns,
    const char *options);

/* Types, or answers as a terminal does: bytes. */
void terminal_type(struct terminal *t, const char *text);

/*
 * Presses one key, as a person does, who needs a moment for that: so this one
 * lets it pass.
 */
void terminal_press(struct terminal *t, const char *key);

/* Pastes: in brackets if the client has asked for them. */
void terminal_paste(struct terminal *t, const char *text);

/* Whether the client has asked for brackets around what is pasted. */
bool terminal_brackets(struct terminal *t);

void terminal_resize(struct terminal *t, int rows, int columns);

/* Has the server say this, line by line. */
void terminal_say(struct terminal *t, const char *text);

/* Waits until the cursor's row is this one, blanks at its end left out. */
void terminal_expect(struct terminal *t, const char *last);

/* Waits until the cursor's row has this part. */
void terminal_expect_part(struct terminal *t, const char *part);

/* Waits until some row in sight is this one. */
void terminal_expect_row(struct terminal *t, const char *row);

/* Waits until the cursor's row is `last` and the one right above is `row`. */
void terminal_expect_above(struct terminal *t, const char *row,
    const char *last);

/* The server reads exactly this. */
void terminal_expect_sent(struct terminal *t, const char *text);

/*
 * Waits until the client has read what was typed and shown what was said: it
 * shows a line that the server says after that.
 */
void terminal_settle(struct terminal *t);

/* How many rows, in sight or scrolled away, have this part. */
size_t terminal_count(struct terminal *t, const char *part);

/* How many of them begin with it. */
size_t terminal_count_starts(struct terminal *t, const char *start);

/*
 * How often the cursor's row has ever had this part, at the most, as if the
 * window had had this size all the time.
 */
size_t terminal_most(struct terminal *t, const char *part);

/* Waits until it has ended with this status, and shown all. */
void terminal_expect_exit(struct terminal *t, int status);

/* Nothing waits that a shell would read and run. */
void terminal_expect_nothing_left(struct terminal *t);

/*
 * Frees it.  The client has ended, has written nothing to stderr, and has left
 * the terminal as it was: modes, and no brackets around what is pasted.
 */
void terminal_free(struct terminal *t);

/* Ends the client by force, whatever it does, and frees the terminal. */
void terminal_abandon(struct terminal *t);

/* The usual end: the person leaves by Ctrl-D. */
void terminal_leave(struct terminal *t);

#endif
