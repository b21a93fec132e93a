/*
 * local: spans of time and lists of names, as each language writes them.
 *
 * They are written in English when something happens (common/span.h), long
 * before it is known who reads them: "3 h 2 min", "ann, bob", "10.0.0.0/8 for
 * 5 min".  None of this is ever the words of a person.
 *
 * Pure functions for any thread.
 */
#ifndef LOCAL_H
#define LOCAL_H

#include <stddef.h>

#include "common/words.h"
#include "speech/language.h"

/*
 * Writes "10.0.0.0/8 for 5 min" of these two to `out`, which has room for
 * `size` bytes.
 */
struct words local_for(struct words what, struct words span, char *out,
    size_t size);

/*
 * Takes the next bit off `ours`, which has some, and returns what stands for it
 * in the language.
 */
struct words local_take(enum language language, struct words *ours);

#endif
