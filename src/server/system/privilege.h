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
 * sets no_new_privs, so that nothing executed from here on gains privileges
 * (see Documentation/userspace-api/no_new_privs.rst of Linux).  False, with a
 * sentence in `error`, if that is impossible, or could be undone; then part of
 * it may have happened, and the program must end.
 *
 * Call it on the main thread, before any other thread exists: Linux keeps all
 * of this per thread, and threads inherit it when they start.  Whatever needs
 * privileges or files must be done before: sockets bound, limits raised, keys
 * read, locale objects made and, if there is a `root`, the converters of
 * charsets loaded (charset_init()).  The time zone of the log is read here.
 */
bool privilege_drop(const char *user, const char *root, char *error,
    size_t size);

#endif
