/*
 * operators: who is in charge, and the key that makes people so.  See
 * operators.h.
 */
#include <config.h>

#include "server/room/operators.h"

#include <stdio.h>
#include <string.h>

#include "common/thread.h"
#include "common/words.h"
#include "server/gate/gate.h"
#include "server/room/logbook.h"
#include "server/room/name.h"
#include "server/room/news.h"
#include "server/room/push.h"

/* Whether the operator key would make somebody one now. */
static bool
is_key_good(const struct registry *r) THREAD_NEEDS(r->lock)
{
	return (!r->operator_key_once || r->operators == 0);
}

bool
registry_is_key_good(struct registry *r)
{
	bool good;

	thread_lock(&r->lock);
	good = is_key_good(r);
	thread_unlock(&r->lock);
	return (good);
}

int64_t
registry_try_operator_key(struct registry *r, const struct sockaddr *peer,
    const char *bytes, size_t len, enum key_verdict *verdict)
{
	int64_t wait;

	thread_lock(&r->lock);
	*verdict = registry_judge_key(r, bytes, len);
	wait = gate_key_tried(r->gate, peer, GATE_OPERATOR_KEY,
	    *verdict == KEY_RIGHT, thread_now_ms());
	thread_unlock(&r->lock);
	return (wait);
}

bool
operators_key_lets_in(const struct registry *r, const struct member *m)
{
	thread_assert_held(&r->lock);
	return (m->has_operator_key && is_key_good(r));
}

void
operators_greet(struct registry *r, struct member *m)
{
	char old[MEMBER_WHO_SIZE], line[REGISTRY_LINE_SIZE];
	struct event what;

	thread_assert_held(&r->lock);
	registry_promote(r, m, old);
	what = registry_sentence(r, NULL, S_OPERATOR,
	    ARGS(words_of(old), words_of(m->who)), line);
	batch_say(&r->inbox.batch, NULL, &what, line);
	/* The log has how it became one, which nobody else needs to know. */
	logbook_came_in_charge(r);
}

void
registry_promote(struct registry *r, struct member *m,
    char old[MEMBER_WHO_SIZE])
{
	thread_assert_held(&r->lock);
	news_introduce(r, m);
	(void)strcpy(old, m->who);
	(void)snprintf(m->who, sizeof m->who, "%s%.*s", MEMBER_OPERATOR_MARK,
	    NAME_SIZE - 1, old);
	m->is_operator = true;
	r->operators++;
}

bool
registry_demote(struct registry *r, struct member *m)
{
	thread_assert_held(&r->lock);
	if (!m->is_operator || m->is_console)
		return (false);
	m->is_operator = false;
	return (--r->operators == 0 && r->operator_key_once && !r->closing);
}

void
registry_tell_key_is_good(struct registry *r)
{
	struct member *m;

	thread_assert_held(&r->lock);
	logbook_key_is_good(r);
	TAILQ_FOREACH(m, &r->here, here)
		if (m->is_console) {
			registry_add(r, m, S_OPKEY_GOOD_AGAIN, NULL);
			return;
		}
}

enum key_verdict
registry_judge_key(const struct registry *r, const char *bytes, size_t len)
{
	thread_assert_held(&r->lock);
	if (!key_matches(&r->operator_key, bytes, len))
		return (KEY_WRONG);
	return (is_key_good(r) ? KEY_RIGHT : KEY_IN_USE);
}
