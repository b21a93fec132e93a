/*
 * event: one thing that has happened in the room, as data.
 *
 * An event lies in a batch (server/delivery/batch.h), which holds its plain
 * English line as well, the sentence that people read (sentence.h).  What it is
 * about, its arguments, are places in that line, where they stand word for
 * word; so the plain edition of a batch is the batch itself.
 *
 * The first argument is always whoever did it, and the second whomever it was
 * done to; a sentence that names nobody leaves these empty, and what else it
 * needs comes after them.
 */
#ifndef EVENT_H
#define EVENT_H

#include <stdbool.h>
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

/* In bytes from the start of the event's own. */
struct event_span {
	uint16_t at, len;
	uint16_t sentence; /* what stands there is one of ours: which one;
			      S_NONE: a text, the same in every language */
};

#define EVENT_ARGS_MAX 4 /* as SENTENCE_ARGS_MAX */

struct event {
	uint64_t number; /* 1, 2, 3 ...; 0: it has none, as it is not public */
	int64_t time_ms; /* since the epoch */
	uint32_t at;	 /* where its bytes are: in the text, or aside */
	uint32_t len;	 /* of its plain line or lines, line ends included */
	uint16_t sentence; /* which one of the table, or S_NONE */
	uint8_t kind;
	bool is_apart; /* its bytes are aside, though it is for all: plain
			  readers are told in another way */
	struct event_span args[EVENT_ARGS_MAX];
	union {
		uint32_t apart;	  /* where they are then */
		uint32_t request; /* told to one person: which of its requests
				     this answers; 0: none */
	};
};

/* Whether everyone may know of it: it has a number. */
static inline bool
event_is_public(enum event_kind kind)
{
	return (kind == EVENT_SAID || kind == EVENT_DID ||
	    kind == EVENT_JOINED || kind == EVENT_LEFT ||
	    kind == EVENT_RENAMED || kind == EVENT_TOPIC ||
	    kind == EVENT_ANNOUNCED || kind == EVENT_ACTED);
}

/* Whether it is news of who comes and goes. */
static inline bool
event_is_news(const struct event *e)
{
	return (e->kind == EVENT_JOINED || e->kind == EVENT_LEFT ||
	    e->kind == EVENT_CROWD);
}

#endif
