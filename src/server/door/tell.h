/*
 * tell: a few words to a client that is not in the room.
 *
 * Nothing waits here: such a client has had only a few words before, so there
 * is room for these in its socket, or it does not listen.
 *
 * Nobody knows yet what it reads.  In a room whose language is not English it
 * is told everything twice: in English, as clients of any age know it
 * (common/protocol.h), and then, on a line of its own, in the room's language.
 * One that has chosen a charset is told it in that, and in the language that is
 * written in it, if there is one.
 */
#ifndef TELL_H
#define TELL_H

#include <stddef.h>

#include "speech/reason.h"
#include "speech/sentence.h"

struct charset;

/* The most bytes of a line: what the gate has to say, and some more. */
#define TELL_LINE_MAX 384

/* In which language, too.  Before there is a second thread. */
void tell_init(enum language language);

void tell_bytes(int fd, const void *bytes, size_t len);

/*
 * A sentence as a line of its own; what is longer than that is cut off.
 * `charset`: NULL is UTF-8.
 */
void tell(int fd, const struct charset *charset, enum sentence s,
    const struct words *args);
void tell_reason(int fd, const struct charset *charset,
    const struct reason *why);

/* The same, with a reason as the argument of the sentence. */
void tell_because(int fd, const struct charset *charset, enum sentence s,
    const struct reason *why);

#endif
