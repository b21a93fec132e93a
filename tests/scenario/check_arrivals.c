/*
 * check_arrivals: what is read of many who come in at once.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "harness/key_file.h"
#include "harness/meeting.h"
#include "harness/suite.h"

/* A free port of the loopback, and everything else as without options. */
#define USUAL "-p 0 -b 127.0.0.1 "

START_TEST(test_burst_of_joins_is_one_line)
{
	enum { CLASS = 30 };
	struct room *usual = room_open_exactly(USUAL);
	struct person *teacher = person_join(usual), *pupils[CLASS];
	unsigned told = 0, lines = 0, n;
	const char *line;
	int i;

	for (i = 0; i < CLASS; i++)
		pupils[i] = person_join(usual);
	while (told < CLASS) {
		line = person_line(teacher);
		if (sscanf(line, "%u joined: ", &n) == 1)
			told += n;
		else {
			ck_assert_ptr_nonnull(strstr(line, "joined the room"));
			told++;
		}
		lines++;
	}
	ck_assert_uint_eq(told, CLASS);
	ck_assert_uint_lt(lines, CLASS);
	for (i = 0; i < CLASS; i++)
		person_hang_up(pupils[i]);
	person_hang_up(teacher);
	room_close(usual);
}
END_TEST

/* Four come in at once; what they read about that does not matter. */
struct burst {
	struct room *room;
	struct person *teacher, *pupils[4];
};

static struct burst
burst_open(void)
{
	char args[256];
	struct burst b;
	int i;

	(void)snprintf(args, sizeof args, USUAL "--operator-key-file %s",
	    key_file);
	b.room = room_open_exactly(args);
	b.teacher = person_join(b.room);
	person_type(b.teacher, "/op " KEY);
	person_expect(b.teacher, "*** %s is now an operator: @%s",
	    b.teacher->who, b.teacher->who);
	for (i = 0; i < 4; i++)
		b.pupils[i] = person_join(b.room);
	return (b);
}

static void
burst_close(struct burst *b)
{
	int i;

	for (i = 0; i < 4; i++)
		person_hang_up(b->pupils[i]);
	person_hang_up(b->teacher);
	room_close(b->room);
}

/* The first thing the teacher reads about the last one is that it joined. */
static void
expect_introduction(struct burst *b)
{
	const char *line;

	do
		line = person_line(b->teacher);
	while (strstr(line, b->pupils[3]->who) == NULL);
	ck_assert_msg(strstr(line, "joined") != NULL, "%s", line);
}

START_TEST(test_who_speaks_in_a_burst_is_introduced_first)
{
	struct burst b = burst_open();

	person_type(b.pupils[3], "hi");
	expect_introduction(&b);
	person_expect(b.teacher, "[ %s ]: hi", b.pupils[3]->who);
	burst_close(&b);
}
END_TEST

START_TEST(test_who_becomes_an_operator_in_a_burst_is_introduced_first)
{
	struct burst b = burst_open();
	const char *who = b.pupils[3]->who;

	person_type(b.pupils[3], "/op " KEY);
	expect_introduction(&b);
	person_expect(b.teacher, "*** %s is now an operator: @%s", who, who);
	burst_close(&b);
}
END_TEST

START_TEST(test_who_is_thrown_out_in_a_burst_is_introduced_first)
{
	struct burst b = burst_open();
	const char *who = b.pupils[3]->who;

	person_type(b.teacher, "/kick %s", who);
	expect_introduction(&b);
	person_expect(b.teacher, "*** @%s threw out %s", b.teacher->who, who);
	burst_close(&b);
}
END_TEST

START_TEST(test_who_is_muted_in_a_burst_is_introduced_first)
{
	struct burst b = burst_open();
	const char *who = b.pupils[3]->who;

	person_type(b.teacher, "/mute %s", who);
	expect_introduction(&b);
	person_expect(b.teacher, "*** @%s muted %s", b.teacher->who, who);
	burst_close(&b);
}
END_TEST

START_TEST(test_who_is_banned_in_a_burst_is_introduced_first)
{
	struct burst b = burst_open();
	const char *who = b.pupils[3]->who;

	person_type(b.teacher, "/ban %s", who);
	expect_introduction(&b);
	person_expect(b.teacher, "*** @%s banned %s at 127.0.0.1",
	    b.teacher->who, who);
	burst_close(&b);
}
END_TEST

static TCase *
arrivals_case(void)
{
	TCase *tc = tcase_create("arrivals");

	tcase_add_checked_fixture(tc, meeting_open_in_charge, meeting_close);
	tcase_add_test(tc, test_burst_of_joins_is_one_line);
	tcase_add_test(tc, test_who_speaks_in_a_burst_is_introduced_first);
	tcase_add_test(tc,
	    test_who_becomes_an_operator_in_a_burst_is_introduced_first);
	tcase_add_test(tc,
	    test_who_is_thrown_out_in_a_burst_is_introduced_first);
	tcase_add_test(tc, test_who_is_muted_in_a_burst_is_introduced_first);
	tcase_add_test(tc, test_who_is_banned_in_a_burst_is_introduced_first);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { arrivals_case() };

	return (suite_run("arrivals", cases, sizeof cases / sizeof *cases));
}
