/*
 * rules: who may speak now, as the operators have decided.  See rules.h.
 */
#include <config.h>

#include "server/room/rules.h"

#include <stddef.h>

#include "common/span.h"
#include "common/thread.h"
#include "server/room/push.h"

void
rules_init(struct rules *rules)
{
	*rules = (struct rules){ .next_end = MEMBER_FOREVER };
}

enum rules_verdict
rules_judge(const struct registry *r, const struct member *m, int64_t now)
{
	const struct rules *rules = &r->rules;

	thread_assert_held(&r->lock);
	if (r->closing || m->state == MEMBER_THROWN_OUT)
		return (RULES_TOO_LATE);
	if (m->is_operator)
		return (RULES_HEARD);
	if (m->muted_until != 0)
		return (RULES_MUTED);
	if (rules->paused_until != 0)
		return (RULES_PAUSED);
	if (rules->slow_ms > 0 && m->heard != 0 &&
	    now < m->heard + rules->slow_ms)
		return (RULES_SLOW);
	return (RULES_HEARD);
}

/* Tells `m` for how long it is not heard, or that an operator must end that. */
static void
tell_until(struct registry *r, struct member *m, int64_t until, int64_t now,
    enum sentence for_good, enum sentence for_a_time) THREAD_NEEDS(r->lock)
{
	if (until == MEMBER_FOREVER)
		registry_add(r, m, for_good, NULL);
	else
		registry_add(r, m, for_a_time,
		    ARGS(SPAN(until - now, SPAN_LEFT)));
}

void
rules_tell(struct registry *r, struct member *m, enum rules_verdict verdict,
    int64_t now)
{
	const struct rules *rules = &r->rules;

	thread_assert_held(&r->lock);
	switch (verdict) {
	case RULES_HEARD:
	case RULES_TOO_LATE:
		break;
	case RULES_MUTED:
		tell_until(r, m, m->muted_until, now, S_YOU_ARE_MUTED,
		    S_YOU_ARE_MUTED_FOR);
		break;
	case RULES_PAUSED:
		tell_until(r, m, rules->paused_until, now, S_ROOM_IS_PAUSED,
		    S_ROOM_IS_PAUSED_FOR);
		break;
	case RULES_SLOW:
		registry_add(r, m, S_ROOM_IS_SLOW,
		    ARGS(SPAN(rules->slow_ms, SPAN_SECONDS),
			SPAN(m->heard + rules->slow_ms - now, SPAN_LEFT)));
		break;
	}
}

void
rules_hear(struct member *m, int64_t now)
{
	if (!m->is_operator)
		m->heard = now;
}

bool
rules_let_speak(struct registry *r, struct member *m, int64_t now)
{
	enum rules_verdict verdict = rules_judge(r, m, now);

	thread_assert_held(&r->lock);
	if (verdict == RULES_HEARD)
		rules_hear(m, now);
	else
		rules_tell(r, m, verdict, now);
	return (verdict == RULES_HEARD);
}

int64_t
rules_due(const struct rules *rules)
{
	if (rules->paused_until != 0 && rules->paused_until < rules->next_end)
		return (rules->paused_until);
	return (rules->next_end);
}

/* Whose mute ends first, or NULL. */
static struct member *
first_to_speak(const struct registry *r)
{
	struct member *m, *first = NULL;

	TAILQ_FOREACH(m, &r->here, here)
		if (m->muted_until != 0 &&
		    (first == NULL || m->muted_until < first->muted_until))
			first = m;
	return (first);
}

static void
end_one_mute(struct registry *r, int64_t now) THREAD_NEEDS(r->lock)
{
	struct member *m = first_to_speak(r);

	if (m != NULL && m->muted_until <= now) {
		m->muted_until = 0;
		registry_add(r, NULL, S_MUTE_ENDED,
		    ARGS(NOBODY, words_of(m->who)));
		m = first_to_speak(r);
	}
	r->rules.next_end = m != NULL ? m->muted_until : MEMBER_FOREVER;
}

void
rules_end_due(struct registry *r, int64_t now)
{
	struct rules *rules = &r->rules;

	thread_assert_held(&r->lock);
	if (rules->paused_until != 0 && rules->paused_until <= now) {
		rules->paused_until = 0;
		registry_add(r, NULL, S_PAUSE_ENDED, NULL);
	}
	if (rules->next_end <= now)
		end_one_mute(r, now);
}
