/*
 * member: what the registry knows about one client.  See member.h.
 */
#include <config.h>

#include "server/delivery/member.h"

#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/thread.h"
#include "server/delivery/batch.h"
#include "server/delivery/postman.h"
#include "speech/sentence.h"

int
member_key_compare(const void *a, const void *b)
{
	const struct member_key *one = a, *other = b;

	return (strcmp(one->text, other->text));
}

struct member_key *
member_key_new(struct member *m, const char *text)
{
	size_t size = strlen(text) + 1;
	struct member_key *key = malloc(sizeof *key + size);

	if (key == NULL)
		return (NULL);
	key->member = m;
	memcpy(key->text, text, size);
	return (key);
}

struct member *
member_new(int fd, const struct sockaddr *peer, size_t outbox_max,
    struct postman *postman)
{
	struct member *m = calloc(1, sizeof *m);

	if (m == NULL)
		return (NULL);
	m->fd = fd;
	m->watched.fd = fd;
	m->stop = -1;
	m->outbox_max = outbox_max;
	m->postman = postman;
	m->first_mark = NO_MARK;
	if (peer->sa_family == AF_INET6)
		memcpy(&m->peer, peer, sizeof(struct sockaddr_in6));
	else if (peer->sa_family == AF_INET)
		memcpy(&m->peer, peer, sizeof(struct sockaddr_in));
	address_format(peer, m->address);
	(void)strcpy(m->who, m->address);
	m->key = member_key_new(m, m->address);
	if (m->key == NULL) {
		free(m);
		return (NULL);
	}
	outbox_init(&m->outbox);
	thread_mutex_init(&m->lock);
	thread_cond_init(&m->changed);
	return (m);
}

bool
member_be_console(struct member *m)
{
	struct member_key *key = member_key_new(m, "console");

	if (key == NULL)
		return (false);
	free(m->key);
	m->key = key;
	memset(&m->peer, 0, sizeof m->peer); /* from nowhere: AF_UNSPEC */
	(void)strcpy(m->address, "console");
	(void)strcpy(m->who, MEMBER_OPERATOR_MARK "console");
	m->is_operator = true;
	m->is_console = true;
	return (true);
}

void
member_free(struct member *m)
{
	if (m->fd >= 0)
		(void)close(m->fd);
	assert(m->lent == 0);
	outbox_fini(&m->outbox);
	thread_cond_fini(&m->changed);
	thread_mutex_fini(&m->lock);
	free(m->key);
	free(m);
}

/* Gives back what the outbox does not need any more. */
static void
settle(struct member *m) THREAD_NEEDS(m->lock)
{
	size_t over = 0;

	if (m->outbox.len > m->outbox_max)
		over = m->outbox.len - m->outbox_max;
	if (m->lent == over)
		return;
	postman_take_back(m->postman, m->lent - over);
	m->lent = over;
	outbox_shrink(&m->outbox, m->outbox_max);
}

/* Sends nothing more.  shutdown() wakes the reading worker and the postman. */
static void
finish_locked(struct member *m) THREAD_NEEDS(m->lock)
{
	m->finished = true;
	outbox_fini(&m->outbox);
	settle(m);
	(void)shutdown(m->fd, SHUT_RDWR);
	thread_wake_all(&m->changed);
}

/* One that is not finished: that alone can be over its bound. */
static void
drop_locked(struct member *m, const char *why) THREAD_NEEDS(m->lock)
{
	/* Closing also throws away what the kernel still holds for it. */
	struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	m->dropped = why;
	(void)setsockopt(m->fd, SOL_SOCKET, SO_LINGER, &at_once,
	    sizeof at_once);
	finish_locked(m);
}

/* Sends without waiting: the bytes that the socket took, or -1 if it is dead */
static ssize_t
send_now(int fd, const struct iovec *pieces, int count)
{
	struct msghdr msg = { .msg_iov = (struct iovec *)(uintptr_t)pieces,
		.msg_iovlen = (size_t)count };
	ssize_t n;

	do {
		if (count == 1)
			n = send(fd, pieces->iov_base, pieces->iov_len,
			    MSG_DONTWAIT | MSG_NOSIGNAL);
		else
			n = sendmsg(fd, &msg, MSG_DONTWAIT | MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	if (n < 0 &&
	    (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS ||
		errno == ENOMEM))
		return (0);
	return (n);
}

/*
 * If lines were left out and half of the outbox is free again: says how many
 * there were.  False if there is nothing to say.
 */
static bool
close_gap(struct member *m) THREAD_NEEDS(m->lock)
{
	char said[GAP_SAID_SIZE];

	if (!gap_can_close(&m->gap) || m->outbox.len > m->outbox_max / 2 ||
	    !outbox_put(&m->outbox, said, gap_say(&m->gap, said),
		m->outbox_max))
		return (false);
	gap_close(&m->gap);
	return (true);
}

/*
 * Puts into the console's outbox all whole lines that it has room for.  Where
 * the system is short of memory, a line may be cut.
 */
static void
keep_lines(struct member *m, const char *bytes, size_t len)
    THREAD_NEEDS(m->lock)
{
	size_t n;
	bool keep;

	for (; len > 0; bytes += n, len -= n) {
		(void)close_gap(m);
		n = gap_next(&m->gap, bytes, len,
		    m->outbox.len >= m->outbox_max, &keep);
		if (keep &&
		    !outbox_put(&m->outbox, bytes, n,
			m->outbox_max + BATCH_PUSH_MAX))
			gap_lose(&m->gap);
	}
}

/* The most that the outbox may ever hold. */
static size_t
hard_bound(const struct member *m)
{
	if (m->outbox_max > SIZE_MAX / 2 / MEMBER_BOUNDS)
		return (m->outbox_max);
	return (MEMBER_BOUNDS * m->outbox_max);
}

static bool
keep(struct member *m, const char *bytes, size_t len) THREAD_NEEDS(m->lock)
{
	size_t all = m->outbox.len + len;

	if (m->is_console) {
		keep_lines(m, bytes, len);
		return (true);
	}
	if (all <= m->outbox_max)
		return (outbox_put(&m->outbox, bytes, len, m->outbox_max));
	if (!postman_lend(m->postman, all - m->outbox_max - m->lent))
		return (false);
	m->lent = all - m->outbox_max;
	return (outbox_put(&m->outbox, bytes, len, hard_bound(m)));
}

/* Puts into the outbox what follows the first `sent` bytes. */
static bool
keep_rest(struct member *m, const struct iovec *pieces, int count, size_t sent)
    THREAD_NEEDS(m->lock)
{
	int i;

	for (i = 0; i < count; i++) {
		const char *bytes = pieces[i].iov_base;
		size_t len = pieces[i].iov_len;
		size_t skip = sent < len ? sent : len;

		sent -= skip;
		if (m->is_console && skip > 0)
			gap_passed(&m->gap, bytes[skip - 1]);
		if (skip < len && !keep(m, bytes + skip, len - skip))
			return (false);
	}
	return (true);
}

static void
send_pieces_locked(struct member *m, const struct iovec *pieces, int count)
    THREAD_NEEDS(m->lock)
{
	ssize_t sent = 0;

	if (m->finished)
		return;
	/* What waits goes first, and so does the line about a gap. */
	if (outbox_is_empty(&m->outbox) && !m->gap.is_open)
		sent = send_now(m->fd, pieces, count);
	if (sent < 0) {
		m->error = errno;
		m->finished = true;
		return;
	}
	if (!keep_rest(m, pieces, count, (size_t)sent)) {
		drop_locked(m, sentence_reason(S_WHY_TOO_SLOW));
		return;
	}
	if (outbox_is_empty(&m->outbox))
		return;
	if (!m->lagging)
		m->lagging = postman_watch(m->postman, &m->watched);
	if (!m->lagging && !m->is_console)
		drop_locked(m, sentence_reason(S_WHY_TOO_SLOW));
	else if (m->lent > 0 && !patience_is_tried(&m->patience)) {
		patience_begin(&m->patience, thread_now_ms());
		postman_hurry(m->postman, &m->watched);
	}
}

void
member_send(struct member *m, const struct iovec *pieces, int count)
{
	thread_lock(&m->lock);
	send_pieces_locked(m, pieces, count);
	thread_unlock(&m->lock);
}

void
member_end(struct member *m, const char *why)
{
	thread_lock(&m->lock);
	if (m->dropped == NULL)
		m->dropped = why;
	finish_locked(m);
	thread_unlock(&m->lock);
}

const char *
member_dropped(struct member *m)
{
	const char *why;

	thread_lock(&m->lock);
	why = m->dropped;
	thread_unlock(&m->lock);
	return (why);
}

int
member_error(struct member *m)
{
	int error;

	thread_lock(&m->lock);
	error = m->error;
	thread_unlock(&m->lock);
	return (error);
}

/* Sends what the socket takes.  The lock is held. */
static enum outbox_result
flush_locked(struct member *m) THREAD_NEEDS(m->lock)
{
	enum outbox_result result;

	do
		result = outbox_flush(&m->outbox, m->fd);
	while (result != OUTBOX_BROKEN && close_gap(m));
	if (result == OUTBOX_BROKEN) {
		m->error = errno;
		finish_locked(m);
	}
	return (result);
}

/*
 * The outbox may have become emptier, by `taken` bytes: is it under its bound
 * again, and if not, for how long has it been over it?  The lock is held.
 */
static void
look_at_bound(struct member *m, size_t taken) THREAD_NEEDS(m->lock)
{
	if (!patience_is_tried(&m->patience))
		return;
	settle(m);
	if (m->lent > 0 &&
	    patience_runs_out(&m->patience, taken, m->outbox_max,
		thread_now_ms()))
		drop_locked(m, sentence_reason(S_WHY_TOO_SLOW));
	if (m->lent > 0)
		return;
	patience_end(&m->patience);
	postman_unhurry(m->postman, &m->watched);
}

static struct member *
member_of(struct postman_client *watched)
{
	return ((struct member *)(void *)((char *)watched -
	    offsetof(struct member, watched)));
}

void
member_flush(struct postman_client *watched)
{
	struct member *m = member_of(watched);
	enum outbox_result result = OUTBOX_EMPTY;
	size_t before;

	thread_lock(&m->lock);
	before = m->outbox.len;
	if (!m->finished)
		result = flush_locked(m);
	look_at_bound(m, before - m->outbox.len);
	if (m->finished)
		result = OUTBOX_BROKEN;
	if (result != OUTBOX_WAITING) {
		/*
		 * With the lock held, so that a broadcaster either still puts
		 * its bytes before this or calls the postman anew.
		 */
		postman_forget(m->postman, &m->watched);
		m->lagging = false;
		thread_wake_all(&m->changed);
	}
	thread_unlock(&m->lock);
}

void
member_let_go(struct member *m)
{
	thread_lock(&m->lock);
	m->gone = true;
	thread_wake_all(&m->changed);
	thread_unlock(&m->lock);
}

void
member_wait_gone(struct member *m, int64_t ms)
{
	int64_t deadline;

	thread_lock(&m->lock);
	while (!m->gone)
		thread_wait(&m->changed, &m->lock);
	deadline = thread_now_ms() + ms;
	while (m->lagging && thread_wait_until(&m->changed, &m->lock, deadline))
		;
	if (m->lagging)
		finish_locked(m);
	while (m->lagging)
		thread_wait(&m->changed, &m->lock);
	thread_unlock(&m->lock);
}
