/*
 * check_filter: the client as a filter between pipes.
 */
#include <config.h>

#include <sys/wait.h>

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/client.h"
#include "harness/key_file.h"
#include "harness/room.h"
#include "harness/spoken.h"
#include "harness/suite.h"

#define WELCOME WELCOME_AS("Ann")

static struct server s;
static struct client c;

START_TEST(test_filter_delivers_before_it_ends)
{
	filter_open(&c, &s, "");
	client_type(&c, "hello\n");
	filter_end_input(&c);
	stream_expect(&s.stream, "hello\n");
	stream_expect_end(&s.stream);
	server_say(&s, "*** bye\r\n");
	server_hang_up(&s);
	stream_expect(&c.out, "*** bye\n");
	stream_expect_end(&c.out);
	filter_close(&c, &s, 0, "");
}
END_TEST

START_TEST(test_filter_sends_the_nick_first)
{
	filter_open(&c, &s, "-n 小明");
	client_type(&c, "hello");
	filter_end_input(&c);
	stream_expect(&s.stream, "/nick 小明\nhello\n");
	filter_end(&c, &s, 0, "");
}
END_TEST

START_TEST(test_filter_takes_the_nick_from_the_environment)
{
	ck_assert_int_eq(setenv("CHATROOM_NICK", "Lena", 1), 0);
	filter_open(&c, &s, "");
	(void)unsetenv("CHATROOM_NICK");
	filter_end_input(&c);
	stream_expect(&s.stream, "/nick Lena\n");
	filter_end(&c, &s, 0, "");
}
END_TEST

START_TEST(test_filter_writes_each_line_at_once)
{
	filter_open(&c, &s, "");
	server_say(&s, "one\r\n");
	stream_expect(&c.out, "one\n");
	server_say(&s, "two\x1b[1m\n");
	stream_expect(&c.out, "two[1m\n");
	server_say(&s, "without end");
	stream_expect(&c.out, "without end\n");
	server_say(&s, "\nnext\n");
	stream_expect(&c.out, "next\n");
	filter_end_input(&c);
	filter_end(&c, &s, 0, "");
}
END_TEST

START_TEST(test_filter_goes_on_behind_timing_marks)
{
	filter_open(&c, &s, "");
	server_say(&s, "one\r\n\377\375\006two\r\n");
	stream_expect(&c.out, "one\ntwo\n");
	client_type(&c, "three\nfour\n");
	filter_end_input(&c);
	stream_expect(&s.stream, "three\nfour\n");
	filter_end(&c, &s, 0, "");
}
END_TEST

START_TEST(test_filter_leaves_at_an_empty_line_and_says_so)
{
	filter_open(&c, &s, "");
	client_type(&c, "one\r\n\r\ntwo\n");
	stream_expect(&s.stream, "one\n");
	filter_end(&c, &s, 0,
	    "chatroom: the empty line ended the session; the rest of the "
	    "input was not sent\n");
}
END_TEST

START_TEST(test_filter_with_an_empty_line_at_the_end_is_quiet)
{
	filter_open(&c, &s, "");
	client_type(&c, "one\n\n");
	stream_expect(&s.stream, "one\n");
	filter_end(&c, &s, 0, "");
}
END_TEST

START_TEST(test_filter_says_which_line_is_too_long)
{
	char text[4098];

	filter_open(&c, &s, "");
	memset(text, 'x', 4097);
	text[4097] = '\0';
	client_type(&c, text);
	client_type(&c, "\nnext\n");
	filter_end_input(&c);
	stream_expect(&s.stream, "next\n");
	filter_end(&c, &s, 1,
	    "chatroom: a line of more than 4096 bytes was not sent\n");
}
END_TEST

START_TEST(test_filter_sends_much)
{
	char line[64];
	int i;

	filter_open(&c, &s, "");
	for (i = 0; i < 3000; i++) {
		(void)snprintf(line, sizeof line, "line number %d\n", i);
		client_type(&c, line);
		stream_expect(&s.stream, line);
	}
	filter_end_input(&c);
	filter_end(&c, &s, 0, "");
}
END_TEST

START_TEST(test_filter_ends_when_the_server_goes_away)
{
	filter_open(&c, &s, "");
	server_hang_up(&s); /* while it waits for input */
	filter_close(&c, &s, 1,
	    "chatroom: the server has closed the connection\n");
}
END_TEST

START_TEST(test_filter_with_closed_output_ends_quietly)
{
	filter_open(&c, &s, "");
	server_say(&s, "one\n");
	stream_expect(&c.out, "one\n");
	(void)close(c.out.fd);
	c.out.fd = -1;
	filter_end_input(&c);
	filter_end(&c, &s, 0, "");
}
END_TEST

START_TEST(test_filter_whose_output_is_stuck_can_be_ended)
{
	char line[1025];
	int i, status;

	filter_open(&c, &s, "");
	memset(line, 'x', 1023);
	line[1023] = '\n';
	line[1024] = '\0';
	for (i = 0; i < 128; i++)
		server_say(&s, line);
	stream_expect(&c.out, line); /* by now it writes */
	(void)kill(c.pid, SIGTERM);
	status = client_wait(&c);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGTERM);
	client_free(&c);
	server_free(&s);
}
END_TEST

START_TEST(test_filter_without_key_says_what_is_needed)
{
	filter_open(&c, &s, "");
	client_type(&c, "hello\n");
	server_say(&s, ASKED);
	filter_close(&c, &s, 1,
	    "chatroom: this room needs a key; give it with --key-file FILE; no "
	    "line of the input was delivered\n");
}
END_TEST

START_TEST(test_filter_without_input_says_what_is_needed)
{
	filter_open(&c, &s, "");
	filter_end_input(&c);
	server_say(&s, ASKED);
	filter_close(&c, &s, 1,
	    "chatroom: this room needs a key; give it with --key-file FILE; no "
	    "line of the input was delivered\n");
}
END_TEST

START_TEST(test_filter_asked_late_says_what_was_lost)
{
	filter_open(&c, &s, "");
	client_type(&c, "hello\n");
	filter_end_input(&c);
	stream_expect(&s.stream, "hello\n");
	stream_expect_end(&s.stream);
	server_say(&s, ASKED);
	server_hang_up(&s);
	filter_close(&c, &s, 1,
	    "chatroom: this room needs a key; give it with --key-file FILE; no "
	    "line of the input was delivered\n");
}
END_TEST

START_TEST(test_filter_answers_with_the_key_of_the_file)
{
	char options[128];

	(void)snprintf(options, sizeof options, "-n Ann %s",
	    key_file_make(0600));
	filter_open(&c, &s, options);
	client_type(&c, "hello\n");
	filter_end_input(&c);
	server_say(&s, ASKED);
	stream_expect(&s.stream, "/key " KEY "\n");
	server_say(&s, WELCOME);
	stream_expect(&s.stream, "/nick Ann\n" DO_MARK);
	server_say(&s, NAMED WONT_MARK);
	stream_expect(&s.stream, "hello\n");
	stream_expect_end(&s.stream);
	server_hang_up(&s);
	stream_expect(&c.out,
	    "*** welcome, you are Ann here\n"
	    "*** you are now known as Ann\n");
	stream_expect_end(&c.out);
	filter_close(&c, &s, 0, "");
	key_file_remove();
}
END_TEST

START_TEST(test_filter_with_a_wrong_key_says_so)
{
	char text[256];

	filter_open(&c, &s, key_file_make(0600));
	client_type(&c, "hello\n");
	server_say(&s, ASKED);
	stream_expect(&s.stream, "/key " KEY "\n");
	server_say(&s, WRONG);
	stream_expect_end(&s.stream);
	(void)snprintf(text, sizeof text,
	    "chatroom: the key in %s is wrong; no line of the input was "
	    "delivered\n",
	    key_file);
	filter_close(&c, &s, 1, text);
	key_file_remove();
}
END_TEST

START_TEST(test_filter_gets_past_the_key_of_a_real_room)
{
	struct room *r;
	struct person *p;
	char args[256];

	r = room_open(key_file_make(0600));
	p = person_dial(r, "127.0.0.1", 0);
	ck_assert_ptr_nonnull(p);
	person_expect(p, "*** this room has a key; answer with /key WORDS");
	person_type(p, "/key " KEY);
	person_expect_notice(p, "welcome");
	person_expect_notice(p, "1 person is here");
	person_expect_notice(p, "an empty line");
	(void)snprintf(args, sizeof args,
	    "-n Ann --key-file %s -p %u "
	    "127.0.0.1",
	    key_file, r->port);
	filter_run(&c, args);
	client_type(&c, "hello\n");
	filter_end_input(&c);
	client_expect_exit(&c, 0);
	ck_assert_ptr_nonnull(strstr(person_line(p), "joined the room"));
	ck_assert_ptr_nonnull(strstr(person_line(p), "is now known as Ann"));
	person_expect(p, "[ Ann ]: hello");
	person_expect(p, "[ Ann ] left the room");
	client_free(&c);
	person_hang_up(p);
	room_close(r);
	key_file_remove();
}
END_TEST

START_TEST(test_filter_waits_until_a_slow_room_has_said_all)
{
	struct room *r = room_open("--rate 10");
	struct person *p = person_join(r);
	char text[64];
	int i;

	(void)snprintf(text, sizeof text, "-n Ann -p %u 127.0.0.1", r->port);
	filter_run(&c, text);
	for (i = 1; i <= 100; i++) {
		(void)snprintf(text, sizeof text, "%d\n", i);
		client_type(&c, text);
	}
	filter_end_input(&c);
	ck_assert_ptr_nonnull(strstr(person_line(p), "joined the room"));
	ck_assert_ptr_nonnull(strstr(person_line(p), "is now known as Ann"));
	for (i = 1; i <= 100; i++)
		person_expect(p, "[ Ann ]: %d", i);
	client_expect_exit(&c, 0);
	client_free(&c);
	person_hang_up(p);
	room_close(r);
}
END_TEST

START_TEST(test_filter_that_waits_in_vain_says_so)
{
	filter_open(&c, &s, "");
	client_type(&c, "hello\n");
	filter_end_input(&c);
	stream_expect(&s.stream, "hello\n");
	stream_expect_end(&s.stream);
	filter_close(&c, &s, 1,
	    "chatroom: the server did not close the connection in time; the "
	    "last line may not have been said\n");
}
END_TEST

static TCase *
filter_case(void)
{
	TCase *tc = tcase_create("as a filter");

	tcase_add_test(tc, test_filter_delivers_before_it_ends);
	tcase_add_test(tc, test_filter_sends_the_nick_first);
	tcase_add_test(tc, test_filter_takes_the_nick_from_the_environment);
	tcase_add_test(tc, test_filter_writes_each_line_at_once);
	tcase_add_test(tc, test_filter_goes_on_behind_timing_marks);
	tcase_add_test(tc, test_filter_leaves_at_an_empty_line_and_says_so);
	tcase_add_test(tc, test_filter_with_an_empty_line_at_the_end_is_quiet);
	tcase_add_test(tc, test_filter_says_which_line_is_too_long);
	tcase_add_test(tc, test_filter_sends_much);
	tcase_add_test(tc, test_filter_ends_when_the_server_goes_away);
	tcase_add_test(tc, test_filter_with_closed_output_ends_quietly);
	tcase_add_test(tc, test_filter_whose_output_is_stuck_can_be_ended);
	tcase_add_test(tc, test_filter_without_key_says_what_is_needed);
	tcase_add_test(tc, test_filter_without_input_says_what_is_needed);
	tcase_add_test(tc, test_filter_asked_late_says_what_was_lost);
	tcase_add_test(tc, test_filter_answers_with_the_key_of_the_file);
	tcase_add_test(tc, test_filter_with_a_wrong_key_says_so);
	tcase_add_test(tc, test_filter_gets_past_the_key_of_a_real_room);
	tcase_add_test(tc, test_filter_waits_until_a_slow_room_has_said_all);
	tcase_add_test(tc, test_filter_that_waits_in_vain_says_so);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { filter_case() };
	(void)unsetenv("CHATROOM_NICK");
	(void)signal(SIGPIPE, SIG_IGN);
	return (suite_run("filter", cases, sizeof cases / sizeof *cases));
}
