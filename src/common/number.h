/*
 * number: a whole number, as people type it.
 */
#ifndef NUMBER_H
#define NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Reads a number from 0 to `max`: digits and nothing else, not even a sign or a
 * blank.  False if it is not one; then *number is unchanged.
 */
bool number_parse(const char *text, size_t len, uint64_t max, uint64_t *number);

#endif
