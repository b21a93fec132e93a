/*
 * delivery: how many lines the room may not have read.
 *
 * A room confirms nothing that it has read, except by closing the connection
 * in order after our goodbye.  Until then the only sign is that the server is
 * heard at all.  It slows down anyone who says a lot at once, at worst to one
 * line every DELIVERY_LINE_MS; so when it is heard, the lines for which it had
 * that much time each are taken as read.  The count may be one too high, when
 * nobody else has spoken for a while, but never too low.
 *
 * The stdin thread counts the lines, the reader thread what is heard, the main
 * thread asks.  One lock guards everything.
 */
#ifndef DELIVERY_H
#define DELIVERY_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#define DELIVERY_LINE_MS 1000

struct delivery {
	pthread_mutex_t lock; /* guards what follows */
	size_t pending;	      /* lines that may not have been read */
	int64_t by; /* when the slowest room will have read them all */
};

void delivery_init(struct delivery *d);
void delivery_fini(struct delivery *d);

/* One more line is about to be sent. */
void delivery_count(struct delivery *d);

/* The server has just sent something. */
void delivery_heard(struct delivery *d);

/*
 * When even a slow room will have read everything: a time of thread_now_ms(),
 * perhaps one that has passed.
 */
int64_t delivery_by(struct delivery *d);

/* How many lines may not have been read. */
size_t delivery_pending(struct delivery *d);

#endif
