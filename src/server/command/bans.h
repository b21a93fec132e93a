/*
 * bans: who may not come in, and until when.  These are the commands; the gate
 * keeps the bans.
 *
 * Handlers of the table in command.c, for operators only: the caller has
 * checked.
 */
#ifndef BANS_H
#define BANS_H

#include "server/command/result.h"

struct member;
struct registry;

enum command_result bans_ban(struct registry *r, struct member *m,
    struct words args);
enum command_result bans_unban(struct registry *r, struct member *m,
    struct words args);
enum command_result bans_list(struct registry *r, struct member *m,
    struct words args);

#endif
