/*
 * batch: what has happened and is not yet delivered, in order.  See batch.h.
 */
#include <config.h>

#include "server/delivery/batch.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/*
 * The bounds of a batch, large enough that a busy room is delivered in few
 * system calls, small enough that a batch stays in the processor's cache and
 * that the next one is not late.  Memory that is not used is never touched.
 */
enum { ASIDE_MAX = 256 * 1024, MARKS_MAX = 4096 };

bool
batch_init(struct batch *b)
{
	batch_clear(b);
	b->text = malloc(BATCH_TEXT_MAX);
	b->events = malloc(BATCH_EVENTS_MAX * sizeof *b->events);
	b->aside = malloc(ASIDE_MAX);
	b->marks = malloc(MARKS_MAX * sizeof *b->marks);
	if (b->text != NULL && b->events != NULL && b->aside != NULL &&
	    b->marks != NULL)
		return (true);
	batch_fini(b);
	return (false);
}

void
batch_fini(struct batch *b)
{
	free(b->text);
	free(b->events);
	free(b->aside);
	free(b->marks);
}

void
batch_clear(struct batch *b)
{
	b->text_len = 0;
	b->event_count = 0;
	b->aside_len = 0;
	b->mark_count = 0;
}

bool
batch_is_empty(const struct batch *b)
{
	/* An aside always has a mark, or an event. */
	return (b->event_count == 0 && b->mark_count == 0);
}

bool
batch_has_room(const struct batch *b)
{
	return (b->text_len + BATCH_PUSH_MAX <= BATCH_TEXT_MAX &&
	    b->event_count + BATCH_PUSH_EVENTS <= BATCH_EVENTS_MAX &&
	    b->aside_len + BATCH_PUSH_MAX <= ASIDE_MAX &&
	    b->mark_count + BATCH_PUSH_MARKS <= MARKS_MAX);
}

/* Whether `b`, which is not empty, stays small with `more` appended. */
static bool
has_room_for(const struct batch *b, const struct batch *more)
{
	return (b->text_len + more->text_len <= BATCH_TEXT_MAX / 4 &&
	    b->event_count + more->event_count <= BATCH_EVENTS_MAX / 4 &&
	    b->aside_len + more->aside_len <= ASIDE_MAX / 4 &&
	    b->mark_count + more->mark_count <= MARKS_MAX / 4);
}

/* Appends the marks of `more`, which come after what is in `b`. */
static void
move_marks(struct batch *b, const struct batch *more)
{
	size_t i;

	for (i = 0; i < more->mark_count; i++) {
		struct mark *mark = &b->marks[b->mark_count++];

		*mark = more->marks[i];
		mark->at += (uint32_t)b->event_count;
		mark->told.at += (uint32_t)b->aside_len;
	}
}

static void
move_events(struct batch *b, const struct batch *more)
{
	size_t i;

	for (i = 0; i < more->event_count; i++) {
		struct event *e = &b->events[b->event_count++];

		*e = more->events[i];
		e->at += (uint32_t)b->text_len;
		e->apart += (uint32_t)b->aside_len;
	}
}

bool
batch_move(struct batch *b, struct batch *more)
{
	struct batch old = *b;

	if (batch_is_empty(b)) {
		*b = *more;
		*more = old;
		return (true);
	}
	if (!has_room_for(b, more))
		return (false);
	move_marks(b, more);
	move_events(b, more);
	memcpy(b->text + b->text_len, more->text, more->text_len);
	b->text_len += more->text_len;
	memcpy(b->aside + b->aside_len, more->aside, more->aside_len);
	b->aside_len += more->aside_len;
	batch_clear(more);
	return (true);
}

static struct mark *
add_mark(struct batch *b, struct seat *s, enum mark_kind kind)
{
	struct mark *mark;

	assert(b->mark_count < MARKS_MAX);
	mark = &b->marks[b->mark_count++];
	memset(mark, 0, sizeof *mark);
	mark->seat = s;
	mark->kind = kind;
	mark->at = (uint32_t)b->event_count;
	mark->next = NO_MARK;
	return (mark);
}

static void
add_aside(struct batch *b, const void *bytes, size_t len)
{
	assert(len <= ASIDE_MAX - b->aside_len);
	memcpy(b->aside + b->aside_len, bytes, len);
	b->aside_len += len;
}

/* Appends an event for everyone, at the end of the text. */
static struct event *
add_event(struct batch *b, const struct event *what)
{
	struct event *e;

	assert(b->event_count < BATCH_EVENTS_MAX);
	e = &b->events[b->event_count++];
	*e = *what;
	e->at = (uint32_t)b->text_len;
	return (e);
}

/*
 * Lines that a member says one after the other need one mark, if nothing has
 * come between them.
 */
static void
mark_own(struct batch *b, struct seat *from)
{
	struct mark *last =
	    b->mark_count > 0 ? &b->marks[b->mark_count - 1] : NULL;

	if (last == NULL || last->kind != MARK_OWN || last->seat != from ||
	    last->at + last->count != b->event_count)
		last = add_mark(b, from, MARK_OWN);
	last->count++;
}

void
batch_say(struct batch *b, struct seat *from, const struct event *what,
    const void *line)
{
	assert(what->len <= BATCH_TEXT_MAX - b->text_len);
	if (from != NULL)
		mark_own(b, from);
	(void)add_event(b, what);
	memcpy(b->text + b->text_len, line, what->len);
	b->text_len += what->len;
}

void
batch_note(struct batch *b, const struct event *what, const void *bytes)
{
	struct event *e = add_event(b, what);

	e->is_apart = true;
	e->apart = (uint32_t)b->aside_len;
	e->len = 0;
	add_aside(b, bytes, what->len);
}

void
batch_tell(struct batch *b, struct seat *to, const struct event *what,
    const void *lines)
{
	struct mark *mark = add_mark(b, to, MARK_TELL);

	mark->told = *what;
	mark->told.at = (uint32_t)b->aside_len;
	add_aside(b, lines, what->len);
}

void
batch_tell_raw(struct batch *b, struct seat *to, const void *bytes, size_t len)
{
	struct mark *mark = add_mark(b, to, MARK_RAW);

	mark->told.at = (uint32_t)b->aside_len;
	mark->told.len = (uint32_t)len;
	add_aside(b, bytes, len);
}

void
batch_edition(struct batch *b, struct seat *s, struct edition *edition)
{
	add_mark(b, s, MARK_EDITION)->edition = edition;
}

void
batch_end(struct batch *b, struct seat *s, enum sentence why)
{
	add_mark(b, s, MARK_END)->why = why;
}

void
batch_join(struct batch *b, struct seat *s)
{
	(void)add_mark(b, s, MARK_JOIN);
}

void
batch_leave(struct batch *b, struct seat *s)
{
	(void)add_mark(b, s, MARK_LEAVE);
}
