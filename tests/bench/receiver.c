/*
 * receiver: one client's ears, and the check of everything that they hear.
 */
#include <config.h>

#include "receiver.h"

#include <sys/socket.h>

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine.h"

/* More than any server may have in its sockets and queues for one client. */
#define HELD_MAX (64U << 20)

void
audience_fail(struct audience *a, const char *format, ...)
{
	va_list args;

	if (a->failure[0] != '\0')
		return;
	va_start(args, format);
	(void)vsnprintf(a->failure, sizeof a->failure, format, args);
	va_end(args);
}

/*
 * One line of the story is complete.  Speakers do not time it: their bytes may
 * have waited here until somebody led.
 */
static inline void
line_complete(struct audience *a, struct receiver *r,
    const struct story_line *l)
{
	r->position++;
	r->at = 0;
	if (l->sender == STORY_NOBODY)
		return;
	a->delivered++;
	if (a->times != NULL && l->sender >= a->times_from &&
	    r->self == STORY_NOBODY)
		histogram_add(a->times, r->now - l->sent);
	if (l->sender == r->watches)
		a->heard[l->sender] = l->number + 1;
}

static int
make_room(struct audience *a)
{
	uint64_t tail = a->story.head;

	if (!story_full(&a->story))
		return (0);
	for (unsigned i = 0; i < a->n_receivers; i++) {
		const struct receiver *r = &a->receivers[i];

		if (r->state < RECEIVER_DEAF && r->position < tail)
			tail = r->position;
	}
	return (story_forget(&a->story, tail));
}

/* The first to get this: appends it.  Returns the bytes used. */
static size_t
lead(struct audience *a, struct receiver *r, const char *bytes, size_t len)
{
	struct frame f;
	const char *wrong;

	if (r->self != STORY_NOBODY || !a->dialect->next(bytes, len, &f))
		return (0);
	if (f.kind == FRAME_PRIVATE || f.kind == FRAME_WELCOME)
		return (f.len);
	if (make_room(a) != 0) {
		audience_fail(a, "a receiver lags by too many lines");
		return (0);
	}
	wrong = story_append(&a->story, bytes, &f);
	if (wrong != NULL) {
		audience_fail(a, "a line is %s", wrong);
		return (0);
	}
	line_complete(a, r, story_at(&a->story, r->position));
	return (f.len);
}

/* Names what is wrong with a frame that came where `l` should. */
static void
tell_difference(struct audience *a, const struct story_line *l,
    const struct frame *f)
{
	struct line got;

	if (f->kind != FRAME_SAID)
		audience_fail(a, "a notice at another place than for others");
	else if (f->text_len != LINE_LEN || !line_read(f->text, &got))
		audience_fail(a, "a line is torn");
	else if (got.sender != l->sender)
		audience_fail(a, "a line is lost, or out of order");
	else if (got.number < l->number)
		audience_fail(a, "a line is repeated");
	else if (got.number > l->number)
		audience_fail(a, "a line is lost");
	else
		audience_fail(a, "a line differs from what others got");
}

/*
 * The bytes are not those of the story: something private, which is skipped,
 * or a failure.  Returns the bytes used, 0 to wait for the rest of the frame.
 */
static size_t
differ(struct audience *a, struct receiver *r, const char *bytes, size_t len)
{
	const struct story_line *l = story_at(&a->story, r->position);
	char whole[4 * STORY_BYTES_MAX];
	struct frame f;

	if (len > sizeof whole - r->at)
		len = sizeof whole - r->at;
	memcpy(whole, l->bytes, r->at);
	memcpy(whole + r->at, bytes, len);
	len += r->at;
	if (!a->dialect->next(whole, len, &f)) {
		if (len == sizeof whole)
			audience_fail(a, "a line without an end");
		return (0);
	}
	if (f.kind == FRAME_PRIVATE || f.kind == FRAME_WELCOME) {
		len = f.len - r->at;
		r->at = 0;
		return (len);
	}
	tell_difference(a, l, &f);
	return (0);
}

/* Compares with the story; returns the bytes used. */
static size_t
follow(struct audience *a, struct receiver *r, const char *bytes, size_t len)
{
	size_t used = 0, n;

	while (used < len) {
		const struct story_line *l;

		if (r->position == a->story.head) {
			n = lead(a, r, bytes + used, len - used);
			if (n == 0)
				break;
			used += n;
			continue;
		}
		l = story_at(&a->story, r->position);
		if (l->sender == r->self && r->self != STORY_NOBODY) {
			r->position++;
			continue;
		}
		n = l->len - r->at;
		if (n > len - used)
			n = len - used;
		if (memcmp(bytes + used, l->bytes + r->at, n) != 0) {
			n = differ(a, r, bytes + used, len - used);
			if (n == 0)
				break;
			used += n;
			continue;
		}
		used += n;
		r->at += (uint32_t)n;
		if (r->at == l->len)
			line_complete(a, r, l);
	}
	return (used);
}

/* The first text that is said: finds its place, and follows from there. */
static bool
start_following(struct audience *a, struct receiver *r, const struct frame *f)
{
	struct line l;

	if (f->text_len != LINE_LEN || !line_read(f->text, &l)) {
		audience_fail(a, "the first line is torn");
		return (false);
	}
	r->position = story_find(&a->story, l.sender, l.number);
	if (r->position == UINT64_MAX) {
		r->position = 0;
		if (r->self != STORY_NOBODY || a->story.head != 0)
			return (false);
	}
	r->state = RECEIVER_FOLLOWS;
	a->following++;
	return (true);
}

/* Before the first text: welcomes and joins are counted. */
static size_t
arrive(struct audience *a, struct receiver *r, const char *bytes, size_t len)
{
	size_t used = 0;
	struct frame f;

	while (used < len && a->dialect->next(bytes + used, len - used, &f)) {
		if (f.kind == FRAME_SAID) {
			if (start_following(a, r, &f))
				used += follow(a, r, bytes + used, len - used);
			break;
		}
		if (f.kind == FRAME_WELCOME && r->state == RECEIVER_NEW) {
			r->state = RECEIVER_WELCOME;
			a->welcome++;
		} else if (f.kind == FRAME_JOINED) {
			r->joined += f.joined;
			a->joined += f.joined;
		}
		used += f.len;
	}
	return (used);
}

static size_t
judge(struct audience *a, struct receiver *r, const char *bytes, size_t len)
{
	if (r->state == RECEIVER_DEAF)
		return (len);
	if (r->state == RECEIVER_FOLLOWS)
		return (follow(a, r, bytes, len));
	return (arrive(a, r, bytes, len));
}

static void
hold(struct audience *a, struct receiver *r, const char *bytes, size_t len)
{
	size_t need = r->held_len + len;

	if (need > r->held_size) {
		char *more =
		    need > HELD_MAX ? NULL : realloc(r->held, 2 * need);

		if (more == NULL) {
			audience_fail(a, "a receiver is too far ahead");
			return;
		}
		r->held = more;
		r->held_size = 2 * need;
	}
	memcpy(r->held + r->held_len, bytes, len);
	r->held_len = need;
}

void
receiver_retry(struct audience *a, struct receiver *r)
{
	size_t used;

	if (r->held_len == 0)
		return;
	used = judge(a, r, r->held, r->held_len);
	if (used == 0)
		return;
	r->held_len -= used;
	memmove(r->held, r->held + used, r->held_len);
}

void
receiver_read(struct audience *a, struct receiver *r, char *buffer, size_t size)
{
	ssize_t n = recv(r->fd, buffer, size, 0);
	size_t used = 0;

	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		audience_fail(a, "a client was dropped (%s)",
		    n == 0 ? "closed by the server" : strerror(errno));
		return;
	}
	r->now = machine_now();
	if (r->held_len == 0)
		used = judge(a, r, buffer, (size_t)n);
	if (used < (size_t)n)
		hold(a, r, buffer + used, (size_t)n - used);
	if (used == 0)
		receiver_retry(a, r);
}

bool
receiver_has_all(const struct audience *a, struct receiver *r)
{
	while (r->self != STORY_NOBODY && r->position < a->story.head &&
	    story_at(&a->story, r->position)->sender == r->self)
		r->position++;
	return (r->position == a->story.head && r->held_len == 0);
}
