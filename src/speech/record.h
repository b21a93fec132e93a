/*
 * record: events as programs read them, both ways.
 *
 * One event is one line of UTF-8 that ends with LF.  Its fields are separated
 * by one TAB each, and `-` stands for a field that has nothing:
 *
 *	KIND NUMBER TIME WHO ...
 *
 *	records   N  TIME ME      VERSION
 *	here      -  TIME WHO     ADDRESS HERE IDLE	(seconds)
 *	said      N  TIME WHO     TEXT
 *	did       N  TIME WHO     TEXT
 *	whispered -  TIME WHO     WHOM TEXT
 *	joined    N  TIME WHO
 *	left      N  TIME WHO     WHY
 *	renamed   N  TIME WHO     NEW
 *	topic     N  TIME WHO     TEXT
 *	announced N  TIME WHO     TEXT
 *	acted     N  TIME WHO     WORD WHOM TEXT
 *	answered  N  TIME -       WORD REQUEST TEXT
 *	closing   -  TIME -       WORD TEXT
 *
 * The time is UTC, 2026-11-26T16:20:05.123Z.  A text (WHY is one) is the last
 * field, so it may contain TABs, and nothing is escaped.  Kinds without a text
 * may get further fields, and there may be further kinds: who reads records
 * skips both.
 *
 * Pure functions for any thread.
 */
#ifndef RECORD_H
#define RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/words.h"
#include "speech/event.h"

/* What the `records` record says of the form that is described above. */
#define RECORD_VERSION "1"

/* The fields after TIME: WHO is the first of them. */
#define RECORD_FIELDS_MAX 4

/* Kinds from this number on have no records. */
#define RECORD_KINDS (EVENT_CLOSING + 1)

struct record {
	enum event_kind kind;
	bool known;	 /* parsed: false if the kind is a further one */
	uint64_t number; /* 0: none */
	int64_t time_ms; /* since 1970-01-01 UTC, and before the year 10000 */
	/* Without bytes: nothing.  Those that the kind lacks are that, too. */
	struct words fields[RECORD_FIELDS_MAX];
};

/*
 * For the writer of many records: the last second that was written.  Starts
 * as { 0 }; belongs to one thread at a time.
 */
struct record_clock {
	int64_t second;
	char text[24]; /* "2026-11-26T16:20:05."; empty at first */
};

/*
 * How many fields a kind has after TIME, as in the table above; 0: there are
 * no records of this kind, since people alone read it.
 */
size_t record_fields(enum event_kind kind);

/* The room that record_write() needs for it. */
size_t record_bound(const struct record *r);

/*
 * Writes the record with its LF, and returns its length; 0 if there are none
 * of its kind.  Bytes after that, within the bound, may be overwritten.  The
 * fields are clean text (common/text.h), so LF is not among their bytes; a TAB
 * in any field but a text becomes a space.  What looks at r->known is
 * record_parse() alone.
 */
size_t record_write(const struct record *r, struct record_clock *clock,
    char *out);

/*
 * Reads a line, which comes without its LF; the fields are pieces of it, and
 * not checked: what came from a socket must be cleaned before people see it.
 * False if it is no record: fields are missing, or are not what they must be.
 * For a further kind it is true, but only number and time are known then.
 */
bool record_parse(const char *line, size_t len, struct record *r);

#endif
