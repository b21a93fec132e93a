/*
 * duo: two guests, Ann, an operator, and Bob, who is none; they type commands.
 *
 * duo_setup() and guests_teardown() are a checked fixture.  All are for the
 * test's own thread, and end the test when something is not as expected.
 */
#ifndef DUO_H
#define DUO_H

#include "harness/guests.h"

extern struct guest *ann, *bob;

/* Both are in the room, and have nothing to read. */
void duo_setup(void);

/* Makes a guest an operator; nobody is told. */
void promote(struct guest *g);

/* Types a command, without its slash. */
void type(struct guest *g, const char *line);

/* Both read this, and have read nothing else. */
void both_expect(const char *text);

/* One reads this, and the other, until now, nothing. */
void ann_expects(const char *text);
void bob_expects(const char *text);

#endif
