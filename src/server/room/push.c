/*
 * push: what happens under one hold of the registry's mutex becomes events.
 *
 * A part of the registry; see registry.h and registry_private.h.
 */
#include <config.h>

#include <time.h>

#include "common/thread.h"
#include "common/words.h"
#include "server/room/news.h"
#include "server/room/registry.h"
#include "server/room/registry_private.h"
#include "server/room/rules.h"
#include "server/room/speech.h"

void
registry_begin(struct registry *r, const struct member *m)
{
	thread_lock(&r->lock);
	inbox_wait(&r->inbox, m);
	r->pusher = m;
}

void
registry_end(struct registry *r, struct member *m)
{
	inbox_deliver(&r->inbox, m);
	thread_unlock(&r->lock);
}

/* Milliseconds since the epoch. */
static int64_t
time_ms(void)
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
		.time_ms = time_ms() };

	if (event_is_public(kind))
		e.number = ++r->events;
	return (e);
}

struct event
registry_sentence(struct registry *r, enum sentence s, const struct words *args,
    char line[REGISTRY_LINE_SIZE])
{
	struct event e = registry_event(r, sentence_kind(s), 0);

	e.sentence = (uint16_t)s;
	e.len =
	    (uint32_t)sentence_line(s, args, line, REGISTRY_LINE_SIZE, e.args);
	return (e);
}

/*
 * Which request of `to` the present push answers, if it is its own: none of its
 * workers is another thread then.  The lock is held.
 */
static uint32_t
answers_request(const struct registry *r, struct member *to)
{
	if (to != r->pusher || to->request == 0)
		return (0);
	to->request_answered = true;
	return (to->request);
}

void
registry_add(struct registry *r, struct member *only, enum sentence s,
    const struct words *args)
{
	char line[REGISTRY_LINE_SIZE];
	struct event what;

	if (only == NULL) {
		registry_tell_others(r, NULL, s, args);
		return;
	}
	what = registry_sentence(r, s, args, line);
	what.request = answers_request(r, only);
	batch_tell(&r->inbox.batch, only, &what, line);
}

void
registry_tell_others(struct registry *r, struct member *except, enum sentence s,
    const struct words *args)
{
	char line[REGISTRY_LINE_SIZE];
	struct event what;

	if (r->closing)
		return;
	what = registry_sentence(r, s, args, line);
	batch_say(&r->inbox.batch, except, &what, line);
}

/*
 * A program that numbers its lines is told which event this one has become.
 * The lock is held.
 */
static void
confirm(struct registry *r, struct member *m)
{
	struct event what = registry_event(r, EVENT_ANSWERED, 0);

	what.number = r->events;
	what.sentence = S_HEARD;
	what.request = answers_request(r, m);
	if (what.request != 0)
		batch_tell(&r->inbox.batch, m, &what, "");
}

/* The lines of a speech are events.  The lock is held. */
static void
add_speech(struct registry *r, struct member *from, const struct speech *s)
{
	int64_t now = time_ms();
	struct event e;
	size_t i;

	for (i = 0; i < s->count; i++) {
		e = speech_event(s, i);
		e.number = ++r->events;
		e.time_ms = now;
		batch_say(&r->inbox.batch, from, &e,
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
	what.request = answers_request(r, m);
	what.sentence = (uint16_t)s;
	batch_tell(&r->inbox.batch, m, &what, lines);
	registry_end(r, m);
	m->answered += (uint32_t)len;
}

void
registry_tell_raw(struct registry *r, struct member *m, const char *bytes,
    size_t len)
{
	registry_begin(r, m);
	batch_tell_raw(&r->inbox.batch, m, bytes, len);
	registry_end(r, m);
}

void
registry_answer(struct registry *r, struct member *m, enum sentence s,
    const struct words *args)
{
	char line[REGISTRY_LINE_SIZE];
	struct event what;

	registry_begin(r, m);
	what = registry_sentence(r, s, args, line);
	what.request = answers_request(r, m);
	batch_tell(&r->inbox.batch, m, &what, line);
	registry_end(r, m);
	m->answered += what.len;
}

/* Both get the same line.  The lock is held. */
static void
add_whisper(struct registry *r, struct member *from, struct member *to,
    struct words text)
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
	if (to == NULL || r->closing || from->thrown_out != NULL ||
	    (!to->is_operator && !rules_let_speak(r, from, from->spoke)))
		goto out;
	news_introduce(r, from);
	add_whisper(r, from, to, (struct words){ text, text_len });
out:
	registry_end(r, from);
	return (to != NULL);
}
