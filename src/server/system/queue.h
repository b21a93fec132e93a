/*
 * queue: lines that wait in order, in memory of a fixed size.
 *
 * Pure; the caller holds whatever lock guards it.
 */
#ifndef QUEUE_H
#define QUEUE_H

#include <stdbool.h>
#include <stddef.h>

struct queue {
	char *bytes; /* each line after its length */
	size_t size;
	size_t start, len; /* what is in use; from the end it goes on at 0 */
};

/* For this many bytes; false without memory.  What is unused costs none. */
bool queue_init(struct queue *q, size_t size);
void queue_fini(struct queue *q);

/* Whether a line, of at most UINT16_MAX bytes, had room; else it is left out.
 */
bool queue_put(struct queue *q, const char *line, size_t len);

bool queue_is_empty(const struct queue *q);

/* Takes the oldest line, which is there and fits into `line`; its length. */
size_t queue_take(struct queue *q, char *line);

#endif
