/*
 * talk: the commands for everybody: a name, a word aside, who is here, goodbye.
 *
 * Handlers of the table in command.c; see there.
 */
#ifndef TALK_H
#define TALK_H

#include <stdbool.h>

#include "common/words.h"

struct member;
struct registry;

bool talk_nick(struct registry *r, struct member *m, struct words args);
bool talk_who(struct registry *r, struct member *m, struct words args);
bool talk_me(struct registry *r, struct member *m, struct words args);
bool talk_msg(struct registry *r, struct member *m, struct words args);
bool talk_key(struct registry *r, struct member *m, struct words args);
bool talk_quiet(struct registry *r, struct member *m, struct words args);
bool talk_charset(struct registry *r, struct member *m, struct words args);
bool talk_quit(struct registry *r, struct member *m, struct words args);

#endif
