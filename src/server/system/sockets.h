/*
 * sockets: those on which newcomers arrive.
 *
 * The room opens them itself, or takes over what a service manager has opened
 * (see activation.h); either way they are set up so that what they accept needs
 * no more care: a peer that is gone is noticed, and no line waits for the next.
 */
#ifndef SOCKETS_H
#define SOCKETS_H

#include <stddef.h>

/* The most addresses that a room listens on. */
#define SOCKETS_MAX 16

/* A peer that is gone is noticed within this time. */
#define SOCKETS_LOST_S 120

struct sockets {
	int fds[SOCKETS_MAX];
	size_t count;
};

/*
 * Listens on the given addresses (or, with count 0, on every address of IPv4
 * and IPv6) at `port` (0: a free one, the same for all; *port says which).
 * Returns 0, or -1 with a sentence in error.
 */
int sockets_open(struct sockets *s, char *const *addresses, size_t count,
    unsigned *port, char *error, size_t error_size);

/* Takes over the first `count` of s->fds, which listen already. */
void sockets_adopt(struct sockets *s, size_t count);

/* Closes them all. */
void sockets_close(struct sockets *s);

#endif
