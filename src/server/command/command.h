/*
 * command: what starts with '/'.
 *
 * One table of {name, how it is used, help, handler}: /help prints it, and for
 * a name that is not in it, the nearest one that is gets suggested.  Its
 * sentences are in sentence.def, with all others that people read.  Each
 * command has a name in each language, and everyone may use any (verb.h).
 */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "common/words.h"
#include "speech/language.h"

struct member;
struct registry;

/*
 * Runs a command, clean text from its name on, without the slash, for `m`: the
 * member's own worker.  The answer goes through the registry.  False when the
 * member has left by it.
 */
bool command_run(struct registry *r, struct member *m, struct words command);

/* Whether the table has it, in any language, case and width. */
bool command_exists(const char *name, size_t len);

/* Whether it is one that is followed by a key, or by a private message. */
bool command_is_secret(const char *name, size_t len);

/*
 * Whether one slip of the fingers made this word of such a command, and a
 * secret may follow: there are more words, or more characters in this one.  In
 * Chinese there need not be a blank between the command and what follows.
 */
bool command_is_almost_secret(const char *name, size_t len, bool more);

/*
 * The name in the table that is nearest to `name`, of any language but rather
 * of `mine`; no bytes when nothing is near enough for it to be a typing slip.
 */
struct words command_nearest(enum language mine, struct words name);

#endif
