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
 * written in it, if there is one; and one that has chosen a language, in that
 * language alone.
 */
#ifndef TELL_H
#define TELL_H

#include <stdbool.h>
#include <stddef.h>

#include "speech/reason.h"
#include "speech/sentence.h"

struct charset;

/* The most bytes of a line: what the gate has to say, and some more. */
#define TELL_LINE_MAX 384

/* Who is told, and what is known of what it reads. */
struct tell_reader {
	int fd;
	const struct charset *charset; /* NULL: UTF-8 */
	bool chose_language;
	enum language language; /* if it did */
};

/* In which language, too.  Before there is a second thread. */
void tell_init(enum language language);

void tell_bytes(int fd, const void *bytes, size_t len);

/* A sentence as a line of its own; what is longer than that is cut off. */
void tell(const struct tell_reader *to, enum sentence s,
    const struct words *args);
void tell_reason(const struct tell_reader *to, const struct reason *why);

/* The same, with a reason as the argument of the sentence. */
void tell_because(const struct tell_reader *to, enum sentence s,
    const struct reason *why);

#endif
