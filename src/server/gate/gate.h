/*
 * gate: who may come in from which address, and how fast.
 *
 * It looks at addresses; whom it lets pass stands at the door (door.h), which
 * asks for the key.  What the client knows of that is its entrance.
 *
 * The gate counts the people who are in from each address, paces newcomers,
 * slows down anyone who guesses at a key, and knows who is banned.
 * It reads no clock and writes to no socket: the time is an argument
 * (milliseconds of thread_now_ms()), the answer a reason or a number.
 *
 * Addresses are counted as subnet_counted() says.  Peers with any other kind of
 * address are let in and not counted.
 *
 * Memory is bounded: GATE_ADDRESSES addresses are remembered, and BAN_MAX
 * bans.  When all places are taken, the address from which nobody has been in
 * for longest is forgotten.  When somebody is in from every one of them, a
 * newcomer from another address is let in uncounted: an attacker with that many
 * addresses gains nothing by one more, and nobody else should be locked out
 * because of it; the number of people in the room is bounded elsewhere.  A ban
 * holds in either case.
 *
 * One mutex in the gate guards all of it.  No other lock is taken inside.
 * All functions may be called from any thread, unless they say otherwise.
 */
#ifndef GATE_H
#define GATE_H

#include <sys/socket.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/gate/ban.h"
#include "server/gate/subnet.h"

/* Generous: a class of 300 behind one address comes in at once, twice. */
#define GATE_JOINS_PER_MINUTE 600

#define GATE_ADDRESSES 16384

struct gate;

/* In either, 0 means no limit. */
struct gate_limits {
	unsigned joins_per_minute; /* which may all come at once */
	unsigned max_per_address;
};

/* NULL without memory. */
struct gate *gate_new(const struct gate_limits *limits);
void gate_free(struct gate *g);

/*
 * A newcomer: true when they may come in, and then they are counted until
 * gate_exit(); else *why is what is wrong and what to do.
 */
bool gate_enter(struct gate *g, const struct sockaddr *sa, int64_t now_ms,
    struct reason *why);

/*
 * The same, but whatever the bans say: while the operator key is good, anyone
 * may come to the door with it, and nothing else is heard from the banned.
 */
bool gate_enter_banned(struct gate *g, const struct sockaddr *sa,
    int64_t now_ms, struct reason *why);

/*
 * Whether this address is banned, and then why.  A ban may come while they are
 * at the door.
 */
bool gate_is_banned(struct gate *g, const struct sockaddr *sa, int64_t now_ms,
    struct reason *why);

/* Once for each of these that returned true, when they have left. */
void gate_exit(struct gate *g, const struct sockaddr *sa);

/* Which of the two keys; each is counted separately. */
enum gate_key { GATE_ROOM_KEY, GATE_OPERATOR_KEY, GATE_KEYS };

/*
 * Somebody at this address has tried a key, and `right` says what the caller
 * has found.  Returns 0 if the answer may be given, or else how long it must
 * wait: see tries_judge().
 *
 * It is the address that waits, through however many connections it tries.
 * When all places are taken, addresses that are not among them wait together.
 */
int64_t gate_key_tried(struct gate *g, const struct sockaddr *sa,
    enum gate_key key, bool right, int64_t now_ms);

/* As ban_add(); people who are in already stay: see subnet_covers(). */
bool gate_ban(struct gate *g, const struct subnet *range, int64_t until_ms,
    const char *why, size_t why_len, int64_t now_ms);

/* As ban_lift(). */
bool gate_unban(struct gate *g, const struct subnet *range, int64_t now_ms);

/*
 * The bans that hold, oldest first: an array of *count that the caller frees;
 * NULL without memory.
 */
struct ban_entry *gate_bans(struct gate *g, int64_t now_ms, size_t *count);

#endif
