/*
 * key: a secret that admits people to the room, or to the operators.
 *
 * A key is 1 to KEY_MAX bytes of clean text without blanks around it, so that
 * it can be typed after a command.  It comes from a file that only its owner
 * can read, never from the command line, where everyone on the machine could
 * see it; or it is made up for the occasion.
 *
 * No function keeps anything: each key belongs to its caller, which wipes it.
 * A key that no longer changes may be matched by any number of threads.
 */
#ifndef KEY_H
#define KEY_H

#include <stdbool.h>
#include <stddef.h>

#define KEY_MAX 256

struct key {
	size_t len;
	char bytes[KEY_MAX + 1]; /* zero from `len` on */
};

/*
 * Why there is no key in a file for us; speech/cause.h says it.  The fields
 * after the kind are 0 where they are for another one.
 */
struct key_fault {
	enum key_fault_kind {
		KEY_NOT_OPENED, /* `error` says why; of the next two, too */
		KEY_NOT_EXAMINED,
		KEY_NOT_READ,
		KEY_NO_FILE,	 /* a directory, say, or a FIFO */
		KEY_NOT_PRIVATE, /* `mode`: others have access to it */
		KEY_NOT_OURS,	 /* it belongs to `owner`, and we are `ours` */
		KEY_EMPTY,	 /* its first line, as the next two */
		KEY_TOO_LONG,
		KEY_NOT_TEXT
	} kind;
	int error;		   /* of errno(3) */
	unsigned mode;		   /* of chmod(2) */
	unsigned long owner, ours; /* numbers of users */
};

/*
 * Reads the first line of a file, without a BOM and the blanks around it.  The
 * file must belong to us or to root, and nobody but its owner may read or write
 * it.  It may also be a credential of a service, which its directory,
 * $CREDENTIALS_DIRECTORY, keeps private.  If it is false, `fault` says why, and
 * the key is empty.
 */
bool key_read(const char *file, struct key *key, struct key_fault *fault);

/*
 * Makes up a key of 74 random bits that is easy to read and to type:
 * xxxxx-xxxxx-xxxxx.  False if the system has no random bytes.
 */
bool key_generate(struct key *key);

/*
 * Whether these bytes are the key.  An empty key admits nobody.
 *
 * The time this takes reveals nothing about the key: it looks at KEY_MAX bytes
 * whatever they are, however long the key is and wherever the first difference
 * is.  It depends on `len`, which the sender of the bytes knows anyway.
 */
bool key_matches(const struct key *key, const char *bytes, size_t len);

/* What somebody who gives a key learns. */
enum key_verdict {
	KEY_WRONG,
	KEY_IN_USE, /* it is the key, but for one person at a time */
	KEY_RIGHT
};

/* Overwrites it; it is empty then. */
void key_wipe(struct key *key);

#endif
