/*
 * wishes: what the person at the client has asked for.  See wishes.h.
 */
#include <config.h>

#include "client/wishes.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/notice.h"
#include "common/buffer.h"
#include "common/number.h"
#include "common/protocol.h"
#include "common/translation.h"
#include "common/text.h"

#define DEFAULT_HOST "localhost"

/* The exit status for a command line that makes no sense. */
#define STATUS_USAGE 2

/* Options without a letter. */
enum { OPTION_KEY = 256, OPTION_VERSION };

/* A word that is longer is cut, as there is more to say after it. */
#define WORD_MAX 1024

/*
 * One line that says what was wrong with one word or two, what was expected
 * and what to do.
 */
static void __attribute__((noreturn))
usage_error(enum notice n, const char *first, const char *second)
{
	notice_print(n,
	    ARGS(words_cut(words_of(first), WORD_MAX),
		words_cut(words_of(second), WORD_MAX)));
	exit(STATUS_USAGE);
}

/* Whether the text was written at all: --help may go to a full disk. */
static int
printed(void)
{
	return (fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

/*
 * An option that getopt_long(3) does not know.  Among letters after one '-' it
 * says which one that is; of anything else there is only the word that it has
 * passed.
 */
static void __attribute__((noreturn)) unknown_option(const char *passed)
{
	const char letter[] = { (char)optopt, '\0' };

	if (optopt > 0 && optopt < OPTION_KEY && optopt != 'h')
		usage_error(N_OPTION_LETTER_UNKNOWN, letter, "");
	usage_error(N_OPTION_UNKNOWN, passed, "");
}

/*
 * If the value of a letter is missing, `passed` may be anything: musl goes one
 * word too far, and finds NULL there.
 */
static void __attribute__((noreturn)) missing_value(const char *passed)
{
	const char letter[] = { (char)optopt, '\0' };

	if (passed == NULL || strncmp(passed, "--", 2) != 0)
		usage_error(N_LETTER_WITHOUT_VALUE, letter, "");
	usage_error(N_OPTION_WITHOUT_VALUE, passed, "");
}

/* Makes UTF-8 of the nick, which is in the charset of the locale. */
static void
translate_nick(struct wishes *w, const char *nick, const char *origin)
{
	struct translation *t = translation_new(translation_charset());
	size_t len = strlen(nick);
	struct buffer b = { 0 };

	if (t != NULL) {
		if (!translation_read_line(t, nick, len, &b))
			usage_error(N_NICK_GARBLED, origin,
			    translation_charset());
		nick = b.bytes;
		len = b.len;
	}
	if (len > WISHES_NICK_MAX)
		usage_error(N_NICK_TOO_LONG, origin, "");
	if (len > 0)
		memcpy(w->nick_text, nick, len);
	w->nick_text[len] = '\0';
	w->nick = w->nick_text;
	buffer_fini(&b);
	translation_free(t);
}

/* The nick becomes part of a line: it must not begin another one. */
static void
take_nick(struct wishes *w, const char *nick, const char *origin)
{
	size_t len;

	w->nick_typed = nick;
	translate_nick(w, nick, origin);
	nick = w->nick;
	len = strlen(nick);
	if (text_is_blank(nick, len))
		usage_error(N_NICK_EMPTY, origin, "");
	if (!text_is_clean(nick, len) || strchr(nick, '\t') != NULL)
		usage_error(N_NICK_UNSEEN, origin, "");
}

/* `wrong` is how that is told. */
static void
check_port(const char *port, enum notice wrong)
{
	size_t len = strlen(port);
	uint64_t number;

	/* It goes on as it was typed: not more digits than a port has. */
	if (len > 5 || !number_parse(port, len, 65535, &number) || number < 1)
		usage_error(wrong, port, "");
}

/*
 * Cuts a host as servers print it and people paste it: HOST, HOST:PORT,
 * [ADDRESS] or [ADDRESS]:PORT.  A host with several colons and no brackets is
 * an IPv6 address without a port (RFC 3986, 3.2.2).  Returns the port, or NULL.
 */
static const char *
cut_port(struct wishes *w, char *host)
{
	char *port = strrchr(host, ':');
	char *bracket;

	w->host = host;
	if (host[0] == '[') {
		bracket = strchr(host, ']');
		if (bracket == NULL ||
		    (bracket[1] != '\0' && bracket[1] != ':'))
			usage_error(N_ADDRESS_WRONG, host, "");
		port = bracket[1] == ':' ? bracket + 1 : NULL;
		*bracket = '\0';
		w->host = host + 1;
	} else if (port != NULL && strchr(host, ':') != port)
		port = NULL;
	if (port != NULL)
		*port++ = '\0';
	if (w->host[0] == '\0')
		usage_error(N_HOST_EMPTY, "", "");
	return (port);
}

/* Takes HOST, and a PORT that may be part of it or follow it. */
static void
take_host(struct wishes *w, char **args)
{
	const char *port;

	if (args[0] == NULL)
		return;
	port = cut_port(w, args[0]);
	if (args[1] != NULL && (port != NULL || args[2] != NULL))
		usage_error(N_ARGUMENT_UNEXPECTED, args[port != NULL ? 1 : 2],
		    "");
	if (port == NULL)
		port = args[1];
	if (port == NULL)
		return;
	check_port(port, N_PORT_WRONG);
	if (w->port != NULL && strcmp(w->port, port) != 0)
		usage_error(N_PORT_TWICE, w->port, port);
	w->port = port;
}

static void
set_defaults(struct wishes *w)
{
	*w = (struct wishes){ .host = DEFAULT_HOST };
}

/* Takes the option `c`, as getopt_long(3) returns it; `passed` is its word. */
static void
take_option(struct wishes *w, int c, const char *passed)
{
	switch (c) {
	case 'n':
		take_nick(w, optarg, "-n");
		break;
	case 'p':
		w->port = optarg;
		check_port(w->port, N_PORT_OPTION_WRONG);
		break;
	case OPTION_KEY:
		w->key_file = optarg;
		break;
	case 'h':
		notice_help();
		exit(printed());
	case OPTION_VERSION:
		(void)printf("chatroom %s\n", PACKAGE_VERSION);
		exit(printed());
	case ':':
		missing_value(passed);
	default:
		unknown_option(passed);
	}
}

void
wishes_parse(struct wishes *w, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "nick", required_argument, NULL, 'n' },
		{ "port", required_argument, NULL, 'p' },
		{ "key-file", required_argument, NULL, OPTION_KEY },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, OPTION_VERSION },
		{ NULL, 0, NULL, 0 },
	};
	const char *nick;
	int c;

	set_defaults(w);
	opterr = 0; /* the messages are ours */
	/* The first colon tells a missing value apart. */
	while ((c = getopt_long(argc, argv, ":hn:p:", longs, NULL)) != -1)
		take_option(w, c, argv[optind - 1]);
	take_host(w, argv + optind);
	if (w->port == NULL)
		w->port = PROTOCOL_PORT_TEXT;
	nick = getenv("CHATROOM_NICK");
	if (w->nick == NULL && nick != NULL && nick[0] != '\0')
		take_nick(w, nick, "CHATROOM_NICK");
}
