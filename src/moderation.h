/*
 * moderation: the commands of those in charge.
 *
 * Handlers of the table in command.c; see there.  Everyone sees what was
 * done, by whom and for how long, and the log has it; but what is announced is
 * said by the room, and only the log has by whom.  What is timed is ended by
 * registry_tend().  All but moderation_op() are for operators: the caller has
 * looked.
 */
#ifndef MODERATION_H
#define MODERATION_H

#include <stdbool.h>

#include "words.h"

struct member;
struct registry;

bool moderation_op(struct registry *r, struct member *m, struct words args);
bool moderation_kick(struct registry *r, struct member *m, struct words args);
bool moderation_ban(struct registry *r, struct member *m, struct words args);
bool moderation_unban(struct registry *r, struct member *m, struct words args);
bool moderation_bans(struct registry *r, struct member *m, struct words args);
bool moderation_mute(struct registry *r, struct member *m, struct words args);
bool moderation_unmute(struct registry *r, struct member *m, struct words args);
bool moderation_lock(struct registry *r, struct member *m, struct words args);
bool moderation_unlock(struct registry *r, struct member *m, struct words args);
bool moderation_pause(struct registry *r, struct member *m, struct words args);
bool moderation_resume(struct registry *r, struct member *m, struct words args);
bool moderation_slow(struct registry *r, struct member *m, struct words args);
bool moderation_topic(struct registry *r, struct member *m, struct words args);
bool moderation_announce(struct registry *r, struct member *m,
    struct words args);

#endif
