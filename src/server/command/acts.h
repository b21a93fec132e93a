/*
 * acts: what the commands for operators have in common: words and times as an
 * operator types them, and the answers to what cannot be done.
 *
 * Each command is one push: look, change, tell everyone (and with that the
 * log), under one hold of the registry's mutex.
 *
 * For moderation.c, bans.c and charge.c, on the operator's own worker, with no
 * lock held.
 */
#ifndef ACTS_H
#define ACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"
#include "common/words.h"
#include "server/command/result.h"
#include "server/room/push.h"
#include "server/room/registry.h"
#include "server/system/log.h"

#define ACTS_MINUTE_MS 60000

/* Words of an operator, cut to what fits into a line, with a NUL. */
struct acts_reason {
	char text[REGISTRY_WORDS_MAX + 1];
};

/* A span of time as an operator gives it, and as others read it. */
struct acts_span {
	int64_t until;	   /* as thread_now_ms(), or MEMBER_FOREVER */
	struct words text; /* "5 min", unless that is for ever */
	char room[SPAN_SIZE];
};

struct acts_reason acts_reason(struct words words);

/* Parses a whole word, of any width, as a number up to `max`. */
bool acts_number(struct words word, int32_t max, int64_t *number);

/*
 * Takes MINUTES off *args if the next word is a number.  False if it only
 * begins like one ("5min") or is out of bounds: then `m` is told what was
 * wrong, and must be told how the command is used, because "forever" is not
 * what was meant.
 */
bool acts_span(struct registry *r, struct member *m, struct words *args,
    struct acts_span *span);

/* The same where nothing but MINUTES may follow: "loud" is no number either. */
bool acts_only_span(struct registry *r, struct member *m, struct words args,
    struct acts_span *span);

/* Tells the operator that nobody has that name; then there is no more to do. */
enum command_result acts_nobody(struct registry *r, struct member *m,
    struct words name);

/* The same for the person at the console, who cannot be removed. */
enum command_result acts_stays(struct registry *r, struct member *m);

#endif
