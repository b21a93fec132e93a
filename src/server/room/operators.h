/*
 * operators: who is in charge, and the key that makes people so.
 *
 * A part of the registry, whose lock is held in each function here.
 */
#ifndef OPERATORS_H
#define OPERATORS_H

#include <stdbool.h>

struct member;
struct registry;

/*
 * Whether `m` has given the operator key at the door, and may be one: the key
 * may have made somebody else an operator since.
 */
bool operators_welcome(const struct registry *r, const struct member *m);

/* It comes in as an operator, and everyone is told. */
void operators_greet(struct registry *r, struct member *m);

#endif
