/*
 * check_switches: some change the language that they read, or to records and
 * back, all the time, while others speak at rate.  Each reads every event once,
 * in the order in which all do; what comes before the place at which one
 * changes is in the old language, and all that comes after it is in the new.
 *
 * What is said looks alike in every language, so the speakers also take a new
 * name after each line: that is a sentence.
 */
#include <config.h>

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/room.h"
#include "harness/suite.h"
#include "speech/dictionary.h"
#include "speech/sentence.h"

#define CHANGERS 6
#define SPEAKERS 3

/* One more reads English from the first to the last. */
#define READERS (CHANGERS + 1)

/* In each round every speaker says so many lines, and all change once. */
#define LINES 5

#define TEXT_SIZE 96

/* In place of a language: records are in none. */
#define RECORDS LANGUAGES

/* What is asked for, one after the other, and what is read from there on. */
static const struct change {
	const char *typed;
	int reads;
	enum sentence answer;
} changes[] = {
	{ "/lang zh", LANGUAGE_ZH_CN, S_LANG_IS },
	{ "/lang zh_TW", LANGUAGE_ZH_TW, S_LANG_IS },
	{ "/records", RECORDS, S_NONE },
	{ "/records off", LANGUAGE_ZH_TW, S_RECORDS_OFF },
	{ "/lang en", LANGUAGE_EN, S_LANG_IS },
	{ "/lang zh_TW", LANGUAGE_ZH_TW, S_LANG_IS },
	{ "/lang en", LANGUAGE_EN, S_LANG_IS },
	{ "/records", RECORDS, S_NONE },
	{ "/records off", LANGUAGE_EN, S_RECORDS_OFF },
	{ "/lang zh", LANGUAGE_ZH_CN, S_LANG_IS },
	{ "/lang en", LANGUAGE_EN, S_LANG_IS },
};

#define CHANGES (sizeof changes / sizeof *changes)

/* With which of them each begins: a language, so that it is known. */
static const unsigned firsts[CHANGERS] = { 0, 1, 4, 5, 6, 9 };

struct reader {
	struct person *person;
	char (*events)[TEXT_SIZE]; /* "NAME:TEXT" and "NAME>NAME", as read */
	size_t count, room;
	unsigned first;			   /* of the changes */
	unsigned asked;			   /* changes so far */
	unsigned changed;		   /* of these it has read the answer */
	unsigned sentences[LANGUAGES + 1]; /* new names, in each */
	int ends;			   /* speakers who have ended */
};

static struct room *room;
static struct reader readers[READERS];
static struct reader *const witness = &readers[CHANGERS];
static struct person *speakers[SPEAKERS];

static void
keep(struct reader *r, const char *name, char between, const char *what)
{
	int n;

	if (r->count == r->room) {
		r->room = 2 * r->room + 64;
		r->events = realloc(r->events, r->room * sizeof *r->events);
		ck_assert_ptr_nonnull(r->events);
	}
	n = snprintf(r->events[r->count++], TEXT_SIZE, "%s%c%s", name, between,
	    what);
	ck_assert(n > 0 && n < TEXT_SIZE);
	r->ends += strcmp(what, "the end") == 0;
}

/* What one reads after so many of its changes; English before the first. */
static int
reads_after(const struct reader *r, unsigned changed)
{
	if (changed == 0)
		return (LANGUAGE_EN);
	return (changes[(r->first + changed - 1) % CHANGES].reads);
}

static const struct change *
next_change(const struct reader *r)
{
	return (&changes[(r->first + r->changed) % CHANGES]);
}

/* A sentence, or a record, is what it must be at this place. */
static void
expect_reads(struct reader *r, int reads, const char *line)
{
	int wanted = reads_after(r, r->changed);

	ck_assert_msg(reads == wanted,
	    "after change %u, in language %d and not %d: '%s'", r->changed,
	    reads, wanted, line);
	r->sentences[reads]++;
}

/* The language of a sentence with these arguments; -1: it is another one. */
static int
language_of(const char *line, enum sentence s, const struct words *args)
{
	char wanted[256];
	size_t len;
	int l;

	for (l = LANGUAGE_EN; l < LANGUAGES; l++) {
		len = sentence_write((enum language)l, s, args, wanted,
		    sizeof wanted - 1, NULL);
		wanted[len] = '\0';
		if (strcmp(line, wanted) == 0)
			return (l);
	}
	return (-1);
}

/* "[ NAME ]: TEXT", or that somebody has a new name. */
static void
hear_event(struct reader *r, const char *line)
{
	const char *end = strstr(line, " ]"), *last = strrchr(line, ' ') + 1;
	char name[TEXT_SIZE];

	ck_assert_ptr_nonnull(end);
	(void)snprintf(name, sizeof name, "%.*s", (int)(end - line - 2),
	    line + 2);
	if (strncmp(end, " ]: ", 4) == 0) {
		keep(r, name, ':', end + 4);
		return;
	}
	expect_reads(r,
	    language_of(line, S_RENAMED, ARGS(words_of(name), words_of(last))),
	    line);
	keep(r, name, '>', last);
}

/* The answer to the next change: it is in what is read from there on. */
static void
hear_answer(struct reader *r, const char *line)
{
	const struct change *next = next_change(r);

	ck_assert_uint_lt(r->changed, r->asked);
	ck_assert_msg(language_of(line, next->answer, NULL) == next->reads,
	    "no answer to %s: '%s'", next->typed, line);
	r->changed++;
}

/* The field of a record, from 0 on, with all that follows. */
static const char *
field(const char *record, int i)
{
	for (; i > 0; i--) {
		record = strchr(record, '\t');
		ck_assert_ptr_nonnull(record);
		record++;
	}
	return (record);
}

static void
hear_record(struct reader *r, const char *line)
{
	char name[TEXT_SIZE];
	const char *who;

	if (strncmp(line, "records\t", 8) == 0) {
		ck_assert_int_eq(next_change(r)->reads, RECORDS);
		ck_assert_uint_lt(r->changed, r->asked);
		r->changed++;
	}
	if (strncmp(line, "said\t", 5) != 0 &&
	    strncmp(line, "renamed\t", 8) != 0)
		return;
	who = field(line, 3);
	(void)snprintf(name, sizeof name, "%.*s", (int)strcspn(who, "\t"), who);
	if (*line == 'r')
		expect_reads(r, RECORDS, line);
	keep(r, name, *line == 'r' ? '>' : ':', field(who, 1));
}

/* Records end with LF alone, and all else with CR LF. */
static void
hear(struct reader *r, char *line)
{
	size_t len = strlen(line);

	if (len == 0 || line[len - 1] != '\r') {
		hear_record(r, line);
		return;
	}
	line[len - 1] = '\0';
	if (strncmp(line, "*** ", 4) == 0)
		hear_answer(r, line);
	else
		hear_event(r, line);
}

static void
read_one(struct reader *r)
{
	char line[1024];

	(void)snprintf(line, sizeof line, "%s", person_line(r->person));
	hear(r, line);
}

static void
setup(void)
{
	char name[32];
	int i, j;

	room_sweep();
	sentence_init();
	room = room_open("-q 16777216");
	for (i = 0; i < READERS; i++) {
		readers[i].person = person_join(room);
		readers[i].person->changes_over = true;
		readers[i].first = i < CHANGERS ? firsts[i] : 0;
	}
	for (i = 0; i < SPEAKERS; i++) {
		speakers[i] = person_join(room);
		(void)snprintf(name, sizeof name, "speaker%d", i);
		person_type(speakers[i], "/nick %s", name);
	}
	for (i = 0; i < READERS; i++)
		for (j = 0; j < READERS - 1 - i + 2 * SPEAKERS; j++)
			(void)person_line(readers[i].person);
}

static void
teardown(void)
{
	int i;

	for (i = 0; i < SPEAKERS; i++)
		person_hang_up(speakers[i]);
	for (i = 0; i < READERS; i++) {
		person_hang_up(readers[i].person);
		free(readers[i].events);
	}
	memset(readers, 0, sizeof readers);
	room_close(room);
}

/* One line and one name of each, and what they read themselves is lost. */
static void
speak(unsigned line)
{
	int i;

	for (i = 0; i < SPEAKERS; i++) {
		person_type(speakers[i], "%u", line);
		person_type(speakers[i], "/nick s%d-%u", i, line);
	}
	for (i = 0; i < SPEAKERS; i++)
		while (person_has_input(speakers[i]))
			(void)person_line(speakers[i]);
}

static void
change(struct reader *r)
{
	person_type(r->person, "%s",
	    changes[(r->first + r->asked++) % CHANGES].typed);
}

static void
read_to_the_end(struct reader *r)
{
	while (r->ends < SPEAKERS)
		read_one(r);
}

static void
expect_the_same(const struct reader *r)
{
	size_t i;

	for (i = 0; i < r->count && i < witness->count; i++)
		ck_assert_str_eq(r->events[i], witness->events[i]);
	ck_assert_uint_eq(r->count, witness->count);
}

/* All of the lines before this one, and the names after them. */
static void
read_up_to(struct reader *r, unsigned line)
{
	while (r->count < (size_t)SPEAKERS * 2 * line)
		read_one(r);
}

/*
 * On a busy machine many changes may come between two lines.  Here each has
 * been answered before the next line is said, and that has been read before the
 * next change, so all of them are seen.
 */
static void
change_between_lines(unsigned first)
{
	unsigned line, i;

	for (line = 0; line < CHANGES; line++) {
		for (i = 0; i < CHANGERS; i++)
			change(&readers[i]);
		for (i = 0; i < CHANGERS; i++)
			while (readers[i].changed < readers[i].asked)
				read_one(&readers[i]);
		speak(first + line);
		for (i = 0; i < CHANGERS; i++)
			read_up_to(&readers[i], first + line + 1);
	}
}

START_TEST(test_whoever_changes_the_language_under_load_misses_nothing)
{
	unsigned rounds = room_scaled(200, 12), round, line, i;

	if (!dictionary_exists(LANGUAGE_ZH_CN))
		return;
	for (round = 0; round < rounds; round++) {
		for (line = 0; line < LINES; line++)
			speak(round * LINES + line);
		for (i = 0; i < CHANGERS; i++)
			change(&readers[i]);
		for (i = 0; i < READERS; i++)
			while (person_has_input(readers[i].person))
				read_one(&readers[i]);
	}
	change_between_lines(rounds * LINES);
	for (i = 0; i < SPEAKERS; i++)
		person_type(speakers[i], "the end");
	for (i = 0; i < READERS; i++)
		read_to_the_end(&readers[i]);
	ck_assert_uint_eq(witness->count,
	    (size_t)SPEAKERS * (2 * (rounds * LINES + CHANGES) + 1));
	for (i = 0; i < CHANGERS; i++) {
		expect_the_same(&readers[i]);
		for (line = 0; line <= RECORDS; line++)
			ck_assert_uint_gt(readers[i].sentences[line], 0);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_whoever_changes_the_language_under_load_misses_nothing,
		NULL,
	};

	return (suite_of("switches", setup, teardown, tests));
}
