/*
 * tries: how fast somebody may guess at a key.  See tries.h.
 */
#include <config.h>

#include "server/gate/tries.h"

#define DELAY_MS 250
#define DELAY_MAX_MS 8000
#define MEMORY_MS (5 * 60000)

/* How long the next key must wait after this many wrong ones. */
static int64_t
delay_after(unsigned wrong)
{
	int64_t delay = DELAY_MS;
	unsigned i;

	if (wrong < 2)
		return (0);
	for (i = 2; i < wrong && delay < DELAY_MAX_MS; i++)
		delay *= 2;
	return (delay);
}

int64_t
tries_judge(struct tries *tries, bool right, int64_t now_ms)
{
	int64_t wait;

	if (now_ms - tries->last_ms >= MEMORY_MS)
		tries->wrong = 0;
	wait = tries->last_ms + delay_after(tries->wrong) - now_ms;
	if (tries->wrong > 0 && wait > 0)
		return (wait);
	if (right)
		tries->wrong = 0;
	else {
		tries->last_ms = now_ms;
		tries->wrong++; /* by one after each wait, so never far */
	}
	return (0);
}
