/*
 * moderation: the commands for operators.  See moderation.h.
 */
#include <config.h>

#include "server/command/moderation.h"

#include <string.h>

#include "common/span.h"
#include "common/thread.h"
#include "server/command/acts.h"
#include "server/room/news.h"
#include "server/room/push.h"
#include "server/room/registry.h"

#define SLOW_MAX 3600

enum command_result
moderation_kick(struct registry *r, struct member *m, struct words args)
{
	struct words name = words_take(&args);
	struct acts_reason why = acts_reason(args);
	struct member *to;
	bool console;

	registry_begin(r, m);
	to = registry_find(r, name.bytes, name.len);
	console = to != NULL && to->is_console;
	if (to != NULL && !console) {
		news_introduce(r, to);
		registry_add(r, NULL,
		    why.text[0] != '\0' ? S_KICKED_WHY : S_KICKED,
		    ARGS(words_of(m->who), words_of(to->who),
			words_of(why.text)));
		registry_throw_out(r, to, S_WHY_KICKED);
	}
	registry_end(r, m);
	if (to == NULL)
		return (acts_nobody(r, m, name));
	if (console)
		return (acts_stays(r, m));
	return (COMMAND_DONE);
}

/* Nobody hears `to` until then. */
static void
mute_locked(struct registry *r, const struct member *m, struct member *to,
    const struct acts_span *span) THREAD_NEEDS(r->lock)
{
	news_introduce(r, to);
	registry_add(r, NULL,
	    span->until == MEMBER_FOREVER ? S_MUTED : S_MUTED_FOR,
	    ARGS(words_of(m->who), words_of(to->who), span->text));
	to->muted_until = span->until;
	if (span->until < r->rules.next_end) {
		r->rules.next_end = span->until;
		thread_wake_one(&r->due);
	}
}

enum command_result
moderation_mute(struct registry *r, struct member *m, struct words args)
{
	struct words name = words_take(&args);
	struct acts_span span;
	char who[MEMBER_WHO_SIZE];
	struct member *to;
	bool done = false, console = false;

	if (!acts_only_span(r, m, args, &span))
		return (COMMAND_MISUSED);
	registry_begin(r, m);
	to = registry_find(r, name.bytes, name.len);
	if (to != NULL) {
		memcpy(who, to->who, sizeof who);
		console = to->is_console;
		done = !to->is_operator;
	}
	if (done)
		mute_locked(r, m, to, &span);
	registry_end(r, m);
	if (to == NULL)
		return (acts_nobody(r, m, name));
	if (!done)
		registry_answer(r, m,
		    console ? S_MUTE_NOT_CONSOLE : S_MUTE_NOT_OPERATOR,
		    ARGS(words_of(who)));
	return (COMMAND_DONE);
}

enum command_result
moderation_unmute(struct registry *r, struct member *m, struct words args)
{
	struct words name = words_take(&args);
	struct member *to;
	bool done = false;

	registry_begin(r, m);
	to = registry_find(r, name.bytes, name.len);
	if (to != NULL && to->muted_until != 0) {
		to->muted_until = 0;
		done = true;
		registry_add(r, NULL, S_UNMUTED,
		    ARGS(words_of(m->who), words_of(to->who)));
	}
	registry_end(r, m);
	if (to == NULL)
		return (acts_nobody(r, m, name));
	if (!done)
		registry_answer(r, m, S_NOT_MUTED, ARGS(name));
	return (COMMAND_DONE);
}

/* Locks or unlocks. */
static enum command_result
set_locked(struct registry *r, struct member *m, bool locked)
{
	bool changes;

	registry_begin(r, m);
	changes = r->rules.locked != locked;
	r->rules.locked = locked;
	if (changes)
		registry_add(r, NULL, locked ? S_LOCKED : S_UNLOCKED,
		    ARGS(words_of(m->who)));
	registry_end(r, m);
	if (!changes)
		registry_answer(r, m,
		    locked ? S_LOCKED_ALREADY : S_OPEN_ALREADY, NULL);
	return (COMMAND_DONE);
}

enum command_result
moderation_lock(struct registry *r, struct member *m, struct words args)
{
	(void)args;
	return (set_locked(r, m, true));
}

enum command_result
moderation_unlock(struct registry *r, struct member *m, struct words args)
{
	(void)args;
	return (set_locked(r, m, false));
}

enum command_result
moderation_pause(struct registry *r, struct member *m, struct words args)
{
	struct acts_span span;

	if (!acts_only_span(r, m, args, &span))
		return (COMMAND_MISUSED);
	registry_begin(r, m);
	r->rules.paused_until = span.until;
	registry_add(r, NULL,
	    span.until == MEMBER_FOREVER ? S_PAUSED : S_PAUSED_FOR,
	    ARGS(words_of(m->who), NOBODY, span.text));
	thread_wake_one(&r->due);
	registry_end(r, m);
	return (COMMAND_DONE);
}

enum command_result
moderation_resume(struct registry *r, struct member *m, struct words args)
{
	bool changes;

	(void)args;
	registry_begin(r, m);
	changes = r->rules.paused_until != 0;
	r->rules.paused_until = 0;
	if (changes)
		registry_add(r, NULL, S_RESUMED, ARGS(words_of(m->who)));
	registry_end(r, m);
	if (!changes)
		registry_answer(r, m, S_NOT_PAUSED, NULL);
	return (COMMAND_DONE);
}

enum command_result
moderation_slow(struct registry *r, struct member *m, struct words args)
{
	struct words word = words_take(&args);
	int64_t seconds;

	if (!acts_number(word, SLOW_MAX, &seconds)) {
		registry_answer(r, m, S_NOT_SECONDS,
		    ARGS(words_cut(word, 32), NUMBER(SLOW_MAX)));
		return (COMMAND_MISUSED);
	}
	registry_begin(r, m);
	r->rules.slow_ms = seconds * 1000;
	registry_add(r, NULL, seconds > 0 ? S_SLOWED : S_SLOW_ENDED,
	    ARGS(words_of(m->who), NOBODY,
		SPAN(r->rules.slow_ms, SPAN_SECONDS)));
	registry_end(r, m);
	return (COMMAND_DONE);
}

enum command_result
moderation_topic(struct registry *r, struct member *m, struct words args)
{
	struct acts_reason topic = acts_reason(args);

	registry_begin(r, m);
	memcpy(r->topic, topic.text, sizeof r->topic);
	registry_add(r, NULL,
	    topic.text[0] != '\0' ? S_TOPIC_SET : S_TOPIC_REMOVED,
	    ARGS(words_of(m->who), words_of(topic.text)));
	registry_end(r, m);
	return (COMMAND_DONE);
}

enum command_result
moderation_announce(struct registry *r, struct member *m, struct words args)
{
	struct acts_reason words = acts_reason(args);

	registry_begin(r, m);
	registry_add(r, NULL, S_ANNOUNCED, ARGS(NOBODY, words_of(words.text)));
	registry_end(r, m);
	return (COMMAND_DONE);
}
