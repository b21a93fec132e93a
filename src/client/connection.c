/*
 * connection: the client's way to the server.  See connection.h.
 */
#include <config.h>

#include "client/connection.h"

#include <sys/ioctl.h>
#include <sys/socket.h>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <errno.h>
#include <netdb.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/dial.h"
#include "common/address.h"
#include "common/thread.h"
#include "speech/cause.h"

/* A person who waits longer than this for a connection is told so. */
#define CONNECTION_MOMENT_MS 500

/*
 * Seconds without a sign of life from the peer before it is asked for one;
 * seconds between two such questions; how many may go unanswered.  As in the
 * server.
 */
#define KEEP_IDLE 60
#define KEEP_INTERVAL 15
#define KEEP_COUNT 4

struct connection {
	int fd;
	char peer[ADDRESS_MAX];
};

/*
 * A thread that says what we are waiting for if it takes long, since the thread
 * that waits may be inside the resolver.
 */
struct herald {
	const struct connection_news *news;
	const char *host;
	pthread_t thread;
	bool running;

	thread_mutex lock; /* guards what follows */
	pthread_cond_t changed;
	bool done;
};

static void *
announce(void *arg)
{
	int64_t deadline = thread_now_ms() + CONNECTION_MOMENT_MS;
	struct herald *h = arg;

	thread_set_name("herald");
	thread_lock(&h->lock);
	while (!h->done && thread_wait_until(&h->changed, &h->lock, deadline))
		continue;
	if (!h->done)
		h->news->slow(h->host);
	thread_unlock(&h->lock);
	return (NULL);
}

/* Without a thread there is no news, and everything else goes on. */
static void
herald_start(struct herald *h, const struct connection_news *news,
    const char *host)
{
	*h = (struct herald){ .news = news, .host = host };
	thread_mutex_init(&h->lock);
	thread_cond_init(&h->changed);
	h->running = thread_start(&h->thread, announce, h) == 0;
}

static void
herald_end(struct herald *h)
{
	thread_lock(&h->lock);
	h->done = true;
	thread_wake_all(&h->changed);
	thread_unlock(&h->lock);
	if (h->running)
		thread_join(h->thread);
	thread_cond_fini(&h->changed);
	thread_mutex_fini(&h->lock);
}

static void
set(int fd, int level, int option, int value)
{
	(void)setsockopt(fd, level, option, &value, sizeof value);
}

/*
 * A line is sent at once even while an earlier one is not acknowledged, and a
 * server whose machine has gone without a word is noticed within two minutes.
 * A failure here is no reason to give up the connection.
 */
static void
set_options(int fd)
{
	set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
#ifdef TCP_KEEPIDLE
	set(fd, IPPROTO_TCP, TCP_KEEPIDLE, KEEP_IDLE);
	set(fd, IPPROTO_TCP, TCP_KEEPINTVL, KEEP_INTERVAL);
	set(fd, IPPROTO_TCP, TCP_KEEPCNT, KEEP_COUNT);
#endif
#ifdef TCP_USER_TIMEOUT
	/* The same when it owes us an acknowledgement (RFC 5482). */
	set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT,
	    (KEEP_IDLE + KEEP_INTERVAL * KEEP_COUNT) * 1000);
#endif
}

/* Looks the name up and connects; the socket, or -1. */
static int
reach(const char *host, const char *port, char peer[ADDRESS_MAX],
    const struct connection_news *news)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM };
	struct addrinfo *list;
	int fd, error;

	error = getaddrinfo(host, port, &hints, &list);
	if (error != 0) {
		news->failed(host, cause_of_lookup(error, errno));
		return (-1);
	}
	fd = dial(list, peer, news->failed);
	freeaddrinfo(list);
	return (fd);
}

struct connection *
connection_open(const char *host, const char *port,
    const struct connection_news *news)
{
	struct connection *c = malloc(sizeof *c);
	struct herald herald;

	if (c == NULL) {
		news->failed(host, cause_of(errno));
		return (NULL);
	}
	herald_start(&herald, news, host);
	c->fd = reach(host, port, c->peer, news);
	herald_end(&herald);
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

/*
 * TIOCOUTQ, which tcp(7) calls SIOCOUTQ, counts what was sent and is not
 * acknowledged; the end that connection_half_close() sends counts as one more
 * byte.
 */
bool
connection_unacknowledged(const struct connection *c)
{
	int bytes = 0;

	return (ioctl(c->fd, TIOCOUTQ, &bytes) == 0 && bytes > 1);
}

/* Both can fail only if the connection is gone already. */
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
