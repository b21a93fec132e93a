/*
 * The client, driven as a whole program, reads records where the server has
 * them: what is shown stays the same, and each line is known to be said.
 */
#include <config.h>

#include <check.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/client.h"
#include "harness/room.h"
#include "harness/spoken.h"
#include "harness/suite.h"

#define WELCOME WELCOME_AS("127.0.0.1:4711")
#define HINT                                                   \
	"*** an empty line leaves, /help lists the commands, " \
	"/records is for programs\r\n"
#define GREETING WELCOME HINT
#define ME "127.0.0.1:4711"
#define FIRST                             \
	"records\t1" T ME "\t1\n"         \
	"here\t-" T ME "\t" ME "\t0\t0\n" \
	"answered\t-" T "-\tlisted\t-\tthat is everyone\n"
#define ANSWER(n, word, text) "answered\t-" T "-\t" word "\t" n "\t" text "\n"

/* As a filter prints it. */
#define GREETED                                                \
	"*** welcome, you are 127.0.0.1:4711 here\n"           \
	"*** an empty line leaves, /help lists the commands, " \
	"/records is for programs\n"

static struct server s;
static struct client c;

static void
set_up(void)
{
	ck_assert_int_eq(setenv("LC_ALL", "C.UTF-8", 1), 0);
}

static void
tear_down(void)
{
	(void)unsetenv("LC_ALL");
}

/* A filter that reads records, and has shown nothing but the greeting. */
static void
open_with_records(const char *options)
{
	filter_open(&c, &s, options);
	server_say(&s, GREETING);
	stream_expect(&s.stream, "/records\n");
	server_say(&s, FIRST);
	stream_expect(&c.out, GREETED);
}

START_TEST(test_each_line_has_a_number_and_is_answered)
{
	open_with_records("");
	client_type(&c, "one\ntwo");
	filter_end_input(&c);
	stream_expect(&s.stream, "1\tone\n2\ttwo\n");
	stream_expect_end(&s.stream);
	server_say(&s, "said\t2" T ME "\tone\n");
	server_say(&s, ANSWER("1", "said", "-"));
	server_say(&s, "said\t3" T ME "\ttwo\n" ANSWER("2", "said", "-"));
	server_hang_up(&s);
	stream_expect_end(&c.out);
	filter_close(&c, &s, 0, "");
}
END_TEST

/* Only the last line has not come back, even if the end is in order. */
START_TEST(test_what_has_not_come_back_is_told)
{
	open_with_records("");
	client_type(&c, "one\ntwo\nthree\n");
	filter_end_input(&c);
	stream_expect(&s.stream, "1\tone\n2\ttwo\n3\tthree\n");
	server_say(&s, ANSWER("1", "said", "-"));
	filter_end(&c, &s, 1,
	    "chatroom: the server has closed the connection; the last 2 lines "
	    "may not have been said\n");
}
END_TEST

START_TEST(test_line_that_is_delayed_is_not_said_yet)
{
	open_with_records("");
	client_type(&c, "one\n");
	filter_end_input(&c);
	stream_expect(&s.stream, "1\tone\n");
	server_say(&s, ANSWER("1", "too-fast", "not so fast"));
	stream_expect(&c.out, "*** not so fast\n");
	filter_end(&c, &s, 1,
	    "chatroom: the server has closed the connection; the last line may "
	    "not have been said\n");
}
END_TEST

START_TEST(test_records_are_shown_as_sentences)
{
	open_with_records("");
	server_say(&s,
	    "said\t2" T "Bob\tgood morning\nsaid\t3" T ME "\tmine\n"
	    "left\t4" T "Bob\t-\npainted\t5" T "Bob\tred\n");
	stream_expect(&c.out, "[ Bob ]: good morning\n[ Bob ] left the room\n");
	filter_end_input(&c);
	filter_end(&c, &s, 0, "");
}
END_TEST

START_TEST(test_many_who_join_are_told_together)
{
	open_with_records("");
	server_say(&s,
	    "joined\t2" T "N1\njoined\t3" T "N2\njoined\t4" T "N3\n"
	    "joined\t5" T "N4\nno record\n");
	stream_expect(&c.out,
	    "[ N1 ] joined the room\n[ N2 ] joined the room\n"
	    "2 joined: N3, N4\nno record\n");
	server_say(&s, "joined\t6" T "N5\njoined\t7" T "N6\n");
	stream_expect(&c.out, "2 joined: N5, N6\n"); /* a second later */
	server_say(&s, "joined\t8" T "N7\n");
	filter_end_input(&c);
	stream_expect_end(&s.stream);
	server_hang_up(&s);
	stream_expect(&c.out, "[ N7 ] joined the room\n");
	filter_close(&c, &s, 0, "");
}
END_TEST

START_TEST(test_nick_is_taken_by_the_answer_to_its_number)
{
	open_with_records("-n Ann");
	client_type(&c, "hello\n");
	filter_end_input(&c);
	stream_expect(&s.stream, "1\t/nick Ann\n");
	server_say(&s, "renamed\t2" T ME "\tAnn\n");
	server_say(&s, ANSWER("1", "nick", "you are now known as Ann"));
	stream_expect(&s.stream, "2\thello\n");
	server_say(&s, "said\t3" T "Ann\thello\n" ANSWER("2", "said", "-"));
	stream_expect_end(&s.stream);
	server_hang_up(&s);
	stream_expect(&c.out, "*** you are now known as Ann\n");
	stream_expect_end(&c.out);
	filter_close(&c, &s, 0, "");
}
END_TEST

START_TEST(test_nick_is_refused_by_the_answer_to_its_number)
{
	open_with_records("-n Ann");
	client_type(&c, "hello\n");
	stream_expect(&s.stream, "1\t/nick Ann\n");
	server_say(&s, ANSWER("1", "nick-taken", "Ann is somebody's name"));
	stream_expect_end(&s.stream);
	stream_expect(&c.out, "*** Ann is somebody's name\n");
	filter_close(&c, &s, 1,
	    "chatroom: the room does not let you use the name Ann; no line of "
	    "the input was delivered\n");
}
END_TEST

/* Nothing that is said first is lost, or sent without a number. */
START_TEST(test_nothing_is_said_until_the_first_record)
{
	filter_open(&c, &s, "");
	client_type(&c, "one\n");
	server_say(&s, GREETING);
	stream_expect(&s.stream, "/records\n");
	server_say(&s, "[ Bob ]: not yet\r\n");
	stream_expect(&c.out, GREETED "[ Bob ]: not yet\n");
	ck_assert(!wait_readable(s.stream.fd, room_now_ms() + 100));
	server_say(&s, FIRST);
	stream_expect(&s.stream, "1\tone\n");
	server_say(&s, ANSWER("1", "said", "-"));
	filter_end_input(&c);
	filter_end(&c, &s, 0, "");
}
END_TEST

START_TEST(test_records_are_not_asked_for_twice)
{
	open_with_records("");
	client_type(&c, "/records off\none\n");
	filter_end_input(&c);
	stream_expect(&s.stream, "1\tone\n");
	stream_expect_end(&s.stream);
	server_say(&s, ANSWER("1", "said", "-"));
	server_hang_up(&s);
	filter_close(&c, &s, 0,
	    "chatroom: /records is not needed here: they are read, and shown "
	    "as sentences\n");
}
END_TEST

/* A filter in the locale "C" passes bytes on, which need not be UTF-8. */
START_TEST(test_filter_without_a_charset_reads_sentences)
{
	/* To musl, every locale is one of UTF-8. */
	if (getenv("ROOM_LIBC") != NULL)
		return;
	ck_assert_int_eq(setenv("LC_ALL", "C", 1), 0);
	filter_open(&c, &s, "");
	client_type(&c, "one\n");
	server_say(&s, GREETING);
	stream_expect(&s.stream, "one\n");
	filter_end_input(&c);
	filter_end(&c, &s, 0, "");
}
END_TEST

START_TEST(test_server_without_records_is_not_asked)
{
	filter_open(&c, &s, "");
	client_type(&c, "one\n");
	server_say(&s,
	    WELCOME "*** an empty line leaves the room, /help lists "
		    "the commands\r\n");
	stream_expect(&s.stream, "one\n");
	filter_end_input(&c);
	filter_end(&c, &s, 0, "");
}
END_TEST

/* However long it is, it is known whether it was said. */
START_TEST(test_longest_line_has_a_number)
{
	static char line[2 + 4096 + 2] = "1\t";
	memset(line + 2, 'x', 4096);
	line[2 + 4096] = '\n';
	open_with_records("");
	client_type(&c, line + 2);
	stream_expect(&s.stream, line);
	filter_end_input(&c);
	filter_end(&c, &s, 1,
	    "chatroom: the server has closed the connection; the last line may "
	    "not have been said\n");
}
END_TEST

START_TEST(test_our_room_answers_the_longest_line)
{
	static char line[4096 + 2];
	struct room *room = room_open("");
	struct person *bob = person_join(room);
	char args[64];

	memset(line, 'x', 4096);
	line[4096] = '\n';
	(void)snprintf(args, sizeof args, "-p %u 127.0.0.1", room->port);
	filter_run(&c, args);
	client_type(&c, line);
	filter_end_input(&c);
	client_expect_exit(&c, 0);
	(void)person_line(bob); /* it has joined */
	ck_assert_uint_gt(strlen(person_line(bob)), 4096);
	client_free(&c);
	person_hang_up(bob);
	room_close(room);
}
END_TEST

/* With a room of ours, whatever it says. */
START_TEST(test_our_room_answers_each_line)
{
	struct room *room = room_open("");
	struct person *bob = person_join(room);
	char args[64];

	(void)snprintf(args, sizeof args, "-p %u -n Ann 127.0.0.1", room->port);
	filter_run(&c, args);
	client_type(&c, "one\n/me two\n/nick Ann\n//three\n/help\n");
	filter_end_input(&c);
	client_expect_exit(&c, 0);
	(void)person_line(bob); /* it has joined, ... */
	(void)person_line(bob); /* ... and has a name */
	person_expect(bob, "[ Ann ]: one");
	person_expect(bob, "* Ann two");
	person_expect(bob, "[ Ann ]: /three");
	person_expect(bob, "[ Ann ] left the room");
	client_free(&c);
	person_hang_up(bob);
	room_close(room);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("told");

	tcase_add_checked_fixture(tc, room_sweep, NULL);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, test_each_line_has_a_number_and_is_answered);
	tcase_add_test(tc, test_what_has_not_come_back_is_told);
	tcase_add_test(tc, test_line_that_is_delayed_is_not_said_yet);
	tcase_add_test(tc, test_records_are_shown_as_sentences);
	tcase_add_test(tc, test_many_who_join_are_told_together);
	tcase_add_test(tc, test_nick_is_taken_by_the_answer_to_its_number);
	tcase_add_test(tc, test_nick_is_refused_by_the_answer_to_its_number);
	tcase_add_test(tc, test_nothing_is_said_until_the_first_record);
	tcase_add_test(tc, test_records_are_not_asked_for_twice);
	tcase_add_test(tc, test_filter_without_a_charset_reads_sentences);
	tcase_add_test(tc, test_server_without_records_is_not_asked);
	tcase_add_test(tc, test_longest_line_has_a_number);
	tcase_add_test(tc, test_our_room_answers_the_longest_line);
	tcase_add_test(tc, test_our_room_answers_each_line);
	return (suite_run("told", &tc, 1));
}
