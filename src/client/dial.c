/*
 * dial: connects to the first address that answers.  See dial.h.
 */
#include <config.h>

#include "client/dial.h"

#include <sys/socket.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#include "common/thread.h"
#include "speech/cause.h"

/* This long for each address: enough for a lost packet or three. */
#define DIAL_TRY_MS 10000

/* "Connection Attempt Delay", RFC 8305, 5 and 8. */
#define DIAL_DELAY_MS 250

struct attempt {
	const struct addrinfo *ai;
	int fd;		  /* -1: not begun, or failed */
	int error;	  /* why it has failed */
	int64_t deadline; /* of thread_now_ms() */
};

struct race {
	struct attempt attempts[DIAL_MAX];
	size_t count;
	size_t begun;	    /* how many of them */
	int64_t next_begin; /* of the next one, by thread_now_ms() */
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

/* The next address in the list that is of the family, or is not; or NULL. */
static const struct addrinfo *
next_of(const struct addrinfo *ai, int family, bool same)
{
	while (ai != NULL && (ai->ai_family == family) != same)
		ai = ai->ai_next;
	return (ai);
}

/*
 * Puts the addresses in order: the families take turns, so that a dead one
 * costs one delay only (RFC 8305, 4).
 */
static void
line_up(struct race *r, const struct addrinfo *list)
{
	int family = list != NULL ? list->ai_family : AF_UNSPEC;
	const struct addrinfo *next[2] = { next_of(list, family, true),
		next_of(list, family, false) };
	size_t turn = 0;

	while (r->count < DIAL_MAX && (next[0] != NULL || next[1] != NULL)) {
		if (next[turn] != NULL) {
			r->attempts[r->count++] =
			    (struct attempt){ .ai = next[turn], .fd = -1 };
			next[turn] =
			    next_of(next[turn]->ai_next, family, turn == 0);
		}
		turn = 1 - turn;
	}
}

/* The attempt has failed: the next one need not wait. */
static void
give_up(struct race *r, struct attempt *a, int error)
{
	if (a->fd >= 0)
		(void)close(a->fd);
	a->fd = -1;
	a->error = error;
	r->next_begin = thread_now_ms();
}

/*
 * Begins the next attempt.  The socket does not wait while it connects, since
 * connect(2) alone would wait for minutes.
 */
static void
begin(struct race *r)
{
	struct attempt *a = &r->attempts[r->begun++];
	const struct addrinfo *ai = a->ai;

	r->next_begin = thread_now_ms() + DIAL_DELAY_MS;
	a->deadline = thread_now_ms() + DIAL_TRY_MS;
	a->fd = socket(ai->ai_family, ai->ai_socktype | SOCK_CLOEXEC,
	    ai->ai_protocol);
	if (a->fd < 0 || !set_waiting(a->fd, false) ||
	    (connect(a->fd, ai->ai_addr, ai->ai_addrlen) != 0 &&
		errno != EINPROGRESS))
		give_up(r, a, errno);
}

/* Checks what has become of an attempt; true when it is connected. */
static bool
has_won(struct race *r, struct attempt *a, short events)
{
	socklen_t len = sizeof(int);
	int error = 0;

	if (events != 0 &&
	    getsockopt(a->fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0)
		error = errno;
	else if (events == 0 && thread_now_ms() >= a->deadline)
		error = ETIMEDOUT;
	if (error == 0 && events != 0 && !set_waiting(a->fd, true))
		error = errno;
	if (error != 0)
		give_up(r, a, error);
	return (error == 0 && events != 0);
}

/* Whether there is an answer to wait for. */
static bool
is_under_way(const struct race *r)
{
	size_t i;

	for (i = 0; i < r->begun; i++)
		if (r->attempts[i].fd >= 0)
			return (true);
	return (false);
}

/* Waits until something may have become of an attempt, or one may begin. */
static void
wait_for_any(const struct race *r, struct pollfd pfds[DIAL_MAX])
{
	int64_t until = r->begun < r->count ? r->next_begin : INT64_MAX;
	int64_t left;
	size_t i;

	for (i = 0; i < r->begun; i++) {
		const struct attempt *a = &r->attempts[i];

		pfds[i] = (struct pollfd){ .fd = a->fd, .events = POLLOUT };
		if (a->fd >= 0 && a->deadline < until)
			until = a->deadline;
	}
	left = until - thread_now_ms();
	if (poll(pfds, r->begun, left > 0 ? (int)left : 0) <= 0)
		for (i = 0; i < r->begun; i++)
			pfds[i].revents = 0;
}

/* Lets them all run; the one that is connected, or NULL. */
static struct attempt *
run(struct race *r)
{
	struct pollfd pfds[DIAL_MAX];
	size_t i, begun;

	while (r->begun < r->count || is_under_way(r)) {
		if (r->begun < r->count && thread_now_ms() >= r->next_begin)
			begin(r);
		/* Without a network it has failed already. */
		if (is_under_way(r))
			wait_for_any(r, pfds);
		begun = r->begun;
		for (i = 0; i < begun; i++)
			if (r->attempts[i].fd >= 0 &&
			    has_won(r, &r->attempts[i], pfds[i].revents))
				return (&r->attempts[i]);
	}
	return (NULL);
}

int
dial(const struct addrinfo *list, char peer[ADDRESS_MAX],
    void (*failed)(const char *tried, struct words why))
{
	struct race r = { .next_begin = thread_now_ms() };
	struct attempt *winner;
	size_t i;

	line_up(&r, list);
	winner = run(&r);
	for (i = 0; i < r.count; i++) {
		struct attempt *a = &r.attempts[i];

		address_format(a->ai->ai_addr, peer);
		if (winner == NULL)
			failed(peer, cause_of(a->error));
		else if (a != winner && a->fd >= 0)
			(void)close(a->fd);
	}
	if (winner == NULL)
		return (-1);
	address_format(winner->ai->ai_addr, peer);
	return (winner->fd);
}
