/*
 * listener: the main thread's part: it accepts clients.  See listener.h.
 */
#include <config.h>

#include "server/listener.h"

#include <sys/socket.h>

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/address.h"
#include "server/door/tell.h"
#include "server/system/log.h"
#include "server/system/sockets.h"
#include "server/worker.h"

/* Clients accepted from one socket before the others get their turn. */
#define ACCEPT_TURN 64

/* How long to wait when an accept has failed. */
#define ACCEPT_PAUSE_MS 100

/* The most reads of what a refused peer has sent: others wait. */
#define REFUSED_READS 8

/* Says why not, and closes. */
static void
refuse(int fd, const struct sockaddr *peer, const struct reason *why)
{
	char address[ADDRESS_MAX], text[REASON_TEXT_SIZE], rest[4096];
	int i;

	tell_reason(&(struct tell_reader){ .fd = fd }, why);
	/* With bytes unread, close() would be a reset; see farewell.h. */
	for (i = 0; i < REFUSED_READS; i++)
		if (recv(fd, rest, sizeof rest, MSG_DONTWAIT) <= 0)
			break;
	(void)close(fd);
	address_format(peer, address);
	log_stranger("refused %s: %s", address, reason_text(why, text));
}

/* What became of one try to accept. */
enum accepted { ACCEPTED, ACCEPT_NOBODY, ACCEPT_FAILED };

static enum accepted
accept_one(int listening, struct workers *workers)
{
	struct sockaddr_storage peer;
	socklen_t len = sizeof peer;
	struct reason why;
	int fd;

	fd = accept4(listening, (struct sockaddr *)&peer, &len, SOCK_CLOEXEC);
	if (fd < 0) {
		switch (errno) {
		case EAGAIN:
			return (ACCEPT_NOBODY);
		case ECONNABORTED:
		case EINTR:
			return (ACCEPTED);
		default:
			/*
			 * Out of descriptors or memory, or refused by a
			 * firewall, or one newcomer's network error
			 * (accept(2)): nobody knows how long it lasts.
			 */
			return (ACCEPT_FAILED);
		}
	}
	if (!worker_start(workers, fd, (struct sockaddr *)&peer, &why))
		refuse(fd, (struct sockaddr *)&peer, &why);
	return (ACCEPTED);
}

/* Accepts clients that wait at one socket; false with errno if that fails. */
static bool
accept_some(int listening, struct workers *workers)
{
	int i;

	for (i = 0; i < ACCEPT_TURN; i++) {
		switch (accept_one(listening, workers)) {
		case ACCEPTED:
			break;
		case ACCEPT_NOBODY:
			return (true);
		case ACCEPT_FAILED:
			return (false);
		}
	}
	return (true);
}

/* Accepts at all sockets that are ready; false as above, said once. */
static bool
accept_ready(const struct sockets *s, const struct pollfd *polls,
    struct workers *workers, bool has_failed)
{
	size_t i;

	for (i = 0; i < s->count; i++) {
		if (polls[i].revents == 0 || accept_some(s->fds[i], workers))
			continue;
		if (!has_failed)
			log_stranger("refused: newcomers must wait: %s",
			    strerror(errno));
		return (false);
	}
	return (true);
}

void
listener_run(const struct sockets *s, struct workers *workers,
    const volatile sig_atomic_t *stop, const sigset_t *waiting)
{
	const struct timespec pause = { 0, ACCEPT_PAUSE_MS * 1000000L };
	const struct timespec none = { 0, 0 };
	struct pollfd polls[SOCKETS_MAX];
	bool failed = false;
	size_t i;

	for (i = 0; i < s->count; i++) {
		polls[i].fd = s->fds[i];
		polls[i].events = POLLIN;
	}
	while (*stop == 0) {
		/*
		 * A newcomer that can't be accepted stays in the backlog and
		 * its socket stays readable: look again later, do not spin.
		 * Linux looks for signals only if nothing else is ready: so
		 * this takes them, however many newcomers there are.
		 */
		(void)ppoll(NULL, 0, failed ? &pause : &none, waiting);
		if (*stop != 0)
			break;
		if (ppoll(polls, (nfds_t)s->count, NULL, waiting) < 0)
			failed = errno != EINTR; /* a signal: look at *stop */
		else
			failed = !accept_ready(s, polls, workers, failed);
	}
}
