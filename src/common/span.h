/*
 * span: a span of time as people read it.  All of them are written here.
 *
 * Pure functions for any thread.
 */
#ifndef SPAN_H
#define SPAN_H

#include <stdint.h>

#include "common/words.h"

/* Room for any span. */
#define SPAN_SIZE 48

enum span_form {
	SPAN_SECONDS, /* "600 s" */
	SPAN_MINUTES, /* "10 min" */
	SPAN_LEFT,    /* "119 s", and from two minutes on "2 min" */
	SPAN_PAST,    /* "59 s", "59 min", "3 h 2 min" */
	SPAN_LONG     /* "1 second", "90 minutes", "3 days" */
};

/*
 * Writes a span of `ms` milliseconds, not negative, to `out`.  What has passed,
 * SPAN_PAST, is rounded down; all else is still to come, and is rounded up.
 */
struct words span_write(int64_t ms, enum span_form form, char out[SPAN_SIZE]);

/* The same in memory that lasts until the end of the block. */
#define SPAN(ms, form) span_write(ms, form, (char[SPAN_SIZE]){ 0 })

#endif
