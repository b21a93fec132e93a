/*
 * screen: what the person sees.
 *
 * Only this module writes to the terminal.  There, the last row belongs to the
 * prompt and the line that is being typed; what comes in is shown above it,
 * cut into rows (see row.h).  Anywhere else (a pipe, a file) the client is a
 * filter, and lines are just written.
 *
 * A computed width is never trusted to tell where characters are on the
 * terminal: while something is written, rows do not wrap, and the last one is
 * erased as a whole.  A terminal that is dumb, by $TERM, gets CR, LF and blanks
 * instead.  A window that becomes narrower may break the rows that it has, so
 * everything in sight is drawn again from memory.
 *
 * One lock guards everything, the writing included, so that any thread may
 * call; a terminal or pipe that takes no more makes them wait for each other.
 * Only clean text (see text.h) gets through, whatever is passed in.
 */
#ifndef SCREEN_H
#define SCREEN_H

#include <stdbool.h>
#include <stddef.h>

struct screen;
struct translation;

/*
 * Finds out what stdin and stdout are.  When both are terminals, takes the
 * terminal over: no echo, a byte as soon as it is typed.  NULL with errno.
 */
struct screen *screen_new(void);

/*
 * The same for a program called `name`, which writes to `out` and never waits:
 * while the terminal takes nothing, screen_waits(), and what is drawn then is
 * drawn by screen_go_on().  `out` stays the caller's.
 */
struct screen *screen_new_at(const char *name, int out);

/* Whether the terminal has not taken all yet.  screen_go_on() tries again. */
bool screen_waits(struct screen *s);
void screen_go_on(struct screen *s);

/*
 * No more is typed, as by screen_end_typing(), and the terminal is given back
 * for good, but what comes in is still shown.  From any thread.
 */
void screen_end(struct screen *s);

/* Gives the terminal back as it was, and frees. */
void screen_free(struct screen *s);

/* Whether a person sits there; otherwise we are a filter. */
bool screen_is_terminal(const struct screen *s);

/* From and to the charset of the locale; NULL: there is nothing to be done. */
struct translation *screen_translation(const struct screen *s);

/*
 * Queues a line that came in; screen_flush() writes what is queued.  False
 * when memory is short.
 */
bool screen_show(struct screen *s, const void *bytes, size_t len);

/* False when the output is gone for good: screen_error() says why. */
bool screen_flush(struct screen *s);

/* The error number of the write that failed, or 0. */
int screen_error(struct screen *s);

/* For poll(2): POLLERR when a filter's output has gone; -1: nothing to see. */
int screen_gone_fd(const struct screen *s);

/* A message from the client itself: a line on the terminal, or on stderr. */
void screen_note(struct screen *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The line as it is typed now; at most FRAMING_LINE_MAX bytes are kept. */
void screen_typing(struct screen *s, const char *text, size_t len);

/* The line is finished: it stays in sight, and a new one begins. */
void screen_entered(struct screen *s, const char *text, size_t len);

/*
 * Turns the question for a key on or off: a different prompt, after which
 * nothing that is typed is ever shown.  Half a line that was typed before is
 * dropped.
 */
void screen_ask_key(struct screen *s, bool ask);
bool screen_asks_key(struct screen *s);

/* Shows a question instead of prompt and typed line; NULL: these again. */
void screen_ask(struct screen *s, const char *question);

/* Whether the terminal is ours: it is there, and we are in the foreground. */
bool screen_has_terminal(const struct screen *s);

/* There is no room for what was typed. */
void screen_beep(struct screen *s);

/*
 * Nobody will type any more: there is no prompt from now on.  A half-typed
 * line, which was not sent, stays in sight and is marked.
 */
void screen_end_typing(struct screen *s);

/* The window has changed, or something else has written on it. */
void screen_redraw(struct screen *s);

/* The terminal's answer to where its cursor is. */
void screen_position(struct screen *s, unsigned column);

/*
 * Before and after a stop by Ctrl-Z: gives the terminal back, unless that is
 * the shell's already; takes it again.  Nobody knows how often we are told to
 * go on, or whether we were stopped at all: taken again, it looks the same.
 */
void screen_suspend(struct screen *s);
void screen_resume(struct screen *s);

/*
 * From now on nobody waits for output that does not move; it is dropped.
 * Takes no lock: it is for a thread that cannot wait for the one that waits.
 */
void screen_abandon(struct screen *s);

#endif
