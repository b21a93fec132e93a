/*
 * narrator: what a person reads of the records that come in.
 *
 * It says the sentences that the server says to those who read no records, and
 * leaves out what they are not told: their own lines, which they have typed.
 * It says them in the language of the person.
 * Many who join or leave at once are put on one line.
 *
 * A struct narrator belongs to one thread.  What it says goes to a function,
 * line by line, without line ends and as it came: not cleaned.
 */
#ifndef NARRATOR_H
#define NARRATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/crowd.h"
#include "common/buffer.h"
#include "speech/record.h"
#include "speech/sentence.h"

/* Longer names than any room allows are not known to be ours. */
#define NARRATOR_NAME_MAX 256

struct narrator {
	/* False when memory is short. */
	bool (*show)(void *arg, const void *line, size_t len);
	void *arg;
	enum language language;

	char me[NARRATOR_NAME_MAX]; /* what the room calls us, without a mark */
	size_t me_len;

	/* Those who joined, or left, and are not told yet */
	struct crowd came;
	struct crowd went;
	struct buffer why; /* of the first who went */

	/* Who is here, until the list is whole */
	bool unasked; /* the list that comes first is not for people */
	size_t here_count;
	struct buffer here_lines;
};

void narrator_init(struct narrator *n, enum language language,
    bool (*show)(void *arg, const void *line, size_t len), void *arg);
void narrator_fini(struct narrator *n);

/*
 * Says what has happened, or holds it for a moment.  False when memory is
 * short.  `now` is the time by thread_now_ms().
 */
bool narrator_tell(struct narrator *n, const struct record *r, int64_t now);

/* Until when something is held; NARRATOR_NEVER: nothing is. */
int64_t narrator_due(const struct narrator *n);

#define NARRATOR_NEVER INT64_MAX

/* Time passes: says what was held for long enough. */
bool narrator_pass(struct narrator *n, int64_t now);

/* Says what is held, before something else is shown. */
bool narrator_tell_held(struct narrator *n);

/* Whether this is the word of the sentence, by which programs know it. */
bool narrator_is_word(struct words word, enum sentence s);

#endif
