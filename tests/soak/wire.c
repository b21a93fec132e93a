/*
 * wire: one connection to the room that never waits.  See wire.h.
 */
#include <config.h>

#include "wire.h"

#include <sys/socket.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
wire_init(struct wire *w)
{
	*w = (struct wire){ .fd = -1 };
}

void
wire_fini(struct wire *w)
{
	wire_close(w);
	free(w->out);
	wire_init(w);
}

static struct sockaddr_in
loopback(unsigned host, unsigned port)
{
	struct sockaddr_in at = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(0x7f000000U | host),
	};

	return (at);
}

bool
wire_open(struct wire *w, unsigned port, unsigned host, int rcvbuf)
{
	struct sockaddr_in from = loopback(host, 0), to = loopback(1, port);
	int one = 1;

	w->over = false;
	w->out_len = 0;
	w->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (w->fd < 0)
		return (false);
	if (rcvbuf > 0)
		(void)setsockopt(w->fd, SOL_SOCKET, SO_RCVBUF, &rcvbuf,
		    sizeof rcvbuf);
	/* The port is taken when both ends are known: ports last longer. */
	(void)setsockopt(w->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one,
	    sizeof one);
	if (bind(w->fd, (struct sockaddr *)&from, sizeof from) == 0 &&
	    (connect(w->fd, (struct sockaddr *)&to, sizeof to) == 0 ||
		errno == EINPROGRESS))
		return (true);
	wire_close(w);
	return (false);
}

void
wire_put(struct wire *w, const void *bytes, size_t len)
{
	if (w->out_len + len > w->out_room) {
		w->out_room = 2 * (w->out_len + len);
		w->out = realloc(w->out, w->out_room);
		if (w->out == NULL)
			abort();
	}
	memcpy(w->out + w->out_len, bytes, len);
	w->out_len += len;
}

void
wire_print(struct wire *w, const char *format, ...)
{
	char text[1024];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (n > 0)
		wire_put(w, text,
		    (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
}

/* Whether the last call has failed for good. */
static bool
is_broken(void)
{
	return (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

void
wire_flush(struct wire *w)
{
	ssize_t n;

	if (w->out_len == 0 || w->over)
		return;
	n = send(w->fd, w->out, w->out_len, MSG_NOSIGNAL);
	if (n < 0) {
		w->over = is_broken();
		return;
	}
	w->out_len -= (size_t)n;
	memmove(w->out, w->out + n, w->out_len);
}

size_t
wire_take(struct wire *w, void *bytes, size_t room)
{
	ssize_t n = recv(w->fd, bytes, room, 0);

	if (n > 0)
		return ((size_t)n);
	w->over = w->over || n == 0 || is_broken();
	return (0);
}

void
wire_half_close(struct wire *w)
{
	(void)shutdown(w->fd, SHUT_WR);
}

void
wire_close(struct wire *w)
{
	if (w->fd >= 0)
		(void)close(w->fd);
	w->fd = -1;
	w->out_len = 0;
}

void
wire_reset(struct wire *w)
{
	struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	(void)setsockopt(w->fd, SOL_SOCKET, SO_LINGER, &at_once,
	    sizeof at_once);
	wire_close(w);
}
