/*
 * porch: the places before the door of a room with a key, and of a locked one.
 *
 * Newcomers stand here until they have given the key, of the room or of the
 * operators.  However many strangers
 * there are, they take no place from the people inside.  And however many of
 * them stand here and say nothing, there is a place for one more: when all are
 * taken, one of the others must go, and reads why.  It is from the address that
 * has the most guests here (counted as the gate counts addresses), so that
 * nobody can push out a guest from elsewhere; among these, guests who have said
 * nothing go before those who have; and among these, whoever came first.
 *
 * Guests from a banned address, of whom only the operator key is heard, have
 * a few places of their own, for which the same holds: however many they are,
 * they push out nobody else.
 *
 * One mutex guards all of it; no other lock is taken inside, and nothing waits.
 * Each guest belongs to the worker that serves it, which alone enters and
 * leaves with it; other workers only send it away.
 */
#ifndef PORCH_H
#define PORCH_H

#include <sys/socket.h>

#include <stdbool.h>
#include <stddef.h>

#include "common/list.h"
#include "server/gate/gate.h"

struct porch;

/* Guarded by the porch's mutex. */
struct porch_guest {
	TAILQ_ENTRY(porch_guest) guests;
	struct subnet address;
	size_t company; /* guests of the same address, this one included */
	int fd;
	bool silent;
	bool banned;
	bool sent_away; /* no longer in the list */
};

/* How many places there are for a room of this many people. */
size_t porch_places(size_t people);

/*
 * How many guests that may be, with those who are banned, and those who were
 * sent away and have not left yet.
 */
size_t porch_guests(size_t places);

/* NULL without memory. */
struct porch *porch_new(size_t places);
void porch_free(struct porch *p);

/* How many guests stand here or are about to leave. */
size_t porch_count(struct porch *p);

/* A newcomer; it may be that another guest must go. */
void porch_enter(struct porch *p, struct porch_guest *g, int fd,
    const struct sockaddr *peer, bool banned);

/* The guest has said something. */
void porch_heard(struct porch *p, struct porch_guest *g);

/*
 * Takes the guest out, before its socket is closed.  True if it was sent away:
 * then it has been told, and its connection is shut down, by which its worker
 * notices.
 */
bool porch_leave(struct porch *p, struct porch_guest *g);

#endif
