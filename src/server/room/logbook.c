/*
 * logbook: what the log has of the events of the room.  See logbook.h.
 */
#include <config.h>

#include "server/room/logbook.h"

#include "common/thread.h"
#include "server/system/log.h"
#include "speech/sentence.h"

/* An argument of an event, for "%.*s". */
#define ARGUMENT(e, bytes, i) (int)(e)->args[i].len, (bytes) + (e)->args[i].at

/* Whose push this is. */
static const char *
address(const struct registry *r) THREAD_NEEDS(r->lock)
{
	return (r->pusher->address);
}

/* Whether the room has ended the connection. */
static bool
is_dropped(enum sentence why)
{
	return (why == S_WHY_KICKED || why == S_WHY_BANNED ||
	    why == S_WHY_TOO_SLOW);
}

static void
log_left(const struct registry *r, struct words who, enum sentence sentence,
    struct words why) THREAD_NEEDS(r->lock)
{
	char words[LOG_LINE_MAX / 2] = "";

	if (why.len > 0)
		(void)log_escape(why.bytes, why.len, words, sizeof words);
	log_said("%s %s: %.*s (%zu here)%s%s",
	    is_dropped(sentence) ? "dropped" : "left", address(r), (int)who.len,
	    who.bytes, r->count, why.len > 0 ? ": " : "", words);
}

static void
log_act(const struct registry *r, const struct event *e, const char *line)
    THREAD_NEEDS(r->lock)
{
	struct words act = sentence_bare((struct words){ line, e->len });

	log_said("operator %s: %.*s", address(r), (int)act.len, act.bytes);
}

void
logbook_read(const struct registry *r, const struct event *e, const char *bytes)
{
	thread_assert_held(&r->lock);
	/* What is over by itself is nobody's act. */
	if (r->pusher == NULL)
		return;
	switch (e->kind) {
	case EVENT_JOINED:
		log_said("joined %s (%zu here)", address(r), r->count);
		break;
	case EVENT_LEFT:
		log_left(r,
		    (struct words){ bytes + e->args[0].at, e->args[0].len },
		    (enum sentence)e->args[1].sentence,
		    (struct words){ bytes + e->args[1].at, e->args[1].len });
		break;
	case EVENT_RENAMED:
		log_said("renamed %s: %.*s is %.*s", address(r),
		    ARGUMENT(e, bytes, 0), ARGUMENT(e, bytes, 1));
		break;
	case EVENT_ACTED:
	case EVENT_TOPIC:
		log_act(r, e, bytes);
		break;
	case EVENT_ANNOUNCED:
		/* The room has said it: who had it do so? */
		log_event("operator %s: %s announced: %.*s", address(r),
		    r->pusher->who, ARGUMENT(e, bytes, 1));
		break;
	default:
		break;
	}
}

void
logbook_left(const struct registry *r, const char *who, struct words why)
{
	thread_assert_held(&r->lock);
	log_left(r, words_of(who), sentence_of(why), why);
}

void
logbook_came_in_charge(const struct registry *r)
{
	thread_assert_held(&r->lock);
	log_event("operator %s: came in with the operator key", address(r));
}

void
logbook_key_is_good(const struct registry *r)
{
	thread_assert_held(&r->lock);
	log_said("operator %s: was the last one; the operator key is good "
		 "again",
	    address(r));
}
