/*
 * retelling: the plain line of an event in another language.
 *
 * The events of a batch are written in English, and know where their arguments
 * stand; so each other language costs its readers together one more writing.
 * What people say has no sentence around it that differs, and is copied.
 *
 * Pure functions for any thread.
 */
#ifndef RETELLING_H
#define RETELLING_H

#include <stddef.h>

#include "speech/event.h"
#include "speech/language.h"

/*
 * The most bytes by which a line of N bytes gets longer, besides N: some for
 * the sentence, as lists and spans (speech/local.h) at most double.
 */
#define RETELLING_AROUND 192

/*
 * Writes the line of `event`, whose English line is `bytes`, in the language to
 * `out`, which has room for `room` bytes, at least 2; returns the length.
 */
size_t retelling_write(enum language language, const struct event *event,
    const char *bytes, char *out, size_t room);

#endif
