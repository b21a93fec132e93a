/*
 * seat: where a member sits in delivery.  See seat.h.
 */
#include <config.h>

#include "server/delivery/seat.h"

#include <sys/socket.h>

#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "common/thread.h"
#include "server/delivery/batch.h"
#include "server/delivery/postman.h"
#include "speech/sentence.h"

void
seat_init(struct seat *s, int fd, size_t outbox_max, struct postman *postman)
{
	memset(s, 0, sizeof *s);
	s->fd = fd;
	s->watched.fd = fd;
	s->stop = -1;
	s->outbox_max = outbox_max;
	s->postman = postman;
	s->place.first_mark = NO_MARK;
	outbox_init(&s->outbox);
	thread_mutex_init(&s->lock);
	thread_cond_init(&s->changed);
}

void
seat_fini(struct seat *s)
{
	if (s->fd >= 0)
		(void)close(s->fd);
	assert(s->lent == 0);
	outbox_fini(&s->outbox);
	thread_cond_fini(&s->changed);
	thread_mutex_fini(&s->lock);
}

/* Gives back what the outbox does not need any more. */
static void
settle(struct seat *s) THREAD_NEEDS(s->lock)
{
	size_t over = 0;

	if (s->outbox.len > s->outbox_max)
		over = s->outbox.len - s->outbox_max;
	if (s->lent == over)
		return;
	postman_take_back(s->postman, s->lent - over);
	s->lent = over;
	outbox_shrink(&s->outbox, s->outbox_max);
}

static bool
is_watched(const struct seat *s) THREAD_NEEDS(s->lock)
{
	return (s->state == SEAT_LAGS || s->state == SEAT_ENDING);
}

static bool
is_over(const struct seat *s) THREAD_NEEDS(s->lock)
{
	return (s->state == SEAT_ENDING || s->state == SEAT_ENDED);
}

/* Sends nothing more.  shutdown() wakes the reading worker and the postman. */
static void
finish(struct seat *s) THREAD_NEEDS(s->lock)
{
	s->state = is_watched(s) ? SEAT_ENDING : SEAT_ENDED;
	outbox_fini(&s->outbox);
	settle(s);
	(void)shutdown(s->fd, SHUT_RDWR);
	thread_wake_all(&s->changed);
}

static void
lose(struct seat *s, int error) THREAD_NEEDS(s->lock)
{
	s->error = error;
	finish(s);
}

/* One that is not over yet: that alone can be over its bound. */
static void
drop(struct seat *s, enum sentence why) THREAD_NEEDS(s->lock)
{
	/* Closing also throws away what the kernel still holds for it. */
	struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	s->dropped = why;
	(void)setsockopt(s->fd, SOL_SOCKET, SO_LINGER, &at_once,
	    sizeof at_once);
	finish(s);
}

/*
 * If lines were left out and half of the outbox is free again: says how many
 * there were.  False if there is nothing to say.
 */
static bool
close_gap(struct seat *s) THREAD_NEEDS(s->lock)
{
	char said[GAP_SAID_SIZE];

	if (!gap_can_close(&s->gap) || s->outbox.len > s->outbox_max / 2 ||
	    !outbox_put(&s->outbox, said, gap_say(&s->gap, said),
		s->outbox_max))
		return (false);
	gap_close(&s->gap);
	return (true);
}

/*
 * Puts into the console's outbox all whole lines that it has room for.  Where
 * the system is short of memory, a line may be cut.
 */
static void
keep_lines(struct seat *s, const char *bytes, size_t len) THREAD_NEEDS(s->lock)
{
	size_t n;
	bool keep;

	for (; len > 0; bytes += n, len -= n) {
		(void)close_gap(s);
		n = gap_next(&s->gap, bytes, len,
		    s->outbox.len >= s->outbox_max, &keep);
		if (keep &&
		    !outbox_put(&s->outbox, bytes, n,
			s->outbox_max + BATCH_PUSH_MAX))
			gap_lose(&s->gap);
	}
}

/* The most that the outbox may ever hold. */
static size_t
hard_bound(const struct seat *s)
{
	if (s->outbox_max > SIZE_MAX / 2 / SEAT_BOUNDS)
		return (s->outbox_max);
	return (SEAT_BOUNDS * s->outbox_max);
}

static bool
keep(struct seat *s, const char *bytes, size_t len) THREAD_NEEDS(s->lock)
{
	size_t all = s->outbox.len + len;

	if (s->spared) {
		keep_lines(s, bytes, len);
		return (true);
	}
	if (all <= s->outbox_max)
		return (outbox_put(&s->outbox, bytes, len, s->outbox_max));
	if (!postman_lend(s->postman, all - s->outbox_max - s->lent))
		return (false);
	s->lent = all - s->outbox_max;
	return (outbox_put(&s->outbox, bytes, len, hard_bound(s)));
}

/* Puts into the outbox what follows the first `sent` bytes. */
static bool
keep_rest(struct seat *s, const struct iovec *pieces, int count, size_t sent)
    THREAD_NEEDS(s->lock)
{
	int i;

	for (i = 0; i < count; i++) {
		const char *bytes = pieces[i].iov_base;
		size_t len = pieces[i].iov_len;
		size_t skip = sent < len ? sent : len;

		sent -= skip;
		if (s->spared && skip > 0)
			gap_passed(&s->gap, bytes[skip - 1]);
		if (skip < len && !keep(s, bytes + skip, len - skip))
			return (false);
	}
	return (true);
}

static void
send_pieces(struct seat *s, const struct iovec *pieces, int count)
    THREAD_NEEDS(s->lock)
{
	ssize_t sent = 0;

	if (is_over(s))
		return;
	/* What waits goes first, and so does the line about a gap. */
	if (outbox_is_empty(&s->outbox) && !s->gap.is_open)
		sent = outbox_send_now(s->fd, pieces, count);
	if (sent < 0) {
		lose(s, errno);
		return;
	}
	if (!keep_rest(s, pieces, count, (size_t)sent)) {
		drop(s, S_WHY_TOO_SLOW);
		return;
	}
	if (outbox_is_empty(&s->outbox))
		return;
	if (s->state == SEAT_OPEN && postman_watch(s->postman, &s->watched))
		s->state = SEAT_LAGS;
	if (s->state == SEAT_OPEN && !s->spared)
		drop(s, S_WHY_TOO_SLOW);
	else if (s->lent > 0 && !patience_is_tried(&s->patience)) {
		patience_begin(&s->patience, thread_now_ms());
		postman_hurry(s->postman, &s->watched);
	}
}

void
seat_send(struct seat *s, const struct iovec *pieces, int count)
{
	thread_lock(&s->lock);
	send_pieces(s, pieces, count);
	thread_unlock(&s->lock);
}

void
seat_end(struct seat *s, enum sentence why)
{
	thread_lock(&s->lock);
	if (s->dropped == S_NONE)
		s->dropped = why;
	finish(s);
	thread_unlock(&s->lock);
}

void
seat_lose(struct seat *s, int error)
{
	thread_lock(&s->lock);
	lose(s, error);
	thread_unlock(&s->lock);
}

void
seat_speak(struct seat *s, enum language language,
    const struct charset *charset)
{
	thread_lock(&s->lock);
	s->gap.language = (uint8_t)language;
	s->gap.charset = charset;
	thread_unlock(&s->lock);
}

enum sentence
seat_dropped(struct seat *s)
{
	enum sentence why;

	thread_lock(&s->lock);
	why = s->dropped;
	thread_unlock(&s->lock);
	return (why);
}

int
seat_error(struct seat *s)
{
	int error;

	thread_lock(&s->lock);
	error = s->error;
	thread_unlock(&s->lock);
	return (error);
}

/* Sends what the socket takes. */
static void
flush(struct seat *s) THREAD_NEEDS(s->lock)
{
	enum outbox_result result;

	do
		result = outbox_flush(&s->outbox, s->fd);
	while (result != OUTBOX_BROKEN && close_gap(s));
	if (result == OUTBOX_BROKEN)
		lose(s, errno);
}

/*
 * The outbox may have become emptier, by `taken` bytes: is it under its bound
 * again, and if not, for how long has it been over it?
 */
static void
look_at_bound(struct seat *s, size_t taken) THREAD_NEEDS(s->lock)
{
	if (!patience_is_tried(&s->patience))
		return;
	settle(s);
	if (s->lent > 0 &&
	    patience_runs_out(&s->patience, taken, s->outbox_max,
		thread_now_ms()))
		drop(s, S_WHY_TOO_SLOW);
	if (s->lent > 0)
		return;
	patience_end(&s->patience);
	postman_unhurry(s->postman, &s->watched);
}

static struct seat *
seat_of(struct postman_client *watched)
{
	return ((struct seat *)(void *)((char *)watched -
	    offsetof(struct seat, watched)));
}

/*
 * Ends the watch if nothing waits.  The lock is held, so that a broadcaster
 * either still puts its bytes before this or calls the postman anew.
 */
static void
leave_postman(struct seat *s) THREAD_NEEDS(s->lock)
{
	if (!outbox_is_empty(&s->outbox))
		return;
	postman_forget(s->postman, &s->watched);
	s->state = is_over(s) ? SEAT_ENDED : SEAT_OPEN;
	thread_wake_all(&s->changed);
}

void
seat_flush(struct postman_client *watched)
{
	struct seat *s = seat_of(watched);
	size_t before;

	thread_lock(&s->lock);
	assert(is_watched(s));
	before = s->outbox.len;
	if (!is_over(s))
		flush(s);
	look_at_bound(s, before - s->outbox.len);
	leave_postman(s);
	thread_unlock(&s->lock);
}

void
seat_let_go(struct seat *s)
{
	thread_lock(&s->lock);
	s->let_go = true;
	thread_wake_all(&s->changed);
	thread_unlock(&s->lock);
}

bool
seat_wait_gone(struct seat *s, int64_t ms)
{
	int64_t deadline;
	bool open;

	thread_lock(&s->lock);
	while (!s->let_go)
		thread_wait(&s->changed, &s->lock);
	deadline = thread_now_ms() + ms;
	while (
	    is_watched(s) && thread_wait_until(&s->changed, &s->lock, deadline))
		;
	if (is_watched(s))
		finish(s);
	while (is_watched(s))
		thread_wait(&s->changed, &s->lock);
	open = !is_over(s);
	thread_unlock(&s->lock);
	return (open);
}
