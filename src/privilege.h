/*
 * privilege: gives up, for good, what only the start of the server needs.
 *
 * Only root may bind a port below 1024, and only root may change the user or
 * the root directory; a room needs none of that once its sockets listen.
 */
#ifndef PRIVILEGE_H
#define PRIVILEGE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Changes the root directory to `root` and then the user to `user`, with the
 * groups of that user; NULL leaves the one or the other as it is.  It always
 * sets no_new_privs, so that nothing executed from here on gains anything (see
 * Documentation/userspace-api/no_new_privs.rst of Linux).  False, with a
 * sentence in `error`, where that cannot be, or could be undone; then some of
 * it may have happened, and the program has to end.
 *
 * On the main thread, before any other thread exists: Linux keeps all of this
 * for each thread, and threads inherit it when they start.  Before it, what
 * needs privileges or files has to be done: sockets bound, limits raised, keys
 * read, locale objects made and, where there is a `root`, the converters of
 * charsets loaded (charset_init()).  The time zone of the log is read here.
 */
bool privilege_drop(const char *user, const char *root, char *error,
    size_t size);

#endif
