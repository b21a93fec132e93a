/*
 * broadcast: delivers what has happened, one send for each member and round.
 * See broadcast.h.
 */
#include <config.h>

#include "server/delivery/broadcast.h"

#include <sys/uio.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "server/delivery/seat.h"

/* Pieces of one member's copy that are sent by one system call. */
#define PIECES_MAX 32

bool
audience_init(struct audience *a, size_t max)
{
	memset(a, 0, sizeof *a);
	a->max = max;
	a->seats = calloc(max, sizeof *a->seats);
	a->told = malloc(EDITION_TELL_MAX);
	if (a->seats != NULL && a->told != NULL && batch_init(&a->batch))
		return (true);
	free(a->told);
	free(a->seats);
	return (false);
}

void
audience_fini(struct audience *a)
{
	batch_fini(&a->batch);
	free(a->told);
	free(a->seats);
}

bool
broadcast_take(struct audience *a, struct batch *inbox)
{
	return (batch_move(&a->batch, inbox));
}

bool
broadcast_is_done(const struct audience *a)
{
	return (batch_is_empty(&a->batch));
}

/* One more member reads `e`, which may be the plain edition, NULL. */
static void
add_reader(struct audience *a, struct edition *e)
{
	if (e == NULL || e->readers++ > 0)
		return;
	assert(a->read_count < EDITIONS_MAX);
	a->read[a->read_count++] = e;
	edition_extend(e, &a->batch);
}

static void
remove_reader(struct audience *a, struct edition *e)
{
	size_t i = 0;

	if (e == NULL || --e->readers > 0)
		return;
	while (a->read[i] != e)
		i++;
	a->read[i] = a->read[--a->read_count];
	edition_clear(e);
}

/* From here on: it does not get what happened before. */
static void
add_seat(struct audience *a, struct seat *s, size_t at)
{
	assert(a->count < a->max);
	s->place.index = a->count;
	s->place.reached = a->start + at;
	a->seats[a->count++] = s;
}

static void
remove_seat(struct audience *a, struct seat *s)
{
	struct seat *last = a->seats[--a->count];

	assert(a->seats[s->place.index] == s);
	a->seats[s->place.index] = last;
	last->place.index = s->place.index;
	remove_reader(a, s->place.edition);
	s->place.edition = NULL;
}

/* The pieces of one member's copy, on their way. */
struct copy {
	struct audience *audience;
	struct seat *seat;
	size_t from; /* all events before this one are dealt with */
	struct iovec pieces[PIECES_MAX];
	int count;
};

static void
copy_send(struct copy *c)
{
	if (c->count > 0)
		seat_send(c->seat, c->pieces, c->count);
	c->count = 0;
}

static void
copy_add(struct copy *c, struct edition_text text)
{
	if (text.len == 0)
		return;
	if (c->count == PIECES_MAX)
		copy_send(c);
	c->pieces[c->count].iov_base = text.bytes;
	c->pieces[c->count].iov_len = text.len;
	c->count++;
}

/* All events before the one at `to`. */
static void
copy_events(struct copy *c, size_t to)
{
	if (to > c->from)
		copy_add(c,
		    edition_text(c->seat->place.edition, &c->audience->batch,
			c->from, to));
	c->from = to;
}

/* What the member alone is told. */
static void
copy_told(struct copy *c, const struct event *told)
{
	struct edition_text text = edition_tell(c->seat->place.edition,
	    &c->audience->batch, told, c->audience->told);

	copy_add(c, text);
	/* The next one is written to the same place. */
	if (text.bytes == c->audience->told)
		copy_send(c);
}

/* Bytes that are the same in every edition. */
static struct edition_text
raw_text(const struct batch *b, const struct event *raw)
{
	return ((struct edition_text){ b->aside + raw->at, raw->len });
}

/* What one mark does to a copy. */
static void
apply_mark(struct copy *c, const struct mark *mark)
{
	copy_events(c, mark->at);
	switch (mark->kind) {
	case MARK_JOIN:
		break;
	case MARK_OWN:
		if (!edition_has_own(c->seat->place.edition))
			c->from = mark->at + mark->count;
		break;
	case MARK_TELL:
		copy_told(c, &mark->told);
		break;
	case MARK_RAW:
		copy_add(c, raw_text(&c->audience->batch, &mark->told));
		break;
	case MARK_EDITION:
		copy_send(c); /* the last piece may be gone with its edition */
		remove_reader(c->audience, c->seat->place.edition);
		c->seat->place.edition = mark->edition;
		break;
	case MARK_END:
		copy_send(c);
		seat_end(c->seat, mark->why);
		break;
	case MARK_LEAVE:
		c->from = c->audience->batch.event_count;
		break;
	}
}

/* Sends what follows `from` and differs from everyone's, mark by mark. */
static void
send_marked(struct audience *a, struct seat *s, size_t from)
{
	struct copy copy = { .audience = a, .seat = s, .from = from };
	const struct mark *marks = a->batch.marks;
	size_t i;

	for (i = s->place.first_mark; i != NO_MARK; i = marks[i].next) {
		apply_mark(&copy, &marks[i]);
		if (marks[i].kind == MARK_LEAVE)
			break;
	}
	copy_events(&copy, a->batch.event_count);
	copy_send(&copy);
}

/* The same where nothing differs: one piece. */
static void
send_plainly(struct audience *a, struct seat *s, size_t from)
{
	struct edition_text text = edition_text(s->place.edition, &a->batch,
	    from, a->batch.event_count);
	struct iovec piece = { .iov_base = text.bytes, .iov_len = text.len };

	if (text.len > 0)
		seat_send(s, &piece, 1);
}

/* Sends a member everything that it has not received yet. */
static void
visit(struct audience *a, struct seat *s)
{
	size_t from = (size_t)(s->place.reached - a->start);

	if (s->place.first_mark != NO_MARK)
		send_marked(a, s, from);
	else
		send_plainly(a, s, from);
	s->place.first_mark = NO_MARK;
	s->place.reached = a->start + a->batch.event_count;
}

/*
 * Chains the new marks of each member, in their order.  Says whose copy differs
 * before the first copy is sent, and which editions are needed.
 */
static void
chain_marks(struct audience *a)
{
	const struct batch *b = &a->batch;
	size_t i;

	for (i = a->known_marks; i < b->mark_count; i++) {
		struct seat *s = b->marks[i].seat;

		if (s->place.first_mark == NO_MARK)
			s->place.first_mark = (uint32_t)i;
		else
			b->marks[s->place.latest_mark].next = (uint32_t)i;
		s->place.latest_mark = (uint32_t)i;
		if (b->marks[i].kind == MARK_JOIN)
			add_seat(a, s, b->marks[i].at);
		if (b->marks[i].kind == MARK_EDITION)
			add_reader(a, b->marks[i].edition);
	}
}

/* For a batch without events, which only a few get.  Returns how many. */
static size_t
visit_marked(struct audience *a)
{
	size_t i, n = 0;

	for (i = a->known_marks; i < a->batch.mark_count; i++) {
		struct seat *s = a->batch.marks[i].seat;

		/* The first visit has dealt with all marks of a member. */
		if (s->place.first_mark == NO_MARK)
			continue;
		visit(a, s);
		n++;
	}
	return (n);
}

/* Members that leave do not wait for the round. */
static void
let_go(struct audience *a)
{
	size_t i;

	for (i = a->known_marks; i < a->batch.mark_count; i++) {
		struct seat *s = a->batch.marks[i].seat;

		if (a->batch.marks[i].kind != MARK_LEAVE)
			continue;
		visit(a, s);
		remove_seat(a, s);
		seat_let_go(s);
	}
}

/*
 * Looks at what was taken last, if anything was: from here on, a whole round
 * must be made.  Returns how many were visited already.
 */
static size_t
start_round(struct audience *a)
{
	const struct batch *b = &a->batch;
	size_t n = 0, i;

	if (b->event_count == a->known_events &&
	    b->mark_count == a->known_marks)
		return (0);
	for (i = 0; i < a->read_count; i++)
		edition_extend(a->read[i], b);
	chain_marks(a);
	if (b->event_count == 0)
		n = visit_marked(a);
	let_go(a);
	a->to_visit = b->event_count > 0 ? a->count : 0;
	a->known_events = b->event_count;
	a->known_marks = b->mark_count;
	return (n);
}

/* Everyone has everything. */
static void
forget(struct audience *a)
{
	size_t i;

	a->start += a->batch.event_count;
	a->known_events = 0;
	a->known_marks = 0;
	for (i = 0; i < a->read_count; i++)
		edition_clear(a->read[i]);
	batch_clear(&a->batch);
}

size_t
broadcast_some(struct audience *a)
{
	size_t visited = start_round(a), n;

	for (n = 0; n < BROADCAST_SOME && a->to_visit > 0; n++) {
		if (a->next >= a->count)
			a->next = 0;
		visit(a, a->seats[a->next++]);
		a->to_visit--;
	}
	if (a->to_visit == 0)
		forget(a);
	return (visited + n);
}
