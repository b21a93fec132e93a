/*
 * name: which nicks are allowed, and when two of them are the same.
 *
 * Pure functions but for name_init(), which is called once, before the first
 * thread exists.  Characters are classed by a UTF-8 locale of our own, never
 * by the user's.
 */
#ifndef NAME_H
#define NAME_H

#include <stdbool.h>
#include <stddef.h>

#define NAME_CHARS_MAX 32

/* Room for NAME_CHARS_MAX characters in UTF-8 and a NUL. */
#define NAME_SIZE (NAME_CHARS_MAX * 4 + 1)

/* False where the system has no UTF-8 locale: then only ASCII names work. */
bool name_init(void);
void name_fini(void);

/*
 * Whether `name`, clean text, may be a nick: NULL when it may, else what is
 * wrong with it, as the rest of a sentence.
 */
const char *name_fault(const char *name, size_t len);

/*
 * Writes the form by which names are compared, with a NUL; two names are the
 * same where their keys are.  An address is its own key.  False where it has
 * no room: nobody is called so.
 */
bool name_key(const char *name, size_t len, char key[NAME_SIZE]);

#endif
