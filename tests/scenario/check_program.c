/*
 * check_program: the form for programs is as chatroom(7) describes it.
 *
 * Each test begins in a room with Ann, who reads sentences, and a program that
 * reads records.
 */
#include <config.h>

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "harness/server.h"
#include "harness/room.h"

static struct room *room;
static struct person *ann, *program;
static struct stream records; /* what the program reads */

/* The next line, without its end. */
static void
take_line(char *line, size_t size)
{
	int64_t deadline = patience();
	const char *start, *end;
	size_t len;

	while ((end = strchr(records.bytes + records.taken, '\n')) == NULL)
		ck_assert_msg(stream_read(&records, deadline), "no record");
	start = records.bytes + records.taken;
	len = (size_t)(end - start);
	ck_assert_uint_lt(len, size);
	memcpy(line, start, len);
	line[len] = '\0';
	records.taken += len + 1;
}

/* Seconds that a busy machine may have taken. */
#define LATE_S 60

/* Whether it is a time, as 2026-11-26T16:20:05.123Z is, and that of now. */
static void
expect_time(const char *field)
{
	static const char form[] = "0000-00-00T00:00:00.000Z";
	struct tm tm;
	char date[sizeof form];
	const char *rest;
	size_t i;

	for (i = 0; i < sizeof form - 1; i++)
		if (form[i] == '0')
			ck_assert(field[i] >= '0' && field[i] <= '9');
		else
			ck_assert_int_eq(field[i], form[i]);
	ck_assert_int_eq(field[i], '\t');
	(void)snprintf(date, sizeof date, "%s", field);
	memset(&tm, 0, sizeof tm);
	rest = strptime(date, "%Y-%m-%dT%H:%M:%S", &tm);
	ck_assert_ptr_nonnull(rest);
	ck_assert_int_eq(*rest, '.');
	ck_assert_msg(llabs((long long)(timegm(&tm) - time(NULL))) <= LATE_S,
	    "%s is not the time", date);
}

/* The next record, in which "TIME" stands for any time. */
static void
expect(const char *record)
{
	char line[8192];
	size_t i;
	int tabs = 0;

	take_line(line, sizeof line);
	for (i = 0; line[i] != '\0' && tabs < 2; i++)
		tabs += line[i] == '\t';
	expect_time(line + i);
	memmove(line + i + 4, line + i + 24, strlen(line + i + 24) + 1);
	memcpy(line + i, "TIME", 4);
	ck_assert_str_eq(line, record);
}

/* One of those who are here, as the list of them has it. */
static void
expect_here(const char *who, const char *address)
{
	char line[256], name[100], from[100];
	int here, idle, end = 0;

	take_line(line, sizeof line);
	ck_assert_int_eq(strncmp(line, "here\t-\t", 7), 0);
	expect_time(line + 7);
	ck_assert_int_eq(sscanf(line, "here\t-\t%*s %99s %99s %d %d%n", name,
			     from, &here, &idle, &end),
	    4);
	ck_assert_str_eq(name, who);
	ck_assert_str_eq(from, address);
	ck_assert_str_eq(line + end, "");
}

static void
expect_list(const char *me)
{
	expect_here("Ann", ann->who);
	expect_here(me, program->who);
	expect("answered\t-\tTIME\t-\tlisted\t-\tthat is everyone");
}

static void
setup(void)
{
	char first[128];

	room_sweep();
	room = room_open("");
	ann = person_join(room);
	person_type(ann, "/nick Ann");
	person_expect(ann, "*** you are now known as Ann");
	program = person_join(room);
	person_expect(ann, "[ %s ] joined the room", program->who);
	stream_init(&records, dup(program->fd));
	person_type(program, "/records");
	(void)snprintf(first, sizeof first, "records\t3\tTIME\t%s\t1",
	    program->who);
	expect(first);
	expect_list(program->who);
	person_type(program, "1\t/nick Bob");
	(void)snprintf(first, sizeof first, "renamed\t4\tTIME\t%s\tBob",
	    program->who);
	expect(first);
	expect("answered\t-\tTIME\t-\tnick\t1\tyou are now known as Bob");
	person_expect(ann, "[ %s ] is now known as Bob", program->who);
}

static void
leave(void)
{
	stream_fini(&records);
	person_hang_up(program);
	person_hang_up(ann);
	room_close(room);
}

START_TEST(test_what_is_said_is_confirmed_with_its_number)
{
	person_type(program, "17\thello\tAnn\n18\t/me waves\n999999999\t//x");
	expect("said\t5\tTIME\tBob\thello\tAnn");
	expect("answered\t5\tTIME\t-\tsaid\t17\t-");
	expect("did\t6\tTIME\tBob\twaves");
	expect("answered\t6\tTIME\t-\tsaid\t18\t-");
	expect("said\t7\tTIME\tBob\t/x");
	expect("answered\t7\tTIME\t-\tsaid\t999999999\t-");
	person_expect(ann, "[ Bob ]: hello\tAnn");
	person_expect(ann, "* Bob waves");
	person_expect(ann, "[ Bob ]: /x");
	person_type(ann, "good morning");
	expect("said\t8\tTIME\tAnn\tgood morning");
	leave();
}
END_TEST

START_TEST(test_what_is_no_request_is_said_as_it_is)
{
	person_type(program, "1234567890\tx\n12 x\n0\tx\n007\tx");
	expect("said\t5\tTIME\tBob\t1234567890\tx");
	expect("said\t6\tTIME\tBob\t12 x");
	expect("said\t7\tTIME\tBob\t0\tx");
	expect("said\t8\tTIME\tBob\t007\tx");
	leave();
}
END_TEST

START_TEST(test_each_request_is_answered_under_its_number)
{
	char bytes[5000];

	person_type(program,
	    "1\t/nick Ann Bob\n2\t/frob\n3\t/msg Zed x\n"
	    "4\t/lock\n5\t\342\200\213\n6\t/nick Bob");
	expect("answered\t-\tTIME\t-\tnick-wrong\t1\tAnn Bob cannot be your "
	       "name: it contains blanks");
	expect("answered\t-\tTIME\t-\tno-command\t2\tthere is no command "
	       "/frob; /help lists all, //frob says it aloud");
	expect("answered\t-\tTIME\t-\tnobody\t3\tnobody here is called Zed; "
	       "/who lists everyone");
	expect("answered\t-\tTIME\t-\tnot-operator\t4\t/lock is for "
	       "operators; /op KEY makes you one");
	expect("answered\t-\tTIME\t-\tdone\t5\tdone");
	expect("answered\t-\tTIME\t-\tnick-same\t6\tyou are already known as "
	       "Bob");
	/* Even one that cannot be read. */
	memset(bytes, 'x', sizeof bytes);
	memcpy(bytes, "7\t", 2);
	bytes[sizeof bytes - 1] = '\n';
	person_send(program, bytes, sizeof bytes);
	expect("answered\t-\tTIME\t-\tline-too-long\t7\tyour line is too long "
	       "and was not sent: the limit is 4096 bytes; split it");
	leave();
}
END_TEST

START_TEST(test_whisper_is_a_record_and_an_answer)
{
	person_type(program, "1\t/msg Ann psst\n2\t/msg Bob self");
	expect("whispered\t-\tTIME\tBob\tAnn\tpsst");
	expect("answered\t-\tTIME\t-\tdone\t1\tdone");
	expect("whispered\t-\tTIME\tBob\tBob\tself");
	expect("answered\t-\tTIME\t-\tdone\t2\tdone");
	person_expect(ann, "[ Bob to Ann ]: psst");
	leave();
}
END_TEST

START_TEST(test_list_is_given_again_and_sentences_come_back)
{
	person_type(program, "3\t/who");
	expect_here("Ann", ann->who);
	expect_here("Bob", program->who);
	expect("answered\t-\tTIME\t-\tlisted\t3\tthat is everyone");
	person_type(program, "4\t/records of");
	expect("answered\t-\tTIME\t-\tusage\t4\tusage: /records [off]: for "
	       "programs: read records, not sentences");
	person_type(program, "/records off");
	stream_expect(&records,
	    "*** you read sentences again; /records "
	    "brings the records back\r\n");
	person_type(program, "1\tnot a request");
	person_expect(ann, "[ Bob ]: 1\tnot a request");
	person_type(ann, "hello");
	stream_expect(&records, "[ Ann ]: hello\r\n");
	person_type(program, "/records");
	expect("records\t6\tTIME\tBob\t1");
	expect_list("Bob");
	leave();
}
END_TEST

START_TEST(test_quiet_leaves_out_who_comes_and_goes)
{
	struct person *cat;
	char text[128];

	person_type(program, "1\t/quiet on");
	expect("answered\t-\tTIME\t-\tquiet-on\t1\tquiet is on: you are not "
	       "told who comes and goes; /quiet off ends it");
	cat = person_join(room);
	person_type(cat, "hello");
	(void)snprintf(text, sizeof text, "said\t6\tTIME\t%s\thello", cat->who);
	expect(text);
	person_expect(ann, "[ %s ] joined the room", cat->who);
	person_expect(ann, "[ %s ]: hello", cat->who);
	(void)snprintf(text, sizeof text, "[ %s ] left the room", cat->who);
	person_hang_up(cat);
	person_expect(ann, "%s", text);
	person_type(ann, "bye");
	expect("said\t8\tTIME\tAnn\tbye");
	leave();
}
END_TEST

START_TEST(test_room_that_closes_says_so)
{
	room_signal(room, SIGTERM);
	expect("closing\t-\tTIME\t-\troom-closes\tthe room is closing, bye "
	       "bye");
	stream_expect_end(&records);
	stream_fini(&records);
	person_hang_up(program);
	person_hang_up(ann);
	room_expect_status(room, 0);
	room_free(room);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("program");
	TCase *t = tcase_create("program");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_set_timeout(t, room_timeout());
	tcase_add_test(t, test_what_is_said_is_confirmed_with_its_number);
	tcase_add_test(t, test_what_is_no_request_is_said_as_it_is);
	tcase_add_test(t, test_each_request_is_answered_under_its_number);
	tcase_add_test(t, test_whisper_is_a_record_and_an_answer);
	tcase_add_test(t, test_list_is_given_again_and_sentences_come_back);
	tcase_add_test(t, test_quiet_leaves_out_who_comes_and_goes);
	tcase_add_test(t, test_room_that_closes_says_so);
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
