/*
 * pace: a token bucket: how fast one client may talk.  See pace.h.
 *
 * The bucket is kept as a time (the "virtual scheduling" form of the leaky
 * bucket, ITU-T I.371): each line pushes `next`, when the client will have
 * paid for all its lines, forward by the price of one.  A line waits as long
 * as the debt is more than a burst.
 */
#include <config.h>

#include "pace.h"

/* In microseconds, so that odd rates work out exactly. */
#define SECOND 1000000

void
pace_init(struct pace *p, unsigned rate)
{
	p->rate = rate;
	p->next = 0;
	p->told = false;
}

int64_t
pace_take(struct pace *p, int64_t now)
{
	int64_t us = now * 1000, price, debt;

	if (p->rate == 0)
		return (0);
	price = SECOND / p->rate;
	if (p->next < us) {
		p->next = us;
		p->told = false; /* a full bucket: a new start */
	}
	p->next += price;
	debt = p->next - us - (int64_t)PACE_BURST_SECONDS * SECOND;
	return (debt > 0 ? (debt + 999) / 1000 : 0);
}
