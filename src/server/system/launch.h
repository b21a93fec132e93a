/*
 * launch: all that the server tells the person who starts it, in one table:
 * what is wrong with the command line, why the room cannot be opened, and what
 * to type to join it.
 *
 * The table is launch.def.  Each text has a name for us, L_NAME, and the
 * English, with %1 to %4 where the arguments go.  The person reads it in the
 * language and the charset of speech/tongue.h; the log is no part of it, and
 * stays English.
 *
 * For the main thread, before there is another one.
 */
#ifndef LAUNCH_H
#define LAUNCH_H

#include <stddef.h>
#include <stdio.h>

#include "speech/sentence.h"

struct cause;

enum launch {
#define L(name, english) L_##name,
#include "server/system/launch.def"
#undef L
	LAUNCHES /* how many there are */
};

/* Room for any text, with arguments of a usual length, and a NUL. */
#define LAUNCH_SIZE 4096

/*
 * Writes it to `out`, which has room for `size` bytes, with a NUL; what does
 * not fit is cut off.  Arguments are in the charset of the terminal, as the
 * words of the command line are.  Returns `out`.
 */
const char *launch_write(enum launch l, const struct words *args, char *out,
    size_t size);

/* The same of what is wrong with a key. */
const char *launch_write_cause(const struct cause *c, char *out, size_t size);

/* Prints it as it is, and as a line. */
void launch_print(FILE *out, enum launch l, const struct words *args);
void launch_line(FILE *out, enum launch l, const struct words *args);

#endif
