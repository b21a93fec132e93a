/*
 * range: sets of characters of Unicode, as tables of ranges.
 */
#ifndef RANGE_H
#define RANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Whether the table has c.  It is a row of `len` numbers, rising: the first
 * and the last character of each range, one after the other.
 */
bool range_has(const uint32_t *table, size_t len, uint32_t c);

#endif
