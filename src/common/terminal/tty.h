/*
 * tty: the terminal that a person sits at: its modes, its size, what it knows.
 */
#ifndef TTY_H
#define TTY_H

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

/*
 * What a terminal is told by escape sequences.  The VT100 of 1978 knows each of
 * them, or ignores it as one that it does not know.
 */
#define TTY_ERASE_ROW "\r\033[K"   /* the row of the cursor */
#define TTY_UP "\033[A"		   /* one row up */
#define TTY_WRAP_OFF "\033[?7l"	   /* what has no room in a row is not shown */
#define TTY_WRAP_ON "\033[?7h"	   /* ... begins the next one */
#define TTY_WHERE "\033[6n"	   /* asks where the cursor is */
#define TTY_BRACKETS "\033[?2004h" /* a paste comes between brackets */
#define TTY_NO_BRACKETS "\033[?2004l"

struct tty {
	bool there; /* both stdin and stdout are terminals */
	bool obeys; /* it knows escape sequences */
	bool lent;  /* `out` is somebody else's */
	int out;    /* never blocks, if that can be had; else stdout */
	struct termios theirs; /* how we found it */
	struct termios ours;
};

/* Finds out what stdin and stdout are. */
void tty_open(struct tty *t);

/* The same; writes to `out`, which stays the caller's. */
void tty_open_at(struct tty *t, int out);

void tty_close(struct tty *t);

/* No echo, a byte as soon as it is typed; and back. */
void tty_take(const struct tty *t);
void tty_give_back(const struct tty *t);

/* In the background the terminal is not ours to set: the shell has it. */
bool tty_is_ours(const struct tty *t);

/* Who gets what is typed at stdin? */
enum tty_owner {
	TTY_US,
	TTY_SHELL, /* we are in the background */
	TTY_NOBODY /* it is no terminal, or gone */
};

enum tty_owner tty_owner(void);

/* Whether stdin can be read at once. */
bool tty_has_input(void);

/* The size of the window; a usual one if the terminal does not know. */
void tty_size(const struct tty *t, size_t *rows, size_t *columns);

#endif
