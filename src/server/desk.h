/*
 * desk: the terminal of the person who opened the room.
 *
 * Where stdin and stdout both are terminals, the console has the same screen
 * as the client: what the room says, and what is logged, is shown above the
 * line that is being typed.  Unlike the client, it never waits for its
 * terminal, and it goes on in the background, where the terminal is the
 * shell's.
 *
 * The thread of the console has it all: it also gets the lines of the log,
 * through a socketpair(2), and the signals of the terminal, by signalfd(2).
 */
#ifndef DESK_H
#define DESK_H

#include <stdbool.h>

struct desk;

/* Whether stdin and stdout are terminals. */
bool desk_is_there(void);

/* Called before any thread exists, and only if it is there. */
void desk_hold_signals(void);

/*
 * Takes the terminal over; NULL if that failed.  Writes to `out`, which stays
 * the caller's; `with_log`: gets the lines of the log, too.
 */
struct desk *desk_new(int out, bool with_log);

/* Gives the terminal back, shows what is left of the log.  NULL is fine. */
void desk_free(struct desk *d);

/*
 * Waits for the next thing to do, and does it: what is typed goes to the
 * socket `room`, and what comes from there is shown.  False at the end of it.
 */
bool desk_carry(struct desk *d, int room);

/* From any thread: nothing more is typed, the terminal is given back. */
void desk_end(struct desk *d);

#endif
