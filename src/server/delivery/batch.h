/*
 * batch: what has been said and is not yet delivered, in order.
 *
 * Everyone gets the same text, as one run of bytes.  Where one member's copy
 * differs from everyone's, the batch has a mark: the member joins or leaves
 * there, has said those lines itself and does not get them back, or gets some
 * lines that nobody else does.  A mark is small, so that a batch for a
 * thousand members costs no more to make than one for ten.  News of who comes
 * and goes also has a mark: members that want quiet skip it.
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

struct member;

/* The most bytes that one push may append, in all its calls, and marks. */
#define BATCH_PUSH_MAX 32768
#define BATCH_PUSH_MARKS 16

#define NO_MARK UINT32_MAX

enum mark_kind {
	MARK_JOIN,   /* the member is in the room from here on */
	MARK_SKIP,   /* the next `len` bytes are the member's own */
	MARK_INSERT, /* `len` bytes of the aside, for the member only */
	MARK_RAW,    /* the same, but not text: never converted */
	MARK_NEWS,   /* the next `len` bytes are news; has no member */
	MARK_QUIET,  /* from here on the member skips news; `len` 0: no more */
	MARK_END,    /* the member's connection ends here */
	MARK_LEAVE   /* the member is not in the room from here on */
};

struct mark {
	struct member *member; /* NULL for NEWS */
	enum mark_kind kind;
	size_t at;     /* where in the text */
	size_t len;    /* bytes, for SKIP, INSERT, RAW and NEWS */
	size_t aside;  /* where in the aside, for INSERT and RAW */
	uint32_t next; /* the same member's next mark; the broadcaster's use */
	const char *why; /* for END */
};

struct batch {
	char *text; /* for everyone */
	size_t text_len;
	char *aside; /* text for one member only */
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

/* Appends lines for everyone except `from`, which may be NULL. */
void batch_say(struct batch *b, struct member *from, const void *lines,
    size_t len);

/* Appends lines for `to` alone. */
void batch_tell(struct batch *b, struct member *to, const void *lines,
    size_t len);

/* Appends bytes for `to` alone that are not text. */
void batch_tell_raw(struct batch *b, struct member *to, const void *bytes,
    size_t len);

/*
 * Appends lines for everyone who does not want quiet, except for `of`, which
 * may be NULL.
 */
void batch_news(struct batch *b, struct member *of, const void *lines,
    size_t len);

/* From here on, `m` wants quiet, or does not. */
void batch_quiet(struct batch *b, struct member *m, bool quiet);

/* Here, `m` is thrown out; `why` as in member_end(). */
void batch_end(struct batch *b, struct member *m, const char *why);

/* From here on, `m` is (or is no longer) in the room. */
void batch_join(struct batch *b, struct member *m);
void batch_leave(struct batch *b, struct member *m);

#endif
