/*
 * registry_private: what registry.c shares with news.c and moderation.c.
 *
 * A push is what happens under one hold of the mutex: registry_begin(), then
 * reading and changing the registry and adding to the inbox, then
 * registry_end(), which makes sure that it is delivered.
 */
#ifndef REGISTRY_PRIVATE_H
#define REGISTRY_PRIVATE_H

#include <pthread.h>

#include "common/key.h"
#include "server/delivery/inbox.h"
#include "server/delivery/member.h"
#include "server/gate/gate.h"
#include "server/room/news.h"
#include "server/room/registry.h"
#include "server/room/rules.h"
#include "speech/sentence.h"

/* Room for what /topic says. */
#define TOPIC_SIZE (REGISTRY_WORDS_MAX + 1)

struct registry {
	/* Set by registry_new(), then only read. */
	struct gate *gate;
	struct key operator_key;
	bool operator_key_once;	 /* only when there is no operator */
	bool console_is_private; /* the key may be shown there */
	bool tell_each;

	pthread_mutex_t lock;

	/* All from here on are guarded by `lock`. */
	struct inbox inbox;	 /* except for the broadcaster's part */
	struct member_list here; /* in the order in which they came */
	void *names;		 /* the same by key, a tree of tsearch(3) */
	size_t count;
	uint64_t events;	     /* the number of the last public one */
	uint64_t arrivals;	     /* how many have ever joined */
	const struct member *pusher; /* whose push this is; or NULL */
	bool closing;

	struct news news;
	/* What the operators have decided; times as thread_now_ms(). */
	size_t operators; /* the console not counted */
	struct rules rules;
	char topic[TOPIC_SIZE];
	const struct member *asked; /* whether to ban this; or NULL */
	struct subnet asked_range;

	/* Wakes the caretaker: something is due earlier. */
	pthread_cond_t due;
};

/*
 * An event that happens now: with its time and, if it is public, its number.
 * The caller adds what it is about.  The lock is held.
 */
struct event registry_event(struct registry *r, enum event_kind kind,
    size_t len);

/* What `m` reads, or soon will.  The lock is held, or its own worker asks. */
struct edition_key registry_edition_key(const struct member *m);

/*
 * From here on, `m` reads the edition with this key; false without memory.  The
 * lock is held.
 */
bool registry_change_edition(struct registry *r, struct member *m,
    struct edition_key key);

/* Locks, and waits until `m` (or anybody, for NULL) may push. */
void registry_begin(struct registry *r, const struct member *m);

/* Delivers what was pushed, or leaves that to the broadcaster, and unlocks. */
void registry_end(struct registry *r, struct member *m);

/*
 * Makes `m` an operator, by the mark before its name; the caller tells
 * everyone.  The lock is held.
 */
void registry_promote(struct registry *r, struct member *m);

/*
 * `m` is no longer an operator; the caller changes its name.  True if it was
 * the last one, so that the operator key is good again; the caller then calls
 * the next two.  Lock held.
 */
bool registry_demote(struct registry *r, struct member *m);

/* Tells the console that, after what everyone was told.  Lock held. */
void registry_tell_key_is_good(struct registry *r);

/* Logs that, with no lock held. */
void registry_log_key(const struct member *m);

/* Whether these are the operator key, and whether it is good now.  Lock held.
 */
enum key_verdict registry_judge_key(const struct registry *r, const char *bytes,
    size_t len);

/* The member with this nick or address, or NULL. */
struct member *registry_find(struct registry *r, const char *name, size_t len);

/*
 * Ends the connection of `m` when it has received all that was said until now
 * (or, if the inbox has no room for that, at once).  Anything that it has sent
 * already, and its worker has not read yet, is not heard.
 */
void registry_throw_out(struct registry *r, struct member *m, const char *why);

/* Room for the longest line: the longest text, and what comes before it. */
#define REGISTRY_LINE_SIZE (BATCH_PUSH_MAX / 2 - 1)

/*
 * A sentence that is told now, as an event, and its line; the caller appends
 * both to the batch.  The lock is held.
 */
struct event registry_sentence(struct registry *r, enum sentence s,
    const struct words *args, char line[REGISTRY_LINE_SIZE]);

/*
 * Appends a sentence for everyone except one member, or NULL.  Once the room is
 * closing, nothing is.  The lock is held.
 */
void registry_tell_others(struct registry *r, struct member *except,
    enum sentence s, const struct words *args);

/*
 * Appends a sentence for everyone, or for `only`, at most BATCH_PUSH_MAX / 2
 * bytes of it.  Once the room is closing, nothing more is said to everyone.
 * The lock is held.
 */
void registry_add(struct registry *r, struct member *only, enum sentence s,
    const struct words *args);

#endif
