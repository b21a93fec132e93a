/*
 * standard: descriptors 0, 1 and 2 are stdin, stdout and stderr, and nothing
 * else.
 */
#ifndef STANDARD_H
#define STANDARD_H

#include <stdbool.h>

/*
 * Opens those that whoever started the program had closed, as /dev/null: a
 * socket of ours that got such a number would be sent what is meant for a
 * person.  False where that can't be.  The first thing in main().
 */
bool standard_open(void);

#endif
