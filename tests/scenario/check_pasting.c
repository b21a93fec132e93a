/*
 * check_pasting: what is pasted into the client is neither said unasked nor
 * left to the shell, in a terminal emulator, with brackets around it and
 * without.
 */
#include <config.h>

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "harness/room.h"
#include "harness/terminal.h"

#define ROWS 24
#define COLUMNS 80

/* How a terminal hands over what is pasted. */
enum way {
	IN_BRACKETS,
	AT_ONCE,  /* without brackets, in one piece */
	IN_PIECES /* without brackets, a line a piece, 1 ms apart */
};

static struct terminal *
open_window(void)
{
	return (terminal_open(TERMINAL_USUAL, ROWS, COLUMNS, ""));
}

/* The pace at which some terminals hand a paste over: it is their doing. */
static void
next_piece(void)
{
	const struct timespec ms = { .tv_nsec = 1000000 };

	(void)nanosleep(&ms, NULL);
}

/* Pieces that come no further apart than this are surely one paste. */
#define PIECES_MS 30

/* False when this test was too slow to hand the pieces over as one paste. */
static bool
paste_pieces(struct terminal *t, const char *text)
{
	int64_t before, slowest = 0;
	char piece[256];
	size_t len;

	for (; *text != '\0'; text += len) {
		len = strcspn(text, "\r\n");
		len += text[len] != '\0';
		ck_assert_uint_lt(len, sizeof piece);
		memcpy(piece, text, len);
		piece[len] = '\0';
		before = room_now_ms();
		terminal_type(t, piece);
		next_piece();
		if (room_now_ms() - before > slowest)
			slowest = room_now_ms() - before;
	}
	return (slowest <= PIECES_MS);
}

static bool
paste(struct terminal *t, enum way way, const char *text)
{
	if (way == IN_PIECES)
		return (paste_pieces(t, text));
	if (way == IN_BRACKETS)
		terminal_paste(t, text);
	else
		terminal_type(t, text);
	return (true);
}

/* A terminal where this has been pasted. */
static struct terminal *
open_pasted(enum way way, const char *text)
{
	struct terminal *t = open_window();

	while (!paste(t, way, text)) {
		terminal_abandon(t);
		t = open_window();
	}
	return (t);
}

/* What is pasted, the question, and what is sent after a yes. */
static const struct {
	const char *text, *question, *sent;
} blocks[] = {
	{ "one\rtwo\rthree\r", "send 3 lines? y/n", "one\ntwo\nthree\n" },
	{ "one\rtwo\rthree", "send 3 lines? y/n", "one\ntwo\nthree\n" },
	{ "one\r\rtouch X\r", "send 2 lines? y/n", "one\ntouch X\n" },
	{ "one\rtwo\r\r", "send 2 lines? y/n", "one\ntwo\n" },
	{ "\rone\r \r\rtwo\r", "send 2 lines? y/n", "one\ntwo\n" },
	{ "one\r\ntwo\r\n\r\nthree\r\n", "send 3 lines? y/n",
	    "one\ntwo\nthree\n" },
	{ "one\ntwo\n", "send 2 lines? y/n", "one\ntwo\n" },
	{ "if x:\r\ty = 1\r    z = 2\r", "send 3 lines? y/n",
	    "if x:\n\ty = 1\n    z = 2\n" },
	{ "一\r二\x07\x1b[31m\r", "send 2 lines? y/n", "一\n二\n" },
};

#define WAYS 3

/* Of the first ones, each is also refused: a no does not look at the text. */
#define REFUSED 2

START_TEST(test_several_lines_are_asked_about_and_sent)
{
	int b = _i / WAYS;
	struct terminal *t = open_pasted((enum way)(_i % WAYS), blocks[b].text);

	terminal_expect(t, blocks[b].question);
	terminal_press(t, "y");
	terminal_expect_sent(t, blocks[b].sent);
	terminal_expect(t, "<You>");
	terminal_leave(t);
}
END_TEST

START_TEST(test_several_lines_are_not_sent_where_that_is_not_wanted)
{
	int b = _i / WAYS;
	struct terminal *t = open_pasted((enum way)(_i % WAYS), blocks[b].text);

	terminal_expect(t, blocks[b].question);
	terminal_press(t, "n");
	terminal_expect(t, "<You>");
	terminal_type(t, "next\r");
	terminal_expect_sent(t, "next\n");
	terminal_leave(t);
}
END_TEST

/* What else means no. */
static const char *const noes[] = { "N", "\r", "\x1b", "\x7f", "\x04" };

START_TEST(test_other_keys_say_no_too)
{
	struct terminal *t = open_window();

	terminal_type(t, "mine ");
	terminal_expect(t, "<You> mine");
	terminal_paste(t, "one\rtwo\r");
	terminal_expect(t, "send 2 lines? y/n");
	terminal_press(t, "x"); /* neither */
	while (t->beeps == 0)
		terminal_settle(t);
	terminal_expect(t, "send 2 lines? y/n");
	terminal_press(t, noes[_i]);
	terminal_expect(t, "<You> mine");
	terminal_type(t, "own\r"); /* what was typed before is still there */
	terminal_expect_sent(t, "mine own\n");
	terminal_leave(t);
}
END_TEST

START_TEST(test_what_was_typed_before_is_part_of_the_first_line)
{
	struct terminal *t = open_window();

	terminal_type(t, "look: ");
	terminal_expect(t, "<You> look:");
	(void)paste(t, (enum way)_i, "one\rtwo");
	terminal_expect(t, "send 2 lines? y/n");
	terminal_press(t, "Y");
	terminal_expect_sent(t, "look: one\ntwo\n");
	terminal_leave(t);
}
END_TEST

START_TEST(test_one_line_in_brackets_waits_for_enter)
{
	struct terminal *t = open_window();

	terminal_paste(t, "  \tone line\r\n");
	terminal_expect(t, "<You>    one line");
	terminal_press(t, ".");
	terminal_expect(t, "<You>    one line.");
	terminal_press(t, "\r");
	terminal_expect_sent(t, "  \tone line.\n");
	terminal_leave(t);
}
END_TEST

START_TEST(test_blank_lines_alone_are_no_goodbye)
{
	struct terminal *t = open_pasted((enum way)_i, "\r\r\r \r");

	terminal_press(t, "s");
	terminal_expect(t, "<You> s");
	terminal_press(t, "\r");
	terminal_expect_sent(t, "s\n");
	terminal_leave(t);
}
END_TEST

START_TEST(test_end_of_brackets_within_a_paste_opens_nothing)
{
	struct terminal *t = open_window();

	terminal_paste(t, "one\x1b[201~\r\rtouch X\r");
	terminal_expect(t, "send 2 lines? y/n");
	terminal_press(t, "n");
	terminal_expect(t, "<You> one");
	terminal_press(t, "\x15");
	terminal_leave(t);
}
END_TEST

START_TEST(test_more_that_comes_at_the_question_belongs_to_it)
{
	struct terminal *t = open_window();

	terminal_type(t, "one\rtwo\r");
	terminal_expect(t, "send 2 lines? y/n");
	terminal_type(t, "yes, three\rfour\r");
	terminal_expect(t, "send 4 lines? y/n");
	terminal_paste(t, "five");
	terminal_expect(t, "send 5 lines? y/n");
	terminal_press(t, "y");
	terminal_expect_sent(t, "one\ntwo\nyes, three\nfour\nfive\n");
	terminal_leave(t);
}
END_TEST

START_TEST(test_brackets_that_never_close_are_closed)
{
	struct terminal *t = open_window();

	terminal_type(t, "\x1b[200~one\rtwo\r");
	terminal_expect(t, "send 2 lines? y/n");
	terminal_press(t, "y");
	terminal_expect_sent(t, "one\ntwo\n");
	terminal_leave(t);
}
END_TEST

START_TEST(test_huge_paste_is_refused)
{
	struct terminal *t = open_window();
	char *text = malloc(300001);
	size_t i;

	ck_assert_ptr_nonnull(text);
	for (i = 0; i < 300000; i++)
		text[i] = i % 60 == 59 ? '\r' : 'x';
	text[300000] = '\0';
	terminal_type(t, "\x1b[200~");
	for (i = 0; i < 300000; i += 1000) {
		(void)!write(t->client.in, text + i, 1000);
		terminal_settle(t);
	}
	terminal_type(t, "\x1b[201~");
	terminal_expect_above(t,
	    "chatroom: the paste was not sent: it is too large", "<You>");
	free(text);
	terminal_leave(t);
}
END_TEST

START_TEST(test_too_long_a_line_in_a_paste_sends_nothing)
{
	struct terminal *t = open_window();
	char text[4200];

	memset(text, 'x', sizeof text);
	memcpy(text, "one\r", 4);
	memcpy(text + sizeof text - 6, "\rtwo\r", 6);
	terminal_type(t, "mine");
	terminal_expect(t, "<You> mine");
	terminal_paste(t, text);
	terminal_expect_above(t,
	    "chatroom: the paste was not sent: one of its lines is too long",
	    "<You> mine");
	terminal_type(t, "\x15");
	terminal_leave(t);
}
END_TEST

/* The server leaves at the question; false when this test was too slow. */
static bool
paste_past_the_end(struct terminal *t)
{
	int64_t before;

	terminal_type(t, "one\rtwo\r");
	terminal_expect(t, "send 2 lines? y/n");
	before = room_now_ms();
	server_hang_up(&t->server);
	terminal_type(t, "touch X\rtouch Y\r");
	next_piece();
	terminal_type(t, "touch Z\r");
	return (room_now_ms() - before <= PIECES_MS);
}

/* The shell gets no part of a paste, even of one with no end in sight. */
START_TEST(test_rest_of_a_paste_is_not_for_the_shell)
{
	struct terminal *t = open_window();

	while (!paste_past_the_end(t)) {
		terminal_abandon(t);
		t = open_window();
	}
	terminal_expect_exit(t, 1);
	terminal_expect_nothing_left(t);
	terminal_free(t);
}
END_TEST

START_TEST(test_ctrl_c_amid_a_paste_leaves_nothing)
{
	struct terminal *t =
	    open_pasted((enum way)_i, "one\rtwo\x03\rtouch X\r");

	terminal_type(t, "touch Y\r");
	stream_expect_end(&t->server.stream);
	server_hang_up(&t->server);
	terminal_expect_exit(t, 0);
	terminal_expect_nothing_left(t);
	terminal_free(t);
}
END_TEST

START_TEST(test_quit_amid_a_paste_says_what_was_not_sent)
{
	struct terminal *t = open_window();

	terminal_paste(t, "one\r/quit\rtwo\rthree\r");
	terminal_expect(t, "send 4 lines? y/n");
	terminal_press(t, "y");
	terminal_expect_sent(t, "one\n/quit\n");
	stream_expect_end(&t->server.stream);
	terminal_type(t, "touch X\r"); /* which nobody reads any more */
	server_hang_up(&t->server);
	terminal_expect_exit(t, 0);
	terminal_expect_row(t, "chatroom: 2 pasted lines were not sent");
	terminal_expect_row(t,
	    "chatroom: what was typed or pasted after that was thrown away");
	terminal_expect_nothing_left(t);
	terminal_free(t);
}
END_TEST

START_TEST(test_empty_line_typed_alone_leaves)
{
	struct terminal *t = open_window();

	terminal_press(t, "\r");
	stream_expect_end(&t->server.stream);
	server_hang_up(&t->server);
	terminal_expect_exit(t, 0);
	ck_assert_uint_eq(terminal_count(t, "thrown away"), 0);
	terminal_free(t);
}
END_TEST

/* ------------------------------------------------------------------------
 * At the question for a key
 */

#define ASKED "*** this room has a key; answer with /key WORDS"

static struct terminal *
open_at_the_key(void)
{
	struct terminal *t = open_window();

	terminal_say(t, ASKED);
	terminal_expect(t, "<Key>");
	return (t);
}

START_TEST(test_pasted_key_is_one_line)
{
	struct terminal *t = open_at_the_key();

	terminal_paste(t, "open sesame\r");
	terminal_press(t, "\r");
	terminal_expect_sent(t, "/key open sesame\n");
	terminal_say(t, "*** welcome, you are Ann here");
	terminal_expect(t, "<You>");
	ck_assert_uint_eq(terminal_count(t, "sesame"), 0);
	terminal_leave(t);
}
END_TEST

START_TEST(test_several_lines_are_no_key)
{
	struct terminal *t = open_at_the_key();

	terminal_paste(t, "open sesame\ranother secret\r");
	terminal_expect_above(t,
	    "chatroom: the paste was not sent: a key has only one line",
	    "<Key>");
	terminal_type(t, "right\r");
	terminal_expect_sent(t, "/key right\n");
	ck_assert_uint_eq(terminal_count(t, "secret"), 0);
	ck_assert_ptr_null(strstr(t->client.out.bytes, "sesame"));
	terminal_say(t, "*** welcome, you are Ann here");
	terminal_expect(t, "<You>");
	terminal_leave(t);
}
END_TEST

START_TEST(test_longer_than_any_key_is_no_key)
{
	struct terminal *t = open_at_the_key();
	char text[258];

	memset(text, 'k', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	terminal_paste(t, text);
	terminal_expect_above(t,
	    "chatroom: the paste was not accepted: a key has at most 256 bytes",
	    "<Key>");
	terminal_type(t, text); /* 257 of them typed: the last is refused */
	terminal_expect_above(t,
	    "chatroom: the line is full, at 256 bytes: send it, or erase "
	    "something",
	    "<Key>");
	terminal_press(t, "\r");
	text[256] = '\0';
	terminal_expect_sent(t, "/key ");
	terminal_expect_sent(t, text);
	terminal_expect_sent(t, "\n");
	terminal_say(t, "*** welcome, you are Ann here");
	terminal_expect(t, "<You>");
	terminal_leave(t);
}
END_TEST

START_TEST(test_paste_that_waits_for_an_answer_is_no_key)
{
	struct terminal *t = open_window();

	terminal_paste(t, "one\rtwo\r");
	terminal_expect(t, "send 2 lines? y/n");
	terminal_say(t, ASKED);
	terminal_expect(t, "<Key>");
	terminal_type(t, "right\r");
	terminal_expect_sent(t, "/key right\n");
	terminal_expect_row(t,
	    "chatroom: what was typed before the prompt changed was not sent");
	terminal_say(t, "*** welcome, you are Ann here");
	terminal_expect(t, "<You>");
	terminal_leave(t);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

static TCase *
paste_case(void)
{
	TCase *tc = tcase_create("what is pasted");
	int n = (int)room_scaled(COUNT(blocks), 3) * WAYS;

	tcase_set_timeout(tc, room_timeout());
	tcase_add_loop_test(tc, test_several_lines_are_asked_about_and_sent, 0,
	    n);
	tcase_add_loop_test(tc,
	    test_several_lines_are_not_sent_where_that_is_not_wanted, 0,
	    REFUSED * WAYS);
	tcase_add_loop_test(tc, test_other_keys_say_no_too, 0, COUNT(noes));
	tcase_add_loop_test(tc,
	    test_what_was_typed_before_is_part_of_the_first_line, 0, 2);
	tcase_add_test(tc, test_one_line_in_brackets_waits_for_enter);
	tcase_add_loop_test(tc, test_blank_lines_alone_are_no_goodbye, 0, WAYS);
	tcase_add_test(tc, test_end_of_brackets_within_a_paste_opens_nothing);
	tcase_add_test(tc, test_more_that_comes_at_the_question_belongs_to_it);
	tcase_add_test(tc, test_brackets_that_never_close_are_closed);
	tcase_add_test(tc, test_huge_paste_is_refused);
	tcase_add_test(tc, test_too_long_a_line_in_a_paste_sends_nothing);
	tcase_add_test(tc, test_rest_of_a_paste_is_not_for_the_shell);
	tcase_add_loop_test(tc, test_ctrl_c_amid_a_paste_leaves_nothing, 0,
	    WAYS);
	tcase_add_test(tc, test_quit_amid_a_paste_says_what_was_not_sent);
	tcase_add_test(tc, test_empty_line_typed_alone_leaves);
	return (tc);
}

static TCase *
key_case(void)
{
	TCase *tc = tcase_create("at the question for a key");

	tcase_set_timeout(tc, room_timeout());
	tcase_add_test(tc, test_pasted_key_is_one_line);
	tcase_add_test(tc, test_several_lines_are_no_key);
	tcase_add_test(tc, test_longer_than_any_key_is_no_key);
	tcase_add_test(tc, test_paste_that_waits_for_an_answer_is_no_key);
	return (tc);
}

int
main(void)
{
	Suite *suite = suite_create("pasting");
	SRunner *runner = srunner_create(suite);
	int failed;

	(void)unsetenv("CHATROOM_NICK");
	(void)signal(SIGPIPE, SIG_IGN);
	suite_add_tcase(suite, paste_case());
	suite_add_tcase(suite, key_case());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
