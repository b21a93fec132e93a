/*
 * telling: an event of a batch as a record for programs.
 *
 * Pure functions for any thread.
 */
#ifndef TELLING_H
#define TELLING_H

#include <stddef.h>

#include "speech/event.h"
#include "speech/record.h"

/*
 * Writes `event`, whose plain lines and arguments are `bytes`, to `out`, which
 * has `room` bytes; returns how many it wrote.  That is nothing for an event
 * that programs read in another way, and one record for each line of an answer
 * of many.  There must be room for them all (record_bound()): edition.c has it
 * for as much as a batch holds.
 */
size_t telling_write(const struct event *event, const char *bytes,
    struct record_clock *clock, char *out, size_t room);

#endif
