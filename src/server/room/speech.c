/*
 * speech: lines that one member says.  See speech.h.
 */
#include <config.h>

#include "server/room/speech.h"

#include <assert.h>
#include <string.h>

#include "server/delivery/batch.h"
#include "speech/sentence.h"

_Static_assert(SPEECH_LINES_MAX <= BATCH_PUSH_EVENTS, "a speech is one push");
_Static_assert(SPEECH_TEXT_MAX + SPEECH_AROUND <= UINT16_MAX,
    "an end must fit");

/*
 * What stands around the name and the text of a line.  These two sentences are
 * the way of most lines: they stand here in pieces as well, so that no time is
 * spent on finding the places in them.
 */
struct frame {
	const char *before, *between;
	size_t before_len, between_len;
	enum sentence sentence; /* the same in the table */
};

static const struct frame said = { "[ ", " ]: ", 2, 4, S_SAID };
static const struct frame did = { "* ", " ", 2, 1, S_DID };

static const char end[] = { '\r', '\n' };

void
speech_clear(struct speech *s)
{
	s->who_len = strlen(s->who);
	s->kind = EVENT_SAID;
	s->count = 0;
}

bool
speech_has_room(const struct speech *s, size_t len)
{
	return (s->count < SPEECH_LINES_MAX &&
	    speech_start(s, s->count) + SPEECH_AROUND + len <= sizeof s->lines);
}

static char *
append(char *p, const char *bytes, size_t len)
{
	memcpy(p, bytes, len);
	return (p + len);
}

static void
add(struct speech *s, const struct frame *f, const char *text, size_t len)
{
	char *p = s->lines + speech_start(s, s->count);

	assert(speech_has_room(s, len));
	p = append(p, f->before, f->before_len);
	p = append(p, s->who, s->who_len);
	p = append(p, f->between, f->between_len);
	p = append(p, text, len);
	p = append(p, end, sizeof end);
	s->ends[s->count++] = (uint16_t)(p - s->lines);
}

void
speech_say(struct speech *s, const char *text, size_t len)
{
	add(s, &said, text, len);
}

void
speech_do(struct speech *s, const char *text, size_t len)
{
	assert(s->count == 0);
	s->kind = EVENT_DID;
	add(s, &did, text, len);
}

struct event
speech_event(const struct speech *s)
{
	const struct frame *f = s->kind == EVENT_SAID ? &said : &did;
	struct event e = { .kind = (uint8_t)s->kind,
		.sentence = (uint16_t)f->sentence };

	e.args[0].at = (uint16_t)f->before_len;
	e.args[0].len = (uint16_t)s->who_len;
	e.args[1].at = (uint16_t)(f->before_len + s->who_len + f->between_len);
	return (e);
}

void
speech_measure(const struct speech *s, size_t i, struct event *e)
{
	size_t len = s->ends[i] - speech_start(s, i);

	e->len = (uint32_t)len;
	e->args[1].len = (uint16_t)(len - e->args[1].at - sizeof end);
}
