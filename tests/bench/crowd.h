/*
 * crowd: all clients of one run, in one thread over one epoll.
 *
 * First come the receivers that only listen, then those that speak.  They are
 * connected, and gathered until all are in the room; pace lets them speak.
 *
 * Every function returns false when something went wrong, and audience.failure
 * then says what; after that only crowd_close() makes sense.
 */
#ifndef CROWD_H
#define CROWD_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "machine.h"
#include "receiver.h"
#include "sender.h"

/* How long a wait may be until it has failed, and until it looks again. */
#define CROWD_PATIENCE (20 * MACHINE_SECOND)
#define CROWD_TICK_MS 20

/* Set by a signal: every wait ends soon, with a failure. */
extern volatile sig_atomic_t crowd_interrupted;

struct crowd {
	struct audience audience;
	struct sender *senders;
	uint32_t n_senders;
	uint32_t n_listeners; /* that follow the story in the end */
	int epoll;
	int feed;      /* the floor's standard input, or -1 */
	uint64_t said; /* lines, by all */
	uint64_t story_seen;
	uint64_t changes;    /* of the restless one, so far */
	uint64_t change_due; /* the next one */
	char *buffer;
};

static inline bool
crowd_is_well(const struct crowd *c)
{
	return (c->audience.failure[0] == '\0');
}

/* `port` on 127.0.0.1.  With `feed`, nobody connects to speak. */
bool crowd_open(struct crowd *c, const struct dialect *d, int port, int feed,
    unsigned receivers, unsigned senders);
void crowd_close(struct crowd *c);

/* Waits until everyone is welcome and, `told`, knows of every join. */
bool crowd_gather(struct crowd *c, bool told);

/* The last `n` of those that only listen never read again. */
void crowd_stall(struct crowd *c, unsigned n);

/*
 * The last one that only listens reads another language from now on, whatever
 * that is; and each time it changes, English and that in turn.
 */
void crowd_distract(struct crowd *c);
void crowd_change(struct crowd *c);

/* Waits at most `ms` for bytes, and reads what there is, once from each. */
void crowd_turn(struct crowd *c, int ms);

/* Watches a sender's socket for room while something waits in it. */
void crowd_watch(struct crowd *c, const struct sender *s);

#endif
