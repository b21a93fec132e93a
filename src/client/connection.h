/*
 * connection: the client's way to the server, a TCP socket.
 *
 * Bytes in, bytes out; what they mean is for others to know.  One thread
 * receives and one thread sends, at the same time.  connection_half_close()
 * and connection_break() may be called from any thread: neither closes the
 * descriptor, so that its number can't be reused while another thread waits
 * on it.  connection_free() closes it, when no other thread is left.
 */
#ifndef CONNECTION_H
#define CONNECTION_H

#include <sys/types.h>

#include <stdbool.h>
#include <stddef.h>

#include "common/words.h"

struct connection;

/* What connection_open() reports. */
struct connection_news {
	/* It takes more than a moment; called once, by another thread. */
	void (*slow)(const char *host);

	/* What was tried, and why it failed (speech/cause.h). */
	void (*failed)(const char *tried, struct words why);
};

/*
 * Tries the addresses of `host`, each for a bounded time (see dial.h), and
 * returns the first connection that is made.  NULL when none is left; then
 * failed() was called for every address, or for a name that has none.
 */
struct connection *connection_open(const char *host, const char *port,
    const struct connection_news *news);

/* Closes the socket and frees. */
void connection_free(struct connection *c);

/* ADDRESS:PORT of the server. */
const char *connection_peer(const struct connection *c);

/* For poll(2): readable when connection_receive() has something to say. */
int connection_fd(const struct connection *c);

/*
 * Receives without waiting: the number of bytes, 0 at the end, -1 with errno
 * (EAGAIN: nothing is there now).
 */
ssize_t connection_receive(struct connection *c, void *bytes, size_t room);

/*
 * Sends everything, and waits as long as that takes.  False with errno when
 * the connection is lost or was broken.
 */
bool connection_send(struct connection *c, const void *bytes, size_t len);

/*
 * Whether the server's machine has not confirmed yet that it has received
 * everything that was sent.  The server may not have read what its machine has
 * received.
 */
bool connection_unacknowledged(const struct connection *c);

/* Tells the server that nothing more will come; it can still speak. */
void connection_half_close(struct connection *c);

/* Ends it both ways: any thread that waits for it stops waiting at once. */
void connection_break(struct connection *c);

#endif
