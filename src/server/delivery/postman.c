/*
 * postman: one helper thread; empties the outboxes of clients that lag.  See
 * postman.h.
 *
 * epoll(7) does the waiting: another thread may add a socket while this one
 * waits, so nobody needs to wake the postman.
 */
#include <config.h>

#include "server/delivery/postman.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/thread.h"

#define POSTMAN_EVENTS 64

/* How often to look at those that are over their bound. */
#define POSTMAN_LOOK_MS 1000

struct postman {
	/* All set before the thread starts, then only read. */
	void (*flush)(struct postman_client *c);
	int epoll;
	int bell; /* an eventfd: readable when there is news for the thread */
	size_t max;
	pthread_t thread;

	/* Guards all that follows; nothing is locked while it is held. */
	thread_mutex lock;
	bool stopping;
	struct postman_client **hurried; /* dense, in no order */
	size_t count;
	size_t left; /* to be lent, in bytes */
};

/* Something has changed that the thread must look at. */
static void
ring(struct postman *p)
{
	int result = eventfd_write(p->bell, 1);

	assert(result == 0);
	(void)result;
}

/* Somebody has rung: whether the thread is to end. */
static bool
answer(struct postman *p)
{
	eventfd_t rings;
	bool stopping;

	(void)eventfd_read(p->bell, &rings);
	thread_lock(&p->lock);
	stopping = p->stopping;
	thread_unlock(&p->lock);
	return (stopping);
}

/* The client at place `i`, or NULL, and how many there are. */
static struct postman_client *
hurried_at(struct postman *p, size_t i, size_t *count)
{
	struct postman_client *c;

	thread_lock(&p->lock);
	*count = p->count;
	c = i < p->count ? p->hurried[i] : NULL;
	thread_unlock(&p->lock);
	return (c);
}

/*
 * Looks at all clients that are over their bound.  None of them can vanish
 * meanwhile: only this thread lets them go.  When it does, the last one takes
 * the free place; it has been looked at already, or has just come.
 */
static void
look_at_hurried(struct postman *p)
{
	struct postman_client *c;
	size_t count, i;

	(void)hurried_at(p, 0, &count);
	for (i = count; i-- > 0;) {
		c = hurried_at(p, i, &count);
		if (c != NULL)
			p->flush(c);
	}
}

static void *
postman_run(void *arg)
{
	struct epoll_event events[POSTMAN_EVENTS];
	struct postman *p = arg;
	int64_t next_look = 0;
	size_t count = 0;
	int i, n;

	thread_set_name("postman");
	for (;;) {
		n = epoll_wait(p->epoll, events, POSTMAN_EVENTS,
		    count > 0 ? POSTMAN_LOOK_MS : -1);
		assert(n >= 0 || errno == EINTR);
		for (i = 0; i < n; i++) {
			struct postman_client *c = events[i].data.ptr;

			if (c != NULL)
				p->flush(c);
			else if (answer(p))
				return (NULL);
		}
		if (thread_now_ms() >= next_look) {
			look_at_hurried(p);
			next_look = thread_now_ms() + POSTMAN_LOOK_MS;
		}
		(void)hurried_at(p, 0, &count);
	}
}

/* Closes the descriptors and frees. */
static void
postman_close(struct postman *p)
{
	if (p->bell >= 0)
		(void)close(p->bell);
	if (p->epoll >= 0)
		(void)close(p->epoll);
	thread_mutex_fini(&p->lock);
	free(p->hurried);
	free(p);
}

struct postman *
postman_new(size_t max, size_t bound, void (*flush)(struct postman_client *c))
{
	struct epoll_event bell = { .events = EPOLLIN };
	struct postman *p = calloc(1, sizeof *p);
	int error;

	if (p == NULL)
		return (NULL);
	p->max = max;
	p->flush = flush;
	p->left =
	    bound < SIZE_MAX / POSTMAN_BOUNDS ? bound * POSTMAN_BOUNDS : bound;
	thread_mutex_init(&p->lock);
	p->hurried = calloc(max, sizeof(struct postman_client *));
	p->epoll = epoll_create1(EPOLL_CLOEXEC);
	p->bell = eventfd(0, EFD_CLOEXEC);
	if (p->hurried == NULL || p->epoll < 0 || p->bell < 0 ||
	    epoll_ctl(p->epoll, EPOLL_CTL_ADD, p->bell, &bell) != 0) {
		error = errno;
		goto fail;
	}
	error = thread_start(&p->thread, postman_run, p);
	if (error == 0)
		return (p);
fail:
	postman_close(p);
	errno = error;
	return (NULL);
}

void
postman_free(struct postman *p)
{
	thread_lock(&p->lock);
	assert(p->count == 0);
	p->stopping = true;
	thread_unlock(&p->lock);
	ring(p);
	thread_join(p->thread);
	postman_close(p);
}

bool
postman_watch(struct postman *p, struct postman_client *c)
{
	struct epoll_event writable = { .events = EPOLLOUT, .data.ptr = c };

	return (epoll_ctl(p->epoll, EPOLL_CTL_ADD, c->fd, &writable) == 0);
}

void
postman_forget(struct postman *p, struct postman_client *c)
{
	int result = epoll_ctl(p->epoll, EPOLL_CTL_DEL, c->fd, NULL);

	assert(result == 0);
	(void)result;
}

void
postman_hurry(struct postman *p, struct postman_client *c)
{
	bool first;

	thread_lock(&p->lock);
	assert(p->count < p->max);
	c->place = (uint32_t)p->count;
	first = p->count == 0;
	p->hurried[p->count++] = c;
	thread_unlock(&p->lock);
	if (first)
		ring(p); /* it waits forever otherwise */
}

void
postman_unhurry(struct postman *p, struct postman_client *c)
{
	struct postman_client *last;

	thread_lock(&p->lock);
	assert(p->hurried[c->place] == c);
	last = p->hurried[--p->count];
	p->hurried[c->place] = last;
	last->place = c->place;
	thread_unlock(&p->lock);
}

bool
postman_lend(struct postman *p, size_t len)
{
	bool enough;

	thread_lock(&p->lock);
	enough = len <= p->left;
	if (enough)
		p->left -= len;
	thread_unlock(&p->lock);
	return (enough);
}

void
postman_take_back(struct postman *p, size_t len)
{
	thread_lock(&p->lock);
	p->left += len;
	thread_unlock(&p->lock);
}
