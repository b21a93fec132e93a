/*
 * standard: descriptors 0, 1 and 2 are stdin, stdout and stderr, and nothing
 * else.
 */
#ifndef STANDARD_H
#define STANDARD_H

#include <stdbool.h>

/*
 * Opens as /dev/null whichever of them were closed when the program started: a
 * socket of ours that got such a number would be sent what is meant for a
 * person.  False if that fails.  Call it first in main().
 */
bool standard_open(void);

#endif
