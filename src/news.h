/*
 * news: who comes and goes, as the others read it: one line each, or, when
 * many do so within a second, one line for them all (burst.h).
 *
 * A part of the registry, for registry.c and moderation.c: in each function
 * its lock is held, and what is told goes to the inbox.
 */
#ifndef NEWS_H
#define NEWS_H

#include <stddef.h>
#include <stdint.h>

struct member;
struct registry;

/*
 * Tells that `m` has joined, or holds that back.  Whoever has left is told of
 * before whoever joins: one may be the other.
 */
void news_joined(struct registry *r, struct member *m);

/*
 * A line is to name `m`: whoever is held back is told of first, unless the
 * room closes.
 */
void news_introduce(struct registry *r, const struct member *m);

/* Somebody takes a name: who has left is told of first, it may be theirs. */
void news_renamed(struct registry *r);

/*
 * Tells that `m` has left, with a reason where `len` is not 0, or holds that
 * back; nothing, when it was not told of or the room closes.
 */
void news_left(struct registry *r, struct member *m, const char *why,
    size_t len);

/* When something that is held back is to be told, or MEMBER_FOREVER. */
int64_t news_due(const struct registry *r);

/* Tells what is due. */
void news_tell_due(struct registry *r, int64_t now);

#endif
