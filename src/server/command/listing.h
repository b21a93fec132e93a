/*
 * listing: an answer of any number of lines to one person.
 *
 * It needs no memory except its own, so that no list is cut short, or left out,
 * for lack of memory.  Belongs to the worker of the person who asked.
 */
#ifndef LISTING_H
#define LISTING_H

#include <stddef.h>

/* The longest line that fits, including its end. */
#define LISTING_LINE_MAX 1024

struct member;
struct registry;

struct listing {
	struct registry *registry;
	struct member *member;
	size_t len;
	char lines[8 * LISTING_LINE_MAX];
};

void listing_begin(struct listing *l, struct registry *r, struct member *m);

/* Adds one line of clean text, which is given without its end. */
void listing_add(struct listing *l, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Sends what has not been sent yet. */
void listing_end(struct listing *l);

#endif
