/*
 * delivery: how many lines the room may not have read.
 *
 * A room that has records answers each line that has a number, so it is known
 * which ones it has read.  The lines of a person are numbered from 1 on, as
 * long as PROTOCOL_REQUEST_MAX allows, and then from 1 again.
 *
 * Any other room confirms nothing that it has read, except by closing the
 * connection in order after our goodbye.  Until then the only sign is that the
 * server is heard at all.  It slows down anyone who says a lot at once, at
 * worst to one line every DELIVERY_LINE_MS; so when it is heard, the lines for
 * which it had that much time each are taken as read.  The count may be one too
 * high, when nobody else has spoken for a while, but never too low.
 *
 * The threads that send count the lines, the reader thread what is heard, the
 * main thread asks.  One lock guards everything.
 */
#ifndef DELIVERY_H
#define DELIVERY_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/thread.h"

#define DELIVERY_LINE_MS 1000

struct delivery {
	thread_mutex lock; /* guards what follows */
	bool numbers;	   /* lines have numbers now */
	uint32_t answered; /* the last number that was answered; 0: none */
	size_t numbered;   /* lines with numbers that were not */
	size_t pending;	   /* other lines that may not have been read */
	bool refused;	   /* one was answered, and had no effect */
	int64_t by;	   /* when the slowest room will have read them all */
};

void delivery_init(struct delivery *d);
void delivery_fini(struct delivery *d);

/* From now on, lines have numbers. */
void delivery_number(struct delivery *d);

/* Whether they have. */
bool delivery_numbers(struct delivery *d);

/*
 * One more line is about to be sent, with this number; 0: lines have none yet.
 */
uint32_t delivery_count(struct delivery *d);

/* The room has dealt with the line of this number, and those before it. */
void delivery_answered(struct delivery *d, uint32_t number);

/* What the room has answered means that a line had no effect. */
void delivery_refuse(struct delivery *d);

/* Whether that has ever been so. */
bool delivery_refused(struct delivery *d);

/* The server has just sent something. */
void delivery_heard(struct delivery *d);

/*
 * When even a slow room will have read everything: a time of thread_now_ms(),
 * perhaps one that has passed.
 */
int64_t delivery_by(struct delivery *d);

/* How many lines may not have been read. */
size_t delivery_pending(struct delivery *d);

/* How many of these have a number, so that an answer to them must come. */
size_t delivery_unanswered(struct delivery *d);

#endif
