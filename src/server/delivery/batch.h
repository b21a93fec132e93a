/*
 * batch: what has happened and is not yet delivered, in order.
 *
 * It holds events, and their plain English lines as one run of bytes: that is
 * what most members read.  The others read an edition (edition.h) that is made
 * from the events.  Where one member's copy differs from everyone's, the batch
 * has a mark at an event: the member joins or leaves there, has said those
 * lines itself and does not get them back, reads another edition from there
 * on, or gets something that nobody else does.  A mark is small, so that a
 * batch for a thousand members costs no more to make than one for ten.
 *
 * Pure data of a fixed size: appending cannot fail once batch_has_room() has
 * said so.  It knows no locks: the registry guards the batch that is filled;
 * the broadcaster owns the one that is delivered, and appends the former to
 * it.
 */
#ifndef BATCH_H
#define BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "speech/event.h"
#include "speech/sentence.h"

struct edition;
struct seat;

/*
 * The most bytes that one push may append, in all its calls, and how many
 * marks and events for everyone.
 */
#define BATCH_PUSH_MAX 32768
#define BATCH_PUSH_MARKS 16
#define BATCH_PUSH_EVENTS 1024

/* The most bytes and events that a batch holds for everyone. */
#define BATCH_TEXT_MAX (256 * 1024)
#define BATCH_EVENTS_MAX 8192

#define NO_MARK UINT32_MAX

enum mark_kind {
	MARK_JOIN,    /* the member is in the room from here on */
	MARK_OWN,     /* the next `count` events are the member's own */
	MARK_TELL,    /* an event for the member only */
	MARK_RAW,     /* bytes for it only that are not text: never converted */
	MARK_EDITION, /* from here on the member reads another edition */
	MARK_END,     /* the member's connection ends here */
	MARK_LEAVE    /* the member is not in the room from here on */
};

struct mark {
	struct seat *seat;
	enum mark_kind kind;
	uint32_t at;	/* before which event */
	uint32_t count; /* events, for OWN */
	uint32_t next;	/* the same member's next mark; the broadcaster's use */
	struct event told; /* for TELL, its bytes aside; for RAW as well */
	union {
		struct edition *edition; /* for EDITION; NULL: plain */
		enum sentence why;	 /* for END */
	};
};

struct batch {
	char *text; /* for everyone */
	size_t text_len;
	struct event *events; /* the same */
	size_t event_count;
	char *aside; /* for one member only, or not for plain readers */
	size_t aside_len;
	struct mark *marks;
	size_t mark_count;
};

/* False without memory. */
bool batch_init(struct batch *b);
void batch_fini(struct batch *b);

/* Forgets the content. */
void batch_clear(struct batch *b);

bool batch_is_empty(const struct batch *b);

/* Whether one more push fits. */
bool batch_has_room(const struct batch *b);

/*
 * Appends all of `more` to `b`, and empties it; false if that would be too
 * much, and then nothing is moved.  Everything fits into an empty batch.
 */
bool batch_move(struct batch *b, struct batch *more);

/*
 * Appends an event for everyone except `from`, which may be NULL.  `line` is
 * what->len bytes; the event's `at` is set here.  Those that read records get
 * their own events, too.
 */
void batch_say(struct batch *b, struct seat *from, const struct event *what,
    const void *line);

/*
 * Appends an event for everyone that has no plain line: plain readers are told
 * in another way.  `bytes` are what->len bytes, in which its arguments are.
 */
void batch_note(struct batch *b, const struct event *what, const void *bytes);

/* Appends an event for `to` alone. */
void batch_tell(struct batch *b, struct seat *to, const struct event *what,
    const void *lines);

/* Appends bytes for `to` alone that are not text. */
void batch_tell_raw(struct batch *b, struct seat *to, const void *bytes,
    size_t len);

/* From here on, `s` reads this edition; NULL: the plain one. */
void batch_edition(struct batch *b, struct seat *s, struct edition *edition);

/* Here, `s` is thrown out; `why` as in seat_end(). */
void batch_end(struct batch *b, struct seat *s, enum sentence why);

/* From here on, `s` is (or is no longer) in the room. */
void batch_join(struct batch *b, struct seat *s);
void batch_leave(struct batch *b, struct seat *s);

/* Where in the text an event begins; after the last one: where that ends. */
static inline size_t
batch_place(const struct batch *b, size_t event)
{
	return (event < b->event_count ? b->events[event].at : b->text_len);
}

#endif
