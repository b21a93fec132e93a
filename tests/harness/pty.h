/*
 * pty: pseudo-terminals, and one that is stdin and stdout of the test itself.
 *
 * That is for modules that look at these: what they write is read here byte by
 * byte, as the terminal gets it.  Nothing is echoed or changed on its way.
 */
#ifndef PTY_H
#define PTY_H

#include <stddef.h>

struct pty {
	int master; /* what the person types goes in here */
	int slave;
	int before[2]; /* what the test had as stdin and stdout */
	char *shown;   /* by pty_read() */
};

/*
 * Opens a pseudo-terminal whose window has this size, for any use; no program
 * inherits it.  Returns the master.
 */
int pty_make(unsigned rows, unsigned columns, int *slave);

/* A window of this size; `term` is what $TERM says, or NULL. */
void pty_open(struct pty *p, unsigned rows, unsigned columns, const char *term);

/* Gives the test its own stdin and stdout back. */
void pty_close(struct pty *p);

void pty_resize(struct pty *p, unsigned rows, unsigned columns);

void pty_type(struct pty *p, const char *text);

/* All that was written since the last time; valid until the next one. */
const char *pty_read(struct pty *p);

/* That is exactly this. */
void pty_expect(struct pty *p, const char *text);

/* That has this part; or has it not. */
void pty_expect_part(struct pty *p, const char *part);
void pty_expect_no_part(struct pty *p, const char *part);

#endif
