/*
 * tell: a few words to a client that is not in the room.
 *
 * Nothing waits here: such a client has had only a few words before, so there
 * is room for these in its socket, or it does not listen.
 */
#ifndef TELL_H
#define TELL_H

#include <stddef.h>

/* The most bytes of a line: what the gate has to say, and some more. */
#define TELL_LINE_MAX 384

void tell_bytes(int fd, const void *bytes, size_t len);

/* As with printf(); what is longer than TELL_LINE_MAX is not sent. */
void tell_line(int fd, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
