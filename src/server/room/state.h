/*
 * state: what the registry consists of, for the files that are its parts.
 *
 * Whatever has no other note is guarded by the registry's mutex.  With it held,
 * others may be taken: this is the order of all locks of the server.
 *
 *	registry  ->  seat  ->  postman
 *	registry  ->  gate
 *	registry  ->  log
 *
 * Nothing else nests, and nobody waits for a socket or a file with a lock held.
 */
#ifndef STATE_H
#define STATE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/key.h"
#include "common/list.h"
#include "common/thread.h"
#include "server/delivery/inbox.h"
#include "server/gate/gate.h"
#include "server/room/burst.h"
#include "server/room/member.h"
#include "speech/language.h"
#include "speech/sentence.h"

/* How many of the people who come or go in a burst are named. */
#define NEWS_NAMED_MAX 5

/* The most bytes of words (a reason, say) in a line of registry_add(). */
#define REGISTRY_WORDS_MAX 512

/* Room for what /topic says. */
#define TOPIC_SIZE (REGISTRY_WORDS_MAX + 1)

/* Those who came or left in a burst and are not announced yet. */
struct news {
	struct burst joined, left;
	TAILQ_HEAD(, member) unseen;
	size_t unseen_count;
	char left_names[NEWS_NAMED_MAX][MEMBER_WHO_SIZE];
	/* Why the first of them left: in its own words, or in one of ours. */
	char left_words[REGISTRY_WORDS_MAX + 1];
	enum sentence left_for; /* S_NONE: it had words, or no reason */
	size_t left_count;
};

/* What the operators have decided.  Times are as thread_now_ms(). */
struct rules {
	bool locked;	      /* newcomers cannot come in */
	int64_t paused_until; /* only operators speak; 0: everyone may */
	int64_t slow_ms;      /* one line per person in this time; 0: off */
	int64_t next_end;     /* when the first mute ends, or MEMBER_FOREVER */
};

/* Which ban an operator must repeat, to say that it is meant. */
struct ban_question {
	uint64_t of; /* who has been asked, by arrival; 0: nobody */
	struct subnet range;
};

struct registry {
	/* Set by registry_new(), then only read. */
	struct gate *gate;
	struct key operator_key;
	bool operator_key_once;	 /* only when there is no operator */
	bool console_is_private; /* the key may be shown there */
	bool tell_each;
	enum language language; /* of newcomers */

	thread_mutex lock;

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
	size_t operators; /* the console not counted */
	struct rules rules;
	char topic[TOPIC_SIZE];
	struct ban_question question;

	/* Wakes the caretaker: something is due earlier. */
	pthread_cond_t due;
};

#endif
