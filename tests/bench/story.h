/*
 * story: the single order of all that was said, as first received.
 *
 * The receiver that gets a line first takes it apart, checks it and appends it
 * here; all others compare their bytes with it.  So every byte of every
 * receiver is checked, at the price of a memcmp().  Lines that all have are
 * forgotten.
 */
#ifndef STORY_H
#define STORY_H

#include <stddef.h>
#include <stdint.h>

#include "dialect.h"

#define STORY_BYTES_MAX 236

/* In place of a sender: a notice, or a receiver that never speaks. */
#define STORY_NOBODY UINT32_MAX

struct story_line {
	uint64_t sent;
	uint32_t sender; /* STORY_NOBODY: a notice */
	uint32_t number;
	uint32_t len;
	char bytes[STORY_BYTES_MAX]; /* as on the wire */
};

/* What is known about a speaker. */
struct story_sender {
	uint32_t next; /* the number that must come now */
	uint32_t name_len;
	char name[STORY_BYTES_MAX - LINE_LEN];
};

struct story {
	struct story_line *ring;
	uint64_t mask; /* the ring's length minus 1 */
	uint64_t head; /* the next to come, counted from the first ever */
	uint64_t tail; /* the oldest kept */
	uint64_t said; /* those of them that are not notices */
	struct story_sender *senders;
	uint32_t n_senders;
};

/* 0, or -1 without memory. */
int story_init(struct story *s, uint32_t n_senders);
void story_fini(struct story *s);

static inline struct story_line *
story_at(const struct story *s, uint64_t position)
{
	return (&s->ring[position & s->mask]);
}

/*
 * Appends a frame (FRAME_SAID or what all are told alike).  NULL, or what is
 * wrong with it.  There must be room: see story_full().
 */
const char *story_append(struct story *s, const char *bytes,
    const struct frame *f);

static inline int
story_full(const struct story *s)
{
	return (s->head - s->tail > s->mask);
}

/* Forgets what is before `tail` and makes room; -1 if there is none. */
int story_forget(struct story *s, uint64_t tail);

/* The position of a line that is kept, or UINT64_MAX. */
uint64_t story_find(const struct story *s, uint32_t sender, uint32_t number);

#endif
