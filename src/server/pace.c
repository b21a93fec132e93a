/*
 * pace: a token bucket: how fast one client may talk.  See pace.h.
 *
 * The bucket is kept as a time (the "virtual scheduling" form of the leaky
 * bucket, ITU-T I.371): each line pushes `next`, when the client will have
 * paid for all its lines, forward by its price.  A line waits as long as the
 * debt is more than a burst.
 */
#include <config.h>

#include "server/pace.h"

/* In microseconds, so that odd rates work out exactly. */
#define SECOND 1000000
#define BURST ((int64_t)PACE_BURST_SECONDS * SECOND)

void
pace_init(struct pace *p, unsigned rate)
{
	p->rate = rate;
	p->next = 0;
	p->told = false;
}

int64_t
pace_take(struct pace *p, int64_t now, size_t bytes)
{
	size_t lines = (bytes + PACE_LINE_BYTES - 1) / PACE_LINE_BYTES;
	int64_t us = now * 1000, debt;

	if (p->rate == 0)
		return (0);
	if (p->next < us) {
		p->next = us;
		p->told = false; /* a full bucket: a new start */
	}
	p->next += (int64_t)(lines > 0 ? lines : 1) * (SECOND / p->rate);
	debt = p->next - us - BURST;
	return (debt > 0 ? (debt + 999) / 1000 : 0);
}

size_t
pace_charge(struct pace *p, size_t bytes)
{
	int64_t price;

	if (p->rate == 0)
		return (0);
	price = (int64_t)(bytes / PACE_ANSWER_BYTES) * (SECOND / p->rate);
	p->next += price < BURST ? price : BURST;
	return (bytes % PACE_ANSWER_BYTES);
}
