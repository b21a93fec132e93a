/*
 * say: what members say, to all or to one, and what one is answered.
 *
 * A part of the registry; see registry.h.
 */
#include <config.h>

#include "common/thread.h"
#include "common/words.h"
#include "server/room/news.h"
#include "server/room/push.h"
#include "server/room/registry.h"
#include "server/room/rules.h"
#include "server/room/speech.h"

/* A program that numbers its lines is told which event this one has become. */
static void
confirm(struct registry *r, struct member *m) THREAD_NEEDS(r->lock)
{
	struct event what;

	if (m->talk.request == 0)
		return; /* the way of most lines */
	what = registry_event(r, EVENT_ANSWERED, 0);
	what.number = r->events;
	what.sentence = S_HEARD;
	what.request = registry_answers(r, m);
	batch_tell(&r->inbox.batch, &m->seat, &what, "");
}

/* The lines of a speech are events. */
static void
add_speech(struct registry *r, struct member *from, const struct speech *s)
    THREAD_NEEDS(r->lock)
{
	struct event e = speech_event(s);
	size_t i;

	e.time_ms = registry_time_ms();
	for (i = 0; i < s->count; i++) {
		speech_measure(s, i, &e);
		e.number = ++r->events;
		batch_say(&r->inbox.batch, &from->seat, &e,
		    s->lines + speech_start(s, i));
	}
}

void
registry_say(struct registry *r, struct member *from, const struct speech *s)
{
	registry_begin(r, from);
	from->spoke = thread_now_ms();
	if (rules_let_speak(r, from, from->spoke)) {
		news_introduce(r, from);
		add_speech(r, from, s);
		confirm(r, from);
	}
	registry_end(r, from);
}

void
registry_tell(struct registry *r, struct member *m, enum sentence s,
    const char *lines, size_t len)
{
	struct event what;

	registry_begin(r, m);
	what = registry_event(r, EVENT_ANSWERED, len);
	what.request = registry_answers(r, m);
	what.sentence = (uint16_t)s;
	batch_tell(&r->inbox.batch, &m->seat, &what, lines);
	registry_end(r, m);
	m->talk.answered += (uint32_t)len;
}

void
registry_tell_raw(struct registry *r, struct member *m, const char *bytes,
    size_t len)
{
	registry_begin(r, m);
	batch_tell_raw(&r->inbox.batch, &m->seat, bytes, len);
	registry_end(r, m);
}

void
registry_answer(struct registry *r, struct member *m, enum sentence s,
    const struct words *args)
{
	size_t len;

	registry_begin(r, m);
	len = registry_tell_one(r, m, s, args);
	registry_end(r, m);
	m->talk.answered += (uint32_t)len;
}

/* Both get the same line. */
static void
add_whisper(struct registry *r, struct member *from, struct member *to,
    struct words text) THREAD_NEEDS(r->lock)
{
	const struct words *args =
	    ARGS(words_of(from->who), words_of(to->who), text);

	registry_add(r, to, S_WHISPERED, args);
	if (from != to)
		registry_add(r, from, S_WHISPERED, args);
}

bool
registry_whisper(struct registry *r, struct member *from, const char *name,
    size_t name_len, const char *text, size_t text_len)
{
	struct member *to;

	registry_begin(r, from);
	from->spoke = thread_now_ms();
	to = registry_find(r, name, name_len);
	if (to == NULL || r->closing || from->state == MEMBER_THROWN_OUT ||
	    (!to->is_operator && !rules_let_speak(r, from, from->spoke)))
		goto out;
	news_introduce(r, from);
	add_whisper(r, from, to, (struct words){ text, text_len });
out:
	registry_end(r, from);
	return (to != NULL);
}
