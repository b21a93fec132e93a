/*
 * broadcast: delivers what was said, one send for each member and round.  See
 * broadcast.h.
 */
#include <config.h>

#include "server/delivery/broadcast.h"

#include <sys/uio.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "server/delivery/member.h"

/* Pieces of one member's copy that are sent by one system call. */
#define PIECES_MAX 32

bool
audience_init(struct audience *a, size_t max)
{
	memset(a, 0, sizeof *a);
	a->max = max;
	a->members = calloc(max, sizeof *a->members);
	if (a->members == NULL)
		return (false);
	if (batch_init(&a->batch))
		return (true);
	free(a->members);
	return (false);
}

void
audience_fini(struct audience *a)
{
	batch_fini(&a->batch);
	free(a->members);
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

/* From here on: it does not get what was said before. */
static void
seat(struct audience *a, struct member *m, size_t at)
{
	assert(a->count < a->max);
	m->seat = a->count;
	m->reached = a->start + at;
	a->members[a->count++] = m;
}

static void
unseat(struct audience *a, struct member *m)
{
	struct member *last = a->members[--a->count];

	assert(a->members[m->seat] == m);
	a->members[m->seat] = last;
	last->seat = m->seat;
}

/* The pieces of one member's copy, on their way. */
struct copy {
	struct member *member;
	struct iovec pieces[PIECES_MAX];
	int count;
};

static void
copy_send(struct copy *c)
{
	if (c->count > 0)
		member_send(c->member, c->pieces, c->count);
	c->count = 0;
}

static void
copy_add(struct copy *c, char *bytes, size_t len)
{
	if (len == 0)
		return;
	if (c->count == PIECES_MAX)
		copy_send(c);
	c->pieces[c->count].iov_base = bytes;
	c->pieces[c->count].iov_len = len;
	c->count++;
}

/*
 * The next mark that concerns `m` after mark `i`, or after none, when it has
 * received all before `from`.  Most members follow their chain; one that wants
 * quiet must also look at the news.
 */
static size_t
next_mark(const struct batch *b, const struct member *m, size_t i, size_t from)
{
	if (!m->quiet)
		return (i == NO_MARK ? m->first_mark : b->marks[i].next);
	for (i = i == NO_MARK ? 0 : i + 1; i < b->mark_count; i++)
		if (b->marks[i].member == m ?
			i >= m->first_mark :
			b->marks[i].member == NULL && b->marks[i].at >= from)
			return (i);
	return (NO_MARK);
}

/* What one mark does to a copy; everything before `*from` is dealt with. */
static void
apply_mark(struct copy *c, const struct batch *b, const struct mark *mark,
    size_t *from)
{
	/* News of the member itself is skipped by two marks at one place. */
	if (mark->at > *from) {
		copy_add(c, b->text + *from, mark->at - *from);
		*from = mark->at;
	}
	switch (mark->kind) {
	case MARK_JOIN:
		break;
	case MARK_SKIP:
	case MARK_NEWS:
		*from = mark->at + mark->len;
		break;
	case MARK_INSERT:
		copy_add(c, b->aside + mark->aside, mark->len);
		break;
	case MARK_RAW:
		copy_send(c);
		member_send_raw(c->member, b->aside + mark->aside, mark->len);
		break;
	case MARK_QUIET:
		c->member->quiet = mark->len != 0;
		break;
	case MARK_END:
		copy_send(c);
		member_end(c->member, mark->why);
		break;
	case MARK_LEAVE:
		*from = b->text_len;
		break;
	}
}

/* Sends what follows `from` and differs from everyone's, mark by mark. */
static void
send_marked(const struct batch *b, struct member *m, size_t from)
{
	struct copy copy = { .member = m };
	size_t i;

	for (i = next_mark(b, m, NO_MARK, from); i != NO_MARK;
	     i = next_mark(b, m, i, from)) {
		apply_mark(&copy, b, &b->marks[i], &from);
		if (b->marks[i].kind == MARK_LEAVE)
			break;
	}
	copy_add(&copy, b->text + from, b->text_len - from);
	copy_send(&copy);
}

/* Sends a member everything that it has not received yet. */
static void
visit(const struct audience *a, struct member *m)
{
	const struct batch *b = &a->batch;
	size_t from = (size_t)(m->reached - a->start);
	struct iovec rest = { .iov_base = b->text + from,
		.iov_len = b->text_len - from };

	if (m->first_mark != NO_MARK || m->quiet)
		send_marked(b, m, from);
	else if (rest.iov_len > 0)
		member_send(m, &rest, 1);
	m->first_mark = NO_MARK;
	m->reached = a->start + b->text_len;
}

/*
 * Chains the new marks of each member, in their order.  Says whose copy differs
 * before the first copy is sent.
 */
static void
chain_marks(struct audience *a)
{
	const struct batch *b = &a->batch;
	size_t i;

	for (i = a->known_marks; i < b->mark_count; i++) {
		struct member *m = b->marks[i].member;

		if (m == NULL)
			continue;
		if (m->first_mark == NO_MARK)
			m->first_mark = (uint32_t)i;
		else
			b->marks[m->latest_mark].next = (uint32_t)i;
		m->latest_mark = (uint32_t)i;
		if (b->marks[i].kind == MARK_JOIN)
			seat(a, m, b->marks[i].at);
	}
}

/* For a batch without text, which only a few get.  Returns how many. */
static size_t
visit_marked(const struct audience *a)
{
	size_t i, n = 0;

	for (i = a->known_marks; i < a->batch.mark_count; i++) {
		struct member *m = a->batch.marks[i].member;

		/* The first visit has dealt with all marks of a member. */
		if (m == NULL || m->first_mark == NO_MARK)
			continue;
		visit(a, m);
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
		struct member *m = a->batch.marks[i].member;

		if (a->batch.marks[i].kind != MARK_LEAVE)
			continue;
		visit(a, m);
		unseat(a, m);
		member_let_go(m);
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
	size_t n = 0;

	if (b->text_len == a->known_text && b->mark_count == a->known_marks)
		return (0);
	chain_marks(a);
	if (b->text_len == 0)
		n = visit_marked(a);
	let_go(a);
	a->behind = b->text_len > 0 ? a->count : 0;
	a->known_text = b->text_len;
	a->known_marks = b->mark_count;
	return (n);
}

/* Everyone has everything. */
static void
forget(struct audience *a)
{
	a->start += a->batch.text_len;
	a->known_text = 0;
	a->known_marks = 0;
	batch_clear(&a->batch);
}

size_t
broadcast_some(struct audience *a)
{
	size_t visited = start_round(a), n;

	for (n = 0; n < BROADCAST_SOME && a->behind > 0; n++) {
		if (a->next >= a->count)
			a->next = 0;
		visit(a, a->members[a->next++]);
		a->behind--;
	}
	if (a->behind == 0)
		forget(a);
	return (visited + n);
}
