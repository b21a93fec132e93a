/*
 * help: a line of /help, which says how a command is used and what it does, in
 * two columns.
 *
 * In another language than English, the name in English follows the use, as it
 * is a command, too.  The server writes these lines, and our client writes them
 * again in the language of the person.
 *
 * Pure functions for any thread, once sentence_init() has been called.
 */
#ifndef HELP_H
#define HELP_H

#include <stddef.h>

#include "speech/language.h"
#include "speech/sentence.h"

/* At most this many bytes are in a line. */
#define HELP_LINE_MAX 192

/*
 * Writes it to `out`, which has room for HELP_LINE_MAX bytes, with CR LF.
 * Returns the length.
 */
size_t help_line(enum language language, enum sentence use, enum sentence help,
    char *out);

#endif
