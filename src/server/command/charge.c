/*
 * charge: who is in charge of the room.  See charge.h.
 */
#include <config.h>

#include "server/command/charge.h"

#include <string.h>

#include "common/span.h"
#include "common/thread.h"
#include "server/command/acts.h"
#include "server/gate/gate.h"
#include "server/room/name.h"
#include "server/room/operators.h"
#include "server/room/push.h"
#include "server/room/registry.h"
#include "server/system/log.h"

/*
 * Looks the key up, unless its address must wait: for how long.  The mark goes
 * before the name at once: others read it in all that the member does from here
 * on.  Another operator may have handed over since the caller looked: then
 * nothing is left to do.
 */
static int64_t
try_key(struct registry *r, struct member *m, struct words key,
    enum key_verdict *verdict)
{
	char old[MEMBER_WHO_SIZE];
	int64_t wait;
	bool right;

	registry_begin(r, m);
	*verdict = m->is_operator ? KEY_RIGHT :
				    registry_judge_key(r, key.bytes, key.len);
	right = *verdict == KEY_RIGHT;
	wait = gate_key_tried(r->gate, (struct sockaddr *)&m->peer,
	    GATE_OPERATOR_KEY, right, thread_now_ms());
	if (right && wait == 0 && !m->is_operator) {
		registry_promote(r, m, old);
		registry_add(r, NULL, S_OPERATOR,
		    ARGS(words_of(old), words_of(m->who)));
	}
	registry_end(r, m);
	return (wait);
}

/* An operator makes somebody else one as well. */
static enum command_result
hand_over(struct registry *r, struct member *m, struct words name)
{
	char old[MEMBER_WHO_SIZE];
	struct member *to;
	bool done;

	registry_begin(r, m);
	to = registry_find(r, name.bytes, name.len);
	done = to != NULL && !to->is_operator;
	if (done) {
		registry_promote(r, to, old);
		registry_add(r, NULL, S_OPERATOR_BY,
		    ARGS(words_of(m->who), words_of(old), words_of(to->who)));
	} else if (to != NULL)
		(void)strcpy(old, to->who);
	registry_end(r, m);
	if (to == NULL)
		return (acts_nobody(r, m, name));
	if (!done)
		registry_answer(r, m, S_OP_ALREADY, ARGS(words_of(old)));
	return (COMMAND_DONE);
}

/* The key was not good for anything. */
static void
refuse_key(struct registry *r, struct member *m, bool in_use)
{
	if (in_use) {
		log_stranger("refused %s: the operator key is in use",
		    m->address);
		registry_answer(r, m, S_OP_IN_USE, NULL);
		return;
	}
	log_stranger("refused %s: a wrong operator key", m->address);
	registry_answer(r, m, S_OP_WRONG, NULL);
}

enum command_result
charge_op(struct registry *r, struct member *m, struct words args)
{
	enum key_verdict verdict;
	int64_t wait;

	args = words_trim(args);
	if (registry_is_operator(r, m))
		return (hand_over(r, m, args));
	wait = try_key(r, m, args, &verdict);
	if (wait > 0)
		registry_answer(r, m, S_OP_TRIES,
		    ARGS(SPAN(wait, SPAN_SECONDS)));
	else if (verdict != KEY_RIGHT)
		refuse_key(r, m, verdict == KEY_IN_USE);
	return (COMMAND_DONE);
}

enum command_result
charge_deop(struct registry *r, struct member *m, struct words args)
{
	const size_t mark = strlen(MEMBER_OPERATOR_MARK);
	char old[MEMBER_WHO_SIZE];
	bool key_good;

	(void)args;
	if (m->is_console) {
		registry_answer(r, m, S_DEOP_CONSOLE, NULL);
		return (COMMAND_DONE);
	}
	registry_who(r, m, old);
	if (name_is_reserved(old + mark, strlen(old + mark))) {
		registry_answer(r, m, S_DEOP_NAME, ARGS(words_of(old + mark)));
		return (COMMAND_DONE);
	}
	registry_begin(r, m);
	key_good = registry_demote(r, m);
	memmove(m->who, m->who + mark, strlen(m->who + mark) + 1);
	registry_add(r, NULL, S_NO_OPERATOR,
	    ARGS(words_of(old), words_of(m->who)));
	if (key_good)
		registry_tell_key_is_good(r);
	registry_end(r, m);
	return (COMMAND_DONE);
}

enum command_result
charge_opkey(struct registry *r, struct member *m, struct words args)
{
	size_t others;

	(void)args;
	if (!m->is_console)
		registry_answer(r, m, S_OPKEY_NOT_HERE, NULL);
	else if (!r->operator_key_once)
		registry_answer(r, m, S_OPKEY_IN_FILE, NULL);
	else if (!r->console_is_private)
		registry_answer(r, m, S_OPKEY_NOT_PRIVATE, NULL);
	else {
		thread_lock(&r->lock);
		others = r->operators;
		thread_unlock(&r->lock);
		registry_answer(r, m, others == 0 ? S_OPKEY : S_OPKEY_LATER,
		    ARGS(words_of(r->operator_key.bytes)));
	}
	return (COMMAND_DONE);
}
