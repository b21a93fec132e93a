/*
 * patience: how long a client may be over the bound of its outbox.  See
 * patience.h.
 */
#include <config.h>

#include "server/delivery/patience.h"

void
patience_begin(struct patience *p, int64_t now)
{
	p->ends = now + PATIENCE_SPAN_MS;
	p->taken = 0;
}

void
patience_end(struct patience *p)
{
	p->ends = 0;
}

bool
patience_is_tried(const struct patience *p)
{
	return (p->ends != 0);
}

bool
patience_runs_out(struct patience *p, size_t taken, size_t bound, int64_t now)
{
	p->taken += taken;
	if (now < p->ends)
		return (false);
	if (p->taken < bound / PATIENCE_SHARE)
		return (true);
	patience_begin(p, now);
	return (false);
}
