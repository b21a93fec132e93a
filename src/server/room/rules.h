/*
 * rules: who may speak now, and who may come in, as the operators have decided.
 *
 * A verdict has no side effects.  A part of the registry.
 */
#ifndef RULES_H
#define RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "server/room/state.h"

enum rules_verdict {
	RULES_HEARD,
	RULES_TOO_LATE, /* it was thrown out, or the room closes */
	RULES_MUTED,
	RULES_PAUSED,
	RULES_SLOW
};

void rules_init(struct rules *rules);

/* Whether what `m` says now is heard, or why not. */
enum rules_verdict rules_judge(const struct registry *r, const struct member *m,
    int64_t now) THREAD_NEEDS(r->lock);

/*
 * The same, and remembers that it was heard, or tells it why it was not, unless
 * it knows.
 */
bool rules_let_speak(struct registry *r, struct member *m, int64_t now)
    THREAD_NEEDS(r->lock);

/* It was heard now: in slow mode, its time begins. */
void rules_hear(struct member *m, int64_t now);

/* Tells `m` why it was not heard. */
void rules_tell(struct registry *r, struct member *m,
    enum rules_verdict verdict, int64_t now) THREAD_NEEDS(r->lock);

/* When something of this ends by itself, or MEMBER_FOREVER. */
int64_t rules_due(const struct rules *rules);

/*
 * Ends what is over, and tells everyone; of several mutes only one, as a push
 * has room for only a few lines: the rest is due at once.
 */
void rules_end_due(struct registry *r, int64_t now) THREAD_NEEDS(r->lock);

#endif
