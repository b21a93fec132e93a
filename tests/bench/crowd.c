/*
 * crowd: all clients of one run, in one thread over one epoll.
 *
 * One thread is enough: it reads 256 KiB at a time and mostly compares memory,
 * so it waits for the server.  If it does not, the table says so.
 */
#include <config.h>

#include "crowd.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "machine.h"

#define BUFFER (256 * 1024)
#define EVENTS 512

/*
 * Connections that wait for their welcome.  They come as fast as they can, but
 * fewer at once than the kernel lets wait for accept(): 4,096 since Linux 5.4.
 * ncat asks for no more than 10.
 */
#define ARRIVING_MAX 1024
#define ARRIVING_PEER 8

volatile sig_atomic_t crowd_interrupted;

static struct receiver *
mouth_of(struct crowd *c, const struct sender *s)
{
	struct audience *a = &c->audience;

	return (&a->receivers[a->n_receivers - c->n_senders + s->id]);
}

static void
wait_for(struct crowd *c, uint32_t index, int op, uint32_t events)
{
	struct epoll_event e = { .events = events, .data.u32 = index };

	if (epoll_ctl(c->epoll, op, c->audience.receivers[index].fd, &e) != 0)
		audience_fail(&c->audience, "epoll_ctl: %s", strerror(errno));
}

void
crowd_watch(struct crowd *c, const struct sender *s)
{
	uint32_t index = (uint32_t)(mouth_of(c, s) - c->audience.receivers);

	wait_for(c, index, EPOLL_CTL_MOD,
	    sender_waits(s) ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

static void
flush(struct crowd *c, struct sender *s)
{
	if (sender_flush(s) != 0)
		audience_fail(&c->audience, "a sender was dropped");
	else if (!sender_waits(s))
		crowd_watch(c, s);
}

static void
take_event(struct crowd *c, const struct epoll_event *e)
{
	struct audience *a = &c->audience;
	struct receiver *r = &a->receivers[e->data.u32];

	if (e->events & EPOLLOUT)
		flush(c,
		    &c->senders[e->data.u32 - (a->n_receivers - c->n_senders)]);
	if (e->events & ~(uint32_t)EPOLLOUT)
		receiver_read(a, r, c->buffer, BUFFER);
}

void
crowd_turn(struct crowd *c, int ms)
{
	struct audience *a = &c->audience;
	struct epoll_event events[EVENTS];
	int n = epoll_wait(c->epoll, events, EVENTS, ms);

	if (crowd_interrupted)
		audience_fail(a, "interrupted");
	for (int i = 0; i < n && crowd_is_well(c); i++)
		take_event(c, &events[i]);
	if (c->story_seen == a->story.head)
		return;
	c->story_seen = a->story.head;
	for (uint32_t i = 0; i < c->n_senders && c->feed == -1; i++)
		receiver_retry(a, mouth_of(c, &c->senders[i]));
}

static int
connect_to(int port)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd == -1)
		return (-1);
	if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0 ||
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0 ||
	    fcntl(fd, F_SETFL, O_NONBLOCK) != 0) {
		(void)close(fd);
		return (-1);
	}
	return (fd);
}

/* One more client comes in. */
static void
connect_one(struct crowd *c, uint32_t index, int port)
{
	struct audience *a = &c->audience;
	struct receiver *r = &a->receivers[index];
	unsigned mouths = c->feed == -1 ? c->n_senders : 0;
	bool speaks = index >= a->n_receivers - mouths;
	char hello[DIALECT_OUT_MAX];
	size_t len = a->dialect->hello(hello, index, speaks);

	r->fd = connect_to(port);
	if (r->fd == -1) {
		audience_fail(a, "connection %" PRIu32 ": %s", index,
		    strerror(errno));
		return;
	}
	if (speaks) {
		struct sender *s = &c->senders[index - a->n_receivers + mouths];

		s->fd = r->fd;
		if (a->dialect->speakers_listen)
			r->self = s->id;
		else
			r->state = RECEIVER_DEAF;
	}
	if (r->state != RECEIVER_DEAF)
		c->n_listeners++;
	wait_for(c, index, EPOLL_CTL_ADD, EPOLLIN);
	if (send(r->fd, hello, len, MSG_NOSIGNAL) != (ssize_t)len)
		audience_fail(a, "a hello was not taken");
}

static bool
allocate(struct crowd *c, unsigned receivers, unsigned senders)
{
	struct audience *a = &c->audience;

	c->buffer = malloc(BUFFER);
	c->senders = calloc(senders, sizeof *c->senders);
	a->receivers = calloc(receivers, sizeof *a->receivers);
	a->heard = calloc(senders, sizeof *a->heard);
	c->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (c->buffer == NULL || c->senders == NULL || a->receivers == NULL ||
	    a->heard == NULL || c->epoll == -1 ||
	    story_init(&a->story, senders) != 0) {
		audience_fail(a, "no memory");
		return (false);
	}
	a->n_receivers = receivers;
	c->n_senders = senders;
	for (unsigned i = 0; i < receivers; i++) {
		a->receivers[i].fd = -1;
		a->receivers[i].self = STORY_NOBODY;
		a->receivers[i].watches = STORY_NOBODY;
	}
	for (unsigned i = 0; i < senders; i++)
		c->senders[i].id = i;
	return (true);
}

/*
 * The floor has no ears.  A speaker's line goes to all the others, so with the
 * floor one socket fewer than there are speakers takes their place.
 */
bool
crowd_open(struct crowd *c, const struct dialect *d, int port, int feed,
    unsigned receivers, unsigned senders)
{
	struct audience *a = &c->audience;
	unsigned all = receivers + senders - (feed == -1 ? 0 : 1);
	unsigned arriving = d == &dialect_room ? ARRIVING_MAX : ARRIVING_PEER;

	memset(c, 0, sizeof *c);
	a->dialect = d;
	c->epoll = -1;
	c->feed = feed;
	if (!allocate(c, all, senders))
		return (false);
	for (unsigned i = 0; i < senders; i++)
		a->receivers[(uint64_t)i * receivers / senders].watches = i;
	for (uint32_t i = 0; i < all && crowd_is_well(c); i++) {
		connect_one(c, i, port);
		while (d != &dialect_floor && crowd_is_well(c) &&
		    c->n_listeners - a->welcome >= arriving)
			crowd_turn(c, CROWD_TICK_MS);
	}
	return (crowd_is_well(c));
}

void
crowd_close(struct crowd *c)
{
	struct audience *a = &c->audience;

	for (unsigned i = 0; i < a->n_receivers; i++) {
		if (a->receivers[i].fd != -1)
			(void)close(a->receivers[i].fd);
		free(a->receivers[i].held);
	}
	free(a->receivers);
	free(a->heard);
	story_fini(&a->story);
	free(c->senders);
	free(c->buffer);
	if (c->epoll != -1)
		(void)close(c->epoll);
}

static int
by_number_down(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

	return ((a < b) - (a > b));
}

/*
 * The client that came k-th must have read about each later one, once.  Nobody
 * knows which came k-th, but the one that read about most must have read about
 * all others, the next about all except one, and so on.
 */
static bool
all_told(const struct crowd *c)
{
	const struct audience *a = &c->audience;
	uint64_t n = a->n_receivers, i;
	uint32_t *joined;

	if (a->joined < n * (n - 1) / 2)
		return (false);
	joined = calloc(n, sizeof *joined);
	if (joined == NULL)
		return (false);
	for (i = 0; i < n; i++)
		joined[i] = a->receivers[i].joined;
	qsort(joined, n, sizeof *joined, by_number_down);
	for (i = 0; i < n && joined[i] == n - 1 - i; i++)
		continue;
	free(joined);
	return (i == n);
}

bool
crowd_gather(struct crowd *c, bool told)
{
	struct audience *a = &c->audience;
	uint64_t end = machine_now() + CROWD_PATIENCE;

	if (a->dialect == &dialect_floor)
		return (crowd_is_well(c));
	while (crowd_is_well(c) && machine_now() < end &&
	    (a->welcome < c->n_listeners || (told && !all_told(c))))
		crowd_turn(c, CROWD_TICK_MS);
	if (a->welcome < c->n_listeners)
		audience_fail(a, "%u of %" PRIu32 " were not welcomed",
		    c->n_listeners - a->welcome, c->n_listeners);
	else if (told && !all_told(c))
		audience_fail(a, "not everyone read about every join");
	return (crowd_is_well(c));
}

void
crowd_stall(struct crowd *c, unsigned n)
{
	struct audience *a = &c->audience;
	uint32_t end = a->n_receivers - c->n_senders;

	for (uint32_t i = end - n; i < end; i++) {
		wait_for(c, i, EPOLL_CTL_DEL, 0);
		a->receivers[i].state = RECEIVER_STALLED;
		c->n_listeners--;
	}
}

/* What it has not read must not make it wait: then it changes less often. */
void
crowd_change(struct crowd *c)
{
	static const char *const languages[] = { "/lang zh\n", "/lang en\n" };
	const char *line = languages[c->changes % 2];
	uint32_t last = c->audience.n_receivers - c->n_senders - 1;
	ssize_t n = send(c->audience.receivers[last].fd, line, strlen(line),
	    MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n == (ssize_t)strlen(line))
		c->changes++;
	else if (n != -1 || errno != EAGAIN)
		audience_fail(&c->audience, "a change was not taken");
}

void
crowd_distract(struct crowd *c)
{
	uint32_t last = c->audience.n_receivers - c->n_senders - 1;

	c->audience.receivers[last].state = RECEIVER_DEAF;
	c->n_listeners--;
	crowd_change(c);
}
