/*
 * table: the figures as people read them.
 */
#include <config.h>

#include "table.h"

#include <stdlib.h>
#include <string.h>

#define ROUNDS_MAX 64

/*
 * A program of one thread that keeps this many processors busy never waits.  A
 * load generator that never waits, for a server that does, limits a figure.
 */
#define IS_BUSY 0.97

enum unit { UNIT_COUNT, UNIT_SECONDS, UNIT_BYTES, UNIT_SHARE };

static const struct {
	const char *head;
	const char *raw;
	enum unit unit;
} figures[FIGURES] = {
	[FIGURE_RATE] = { "deliv./s", "deliveries_per_second", UNIT_COUNT },
	[FIGURE_CPU] = { "cpu each", "cpu_seconds_per_delivery", UNIT_SECONDS },
	[FIGURE_P50] = { "p50", "p50_seconds", UNIT_SECONDS },
	[FIGURE_P99] = { "p99", "p99_seconds", UNIT_SECONDS },
	[FIGURE_P999] = { "p99.9", "p999_seconds", UNIT_SECONDS },
	[FIGURE_RESIDENT] = { "memory", "resident_bytes", UNIT_BYTES },
	[FIGURE_PER_CLIENT] = { "a client", "resident_bytes_per_client",
	    UNIT_BYTES },
	[FIGURE_GROWTH] = { "growth", "growth_bytes", UNIT_BYTES },
	[FIGURE_JOIN] = { "all told", "join_seconds", UNIT_SECONDS },
	[FIGURE_LOAD] = { "load gen", "load_processors", UNIT_SHARE },
	[FIGURE_SERVER] = { "server", "server_processors", UNIT_SHARE },
	[FIGURE_OTHERS] = { "others", "other_processors", UNIT_SHARE },
	[FIGURE_STOLEN] = { "stolen", "stolen_share", UNIT_SHARE },
};

static const struct scale {
	double least;
	const char *unit;
} scales[][5] = {
	/* each row ends with an empty one */
	[UNIT_COUNT] = { { 1e6, " M" }, { 1e3, " k" }, { 1, "" } },
	[UNIT_SECONDS] = { { 1, " s" }, { 1e-3, " ms" }, { 1e-6, " us" },
	    { 1e-9, " ns" } },
	[UNIT_BYTES] = { { 1048576, " MiB" }, { 1024, " KiB" }, { 1, " B" } },
	[UNIT_SHARE] = { { 0.01, " %" } },
};

void
table_figure(char out[TABLE_FIGURE_MAX], enum figure f, double value)
{
	const struct scale *s = scales[figures[f].unit];
	double size = value < 0 ? -value : value, scaled;

	while (size < s->least && s[1].unit != NULL)
		s++;
	scaled = size / s->least;
	(void)snprintf(out, TABLE_FIGURE_MAX, "%s%.*f%s", value < 0 ? "-" : "",
	    scaled < 9.995     ? 2 :
		scaled < 99.95 ? 1 :
				 0,
	    scaled, s->unit);
}

static struct spread
spread_of(const struct row *r, enum figure f)
{
	double values[ROUNDS_MAX];
	size_t n = 0;

	for (unsigned i = 0; i < r->n && n < ROUNDS_MAX; i++)
		values[n++] = r->rounds[i].figure[f];
	return (stats_spread(values, n));
}

/* The first failure of its rounds, or NULL. */
static const char *
failure_of(const struct row *r)
{
	for (unsigned i = 0; i < r->n; i++)
		if (r->rounds[i].failure[0] != '\0')
			return (r->rounds[i].failure);
	return (NULL);
}

static void
print_head(FILE *out, const struct cell *c)
{
	(void)fprintf(out, "%s\n  %-15s %9s %-18s", c->what, "",
	    figures[c->columns[0]].head, "(least..most)");
	for (unsigned i = 1; c->columns[i] != FIGURES; i++)
		(void)fprintf(out, " %8s", figures[c->columns[i]].head);
	(void)fputc('\n', out);
}

static void
print_row(FILE *out, const struct cell *c, const struct row *r)
{
	const char *failure = failure_of(r);
	struct spread s = spread_of(r, c->columns[0]);
	char median[TABLE_FIGURE_MAX], least[TABLE_FIGURE_MAX];
	char most[TABLE_FIGURE_MAX], both[2 * TABLE_FIGURE_MAX + 8];

	if (failure != NULL) {
		(void)fprintf(out, "  %-15s FAILED: %s\n", r->label, failure);
		return;
	}
	table_figure(median, c->columns[0], s.median);
	table_figure(least, c->columns[0], s.least);
	table_figure(most, c->columns[0], s.most);
	(void)snprintf(both, sizeof both, "(%s..%s)", least, most);
	(void)fprintf(out, "  %-15s %9s %-18s", r->label, median, both);
	for (unsigned i = 1; c->columns[i] != FIGURES; i++) {
		s = spread_of(r, c->columns[i]);
		table_figure(median, c->columns[i], s.median);
		(void)fprintf(out, " %8s", median);
	}
	(void)fprintf(out, "%s\n",
	    spread_of(r, FIGURE_LOAD).median > IS_BUSY &&
		    spread_of(r, FIGURE_SERVER).median < IS_BUSY ?
		" *" :
		"");
}

static const struct row *
find(const struct row *rows, size_t n, unsigned who, unsigned variant)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned)rows[i].who == who && rows[i].variant == variant)
			return (&rows[i]);
	return (NULL);
}

static bool
is_good(const struct row *r)
{
	return (r != NULL && failure_of(r) == NULL);
}

/* The best of the servers that are neither ours nor a floor. */
static const struct row *
best_peer(const struct goal *g, const struct row *rows, size_t n)
{
	const struct row *best = NULL;
	double least = 0, most = 0;

	for (size_t i = 0; i < n; i++) {
		double value = spread_of(&rows[i], g->figure).median;

		if (rows[i].who < WHO_NGIRCD || rows[i].who > WHO_NCAT ||
		    !is_good(&rows[i]))
			continue;
		if (best == NULL ||
		    (g->at_least ? value > most : value < least)) {
			best = &rows[i];
			least = most = value;
		}
	}
	return (best);
}

static const struct row *
other_of(const struct goal *g, const struct row *rows, size_t n)
{
	if (g->against == AGAINST_WHO)
		return (find(rows, n, g->other, g->of));
	if (g->against == AGAINST_BEST)
		return (best_peer(g, rows, n));
	return (find(rows, n, WHO_ROOM, g->other));
}

static double
compare(const struct cell *c, const struct goal *g, double value, double base)
{
	unsigned stalled = c->variants[g->of].spec.stalled;

	if (g->against == AGAINST_NOTHING)
		return (value);
	if (g->against == AGAINST_GROWTH)
		return ((value - base) / (stalled != 0 ? stalled : 1));
	return (value / base);
}

/*
 * The medians, compared; least and most are those of the rounds, each compared
 * with its own.  False if a figure is missing: nothing that is asked for can be
 * 0, except for growth.
 */
static bool
judge(const struct cell *c, const struct goal *g, const struct row *ours,
    const struct row *other, struct spread *s)
{
	double value = spread_of(ours, g->figure).median;
	double base = spread_of(other, g->figure).median;
	double rounds[ROUNDS_MAX];
	size_t n;

	if (g->figure != FIGURE_GROWTH && (value <= 0 || base <= 0))
		return (false);
	for (n = 0; n < ours->n && n < other->n && n < ROUNDS_MAX; n++)
		rounds[n] = compare(c, g, ours->rounds[n].figure[g->figure],
		    other->rounds[n].figure[g->figure]);
	*s = stats_spread(rounds, n);
	s->median = compare(c, g, value, base);
	return (true);
}

static void
print_judged(FILE *out, const struct goal *g, const struct spread *s)
{
	bool ratio =
	    g->against != AGAINST_NOTHING && g->against != AGAINST_GROWTH;
	const double values[] = { s->median, s->least, s->most };
	char text[3][TABLE_FIGURE_MAX];

	for (int i = 0; i < 3; i++)
		if (ratio)
			(void)snprintf(text[i], sizeof text[i], "%.2f",
			    values[i]);
		else
			table_figure(text[i], g->figure, values[i]);
	(void)fprintf(out, "%9s (%s..%s)", text[0], text[1], text[2]);
}

static bool
print_goal(FILE *out, const struct cell *c, const struct goal *g,
    const struct row *rows, size_t n)
{
	const struct row *ours = find(rows, n, WHO_ROOM, g->of);
	const struct row *other = other_of(g, rows, n);
	struct spread s;
	bool met;

	(void)fprintf(out, "  goal  %-44s ", g->text);
	if (!is_good(ours) || !is_good(other) ||
	    !judge(c, g, ours, other, &s)) {
		(void)fprintf(out, "%9s  NOT MEASURED\n", "");
		return (false);
	}
	met = g->at_least ? s.median >= g->limit : s.median <= g->limit;
	print_judged(out, g, &s);
	(void)fprintf(out, "  %s", met ? "met" : "NOT MET");
	if (g->against == AGAINST_BEST)
		(void)fprintf(out, "; best: %s", other->label);
	(void)fputc('\n', out);
	return (met);
}

unsigned
table_cell(FILE *out, const struct cell *c, const struct row *rows, size_t n)
{
	unsigned not_met = 0;

	print_head(out, c);
	for (size_t i = 0; i < n; i++)
		print_row(out, c, &rows[i]);
	for (const struct goal *g = c->goals; g->text != NULL; g++)
		if (!print_goal(out, c, g, rows, n))
			not_met++;
	(void)fputc('\n', out);
	(void)fflush(out);
	return (not_met);
}

void
table_raw_head(FILE *out)
{
	(void)fputs("cell\trow\tround", out);
	for (unsigned i = 0; i < FIGURES; i++)
		(void)fprintf(out, "\t%s", figures[i].raw);
	(void)fputs("\tfailure\n", out);
}

void
table_raw(FILE *out, const struct cell *c, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (unsigned k = 0; k < rows[i].n; k++) {
			const struct result *r = &rows[i].rounds[k];

			(void)fprintf(out, "%s\t%s\t%u", c->name, rows[i].label,
			    k + 1);
			for (unsigned f = 0; f < FIGURES; f++)
				(void)fprintf(out, "\t%.9g", r->figure[f]);
			(void)fprintf(out, "\t%s\n", r->failure);
		}
	(void)fflush(out);
}
