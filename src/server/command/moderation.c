/*
 * moderation: the commands for operators.  See moderation.h.
 */
#include <config.h>

#include "server/command/moderation.h"

#include <string.h>

#include "common/thread.h"
#include "server/command/acts.h"
#include "server/command/command.h"
#include "server/room/news.h"
#include "server/room/registry_private.h"

#define SLOW_MAX 3600

bool
moderation_kick(struct registry *r, struct member *m, struct words args)
{
	struct words name = words_take(&args);
	struct acts_reason why = acts_reason(args);
	char line[LOG_LINE_MAX];
	struct member *to;
	bool console;

	if (name.len == 0) {
		command_usage(r, m, "kick");
		return (true);
	}
	registry_begin(r, m);
	to = registry_find(r, name.bytes, name.len);
	console = to != NULL && to->is_console;
	if (to != NULL && !console) {
		news_introduce(r, to);
		(void)acts_tell(r, line, "%s threw out %s%s%s", m->who, to->who,
		    why.colon, why.text);
		registry_throw_out(r, to, "kicked");
	}
	registry_end(r, m);
	if (to == NULL)
		return (acts_nobody(r, m, name));
	if (console)
		return (acts_stays(r, m));
	acts_log(m, line);
	return (true);
}

bool
moderation_mute(struct registry *r, struct member *m, struct words args)
{
	struct words name = words_take(&args);
	struct acts_span span;
	char line[LOG_LINE_MAX];
	char who[MEMBER_WHO_SIZE];
	struct member *to;
	bool done = false, console = false;

	if (!acts_span(r, m, "mute", &args, &span))
		return (true);
	if (name.len == 0 || args.len > 0) {
		command_usage(r, m, "mute");
		return (true);
	}
	registry_begin(r, m);
	to = registry_find(r, name.bytes, name.len);
	if (to != NULL) {
		memcpy(who, to->who, sizeof who);
		console = to->is_console;
	}
	if (to != NULL && !to->is_operator) {
		done = true;
		news_introduce(r, to);
		(void)acts_tell(r, line, "%s muted %s%s", m->who, to->who,
		    span.text);
		to->muted_until = span.until;
		if (span.until < r->mute_ends) {
			r->mute_ends = span.until;
			thread_wake_one(&r->due);
		}
	}
	registry_end(r, m);
	if (to == NULL)
		return (acts_nobody(r, m, name));
	if (done)
		acts_log(m, line);
	else
		registry_notice(r, m, "%s is an operator and cannot be muted%s",
		    who, console ? "" : "; /kick works");
	return (true);
}

bool
moderation_unmute(struct registry *r, struct member *m, struct words args)
{
	struct words name = words_take(&args);
	char line[LOG_LINE_MAX];
	struct member *to;
	bool done = false;

	if (name.len == 0) {
		command_usage(r, m, "unmute");
		return (true);
	}
	registry_begin(r, m);
	to = registry_find(r, name.bytes, name.len);
	if (to != NULL && to->muted_until != 0) {
		to->muted_until = 0;
		done = true;
		(void)acts_tell(r, line, "%s unmuted %s", m->who, to->who);
	}
	registry_end(r, m);
	if (to == NULL)
		return (acts_nobody(r, m, name));
	if (done)
		acts_log(m, line);
	else
		registry_notice(r, m, "%.*s is not muted", (int)name.len,
		    name.bytes);
	return (true);
}

/* Locks or unlocks. */
static bool
set_locked(struct registry *r, struct member *m, bool locked)
{
	char line[LOG_LINE_MAX];
	bool changes;

	registry_begin(r, m);
	changes = r->locked != locked;
	r->locked = locked;
	if (changes)
		(void)acts_tell(r, line, "%s %s the room", m->who,
		    locked ? "locked" : "unlocked");
	registry_end(r, m);
	if (changes)
		acts_log(m, line);
	else
		registry_notice(r, m, "the room is already %s",
		    locked ? "locked" : "open");
	return (true);
}

bool
moderation_lock(struct registry *r, struct member *m, struct words args)
{
	(void)args;
	return (set_locked(r, m, true));
}

bool
moderation_unlock(struct registry *r, struct member *m, struct words args)
{
	(void)args;
	return (set_locked(r, m, false));
}

bool
moderation_pause(struct registry *r, struct member *m, struct words args)
{
	struct acts_span span;
	char line[LOG_LINE_MAX];

	if (!acts_span(r, m, "pause", &args, &span))
		return (true);
	if (args.len > 0) {
		command_usage(r, m, "pause");
		return (true);
	}
	registry_begin(r, m);
	r->paused_until = span.until;
	(void)acts_tell(r, line, "%s paused the room%s: only operators speak",
	    m->who, span.text);
	thread_wake_one(&r->due);
	registry_end(r, m);
	acts_log(m, line);
	return (true);
}

bool
moderation_resume(struct registry *r, struct member *m, struct words args)
{
	char line[LOG_LINE_MAX];
	bool changes;

	(void)args;
	registry_begin(r, m);
	changes = r->paused_until != 0;
	r->paused_until = 0;
	if (changes)
		(void)acts_tell(r, line, "%s ended the pause", m->who);
	registry_end(r, m);
	if (changes)
		acts_log(m, line);
	else
		registry_notice(r, m, "the room is not paused");
	return (true);
}

bool
moderation_slow(struct registry *r, struct member *m, struct words args)
{
	char line[LOG_LINE_MAX];
	long seconds;

	if (!acts_number(words_take(&args), SLOW_MAX, &seconds)) {
		command_usage(r, m, "slow");
		return (true);
	}
	registry_begin(r, m);
	r->slow_ms = seconds * 1000;
	if (seconds > 0)
		(void)acts_tell(r, line,
		    "%s turned on slow mode: one line per person every %ld s",
		    m->who, seconds);
	else
		(void)acts_tell(r, line, "%s turned off slow mode", m->who);
	registry_end(r, m);
	acts_log(m, line);
	return (true);
}

bool
moderation_topic(struct registry *r, struct member *m, struct words args)
{
	struct acts_reason topic = acts_reason(args);
	char line[LOG_LINE_MAX];

	registry_begin(r, m);
	memcpy(r->topic, topic.text, sizeof r->topic);
	if (topic.text[0] != '\0')
		(void)acts_tell(r, line, "%s set the topic: %s", m->who,
		    topic.text);
	else
		(void)acts_tell(r, line, "%s removed the topic", m->who);
	registry_end(r, m);
	acts_log(m, line);
	return (true);
}

bool
moderation_announce(struct registry *r, struct member *m, struct words args)
{
	struct acts_reason words = acts_reason(args);
	char line[LOG_LINE_MAX], who[MEMBER_WHO_SIZE];

	if (words.text[0] == '\0') {
		command_usage(r, m, "announce");
		return (true);
	}
	registry_begin(r, m);
	(void)strcpy(who, m->who);
	(void)acts_tell(r, line, "%s", words.text);
	registry_end(r, m);
	log_event("operator %s: %s announced: %s", m->address, who, line);
	return (true);
}
