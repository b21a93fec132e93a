/*
 * gate: who may come in from which address, and how fast.  See gate.h.
 */
#include <config.h>

#include "server/gate/gate.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/list.h"
#include "common/thread.h"
#include "server/gate/tries.h"

/* Chains of the hash table; a power of two. */
#define CHAINS 4096

/*
 * A token bucket holds as many joins as a minute brings.  It is counted in
 * parts of a join so small that each millisecond brings whole ones.
 */
#define MINUTE_MS 60000
#define JOIN_PARTS MINUTE_MS

/* What is known about an address. */
struct gate_entry {
	struct subnet address;
	LIST_ENTRY(gate_entry) chain; /* of its hash */
	TAILQ_ENTRY(gate_entry) idle; /* while nobody is in */
	size_t here;
	int64_t credit;	   /* parts of a join that may come in ... */
	int64_t credit_ms; /* ... as it was at this time */
	struct tries tries[GATE_KEYS];
};

LIST_HEAD(gate_chain, gate_entry);
TAILQ_HEAD(gate_idle, gate_entry);

struct gate {
	/* Set by gate_new(), then only read. */
	struct gate_limits limits;
	uint64_t seed;

	thread_mutex lock; /* guards all that follows */
	struct gate_chain chains[CHAINS];
	struct gate_idle idle; /* the one unused for longest is the first */
	size_t used;	       /* entries that have ever been in use */
	struct tries unknown[GATE_KEYS]; /* of all without an entry */
	struct ban_list bans;
	struct gate_entry entries[GATE_ADDRESSES];
};

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

static struct gate_chain *
chain_of(struct gate *g, const struct subnet *address)
{
	return (&g->chains[subnet_hash(address, g->seed) % CHAINS]);
}

/* What is known about this address, or NULL. */
static struct gate_entry *
find_locked(struct gate *g, const struct subnet *address) THREAD_NEEDS(g->lock)
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
take_place_locked(struct gate *g) THREAD_NEEDS(g->lock)
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
know_locked(struct gate *g, const struct subnet *address, int64_t now_ms)
    THREAD_NEEDS(g->lock)
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
static bool
admit_locked(struct gate *g, struct gate_entry *e, int64_t now_ms,
    struct reason *why) THREAD_NEEDS(g->lock)
{
	/* Joins in a minute are parts of a join in a millisecond. */
	int64_t per_ms = g->limits.joins_per_minute;
	unsigned max = g->limits.max_per_address;

	if (max > 0 && e->here >= max) {
		*why = (struct reason){ .sentence = S_TOO_MANY_FROM_YOU,
			.count = max };
		return (false);
	}
	if (per_ms > 0) {
		refill(e, per_ms, now_ms);
		if (e->credit < JOIN_PARTS) {
			*why = (struct reason){ .sentence = S_TOO_FAST_FROM_YOU,
				.ms = (JOIN_PARTS - e->credit + per_ms - 1) /
				    per_ms,
				.form = SPAN_SECONDS };
			return (false);
		}
		e->credit -= JOIN_PARTS;
	}
	if (e->here++ == 0)
		TAILQ_REMOVE(&g->idle, e, idle);
	return (true);
}

/* Whether this address is banned, and why. */
static bool
banned_locked(struct gate *g, const struct subnet *address, int64_t now_ms,
    struct reason *why) THREAD_NEEDS(g->lock)
{
	const struct ban_entry *b = ban_of(&g->bans, address, now_ms);

	if (b != NULL)
		*why = ban_reason(b, now_ms);
	return (b != NULL);
}

static bool
enter(struct gate *g, const struct sockaddr *sa, int64_t now_ms,
    bool heeds_bans, struct reason *why)
{
	struct subnet exact, address;
	struct gate_entry *e;
	bool enters;

	if (!subnet_of(sa, &exact) || !subnet_counted(sa, &address))
		return (true);
	thread_lock(&g->lock);
	enters = !heeds_bans || !banned_locked(g, &exact, now_ms, why);
	if (enters) {
		e = know_locked(g, &address, now_ms);
		if (e != NULL)
			enters = admit_locked(g, e, now_ms, why);
	}
	thread_unlock(&g->lock);
	return (enters);
}

bool
gate_enter(struct gate *g, const struct sockaddr *sa, int64_t now_ms,
    struct reason *why)
{
	return (enter(g, sa, now_ms, true, why));
}

bool
gate_enter_banned(struct gate *g, const struct sockaddr *sa, int64_t now_ms,
    struct reason *why)
{
	return (enter(g, sa, now_ms, false, why));
}

bool
gate_is_banned(struct gate *g, const struct sockaddr *sa, int64_t now_ms,
    struct reason *why)
{
	struct subnet address;
	bool banned;

	if (!subnet_of(sa, &address))
		return (false);
	thread_lock(&g->lock);
	banned = banned_locked(g, &address, now_ms, why);
	thread_unlock(&g->lock);
	return (banned);
}

void
gate_exit(struct gate *g, const struct sockaddr *sa)
{
	struct subnet address;
	struct gate_entry *e;

	if (!subnet_counted(sa, &address))
		return;
	thread_lock(&g->lock);
	e = find_locked(g, &address);
	/* Anyone who came in uncounted leaves uncounted. */
	if (e != NULL && e->here > 0 && --e->here == 0)
		TAILQ_INSERT_TAIL(&g->idle, e, idle);
	thread_unlock(&g->lock);
}

int64_t
gate_key_tried(struct gate *g, const struct sockaddr *sa, enum gate_key key,
    bool right, int64_t now_ms)
{
	struct subnet address;
	struct gate_entry *e = NULL;
	int64_t wait;

	thread_lock(&g->lock);
	if (subnet_counted(sa, &address))
		e = know_locked(g, &address, now_ms);
	wait = tries_judge(e != NULL ? &e->tries[key] : &g->unknown[key], right,
	    now_ms);
	thread_unlock(&g->lock);
	return (wait);
}

bool
gate_ban(struct gate *g, const struct subnet *range, int64_t until_ms,
    const char *why, size_t why_len, int64_t now_ms)
{
	bool done;

	thread_lock(&g->lock);
	done = ban_add(&g->bans, range, until_ms, why, why_len, now_ms);
	thread_unlock(&g->lock);
	return (done);
}

bool
gate_unban(struct gate *g, const struct subnet *range, int64_t now_ms)
{
	bool done;

	thread_lock(&g->lock);
	done = ban_lift(&g->bans, range, now_ms);
	thread_unlock(&g->lock);
	return (done);
}

struct ban_entry *
gate_bans(struct gate *g, int64_t now_ms, size_t *count)
{
	struct ban_entry *list = calloc(BAN_MAX, sizeof *list);

	if (list == NULL)
		return (NULL);
	thread_lock(&g->lock);
	ban_expire(&g->bans, now_ms);
	*count = g->bans.count;
	memcpy(list, g->bans.bans, g->bans.count * sizeof *list);
	thread_unlock(&g->lock);
	return (list);
}
