/*
 * load: runs the benchmark and prints its table.
 *
 * Cell by cell, the servers take turns, round by round, so that whatever the
 * machine does meanwhile meets all of them.  Only ratios within one run mean
 * something: a goal is judged by the medians of the rounds.
 */
#include <config.h>

#include <sys/resource.h>

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cells.h"
#include "machine.h"
#include "peer.h"
#include "table.h"

#define ROUNDS 3
#define ROUNDS_MAX 20
#define DESCRIPTORS_SPARE 100

/*
 * A round is spoilt when the host took more than this share of it (there are
 * 100 ticks in a second of each processor); it is measured again, then.
 */
#define STOLEN_MAX 0.01
#define AGAIN_MAX 20

struct bench {
	struct peer peers[WHOS];
	unsigned rounds;
	FILE *raw;
	unsigned descriptors;
	unsigned again;	   /* rounds that were repeated */
	unsigned spoilt;   /* that were kept all the same */
	unsigned not_met;  /* goals */
	unsigned left_out; /* cells */
	bool failed;	   /* a chatroomd lost something */
	double stolen;	   /* sums over all rounds that count */
	double stolen_most;
	double others;
	unsigned counted;
};

static void
on_signal(int signal_number)
{
	(void)signal_number;
	crowd_interrupted = 1;
}

static void
catch_signals(void)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof sa);
	sa.sa_handler = on_signal;
	(void)sigaction(SIGINT, &sa, NULL);
	(void)sigaction(SIGTERM, &sa, NULL);
	(void)sigaction(SIGHUP, &sa, NULL);
	sa.sa_handler = SIG_IGN;
	(void)sigaction(SIGPIPE, &sa, NULL);
}

/* As many as the largest cell needs; root may pass the hard limit. */
static unsigned
raise_descriptors(void)
{
	unsigned need = 0;
	struct rlimit limit;

	for (size_t i = 0; i < cells_count; i++)
		if (cells_clients(&cells[i]) > need)
			need = cells_clients(&cells[i]);
	need += 2 * DESCRIPTORS_SPARE + 2000;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return (1024);
	if (limit.rlim_cur >= need)
		return ((unsigned)limit.rlim_cur);
	limit.rlim_cur = need;
	if (limit.rlim_max < need)
		limit.rlim_max = need;
	if (setrlimit(RLIMIT_NOFILE, &limit) == 0)
		return (need);
	(void)getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	return ((unsigned)limit.rlim_cur);
}

static void
progress(const struct cell *c, unsigned round, const char *label)
{
	if (isatty(STDERR_FILENO))
		(void)fprintf(stderr, "\r\033[K%s, round %u: %s\r", c->name,
		    round + 1, label);
}

/*
 * One round of one row, and again while it is spoilt.  A failure stands: no
 * machine is so busy that a line may be lost.
 */
static void
measure(struct bench *b, const struct cell *c, struct row *r)
{
	struct result *result = &r->rounds[r->n];

	progress(c, r->n, r->label);
	for (;;) {
		session_run(&b->peers[r->who], &c->variants[r->variant].spec,
		    result);
		if (result->failure[0] != '\0' ||
		    result->figure[FIGURE_STOLEN] <= STOLEN_MAX ||
		    b->again == AGAIN_MAX || crowd_interrupted)
			break;
		b->again++;
	}
	r->n++;
	if (result->figure[FIGURE_STOLEN] > STOLEN_MAX)
		b->spoilt++;
	if (result->failure[0] != '\0' && r->who == WHO_ROOM)
		b->failed = true;
	b->counted++;
	b->stolen += result->figure[FIGURE_STOLEN];
	b->others += result->figure[FIGURE_OTHERS];
	if (result->figure[FIGURE_STOLEN] > b->stolen_most)
		b->stolen_most = result->figure[FIGURE_STOLEN];
}

/* Everyone that takes part and was found, in every variant. */
static size_t
make_rows(const struct bench *b, const struct cell *c, struct row *rows)
{
	size_t n = 0;

	for (unsigned who = 0; who < WHOS; who++)
		for (unsigned v = 0; c->variants[v].spec.senders != 0; v++) {
			struct row *r = &rows[n];

			if (!(c->who & (1U << who)) ||
			    b->peers[who].path[0] == '\0')
				continue;
			memset(r, 0, sizeof *r);
			r->who = (enum who)who;
			r->variant = v;
			r->label = c->variants[v].label != NULL ?
			    c->variants[v].label :
			    b->peers[who].name;
			r->rounds = calloc(cells_rounds(c, b->rounds),
			    sizeof *r->rounds);
			if (r->rounds == NULL)
				abort();
			n++;
		}
	return (n);
}

static void
run_cell(struct bench *b, const struct cell *c)
{
	struct row rows[(size_t)WHOS * CELL_VARIANTS];
	unsigned rounds = cells_rounds(c, b->rounds);
	size_t n;

	if (cells_clients(c) + DESCRIPTORS_SPARE > b->descriptors) {
		(void)printf("%s\n  not measured: needs %u descriptors, %u are "
			     "allowed (see ulimit -n)\n\n",
		    c->what, cells_clients(c) + DESCRIPTORS_SPARE,
		    b->descriptors);
		b->left_out++;
		return;
	}
	n = make_rows(b, c, rows);
	for (unsigned round = 0; round < rounds; round++)
		for (size_t i = 0; i < n && !crowd_interrupted; i++)
			measure(b, c, &rows[i]);
	if (isatty(STDERR_FILENO))
		(void)fputs("\r\033[K", stderr);
	if (!crowd_interrupted)
		b->not_met += table_cell(stdout, c, rows, n);
	if (b->raw != NULL)
		table_raw(b->raw, c, rows, n);
	for (size_t i = 0; i < n; i++)
		free(rows[i].rounds);
}

/* clang-format off: a table. */
static const struct {
	enum peer_kind kind;
	const char *name, *program;
	const struct dialect *dialect;
	int batch;
} known[WHOS] = {
	[WHO_ROOM] = { PEER_ROOM, "chatroomd", NULL, &dialect_room, 0 },
	[WHO_OTHER] = { PEER_ROOM, "other chatroomd", NULL, &dialect_room, 0 },
	[WHO_FLOOR1] = { PEER_FLOOR, "floor/1", NULL, &dialect_floor, 1 },
	[WHO_FLOOR16] = { PEER_FLOOR, "floor/16", NULL, &dialect_floor, 16 },
	[WHO_FLOOR64] = { PEER_FLOOR, "floor/64", NULL, &dialect_floor, 64 },
	[WHO_NGIRCD] = { PEER_NGIRCD, "ngircd", "ngircd", &dialect_irc, 0 },
	[WHO_REDIS] = { PEER_REDIS, "redis", "redis-server", &dialect_redis,
	    0 },
	[WHO_NCAT] = { PEER_NCAT, "ncat", "ncat", &dialect_ncat, 0 },
};
/* clang-format on */

static void
find_peers(struct bench *b)
{
	for (unsigned i = 0; i < WHOS; i++) {
		struct peer *p = &b->peers[i];

		p->kind = known[i].kind;
		p->name = known[i].name;
		p->dialect = known[i].dialect;
		p->batch = known[i].batch;
		if (known[i].program != NULL)
			(void)peer_find(p, known[i].program);
	}
}

static void
set_path(struct peer *p, const char *path)
{
	(void)snprintf(p->path, sizeof p->path, "%s", path);
}

static void
print_head(const struct bench *b)
{
	char machine[256], version[32];

	machine_describe(machine, sizeof machine);
	(void)printf("%s\npeers: ", machine);
	for (unsigned i = WHO_NGIRCD; i <= WHO_NCAT; i++) {
		const struct peer *p = &b->peers[i];

		peer_version(p, version, sizeof version);
		(void)printf("%s %s%s", p->name,
		    p->path[0] != '\0' ? version : "(not found)",
		    i < WHO_NCAT ? ", " : "\n");
	}
	(void)printf("Medians of %u rounds.  Every line is checked by every "
		     "receiver.\n\n",
	    b->rounds);
	(void)fflush(stdout);
}

static void
print_foot(const struct bench *b)
{
	double n = b->counted != 0 ? b->counted : 1;

	(void)printf("deliv./s: lines delivered, over all receivers.  cpu "
		     "each: of the server, for one delivery.\n"
		     "p50, p99, p99.9: from send to receipt, with the time "
		     "that the load generator takes to read.\n"
		     "load gen: share of one processor that the load "
		     "generator used; * that was the limit.\n"
		     "goal: the medians compared (each round's with its "
		     "own: least..most).\n"
		     "Stolen time: %.2f %% of the machine's (at most %.2f %% "
		     "in a round); %u rounds repeated for it, %u kept.\n"
		     "Other programs used %.0f %% of one processor.\n"
		     "%u goals not met, %u cells left out.\n",
	    100 * b->stolen / n, 100 * b->stolen_most, b->again, b->spoilt,
	    100 * b->others / n, b->not_met, b->left_out);
}

static void
usage(FILE *out)
{
	(void)fputs("usage: load [options] [CELL ...]\n\n"
		    "  -c, --chatroomd=PATH  the server to measure\n"
		    "  -o, --other=PATH      another build of it, to compare\n"
		    "  -f, --floor=PATH      the floor program\n"
		    "  -r, --rounds=N        how often each is measured (3)\n"
		    "  -w, --raw=FILE        write the figures of all rounds\n"
		    "  -h, --help            print this\n\n"
		    "Ends with 1 where chatroomd has lost something, or the "
		    "like; goals don't count.\n\ncells:\n",
	    out);
	for (size_t i = 0; i < cells_count; i++)
		(void)fprintf(out, "  %-11s %s\n", cells[i].name,
		    cells[i].what);
}

static void
bad_usage(const char *what, const char *which)
{
	(void)fprintf(stderr, "load: %s: %s; see load --help\n", what, which);
	exit(2);
}

static void
set_rounds(struct bench *b, const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (*end != '\0' || n < 1 || n > ROUNDS_MAX)
		bad_usage("rounds are 1 to 20, not", text);
	b->rounds = (unsigned)n;
}

static void
open_raw(struct bench *b, const char *path)
{
	b->raw = fopen(path, "we");
	if (b->raw == NULL) {
		(void)fprintf(stderr, "load: %s can't be written\n", path);
		exit(1);
	}
	table_raw_head(b->raw);
}

static void
parse(struct bench *b, int argc, char **argv)
{
	static const struct option options[] = {
		{ "chatroomd", required_argument, NULL, 'c' },
		{ "other", required_argument, NULL, 'o' },
		{ "floor", required_argument, NULL, 'f' },
		{ "rounds", required_argument, NULL, 'r' },
		{ "raw", required_argument, NULL, 'w' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while (
	    (c = getopt_long(argc, argv, "c:o:f:r:w:h", options, NULL)) != -1)
		switch (c) {
		case 'c':
			set_path(&b->peers[WHO_ROOM], optarg);
			break;
		case 'o':
			set_path(&b->peers[WHO_OTHER], optarg);
			break;
		case 'f':
			for (int i = WHO_FLOOR1; i <= WHO_FLOOR64; i++)
				set_path(&b->peers[i], optarg);
			break;
		case 'r':
			set_rounds(b, optarg);
			break;
		case 'w':
			open_raw(b, optarg);
			break;
		case 'h':
			usage(stdout);
			exit(0);
		default:
			exit(2);
		}
	for (int i = optind; i < argc; i++)
		if (cells_find(argv[i]) == NULL)
			bad_usage("no such cell", argv[i]);
}

static void
run_cells(struct bench *b, int argc, char **argv)
{
	if (argc == 0)
		for (size_t i = 0; i < cells_count; i++)
			run_cell(b, &cells[i]);
	for (int i = 0; i < argc; i++)
		run_cell(b, cells_find(argv[i]));
}

int
main(int argc, char **argv)
{
	static struct bench b = { .rounds = ROUNDS };

	/* All rooms speak English, whatever the person who measures reads. */
	(void)setenv("LANGUAGE", "en", 1);
	find_peers(&b);
	parse(&b, argc, argv);
	catch_signals();
	b.descriptors = raise_descriptors();
	if (!peer_setup()) {
		perror("load: no directory for temporary files");
		return (1);
	}
	print_head(&b);
	run_cells(&b, argc - optind, argv + optind);
	peer_cleanup();
	if (!crowd_interrupted)
		print_foot(&b);
	if (b.raw != NULL && fclose(b.raw) != 0)
		perror("load: the raw file is not complete");
	return (b.failed || crowd_interrupted ? 1 : 0);
}
