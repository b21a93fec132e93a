/*
 * listing: an answer of any number of lines to one person.
 *
 * It needs no memory except its own, so that no list is cut short, or left out,
 * for lack of memory.  Belongs to the worker of the person who asked.
 */
#ifndef LISTING_H
#define LISTING_H

#include <stddef.h>

#include "speech/sentence.h"

/* The longest line that fits, including its end. */
#define LISTING_LINE_MAX 1024

struct member;
struct registry;

struct listing {
	struct registry *registry;
	struct member *member;
	enum language language;
	enum sentence sentence; /* of the lines that wait, or one like it */
	size_t len;
	char lines[8 * LISTING_LINE_MAX];
};

void listing_begin(struct listing *l, struct registry *r, struct member *m);

/* Adds a sentence as one line; what does not fit is cut off. */
void listing_add(struct listing *l, enum sentence s, const struct words *args);

/* Sends what has not been sent yet. */
void listing_end(struct listing *l);

#endif
