/*
 * postman: one helper thread; empties the outboxes of clients that lag.
 *
 * The broadcaster never waits for a socket.  What a socket cannot take stays
 * in the member's outbox, and the postman waits until the socket can.
 */
#ifndef POSTMAN_H
#define POSTMAN_H

#include <stdbool.h>

struct member;
struct postman;

/* Starts the thread.  NULL with errno set if that fails. */
struct postman *postman_new(void);

/* Ends the thread; no member may be lagging any more. */
void postman_free(struct postman *p);

/*
 * Both with the member's lock held.  From the first call on, until the other,
 * the postman calls member_flush() whenever the socket takes bytes or has
 * died.  False if the system has no room for one more.
 */
bool postman_watch(struct postman *p, struct member *m);
void postman_forget(struct postman *p, struct member *m);

#endif
