/*
 * wire: one connection to the room that never waits.
 *
 * What is put is kept until the socket takes it.  An error, or the end of what
 * the room sends, makes the wire `over`; that is no fault of anybody's, as the
 * room throws people out, and hooligans deserve it.
 */
#ifndef WIRE_H
#define WIRE_H

#include <sys/types.h>

#include <stdbool.h>
#include <stddef.h>

struct wire {
	int fd; /* -1: closed */
	bool over;
	unsigned char *out;
	size_t out_len, out_room;
};

/* Closed, with nothing to send. */
void wire_init(struct wire *w);
void wire_fini(struct wire *w);

/*
 * Connects from 127.0.0.`host`, with a receive buffer of about `rcvbuf` bytes
 * (0: the system's default).  False with errno.
 */
bool wire_open(struct wire *w, unsigned port, unsigned host, int rcvbuf);

/* Appends to what waits already. */
void wire_put(struct wire *w, const void *bytes, size_t len);
void wire_print(struct wire *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Sends what the socket takes. */
void wire_flush(struct wire *w);

/* Bytes that are there, or 0. */
size_t wire_take(struct wire *w, void *bytes, size_t room);

/* The room sees the end of our input, and we still read. */
void wire_half_close(struct wire *w);

/* In the orderly way, or by a reset (RST). */
void wire_close(struct wire *w);
void wire_reset(struct wire *w);

#endif
