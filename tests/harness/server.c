/*
 * server: a server of the test's own.  See server.h.
 */
#include <config.h>

#include "harness/server.h"

#include <sys/socket.h>

#include <netinet/in.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/room.h"

/* ------------------------------------------------------------------------
 * Streams.
 */

void
stream_init(struct stream *s, int fd)
{
	memset(s, 0, sizeof *s);
	s->fd = fd;
	s->bytes = calloc(1, STREAM_MAX + 1);
	ck_assert_ptr_nonnull(s->bytes);
}

void
stream_fini(struct stream *s)
{
	if (s->fd >= 0)
		(void)close(s->fd);
	free(s->bytes);
}

/* Waits until the descriptor can be read; false when the deadline came. */
bool
wait_readable(int fd, int64_t deadline)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	int64_t left;
	int n;

	do {
		left = deadline - room_now_ms();
		n = poll(&pfd, 1, left > 0 ? (int)left : 0);
	} while (n < 0 && errno == EINTR);
	return (n > 0);
}

int64_t
patience(void)
{
	return (room_now_ms() + room_patience_ms());
}

/* Waits for more bytes; false when the deadline came. */
bool
stream_read(struct stream *s, int64_t deadline)
{
	ssize_t n;

	if (!wait_readable(s->fd, deadline))
		return (false);
	ck_assert_uint_lt(s->len, STREAM_MAX);
	n = read(s->fd, s->bytes + s->len, STREAM_MAX - s->len);
	if (n <= 0)
		s->ended = true; /* EIO: the terminal's other side is gone */
	else
		s->len += (size_t)n;
	return (true);
}

/* What comes next is exactly `text`. */
void
stream_expect(struct stream *s, const char *text)
{
	int64_t deadline = patience();
	size_t len = strlen(text);

	while (!s->ended && s->len - s->taken < len)
		if (!stream_read(s, deadline))
			ck_abort_msg("waited for '%s', got '%s'", text,
			    s->bytes + s->taken);
	if (s->len - s->taken < len ||
	    memcmp(s->bytes + s->taken, text, len) != 0)
		ck_abort_msg("expected '%s', got '%s'", text,
		    s->bytes + s->taken);
	s->taken += len;
}

/* Waits until this is in what has come. */
void
stream_await(struct stream *s, const char *part)
{
	int64_t deadline = patience();

	while (strstr(s->bytes, part) == NULL)
		if (s->ended || !stream_read(s, deadline))
			ck_abort_msg("waited for '%s', got '%s'", part,
			    s->bytes);
}

/* All that comes until the end, and what came before. */
const char *
stream_all(struct stream *s)
{
	int64_t deadline = patience();

	while (!s->ended)
		ck_assert_msg(stream_read(s, deadline), "no end of a stream");
	return (s->bytes);
}

/* Nothing more comes except the end. */
void
stream_expect_end(struct stream *s)
{
	(void)stream_all(s);
	ck_assert_str_eq(s->bytes + s->taken, "");
}

void
make_pipe(int fds[2])
{
	ck_assert_int_eq(pipe(fds), 0);
	(void)fcntl(fds[0], F_SETFD, FD_CLOEXEC);
	(void)fcntl(fds[1], F_SETFD, FD_CLOEXEC);
}

/* ------------------------------------------------------------------------
 * The server.
 */

/* A socket at a free port of the loopback. */
int
bound_socket(unsigned *port)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof in;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&in, sizeof in), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&in, &len), 0);
	*port = ntohs(in.sin_port);
	return (fd);
}

void
server_open(struct server *s)
{
	s->listener = bound_socket(&s->port);
	ck_assert_int_eq(listen(s->listener, 8), 0);
	stream_init(&s->stream, -1);
}

void
server_accept(struct server *s)
{
	ck_assert_msg(wait_readable(s->listener, patience()), "no client");
	s->stream.fd = accept(s->listener, NULL, NULL);
	ck_assert_int_ge(s->stream.fd, 0);
	(void)fcntl(s->stream.fd, F_SETFD, FD_CLOEXEC);
}

void
server_say(struct server *s, const char *text)
{
	size_t len = strlen(text);

	ck_assert_int_eq(send(s->stream.fd, text, len, MSG_NOSIGNAL),
	    (ssize_t)len);
}

void
server_hang_up(struct server *s)
{
	(void)close(s->stream.fd);
	s->stream.fd = -1;
}

void
server_free(struct server *s)
{
	(void)close(s->listener);
	stream_fini(&s->stream);
}
