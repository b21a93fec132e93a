/*
 * range: sets of characters of Unicode, as tables of ranges.
 */
#ifndef RANGE_H
#define RANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Whether c is in the table.  The table has `len` numbers in rising order: the
 * first and the last character of each range, one after the other.
 */
bool range_has(const uint32_t *table, size_t len, uint32_t c);

#endif
