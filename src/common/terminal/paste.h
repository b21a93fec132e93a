/*
 * paste: text of several lines that is not sent yet.
 *
 * It is collected as it comes, and given out line by line once the person has
 * agreed to that.  TABs and leading blanks are kept; blank lines are left out,
 * as an empty line is a goodbye.  It may be anything, even a secret, so it is
 * wiped before it is freed.
 */
#ifndef PASTE_H
#define PASTE_H

#include <stdbool.h>
#include <stddef.h>

/* More than this is not sent. */
#define PASTE_MAX (256 * 1024)

struct paste {
	char *bytes; /* lines, each ended by LF, the last one perhaps not */
	size_t len;
	size_t room;
	size_t at;	/* how much was given out */
	bool too_much;	/* than PASTE_MAX, or than memory has */
	bool cr;	/* the last one was CR: LF belongs to it */
	bool too_long;	/* one line is longer than any may be */
	size_t line_at; /* where the last line begins */
	size_t lines;	/* that are not blank */
	bool blank;	/* the last line is, up to now */
};

void paste_begin(struct paste *p); /* on zeros, or again */
void paste_end(struct paste *p);   /* wipes and frees */

/* Adds a character; those that may not be said are left out. */
void paste_add(struct paste *p, const char *text, size_t len);

/* Adds CR or LF; CR LF is one end of line. */
void paste_end_line(struct paste *p, char byte);

/* Whether the last line has its end. */
bool paste_is_ended(const struct paste *p);

/* The next line that is not blank; false after the last one. */
bool paste_next(struct paste *p, const char **line, size_t *len);

/* How many of those are left to be given out. */
size_t paste_left(const struct paste *p);

#endif
