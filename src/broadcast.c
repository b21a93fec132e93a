/*
 * broadcast: delivers a batch, one send for each member.  See broadcast.h.
 */
#include <config.h>

#include "broadcast.h"

#include <sys/uio.h>

#include <assert.h>
#include <stdlib.h>

#include "member.h"

/* Pieces of one member's copy that are sent by one system call. */
#define PIECES_MAX 32

bool
audience_init(struct audience *a, size_t max)
{
	a->members = calloc(max, sizeof *a->members);
	a->count = 0;
	a->max = max;
	return (a->members != NULL);
}

void
audience_fini(struct audience *a)
{
	free(a->members);
}

static void
seat(struct audience *a, struct member *m)
{
	assert(a->count < a->max);
	m->seat = a->count;
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

/*
 * Chains the marks of each member, in their order.  Says whose copy differs
 * before the first copy is sent.
 */
static void
chain_marks(struct audience *a, const struct batch *b)
{
	size_t i;

	for (i = 0; i < b->mark_count; i++) {
		struct member *m = b->marks[i].member;

		if (m == NULL)
			continue;
		if (m->first_mark == NO_MARK)
			m->first_mark = i;
		else
			b->marks[m->latest_mark].next = i;
		m->latest_mark = i;
		if (b->marks[i].kind == MARK_JOIN)
			seat(a, m);
	}
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
 * The next mark that concerns `m` after mark `i`, or after none.  Most follow
 * their chain; who wants it quiet has to look at the news, too.
 */
static size_t
next_mark(const struct batch *b, const struct member *m, size_t i)
{
	if (!m->quiet)
		return (i == NO_MARK ? m->first_mark : b->marks[i].next);
	for (i = i == NO_MARK ? 0 : i + 1; i < b->mark_count; i++)
		if (b->marks[i].member == m || b->marks[i].member == NULL)
			return (i);
	return (NO_MARK);
}

/* What one mark does to a copy; everything before `*from` is dealt with. */
static void
apply_mark(struct copy *c, const struct batch *b, const struct mark *mark,
    size_t *from)
{
	/* News of the member itself is skipped by two marks at one place. */
	if (mark->kind != MARK_JOIN && mark->at > *from)
		copy_add(c, b->text + *from, mark->at - *from);
	if (mark->at > *from)
		*from = mark->at;
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

/* Sends a copy that differs from everyone's, mark by mark. */
static void
send_marked(struct member *m, const struct batch *b)
{
	struct copy copy = { .member = m };
	size_t from = 0;
	size_t i;

	for (i = next_mark(b, m, NO_MARK); i != NO_MARK;
	     i = next_mark(b, m, i)) {
		apply_mark(&copy, b, &b->marks[i], &from);
		if (b->marks[i].kind == MARK_LEAVE)
			break;
	}
	copy_add(&copy, b->text + from, b->text_len - from);
	copy_send(&copy);
}

static void
send_to_all(const struct audience *a, const struct batch *b)
{
	struct iovec all = { .iov_base = b->text, .iov_len = b->text_len };
	size_t i;

	for (i = 0; i < a->count; i++) {
		struct member *m = a->members[i];

		if (m->first_mark == NO_MARK && !m->quiet)
			member_send(m, &all, 1);
		else
			send_marked(m, b);
	}
}

/* For a batch without text: nobody else gets anything. */
static void
send_to_marked(const struct batch *b)
{
	size_t i;

	for (i = 0; i < b->mark_count; i++)
		if (b->marks[i].member != NULL &&
		    b->marks[i].member->first_mark == i)
			send_marked(b->marks[i].member, b);
}

void
broadcast(struct audience *a, const struct batch *b)
{
	size_t i;

	chain_marks(a, b);
	if (b->text_len > 0)
		send_to_all(a, b);
	else
		send_to_marked(b);
	for (i = 0; i < b->mark_count; i++)
		if (b->marks[i].member != NULL)
			b->marks[i].member->first_mark = NO_MARK;
	for (i = 0; i < b->mark_count; i++) {
		if (b->marks[i].kind != MARK_LEAVE)
			continue;
		unseat(a, b->marks[i].member);
		member_let_go(b->marks[i].member);
	}
}
