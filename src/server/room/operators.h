/*
 * operators: who is in charge, and the key that makes people so.
 *
 * A part of the registry.
 */
#ifndef OPERATORS_H
#define OPERATORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/key.h"
#include "server/room/state.h"

struct sockaddr;

/*
 * A newcomer at this address gives an operator key at the door: stores what it
 * is; returns 0 or how long the newcomer must wait, as gate_key_tried() does.
 */
int64_t registry_try_operator_key(struct registry *r,
    const struct sockaddr *peer, const char *bytes, size_t len,
    enum key_verdict *verdict);

/* Whether the operator key would make somebody an operator now. */
bool registry_is_key_good(struct registry *r);

/* ---- For the parts of the registry, and for commands ---- */

/*
 * Makes `m` an operator, by the mark before its name, which was `old`; the
 * caller tells everyone.  If its arrival was held back, that is announced
 * first.
 */
void registry_promote(struct registry *r, struct member *m,
    char old[MEMBER_WHO_SIZE]) THREAD_NEEDS(r->lock);

/*
 * `m` is no longer an operator; the caller changes its name.  True if it was
 * the last one, so that the operator key is good again; the caller then calls
 * the next one.
 */
bool registry_demote(struct registry *r, struct member *m)
    THREAD_NEEDS(r->lock);

/* Tells the console and the log, after what everyone was told. */
void registry_tell_key_is_good(struct registry *r) THREAD_NEEDS(r->lock);

/* Whether these are the operator key, and whether it is good now. */
enum key_verdict registry_judge_key(const struct registry *r, const char *bytes,
    size_t len) THREAD_NEEDS(r->lock);

/*
 * Whether the operator key that `m` has given at the door, if it has, is still
 * good: it may have made somebody else an operator since.
 */
bool operators_key_lets_in(const struct registry *r, const struct member *m)
    THREAD_NEEDS(r->lock);

/* It comes in as an operator, and everyone is told. */
void operators_greet(struct registry *r, struct member *m)
    THREAD_NEEDS(r->lock);

#endif
