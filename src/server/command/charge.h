/*
 * charge: who is in charge of the room, by the operator key or by the word of
 * an operator.
 *
 * Nobody is locked out of it: a key that was made at start is for one operator
 * at a time, and good again when none is left except the console.
 *
 * Handlers of the table in command.c; see there.  All except charge_op() are
 * for operators only: the caller has checked.
 */
#ifndef CHARGE_H
#define CHARGE_H

#include "server/command/result.h"

struct member;
struct registry;

enum command_result charge_op(struct registry *r, struct member *m,
    struct words args);
enum command_result charge_deop(struct registry *r, struct member *m,
    struct words args);
enum command_result charge_opkey(struct registry *r, struct member *m,
    struct words args);

#endif
