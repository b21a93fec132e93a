/*
 * batch: what has been said and is not yet delivered.  See batch.h.
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
enum { TEXT_MAX = 256 * 1024, ASIDE_MAX = 256 * 1024, MARKS_MAX = 4096 };

bool
batch_init(struct batch *b)
{
	batch_clear(b);
	b->text = malloc(TEXT_MAX);
	b->aside = malloc(ASIDE_MAX);
	b->marks = malloc(MARKS_MAX * sizeof *b->marks);
	if (b->text != NULL && b->aside != NULL && b->marks != NULL)
		return (true);
	batch_fini(b);
	return (false);
}

void
batch_fini(struct batch *b)
{
	free(b->text);
	free(b->aside);
	free(b->marks);
}

void
batch_clear(struct batch *b)
{
	b->text_len = 0;
	b->aside_len = 0;
	b->mark_count = 0;
}

bool
batch_is_empty(const struct batch *b)
{
	/* An aside always has a mark. */
	return (b->text_len == 0 && b->mark_count == 0);
}

bool
batch_has_room(const struct batch *b)
{
	return (b->text_len + BATCH_PUSH_MAX <= TEXT_MAX &&
	    b->aside_len + BATCH_PUSH_MAX <= ASIDE_MAX &&
	    b->mark_count + BATCH_PUSH_MARKS <= MARKS_MAX);
}

/* Whether `b`, which is not empty, stays small with `more` appended. */
static bool
has_room_for(const struct batch *b, const struct batch *more)
{
	return (b->text_len + more->text_len <= TEXT_MAX / 4 &&
	    b->aside_len + more->aside_len <= ASIDE_MAX / 4 &&
	    b->mark_count + more->mark_count <= MARKS_MAX / 4);
}

bool
batch_move(struct batch *b, struct batch *more)
{
	struct batch old = *b;
	size_t i;

	if (batch_is_empty(b)) {
		*b = *more;
		*more = old;
		return (true);
	}
	if (!has_room_for(b, more))
		return (false);
	for (i = 0; i < more->mark_count; i++) {
		struct mark *mark = &b->marks[b->mark_count++];

		*mark = more->marks[i];
		mark->at += b->text_len;
		mark->aside += b->aside_len;
	}
	memcpy(b->text + b->text_len, more->text, more->text_len);
	b->text_len += more->text_len;
	memcpy(b->aside + b->aside_len, more->aside, more->aside_len);
	b->aside_len += more->aside_len;
	batch_clear(more);
	return (true);
}

static void
add_mark(struct batch *b, struct member *m, enum mark_kind kind, size_t len)
{
	struct mark *mark;

	assert(b->mark_count < MARKS_MAX);
	mark = &b->marks[b->mark_count++];
	mark->member = m;
	mark->kind = kind;
	mark->at = b->text_len;
	mark->len = len;
	mark->aside = b->aside_len;
	mark->next = NO_MARK;
}

void
batch_say(struct batch *b, struct member *from, const void *lines, size_t len)
{
	assert(len <= TEXT_MAX - b->text_len);
	if (from != NULL)
		add_mark(b, from, MARK_SKIP, len);
	memcpy(b->text + b->text_len, lines, len);
	b->text_len += len;
}

static void
add_aside(struct batch *b, struct member *to, enum mark_kind kind,
    const void *bytes, size_t len)
{
	assert(len <= ASIDE_MAX - b->aside_len);
	add_mark(b, to, kind, len);
	memcpy(b->aside + b->aside_len, bytes, len);
	b->aside_len += len;
}

void
batch_tell(struct batch *b, struct member *to, const void *lines, size_t len)
{
	add_aside(b, to, MARK_INSERT, lines, len);
}

void
batch_tell_raw(struct batch *b, struct member *to, const void *bytes,
    size_t len)
{
	add_aside(b, to, MARK_RAW, bytes, len);
}

void
batch_news(struct batch *b, struct member *of, const void *lines, size_t len)
{
	add_mark(b, NULL, MARK_NEWS, len);
	batch_say(b, of, lines, len);
}

void
batch_quiet(struct batch *b, struct member *m, bool quiet)
{
	add_mark(b, m, MARK_QUIET, quiet ? 1 : 0);
}

void
batch_end(struct batch *b, struct member *m, const char *why)
{
	add_mark(b, m, MARK_END, 0);
	b->marks[b->mark_count - 1].why = why;
}

void
batch_join(struct batch *b, struct member *m)
{
	add_mark(b, m, MARK_JOIN, 0);
}

void
batch_leave(struct batch *b, struct member *m)
{
	add_mark(b, m, MARK_LEAVE, 0);
}
