/*
 * delivery: how many lines the room may not have read.  See delivery.h.
 */
#include <config.h>

#include "client/delivery.h"

#include "common/protocol.h"
#include "common/thread.h"

void
delivery_init(struct delivery *d)
{
	thread_mutex_init(&d->lock);
	d->numbers = false;
	d->answered = 0;
	d->numbered = 0;
	d->pending = 0;
	d->refused = false;
	d->by = 0;
}

void
delivery_fini(struct delivery *d)
{
	thread_mutex_fini(&d->lock);
}

void
delivery_number(struct delivery *d)
{
	thread_lock(&d->lock);
	d->numbers = true;
	thread_unlock(&d->lock);
}

bool
delivery_numbers(struct delivery *d)
{
	bool numbers;

	thread_lock(&d->lock);
	numbers = d->numbers;
	thread_unlock(&d->lock);
	return (numbers);
}

/* The number that is `ahead` of another one, as 1 comes after the last. */
static uint32_t
number_after(uint32_t number, size_t ahead)
{
	return ((uint32_t)((number + ahead - 1) % PROTOCOL_REQUEST_MAX) + 1);
}

uint32_t
delivery_count(struct delivery *d)
{
	int64_t now = thread_now_ms();
	uint32_t number = 0;

	thread_lock(&d->lock);
	d->by = (d->by > now ? d->by : now) + DELIVERY_LINE_MS;
	if (d->numbers)
		number = number_after(d->answered, ++d->numbered);
	else
		d->pending++;
	thread_unlock(&d->lock);
	return (number);
}

/* A number that no line waits for is further ahead than any that does. */
void
delivery_answered(struct delivery *d, uint32_t number)
{
	size_t ahead;

	thread_lock(&d->lock);
	ahead = (number + PROTOCOL_REQUEST_MAX - d->answered) %
	    PROTOCOL_REQUEST_MAX;
	if (ahead > 0 && ahead <= d->numbered) {
		d->answered = number;
		d->numbered -= ahead;
		d->pending = 0;
		if (d->numbered == 0)
			d->by = 0;
	}
	thread_unlock(&d->lock);
}

void
delivery_refuse(struct delivery *d)
{
	thread_lock(&d->lock);
	d->refused = true;
	thread_unlock(&d->lock);
}

bool
delivery_refused(struct delivery *d)
{
	bool refused;

	thread_lock(&d->lock);
	refused = d->refused;
	thread_unlock(&d->lock);
	return (refused);
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
	pending = d->pending + d->numbered;
	thread_unlock(&d->lock);
	return (pending);
}

size_t
delivery_unanswered(struct delivery *d)
{
	size_t unanswered;

	thread_lock(&d->lock);
	unanswered = d->numbered;
	thread_unlock(&d->lock);
	return (unanswered);
}
