/*
 * events: for tests to which it does not matter what kind of event a line is.
 */
#ifndef EVENTS_H
#define EVENTS_H

#include <stddef.h>

#include "server/delivery/batch.h"

static inline struct event
some_event(enum event_kind kind, size_t len)
{
	return ((struct event){ .kind = (uint8_t)kind, .len = (uint32_t)len });
}

/* A line for everyone except `from`. */
static inline void
put_line(struct batch *b, struct seat *from, const void *line, size_t len)
{
	struct event what = some_event(EVENT_ACTED, len);

	batch_say(b, from, &what, line);
}

/* The same about who comes and goes. */
static inline void
put_news(struct batch *b, struct seat *from, const void *line, size_t len)
{
	struct event what = some_event(EVENT_CROWD, len);

	batch_say(b, from, &what, line);
}

/* A line for `to` alone. */
static inline void
put_told(struct batch *b, struct seat *to, const void *line, size_t len)
{
	struct event what = some_event(EVENT_ANSWERED, len);

	batch_tell(b, to, &what, line);
}

#endif
