/*
 * window: what is on the terminal: the last lines, and the prompt below them.
 *
 * It knows what was drawn and draws what has changed, or all of it again.  It
 * belongs to the screen, whose lock is held by every caller; it calls nobody
 * but the terminal.
 */
#ifndef WINDOW_H
#define WINDOW_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buffer.h"
#include "common/terminal/output.h"
#include "common/terminal/prompt.h"
#include "common/terminal/sight.h"
#include "common/terminal/tty.h"

struct window {
	struct tty tty; /* set once, before the second thread exists */
	struct output output;

	struct buffer lines; /* queued, each ended by LF */
	struct prompt prompt;
	struct sight sight; /* what was shown since the terminal was taken */
	bool wide;	    /* ambiguous characters take two columns, perhaps */
	bool measuring;	    /* whether they do: the terminal was asked */
	bool typing;	    /* somebody may type: a prompt is wanted */
	bool suspended;
	bool missed;	 /* not drawn while the terminal took nothing */
	bool missed_all; /* all that is in sight, too */
};

/* `out` is -1, or what to write to without ever waiting. */
void window_init(struct window *w, int out);
void window_fini(struct window *w);

/*
 * Queues a line that nobody has checked yet; false when memory is short.  The
 * second begins it with `mark`, one of our words.
 */
bool window_add(struct window *w, const void *bytes, size_t len);
void window_add_marked(struct window *w, const char *mark, const char *text,
    size_t len);

/*
 * Writes what is queued, the prompt below it.  `again`: draws all that is in
 * sight anew.
 */
void window_flush(struct window *w, bool again);

/* The same, of what was missed while the terminal took nothing. */
void window_go_on(struct window *w);

/* Adds to what is written next. */
void window_draw(struct window *w, const char *string);

/*
 * Asks the terminal how wide it draws an ambiguous character: the position of
 * the cursor tells.  Until it answers, or if it never does, they may be wide.
 */
void window_measure(struct window *w);

/*
 * Takes the terminal, on which something else may be by now; a prompt of ours
 * that is still in the row of the cursor is drawn anew, and not once more.
 */
void window_take(struct window *w);

/*
 * Gives the terminal back, even if it takes no more and nobody waits for it:
 * then this is the last try.
 */
void window_give_back(struct window *w);

#endif
