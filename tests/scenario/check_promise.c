/*
 * Nothing is lost in silence: the client says what was not said, or may not
 * have been, and its exit status is 1.  It is driven as a whole program.
 */
#include <config.h>

#include <sys/socket.h>
#include <sys/wait.h>

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "common/protocol.h"
#include "harness/client.h"
#include "harness/pty.h"
#include "harness/room.h"
#include "harness/spoken.h"
#include "harness/suite.h"

#define WELCOME WELCOME_AS("127.0.0.1:4711")

#define IN_TIME "chatroom: the server did not close the connection in time; "

/* ------------------------------------------------------------------------
 * A person, on a terminal.
 */

/* A client on a terminal that is connected to a new server. */
static void
person_open(struct client *c, struct server *s)
{
	/* No row ends in the middle of what a test waits for. */
	int slave, master = pty_make(24, 200, &slave);
	int err[2];
	char args[64];

	make_pipe(err);
	server_open(s);
	(void)snprintf(args, sizeof args, "127.0.0.1:%u", s->port);
	client_start(c, args, slave, slave, err[1]);
	(void)close(slave);
	(void)close(err[1]);
	c->in = master;
	stream_init(&c->out, master);
	stream_init(&c->err, err[0]);
	server_accept(s);
}

static void
person_close(struct client *c, struct server *s, int status, const char *shown)
{
	client_expect_exit(c, status);
	stream_await(&c->out, shown);
	client_free(c);
	server_free(s);
}

/* The same, and nothing was shown of lines that may be lost. */
static void
person_close_untold(struct client *c, struct server *s)
{
	client_expect_exit(c, 0);
	ck_assert_ptr_null(strstr(stream_all(&c->out), "may not"));
	client_free(c);
	server_free(s);
}

/* Says some lines, which the server gets. */
static void
person_says(struct client *c, struct server *s, const char *lines)
{
	server_say(s, "[ Lena ]: hi\r\n");
	stream_await(&c->out, "[ Lena ]: hi");
	client_type(c, lines);
	stream_expect(&s->stream, lines);
}

START_TEST(test_person_is_told_what_a_stuck_server_may_not_have_said)
{
	struct server s;
	struct client c;

	person_open(&c, &s);
	person_says(&c, &s, "one\n");
	client_type(&c, "two\n");
	stream_expect(&s.stream, "two\n");
	client_type(&c, "/quit\n");
	person_close(&c, &s, 1, "the last 2 lines may not have been said");
}
END_TEST

START_TEST(test_person_is_told_after_ctrl_c)
{
	struct server s;
	struct client c;

	person_open(&c, &s);
	person_says(&c, &s, "one\n");
	client_type(&c, "half a line\x03");
	person_close(&c, &s, 1, "the last line may not have been said");
}
END_TEST

/* What is typed there may be the key of the operators. */
START_TEST(test_person_who_is_not_let_in_gets_1)
{
	struct server s;
	struct client c;

	person_open(&c, &s);
	server_say(&s, PROTOCOL_LOCKED "wait\r\n");
	stream_await(&c.out, PROTOCOL_LOCKED "wait");
	client_type(&c, "hi\n");
	stream_expect(&s.stream, "hi\n");
	server_say(&s, PROTOCOL_LOCKED "wait\r\n");
	client_type(&c, "/quit\n");
	stream_expect(&s.stream, "/quit\n");
	stream_expect_end(&s.stream);
	server_hang_up(&s);
	client_expect_exit(&c, 1);
	client_free(&c);
	server_free(&s);
}
END_TEST

START_TEST(test_person_who_is_let_in_after_all_leaves_as_usual)
{
	struct server s;
	struct client c;

	person_open(&c, &s);
	server_say(&s, PROTOCOL_LOCKED "wait\r\n");
	stream_await(&c.out, PROTOCOL_LOCKED "wait");
	server_say(&s, WELCOME "*** an empty line leaves\r\n");
	stream_await(&c.out, "an empty line leaves");
	client_type(&c, "hi\n");
	stream_expect(&s.stream, "hi\n");
	client_type(&c, "/quit\n");
	stream_expect(&s.stream, "/quit\n");
	stream_expect_end(&s.stream);
	server_hang_up(&s);
	client_expect_exit(&c, 0);
	client_free(&c);
	server_free(&s);
}
END_TEST

START_TEST(test_person_who_has_said_nothing_reads_nothing)
{
	struct server s;
	struct client c;

	person_open(&c, &s);
	server_say(&s, "[ Lena ]: hi\r\n");
	stream_await(&c.out, "[ Lena ]: hi");
	client_type(&c, "\x03");
	person_close_untold(&c, &s);
}
END_TEST

START_TEST(test_person_whose_server_closes_in_order_reads_nothing)
{
	struct server s;
	struct client c;

	person_open(&c, &s);
	person_says(&c, &s, "one\n");
	client_type(&c, "\x04");
	stream_expect_end(&s.stream);
	server_hang_up(&s);
	person_close_untold(&c, &s);
}
END_TEST

START_TEST(test_person_is_told_what_a_reset_may_have_lost)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };
	struct server s;
	struct client c;

	person_open(&c, &s);
	person_says(&c, &s, "one\n");
	ck_assert_int_eq(
	    setsockopt(s.stream.fd, SOL_SOCKET, SO_LINGER, &now, sizeof now),
	    0);
	server_hang_up(&s);
	person_close(&c, &s, 1, "the last line may not have been said");
}
END_TEST

/* A server that says something a while after a line has had time for it. */
START_TEST(test_line_is_taken_as_said_when_the_server_is_heard_later)
{
	struct server s;
	struct client c;
	char text[32];
	int i;

	person_open(&c, &s);
	person_says(&c, &s, "one\n");
	/* Lines of others, until one of them comes a second later. */
	for (i = 0; i < 15; i++) {
		(void)snprintf(text, sizeof text, "line %d\r\n", i);
		server_say(&s, text);
		(void)snprintf(text, sizeof text, "line %d", i);
		stream_await(&c.out, text);
		ck_assert(!wait_readable(s.stream.fd, room_now_ms() + 100));
	}
	client_type(&c, "/quit\n");
	person_close_untold(&c, &s);
}
END_TEST

/* ------------------------------------------------------------------------
 * A filter, and its nick.
 */

START_TEST(test_filter_is_told_how_many_lines_may_be_lost)
{
	struct server s;
	struct client c;

	filter_open(&c, &s, "");
	client_type(&c, "one\ntwo\n");
	stream_expect(&s.stream, "one\ntwo\n");
	(void)kill(c.pid, SIGINT); /* it need not wait for the goodbye */
	filter_close(&c, &s, 1,
	    IN_TIME "the last 2 lines may not have been said\n");
}
END_TEST

START_TEST(test_filter_that_is_interrupted_tells_what_it_did_not_send)
{
	struct server s;
	struct client c;

	filter_open(&c, &s, "-n Ann");
	client_type(&c, "one\n");
	server_say(&s, WELCOME);
	stream_expect(&s.stream, "/nick Ann\n" DO_MARK);
	(void)kill(c.pid, SIGINT);
	filter_close(&c, &s, 1, "chatroom: no line of the input was sent\n");
}
END_TEST

START_TEST(test_filter_waits_until_it_has_its_nick)
{
	struct server s;
	struct client c;

	filter_open(&c, &s, "-n Ann");
	client_type(&c, "hello\n");
	filter_end_input(&c);
	server_say(&s, WELCOME "*** 1 person is here\r\n");
	stream_expect(&s.stream, "/nick Ann\n" DO_MARK);
	/* What others do meanwhile is not an answer. */
	server_say(&s, "*** @Eve has paused the room\r\n");
	stream_expect(&c.out,
	    "*** welcome, you are 127.0.0.1:4711 here\n"
	    "*** 1 person is here\n*** @Eve has paused the room\n");
	server_say(&s, NAMED WONT_MARK);
	stream_expect(&s.stream, "hello\n");
	filter_end(&c, &s, 0, "");
}
END_TEST

START_TEST(test_filter_whose_nick_is_refused_says_nothing)
{
	struct server s;
	struct client c;

	filter_open(&c, &s, "-n Ann");
	client_type(&c, "hello\n");
	filter_end_input(&c);
	server_say(&s, WELCOME);
	stream_expect(&s.stream, "/nick Ann\n" DO_MARK);
	server_say(&s, "*** Ann is somebody's name already\r\n" WONT_MARK);
	stream_expect_end(&s.stream);
	stream_expect(&c.out,
	    "*** welcome, you are 127.0.0.1:4711 here\n"
	    "*** Ann is somebody's name already\n");
	filter_close(&c, &s, 1,
	    "chatroom: the room does not let you use the name Ann; no line of "
	    "the input was delivered\n");
}
END_TEST

START_TEST(test_filter_whose_nick_gets_no_answer_says_nothing)
{
	struct server s;
	struct client c;

	filter_open(&c, &s, "-n Ann");
	client_type(&c, "hello\n");
	server_say(&s, WELCOME);
	stream_expect(&s.stream, "/nick Ann\n" DO_MARK);
	stream_expect_end(&s.stream);
	filter_close(&c, &s, 1,
	    "chatroom: the room has not confirmed the name Ann; no line of "
	    "the input was delivered\n");
}
END_TEST

START_TEST(test_filter_greeted_late_still_learns_that_it_has_no_nick)
{
	struct server s;
	struct client c;

	filter_open(&c, &s, "-n Ann");
	client_type(&c, "hello\n");
	stream_expect(&s.stream, "/nick Ann\nhello\n");
	server_say(&s, WELCOME);
	stream_expect(&s.stream, DO_MARK);
	server_say(&s, "*** Ann is somebody's name already\r\n" WONT_MARK);
	stream_expect_end(&s.stream);
	filter_close(&c, &s, 1,
	    "chatroom: the room does not let you use the name Ann; the input "
	    "so far was said under your address\n");
}
END_TEST

START_TEST(test_filter_of_a_real_room_has_its_nick_or_ends)
{
	struct room *r = room_open("");
	struct person *p = person_join(r);
	struct client c;
	char args[64];

	person_type(p, "/nick Ann");
	person_expect_notice(p, "you are now known as Ann");
	(void)snprintf(args, sizeof args, "-n Ann 127.0.0.1:%u", r->port);
	filter_run(&c, args);
	client_type(&c, "hello\n");
	filter_end_input(&c);
	client_expect_exit(&c, 1);
	ck_assert_ptr_nonnull(strstr(person_line(p), "joined the room"));
	ck_assert_ptr_nonnull(strstr(person_line(p), "left the room"));
	client_free(&c);
	(void)snprintf(args, sizeof args, "-n Bob 127.0.0.1:%u", r->port);
	filter_run(&c, args);
	client_type(&c, "hello\n");
	filter_end_input(&c);
	client_expect_exit(&c, 0);
	ck_assert_ptr_nonnull(strstr(person_line(p), "joined the room"));
	ck_assert_ptr_nonnull(strstr(person_line(p), "is now known as Bob"));
	person_expect(p, "[ Bob ]: hello");
	client_free(&c);
	person_hang_up(p);
	room_close(r);
}
END_TEST

/* ------------------------------------------------------------------------
 * A filter whose output nobody reads.
 */

static void
close_output(struct client *c)
{
	(void)close(c->out.fd);
	c->out.fd = -1;
}

START_TEST(test_filter_without_output_delivers_its_input)
{
	struct server s;
	struct client c;

	filter_open(&c, &s, "");
	server_say(&s, "one\n");
	stream_expect(&c.out, "one\n");
	close_output(&c);
	server_say(&s, "two\n"); /* finds out that the output is gone */
	client_type(&c, "hello\n");
	stream_expect(&s.stream, "hello\n");
	client_type(&c, "again\n");
	filter_end_input(&c);
	stream_expect(&s.stream, "again\n");
	filter_end(&c, &s, 0, "");
}
END_TEST

START_TEST(test_filter_without_output_from_the_start_delivers)
{
	struct server s;
	struct client c;

	filter_open(&c, &s, "-n Ann");
	close_output(&c);
	client_type(&c, "hello\n");
	filter_end_input(&c);
	server_say(&s, WELCOME);
	stream_expect(&s.stream, "/nick Ann\n" DO_MARK);
	server_say(&s, NAMED WONT_MARK);
	stream_expect(&s.stream, "hello\n");
	filter_end(&c, &s, 0, "");
}
END_TEST

START_TEST(test_filter_with_a_full_disk_delivers_and_gives_1)
{
	int in[2], err[2], full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	struct server s;
	struct client c;
	char args[64];

	ck_assert_int_ge(full, 0);
	make_pipe(in);
	make_pipe(err);
	server_open(&s);
	(void)snprintf(args, sizeof args, "127.0.0.1:%u", s.port);
	client_start(&c, args, in[0], full, err[1]);
	(void)close(in[0]);
	(void)close(full);
	(void)close(err[1]);
	c.in = in[1];
	stream_init(&c.out, -1);
	stream_init(&c.err, err[0]);
	server_accept(&s);
	server_say(&s, "one\n");
	client_type(&c, "hello\n");
	filter_end_input(&c);
	stream_expect(&s.stream, "hello\n");
	filter_end(&c, &s, 1,
	    "chatroom: cannot write the output: No space left on device\n");
}
END_TEST

/* ------------------------------------------------------------------------ */

int
main(void)
{
	TCase *tc = tcase_create("promise");

	(void)unsetenv("CHATROOM_NICK");
	(void)signal(SIGPIPE, SIG_IGN);
	tcase_add_test(tc,
	    test_person_is_told_what_a_stuck_server_may_not_have_said);
	tcase_add_test(tc, test_person_is_told_after_ctrl_c);
	tcase_add_test(tc, test_person_who_is_not_let_in_gets_1);
	tcase_add_test(tc, test_person_who_is_let_in_after_all_leaves_as_usual);
	tcase_add_test(tc, test_person_who_has_said_nothing_reads_nothing);
	tcase_add_test(tc,
	    test_person_whose_server_closes_in_order_reads_nothing);
	tcase_add_test(tc, test_person_is_told_what_a_reset_may_have_lost);
	tcase_add_test(tc,
	    test_line_is_taken_as_said_when_the_server_is_heard_later);
	tcase_add_test(tc, test_filter_is_told_how_many_lines_may_be_lost);
	tcase_add_test(tc,
	    test_filter_that_is_interrupted_tells_what_it_did_not_send);
	tcase_add_test(tc, test_filter_waits_until_it_has_its_nick);
	tcase_add_test(tc, test_filter_whose_nick_is_refused_says_nothing);
	tcase_add_test(tc, test_filter_whose_nick_gets_no_answer_says_nothing);
	tcase_add_test(tc,
	    test_filter_greeted_late_still_learns_that_it_has_no_nick);
	tcase_add_test(tc, test_filter_of_a_real_room_has_its_nick_or_ends);
	tcase_add_test(tc, test_filter_without_output_delivers_its_input);
	tcase_add_test(tc, test_filter_without_output_from_the_start_delivers);
	tcase_add_test(tc, test_filter_with_a_full_disk_delivers_and_gives_1);
	return (suite_run("promise", &tc, 1));
}
