/*
 * witness: a client that behaves well, and looks at everything that it reads.
 *
 * Each line must end as a line does, be clean text, and begin in one of the
 * ways in which the room begins a line.  Witnesses are operators, so that a
 * pause does not silence them and a ban does not end them.  What they say is
 * numbered: all of them notice a line that is lost, repeated, torn or out of
 * order.
 */
#ifndef WITNESS_H
#define WITNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "order.h"
#include "wire.h"

/* More than the longest line. */
#define WITNESS_INPUT 65536

/* For this many of its lines a witness remembers when it said them. */
#define WITNESS_REMEMBERS 1024

struct witness {
	unsigned number; /* ORDER_NOBODY: not one of those compared */
	struct wire wire;
	unsigned long said;
	unsigned long heard[ORDER_WITNESSES]; /* of the lines of each */
	int64_t said_at[WITNESS_REMEMBERS];
	char fault[512]; /* what was wrong, or "" */
	size_t line_len; /* of the line that was read last, with its end */
	size_t len;	 /* what waits in `input` */
	char input[WITNESS_INPUT];
};

/*
 * Connects and comes in with the key: true; waits for that for `ms` at most.
 */
bool witness_enter(struct witness *w, unsigned number, unsigned port, int ms);

/* Becomes an operator called `name`. */
bool witness_take_charge(struct witness *w, const char *name, int ms);

void witness_leave(struct witness *w);

/* Says its next numbered line. */
void witness_say(struct witness *w, int64_t now);

/*
 * The next line that is there, without its end, or NULL; with w->fault set,
 * when the line is not as it should be, or the room has closed.
 */
const char *witness_read(struct witness *w);

/* Waits for a line that begins like this. */
bool witness_expect(struct witness *w, const char *start, int ms);

/*
 * Whose line it is: a witness, or ORDER_NOBODY.  Checks its number and its
 * text, with w->fault set if they are wrong.
 */
unsigned witness_attribute(struct witness *w, const char *line);

/* Whether only the reader got this: a whisper. */
bool witness_is_private(const char *line);

#endif
