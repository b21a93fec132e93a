/*
 * sender: one client's mouth.
 *
 * Texts are wrapped, stamped and written as many at a time as there are to say;
 * what the socket does not take waits here until it does.
 */
#ifndef SENDER_H
#define SENDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dialect.h"

#define SENDER_OUT (64 * 1024)

struct sender {
	int fd;
	uint32_t id;
	uint32_t said; /* lines wrapped so far: the next one's number */
	size_t out_len;
	size_t out_sent;
	char out[SENDER_OUT];
};

/*
 * Says at most `count` lines, fewer if they do not fit; returns how many, or
 * -1 if the socket is dead.
 */
int sender_say(struct sender *s, const struct dialect *d, unsigned count);

/* Goes on with what is left; 0, or -1 if the socket is dead. */
int sender_flush(struct sender *s);

/* Is something left, which waits for the socket to become writable? */
static inline bool
sender_waits(const struct sender *s)
{
	return (s->out_sent < s->out_len);
}

#endif
