/*
 * event: one thing that happens in a room.
 *
 * Each has a sentence that people read (sentence.h), and places in it where its
 * arguments stand, word for word.  The first argument is always whoever did it,
 * and the second whomever it was done to; a sentence that names nobody leaves
 * these empty, and what else it needs comes after them.
 */
#ifndef EVENT_H
#define EVENT_H

#include <stdint.h>

enum event_kind {
	EVENT_SAID,	 /* who, text */
	EVENT_DID,	 /* who, text */
	EVENT_WHISPERED, /* who, whom, text */
	EVENT_JOINED,	 /* who */
	EVENT_LEFT,	 /* who, why */
	EVENT_CROWD, /* how many joined or left, the names of some, the rest */
	EVENT_RENAMED,	 /* who, the new name */
	EVENT_TOPIC,	 /* who, text */
	EVENT_ANNOUNCED, /* (nobody), text */
	EVENT_ACTED,	 /* who, whom, and what more there is to it */
	EVENT_ANSWERED,	 /* to one person; the arguments are just its words */
	EVENT_HERE,	 /* one line of the list of who is here */
	EVENT_RECORDS,	 /* programs read from here on */
	EVENT_CLOSING,	 /* the room closes, or this connection ends */
	EVENT_PART	 /* none: a piece of another sentence */
};

/* A place in a text. */
struct event_span {
	uint32_t at, len;
};

#endif
