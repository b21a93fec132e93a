/*
 * ban: the list of those who may not come in, until when and why.
 *
 * Plain data: the gate keeps one list and guards it.  Time is an argument, in
 * milliseconds; bans that are over are forgotten on the way.
 */
#ifndef BAN_H
#define BAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/gate/subnet.h"
#include "speech/reason.h"

#define BAN_MAX 1024

/* Bytes of the reason of a ban, with its NUL. */
#define BAN_WHY_SIZE REASON_WORDS_SIZE

struct ban_entry {
	struct subnet range;
	int64_t until_ms; /* 0: until somebody lifts it */
	char why[BAN_WHY_SIZE];
};

struct ban_list {
	size_t count;
	struct ban_entry bans[BAN_MAX]; /* the oldest is the first */
};

/*
 * Bans a range until the given time, 0: for good.  `why` is clean text without
 * a line end, cut if it is too long; it may be empty.  A ban of just this range
 * replaces an older one.  False when there are BAN_MAX already.
 */
bool ban_add(struct ban_list *list, const struct subnet *range,
    int64_t until_ms, const char *why, size_t why_len, int64_t now_ms);

/* Lifts the ban of just this range; false if there is none. */
bool ban_lift(struct ban_list *list, const struct subnet *range,
    int64_t now_ms);

/* Forgets the bans that are over. */
void ban_expire(struct ban_list *list, int64_t now_ms);

/* The ban that holds for this address, or NULL. */
const struct ban_entry *ban_of(struct ban_list *list,
    const struct subnet *address, int64_t now_ms);

/* What is wrong and what to do, for whoever is banned. */
struct reason ban_reason(const struct ban_entry *ban, int64_t now_ms);

#endif
