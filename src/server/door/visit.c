/*
 * visit: a newcomer at the door, and the waiting for it.  See visit.h.
 */
#include <config.h>

#include "server/door/visit.h"

#include <errno.h>
#include <poll.h>

#include "common/thread.h"
#include "server/dialect/ear.h"
#include "server/door/tell.h"
#include "server/room/registry.h"

/*
 * Browsers and the like speak first and at once; people and chat programs
 * wait to be greeted.  We wait this long to see which it is, and this long for
 * the rest of a first line that may turn out to be a browser's.
 */
#define SPEAKS_FIRST_MS 50
#define UNCLEAR_MS 1000

#define LOCKED_MS 250 /* how often to see whether the room is still locked */

/* The pause between two reads: many small pieces are read as a few. */
#define READ_PAUSE_US 5000

bool
visit_wait(const struct visit *v, short events, int64_t deadline)
{
	struct pollfd p[] = {
		{ .fd = v->stop, .events = POLLIN },
		{ .fd = v->fd, .events = events },
	};
	int64_t ms = deadline - thread_now_ms();

	/* Even if bytes wait: a peer that never stops would stay forever. */
	if (ms <= 0)
		return (false);
	return (poll(p, 2, (int)ms) > 0 && p[0].revents == 0);
}

bool
visit_is_over(const struct visit *v)
{
	struct pollfd p = { .fd = v->stop, .events = POLLIN };

	return (poll(&p, 1, 0) > 0);
}

/* The ear takes what has come, or that no more is coming. */
static bool
take(struct visit *v, size_t len)
{
	if (v->ended)
		ear_take_end(v->ear);
	else
		v->no_memory = !ear_take(v->ear, v->piece, len);
	return (!v->no_memory && ear_stranger(v->ear) == NULL);
}

bool
visit_is_unlocked(struct visit *v)
{
	if (v->locked && !ear_is_in_line(v->ear) &&
	    !registry_is_locked(v->registry))
		v->passes = true;
	return (v->passes);
}

/* Waits for what the visitor sends; in vain if it may come in meanwhile. */
static bool
wait_for_more(struct visit *v)
{
	int64_t until;
	bool came;

	do {
		until = thread_now_ms() + LOCKED_MS;
		if (!v->locked || until > v->deadline)
			until = v->deadline;
		came = visit_wait(v, POLLIN, until);
		if (!came && visit_is_over(v))
			return (false);
		if (visit_is_unlocked(v))
			return (false);
	} while (!came && thread_now_ms() < v->deadline);
	return (came);
}

/*
 * Waits for more, and reads a piece of it.  False at the end of input or time,
 * if the visitor is not a chat client, and if the room is unlocked.
 */
static bool
receive(struct visit *v)
{
	ssize_t n;

	if (v->reads++ > 0)
		thread_sleep_us(READ_PAUSE_US);
	if (v->ended || !wait_for_more(v))
		return (false);
	n = recv(v->fd, v->piece, sizeof v->piece, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return (true);
	v->ended = n <= 0;
	return (take(v, n > 0 ? (size_t)n : 0));
}

bool
visit_is_nobody(const struct visit *v)
{
	return (v->ended && ear_is_silent(v->ear));
}

void
visit_look(struct visit *v)
{
	int64_t start = thread_now_ms();

	v->deadline = start + SPEAKS_FIRST_MS;
	while (ear_is_unsure(v->ear) && !ear_has_more(v->ear) && receive(v))
		v->deadline = start + UNCLEAR_MS;
}

bool
visit_next_line(struct visit *v, struct words *line)
{
	for (;;) {
		switch (ear_next(v->ear, line)) {
		case DIALECT_LINE:
			return (true);
		case DIALECT_TOO_LONG:
			*line = (struct words){ NULL, 0 };
			return (true);
		case DIALECT_REPLY:
			tell_bytes(v->fd, line->bytes, line->len);
			if (++v->others == VISIT_OTHER_MAX)
				return (false);
			break;
		case DIALECT_MORE:
			if (!receive(v))
				return (false);
			break;
		case DIALECT_NO_MEMORY:
			v->no_memory = true;
			return (false);
		case DIALECT_ENDLESS:
			return (false);
		}
	}
}
