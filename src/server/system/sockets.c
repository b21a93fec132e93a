/*
 * sockets: those on which newcomers arrive.  See sockets.h.
 */
#include <config.h>

#include "server/system/sockets.h"

#include <sys/socket.h>

#include <netinet/tcp.h>

#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "common/address.h"
#include "server/system/launch.h"
#include "speech/cause.h"

/* How often to try for a port that is free for both families. */
#define PORT_TRIES 32

/* A peer that is gone is found after IDLE + COUNT * INTERVAL seconds. */
enum { KEEP_IDLE = 60, KEEP_INTERVAL = 15, KEEP_COUNT = 4 };
_Static_assert(KEEP_IDLE + KEEP_COUNT * KEEP_INTERVAL == SOCKETS_LOST_S,
    "people are told how long it takes");

static void
set(int fd, int level, int option, int value)
{
	/* Each of them makes things better, but the room works without them. */
	(void)setsockopt(fd, level, option, &value, sizeof value);
}

/*
 * Options of all connections, set once on the socket that listens: those that
 * it accepts inherit them (tcp(7)).
 */
static void
set_options(int fd)
{
	set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
	set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
	set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
#ifdef TCP_KEEPIDLE
	set(fd, IPPROTO_TCP, TCP_KEEPIDLE, KEEP_IDLE);
	set(fd, IPPROTO_TCP, TCP_KEEPINTVL, KEEP_INTERVAL);
	set(fd, IPPROTO_TCP, TCP_KEEPCNT, KEEP_COUNT);
#endif
#ifdef TCP_USER_TIMEOUT
	/* The same for a peer that owes us an acknowledgement (RFC 5482). */
	set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT,
	    (KEEP_IDLE + KEEP_INTERVAL * KEEP_COUNT) * 1000);
#endif
}

/* Opens one socket; -1 with errno. */
static int
open_one(const struct sockaddr *sa, socklen_t len)
{
	int error;
	int fd;

	fd = socket(sa->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    0);
	if (fd < 0)
		return (-1);
	set_options(fd);
	if (sa->sa_family == AF_INET6)
		set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
	if (bind(fd, sa, len) == 0 && listen(fd, SOMAXCONN) == 0)
		return (fd);
	error = errno;
	(void)close(fd);
	errno = error;
	return (-1);
}

static void
set_port(struct sockaddr *sa, unsigned port)
{
	/* Both families have it in the same place, but nothing promises so. */
	if (sa->sa_family == AF_INET)
		((struct sockaddr_in *)(void *)sa)->sin_port =
		    htons((uint16_t)port);
	else
		((struct sockaddr_in6 *)(void *)sa)->sin6_port =
		    htons((uint16_t)port);
}

static unsigned
port_of(int fd)
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof ss;

	if (getsockname(fd, (struct sockaddr *)&ss, &len) != 0)
		return (0);
	return (address_port((struct sockaddr *)&ss));
}

/* What goes wrong while sockets are opened, for the person who starts us. */
struct trouble {
	char *text;
	size_t size;
	int error;  /* errno, or 0 */
	bool fixed; /* the port is the one that was asked for */
};

/* What it was that went wrong, by the error number. */
static enum launch
why_not(const struct trouble *t)
{
	if (t->error == EADDRINUSE && t->fixed)
		return (L_LISTEN_TAKEN);
	if (t->error == EACCES)
		return (L_LISTEN_LOW);
	return (t->error == EADDRNOTAVAIL ? L_LISTEN_ELSEWHERE : L_LISTEN);
}

static void
cannot_listen(struct trouble *t, const struct sockaddr *sa)
{
	char where[ADDRESS_MAX];

	t->error = errno;
	address_format(sa, where);
	(void)launch_write(why_not(t),
	    ARGS(words_of(where), cause_of(t->error)), t->text, t->size);
}

/* Whether a socket at `own` hears all that one at `sa` would. */
static bool
covers(const struct sockaddr_storage *own, const struct sockaddr *sa)
{
	struct sockaddr_in6 a6, b6;
	struct sockaddr_in a, b;

	if (own->ss_family != sa->sa_family)
		return (false);
	if (sa->sa_family == AF_INET) {
		memcpy(&a, own, sizeof a);
		memcpy(&b, sa, sizeof b);
		return (a.sin_addr.s_addr == htonl(INADDR_ANY) ||
		    a.sin_addr.s_addr == b.sin_addr.s_addr);
	}
	memcpy(&a6, own, sizeof a6);
	memcpy(&b6, sa, sizeof b6);
	return (IN6_IS_ADDR_UNSPECIFIED(&a6.sin6_addr) ||
	    (IN6_ARE_ADDR_EQUAL(&a6.sin6_addr, &b6.sin6_addr) &&
		a6.sin6_scope_id == b6.sin6_scope_id));
}

/* Whether we listen there already. */
static bool
is_open(const struct sockets *s, const struct sockaddr *sa)
{
	struct sockaddr_storage own;
	socklen_t len;
	size_t i;

	for (i = 0; i < s->count; i++) {
		len = sizeof own;
		if (getsockname(s->fds[i], (struct sockaddr *)&own, &len) ==
			0 &&
		    covers(&own, sa))
			return (true);
	}
	return (false);
}

/*
 * Closes those that stand in the way of a socket at `sa`, which is for all
 * addresses.
 */
static void
make_way(struct sockets *s, const struct sockaddr *sa)
{
	struct sockaddr_storage all;
	struct sockaddr_storage own;
	size_t i, kept = 0;
	socklen_t len;

	memset(&all, 0, sizeof all);
	memcpy(&all, sa,
	    sa->sa_family == AF_INET ? sizeof(struct sockaddr_in) :
				       sizeof(struct sockaddr_in6));
	for (i = 0; i < s->count; i++) {
		len = sizeof own;
		if (getsockname(s->fds[i], (struct sockaddr *)&own, &len) ==
			0 &&
		    covers(&all, (struct sockaddr *)&own))
			(void)close(s->fds[i]);
		else
			s->fds[kept++] = s->fds[i];
	}
	s->count = kept;
}

/* Opens the addresses of a list; 0 if the system has none of them. */
static int
open_list(struct sockets *s, const struct addrinfo *ai, unsigned *port,
    bool optional, struct trouble *t)
{
	struct sockaddr_storage plain;
	struct sockaddr *sa = (struct sockaddr *)&plain;
	int opened = 0;
	socklen_t len;
	int fd;

	for (; ai != NULL; ai = ai->ai_next) {
		/* Our sockets of IPv6 hear no IPv4, mapped or not. */
		len = address_unmap(ai->ai_addr, &plain);
		if (len == 0)
			continue;
		/* -b A -b A, or a name with two lines in /etc/hosts. */
		if (is_open(s, sa)) {
			opened++;
			continue;
		}
		make_way(s, sa);
		if (s->count == SOCKETS_MAX) {
			(void)launch_write(L_LISTEN_TOO_MANY,
			    ARGS(NUMBER(SOCKETS_MAX)), t->text, t->size);
			return (-1);
		}
		set_port(sa, *port);
		fd = open_one(sa, len);
		/* A system without IPv6, or without IPv4, is fine. */
		if (fd < 0 && optional &&
		    (errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL))
			continue;
		if (fd < 0) {
			cannot_listen(t, sa);
			return (-1);
		}
		s->fds[s->count++] = fd;
		*port = port_of(fd);
		opened++;
	}
	return (opened);
}

/* Opens what one address (NULL: every address) stands for. */
static bool
open_address(struct sockets *s, const char *address, unsigned *port,
    struct trouble *t)
{
	struct addrinfo hints = { .ai_flags = AI_PASSIVE | AI_NUMERICSERV,
		.ai_socktype = SOCK_STREAM };
	struct addrinfo *list;
	int error, opened;

	error = getaddrinfo(address, "0", &hints, &list);
	if (error != 0) {
		(void)launch_write(L_LISTEN_ELSEWHERE,
		    ARGS(words_of(address), cause_of_lookup(error, errno)),
		    t->text, t->size);
		return (false);
	}
	opened = open_list(s, list, port, address == NULL, t);
	freeaddrinfo(list);
	if (opened == 0)
		(void)launch_write(L_LISTEN_NOWHERE, NULL, t->text, t->size);
	return (opened > 0);
}

static bool
open_all(struct sockets *s, char *const *addresses, size_t count,
    unsigned *port, struct trouble *t)
{
	size_t i;

	if (count == 0)
		return (open_address(s, NULL, port, t));
	for (i = 0; i < count; i++)
		if (!open_address(s, addresses[i], port, t))
			return (false);
	return (true);
}

int
sockets_open(struct sockets *s, char *const *addresses, size_t count,
    unsigned *port, char *error, size_t error_size)
{
	struct trouble t = { .text = error,
		.size = error_size,
		.fixed = *port != 0 };
	unsigned wanted = *port;
	int tries = wanted == 0 ? PORT_TRIES : 1;

	while (tries-- > 0) {
		*port = wanted;
		s->count = 0;
		t.error = 0;
		if (open_all(s, addresses, count, port, &t))
			return (0);
		sockets_close(s);
		/* Free for one family, in use for the other: try again. */
		if (t.error != EADDRINUSE)
			break;
	}
	return (-1);
}

void
sockets_adopt(struct sockets *s, size_t count)
{
	for (s->count = 0; s->count < count; s->count++)
		set_options(s->fds[s->count]);
}

void
sockets_close(struct sockets *s)
{
	while (s->count > 0)
		(void)close(s->fds[--s->count]);
}
