/*
 * options: what the person who opens the room has asked for.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "server/system/sockets.h"
#include "speech/language.h"

struct options {
	char *addresses[SOCKETS_MAX];
	size_t address_count; /* 0: every address */
	unsigned port;
	size_t max;		   /* clients */
	size_t outbox;		   /* bytes */
	unsigned rate;		   /* lines a second, 0: no limit */
	unsigned joins_per_minute; /* from one address, 0: no limit */
	unsigned max_per_address;  /* clients, 0: no limit */
	const char *key_file;	   /* or NULL */
	const char *operator_key_file;
	const char *user;
	const char *root;
	enum language language; /* of newcomers */
	bool tell_each;		/* who comes and goes, one line each */
	bool verbose;
};

/*
 * Parses the arguments of main() and checks their bounds.  Prints and exits
 * for --help, --version, and, with a line on stderr and status 2, if something
 * is wrong: in the language that --lang says, be it before or after that.
 * After tongue_learn(), and before there is a second thread.
 */
void options_parse(struct options *o, int argc, char **argv);

#endif
