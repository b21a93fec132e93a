/*
 * wishes: what the person at the client has asked for: the command line and
 * the environment of chatroom(1).
 */
#ifndef WISHES_H
#define WISHES_H

/* No nick that a room takes has more bytes. */
#define WISHES_NICK_MAX 2048

/* The strings, except for the nick in UTF-8, are those of main(), cut in
 * pieces. */
struct wishes {
	const char *nick;	/* in UTF-8; NULL: none */
	const char *nick_typed; /* in the charset of the locale */
	char nick_text[WISHES_NICK_MAX + 1];
	const char *port;
	const char *host;
	const char *key_file; /* NULL: none */
};

/*
 * Parses the arguments of main() and checks them.  Prints and exits for
 * --help, --version, and, with a line on stderr and status 2, if something is
 * wrong.  After tongue_learn(), and before there is a second thread; `w` must
 * stay where it is, as the nick points into it.
 */
void wishes_parse(struct wishes *w, int argc, char **argv);

#endif
