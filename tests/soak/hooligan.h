/*
 * hooligan: a client that behaves badly, life after life.
 *
 * A life is one connection: a stranger that speaks something else, one that
 * guesses at the key, one that knows the key and then says, sends and commands
 * all sorts of things, some of them as an operator.  The dice decide all of
 * it; what the room sends only matters in that it may end a life early.
 *
 * A hooligan that has a name is H and its number.  Operators act against such
 * names and against the addresses that hooligans come from, never against
 * anyone else, but they also lock, pause and slow the room.
 */
#ifndef HOOLIGAN_H
#define HOOLIGAN_H

#include <stdbool.h>
#include <stdint.h>

#include "dice.h"
#include "wire.h"

/* They come from 127.0.0.16 to 127.0.0.79. */
#define HOOLIGAN_HOST 16
#define HOOLIGAN_HOSTS 64

/* What all hooligans know. */
struct gang {
	uint64_t seed;
	unsigned port;
	unsigned count;
	const char *key;
	const char *operator_key;
	unsigned long lives, acts, cut; /* cut short by the room */
	unsigned long not_connected;
	int error; /* why not */
};

struct hooligan {
	struct gang *gang;
	unsigned number;
	unsigned life; /* how many it has begun */
	struct dice dice;
	struct wire wire;
	bool knows_key, is_operator;
	unsigned acts;	 /* left in this life */
	unsigned hurry;	 /* the most milliseconds between two acts */
	int64_t next;	 /* when it acts again, in milliseconds */
	int64_t deaf;	 /* it reads nothing before that */
	bool is_leaving; /* waits for the room to close */
};

void hooligan_init(struct hooligan *h, struct gang *gang, unsigned number,
    int64_t now);

/* Does what it wants to do now; begins a life if it has none. */
void hooligan_act(struct hooligan *h, int64_t now);

/* For poll(2); wire.fd may be -1. */
short hooligan_events(const struct hooligan *h, int64_t now);

/* Reads and sends; called when there is such an event. */
void hooligan_ready(struct hooligan *h, short events, int64_t now);

/* Goes at once. */
void hooligan_fini(struct hooligan *h);

#endif
