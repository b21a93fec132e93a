/*
 * everyone: the commands for everyone: a name, a word aside, who is here,
 * goodbye.
 *
 * Handlers of the table in command.c; see there.
 */
#ifndef EVERYONE_H
#define EVERYONE_H

#include "server/command/result.h"

struct member;
struct registry;

enum command_result everyone_nick(struct registry *r, struct member *m,
    struct words args);
enum command_result everyone_who(struct registry *r, struct member *m,
    struct words args);
enum command_result everyone_me(struct registry *r, struct member *m,
    struct words args);
enum command_result everyone_msg(struct registry *r, struct member *m,
    struct words args);
enum command_result everyone_key(struct registry *r, struct member *m,
    struct words args);
enum command_result everyone_lang(struct registry *r, struct member *m,
    struct words args);
enum command_result everyone_quiet(struct registry *r, struct member *m,
    struct words args);
enum command_result everyone_charset(struct registry *r, struct member *m,
    struct words args);
enum command_result everyone_quit(struct registry *r, struct member *m,
    struct words args);

#endif
