/*
 * moderation: the commands for operators.
 *
 * Handlers of the table in command.c; see there.  Everyone sees what was
 * done, by whom and for how long, and it is logged; but announcements come from
 * the room, and only the log says by whom.  registry_tend() ends what has a
 * time limit.  All are for operators only: the caller has checked.
 */
#ifndef MODERATION_H
#define MODERATION_H

#include <stdbool.h>

#include "common/words.h"

struct member;
struct registry;

bool moderation_kick(struct registry *r, struct member *m, struct words args);
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
