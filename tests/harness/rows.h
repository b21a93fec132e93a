/*
 * rows: a line as it stands in a window of our client.
 */
#ifndef ROWS_H
#define ROWS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The line takes at most so many rows of a window with so many columns; nothing
 * of it is lost, no word is cut, and no row is wider than the window.  `wide`:
 * as width.h has it, which must be ready.
 */
void rows_expect(const char *line, size_t columns, bool wide, size_t most);

#endif
