/*
 * hearing: what one client's bytes become: text that is said, or commands.
 *
 * The way of a line from framing to the registry: from the client's charset
 * to clean text, at the pace that the client may talk, as a command or with
 * "[ WHO ]: " before it.  Belongs to the client's worker.
 */
#ifndef HEARING_H
#define HEARING_H

#include <stdbool.h>
#include <stddef.h>

#include "framing.h"
#include "pace.h"
#include "sniff.h"

/* The most that is to be handed over at once, and so that one push says. */
#define HEARING_READ_MAX 8192

struct member;
struct registry;

struct hearing {
	struct registry *registry;
	struct member *member;
	struct framing framing;
	struct pace pace;
	bool known;	  /* it is a chat client, and not a browser, say */
	bool slow;	  /* lines are to be pushed one by one */
	bool left;	  /* has left the registry by a command */
	enum sniff sniff; /* what it is, when it is no chat client */
	const char *why;  /* it has to leave; others are told; or NULL */
};

/* `rate` is in lines a second, 0 for any. */
void hearing_init(struct hearing *h, struct registry *registry,
    struct member *member, unsigned rate);
void hearing_fini(struct hearing *h);

/*
 * Handles all lines that `len` more bytes complete, HEARING_READ_MAX bytes at
 * most.  Takes as long as the pace of the client wants.  False when the client
 * is to leave.
 */
bool hearing_bytes(struct hearing *h, const unsigned char *bytes, size_t len);

/* The end of input: a last line may have no end of its own. */
void hearing_end(struct hearing *h);

#endif
