/*
 * notice: all that the client itself says, in one table.
 *
 * The table is notice.def.  Each notice has a name for us, N_NAME, and the
 * English, with %1 to %4 where the arguments go, as in the table of the server
 * (speech/sentence.h).  The person is told in the language of tongue.h.
 */
#ifndef NOTICE_H
#define NOTICE_H

#include <limits.h>
#include <stddef.h>

#include "common/terminal/screen.h"
#include "common/words.h"
#include "speech/cause.h"
#include "speech/sentence.h"

enum notice {
#define N(name, english) N_##name,
#include "client/notice.def"
#undef N
	NOTICES /* how many there are */
};

/* Room for any notice, and for the longest path in it. */
#define NOTICE_SIZE (PATH_MAX + 1024)

/*
 * Tells the person, a filter on stderr; from any thread.  `args` may be NULL if
 * it has none.  What is no piece (sentence.h) is in the charset of the locale,
 * as the words of the command line are.
 */
void notice_tell(struct screen *s, enum notice n, const struct words *args);

/* The same on stderr, before there is a screen. */
void notice_print(enum notice n, const struct words *args);

/* Why there is no key in a file, in the same way. */
void notice_print_cause(const struct cause *c);

/* Prints the help on stdout. */
void notice_help(void);

/* Writes it in UTF-8; valid as long as `out`. */
struct words notice_write(enum notice n, const struct words *args,
    char out[NOTICE_SIZE]);

#endif
