/*
 * receiver: one client's ears, and the check of everything that they hear.
 *
 * A receiver first waits for its welcome, then skips everything until the first
 * text that is said: from there on, every byte must be what the story holds at
 * its position, its own lines left out.  One that is ahead of the story leads:
 * it appends what it received.  Speakers never lead, because they can't tell
 * where their own lines belong; their bytes wait until somebody has led.
 */
#ifndef RECEIVER_H
#define RECEIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stats.h"
#include "story.h"

#define RECEIVER_FAILURE_MAX 120

enum receiver_state {
	RECEIVER_NEW,	  /* connected, not yet welcome */
	RECEIVER_WELCOME, /* in the room; skips until the first text */
	RECEIVER_FOLLOWS, /* compares every byte */
	RECEIVER_DEAF,	  /* nothing of interest arrives: bytes are dropped */
	RECEIVER_STALLED  /* never reads */
};

struct receiver {
	int fd;
	uint32_t self;	  /* its own number when it speaks, or STORY_NOBODY */
	uint32_t watches; /* whose lines it acknowledges, or STORY_NOBODY */
	uint32_t joined;  /* how many joins it has read about */
	uint32_t at;	  /* bytes that it has of the line at `position` */
	enum receiver_state state;
	uint64_t position; /* in the story */
	uint64_t now;	   /* when the latest bytes came */
	char *held;	   /* bytes that can't be judged yet */
	size_t held_len;
	size_t held_size;
};

/* What all receivers share. */
struct audience {
	const struct dialect *dialect;
	struct story story;
	struct receiver *receivers;
	unsigned n_receivers;
	uint32_t *heard;	 /* by sender: lines its watcher has received */
	struct histogram *times; /* from send to receipt; NULL: not now */
	uint32_t times_from;	 /* the first sender whose lines are timed */
	unsigned welcome;	 /* receivers that are or were welcome */
	unsigned following;
	uint64_t delivered;		    /* texts */
	uint64_t joined;		    /* joins told, over all receivers */
	char failure[RECEIVER_FAILURE_MAX]; /* "": all is well */
};

/* Notes the first failure; later ones follow from it. */
void audience_fail(struct audience *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Reads once from the socket, into a buffer that all may share. */
void receiver_read(struct audience *a, struct receiver *r, char *buffer,
    size_t size);

/* Judges what was held, now that somebody may have led. */
void receiver_retry(struct audience *a, struct receiver *r);

/* Has it got all of the story? */
bool receiver_has_all(const struct audience *a, struct receiver *r);

#endif
