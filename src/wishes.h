/*
 * wishes: what the person at the client has asked for: the command line and
 * the environment of chatroom(1).
 */
#ifndef WISHES_H
#define WISHES_H

/* The strings are those of main(), cut in pieces, and of getenv(3). */
struct wishes {
	const char *nick; /* NULL: none */
	const char *port;
	const char *host;
	const char *key_file; /* NULL: none */
};

/*
 * Parses the arguments of main() and checks them.  Prints and exits for
 * --help, --version, and, with a line on stderr and status 2, if something is
 * wrong.
 */
void wishes_parse(struct wishes *w, int argc, char **argv);

#endif
