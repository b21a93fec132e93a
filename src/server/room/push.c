/*
 * push: what happens under one hold of the registry's mutex becomes events.
 * See push.h.
 */
#include <config.h>

#include "server/room/push.h"

#include <time.h>

#include "common/thread.h"
#include "server/room/logbook.h"

THREAD_UNCHECKED void
registry_begin(struct registry *r, struct member *m)
{
	thread_lock(&r->lock);
	inbox_wait(&r->inbox, member_seat(m));
	r->pusher = m;
}

THREAD_UNCHECKED void
registry_end(struct registry *r, struct member *m)
{
	r->pusher = NULL;
	inbox_deliver(&r->inbox, member_seat(m));
	thread_unlock(&r->lock);
}

int64_t
registry_time_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return ((int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

struct event
registry_event(struct registry *r, enum event_kind kind, size_t len)
{
	struct event e = { .kind = (uint8_t)kind,
		.len = (uint32_t)len,
		.time_ms = registry_time_ms() };

	thread_assert_held(&r->lock);
	if (event_is_public(kind))
		e.number = ++r->events;
	return (e);
}

enum language
registry_language_of(const struct member *m)
{
	const struct edition *e = m != NULL ? m->wants : NULL;

	/* What programs read is the same in every room. */
	if (e == NULL || e->key.form == FORM_RECORDS)
		return (LANGUAGE_EN);
	return (e->key.language);
}

struct event
registry_sentence(struct registry *r, const struct member *only,
    enum sentence s, const struct words *args, char line[REGISTRY_LINE_SIZE])
{
	struct event e = registry_event(r, sentence_kind(s), 0);

	thread_assert_held(&r->lock);
	e.sentence = (uint16_t)s;
	e.len = (uint32_t)sentence_line(registry_language_of(only), s, args,
	    line, REGISTRY_LINE_SIZE, e.args);
	return (e);
}

uint32_t
registry_answers(const struct registry *r, struct member *to)
{
	thread_assert_held(&r->lock);
	if (to != r->pusher || to->talk.request == 0)
		return (0);
	to->talk.request_answered = true;
	return (to->talk.request);
}

size_t
registry_tell_one(struct registry *r, struct member *to, enum sentence s,
    const struct words *args)
{
	char line[REGISTRY_LINE_SIZE];
	struct event what;

	thread_assert_held(&r->lock);
	what = registry_sentence(r, to, s, args, line);
	/* A whisper that comes back to whoever has sent it is no answer. */
	if (what.kind == EVENT_ANSWERED)
		what.request = registry_answers(r, to);
	batch_tell(&r->inbox.batch, &to->seat, &what, line);
	return (what.len);
}

void
registry_add(struct registry *r, struct member *only, enum sentence s,
    const struct words *args)
{
	thread_assert_held(&r->lock);
	if (only == NULL)
		registry_tell_others(r, NULL, s, args);
	else
		(void)registry_tell_one(r, only, s, args);
}

void
registry_tell_others(struct registry *r, struct member *except, enum sentence s,
    const struct words *args)
{
	char line[REGISTRY_LINE_SIZE];
	struct event what;

	thread_assert_held(&r->lock);
	if (r->closing)
		return;
	what = registry_sentence(r, NULL, s, args, line);
	batch_say(&r->inbox.batch, member_seat(except), &what, line);
	logbook_read(r, &what, line);
}
