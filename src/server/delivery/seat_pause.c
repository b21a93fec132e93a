/*
 * seat: its owner rests until it is the client's turn.  See seat.h.
 */
#include <config.h>

#include "server/delivery/seat.h"

#include <sys/socket.h>

#include <errno.h>
#include <limits.h>
#include <poll.h>

#include "common/thread.h"

/* The connection is over: keeps the reason, if nobody has had it yet. */
static void
note_end(struct seat *s)
{
	int error = 0;
	socklen_t len = sizeof error;

	if (getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &error, &len) == 0 &&
	    error != 0)
		seat_lose(s, error);
}

bool
seat_pause(struct seat *s, int64_t deadline)
{
	/*
	 * poll(2) always reports a reset, or an end from our side.  We do not
	 * ask whether more will come: what has come must still be said.
	 */
	struct pollfd p[] = {
		{ .fd = s->fd, .events = 0 },
		{ .fd = s->stop, .events = POLLIN },
	};
	int64_t left;

	while ((left = deadline - thread_now_ms()) > 0)
		if (poll(p, 2, left < INT_MAX ? (int)left : INT_MAX) > 0)
			break;
	if (left > 0 && p[0].revents != 0)
		note_end(s);
	return (left <= 0);
}
