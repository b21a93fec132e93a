/*
 * invitation: what to type to join, for the person who opens the room.
 */
#ifndef INVITATION_H
#define INVITATION_H

#include <stdbool.h>

struct key;
struct sockets;

struct invitation {
	const struct sockets *sockets;
	const struct key *new_key; /* of operators, made up here; or NULL */
	bool has_console;	   /* which shows that key when it is asked */
};

/*
 * Whether a secret may be written to stdout: not to a file that others may
 * read.  Who may read a terminal, a pipe or a journal is up to its owner.
 */
bool invitation_is_private(void);

/* Writes it to `out`, which is stdout, if that takes it within `ms`. */
void invitation_write(const struct invitation *invitation, int out, int ms);

#endif
