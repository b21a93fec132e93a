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

#include "server/command/result.h"

struct member;
struct registry;

enum command_result moderation_kick(struct registry *r, struct member *m,
    struct words args);
enum command_result moderation_mute(struct registry *r, struct member *m,
    struct words args);
enum command_result moderation_unmute(struct registry *r, struct member *m,
    struct words args);
enum command_result moderation_lock(struct registry *r, struct member *m,
    struct words args);
enum command_result moderation_unlock(struct registry *r, struct member *m,
    struct words args);
enum command_result moderation_pause(struct registry *r, struct member *m,
    struct words args);
enum command_result moderation_resume(struct registry *r, struct member *m,
    struct words args);
enum command_result moderation_slow(struct registry *r, struct member *m,
    struct words args);
enum command_result moderation_topic(struct registry *r, struct member *m,
    struct words args);
enum command_result moderation_announce(struct registry *r, struct member *m,
    struct words args);

#endif
