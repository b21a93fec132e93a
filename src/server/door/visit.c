/*
 * visit: a newcomer at the door, and the waiting for it.  See visit.h.
 */
#include <config.h>

#include "server/door/visit.h"

#include <errno.h>
#include <poll.h>

#include "common/thread.h"
#include "server/dialect/opening.h"
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

/* Lets what has come through the opening; at the end, what it still holds. */
static bool
take(struct visit *v, const unsigned char *bytes, size_t len)
{
	bool done = true;

	if (v->ended)
		opening_end(v->opening, &bytes, &len);
	else
		done = opening_take(v->opening, &bytes, &len);
	v->next = bytes;
	v->left = len;
	v->no_memory = !done;
	return (done && !opening_is_stranger(v->opening));
}

bool
visit_is_unlocked(struct visit *v)
{
	if (v->locked && !registry_is_locked(v->registry))
		v->passes = true;
	return (v->passes);
}

/*
 * Waits for what the visitor sends; in vain if the room is unlocked meanwhile,
 * between two lines: what is said at the door stays there, to its end.
 */
static bool
wait_for_more(struct visit *v)
{
	const struct framing *f = &v->framing;
	int64_t until;
	bool came;

	do {
		until = thread_now_ms() + LOCKED_MS;
		if (!v->locked || until > v->deadline)
			until = v->deadline;
		came = visit_wait(v, POLLIN, until);
		if (!came && visit_is_over(v))
			return (false);
		if (!framing_pending(f) && visit_is_unlocked(v))
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
	return (take(v, v->piece, n > 0 ? (size_t)n : 0));
}

bool
visit_is_nobody(const struct visit *v)
{
	return (v->ended && v->opening->start.head_len == 0);
}

void
visit_look(struct visit *v)
{
	int64_t start = thread_now_ms();

	v->deadline = start + SPEAKS_FIRST_MS;
	while (v->opening->dialect == NULL && v->left == 0 && receive(v))
		v->deadline = start + UNCLEAR_MS;
}

bool
visit_next_line(struct visit *v, struct words *line)
{
	const unsigned char *text;

	for (;;) {
		switch (framing_next(&v->framing, &v->next, &v->left, &text,
		    &line->len)) {
		case FRAMING_LINE:
			line->bytes = (const char *)text;
			return (true);
		case FRAMING_TOO_LONG:
			*line = (struct words){ NULL, 0 };
			return (true);
		case FRAMING_TIMING_MARK:
			tell_bytes(v->fd, FRAMING_WONT_TIMING_MARK,
			    sizeof FRAMING_WONT_TIMING_MARK - 1);
			if (++v->others == VISIT_OTHER_MAX)
				return (false);
			break;
		case FRAMING_MARKED:
			break; /* nobody has asked for it */
		case FRAMING_MORE:
			if (!receive(v))
				return (false);
			break;
		case FRAMING_NO_MEMORY:
			v->no_memory = true;
			return (false);
		case FRAMING_ENDLESS:
			return (false);
		}
	}
}
