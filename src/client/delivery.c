/*
 * delivery: how many lines the room may not have read.  See delivery.h.
 */
#include <config.h>

#include "client/delivery.h"

#include "common/thread.h"

void
delivery_init(struct delivery *d)
{
	thread_mutex_init(&d->lock);
	d->pending = 0;
	d->by = 0;
}

void
delivery_fini(struct delivery *d)
{
	thread_mutex_fini(&d->lock);
}

void
delivery_count(struct delivery *d)
{
	int64_t now = thread_now_ms();

	thread_lock(&d->lock);
	d->by = (d->by > now ? d->by : now) + DELIVERY_LINE_MS;
	d->pending++;
	thread_unlock(&d->lock);
}

/* The times by which two lines are read are never closer than this. */
void
delivery_heard(struct delivery *d)
{
	int64_t left;

	thread_lock(&d->lock);
	left = d->by - thread_now_ms();
	left = (left + DELIVERY_LINE_MS - 1) / DELIVERY_LINE_MS;
	if (left < 0)
		left = 0;
	if (d->pending > (size_t)left)
		d->pending = (size_t)left;
	thread_unlock(&d->lock);
}

int64_t
delivery_by(struct delivery *d)
{
	int64_t by;

	thread_lock(&d->lock);
	by = d->by;
	thread_unlock(&d->lock);
	return (by);
}

size_t
delivery_pending(struct delivery *d)
{
	size_t pending;

	thread_lock(&d->lock);
	pending = d->pending;
	thread_unlock(&d->lock);
	return (pending);
}
