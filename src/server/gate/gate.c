/*
 * gate: who may come in from which address, and how fast.  See gate.h.
 */
#include <config.h>

#include "server/gate/gate.h"

#include <arpa/inet.h>
#include <assert.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/list.h"
#include "common/text.h"
#include "common/thread.h"

/* Chains of the hash table; a power of two. */
#define CHAINS 4096

/* How many bits tell IPv6 addresses apart. */
#define IPV6_BITS 64

#define IPV4_BITS_AT 96 /* where IPv4 begins in a mapped address */
#define ALL_BITS 128

/*
 * A token bucket holds as many joins as a minute brings.  It is counted in
 * parts of a join so small that each millisecond brings whole ones.
 */
#define MINUTE_MS 60000
#define JOIN_PARTS MINUTE_MS

#define KEY_DELAY_MS 250
#define KEY_DELAY_MAX_MS 8000
#define KEY_MEMORY_MS (5 * MINUTE_MS)

/* Wrong keys that were tried. */
struct gate_tries {
	unsigned wrong;	 /* this many, the last of them ... */
	int64_t last_ms; /* ... at this time */
};

/* What is known about an address. */
struct gate_entry {
	struct gate_range address;
	LIST_ENTRY(gate_entry) chain; /* of its hash */
	TAILQ_ENTRY(gate_entry) idle; /* while nobody is in */
	size_t here;
	int64_t credit;	   /* parts of a join that may come in ... */
	int64_t credit_ms; /* ... as it was at this time */
	struct gate_tries tries[GATE_KEYS];
};

LIST_HEAD(gate_chain, gate_entry);
TAILQ_HEAD(gate_idle, gate_entry);

struct gate {
	/* Set by gate_new(), then only read. */
	struct gate_limits limits;
	uint64_t seed;

	char sentence[GATE_SENTENCE_SIZE]; /* of the caller of gate_enter() */

	pthread_mutex_t lock; /* guards all that follows */
	struct gate_chain chains[CHAINS];
	struct gate_idle idle; /* the one unused for longest is the first */
	size_t used;	       /* entries that have ever been in use */
	struct gate_tries unknown[GATE_KEYS]; /* of all without an entry */
	size_t ban_count;
	struct gate_ban bans[GATE_BANS];
	struct gate_entry entries[GATE_ADDRESSES];
};

static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff,
	0xff };

static bool
is_ipv4(const struct gate_range *r)
{
	return (r->bits >= IPV4_BITS_AT &&
	    memcmp(r->bytes, mapped, sizeof mapped) == 0);
}

/* Keeps the first `bits` bits. */
static void
widen(struct gate_range *r, unsigned bits)
{
	size_t i = bits / 8;

	r->bits = bits;
	if (bits % 8 != 0) {
		r->bytes[i] &= (unsigned char)(0xff00U >> bits % 8);
		i++;
	}
	memset(r->bytes + i, 0, sizeof r->bytes - i);
}

/* Reads a number from 0 to `max` and nothing else. */
static bool
parse_bits(const char *text, size_t len, unsigned max, unsigned *bits)
{
	size_t i;

	*bits = 0;
	for (i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return (false);
		*bits = *bits * 10 + (unsigned)(text[i] - '0');
		if (*bits > max)
			return (false);
	}
	return (len > 0);
}

/* The length up to `end`, or all of it if that is not there. */
static size_t
length_to(const char *text, size_t len, char end)
{
	const char *p = memchr(text, end, len);

	return (p != NULL ? (size_t)(p - text) : len);
}

bool
gate_parse(const char *text, size_t len, struct gate_range *range)
{
	size_t address_len = length_to(text, len, '/');
	size_t host_len = length_to(text, address_len, '%');
	char host[INET6_ADDRSTRLEN];
	unsigned first = 0, bits = ALL_BITS;

	if (host_len >= sizeof host || memchr(text, '\0', host_len) != NULL)
		return (false);
	memcpy(host, text, host_len);
	host[host_len] = '\0';
	memcpy(range->bytes, mapped, sizeof mapped);
	if (host_len == address_len &&
	    inet_pton(AF_INET, host, range->bytes + sizeof mapped) == 1)
		first = IPV4_BITS_AT;
	else if (inet_pton(AF_INET6, host, range->bytes) != 1)
		return (false);
	if (address_len < len) {
		if (!parse_bits(text + address_len + 1, len - address_len - 1,
			ALL_BITS - first, &bits))
			return (false);
		bits += first;
	}
	widen(range, bits);
	return (true);
}

void
gate_format(const struct gate_range *range, char out[GATE_RANGE_SIZE])
{
	bool ipv4 = is_ipv4(range);
	const char *host;
	size_t n;

	host = inet_ntop(ipv4 ? AF_INET : AF_INET6,
	    range->bytes + (ipv4 ? sizeof mapped : 0), out, GATE_RANGE_SIZE);
	assert(host != NULL);
	(void)host;
	n = strlen(out);
	if (range->bits < ALL_BITS)
		(void)snprintf(out + n, GATE_RANGE_SIZE - n, "/%u",
		    range->bits - (ipv4 ? IPV4_BITS_AT : 0));
}

bool
gate_of(const struct sockaddr *sa, struct gate_range *range)
{
	struct sockaddr_in6 in6;
	struct sockaddr_in in;

	range->bits = ALL_BITS;
	switch (sa->sa_family) {
	case AF_INET:
		memcpy(&in, sa, sizeof in);
		memcpy(range->bytes, mapped, sizeof mapped);
		memcpy(range->bytes + sizeof mapped, &in.sin_addr,
		    sizeof in.sin_addr);
		return (true);
	case AF_INET6:
		memcpy(&in6, sa, sizeof in6);
		memcpy(range->bytes, &in6.sin6_addr, sizeof range->bytes);
		return (true);
	default:
		return (false);
	}
}

/* Whether `address`, all its bits, lies in the range. */
static bool
contains(const struct gate_range *range, const struct gate_range *address)
{
	struct gate_range start = *address;

	if (is_ipv4(range) != is_ipv4(address))
		return (false);
	widen(&start, range->bits);
	return (memcmp(start.bytes, range->bytes, sizeof start.bytes) == 0);
}

bool
gate_covers(const struct gate_range *range, const struct sockaddr *sa)
{
	struct gate_range address;

	return (gate_of(sa, &address) && contains(range, &address));
}

bool
gate_is_link_local(const struct gate_range *r)
{
	return (r->bits >= 10 && r->bytes[0] == 0xfe &&
	    (r->bytes[1] & 0xc0) == 0x80);
}

bool
gate_is_range(const struct gate_range *r)
{
	bool whole = is_ipv4(r) || gate_is_link_local(r);

	return (r->bits < (whole ? ALL_BITS : IPV6_BITS));
}

bool
gate_is_wide(const struct gate_range *r)
{
	return (!gate_is_link_local(r) &&
	    r->bits < (is_ipv4(r) ? IPV4_BITS_AT + 8 : 32));
}

bool
gate_counted(const struct sockaddr *sa, struct gate_range *address)
{
	if (!gate_of(sa, address))
		return (false);
	if (!is_ipv4(address) && !gate_is_link_local(address))
		widen(address, IPV6_BITS);
	return (true);
}

struct gate *
gate_new(const struct gate_limits *limits)
{
	struct gate *g = calloc(1, sizeof *g);

	if (g == NULL)
		return (NULL);
	g->limits = *limits;
	/* Without random bytes it is still a hash, only easier to guess. */
	if (getentropy(&g->seed, sizeof g->seed) != 0)
		g->seed = (uintptr_t)g;
	TAILQ_INIT(&g->idle);
	thread_mutex_init(&g->lock);
	return (g);
}

void
gate_free(struct gate *g)
{
	thread_mutex_fini(&g->lock);
	free(g);
}

/*
 * Mixes the seed in, so that nobody can choose addresses of one chain.  (The
 * multiplier is that of splitmix64.)
 */
static struct gate_chain *
chain_of(struct gate *g, const struct gate_range *address)
{
	uint64_t half[2], h = g->seed;
	int i;

	memcpy(half, address->bytes, sizeof half);
	for (i = 0; i < 2; i++) {
		h = (h ^ half[i]) * 0xbf58476d1ce4e5b9u;
		h ^= h >> 31;
	}
	return (&g->chains[h % CHAINS]);
}

/* What is known about this address, or NULL. */
static struct gate_entry *
find_locked(struct gate *g, const struct gate_range *address)
{
	struct gate_entry *e;

	LIST_FOREACH(e, chain_of(g, address), chain)
		if (memcmp(e->address.bytes, address->bytes,
			sizeof address->bytes) == 0)
			return (e);
	return (NULL);
}

/* A place for an address; NULL when somebody is in from every one we know. */
static struct gate_entry *
take_place_locked(struct gate *g)
{
	struct gate_entry *e;

	if (g->used < GATE_ADDRESSES)
		return (&g->entries[g->used++]);
	e = TAILQ_FIRST(&g->idle);
	if (e != NULL) {
		TAILQ_REMOVE(&g->idle, e, idle);
		LIST_REMOVE(e, chain);
	}
	return (e);
}

/* Like find_locked(), but makes it if it is missing, and marks it as used. */
static struct gate_entry *
know_locked(struct gate *g, const struct gate_range *address, int64_t now_ms)
{
	struct gate_entry *e = find_locked(g, address);

	if (e != NULL && e->here == 0)
		TAILQ_REMOVE(&g->idle, e, idle);
	if (e == NULL) {
		e = take_place_locked(g);
		if (e == NULL)
			return (NULL);
		memset(e, 0, sizeof *e);
		e->address = *address;
		e->credit = (int64_t)g->limits.joins_per_minute * JOIN_PARTS;
		e->credit_ms = now_ms;
		LIST_INSERT_HEAD(chain_of(g, address), e, chain);
	}
	if (e->here == 0)
		TAILQ_INSERT_TAIL(&g->idle, e, idle);
	return (e);
}

/* Fills the bucket with what the time since has brought. */
static void
refill(struct gate_entry *e, int64_t per_ms, int64_t now_ms)
{
	int64_t passed = now_ms - e->credit_ms;

	if (passed <= 0)
		return;
	if (passed > MINUTE_MS)
		passed = MINUTE_MS;
	e->credit += passed * per_ms;
	if (e->credit > per_ms * MINUTE_MS)
		e->credit = per_ms * MINUTE_MS;
	e->credit_ms = now_ms;
}

/* Counts one more from this address, or says why not. */
static const char *
admit_locked(struct gate *g, struct gate_entry *e, int64_t now_ms)
{
	/* Joins in a minute are parts of a join in a millisecond. */
	int64_t per_ms = g->limits.joins_per_minute;
	unsigned max = g->limits.max_per_address;
	int64_t wait_ms;

	if (max > 0 && e->here >= max) {
		(void)snprintf(g->sentence, sizeof g->sentence,
		    "at most %u people may be here from your address; come "
		    "back when one of them has left",
		    max);
		return (g->sentence);
	}
	if (per_ms > 0) {
		refill(e, per_ms, now_ms);
		if (e->credit < JOIN_PARTS) {
			wait_ms =
			    (JOIN_PARTS - e->credit + per_ms - 1) / per_ms;
			(void)snprintf(g->sentence, sizeof g->sentence,
			    "too many newcomers from your address in the last "
			    "minute; try again in %d s",
			    (int)((wait_ms + 999) / 1000));
			return (g->sentence);
		}
		e->credit -= JOIN_PARTS;
	}
	if (e->here++ == 0)
		TAILQ_REMOVE(&g->idle, e, idle);
	return (NULL);
}

/* Forgets the bans that are over. */
static void
expire_locked(struct gate *g, int64_t now_ms)
{
	const struct gate_ban *b;
	size_t i, kept = 0;

	for (i = 0; i < g->ban_count; i++) {
		b = &g->bans[i];
		if (b->until_ms != 0 && b->until_ms <= now_ms)
			continue;
		if (kept != i)
			g->bans[kept] = *b;
		kept++;
	}
	g->ban_count = kept;
}

/* Writes a time in the largest unit that is not coarse, rounded up. */
static void
format_left(int64_t ms, char *out, size_t size)
{
	static const struct {
		int64_t ms;
		const char *name;
	} units[] = { { 24 * 60 * 60000, "days" }, { 60 * 60000, "hours" },
		{ 60000, "minutes" }, { 1000, "seconds" } };
	size_t i = 0;

	while (units[i].ms > 1000 && ms <= 2 * units[i].ms)
		i++;
	ms = (ms - 1) / units[i].ms + 1;
	(void)snprintf(out, size, "%lld %s", (long long)ms,
	    ms == 1 ? "second" : units[i].name);
}

/* The ban that holds for this address, or NULL. */
static const struct gate_ban *
ban_of_locked(struct gate *g, const struct gate_range *address, int64_t now_ms)
{
	const struct gate_ban *b = g->bans, *end;

	expire_locked(g, now_ms);
	end = b + g->ban_count;
	while (b < end && !contains(&b->range, address))
		b++;
	return (b < end ? b : NULL);
}

/* The same, as a sentence in `out`. */
static const char *
banned_locked(struct gate *g, const struct gate_range *address, int64_t now_ms,
    char out[GATE_SENTENCE_SIZE])
{
	const struct gate_ban *b = ban_of_locked(g, address, now_ms);
	char left[32], reason[GATE_WHY_SIZE + 4] = "";

	if (b == NULL)
		return (NULL);
	if (b->why[0] != '\0')
		(void)snprintf(reason, sizeof reason, " (%s)", b->why);
	if (b->until_ms == 0) {
		(void)snprintf(out, GATE_SENTENCE_SIZE,
		    "you are banned from this room%s; ask the person in "
		    "charge of it",
		    reason);
		return (out);
	}
	format_left(b->until_ms - now_ms, left, sizeof left);
	(void)snprintf(out, GATE_SENTENCE_SIZE,
	    "you are banned from this room%s; come back in %s", reason, left);
	return (out);
}

static const char *
enter(struct gate *g, const struct sockaddr *sa, int64_t now_ms,
    bool heeds_bans)
{
	struct gate_range exact, address;
	const char *why = NULL;
	struct gate_entry *e;

	if (!gate_of(sa, &exact) || !gate_counted(sa, &address))
		return (NULL);
	thread_lock(&g->lock);
	if (heeds_bans)
		why = banned_locked(g, &exact, now_ms, g->sentence);
	if (why == NULL) {
		e = know_locked(g, &address, now_ms);
		if (e != NULL)
			why = admit_locked(g, e, now_ms);
	}
	thread_unlock(&g->lock);
	return (why);
}

const char *
gate_enter(struct gate *g, const struct sockaddr *sa, int64_t now_ms)
{
	return (enter(g, sa, now_ms, true));
}

const char *
gate_enter_banned(struct gate *g, const struct sockaddr *sa, int64_t now_ms)
{
	return (enter(g, sa, now_ms, false));
}

bool
gate_is_banned(struct gate *g, const struct sockaddr *sa, int64_t now_ms,
    char why[GATE_SENTENCE_SIZE])
{
	struct gate_range address;
	bool banned;

	if (!gate_of(sa, &address))
		return (false);
	thread_lock(&g->lock);
	banned = banned_locked(g, &address, now_ms, why) != NULL;
	thread_unlock(&g->lock);
	return (banned);
}

void
gate_exit(struct gate *g, const struct sockaddr *sa)
{
	struct gate_range address;
	struct gate_entry *e;

	if (!gate_counted(sa, &address))
		return;
	thread_lock(&g->lock);
	e = find_locked(g, &address);
	/* Anyone who came in uncounted leaves uncounted. */
	if (e != NULL && e->here > 0 && --e->here == 0)
		TAILQ_INSERT_TAIL(&g->idle, e, idle);
	thread_unlock(&g->lock);
}

/* How long the next key must wait after this many wrong ones. */
static int64_t
key_delay(unsigned wrong)
{
	int64_t delay = KEY_DELAY_MS;
	unsigned i;

	if (wrong < 2)
		return (0);
	for (i = 2; i < wrong && delay < KEY_DELAY_MAX_MS; i++)
		delay *= 2;
	return (delay);
}

/* Judges one try, or says how long it must wait. */
static int64_t
try_key(struct gate_tries *tries, bool right, int64_t now_ms)
{
	int64_t wait;

	if (now_ms - tries->last_ms >= KEY_MEMORY_MS)
		tries->wrong = 0;
	wait = tries->last_ms + key_delay(tries->wrong) - now_ms;
	if (tries->wrong > 0 && wait > 0)
		return (wait);
	if (right)
		tries->wrong = 0;
	else {
		tries->last_ms = now_ms;
		tries->wrong++; /* by one after each wait, so never far */
	}
	return (0);
}

int64_t
gate_key_tried(struct gate *g, const struct sockaddr *sa, enum gate_key key,
    bool right, int64_t now_ms)
{
	struct gate_range address;
	struct gate_entry *e = NULL;
	int64_t wait;

	thread_lock(&g->lock);
	if (gate_counted(sa, &address))
		e = know_locked(g, &address, now_ms);
	wait = try_key(e != NULL ? &e->tries[key] : &g->unknown[key], right,
	    now_ms);
	thread_unlock(&g->lock);
	return (wait);
}

/* The ban of just this range, or NULL. */
static struct gate_ban *
find_ban_locked(struct gate *g, const struct gate_range *range)
{
	size_t i;

	for (i = 0; i < g->ban_count; i++)
		if (g->bans[i].range.bits == range->bits &&
		    memcmp(g->bans[i].range.bytes, range->bytes,
			sizeof range->bytes) == 0)
			return (&g->bans[i]);
	return (NULL);
}

bool
gate_ban(struct gate *g, const struct gate_range *range, int64_t until_ms,
    const char *why, size_t why_len, int64_t now_ms)
{
	struct gate_ban *b;

	why_len = text_cut(why, why_len, GATE_WHY_SIZE - 1);
	thread_lock(&g->lock);
	expire_locked(g, now_ms);
	b = find_ban_locked(g, range);
	if (b == NULL && g->ban_count < GATE_BANS)
		b = &g->bans[g->ban_count++];
	if (b != NULL) {
		b->range = *range;
		b->until_ms = until_ms;
		memcpy(b->why, why, why_len);
		why_len = text_close(b->why, why_len, GATE_WHY_SIZE - 1);
		b->why[why_len] = '\0';
	}
	thread_unlock(&g->lock);
	return (b != NULL);
}

bool
gate_unban(struct gate *g, const struct gate_range *range, int64_t now_ms)
{
	struct gate_ban *b;

	thread_lock(&g->lock);
	expire_locked(g, now_ms);
	b = find_ban_locked(g, range);
	if (b != NULL) {
		g->ban_count--;
		memmove(b, b + 1,
		    (size_t)(g->bans + g->ban_count - b) * sizeof *b);
	}
	thread_unlock(&g->lock);
	return (b != NULL);
}

struct gate_ban *
gate_bans(struct gate *g, int64_t now_ms, size_t *count)
{
	struct gate_ban *list = calloc(GATE_BANS, sizeof *list);

	if (list == NULL)
		return (NULL);
	thread_lock(&g->lock);
	expire_locked(g, now_ms);
	*count = g->ban_count;
	memcpy(list, g->bans, g->ban_count * sizeof *list);
	thread_unlock(&g->lock);
	return (list);
}
