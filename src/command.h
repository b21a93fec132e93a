/*
 * command: what starts with '/'.
 *
 * One table of {name, arguments, help, handler}: /help prints it, and the
 * nearest name in it is offered for one that it does not have.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>
#include <stddef.h>

struct member;
struct registry;

/*
 * Runs the command in `line`, clean text that starts with '/' and is not
 * followed by another one, for `m`: the member's own worker.  The answer goes
 * through the registry.  False when the member has left by it.
 */
bool command_run(struct registry *r, struct member *m, const char *line,
    size_t len);

/* Tells `m` how the command `name`, one of the table, is used. */
void command_usage(struct registry *r, struct member *m, const char *name);

/*
 * The name in the table that is nearest to `name`, or NULL when nothing is
 * near enough to be a slip of the fingers.
 */
const char *command_nearest(const char *name, size_t len);

#endif
