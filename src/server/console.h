/*
 * console: the person who opened the room is also in it, as an operator.
 *
 * Where stdin is a terminal, a thread of its own carries its lines into the
 * room and what the room says to stdout, through a socketpair(2) at whose
 * other end a worker serves it like any client.  Where stdout is a terminal
 * too, the line that is typed there stays whole: see desk.h.
 */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stdbool.h>

struct console;
struct workers;

/* Whether anyone is there: stdin is a terminal, and it is ours to read. */
bool console_is_there(void);

/*
 * Called before any thread exists, where a console is to be: some signals of
 * the terminal are for its thread only.
 */
void console_hold_signals(void);

/*
 * Starts the thread and the worker; NULL if one could not be started.  What
 * the room says goes to `out`, which stays the caller's.
 * `with_log`: what is logged is shown on the same terminal.
 */
struct console *console_new(struct workers *workers, int out, bool with_log);

/* The room closes: nothing more is typed.  NULL is fine. */
void console_end_typing(struct console *c);

/* After workers_stop(): ends the thread.  NULL is fine. */
void console_free(struct console *c);

#endif
