/*
 * burst: the first two in a second are announced at once.  See burst.h.
 */
#include <config.h>

#include "server/room/burst.h"

bool
burst_hold(struct burst *b, int64_t now)
{
	if (now >= b->ends) {
		b->ends = now + BURST_MS;
		b->told = 0;
	}
	if (b->told == BURST_TOLD)
		return (true);
	b->told++;
	return (false);
}

void
burst_told(struct burst *b, int64_t now)
{
	b->ends = now + BURST_MS;
	b->told = BURST_TOLD;
}
