/*
 * check_editions: members that change what they read all the time get
 * everything once, in the order in which somebody reads it who never changes;
 * others come and go meanwhile.
 */
#include <config.h>

#include <sys/socket.h>

#include <check.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/room.h"
#include "harness/server.h"

#define CHANGERS 6
#define SPEAKERS 3
#define GUESTS 2

/* Besides those that change: one reads sentences, and one reads records. */
#define READERS (CHANGERS + 2)

/* A round: each speaker says this many lines, and all changers change. */
#define LINES 10

/* What is said in a test, from "0 0" on. */
#define TEXT_MAX 24

struct texts {
	char (*all)[TEXT_MAX];
	size_t count, room;
};

/* Somebody whose lines may end with CR LF or with LF. */
struct reader {
	struct person *person;
	struct texts heard;
	char bytes[65536];
	size_t len;
	int ends;	      /* how many of the speakers have said "the end" */
	unsigned long number; /* of the last event it read of; 0: unknown */
	unsigned followed;    /* so many records had the next number */
	unsigned came, went;
	int quiet;    /* from when it asks for that to the answer of the end */
	bool settled; /* has heard "settled" */
};

static struct room *room;
static struct reader readers[READERS];
static struct reader *const witness = &readers[CHANGERS];
static struct reader *const program = &readers[CHANGERS + 1];
static struct person *speakers[SPEAKERS];
static struct person *guests[GUESTS]; /* NULL: has gone */

/* What each of the changers says, one after the other. */
static const char *const changes[] = { "/records", "/charset gb18030",
	"/quiet on", "/records off", "/charset big5", "7\t/who", "/lang zh",
	"/charset utf-8", "/records", "/quiet off", "/lang zh_TW",
	"/records off", "/charset latin1", "/lang en" };

#define CHANGES (sizeof changes / sizeof *changes)

static void
add_text(struct texts *t, const char *text)
{
	if (t->count == t->room) {
		t->room = 2 * t->room + 64;
		t->all = realloc(t->all, t->room * sizeof *t->all);
		ck_assert_ptr_nonnull(t->all);
	}
	ck_assert_uint_lt(strlen(text), TEXT_MAX);
	(void)strcpy(t->all[t->count++], text);
}

/* The text of "[ WHO ]: TEXT" or of a record that somebody said; or NULL. */
static const char *
said_in(const char *line)
{
	const char *text;
	int tabs;

	if (strncmp(line, "[ ", 2) == 0) {
		text = strstr(line, " ]: ");
		return (text != NULL ? text + 4 : NULL);
	}
	if (strncmp(line, "said\t", 5) != 0)
		return (NULL);
	for (tabs = 0; tabs < 4 && line != NULL; tabs++) {
		line = strchr(line, '\t');
		line = line != NULL ? line + 1 : NULL;
	}
	ck_assert_ptr_nonnull(line);
	return (line);
}

/* The number of a record is the next one, where nothing is kept from it. */
static void
count(struct reader *r, const char *kind, unsigned long number)
{
	if (r->number != 0 && r->quiet > 0)
		ck_assert_uint_gt(number, r->number);
	else if (r->number != 0) {
		ck_assert_uint_eq(number, r->number + 1);
		r->followed++;
	}
	r->number = number;
	r->came += strcmp(kind, "joined") == 0;
	r->went += strcmp(kind, "left") == 0;
}

static void
hear_record(struct reader *r, const char *line)
{
	unsigned long number;
	char kind[16];

	if (strstr(line, "\tquiet-off\t") != NULL) {
		r->quiet--;
		r->number = 0; /* what came last was perhaps kept from it */
	}
	if (sscanf(line, "%15[a-z]\t%lu\t", kind, &number) != 2)
		return;
	if (strcmp(kind, "records") == 0)
		r->number = r->quiet > 0 ? 0 : number;
	else if (strcmp(kind, "answered") != 0)
		count(r, kind, number);
}

static void
hear(struct reader *r, char *line)
{
	size_t len = strlen(line);
	const char *text;

	if (len > 0 && line[len - 1] == '\r')
		line[len - 1] = '\0';
	else
		hear_record(r, line);
	text = said_in(line);
	/* In a plain edition, a numbered request is something that is said. */
	if (text == NULL || strchr(text, '\t') != NULL)
		return;
	if (strcmp(text, "the end") == 0)
		r->ends++;
	else if (strcmp(text, "settled") == 0)
		r->settled = true;
	else
		add_text(&r->heard, text);
}

/* Reads what there is, and takes the whole lines of it. */
static void
read_some(struct reader *r)
{
	char *start = r->bytes, *lf;
	ssize_t n;

	n = recv(r->person->fd, r->bytes + r->len, sizeof r->bytes - 1 - r->len,
	    MSG_DONTWAIT);
	if (n < 0)
		return;
	ck_assert_msg(n > 0, "the room has closed the connection");
	r->len += (size_t)n;
	r->bytes[r->len] = '\0';
	while ((lf = strchr(start, '\n')) != NULL) {
		*lf = '\0';
		hear(r, start);
		start = lf + 1;
	}
	r->len -= (size_t)(start - r->bytes);
	memmove(r->bytes, start, r->len);
}

static void
read_more(struct reader *r)
{
	ck_assert(wait_readable(r->person->fd, patience()));
	read_some(r);
}

static void
read_all(void)
{
	struct pollfd p[READERS];
	int i, left = READERS;

	while (left > 0) {
		left = 0;
		for (i = 0; i < READERS; i++) {
			read_some(&readers[i]);
			p[i].fd = readers[i].ends == SPEAKERS ?
			    -1 :
			    readers[i].person->fd;
			p[i].events = POLLIN;
			left += readers[i].ends < SPEAKERS;
		}
		if (left > 0)
			ck_assert_int_gt(poll(p, READERS, room_patience_ms()),
			    0);
	}
}

static void
setup(void)
{
	int i;

	room_sweep();
	room = room_open("-q 16777216");
	for (i = 0; i < SPEAKERS; i++) {
		speakers[i] = person_join(room);
		person_type(speakers[i], "/nick speaker%d", i);
	}
	for (i = 0; i < READERS; i++)
		readers[i].person = person_join(room);
}

static void
teardown(void)
{
	int i;

	for (i = 0; i < SPEAKERS; i++)
		person_hang_up(speakers[i]);
	for (i = 0; i < GUESTS; i++)
		if (guests[i] != NULL)
			person_hang_up(guests[i]);
	for (i = 0; i < READERS; i++) {
		person_hang_up(readers[i].person);
		free(readers[i].heard.all);
	}
	memset(guests, 0, sizeof guests);
	memset(readers, 0, sizeof readers);
	room_close(room);
}

/* Everyone has heard the same. */
static void
expect_the_same(size_t count)
{
	const struct texts *all = &witness->heard;
	size_t i, j;

	ck_assert_uint_eq(all->count, count);
	for (i = 0; i < READERS; i++) {
		const struct texts *heard = &readers[i].heard;

		for (j = 0; j < heard->count && j < count; j++)
			ck_assert_msg(strcmp(heard->all[j], all->all[j]) == 0,
			    "reader %zu, line %zu: \"%s\", but others have "
			    "\"%s\"",
			    i, j, heard->all[j], all->all[j]);
		ck_assert_uint_eq(heard->count, count);
	}
}

/* Comes in, or leaves. */
static void
pass(struct person **guest)
{
	if (*guest == NULL) {
		*guest = person_join(room);
		return;
	}
	person_hang_up(*guest);
	*guest = NULL;
}

static void
change(struct reader *r, const char *how)
{
	r->quiet += strcmp(how, "/quiet on") == 0;
	person_type(r->person, "%s", how);
	read_some(r);
}

/* From its next record on it reads all of them, and so can follow. */
static void
settle(struct reader *r)
{
	person_type(r->person, "/quiet off");
	person_type(r->person, "/records");
	person_type(r->person, "settled");
	while (!r->settled)
		read_more(r);
	r->quiet = 0;
	r->number = 0;
	r->followed = 0;
}

/* Some have their first /quiet off before any /quiet on. */
static void
begin(void)
{
	size_t i, first;

	for (i = 0; i < CHANGERS; i++) {
		for (first = i; strncmp(changes[first], "/quiet", 6) != 0;)
			first++;
		readers[i].quiet = strcmp(changes[first], "/quiet off") == 0;
	}
	person_type(program->person, "/records");
	while (program->number == 0)
		read_more(program);
}

START_TEST(test_members_that_change_over_all_the_time_miss_nothing)
{
	unsigned rounds = room_scaled(300, 20), round, line;
	size_t i;

	begin();
	for (round = 0; round < rounds; round++) {
		if (round % 5 == 0)
			pass(&guests[round / 10 % GUESTS]);
		for (line = 0; line < LINES; line++)
			for (i = 0; i < SPEAKERS; i++)
				person_type(speakers[i], "%zu %u", i,
				    round * LINES + line);
		for (i = 0; i < CHANGERS; i++)
			change(&readers[i], changes[(round + i) % CHANGES]);
		read_some(witness);
		read_some(program);
		for (i = 0; i < SPEAKERS; i++)
			while (person_has_input(speakers[i]))
				(void)person_line(speakers[i]);
	}
	settle(&readers[0]);
	for (i = 0; i < SPEAKERS; i++)
		person_type(speakers[i], "the end");
	read_all();
	expect_the_same((size_t)rounds * LINES * SPEAKERS);
	while (program->came == 0 || program->went == 0)
		read_more(program);
	ck_assert_uint_ge(program->followed, rounds * LINES * SPEAKERS);
	ck_assert_uint_ge(readers[0].followed, SPEAKERS - 1);
}
END_TEST

/* The same number for the same event, whatever else one reads. */
START_TEST(test_programs_read_their_own_lines_and_all_numbers_in_order)
{
	unsigned long last = 0, number;
	char line[256];
	FILE *in;
	int n = 0;

	person_type(readers[0].person, "/records");
	person_type(readers[0].person, "mine");
	person_type(speakers[0], "/me is here");
	person_type(readers[0].person, "the end");
	in = fdopen(dup(readers[0].person->fd), "r");
	ck_assert_ptr_nonnull(in);
	while (fgets(line, sizeof line, in) != NULL) {
		if (sscanf(line, "said\t%lu\t", &number) == 1 ||
		    sscanf(line, "did\t%lu\t", &number) == 1) {
			ck_assert(last == 0 || number == last + 1);
			last = number;
			n++;
		}
		if (strstr(line, "\tthe end\n") != NULL)
			break;
	}
	(void)fclose(in);
	ck_assert_int_ge(n, 2);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("editions");
	TCase *t = tcase_create("editions");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, room_timeout());
	tcase_add_test(t,
	    test_members_that_change_over_all_the_time_miss_nothing);
	tcase_add_test(t,
	    test_programs_read_their_own_lines_and_all_numbers_in_order);
	suite_add_tcase(suite, t);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
