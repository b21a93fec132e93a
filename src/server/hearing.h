/*
 * hearing: turns one client's bytes into text that is said, or commands.
 *
 * The path of a line from framing to the registry: from the client's charset
 * to clean text, at the pace at which the client may talk, as a command or
 * preceded by "[ WHO ]: ".  Belongs to the client's worker.
 */
#ifndef HEARING_H
#define HEARING_H

#include <stdbool.h>
#include <stddef.h>

#include "common/framing.h"
#include "server/dialect/opening.h"
#include "server/pace.h"
#include "speech/sentence.h"

/* The most bytes to hand over at once, and so what one push says at most. */
#define HEARING_READ_MAX 8192

struct member;
struct registry;

struct hearing {
	struct registry *registry;
	struct member *member;
	struct framing framing;
	struct pace pace;
	enum sentence why;	/* it must leave: what others read; or S_NONE */
	struct opening opening; /* is it a chat client, and not a browser? */
	bool slow;		/* lines must be pushed one by one */
	bool left;		/* has left the registry by a command */
	bool told;		/* of /charset */
};

/* `rate` is in lines a second; 0 means no limit. */
void hearing_init(struct hearing *h, struct registry *registry,
    struct member *member, unsigned rate);
void hearing_fini(struct hearing *h);

/*
 * Handles all lines that `len` more bytes complete, HEARING_READ_MAX bytes at
 * most.  Takes as long as the pace of the client demands.  False when the
 * client must leave.  Until the opening has decided, no line is handled.
 */
bool hearing_bytes(struct hearing *h, const unsigned char *bytes, size_t len);

/*
 * The same for any number of bytes that have been through the opening, at the
 * door.
 */
bool hearing_first(struct hearing *h, const unsigned char *bytes, size_t len);

/* The end of input: a last line may have no end of its own. */
void hearing_end(struct hearing *h);

#endif
