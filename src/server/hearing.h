/*
 * hearing: turns one client's lines into text that is said, or commands.
 *
 * The path of a line from the ear to the registry: to clean text, at the pace
 * at which the client may talk, as a command or preceded by "[ WHO ]: ".
 * Belongs to the client's worker.
 */
#ifndef HEARING_H
#define HEARING_H

#include <stdbool.h>
#include <stddef.h>

#include "server/dialect/ear.h"
#include "server/pace.h"
#include "speech/sentence.h"

/* The most bytes to hand over at once, and so what one push says at most. */
#define HEARING_READ_MAX EAR_READ_MAX

struct member;
struct registry;

struct hearing {
	struct registry *registry;
	struct member *member;
	struct ear ear;
	struct pace pace;
	enum sentence why; /* it must leave: what others read; or S_NONE */
	bool slow;	   /* lines must be pushed one by one */
	bool told;	   /* of /charset */
	bool numbers;	   /* of requests may come before its lines */
};

/* `rate` is in lines a second; 0 means no limit. */
void hearing_init(struct hearing *h, struct registry *registry,
    struct member *member, unsigned rate);
void hearing_fini(struct hearing *h);

/*
 * The client comes in.  Handles what the ear has heard at the door: which
 * charset it is, and what has come with the key or, in a room without one, at
 * once; and a line that was sent too early, or NULL.  False when the client
 * must leave.
 */
bool hearing_begin(struct hearing *h, const char *early);

/*
 * Handles all lines that `len` more bytes complete, HEARING_READ_MAX bytes at
 * most.  Takes as long as the pace of the client demands.  False when the
 * client must leave.  Until the ear is sure what it hears, no line is handled.
 */
bool hearing_bytes(struct hearing *h, const unsigned char *bytes, size_t len);

/* The end of input: a last line may have no end of its own. */
void hearing_end(struct hearing *h);

#endif
