/*
 * member: who somebody in the room is; and their seat in it (seat.h).
 *
 * One owner: the worker that serves the client makes the member and frees it,
 * after the registry and the postman have let go (seat_wait_gone).
 *
 * Its parts belong to three: `talk` to the member's own worker, `seat` to
 * delivery, and all else to the registry.
 */
#ifndef MEMBER_H
#define MEMBER_H

#include <sys/socket.h>

#include <netinet/in.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/address.h"
#include "common/list.h"
#include "common/protocol.h"
#include "server/delivery/seat.h"
#include "speech/sentence.h"

struct charset;
struct edition;

/* An operator's name carries this, which nobody can type into a name. */
#define MEMBER_OPERATOR_MARK "@"

/* Room for the mark, and a nick or an address. */
#define MEMBER_WHO_SIZE (1 + PROTOCOL_NICK_SIZE)
_Static_assert(PROTOCOL_NICK_SIZE >= ADDRESS_MAX, "an address must fit, too");

/* A time that does not come. */
#define MEMBER_FOREVER INT64_MAX

/* What the registry finds a member by. */
struct member_key {
	struct member *member;
	char text[]; /* `who` as names are compared */
};

/*
 * What becomes of a member:
 *
 *                 it joins                  it leaves
 *        OUTSIDE ----------> HERE ----------------------------> LEFT
 *                              |                                 ^
 *                              | an operator ends that           |
 *                              v                                 |
 *                          THROWN_OUT ---------------------------+
 *                                           it leaves
 *
 * There are six ways to leave.  What becomes of the seat (see seat.h):
 *
 *	the client says goodbye, or sends no more    it stays open until all
 *	the room closes                              is sent, for a short time
 *	what the client sends cannot be read         at most
 *	the connection has died                      it has ended by that
 *	the client is too slow                       delivery has ended it
 *	an operator has thrown the client out        it ends after all that
 *	                                             was said before
 */
enum member_state {
	MEMBER_OUTSIDE, /* at the door */
	MEMBER_HERE,
	MEMBER_THROWN_OUT, /* still here, but not heard any more */
	MEMBER_LEFT
};

/* What a member says; belongs to its own worker. */
struct member_talk {
	const struct charset *charset; /* what it writes, or NULL: UTF-8 */
	uint32_t answered; /* bytes that it has not paid for (see pace.h) */
	uint32_t request;  /* the number of the line that is handled, or 0 */
	bool request_answered;
	bool chose_language; /* by /lang; else its charset may tell */
	uint8_t language;    /* the one that it chose at the door */
};

/* In an order that leaves few holes: there are thousands of these. */
struct member {
	/* Set before the member is shared, then only read. */
	struct sockaddr_in6 peer; /* or a sockaddr_in in its place */
	char address[ADDRESS_MAX];
	bool has_operator_key; /* given at the door */
	bool is_console;       /* its opener, who is never dropped */

	/* Guarded by the registry's mutex. */
	char who[MEMBER_WHO_SIZE];
	bool is_operator;
	bool unseen;		  /* joined in a burst, and not announced yet */
	uint8_t state;		  /* an enum member_state */
	enum sentence thrown_out; /* why, in that state */
	struct member_key *key;
	struct edition *wants; /* what it reads, or soon will; NULL: plain;
				  its own worker, which alone changes it, may
				  read it without the mutex */
	uint64_t arrival;      /* 1, 2, 3 ... in the order of joining */
	int64_t joined;	       /* as thread_now_ms() */
	int64_t spoke;
	int64_t muted_until; /* 0: not muted; MEMBER_FOREVER */
	int64_t heard;	     /* when it last said what others read, or 0 */
	TAILQ_ENTRY(member) arriving; /* while unseen */
	TAILQ_ENTRY(member) here;

	struct member_talk talk;
	struct seat seat;
};

TAILQ_HEAD(member_list, member);

/*
 * Takes over the connected socket `fd`; NULL without memory (and `fd` stays
 * the caller's).
 */
struct member *member_new(int fd, const struct sockaddr *peer,
    size_t outbox_max, struct postman *postman);

/*
 * Before it is shared: it is the person at the console, an operator.  Nothing
 * that others do takes it out, and its seat is spared.  False without memory.
 */
bool member_be_console(struct member *m);

/* Closes the socket and frees all.  For the owner, after seat_wait_gone(). */
void member_free(struct member *m);

/* Where it sits; NULL for nobody, which is NULL. */
static inline struct seat *
member_seat(struct member *m)
{
	return (m != NULL ? &m->seat : NULL);
}

/* For tsearch(3): in which order two keys are. */
int member_key_compare(const void *a, const void *b);

/* A key for `m`; NULL without memory.  free(3) frees it. */
struct member_key *member_key_new(struct member *m, const char *text);

#endif
