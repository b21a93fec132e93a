/*
 * gate: who may come in from which address, and how fast.
 *
 * The gate counts the people who are in from each address, paces newcomers,
 * slows down anyone who guesses at a key, and knows who is banned.
 * It reads no clock and writes to no socket: the time is an argument
 * (milliseconds of thread_now_ms()), the answer a sentence or a number.
 *
 * What counts as one address: all 32 bits in IPv4, the first 64 in IPv6,
 * because one machine may use as many of the rest as it likes (RFC 8981).
 * Link-local addresses all begin with the same 64 bits, so all their 128 count.
 * An IPv4 address that is mapped into IPv6 (RFC 4291, 2.5.5.2) is the IPv4
 * address, here and in bans.  Peers with any other kind of address are let in
 * and not counted.
 *
 * Memory is bounded: GATE_ADDRESSES addresses are remembered, and GATE_BANS
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

#include <netinet/in.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Generous: a class of 300 behind one address comes in at once, twice. */
#define GATE_JOINS_PER_MINUTE 600

#define GATE_ADDRESSES 16384
#define GATE_BANS 1024

/* Bytes of the reason of a ban, and of a sentence, each with its NUL. */
#define GATE_WHY_SIZE 128
#define GATE_SENTENCE_SIZE 256

/* Room for ADDRESS/BITS and a NUL. */
#define GATE_RANGE_SIZE (INET6_ADDRSTRLEN + 4)

struct gate;

/* In either, 0 means no limit. */
struct gate_limits {
	unsigned joins_per_minute; /* which may all come at once */
	unsigned max_per_address;
};

/* All addresses that begin as this one does; IPv4 is mapped into IPv6. */
struct gate_range {
	unsigned char bytes[16]; /* zero after the first `bits` bits */
	unsigned bits;		 /* 0 to 128 */
};

struct gate_ban {
	struct gate_range range;
	int64_t until_ms; /* 0: until somebody lifts it */
	char why[GATE_WHY_SIZE];
};

/* Reads ADDRESS or ADDRESS/BITS; an IPv6 address may have its %INTERFACE. */
bool gate_parse(const char *text, size_t len, struct gate_range *range);

/* Writes it as ADDRESS or ADDRESS/BITS (IPv6: RFC 5952). */
void gate_format(const struct gate_range *range, char out[GATE_RANGE_SIZE]);

/* The range of this one address, all its bits; false if it has none. */
bool gate_of(const struct sockaddr *sa, struct gate_range *range);

/* The range that counts as one address with this one, as said above. */
bool gate_counted(const struct sockaddr *sa, struct gate_range *range);

/* Whether it is more than what counts as one address. */
bool gate_is_range(const struct gate_range *range);

/* Whether it is a whole part of the world: fewer than 8 bits, of IPv6 32. */
bool gate_is_wide(const struct gate_range *range);

/* Whether all of it is link-local (RFC 4291, 2.5.6). */
bool gate_is_link_local(const struct gate_range *range);

/* Whether the address is one of these.  No IPv6 range has any of IPv4. */
bool gate_covers(const struct gate_range *range, const struct sockaddr *sa);

/* NULL without memory. */
struct gate *gate_new(const struct gate_limits *limits);
void gate_free(struct gate *g);

/*
 * A newcomer: NULL when they may come in, and then they are counted until
 * gate_exit(); else what is wrong and what to do, as a sentence of one line.
 * It lasts until the next call, so only one thread may call this: the listener.
 */
const char *gate_enter(struct gate *g, const struct sockaddr *sa,
    int64_t now_ms);

/*
 * The same, but whatever the bans say: while the operator key is good, anyone
 * may come to the door with it, and nothing else is heard from the banned.
 */
const char *gate_enter_banned(struct gate *g, const struct sockaddr *sa,
    int64_t now_ms);

/*
 * Whether this address is banned, and then why, as a sentence.  A ban may come
 * while they are at the door.
 */
bool gate_is_banned(struct gate *g, const struct sockaddr *sa, int64_t now_ms,
    char why[GATE_SENTENCE_SIZE]);

/* Once for each of these that returned NULL, when they have left. */
void gate_exit(struct gate *g, const struct sockaddr *sa);

/* Which of the two keys; each is counted separately. */
enum gate_key { GATE_ROOM_KEY, GATE_OPERATOR_KEY, GATE_KEYS };

/*
 * Somebody at this address has tried a key, and `right` says what the caller
 * has found.  Returns 0 if the answer may be given, or else the milliseconds
 * after which an address with this many wrong keys may try again: then nobody
 * may learn whether this key was right, and it is not counted.
 *
 * It is the address that waits, through however many connections it tries.  The
 * first wrong key costs nothing, as everyone mistypes; then the wait doubles
 * from 250 up to 8,000: seven tries a minute.  A right key ends it, and so do
 * five minutes without a try.  When all places are taken, addresses that are
 * not among them wait together.
 */
int64_t gate_key_tried(struct gate *g, const struct sockaddr *sa,
    enum gate_key key, bool right, int64_t now_ms);

/*
 * Bans a range until the given time, 0: for good.  `why` is clean text without
 * a line end, cut if it is too long; it may be empty.  A ban of just this range
 * replaces an older one.  False when there are GATE_BANS already.  People who
 * are in already stay: see gate_covers().
 */
bool gate_ban(struct gate *g, const struct gate_range *range, int64_t until_ms,
    const char *why, size_t why_len, int64_t now_ms);

/* Lifts the ban of just this range; false if there is none. */
bool gate_unban(struct gate *g, const struct gate_range *range, int64_t now_ms);

/*
 * The bans that hold, oldest first: an array of *count that the caller frees;
 * NULL without memory.
 */
struct gate_ban *gate_bans(struct gate *g, int64_t now_ms, size_t *count);

#endif
