/*
 * options: what the person who opens the room has asked for.  See options.h.
 */
#include <config.h>

#include "server/options.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/number.h"
#include "common/protocol.h"
#include "common/words.h"
#include "speech/dictionary.h"

/* Bounds of -m and -q: what one process can have, what makes sense. */
#define MAX_MAX 1000000
#define OUTBOX_MIN 4096
#define OUTBOX_MAX (1024 * 1024 * 1024)
#define STATUS_USAGE 2
#define RATE_MAX 1000000

/* Options with a letter; the first colon tells a missing value apart. */
#define LETTERS ":hp:b:m:q:v"

/* Options without a letter. */
enum {
	OPTION_VERSION = 256,
	OPTION_RATE,
	OPTION_JOINS,
	OPTION_PER_ADDRESS,
	OPTION_KEY,
	OPTION_LANG,
	OPTION_OPERATOR_KEY,
	OPTION_TELL_EACH,
	OPTION_USER,
	OPTION_CHROOT
};

static void
print_help(void)
{
	(void)printf(
	    "Usage: chatroomd [OPTION]...\n"
	    "Opens a chat room: what one person says, all the others read.\n\n"
	    "  -p, --port=PORT        listen on PORT (" PROTOCOL_PORT_TEXT
	    "); 0 takes a free one\n"
	    "  -b, --bind=ADDRESS     listen on ADDRESS only (all); may be repeated\n"
	    "  -m, --max=MAX          at most MAX people (1000)\n"
	    "  -q, --outbox=BYTES     disconnect anyone who lags by more than BYTES (1048576)\n"
	    "                         for 5 seconds, or at once by more than four times that\n"
	    "      --rate=LINES       at most LINES a second from each person, in bursts of\n"
	    "                         up to five times that (10; 0: no limit)\n"
	    "      --joins-per-minute=N   newcomers from one address (600; 0: no limit)\n"
	    "      --max-per-address=N    people from one address (0: no limit)\n"
	    "      --key-file=FILE    let in only people who know the first line of FILE\n"
	    "      --lang=NAME        the language of newcomers, who may choose with /lang: en,\n"
	    "                         zh_CN or zh_TW (that of the environment)\n"
	    "      --operator-key-file=FILE   anyone who knows the first line of FILE may\n"
	    "                         become operator (default: a new key, which\n"
	    "                         /opkey shows on the console)\n"
	    "      --tell-each        announce everyone who comes or goes, even in a burst\n"
	    "      --user=NAME        become NAME once the sockets are open (root only)\n"
	    "      --chroot=DIR       then chroot to DIR (with --user)\n"
	    "  -v, --verbose          log every connection as well\n"
	    "  -h, --help; --version  print this, or the version, and exit\n\n"
	    "Join with chatroom(1), nc(1) or telnet(1).  On a terminal, whoever starts it is\n"
	    "in the room as an operator; /help lists the commands.  Ctrl-C closes the room.\n");
}

/* Whether it was written at all: stdout may be a full disk. */
static int
printed(void)
{
	return (fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

/* One line that says what was wrong, what was expected and what to do. */
static void __attribute__((noreturn, format(printf, 1, 2)))
usage_error(const char *format, ...)
{
	va_list args;

	(void)fputs("chatroomd: ", stderr);
	va_start(args, format);
	(void)vfprintf(stderr, format, args);
	va_end(args);
	(void)fputs("; try chatroomd --help\n", stderr);
	exit(STATUS_USAGE);
}

/*
 * An option that getopt_long(3) does not know.  Among letters after one '-' it
 * says which letter that is; otherwise the word that it has just passed is it.
 */
static void __attribute__((noreturn)) unknown_option(const char *passed)
{
	if (optopt > 0 && optopt < OPTION_VERSION &&
	    strchr(LETTERS, optopt) == NULL)
		usage_error("-%c: unknown option", optopt);
	usage_error("%s: unknown option, or it takes no value", passed);
}

static void __attribute__((noreturn)) missing_value(const char *passed)
{
	/* After a letter musl goes one word too far, and finds NULL there. */
	if (passed == NULL || strncmp(passed, "--", 2) != 0)
		usage_error("-%c: missing value", optopt);
	usage_error("%s: missing value", passed);
}

static unsigned long
parse_number(const char *text, const char *option, unsigned long min,
    unsigned long max)
{
	uint64_t n;

	if (!number_parse(text, strlen(text), max, &n) || n < min)
		usage_error("%s %s: a number from %lu to %lu is expected",
		    option, text, min, max);
	return ((unsigned long)n);
}

static enum language
parse_language(const char *name)
{
	char list[DICTIONARY_LIST_SIZE];
	enum language language;

	if (!language_parse(words_of(name), &language) ||
	    !dictionary_exists(language)) {
		(void)dictionary_list(list);
		usage_error("--lang %s: one of these is expected: %s", name,
		    list);
	}
	return (language);
}

/* What the environment asks for, if it is there. */
static enum language
default_language(void)
{
	enum language language = language_of_environment();

	return (dictionary_exists(language) ? language : LANGUAGE_EN);
}

static void
add_address(struct options *o, char *address)
{
	if (o->address_count == SOCKETS_MAX)
		usage_error("-b: at most %d addresses", SOCKETS_MAX);
	o->addresses[o->address_count++] = address;
}

static const struct option longs[] = {
	{ "port", required_argument, NULL, 'p' },
	{ "bind", required_argument, NULL, 'b' },
	{ "max", required_argument, NULL, 'm' },
	{ "outbox", required_argument, NULL, 'q' },
	{ "rate", required_argument, NULL, OPTION_RATE },
	{ "joins-per-minute", required_argument, NULL, OPTION_JOINS },
	{ "max-per-address", required_argument, NULL, OPTION_PER_ADDRESS },
	{ "key-file", required_argument, NULL, OPTION_KEY },
	{ "lang", required_argument, NULL, OPTION_LANG },
	{ "operator-key-file", required_argument, NULL, OPTION_OPERATOR_KEY },
	{ "tell-each", no_argument, NULL, OPTION_TELL_EACH },
	{ "user", required_argument, NULL, OPTION_USER },
	{ "chroot", required_argument, NULL, OPTION_CHROOT },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ NULL, 0, NULL, 0 },
};

/* Takes the option `c`, as getopt_long(3) returns it; `passed` is its word. */
static void
take_option(struct options *o, int c, const char *passed)
{
	switch (c) {
	case 'p':
		o->port = (unsigned)parse_number(optarg, "-p", 0, 65535);
		break;
	case 'b':
		add_address(o, optarg);
		break;
	case 'm':
		o->max = parse_number(optarg, "-m", 1, MAX_MAX);
		break;
	case 'q':
		o->outbox = parse_number(optarg, "-q", OUTBOX_MIN, OUTBOX_MAX);
		break;
	case 'v':
		o->verbose = true;
		break;
	case OPTION_RATE:
		o->rate = (unsigned)parse_number(optarg, "--rate", 0, RATE_MAX);
		break;
	case OPTION_JOINS:
		o->joins_per_minute = (unsigned)parse_number(optarg,
		    "--joins-per-minute", 0, RATE_MAX);
		break;
	case OPTION_PER_ADDRESS:
		o->max_per_address = (unsigned)parse_number(optarg,
		    "--max-per-address", 0, MAX_MAX);
		break;
	case OPTION_KEY:
		o->key_file = optarg;
		break;
	case OPTION_LANG:
		o->language = parse_language(optarg);
		break;
	case OPTION_OPERATOR_KEY:
		o->operator_key_file = optarg;
		break;
	case OPTION_TELL_EACH:
		o->tell_each = true;
		break;
	case OPTION_USER:
		o->user = optarg;
		break;
	case OPTION_CHROOT:
		o->root = optarg;
		break;
	case 'h':
		print_help();
		exit(printed());
	case OPTION_VERSION:
		(void)printf("chatroomd %s\n", PACKAGE_VERSION);
		exit(printed());
	case ':':
		missing_value(passed);
	default:
		unknown_option(passed);
	}
}

void
options_parse(struct options *o, int argc, char **argv)
{
	int c;

	*o = (struct options){ .port = PROTOCOL_PORT,
		.max = 1000,
		.outbox = 1024 * 1024,
		.rate = 10,
		.joins_per_minute = 600,
		.language = default_language() };
	opterr = 0; /* the messages are ours */
	while ((c = getopt_long(argc, argv, LETTERS, longs, NULL)) != -1)
		take_option(o, c, argv[optind - 1]);
	if (optind < argc)
		usage_error("%s: unexpected argument", argv[optind]);
}
