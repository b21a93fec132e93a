/*
 * news: who comes and goes, as the others read it: one line each, or, when
 * many do so within a second, one line for them all (burst.h).
 *
 * A part of the registry.  Whatever is announced, or noted for programs, goes
 * to the inbox, as a part of the push of whoever calls this.
 */
#ifndef NEWS_H
#define NEWS_H

#include <stddef.h>
#include <stdint.h>

#include "common/words.h"
#include "server/room/state.h"

void news_init(struct news *news);

/*
 * Announces that `m` has joined, or holds that back.  Anyone who has left is
 * announced before anyone who joins: they may be the same person.
 */
void news_joined(struct registry *r, struct member *m) THREAD_NEEDS(r->lock);

/*
 * A line will name `m`: anyone who is held back is announced first, unless the
 * room is closing.
 */
void news_introduce(struct registry *r, const struct member *m)
    THREAD_NEEDS(r->lock);

/*
 * Somebody whose arrival was not announced has another name: that is for
 * programs only.
 */
void news_note_rename(struct registry *r, const char *old, const char *now)
    THREAD_NEEDS(r->lock);

/* Announces those who left, before a line that should come after that. */
void news_tell_left(struct registry *r) THREAD_NEEDS(r->lock);

/*
 * Announces that `m` has left, with a reason if there is any, or holds that
 * back; does nothing if its arrival was not announced or the room is closing.
 */
void news_left(struct registry *r, struct member *m, struct words why)
    THREAD_NEEDS(r->lock);

/* When something that is held back must be announced, or MEMBER_FOREVER. */
int64_t news_due(const struct registry *r) THREAD_NEEDS(r->lock);

/* Announces what is due. */
void news_tell_due(struct registry *r, int64_t now) THREAD_NEEDS(r->lock);

#endif
