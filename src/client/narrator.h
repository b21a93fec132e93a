/*
 * narrator: what a person reads of the records that come in.
 *
 * It says the sentences that the server says to those who read no records, and
 * leaves out what they are not told: their own lines, which they have typed.
 * Many who join or leave at once are put on one line.
 *
 * A struct narrator belongs to one thread.  What it says goes to a function,
 * line by line, without line ends and as it came: not cleaned.
 */
#ifndef NARRATOR_H
#define NARRATOR_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buffer.h"
#include "speech/record.h"
#include "speech/sentence.h"

/* Longer names than any room allows are not known to be ours. */
#define NARRATOR_NAME_MAX 256

struct narrator {
	/* False when memory is short. */
	bool (*show)(void *arg, const void *line, size_t len);
	void *arg;

	char me[NARRATOR_NAME_MAX]; /* what the room calls us, without a mark */
	size_t me_len;

	/* Those who joined, or left, and are not told yet */
	enum event_kind crowd;
	size_t crowd_count;
	struct buffer crowd_lines; /* of the first ones, one sentence each */
	struct buffer crowd_names; /* of some more */

	/* Who is here, until the list is whole */
	bool unasked; /* the list that comes first is not for people */
	size_t here_count;
	struct buffer here_lines;
};

void narrator_init(struct narrator *n,
    bool (*show)(void *arg, const void *line, size_t len), void *arg);
void narrator_fini(struct narrator *n);

/*
 * Says what has happened, or keeps it for a moment.  False when memory is
 * short.
 */
bool narrator_tell(struct narrator *n, const struct record *r);

/* Nothing more has come for now: says what was kept. */
bool narrator_pause(struct narrator *n);

/* Whether this is the word of the sentence, by which programs know it. */
bool narrator_is_word(struct words word, enum sentence s);

#endif
