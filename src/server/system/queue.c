/*
 * queue: lines that wait in order, in memory of a fixed size.  See queue.h.
 */
#include <config.h>

#include "server/system/queue.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bool
queue_init(struct queue *q, size_t size)
{
	*q = (struct queue){ .bytes = malloc(size), .size = size };
	return (q->bytes != NULL);
}

void
queue_fini(struct queue *q)
{
	free(q->bytes);
	*q = (struct queue){ .bytes = NULL };
}

bool
queue_is_empty(const struct queue *q)
{
	return (q->len == 0);
}

/* Appends bytes for which there is room. */
static void
append(struct queue *q, const void *bytes, size_t len)
{
	size_t at = (q->start + q->len) % q->size;
	size_t first = q->size - at < len ? q->size - at : len;

	memcpy(q->bytes + at, bytes, first);
	memcpy(q->bytes, (const char *)bytes + first, len - first);
	q->len += len;
}

/* Takes bytes that are there. */
static void
take(struct queue *q, void *bytes, size_t len)
{
	size_t first = q->size - q->start < len ? q->size - q->start : len;

	assert(len <= q->len);
	memcpy(bytes, q->bytes + q->start, first);
	memcpy((char *)bytes + first, q->bytes, len - first);
	q->start = (q->start + len) % q->size;
	q->len -= len;
}

bool
queue_put(struct queue *q, const char *line, size_t len)
{
	uint16_t head = (uint16_t)len;

	assert(len <= UINT16_MAX);
	if (sizeof head + len > q->size - q->len)
		return (false);
	/* So that a queue that is short most of the time stays in one place. */
	if (q->len == 0)
		q->start = 0;
	append(q, &head, sizeof head);
	append(q, line, len);
	return (true);
}

size_t
queue_take(struct queue *q, char *line)
{
	uint16_t len;

	take(q, &len, sizeof len);
	take(q, line, len);
	return (len);
}
