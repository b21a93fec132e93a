/*
 * outbox: what one client could not take yet; bounded.  See outbox.h.
 */
#include <config.h>

#include "server/delivery/outbox.h"

#include <sys/socket.h>

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define OUTBOX_ROOM_MIN 4096

void
outbox_init(struct outbox *o)
{
	memset(o, 0, sizeof *o);
}

void
outbox_fini(struct outbox *o)
{
	free(o->bytes);
	outbox_init(o);
}

bool
outbox_is_empty(const struct outbox *o)
{
	return (o->len == 0);
}

/* The most room that `max` bytes need. */
static size_t
room_for(size_t max)
{
	return (max + max / 3 + 2);
}

/*
 * Moves what waits to the start of a block of another size.  If it is at the
 * start already, the system may have nothing to copy, only pages to move.
 */
static bool
move(struct outbox *o, size_t room)
{
	char *bytes = o->start > 0 ? malloc(room) : realloc(o->bytes, room);

	if (bytes == NULL)
		return (false);
	if (o->start > 0) {
		memcpy(bytes, o->bytes + o->start, o->len);
		free(o->bytes);
	}
	o->bytes = bytes;
	o->room = room;
	o->start = 0;
	return (true);
}

/*
 * Makes room for `len` more bytes after those that wait.  At most three
 * quarters are filled after a move, so that a move is rare however slowly the
 * socket drains; `max` bytes never need more room than that.
 */
static bool
reserve(struct outbox *o, size_t len, size_t max)
{
	size_t room = o->room > 0 ? o->room : OUTBOX_ROOM_MIN;
	size_t room_max = room_for(max);

	if (o->start + o->len + len <= o->room)
		return (true);
	while (room - room / 4 < o->len + len)
		room *= 2;
	if (room > room_max && room_max > o->room)
		room = room_max;
	if (room > o->room)
		return (move(o, room));
	memmove(o->bytes, o->bytes + o->start, o->len);
	o->start = 0;
	return (true);
}

void
outbox_shrink(struct outbox *o, size_t max)
{
	/* If memory is short, it stays as large as it is. */
	if (o->room > room_for(max) && o->len <= max)
		(void)move(o, room_for(max));
}

bool
outbox_put(struct outbox *o, const void *bytes, size_t len, size_t max)
{
	if (len > max || o->len > max - len || !reserve(o, len, max))
		return (false);
	memcpy(o->bytes + o->start + o->len, bytes, len);
	o->len += len;
	return (true);
}

ssize_t
outbox_send_now(int fd, const struct iovec *pieces, int count)
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
	/* The system may be short of memory for a moment. */
	if (n < 0 &&
	    (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS ||
		errno == ENOMEM))
		return (0);
	return (n);
}

enum outbox_result
outbox_flush(struct outbox *o, int fd)
{
	struct iovec waiting;
	ssize_t n;

	while (o->len > 0) {
		waiting.iov_base = o->bytes + o->start;
		waiting.iov_len = o->len;
		n = outbox_send_now(fd, &waiting, 1);
		if (n <= 0)
			return (n == 0 ? OUTBOX_WAITING : OUTBOX_BROKEN);
		o->start += (size_t)n;
		o->len -= (size_t)n;
	}
	outbox_fini(o);
	return (OUTBOX_EMPTY);
}
