/*
 * name: which nicks are allowed, and when two of them are the same.
 *
 * A name is judged and compared in its normal form: full-width letters are
 * ordinary ones, and what can be written in two ways is written in one.  It is
 * made of letters, digits and marks of any script, of '-', '_' and '.', and,
 * between letters, of the middle dot (阿凡提·买买提); whatever is invisible or
 * steers bidirectional text is refused, and so are mixtures of letters from
 * look-alike scripts, such as Latin with Cyrillic, and what can be taken for
 * an address, such as digits with letters that look like dots and colons.
 * name_rules.h says how far that goes.
 *
 * Pure functions for any thread, except for name_init() and name_fini(), which
 * are called once, before the first thread exists and after the last.
 */
#ifndef NAME_H
#define NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "common/protocol.h"
#include "speech/sentence.h"

#define NAME_CHARS_MAX PROTOCOL_NICK_MAX
#define NAME_SIZE PROTOCOL_NICK_SIZE

/* False if the system has no UTF-8 locale: then only ASCII names work. */
bool name_init(void);
void name_fini(void);

/*
 * Whether `name`, clean text, may be a nick: S_NONE when it may, else what is
 * wrong with it, the piece of a sentence.  A name that may be one is shorter
 * than NAME_SIZE, and has a normal form and a key.
 */
enum sentence name_fault(const char *name, size_t len);

/*
 * Writes the normal form, in which a name is best shown, with a NUL; it has
 * the same faults and the same key.  False if it does not fit.
 */
bool name_normal(const char *name, size_t len, char normal[NAME_SIZE]);

/*
 * Writes the form by which names are compared, with a NUL; two names are the
 * same if their keys are.  An address is its own key.  False if it does not
 * fit: then nobody has that name.
 */
bool name_key(const char *name, size_t len, char key[NAME_SIZE]);

/*
 * Whether the name is kept for the room and its operators: admin, teacher and
 * their like, in English and Chinese, without regard to case and width, to '-',
 * '_', '.' and middle dots anywhere in it, and, in English, to which letters
 * look like those of ASCII (lookalike.h).  Only the whole name counts: adm1n
 * and Roots are free, as where to stop would be a matter of taste, and as an
 * operator is known by a mark that no one can type.
 */
bool name_is_reserved(const char *name, size_t len);

/* Whether it is, or looks like, "console": only the console is called that. */
bool name_is_console(const char *name, size_t len);

#endif
