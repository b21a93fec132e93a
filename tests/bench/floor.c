/*
 * floor: what send() alone costs, one line at a time or several.
 *
 * It hears nothing, keeps nothing and decides nothing: it sends the lines that
 * a room would send to that many sockets, one line per send(), or several.  Its
 * standard input tells it how far it may go, so that as many lines are in
 * flight as with a server that is measured the same way.
 *
 * usage: floor BATCH SOCKETS
 */
#include <config.h>

#include <sys/socket.h>

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "line.h"
#include "machine.h"

#define SPEAKERS 4
#define BATCH_MAX 256
#define WIRE_MAX (LINE_LEN + 32)
#define SOCKETS_MAX 20000

struct order {
	uint64_t lines;	  /* that may have been said */
	uint64_t at_once; /* do not wait for a whole batch */
};

struct audience {
	int *fd;
	int n;
};

static void
die(const char *what)
{
	(void)fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int
listen_anywhere(void)
{
	struct sockaddr_in at = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t len = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd == -1 || bind(fd, (struct sockaddr *)&at, len) != 0 ||
	    listen(fd, SOMAXCONN) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		die("listen");
	(void)printf("listening on 127.0.0.1:%d\n", (int)ntohs(at.sin_port));
	(void)fflush(stdout);
	return (fd);
}

static void
accept_all(struct audience *a)
{
	int listener = listen_anywhere(), one = 1;

	for (int i = 0; i < a->n; i++) {
		a->fd[i] = accept(listener, NULL, NULL);
		if (a->fd[i] == -1)
			die("accept");
		(void)setsockopt(a->fd[i], IPPROTO_TCP, TCP_NODELAY, &one,
		    sizeof one);
	}
	(void)close(listener);
}

static void
wait_until_writable(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };

	if (poll(&p, 1, -1) == -1 && errno != EINTR)
		die("poll");
}

static void
send_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n >= 0) {
			bytes += n;
			len -= (size_t)n;
		} else if (errno == EAGAIN)
			wait_until_writable(fd);
		else if (errno != EINTR)
			exit(0); /* the receivers are gone: it is over */
	}
}

/* The room's line `number`, of all that are said, for the wire. */
static size_t
wrap(char *out, uint64_t number, uint64_t now)
{
	struct line l = {
		.sender = (uint32_t)(number % SPEAKERS),
		.number = (uint32_t)(number / SPEAKERS),
		.sent = now,
	};
	char prefix[] = "[ 127.0.0.1:1000x ]: ";
	const size_t len = sizeof prefix - 1;

	*strchr(prefix, 'x') = (char)('0' + l.sender);
	memcpy(out, prefix, len);
	line_write(out + len, &l);
	memcpy(out + len + LINE_LEN, "\r\n", 2);
	return (len + LINE_LEN + 2);
}

static void
say(const struct audience *a, uint64_t from, uint64_t to)
{
	static char out[BATCH_MAX * WIRE_MAX];
	uint64_t now = machine_now();
	size_t len = 0;

	while (from < to)
		len += wrap(out + len, from++, now);
	for (int i = 0; i < a->n; i++)
		send_all(a->fd[i], out, len);
}

/* The first lines are not in turn: see first_line() of the load generator. */
static void
serve(const struct audience *a, uint64_t batch)
{
	struct order o;
	uint64_t said = 0;

	while (read(STDIN_FILENO, &o, sizeof o) == sizeof o)
		while (said + (o.at_once ? 1 : batch) <= o.lines) {
			uint64_t n = o.lines - said;

			n = n < batch ? n : batch;
			say(a, said, said + n);
			said += n;
		}
}

static int
number(const char *text, int max)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (*text == '\0' || *end != '\0' || n < 1 || n > max) {
		(void)fprintf(stderr,
		    "floor: %s: a number from 1 to %d is "
		    "expected\n",
		    text, max);
		exit(2);
	}
	return ((int)n);
}

int
main(int argc, char **argv)
{
	struct audience a;
	int batch;

	if (argc != 3) {
		(void)fputs("usage: floor BATCH SOCKETS\n", stderr);
		return (2);
	}
	batch = number(argv[1], BATCH_MAX);
	a.n = number(argv[2], SOCKETS_MAX);
	a.fd = calloc((size_t)a.n, sizeof *a.fd);
	if (a.fd == NULL)
		die("sockets");
	accept_all(&a);
	serve(&a, (uint64_t)batch);
	free(a.fd);
	return (0);
}
