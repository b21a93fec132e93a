/*
 * storm: hundreds of hooligans in one room, and a few witnesses.
 *
 * Starts a room, lets the witnesses in, and then, twice, lets the hooligans
 * loose and waits until the last trace of them is gone.  The first time warms
 * the server up: what it holds after that is what it must be back at after the
 * second.  Meanwhile and at the end the witnesses have read everything, and
 * all read the same; then a newcomer is greeted, and the room closes.
 *
 * One thread: a loop around poll(2).  See dice.h for what a seed repeats.
 */
#include <config.h>

#include <sys/resource.h>

#include <getopt.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/thread.h"
#include "hooligan.h"
#include "panel.h"
#include "server.h"
#include "witness.h"

#define CLIENTS_MAX 1000

/* A turn of the loop takes this long if nothing happens. */
#define TURN_MS 5

/* How long anything may take that must come in the end. */
#define PATIENCE_MS 60000

/* "At once": a newcomer is first given 50 ms to show what it speaks. */
#define GREETING_MS 1000

/*
 * How much more memory the server may hold after the second storm than after
 * the first, in KiB.  Without a sanitizer that is what chance does: how deep
 * the stacks were used that the C library keeps for new threads (40 MiB of them
 * by address, a few KiB each by what was touched), how far the two batches, how
 * the heap was cut; up to 4 MiB were seen.  The address sanitizer keeps up to
 * 256 MiB of what was freed (its quarantine), and the thread sanitizer keeps
 * notes of all addresses and threads that there have been: with them this finds
 * only what is far off, and the address sanitizer's search for leaks when the
 * server ends does the fine work.
 */
#if defined __SANITIZE_ADDRESS__
#define SANITIZED 1
#elif defined __SANITIZE_THREAD__
#define SANITIZED 1
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifdef SANITIZED
#define MEMORY_TOLERANCE (300UL * 1024)
#else
#define MEMORY_TOLERANCE (8UL * 1024)
#endif

struct storm {
	uint64_t seed;
	unsigned seconds;
	unsigned clients;
	const char *program;

	struct server server;
	struct panel panel;
	struct hooligan *hooligans;
	struct pollfd *polls; /* of the panel, and then the hooligans */
	struct gang gang;
	int64_t slowest_turn; /* of our own loop, in milliseconds */
	char fault[1024];     /* what was wrong, or "" */
};

static volatile sig_atomic_t interrupted;

static void
on_signal(int number)
{
	(void)number;
	interrupted = 1;
}

/* Keeps the first thing that goes wrong. */
static bool __attribute__((format(printf, 2, 3)))
fail(struct storm *s, const char *format, ...)
{
	va_list args;

	if (s->fault[0] != '\0')
		return (false);
	va_start(args, format);
	(void)vsnprintf(s->fault, sizeof s->fault, format, args);
	va_end(args);
	return (false);
}

/* A line on stdout, at once. */
static void __attribute__((format(printf, 1, 2))) tell(const char *format, ...)
{
	va_list args;

	(void)fputs("storm: ", stdout);
	va_start(args, format);
	(void)vprintf(format, args);
	va_end(args);
	(void)putchar('\n');
	(void)fflush(stdout);
}

/* ---- One turn of the loop ---- */

static void
collect_polls(struct storm *s, int64_t now)
{
	unsigned i;

	for (i = 0; i < PANEL_SEATS; i++)
		s->polls[i] = (struct pollfd){ .fd = s->panel.seats[i].wire.fd,
			.events = POLLIN };
	for (i = 0; i < s->clients; i++)
		s->polls[PANEL_SEATS + i] =
		    (struct pollfd){ .fd = s->hooligans[i].wire.fd,
			    .events = hooligan_events(&s->hooligans[i], now) };
}

/* Witnesses come first: we must not be the slow ones. */
static bool
turn(struct storm *s)
{
	int64_t now;
	unsigned i;

	collect_polls(s, thread_now_ms());
	(void)poll(s->polls, PANEL_SEATS + s->clients, TURN_MS);
	now = thread_now_ms();
	for (i = 0; i < PANEL_SEATS; i++)
		if (s->polls[i].revents != 0 &&
		    !panel_listen(&s->panel, i, now))
			return (fail(s, "%s", s->panel.fault));
	for (i = 0; i < s->clients; i++)
		if (s->polls[PANEL_SEATS + i].revents != 0)
			hooligan_ready(&s->hooligans[i],
			    s->polls[PANEL_SEATS + i].revents, now);
	return (true);
}

static bool
rage(struct storm *s, unsigned seconds)
{
	int64_t now = thread_now_ms(), end = now + (int64_t)seconds * 1000;
	int64_t before;
	unsigned i;

	for (before = now; now < end; before = now, now = thread_now_ms()) {
		if (now - before > s->slowest_turn)
			s->slowest_turn = now - before;
		panel_speak(&s->panel, now);
		for (i = 0; i < s->clients; i++)
			hooligan_act(&s->hooligans[i], now);
		if (!turn(s))
			return (false);
		if (interrupted)
			return (fail(s, "interrupted"));
	}
	return (true);
}

/* ---- After the storm ---- */

/*
 * The hooligans go, all at once.  Then, while the witnesses go on, the server
 * must get rid of the threads and descriptors that served them.
 */
static bool
calm_down(struct storm *s, const struct census *before, struct census *after)
{
	int64_t end = thread_now_ms() + PATIENCE_MS;
	unsigned i;

	for (i = 0; i < s->clients; i++)
		hooligan_fini(&s->hooligans[i]);
	do {
		panel_speak(&s->panel, thread_now_ms());
		if (!turn(s))
			return (false);
		if (!server_count(&s->server, after))
			return (fail(s, "the server has ended"));
		if (thread_now_ms() > end)
			return (fail(s,
			    "%u threads and %u descriptors, not %u and %u",
			    after->threads, after->descriptors, before->threads,
			    before->descriptors));
	} while (after->threads != before->threads ||
	    after->descriptors != before->descriptors);
	return (true);
}

/* Takes part until `done`, for this long at most. */
static bool
take_part(struct storm *s, bool (*done)(const struct panel *), int ms)
{
	int64_t end = thread_now_ms() + ms;

	while (!done(&s->panel) && thread_now_ms() < end)
		if (!turn(s))
			return (false);
	return (true);
}

static bool
never(const struct panel *p)
{
	(void)p;
	return (false);
}

/* Nobody speaks any more: what was said has reached everyone, and no more. */
static bool
settle(struct storm *s)
{
	/* News of a burst of leaves comes a second later. */
	if (!take_part(s, never, 1500) ||
	    !take_part(s, panel_is_quiet, PATIENCE_MS))
		return (false);
	if (!panel_is_quiet(&s->panel))
		return (fail(s, "not all that was said was heard"));
	/* The last act of the last hooligan may have been to lock the room. */
	panel_tidy(&s->panel);
	if (!take_part(s, panel_is_quiet, PATIENCE_MS))
		return (false);
	panel_ask(&s->panel);
	if (!take_part(s, panel_has_answers, PATIENCE_MS))
		return (false);
	if (!panel_has_answers(&s->panel))
		return (fail(s, "not all are answered"));
	if (!panel_has_heard_all(&s->panel))
		return (fail(s, "more was heard by some than by others"));
	return (true);
}

/* One storm, from the first hooligan until it is as if none had ever come. */
static bool
blow(struct storm *s, unsigned seconds, const struct census *before,
    struct census *after)
{
	struct gang *g = &s->gang;

	g->lives = g->acts = g->cut = 0;
	s->panel.slowest = s->slowest_turn = 0;
	if (!rage(s, seconds) || !calm_down(s, before, after) || !settle(s) ||
	    !server_count(&s->server, after))
		return (false);
	if (g->not_connected > 0)
		return (fail(s, "%lu times there was no connection: %s",
		    g->not_connected, strerror(g->error)));
	tell("%u s: %lu lives, %lu acts, %lu lives cut short", seconds,
	    g->lives, g->acts, g->cut);
	tell("%lu lines in one order; the slowest of ours came after %" PRId64
	     " ms, %" PRId64 " of which we may have lost ourselves",
	    s->panel.order.compared, s->panel.slowest, s->slowest_turn);
	tell("after it: %u descriptors, %u threads, %lu KiB",
	    after->descriptors, after->threads, after->resident);
	return (true);
}

static bool
greet_newcomer(struct storm *s)
{
	struct witness *newcomer = malloc(sizeof *newcomer);
	int64_t start = thread_now_ms();
	bool in;

	if (newcomer == NULL)
		abort();
	in = witness_enter(newcomer, ORDER_NOBODY, s->server.port, GREETING_MS);
	if (in)
		tell("a newcomer is greeted after %" PRId64 " ms",
		    thread_now_ms() - start);
	else
		(void)fail(s, "a newcomer: %s", newcomer->fault);
	witness_leave(newcomer);
	free(newcomer);
	return (in);
}

static bool
close_room(struct storm *s)
{
	int status = server_stop(&s->server);

	if (status != 0)
		return (fail(s, "the server ends with status %d", status));
	if (server_has_report(&s->server))
		return (fail(s, "the log of the server has a report"));
	return (true);
}

/* So that everyone sees whether it was a storm. */
static void
sum_up(const struct storm *s)
{
	static const char *const events[] = { "joined", "dropped", "refused",
		"threw out", "banned", "muted", "locked the room",
		"paused the room", "wrong operator key", "three wrong keys",
		"it is a", "too slow", "endless line" };
	size_t i;

	(void)printf("storm: in the log:");
	for (i = 0; i < sizeof events / sizeof *events; i++)
		(void)printf("%s %lu %s", i > 0 ? "," : "",
		    server_log_count(&s->server, events[i]), events[i]);
	(void)putchar('\n');
	(void)fflush(stdout);
}

static bool
run(struct storm *s)
{
	struct census before, warm, after;
	unsigned warm_up = s->seconds / 4 < 30 ? s->seconds / 4 + 1 : 30;

	/* Each may stand in the door or linger while its next one comes. */
	if (!server_start(&s->server, s->program, 4 * s->clients + 50))
		return (false);
	s->gang.port = s->server.port;
	if (!panel_enter(&s->panel, s->server.port, PATIENCE_MS))
		return (fail(s, "%s", s->panel.fault));
	if (!server_count(&s->server, &before))
		return (fail(s, "the server has ended"));
	tell("before: %u descriptors, %u threads, %lu KiB", before.descriptors,
	    before.threads, before.resident);
	if (!blow(s, warm_up, &before, &warm) ||
	    !blow(s, s->seconds, &before, &after))
		return (false);
	if (after.resident > warm.resident + MEMORY_TOLERANCE)
		(void)fail(s,
		    "%lu KiB of memory, %lu before; %lu more are "
		    "tolerated",
		    after.resident, warm.resident, MEMORY_TOLERANCE);
	return (greet_newcomer(s) && close_room(s) && s->fault[0] == '\0');
}

/* ---- From the command line to the exit status ---- */

static void __attribute__((noreturn)) usage(int status)
{
	(void)fputs("usage: storm [--seconds=N] [--clients=N] [--seed=N]\n"
		    "The environment: CHATROOMD is the server "
		    "(src/chatroomd).\n",
	    status == 0 ? stdout : stderr);
	exit(status);
}

static uint64_t
parse_number(const char *text, uint64_t max)
{
	char *end;
	uint64_t n = strtoull(text, &end, 10);

	if (*end != '\0' || end == text || n > max)
		usage(2);
	return (n);
}

static void
parse(struct storm *s, int argc, char **argv)
{
	static const struct option options[] = {
		{ "seconds", required_argument, NULL, 's' },
		{ "clients", required_argument, NULL, 'c' },
		{ "seed", required_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (c) {
		case 's':
			s->seconds = (unsigned)parse_number(optarg, 86400);
			break;
		case 'c':
			s->clients =
			    (unsigned)parse_number(optarg, CLIENTS_MAX);
			break;
		case 'd':
			/* Empty: it comes from the time. */
			if (*optarg != '\0')
				s->seed = parse_number(optarg, UINT64_MAX);
			break;
		case 'h':
			usage(0);
		default:
			usage(2);
		}
	if (optind < argc || s->clients == 0)
		usage(2);
}

/* As many descriptors as the system allows; the server inherits that. */
static void
raise_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

static void
prepare(struct storm *s)
{
	int64_t now = thread_now_ms();
	unsigned i;

	panel_init(&s->panel);
	s->gang = (struct gang){ .seed = s->seed,
		.count = s->clients,
		.key = SERVER_KEY,
		.operator_key = SERVER_OPERATOR_KEY };
	s->hooligans = calloc(s->clients, sizeof *s->hooligans);
	s->polls = calloc(PANEL_SEATS + s->clients, sizeof *s->polls);
	if (s->hooligans == NULL || s->polls == NULL)
		abort();
	for (i = 0; i < s->clients; i++)
		hooligan_init(&s->hooligans[i], &s->gang, i, now);
}

static void
clean_up(struct storm *s)
{
	unsigned i;

	for (i = 0; i < s->clients; i++)
		hooligan_fini(&s->hooligans[i]);
	server_remove(&s->server);
	panel_fini(&s->panel);
	free(s->polls);
	free(s->hooligans);
}

int
main(int argc, char **argv)
{
	struct storm s = { .seed = (uint64_t)time(NULL),
		.seconds = 60,
		.clients = 300,
		.program = getenv("CHATROOMD") };
	struct sigaction stop = { .sa_handler = on_signal };
	bool passed;

	if (s.program == NULL)
		s.program = "src/chatroomd";
	/* The room speaks English, whatever the person who tests reads. */
	(void)setenv("LANGUAGE", "en", 1);
	parse(&s, argc, argv);
	tell("--seed=%" PRIu64 " --clients=%u --seconds=%u", s.seed, s.clients,
	    s.seconds);
	(void)sigaction(SIGINT, &stop, NULL);
	(void)sigaction(SIGTERM, &stop, NULL);
	raise_descriptors();
	prepare(&s);
	passed = run(&s);
	sum_up(&s);
	if (!passed)
		server_show_log(&s.server);
	clean_up(&s);
	tell("%s%s", passed ? "passed" : "FAILED: ", s.fault);
	return (passed ? EXIT_SUCCESS : EXIT_FAILURE);
}
