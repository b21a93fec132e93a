/*
 * typist: somebody at a terminal, for tests of what is typed.
 */
#ifndef TYPIST_H
#define TYPIST_H

#include "common/terminal/typing.h"
#include "harness/pty.h"

/* How far a person's keystrokes are apart, in milliseconds. */
#define APART 200

/* Bytes no further apart than this are one paste. */
#define PAUSE 50

extern struct pty pty;
extern struct screen *screen;
extern struct typing *typing;

void typist_open(void);
void typist_close(void);

/* The line that is given out; the next one begins. */
void typist_expect_line(const char *line);

#endif
