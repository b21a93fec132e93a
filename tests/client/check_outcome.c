/*
 * check_outcome: how it went: what may be lost, and the exit status.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/outcome.h"
#include "harness/session.h"
#include "harness/suite.h"

static struct session s;
static struct client *const c = &s.client;

static void
setup(void)
{
	session_open_filter(&s);
}

static void
setup_terminal(void)
{
	session_open_terminal(&s);
	(void)pty_read(&s.pty);
}

static void
teardown(void)
{
	session_close(&s);
}

static void
expect(int status, const char *errors)
{
	ck_assert_int_eq(outcome(c), status);
	pipes_expect_err(&s.pipes, errors);
}

/* So many lines were said. */
static void
say(unsigned lines)
{
	while (lines-- > 0)
		(void)delivery_count(&c->delivery);
}

/* The server has closed after our goodbye. */
static void
leave(void)
{
	c->leaving = true;
	c->reader_end = READER_CLOSED;
}

#define CLOSED "chatroom: the server has closed the connection"

START_TEST(test_server_that_closes_after_the_goodbye_has_read_all)
{
	say(3);
	leave();
	expect(EXIT_SUCCESS, "");
}
END_TEST

START_TEST(test_room_with_numbers_must_have_answered_to_each)
{
	delivery_number(&c->delivery);
	say(3);
	delivery_answered(&c->delivery, 1);
	leave();
	expect(EXIT_FAILURE,
	    CLOSED "; the last 2 lines may not have been said\n");
	delivery_answered(&c->delivery, 2);
	expect(EXIT_FAILURE, CLOSED "; the last line may not have been said\n");
	delivery_answered(&c->delivery, 3);
	expect(EXIT_SUCCESS, "");
}
END_TEST

START_TEST(test_server_that_leaves_first_is_reported)
{
	c->reader_end = READER_CLOSED;
	expect(EXIT_FAILURE, CLOSED "\n");
	say(1);
	expect(EXIT_FAILURE, CLOSED "; the last line may not have been said\n");
	say(1);
	expect(EXIT_FAILURE,
	    CLOSED "; the last 2 lines may not have been said\n");
}
END_TEST

START_TEST(test_line_that_has_not_reached_the_server_may_be_lost)
{
	c->reader_end = READER_CLOSED;
	c->unacknowledged = true;
	expect(EXIT_FAILURE, CLOSED "; the last line may not have been said\n");
	delivery_number(&c->delivery); /* then it is known which ones */
	expect(EXIT_FAILURE, CLOSED "\n");
}
END_TEST

START_TEST(test_connection_that_is_lost_is_reported_with_its_reason)
{
	c->reader_end = READER_BROKEN;
	c->reader_errno = ECONNRESET;
	say(1);
	expect(EXIT_FAILURE,
	    "chatroom: the connection was lost: Connection reset by peer; the "
	    "last line may not have been said\n");
	c->leaving = true;
	expect(EXIT_FAILURE,
	    "chatroom: the connection was lost: Connection reset by peer; the "
	    "last line may not have been said\n");
}
END_TEST

START_TEST(test_connection_that_we_broke_is_not_lost)
{
	c->reader_end = READER_BROKEN;
	c->reader_errno = ECONNRESET;
	c->broken_off = true;
	expect(EXIT_SUCCESS, "");
}
END_TEST

START_TEST(test_goodbye_that_is_not_confirmed_may_have_lost_lines)
{
	c->leaving = c->broken_off = c->unconfirmed = true;
	c->reader_end = READER_CLOSED;
	expect(EXIT_SUCCESS, "");
	say(2);
	expect(EXIT_FAILURE,
	    "chatroom: the server did not close the connection in time; the "
	    "last 2 lines may not have been said\n");
}
END_TEST

START_TEST(test_server_that_is_no_room_is_reported)
{
	c->reader_end = READER_ENDLESS;
	expect(EXIT_FAILURE,
	    "chatroom: the server sends 65536 bytes without the end of a line: "
	    "is it a chat room?\n");
}
END_TEST

START_TEST(test_memory_that_is_short_is_reported)
{
	c->reader_end = READER_NO_MEMORY;
	expect(EXIT_FAILURE, "chatroom: out of memory for incoming text\n");
}
END_TEST

START_TEST(test_whatever_was_told_already_is_not_told_again)
{
	c->reader_end = READER_CLOSED;
	say(2);
	c->refused = true;
	expect(EXIT_FAILURE, "");
	c->refused = false;
	c->signal = 15;
	expect(EXIT_FAILURE, "");
}
END_TEST

START_TEST(test_input_that_was_not_sent_is_a_failure)
{
	leave();
	c->speaker.unsent = true; /* and was told */
	expect(EXIT_FAILURE, "");
	c->speaker.unsent = false;
	c->speaker.cut_off = true;
	expect(EXIT_FAILURE, "chatroom: no line of the input was sent\n");
	c->speaker.spoke = true;
	expect(EXIT_FAILURE, "chatroom: the rest of the input was not sent\n");
}
END_TEST

START_TEST(test_person_whose_line_was_not_sent_is_told)
{
	leave();
	c->speaker.cut_off = true;
	ck_assert_int_eq(outcome(c), EXIT_FAILURE);
	pty_expect_part(&s.pty, "chatroom: the last line was not sent\n");
	pipes_expect_err(&s.pipes, "");
}
END_TEST

/* As `| head` does it. */
START_TEST(test_output_that_nobody_reads_is_no_failure)
{
	leave();
	c->reader_end = READER_SCREEN_GONE;
	pipes_close_out(&s.pipes);
	ck_assert(screen_show(c->screen, "one", 3));
	ck_assert(!screen_flush(c->screen));
	expect(EXIT_SUCCESS, "");
}
END_TEST

START_TEST(test_output_that_is_full_is_a_failure)
{
	int full = open("/dev/full", O_WRONLY);

	ck_assert_int_ge(full, 0);
	ck_assert_int_eq(dup2(full, STDOUT_FILENO), STDOUT_FILENO);
	(void)close(full);
	leave();
	ck_assert(screen_show(c->screen, "one", 3));
	ck_assert(!screen_flush(c->screen));
	expect(EXIT_FAILURE,
	    "chatroom: cannot write the output: No space left on device\n");
}
END_TEST

static TCase *
filter_case(void)
{
	TCase *tc = tcase_create("filter");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc,
	    test_server_that_closes_after_the_goodbye_has_read_all);
	tcase_add_test(tc, test_room_with_numbers_must_have_answered_to_each);
	tcase_add_test(tc, test_server_that_leaves_first_is_reported);
	tcase_add_test(tc,
	    test_line_that_has_not_reached_the_server_may_be_lost);
	tcase_add_test(tc,
	    test_connection_that_is_lost_is_reported_with_its_reason);
	tcase_add_test(tc, test_connection_that_we_broke_is_not_lost);
	tcase_add_test(tc,
	    test_goodbye_that_is_not_confirmed_may_have_lost_lines);
	tcase_add_test(tc, test_server_that_is_no_room_is_reported);
	tcase_add_test(tc, test_memory_that_is_short_is_reported);
	tcase_add_test(tc, test_whatever_was_told_already_is_not_told_again);
	tcase_add_test(tc, test_input_that_was_not_sent_is_a_failure);
	tcase_add_test(tc, test_output_that_nobody_reads_is_no_failure);
	tcase_add_test(tc, test_output_that_is_full_is_a_failure);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { filter_case(), tcase_create("terminal") };

	tcase_add_checked_fixture(cases[1], setup_terminal, teardown);
	tcase_add_test(cases[1], test_person_whose_line_was_not_sent_is_told);
	return (suite_run("outcome", cases, sizeof cases / sizeof *cases));
}
