/*
 * postman: one helper thread; empties the outboxes of clients that lag.
 *
 * The broadcaster never waits for a socket.  What a socket cannot take stays
 * in the client's outbox, and the postman waits until the socket can.
 *
 * It also has the clock and the purse for clients that are over the bound of
 * their outbox.  It looks at each of them once a second, so that one that has
 * stalled is found even in a silent room, and it lends them what they need
 * beyond that bound, out of one sum for all.
 */
#ifndef POSTMAN_H
#define POSTMAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All clients together may be over their bounds by this many bounds. */
#define POSTMAN_BOUNDS 64

struct postman;

/* What the postman knows of one client: a part of its owner. */
struct postman_client {
	int fd;		/* set before it is watched, then only read */
	uint32_t place; /* among the hurried; guarded by the postman's lock */
};

/*
 * Starts the thread, for up to `max` clients, each of which may lag by `bound`
 * bytes.  It calls flush() for clients that it watches.  NULL with errno set if
 * that fails.
 */
struct postman *postman_new(size_t max, size_t bound,
    void (*flush)(struct postman_client *c));

/* Ends the thread; no client may be lagging any more. */
void postman_free(struct postman *p);

/*
 * Both with its owner's lock held.  From the first call on, until the other,
 * the postman calls flush(), on its own thread and with no lock held, whenever
 * the socket takes bytes or has died.  False if the system has no room for one
 * more.
 */
bool postman_watch(struct postman *p, struct postman_client *c);
void postman_forget(struct postman *p, struct postman_client *c);

/*
 * Both with its owner's lock held, while the postman watches it: from the
 * first call on, until the other, the postman also calls flush() once a
 * second.  Only the postman's thread ends that.
 */
void postman_hurry(struct postman *p, struct postman_client *c);
void postman_unhurry(struct postman *p, struct postman_client *c);

/*
 * With an owner's lock held: lends `len` more bytes for its outbox, or returns
 * false if too many are lent already; and takes bytes back.
 */
bool postman_lend(struct postman *p, size_t len);
void postman_take_back(struct postman *p, size_t len);

#endif
