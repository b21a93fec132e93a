/*
 * check_requests: programs that number their lines, and what answers these.
 *
 * Bob is a program that reads records; Alice is a person, and an operator.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/framing.h"
#include "harness/meeting.h"
#include "harness/suite.h"

#define TIME_LENGTH (sizeof "2026-11-26T16:20:05.123Z" - 1)

/* Of the longest line, and all that may stand before it in a record. */
#define RECORD_MAX (FRAMING_LINE_MAX + 256)

/* The next record of somebody, with a T for its time. */
static const char *
record(struct person *p)
{
	static char masked[RECORD_MAX];
	const char *line = person_line(p);
	const char *tab = strchr(line, '\t'), *time;

	ck_assert_ptr_nonnull(tab);
	time = strchr(tab + 1, '\t');
	ck_assert_ptr_nonnull(time);
	time++;
	ck_assert_uint_gt(strlen(time), TIME_LENGTH);
	(void)snprintf(masked, sizeof masked, "%.*sT%s", (int)(time - line),
	    line, time + TIME_LENGTH);
	return (masked);
}

static void
expect_record(struct person *p, const char *expected)
{
	ck_assert_str_eq(record(p), expected);
}

/* From here on, this one reads records. */
static void
become_program(struct person *p)
{
	person_type(p, "/records");
	p->reads_records = true;
	while (strstr(record(p), "\tlisted\t") == NULL)
		;
}

static void
setup(void)
{
	meeting_open_in_charge();
	become_program(bob);
}

/* The next record of Bob answers this request with this word. */
static void
expect_answer(const char *word, const char *request)
{
	char start[64];
	const char *seen = record(bob);

	(void)snprintf(start, sizeof start, "answered\t-\tT\t-\t%s\t%s\t", word,
	    request);
	ck_assert_msg(strncmp(seen, start, strlen(start)) == 0,
	    "not \"%s\" but \"%s\"", start, seen);
}

/* The next two are a line of Bob's, and that it was said. */
static void
expect_said(const char *text, const char *request)
{
	char seen[RECORD_MAX], expected[RECORD_MAX];
	unsigned long number;

	(void)snprintf(seen, sizeof seen, "%s", record(bob));
	ck_assert_int_eq(sscanf(seen, "said\t%lu", &number), 1);
	(void)snprintf(expected, sizeof expected, "said\t%lu\tT\tBob\t%s",
	    number, text);
	ck_assert_str_eq(seen, expected);
	if (request == NULL)
		return;
	(void)snprintf(expected, sizeof expected,
	    "answered\t%lu\tT\t-\tsaid\t%s\t-", number, request);
	expect_record(bob, expected);
}

START_TEST(test_a_line_that_is_said_is_confirmed_with_its_number)
{
	person_type(bob, "1\thi");
	expect_said("hi", "1");
	person_expect(alice, "[ Bob ]: hi");
	person_type(bob, "123456789\t\tindented");
	expect_said("\tindented", "123456789");
}
END_TEST

START_TEST(test_a_line_without_a_number_is_not_confirmed)
{
	person_type(bob, "hi");
	expect_said("hi", NULL);
	person_type(bob, "2\tthere");
	expect_said("there", "2");
}
END_TEST

START_TEST(test_what_is_no_number_is_said)
{
	static const char *const lines[] = { "1234567890\thi", "12 hi",
		"x1\thi", "-1\thi", "\thi", "1 2\thi" };
	size_t i;

	for (i = 0; i < sizeof lines / sizeof *lines; i++) {
		person_type(bob, "%s", lines[i]);
		expect_said(lines[i], NULL);
	}
}
END_TEST

START_TEST(test_people_may_begin_a_line_with_a_number)
{
	person_type(alice, "5\tapples");
	ck_assert_ptr_nonnull(strstr(record(bob), "\t@Alice\t5\tapples"));
	person_expect_nothing(alice);
}
END_TEST

START_TEST(test_a_command_is_answered_by_its_number)
{
	person_type(bob, "7\t/nick Alice");
	expect_answer("nick-taken", "7");
	person_type(bob, "/nick Alice");
	expect_answer("nick-taken", "-");
}
END_TEST

START_TEST(test_a_command_without_an_answer_is_done)
{
	become_program(alice);
	person_type(alice, "8\t/topic words");
	ck_assert_ptr_nonnull(strstr(record(alice), "\tT\t@Alice\twords"));
	expect_record(alice, "answered\t-\tT\t-\tdone\t8\tdone");
	person_type(alice, "/topic more");
	ck_assert_ptr_nonnull(strstr(record(alice), "\tT\t@Alice\tmore"));
	person_type(alice, "9\tthat is all");
	ck_assert_ptr_nonnull(strstr(record(alice), "that is all"));
}
END_TEST

START_TEST(test_each_line_of_one_write_has_its_own_answer)
{
	person_send(bob, BYTES("1\ta\nz\n2\t/nick Alice\nb\n3\tc\nd\n"));
	expect_said("a", "1");
	expect_said("z", NULL);
	expect_answer("nick-taken", "2");
	expect_said("b", NULL);
	expect_said("c", "3");
	expect_said("d", NULL);
}
END_TEST

START_TEST(test_a_refused_line_is_answered_with_why)
{
	person_type(alice, "/mute Bob");
	ck_assert_ptr_nonnull(strstr(record(bob), "\tmuted\tBob\t"));
	person_type(bob, "4\thi");
	ck_assert_ptr_nonnull(strstr(record(bob), "\tmuted\t4\t"));
	person_type(alice, "/unmute Bob");
	ck_assert_ptr_nonnull(strstr(record(bob), "\tunmuted\tBob\t"));
}
END_TEST

/* Records are in UTF-8, whatever a program writes. */
START_TEST(test_a_program_in_another_charset_is_told_what_it_gets)
{
	if (!room_writes_chinese())
		return;
	person_type(bob, "/charset gbk");
	expect_record(bob,
	    "answered\t-\tT\t-\tcharset\t-\tyour lines are read as GBK; "
	    "records stay UTF-8; /charset utf-8 switches back");
	person_type(bob, "1\t\xc4\xe3\xba\xc3");
	expect_said("你好", "1");
	person_type(bob, "/charset utf-8");
	expect_record(bob,
	    "answered\t-\tT\t-\tcharset\t-\tyour charset is UTF-8");
	person_type(bob, "2\t\xc4\xe3\xba\xc3");
	expect_record(bob,
	    "answered\t-\tT\t-\tcharset\t-\tyou are writing GB18030, so your "
	    "lines are read as that; records stay UTF-8; /charset utf-8 "
	    "switches back");
	expect_said("你好", "2");
	person_expect(alice, "[ Bob ]: 你好");
}
END_TEST

/* Bob's line is this number, and so many bytes of text, which are in `text`. */
static void
type_long(const char *number, size_t len, char text[RECORD_MAX])
{
	memset(text, 'x', len);
	text[len] = '\0';
	person_send(bob, number, strlen(number));
	person_send(bob, text, len);
	person_send(bob, BYTES("\n"));
}

START_TEST(test_a_number_takes_nothing_from_the_length_of_a_line)
{
	char text[RECORD_MAX];

	type_long("1\t", FRAMING_LINE_MAX, text);
	expect_said(text, "1");
	type_long("123456789\t", FRAMING_LINE_MAX, text);
	expect_said(text, "123456789");
	type_long("", FRAMING_LINE_MAX, text);
	expect_said(text, NULL);
	person_send(bob, BYTES("2\t"));
	type_long("", FRAMING_LINE_MAX - 1, text);
	expect_said(text, "2");
}
END_TEST

START_TEST(test_a_line_that_is_too_long_is_answered_by_its_number)
{
	static const char *const numbers[] = { "1", "123456789" };
	static const size_t more[] = { 1, 8, 9, 10, 11, 20000 };
	char *text = malloc(FRAMING_LINE_MAX + 20001), start[16];
	size_t i, j;

	ck_assert_ptr_nonnull(text);
	for (i = 0; i < 2 * sizeof more / sizeof *more; i++) {
		j = i / 2;
		(void)snprintf(start, sizeof start, "%s\t", numbers[i % 2]);
		type_long(start, FRAMING_LINE_MAX + more[j], text);
		expect_answer("line-too-long", numbers[i % 2]);
		person_type(bob, "/nick Alice");
		expect_answer("nick-taken", "-");
		type_long("", FRAMING_LINE_MAX + more[j], text);
		expect_answer("line-too-long", "-");
	}
	person_type(bob, "3\thi");
	expect_said("hi", "3");
	free(text);
}
END_TEST

/* Nobody else has room for a number, before /records or after it. */
START_TEST(test_a_plain_line_is_no_longer_with_a_number)
{
	char text[RECORD_MAX];

	person_type(bob, "/records off");
	bob->reads_records = false;
	(void)person_line(bob);
	type_long("1\t", FRAMING_LINE_MAX - 2, text);
	person_expect(alice, "[ Bob ]: 1\t%s", text);
	type_long("1\t", FRAMING_LINE_MAX - 1, text);
	person_expect_notice(bob, "too long");
	/* It is known before the end of the line has come. */
	type_long("", FRAMING_LINE_MAX, text);
	person_expect(alice, "[ Bob ]: %s", text);
	memset(text, 'x', FRAMING_LINE_MAX + 1);
	person_send(bob, text, FRAMING_LINE_MAX + 1);
	person_expect_notice(bob, "too long");
	person_send(bob, BYTES("\n"));
	person_expect_nothing(alice);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("requests");

	tcase_add_checked_fixture(tc, setup, meeting_close);
	tcase_add_test(tc,
	    test_a_line_that_is_said_is_confirmed_with_its_number);
	tcase_add_test(tc, test_a_line_without_a_number_is_not_confirmed);
	tcase_add_test(tc, test_what_is_no_number_is_said);
	tcase_add_test(tc, test_people_may_begin_a_line_with_a_number);
	tcase_add_test(tc, test_a_command_is_answered_by_its_number);
	tcase_add_test(tc, test_a_command_without_an_answer_is_done);
	tcase_add_test(tc, test_each_line_of_one_write_has_its_own_answer);
	tcase_add_test(tc, test_a_refused_line_is_answered_with_why);
	tcase_add_test(tc,
	    test_a_program_in_another_charset_is_told_what_it_gets);
	tcase_add_test(tc,
	    test_a_number_takes_nothing_from_the_length_of_a_line);
	tcase_add_test(tc,
	    test_a_line_that_is_too_long_is_answered_by_its_number);
	tcase_add_test(tc, test_a_plain_line_is_no_longer_with_a_number);
	return (suite_run("requests", &tc, 1));
}
