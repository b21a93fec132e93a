/*
 * cells: what is measured, of which server, and the goals.
 */
#include <config.h>

#include "cells.h"

#include <string.h>

#define MIB 1048576.0

/*
 * The kernel adds up the pages of a process in steps of 32, one sum a
 * processor: each of two peaks may be 1/4 MiB off on two processors.
 */
#define PEAK_ERROR (MIB / 2)

#define ONLY(who) (1U << (who))
#define ROOMS (ONLY(WHO_ROOM) | ONLY(WHO_OTHER))
#define FLOORS (ONLY(WHO_FLOOR1) | ONLY(WHO_FLOOR16) | ONLY(WHO_FLOOR64))
#define PEERS (ONLY(WHO_NGIRCD) | ONLY(WHO_REDIS))

/* clang-format off: tables are read by their columns. */

static const enum figure speed_columns[] = { FIGURE_RATE, FIGURE_CPU,
	FIGURE_P50, FIGURE_P99, FIGURE_P999, FIGURE_RESIDENT, FIGURE_LOAD,
	FIGURES };
static const enum figure stall_columns[] = { FIGURE_RATE, FIGURE_CPU,
	FIGURE_P50, FIGURE_P99, FIGURE_P999, FIGURE_GROWTH, FIGURE_LOAD,
	FIGURES };
static const enum figure latency_columns[] = { FIGURE_P99, FIGURE_P50,
	FIGURE_P999, FIGURE_RATE, FIGURE_CPU, FIGURE_RESIDENT, FIGURE_LOAD,
	FIGURES };
static const enum figure flood_columns[] = { FIGURE_P99, FIGURE_P50,
	FIGURE_P999, FIGURE_RATE, FIGURE_CPU, FIGURE_GROWTH, FIGURE_LOAD,
	FIGURES };
static const enum figure idle_columns[] = { FIGURE_PER_CLIENT, FIGURE_RESIDENT,
	FIGURES };
static const enum figure join_columns[] = { FIGURE_JOIN, FIGURE_SERVER,
	FIGURE_LOAD, FIGURES };

/* Throughput: as many lines in flight as a busy room would ever have. */
#define FAN(n)                                                            \
	{                                                                 \
		.receivers = (n), .senders = 4, .pace = { .window = 64 }, \
		.seconds = 1                                              \
	}

static const struct variant fan10[] = { { NULL, FAN(10) }, { 0 } };
static const struct variant fan100[] = { { NULL, FAN(100) }, { 0 } };
static const struct variant fan1000[] = { { NULL, FAN(1000) }, { 0 } };

static const struct goal fan_goals[] = {
	{ "deliveries/s: at least 5 times ngircd", FIGURE_RATE, true, 5,
	    AGAINST_WHO, 0, WHO_NGIRCD },
	{ "deliveries/s: at least 2.5 times redis", FIGURE_RATE, true, 2.5,
	    AGAINST_WHO, 0, WHO_REDIS },
	{ "deliveries/s: at least 0.9 of floor/64", FIGURE_RATE, true, 0.9,
	    AGAINST_WHO, 0, WHO_FLOOR64 },
	{ "processor time: at most 1.1 of floor/64", FIGURE_CPU, false, 1.1,
	    AGAINST_WHO, 0, WHO_FLOOR64 },
	{ 0 }
};

/* The same to clients that do not all read the same. */
#define FAN_IN(n, d)                                                      \
	{                                                                 \
		.receivers = (n), .senders = 4, .pace = { .window = 64 }, \
		.dialect = (d), .seconds = 1                              \
	}

static const struct variant editions[] = { { "UTF-8", FAN(100) },
	{ "GB18030", FAN_IN(100, &dialect_gb18030) },
	{ "four charsets", FAN_IN(100, &dialect_four) },
	{ "two languages", FAN_IN(100, &dialect_languages) }, { 0 } };

static const struct goal editions_goals[] = {
	{ "GB18030: processor time at most 1.15 times UTF-8's", FIGURE_CPU,
	    false, 1.15, AGAINST_VARIANT, 1, 0 },
	{ "four: deliveries/s at least 0.85 of one", FIGURE_RATE, true, 0.85,
	    AGAINST_VARIANT, 2, 0 },
	{ "two languages: deliveries/s at least 0.9 of one", FIGURE_RATE, true,
	    0.9, AGAINST_VARIANT, 3, 0 },
	{ 0 }
};

/* The same with one more, who reads another language, and may change it. */
#define FAN_BESIDE(n, c)                                                 \
	{                                                                \
		.receivers = (n) + 1, .senders = 4,                      \
		.pace = { .window = 64, .changes = (c) }, .restless = 1, \
		.seconds = 1                                             \
	}

static const struct variant changes[] = { { "+ 1 in Chinese",
					      FAN_BESIDE(100, 0) },
	{ "+ 1 changing", FAN_BESIDE(100, 100) }, { 0 } };

static const struct goal changes_goals[] = {
	{ "deliveries/s: at least 0.95 of without changes", FIGURE_RATE, true,
	    0.95, AGAINST_VARIANT, 1, 0 },
	{ "processor time: at most 1.05 of without", FIGURE_CPU, false, 1.05,
	    AGAINST_VARIANT, 1, 0 },
	{ 0 }
};

static const struct variant records[] = { { "sentences",
					      FAN_IN(100, &dialect_sentences) },
	{ "records", FAN_IN(100, &dialect_records) }, { 0 } };

static const struct goal records_goals[] = {
	{ "records: deliveries/s at least 0.85 of sentences", FIGURE_RATE, true,
	    0.85, AGAINST_VARIANT, 1, 0 },
	{ 0 }
};

/* Single lines: each one waits for the one before. */
#define SINGLE(n)                                                        \
	{                                                                \
		.receivers = (n), .senders = 4, .pace = { .window = 1 }, \
		.seconds = 1                                             \
	}

static const struct variant single100[] = { { NULL, SINGLE(100) }, { 0 } };
static const struct variant single1000[] = { { NULL, SINGLE(1000) }, { 0 } };

static const struct goal single_goals[] = {
	{ "deliveries/s: at least the best peer's", FIGURE_RATE, true, 1,
	    AGAINST_BEST, 0, 0 },
	{ "processor time: at most 0.7 of floor/1", FIGURE_CPU, false, 0.7,
	    AGAINST_WHO, 0, WHO_FLOOR1 },
	{ 0 }
};

/* A calm room: this many lines a second, come what may. */
#define CALM(n, lines)                                                         \
	{                                                                      \
		.receivers = (n)-4, .senders = 4, .pace = { .rate = (lines) }, \
		.seconds = 3                                                   \
	}

static const struct variant latency[] = { { NULL, CALM(104, 200) }, { 0 } };

static const struct goal latency_goals[] = {
	{ "p50: no worse than the best peer's", FIGURE_P50, false, 1,
	    AGAINST_BEST, 0, 0 },
	{ "p99: no worse than the best peer's", FIGURE_P99, false, 1,
	    AGAINST_BEST, 0, 0 },
	{ 0 }
};

static const struct variant scale[] = { { "100 clients", CALM(100, 100) },
	{ "10,000 clients", CALM(10000, 100) }, { 0 } };

static const struct goal scale_goals[] = {
	{ "processor time: at most 1.3 times that at 100", FIGURE_CPU, false,
	    1.3, AGAINST_VARIANT, 1, 0 },
	{ 0 }
};

/* Nobody says anything. */
#define SILENT(n)                                \
	{                                        \
		.receivers = (n)-2, .senders = 2 \
	}

static const struct variant idle[] = { { "10,000 clients", SILENT(10000) },
	{ 0 } };

static const struct goal idle_goals[] = { { "at most 6 KiB a client",
					      FIGURE_PER_CLIENT, false,
					      6 * 1024, AGAINST_NOTHING, 0, 0 },
	{ 0 } };

static const struct variant join[] = { { "1,000 clients", SILENT(1000) },
	{ "10,000 clients", SILENT(10000) }, { 0 } };

static const struct goal join_goals[] = { { "1,000: at most 0.5 seconds",
					      FIGURE_JOIN, false, 0.5,
					      AGAINST_NOTHING, 0, 0 },
	{ "10,000: at most 10 seconds", FIGURE_JOIN, false, 10, AGAINST_NOTHING,
	    1, 0 },
	{ 0 } };

/* `n` out of `of` stall: they never read, while each is sent 38 MB. */
#define STALL(n, of)                                             \
	{                                                        \
		.receivers = (of), .senders = 4, .stalled = (n), \
		.pace = { .window = 64 }, .wire_bytes = 38000000 \
	}

static const struct variant stall[] = { { "99", STALL(0, 99) },
	{ "99 + 1 stalled", STALL(1, 100) }, { "90", STALL(0, 90) },
	{ "90 + 10 stalled", STALL(10, 100) }, { 0 } };

static const struct goal stall_goals[] = {
	{ "1: deliveries/s at least 0.9 of without", FIGURE_RATE, true, 0.9,
	    AGAINST_VARIANT, 1, 0 },
	{ "10: deliveries/s at least 0.9 of without", FIGURE_RATE, true, 0.9,
	    AGAINST_VARIANT, 3, 2 },
	{ "1: p99 at most 1.2 times that without", FIGURE_P99, false, 1.2,
	    AGAINST_VARIANT, 1, 0 },
	{ "10: p99 at most 1.2 times that without", FIGURE_P99, false, 1.2,
	    AGAINST_VARIANT, 3, 2 },
	/* Until it is dropped, a client may have four times the bound (-q)
	   queued. */
	{ "1: memory +4 MiB at most, +-1/2 by its error", FIGURE_GROWTH, false,
	    4 * MIB + PEAK_ERROR, AGAINST_GROWTH, 1, 0 },
	{ "10: memory +4 MiB each at most, +-1/20", FIGURE_GROWTH, false,
	    4 * MIB + PEAK_ERROR / 10, AGAINST_GROWTH, 3, 2 },
	{ 0 }
};

/* The times are those of ordinary lines, as 20 receivers get them. */
#define FLOOD(on)                                                   \
	{                                                           \
		.receivers = 20, .senders = 100,                    \
		.pace = { .rate = 99, .flood = (on) }, .seconds = 4 \
	}

static const struct variant flood[] = { { "without a flood", FLOOD(false) },
	{ "one floods", FLOOD(true) }, { 0 } };

static const struct goal flood_goals[] = {
	{ "p99: under 3 times that without the flood", FIGURE_P99, false, 3,
	    AGAINST_VARIANT, 1, 0 },
	{ "memory grows at most 1 MiB more than without", FIGURE_GROWTH, false,
	    MIB, AGAINST_GROWTH, 1, 0 },
	{ 0 }
};

#define FAN_WHO (ROOMS | FLOORS | PEERS)
#define SINGLE_WHO (ROOMS | ONLY(WHO_FLOOR1) | PEERS)
/* ncat names the speaker once a write, so it can't be asked for many lines. */
#define SMALL_WHO (SINGLE_WHO | ONLY(WHO_NCAT))

const struct cell cells[] = {
	{ "fan10",
	    "throughput: 10 receivers, 4 senders, 64 lines in flight each (2 x "
	    "the rounds)",
	    FAN_WHO, 2, fan10, speed_columns, fan_goals },
	{ "fan100",
	    "throughput: 100 receivers, 4 senders, 64 lines in flight each",
	    FAN_WHO, 1, fan100, speed_columns, fan_goals },
	{ "fan1000",
	    "throughput: 1,000 receivers, 4 senders, 64 lines in flight each",
	    FAN_WHO, 1, fan1000, speed_columns, fan_goals },
	{ "editions",
	    "editions: 100 receivers, 64 lines in flight each (2 x the rounds)",
	    ONLY(WHO_ROOM), 2, editions, speed_columns, editions_goals },
	{ "changes",
	    "changes: 100 receivers, and one that changes its language 100 "
	    "times/s (2 x the rounds)",
	    ONLY(WHO_ROOM), 2, changes, speed_columns, changes_goals },
	{ "records",
	    "records: 100 receivers, 64 lines in flight each (2 x the rounds)",
	    ONLY(WHO_ROOM), 2, records, speed_columns, records_goals },
	{ "single100",
	    "single lines: 100 receivers, 4 senders, 1 line in flight each (2 x "
	    "the rounds)",
	    SMALL_WHO, 2, single100, speed_columns, single_goals },
	{ "single1000",
	    "single lines: 1,000 receivers, 4 senders, 1 line in flight each",
	    SINGLE_WHO, 1, single1000, speed_columns, single_goals },
	{ "latency",
	    "latency: 100 receivers, 200 lines/s by 4 senders (2 x the rounds)",
	    SMALL_WHO, 2, latency, latency_columns, latency_goals },
	{ "scale", "scale: 100 lines/s to all clients of chatroomd",
	    ONLY(WHO_ROOM), 1, scale, speed_columns, scale_goals },
	{ "idle", "memory: 10,000 idle clients of chatroomd (one round)",
	    ONLY(WHO_ROOM), 0, idle, idle_columns, idle_goals },
	{ "join", "joining chatroomd, announced to everyone", ONLY(WHO_ROOM), 1,
	    join, join_columns, join_goals },
	{ "stall",
	    "stalled readers: 38 MB are said, some of 100 never read (2 x the "
	    "rounds)",
	    ONLY(WHO_ROOM), 2, stall, stall_columns, stall_goals },
	{ "flood",
	    "flood: 99 ordinary senders at 1 line/s, and one as fast as it can",
	    ONLY(WHO_ROOM), 1, flood, flood_columns, flood_goals },
};

/* clang-format on */

const size_t cells_count = sizeof cells / sizeof cells[0];

const struct cell *
cells_find(const char *name)
{
	for (size_t i = 0; i < cells_count; i++)
		if (strcmp(cells[i].name, name) == 0)
			return (&cells[i]);
	return (NULL);
}

unsigned
cells_rounds(const struct cell *c, unsigned rounds)
{
	return (c->times == 0 ? 1 : rounds * c->times);
}

unsigned
cells_clients(const struct cell *c)
{
	unsigned most = 0;

	for (const struct variant *v = c->variants; v->spec.senders != 0; v++)
		if (v->spec.receivers + v->spec.senders > most)
			most = v->spec.receivers + v->spec.senders;
	return (most);
}
