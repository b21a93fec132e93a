/*
 * porch: the places before the door of a room with a key.
 *
 * Whoever comes stands here until they have said the key.  The places are
 * their own: however many strangers there are, the places inside are for those
 * who know the key.  And however many strangers stand here and say nothing,
 * there is a place for one more: when all are taken, somebody has to go, and
 * reads why.  It is one of the address that has the most here (one address as
 * the gate counts it), so that nobody is pushed out from elsewhere; of these,
 * one who has said nothing before one who has; of these, the one who came
 * first.
 *
 * One mutex guards all of it; no other lock is taken inside, and nothing waits.
 * Each guest belongs to the worker that serves it, which alone enters and
 * leaves with it; others only send it away.
 */
#ifndef PORCH_H
#define PORCH_H

#include <sys/socket.h>

#include <stdbool.h>
#include <stddef.h>

#include "gate.h"
#include "list.h"

/* Those who were sent away and have not gone yet, beside the places. */
#define PORCH_LEAVING 64

struct porch;

/* Guarded by the porch's mutex. */
struct porch_guest {
	TAILQ_ENTRY(porch_guest) guests;
	struct gate_range address;
	size_t company; /* guests of the same address, this one included */
	int fd;
	bool silent;
	bool sent_away; /* no longer in the list */
};

/* How many places there are for a room of so many people. */
size_t porch_places(size_t people);

/* NULL without memory. */
struct porch *porch_new(size_t places);
void porch_free(struct porch *p);

/* A newcomer; somebody else may have to go. */
void porch_enter(struct porch *p, struct porch_guest *g, int fd,
    const struct sockaddr *peer);

/* This one has said something. */
void porch_heard(struct porch *p, struct porch_guest *g);

/*
 * Takes it out, before its socket is closed.  True when it was sent away: then
 * it has been told, and its connection is shut down, which is how its worker
 * notices.
 */
bool porch_leave(struct porch *p, struct porch_guest *g);

#endif
