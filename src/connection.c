/*
 * connection: the client's way to the server.  See connection.h.
 */
#include <config.h>

#include "connection.h"

#include <sys/socket.h>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "address.h"
#include "thread.h"

/* That long for each address: enough for a lost packet or three. */
#define CONNECTION_TRY_MS 10000

struct connection {
	int fd;
	char peer[ADDRESS_MAX];
};

/* Turns O_NONBLOCK on or off. */
static bool
set_waiting(int fd, bool waiting)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0)
		return (false);
	flags = waiting ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
	return (fcntl(fd, F_SETFL, flags) == 0);
}

/* Waits until a connect(2) on its way is done; 0 or its error number. */
static int
connect_result(int fd)
{
	struct pollfd pfd = { .fd = fd, .events = POLLOUT };
	int64_t deadline = thread_now_ms() + CONNECTION_TRY_MS;
	int64_t left;
	int n, error;
	socklen_t len = sizeof error;

	do {
		left = deadline - thread_now_ms();
		n = poll(&pfd, 1, left > 0 ? (int)left : 0);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return (errno);
	if (n == 0)
		return (ETIMEDOUT);
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0)
		return (errno);
	return (error);
}

/*
 * Connects to one address; 0 or an error number.  The socket does not wait
 * while it connects, since connect(2) alone would wait for minutes.
 */
static int
try_address(int fd, const struct addrinfo *ai)
{
	int error = 0;

	if (!set_waiting(fd, false))
		return (errno);
	if (connect(fd, ai->ai_addr, ai->ai_addrlen) != 0)
		error = errno == EINPROGRESS ? connect_result(fd) : errno;
	if (error == 0 && !set_waiting(fd, true))
		error = errno;
	return (error);
}

/* A new socket that is connected to the address, or -1 with errno. */
static int
open_address(const struct addrinfo *ai)
{
	int fd, error;

	fd = socket(ai->ai_family, ai->ai_socktype | SOCK_CLOEXEC,
	    ai->ai_protocol);
	if (fd < 0)
		return (-1);
	error = try_address(fd, ai);
	if (error != 0) {
		(void)close(fd);
		errno = error;
		return (-1);
	}
	return (fd);
}

/* Goes through the addresses; the descriptor, or -1 when none is left. */
static int
open_first(const struct addrinfo *ai, char peer[ADDRESS_MAX],
    void (*failed)(const char *tried, const char *why))
{
	int fd;

	for (; ai != NULL; ai = ai->ai_next) {
		address_format(ai->ai_addr, peer);
		fd = open_address(ai);
		if (fd >= 0)
			return (fd);
		failed(peer, strerror(errno));
	}
	return (-1);
}

/*
 * A line is sent at once even while an earlier one is not acknowledged, and
 * the kernel asks a silent server now and then whether it is still there.
 * Neither is worth giving up the connection for.
 */
static void
set_options(int fd)
{
	int on = 1;

	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	(void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}

/* The text of an error of getaddrinfo(3). */
static const char *
resolver_error(int error)
{
	if (error == EAI_SYSTEM)
		return (strerror(errno));
	return (gai_strerror(error));
}

struct connection *
connection_open(const char *host, const char *port,
    void (*failed)(const char *tried, const char *why))
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM };
	struct addrinfo *list;
	struct connection *c;
	int error;

	c = malloc(sizeof *c);
	if (c == NULL) {
		failed(host, strerror(errno));
		return (NULL);
	}
	error = getaddrinfo(host, port, &hints, &list);
	if (error != 0) {
		failed(host, resolver_error(error));
		free(c);
		return (NULL);
	}
	c->fd = open_first(list, c->peer, failed);
	freeaddrinfo(list);
	if (c->fd < 0) {
		free(c);
		return (NULL);
	}
	set_options(c->fd);
	return (c);
}

void
connection_free(struct connection *c)
{
	(void)close(c->fd);
	free(c);
}

const char *
connection_peer(const struct connection *c)
{
	return (c->peer);
}

int
connection_fd(const struct connection *c)
{
	return (c->fd);
}

ssize_t
connection_receive(struct connection *c, void *bytes, size_t room)
{
	ssize_t n;

	do
		n = recv(c->fd, bytes, room, MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	return (n);
}

bool
connection_send(struct connection *c, const void *bytes, size_t len)
{
	const char *rest = bytes;
	ssize_t n;

	while (len > 0) {
		n = send(c->fd, rest, len, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return (false);
		rest += n;
		len -= (size_t)n;
	}
	return (true);
}

/* Both can fail only where the connection is gone already. */
void
connection_half_close(struct connection *c)
{
	(void)shutdown(c->fd, SHUT_WR);
}

void
connection_break(struct connection *c)
{
	(void)shutdown(c->fd, SHUT_RDWR);
}
