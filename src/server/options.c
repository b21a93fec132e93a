/*
 * options: what the person who opens the room has asked for.  See options.h.
 */
#include <config.h>

#include "server/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/number.h"
#include "common/protocol.h"
#include "common/words.h"
#include "server/system/launch.h"
#include "speech/dictionary.h"
#include "speech/tongue.h"

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

/* Whether it was written at all: stdout may be a full disk. */
static int
printed(void)
{
	return (fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

/* One line that says what was wrong, what was expected and what to do. */
static void __attribute__((noreturn))
usage_error(enum launch l, const struct words *args)
{
	char text[LAUNCH_SIZE];

	(void)fprintf(stderr, "chatroomd: %s\n",
	    launch_write(l, args, text, sizeof text));
	exit(STATUS_USAGE);
}

/* The letter of an option that getopt_long(3) has not understood. */
static struct words
letter(char out[1])
{
	*out = (char)optopt;
	return ((struct words){ out, 1 });
}

/*
 * An option that getopt_long(3) does not know.  Among letters after one '-' it
 * says which letter that is; otherwise the word that it has just passed is it.
 */
static void __attribute__((noreturn)) unknown_option(const char *passed)
{
	char c;

	if (optopt > 0 && optopt < OPTION_VERSION &&
	    strchr(LETTERS, optopt) == NULL)
		usage_error(L_OPTION_LETTER, ARGS(letter(&c)));
	usage_error(L_OPTION, ARGS(words_of(passed)));
}

static void __attribute__((noreturn)) missing_value(const char *passed)
{
	char c;

	/* After a letter musl goes one word too far, and finds NULL there. */
	if (passed == NULL || strncmp(passed, "--", 2) != 0)
		usage_error(L_VALUE_LETTER, ARGS(letter(&c)));
	usage_error(L_VALUE, ARGS(words_of(passed)));
}

static unsigned long
parse_number(const char *text, const char *option, unsigned long min,
    unsigned long max)
{
	uint64_t n;

	if (!number_parse(text, strlen(text), max, &n) || n < min)
		usage_error(L_NUMBER,
		    ARGS(words_of(option), words_of(text), NUMBER(min),
			NUMBER(max)));
	return ((unsigned long)n);
}

static bool
is_spoken(const char *name, enum language *language)
{
	return (language_parse(words_of(name), language) &&
	    dictionary_exists(*language));
}

static enum language
parse_language(const char *name)
{
	/* Signs of full width take more bytes. */
	char list[DICTIONARY_LIST_SIZE], local[2 * sizeof list],
	    coded[sizeof local];
	enum language language;
	struct words all;

	if (is_spoken(name, &language))
		return (language);
	all = tongue_write("%L1", ARGS(dictionary_list(list)), local,
	    sizeof local - 1);
	local[all.len] = '\0';
	usage_error(L_LANGUAGE,
	    ARGS(words_of(name),
		tongue_write_coded(local, NULL, coded, sizeof coded)));
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
		usage_error(L_ADDRESSES, ARGS(NUMBER(SOCKETS_MAX)));
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
		launch_print(stdout, L_HELP, NULL);
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

/* What is wrong with one option is told in the language of another. */
static void
learn_language(int argc, char **argv)
{
	enum language language;
	int c;

	while ((c = getopt_long(argc, argv, LETTERS, longs, NULL)) != -1)
		if (c == OPTION_LANG && is_spoken(optarg, &language))
			tongue_choose(language);
	optind = 0; /* from the start again, in glibc and musl */
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
	learn_language(argc, argv);
	while ((c = getopt_long(argc, argv, LETTERS, longs, NULL)) != -1)
		take_option(o, c, argv[optind - 1]);
	if (optind < argc)
		usage_error(L_ARGUMENT, ARGS(words_of(argv[optind])));
}
