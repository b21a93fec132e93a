/*
 * chatroomd: the server.  Options, and its whole life in main().
 *
 *	listener   accepts a client, and starts its
 *	worker     which reads lines from it and pushes them into the
 *	registry   which gives them their one order and broadcasts them; what
 *	outbox     holds because a client lags, is sent later by the
 *	postman
 */
#include <config.h>

#include <sys/resource.h>

#include <errno.h>
#include <getopt.h>
#include <malloc.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lan.h"
#include "listener.h"
#include "log.h"
#include "name.h"
#include "postman.h"
#include "registry.h"
#include "thread.h"
#include "worker.h"

#define STATUS_USAGE 2

/* Descriptors beside those of the clients: the listeners, stdio, the rest. */
#define OWN_FDS (LISTENER_MAX + 16)

/* Bounds of -m and -q: what one process can have, what makes sense. */
#define MAX_MAX 1000000
#define OUTBOX_MIN 4096
#define OUTBOX_MAX (1024 * 1024 * 1024)

struct options {
	char *addresses[LISTENER_MAX];
	size_t address_count;
	unsigned port;
	size_t max;    /* clients */
	size_t outbox; /* bytes */
	bool verbose;
};

static volatile sig_atomic_t stopping;

static void
print_help(void)
{
	(void)printf(
	    "Usage: chatroomd [OPTION]...\n"
	    "Opens a chat room: what one says, all others read.\n"
	    "\n"
	    "  -p, --port=PORT      listen on PORT (21567); 0 takes a free one\n"
	    "  -b, --bind=ADDRESS   listen on ADDRESS only; may be repeated\n"
	    "                         (every address, IPv4 and IPv6)\n"
	    "  -m, --max=MAX        at most MAX people (1000)\n"
	    "  -q, --outbox=BYTES   hold at most BYTES for one who reads too\n"
	    "                         slowly, then drop them (1048576)\n"
	    "  -v, --verbose        log more\n"
	    "      --help           print this and exit\n"
	    "      --version        print the version and exit\n"
	    "\n"
	    "Join with chatroom(1), nc(1), telnet(1).  Ctrl-C closes the "
	    "room.\n");
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

static unsigned long
parse_number(const char *text, const char *option, unsigned long min,
    unsigned long max)
{
	unsigned long n;
	char *end;

	errno = 0;
	n = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 ||
	    n < min || n > max)
		usage_error("%s %s: a number from %lu to %lu is expected",
		    option, text, min, max);
	return (n);
}

static void
add_address(struct options *o, char *address)
{
	if (o->address_count == LISTENER_MAX)
		usage_error("-b: at most %d addresses", LISTENER_MAX);
	o->addresses[o->address_count++] = address;
}

static void
parse_options(struct options *o, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "port", required_argument, NULL, 'p' },
		{ "bind", required_argument, NULL, 'b' },
		{ "max", required_argument, NULL, 'm' },
		{ "outbox", required_argument, NULL, 'q' },
		{ "verbose", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	opterr = 0; /* the messages are ours */
	while ((c = getopt_long(argc, argv, "p:b:m:q:v", longs, NULL)) != -1) {
		switch (c) {
		case 'p':
			o->port =
			    (unsigned)parse_number(optarg, "-p", 0, 65535);
			break;
		case 'b':
			add_address(o, optarg);
			break;
		case 'm':
			o->max = parse_number(optarg, "-m", 1, MAX_MAX);
			break;
		case 'q':
			o->outbox =
			    parse_number(optarg, "-q", OUTBOX_MIN, OUTBOX_MAX);
			break;
		case 'v':
			o->verbose = true;
			break;
		case 'h':
			print_help();
			exit(EXIT_SUCCESS);
		case 'V':
			(void)printf("chatroomd %s\n", PACKAGE_VERSION);
			exit(EXIT_SUCCESS);
		default:
			usage_error("%s: no such option, or its value is "
				    "missing",
			    argv[optind - 1]);
		}
	}
	if (optind < argc)
		usage_error("%s: no argument was expected", argv[optind]);
}

/* Gets descriptors for `max` clients, or says how far it got. */
static void
raise_descriptor_limit(size_t max)
{
	struct rlimit limit;
	rlim_t need = max + OWN_FDS;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= need)
		return;
	if (limit.rlim_max < need) {
		/* Only root may raise the hard limit. */
		struct rlimit raised = { need, need };

		if (setrlimit(RLIMIT_NOFILE, &raised) == 0)
			return;
		log_event("room for %ju people only, not %zu: the limit of "
			  "descriptors is %ju (ulimit -n)",
		    limit.rlim_max > OWN_FDS ?
			(uintmax_t)limit.rlim_max - OWN_FDS :
			(uintmax_t)0,
		    max, (uintmax_t)limit.rlim_max);
		need = limit.rlim_max;
	}
	limit.rlim_cur = need;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

static void
on_stop(int signal)
{
	(void)signal;
	stopping = 1;
}

/*
 * Ends of SIGINT, SIGTERM and SIGHUP are seen only by the main thread, and
 * only while it waits with the mask *waiting; called before any thread exists.
 */
static void
set_signals(sigset_t *handled, sigset_t *waiting)
{
	struct sigaction stop = { .sa_handler = on_stop };
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	(void)sigemptyset(handled);
	(void)sigaddset(handled, SIGINT);
	(void)sigaddset(handled, SIGTERM);
	(void)sigaddset(handled, SIGHUP);
	(void)pthread_sigmask(SIG_BLOCK, handled, waiting);
	(void)sigaction(SIGINT, &stop, NULL);
	(void)sigaction(SIGTERM, &stop, NULL);
	(void)sigaction(SIGHUP, &stop, NULL);
	(void)sigaction(SIGPIPE, &ignore, NULL);
}

/* From here on, such a signal ends the program at once. */
static void
let_signals_kill(const sigset_t *handled)
{
	(void)signal(SIGINT, SIG_DFL);
	(void)signal(SIGTERM, SIG_DFL);
	(void)signal(SIGHUP, SIG_DFL);
	(void)pthread_sigmask(SIG_UNBLOCK, handled, NULL);
}

/* Opens the room, and closes it when a signal says so. */
static int
run(const struct options *o)
{
	struct registry *registry = NULL;
	struct postman *postman = NULL;
	struct workers *workers = NULL;
	sigset_t handled, waiting;
	struct listener listener;
	int status = EXIT_FAILURE;
	unsigned port = o->port;
	char error[256];

	set_signals(&handled, &waiting);
	raise_descriptor_limit(o->max);
	if (listener_open(&listener, o->addresses, o->address_count, &port,
		error, sizeof error) != 0) {
		(void)fprintf(stderr, "chatroomd: %s\n", error);
		return (EXIT_FAILURE);
	}
	registry = registry_new(o->max);
	postman = postman_new();
	if (registry != NULL && postman != NULL)
		workers = workers_new(registry, postman, o->max, o->outbox);
	if (workers == NULL) {
		(void)fprintf(stderr, "chatroomd: cannot start: %s\n",
		    strerror(errno));
		goto out;
	}
	log_event("listening on port %u for up to %zu people", port, o->max);
	lan_print(stdout, listener.fds, listener.count);

	listener_run(&listener, workers, &stopping, &waiting);

	log_event("stopping (%zu here)", registry_count(registry));
	let_signals_kill(&handled);
	registry_close(registry);
	workers_stop(workers);
	log_event("stopped");
	status = EXIT_SUCCESS;
out:
	listener_close(&listener);
	if (workers != NULL)
		workers_free(workers);
	if (postman != NULL)
		postman_free(postman);
	if (registry != NULL)
		registry_free(registry);
	return (status);
}

int
main(int argc, char **argv)
{
	struct options o = { .port = 21567,
		.max = 1000,
		.outbox = 1024 * 1024 };
	int status;

	parse_options(&o, argc, argv);
	log_set_verbose(o.verbose);
#ifdef HAVE_MALLOPT
	/* One heap for all: a heap for each thread costs memory and no less
	   time, because no message allocates. */
	(void)mallopt(M_ARENA_MAX, 1);
#endif
	if (!name_init())
		log_event("no UTF-8 locale on this system: only ASCII names");
	status = run(&o);
	name_fini();
	return (status);
}
