/*
 * postman: one helper thread; empties the outboxes of clients that lag.  See
 * postman.h.
 *
 * epoll(7) does the waiting: another thread may add a socket while this one
 * waits, so nobody needs to wake the postman.
 */
#include <config.h>

#include "postman.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "member.h"
#include "thread.h"

#define POSTMAN_EVENTS 64

struct postman {
	/* All set before the thread starts, then only read. */
	int epoll;
	int stop; /* an eventfd: readable when the thread must end */
	pthread_t thread;
};

static void *
postman_run(void *arg)
{
	struct epoll_event events[POSTMAN_EVENTS];
	struct postman *p = arg;
	int i, n;

	thread_set_name("postman");
	for (;;) {
		n = epoll_wait(p->epoll, events, POSTMAN_EVENTS, -1);
		assert(n >= 0 || errno == EINTR);
		for (i = 0; i < n; i++) {
			if (events[i].data.ptr == NULL)
				return (NULL);
			member_flush(events[i].data.ptr);
		}
	}
}

/* Closes the descriptors. */
static void
postman_close(struct postman *p)
{
	if (p->stop >= 0)
		(void)close(p->stop);
	if (p->epoll >= 0)
		(void)close(p->epoll);
	free(p);
}

struct postman *
postman_new(void)
{
	struct epoll_event stop = { .events = EPOLLIN };
	struct postman *p = calloc(1, sizeof *p);
	int error;

	if (p == NULL)
		return (NULL);
	p->epoll = epoll_create1(EPOLL_CLOEXEC);
	p->stop = eventfd(0, EFD_CLOEXEC);
	if (p->epoll < 0 || p->stop < 0 ||
	    epoll_ctl(p->epoll, EPOLL_CTL_ADD, p->stop, &stop) != 0) {
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
	int result = eventfd_write(p->stop, 1);

	assert(result == 0);
	thread_join(p->thread);
	postman_close(p);
}

bool
postman_watch(struct postman *p, struct member *m)
{
	struct epoll_event writable = { .events = EPOLLOUT, .data.ptr = m };

	return (epoll_ctl(p->epoll, EPOLL_CTL_ADD, m->fd, &writable) == 0);
}

void
postman_forget(struct postman *p, struct member *m)
{
	int result = epoll_ctl(p->epoll, EPOLL_CTL_DEL, m->fd, NULL);

	assert(result == 0);
}
