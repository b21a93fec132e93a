/*
 * span: a span of time as people read it.  See span.h.
 */
#include <config.h>

#include "common/span.h"

#include <inttypes.h>
#include <stdio.h>

enum {
	SECOND_MS = 1000,
	MINUTE_MS = 60 * SECOND_MS,
	HOUR_MS = 60 * MINUTE_MS,
	DAY_MS = 24 * HOUR_MS
};

static int64_t
rounded_up(int64_t ms, int64_t unit)
{
	return ((ms + unit - 1) / unit);
}

static void
write_past(int64_t ms, char *out)
{
	if (ms < MINUTE_MS)
		(void)snprintf(out, SPAN_SIZE, "%" PRId64 " s", ms / SECOND_MS);
	else if (ms < HOUR_MS)
		(void)snprintf(out, SPAN_SIZE, "%" PRId64 " min",
		    ms / MINUTE_MS);
	else
		(void)snprintf(out, SPAN_SIZE, "%" PRId64 " h %" PRId64 " min",
		    ms / HOUR_MS, ms / MINUTE_MS % 60);
}

/* In the largest unit that is not coarse: from two of it on. */
static void
write_long(int64_t ms, char *out)
{
	static const struct {
		int64_t ms;
		const char *name;
	} units[] = { { DAY_MS, "days" }, { HOUR_MS, "hours" },
		{ MINUTE_MS, "minutes" }, { SECOND_MS, "seconds" } };
	size_t i = 0;

	while (units[i].ms > SECOND_MS && ms <= 2 * units[i].ms)
		i++;
	ms = rounded_up(ms, units[i].ms);
	(void)snprintf(out, SPAN_SIZE, "%" PRId64 " %s", ms,
	    ms == 1 ? "second" : units[i].name);
}

struct words
span_write(int64_t ms, enum span_form form, char out[SPAN_SIZE])
{
	int64_t s = rounded_up(ms, SECOND_MS);

	if (form == SPAN_PAST)
		write_past(ms, out);
	else if (form == SPAN_LONG)
		write_long(ms, out);
	else if (form == SPAN_SECONDS || (form == SPAN_LEFT && s < 120))
		(void)snprintf(out, SPAN_SIZE, "%" PRId64 " s", s);
	else
		(void)snprintf(out, SPAN_SIZE, "%" PRId64 " min",
		    rounded_up(ms, MINUTE_MS));
	return (words_of(out));
}
