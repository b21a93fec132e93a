/*
 * check_person: the client on a terminal, as a person sees it.
 */
#include <config.h>

#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <check.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/client.h"
#include "harness/room.h"
#include "harness/suite.h"
#include "harness/teletype.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

START_TEST(test_it_says_where_it_is_connected)
{
	struct teletype *t = teletype_open("");
	char text[COLUMNS * 2];

	(void)snprintf(text, sizeof text, "chatroom: connected to 127.0.0.1:%u",
	    t->server.port);
	teletype_expect(t, text, "<You>");
	ck_assert(teletype_shows_above(t, "| (an empty line leaves)"));
	teletype_leave(t);
}
END_TEST

START_TEST(test_typed_line_is_sent_and_stays_in_sight)
{
	struct teletype *t = teletype_open("");

	client_type(&t->client, "hello");
	teletype_expect(t, NULL, "<You> hello");
	client_type(&t->client, "\r");
	teletype_expect(t, "<You> hello", "<You>");
	teletype_expect_sent(t, "hello\n");
	teletype_leave(t);
}
END_TEST

START_TEST(test_incoming_line_appears_above_half_typed_line)
{
	struct teletype *t = teletype_open("");

	client_type(&t->client, "half a li");
	teletype_expect(t, NULL, "<You> half a li");
	server_say(&t->server, "[ Lena ]: hello\r\n");
	teletype_expect(t, "[ Lena ]: hello", "<You> half a li");
	client_type(&t->client, "ne\r");
	teletype_expect(t, "<You> half a line", "<You>");
	teletype_expect_sent(t, "half a line\n");
	teletype_leave(t);
}
END_TEST

START_TEST(test_many_lines_appear_in_order)
{
	struct teletype *t = teletype_open("");
	size_t row;

	server_say(&t->server, "one\ntwo\r\n\r\nthree\n");
	teletype_expect(t, "three", "<You>");
	row = t->row;
	ck_assert(teletype_row_is(t, row - 4, "one"));
	ck_assert(teletype_row_is(t, row - 3, "two"));
	ck_assert(teletype_row_is(t, row - 2, ""));
	ck_assert(teletype_row_is(t, row - 1, "three"));
	teletype_leave(t);
}
END_TEST

START_TEST(test_chinese_is_typed_and_taken_back)
{
	struct teletype *t = teletype_open("");

	client_type(&t->client, "你好吗");
	teletype_expect(t, NULL, "<You> 你好吗");
	client_type(&t->client, "\x7f");
	teletype_expect(t, NULL, "<You> 你好");
	ck_assert_uint_eq(t->column, 10);
	client_type(&t->client, "e\xcc\x81\x7f"); /* e and an accent on it */
	client_type(&t->client, "\xe5\xa4");	  /* half a character */
	client_type(&t->client, "\xa7\r");
	teletype_expect(t, "<You> 你好大", "<You>");
	teletype_expect_sent(t, "你好大\n");
	teletype_leave(t);
}
END_TEST

START_TEST(test_words_and_lines_are_taken_back)
{
	struct teletype *t = teletype_open("");

	client_type(&t->client, "nonsense\x15one two  three \x17");
	teletype_expect(t, NULL, "<You> one two");
	client_type(&t->client,
	    "x\x17\x17\x17\x17\x7f"
	    "four");
	teletype_expect(t, NULL, "<You> four");
	client_type(&t->client, "\f");	 /* redrawn: nothing changes */
	client_type(&t->client, "\x04"); /* not on an empty line: no end */
	client_type(&t->client, "s\r");
	teletype_expect_sent(t, "fours\n");
	teletype_leave(t);
}
END_TEST

START_TEST(test_other_keys_are_swallowed)
{
	struct teletype *t = teletype_open("");

	client_type(&t->client, "a\x1b[Ab\x1bOPc\x1b[15~d\x1b[1;5Ce\x1b[[Bf");
	client_type(&t->client, "\x01\x02\x1bxg\th\xff\xc3\r");
	teletype_expect_sent(t, "abcdefg h\n");
	teletype_expect(t, "<You> abcdefg h", "<You>");
	teletype_leave(t);
}
END_TEST

START_TEST(test_line_wider_than_terminal_shows_its_end)
{
	struct teletype *t = teletype_open("");

	/* One column of the forty stays free, and the prompt takes six. */
	client_type(&t->client, "0123456789012345678901234567890123456789");
	teletype_expect(t, NULL, "<You> 789012345678901234567890123456789");
	client_type(&t->client, "你");
	teletype_expect(t, NULL, "<You> 9012345678901234567890123456789你");
	server_say(&t->server, "hi\n");
	teletype_expect(t, "hi", "<You> 9012345678901234567890123456789你");
	client_type(&t->client, "\x15");
	teletype_expect(t, NULL, "<You>");
	teletype_leave(t);
}
END_TEST

START_TEST(test_narrower_window_is_drawn_again)
{
	struct winsize size = { .ws_col = 20, .ws_row = 24 };
	struct teletype *t = teletype_open("");
	size_t i;

	client_type(&t->client, "abcdefghijklmnopqrstuvwxyz");
	teletype_expect(t, NULL, "<You> abcdefghijklmnopqrstuvwxyz");
	for (i = size.ws_col; i < COLUMNS; i++)
		t->cells[t->row][i].bytes[0] = '\0';
	t->columns = size.ws_col;
	ck_assert_int_eq(ioctl(t->client.in, TIOCSWINSZ, &size), 0);
	teletype_expect(t, NULL, "<You> nopqrstuvwxyz");
	client_type(&t->client, "\x15");
	teletype_expect(t, NULL, "<You>");
	teletype_leave(t);
}
END_TEST

START_TEST(test_line_without_room_beeps)
{
	struct teletype *t = teletype_open("");
	char text[1025];
	int i;

	memset(text, 'x', 1024);
	text[1024] = '\0';
	for (i = 0; i < 4; i++) {
		client_type(&t->client, text);
		teletype_expect(t, NULL,
		    "<You> xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	}
	ck_assert_uint_eq(t->beeps, 0);
	client_type(&t->client, "yyy");
	teletype_expect(t, "chatroom: the line is full, at 4096",
	    "<You> xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	ck_assert_uint_ge(t->beeps, 1);
	client_type(&t->client, "\x7f\r");
	text[1023] = '\0';
	for (i = 0; i < 3; i++) {
		teletype_expect_sent(t, text);
		teletype_expect_sent(t, "x");
	}
	teletype_expect_sent(t, text);
	teletype_expect_sent(t, "\n");
	teletype_leave(t);
}
END_TEST

START_TEST(test_controls_from_server_never_reach_terminal)
{
	struct teletype *t = teletype_open("");

	server_say(&t->server,
	    "a\x1b[31mb\x07"
	    "c\x1b]0;title\x07"
	    "d\b\b"
	    "\xc2\x9b"
	    "2Je\xe2\x80\xae"
	    "f\rg\x7f\r\n");
	server_say(&t->server,
	    "\xff\xfb\x01\xff\xfa\x18zz\xff\xf0"
	    "bad\x80 \n");
	teletype_expect(t, "bad\xef\xbf\xbd", "<You>");
	ck_assert(teletype_shows_above(t, "a[31mbc]0;titled2Jefg"));
	ck_assert_uint_eq(t->beeps, 0);
	teletype_leave(t);
}
END_TEST

START_TEST(test_line_without_end_is_shown_after_a_moment)
{
	struct teletype *t = teletype_open("");
	size_t row;

	server_say(&t->server, "[ Lena ]: hello");
	teletype_expect(t, "[ Lena ]: hello", "<You>");
	server_say(&t->server, "\nnext");
	teletype_expect(t, "next", "<You>");
	row = t->row;
	ck_assert(teletype_row_is(t, row - 2, "[ Lena ]: hello"));
	server_say(&t->server, " and the rest\r\nlast\n");
	teletype_expect(t, "last", "<You>");
	ck_assert(teletype_row_is(t, row, " and the rest"));
	teletype_leave(t);
}
END_TEST

/* Ways to leave, and the part of them that the server reads. */
static const struct {
	const char *keys;
	const char *sent;
} goodbyes[] = {
	{ "\r", "" },
	{ "\x03", "" },
	{ "\x04", "" },
	{ "half a line\x03", "" },
	{ "/quit\r", "/quit\n" },
	{ "/quit see you\r", "/quit see you\n" },
	{ " /QUIT\r", " /QUIT\n" },
};

START_TEST(test_a_goodbye_leaves)
{
	struct teletype *t = teletype_open("");

	client_type(&t->client, goodbyes[_i].keys);
	teletype_expect_sent(t, goodbyes[_i].sent);
	stream_expect_end(&t->server.stream);
	server_say(&t->server, "bye, and one last line\n");
	server_hang_up(&t->server);
	teletype_close(t, 0, "bye, and one last line");
}
END_TEST

START_TEST(test_quit_is_a_word)
{
	struct teletype *t = teletype_open("");

	client_type(&t->client, "/quitter\r");
	teletype_expect_sent(t, "/quitter\n");
	teletype_expect(t, "<You> /quitter", "<You>");
	teletype_leave(t);
}
END_TEST

/* That is long, after many lines that a slow room may not have read. */
START_TEST(test_ctrl_c_ends_the_wait_for_the_goodbye)
{
	struct teletype *t = teletype_open("");
	int64_t start;
	int i;

	for (i = 0; i < 20; i++) {
		client_type(&t->client, "hello\r");
		teletype_expect_sent(t, "hello\n");
	}
	client_type(&t->client, "\x04");
	stream_expect_end(&t->server.stream);
	start = room_now_ms();
	(void)kill(t->client.pid, SIGINT);
	client_expect_exit(&t->client, 1);
	ck_assert_int_lt(room_now_ms() - start, 12000); /* and not 20 s */
	teletype_free(t);
}
END_TEST

START_TEST(test_server_that_keeps_the_line_is_left_all_the_same)
{
	struct teletype *t = teletype_open("");

	client_type(&t->client, "\x04");
	stream_expect_end(&t->server.stream);
	teletype_close(t, 0, NULL);
}
END_TEST

START_TEST(test_server_that_goes_away_gives_1)
{
	struct teletype *t = teletype_open("");

	client_type(&t->client, "half");
	teletype_expect(t, NULL, "<You> half");
	server_say(&t->server, "without end");
	server_hang_up(&t->server);
	client_expect_exit(&t->client, 1);
	teletype_expect(t, "chatroom: the server has closed the", "");
	ck_assert(teletype_shows_above(t, "without end"));
	ck_assert(teletype_shows_above(t, "(not said) half"));
	teletype_free(t);
}
END_TEST

START_TEST(test_reset_gives_1)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };
	struct teletype *t = teletype_open("");

	ck_assert_int_eq(setsockopt(t->server.stream.fd, SOL_SOCKET, SO_LINGER,
			     &now, sizeof now),
	    0);
	server_hang_up(&t->server);
	teletype_close(t, 1, "chatroom: the connection was lost:");
}
END_TEST

static const int deadly[] = { SIGTERM, SIGHUP, SIGQUIT };

START_TEST(test_greeting_after_the_goodbye_keeps_nobody)
{
	struct teletype *t = teletype_open("");

	client_type(&t->client, "\x04");
	stream_expect_end(&t->server.stream);
	server_say(&t->server, "*** hello\r\n");
	teletype_close(t, 0, NULL);
}
END_TEST

START_TEST(test_deadly_signal_restores_the_terminal)
{
	struct teletype *t = teletype_open("");
	int status;

	(void)kill(t->client.pid, deadly[_i]);
	status = client_wait(&t->client);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), deadly[_i]);
	teletype_expect(t, NULL, "");
	teletype_free(t);
}
END_TEST

START_TEST(test_ctrl_z_without_a_shell_goes_on)
{
	struct teletype *t = teletype_open("");

	client_type(&t->client, "half");
	teletype_expect(t, NULL, "<You> half");
	client_type(&t->client, "\x1a");
	client_type(&t->client, " a line\r");
	teletype_expect(t, "<You> half a line", "<You>");
	teletype_expect_sent(t, "half a line\n");
	teletype_leave(t);
}
END_TEST

START_TEST(test_flooded_terminal_can_be_left)
{
	struct teletype *t = teletype_open("");
	char line[1025];
	int i;

	/* Far more than a terminal holds while nobody reads it. */
	memset(line, 'x', 1023);
	line[1023] = '\n';
	line[1024] = '\0';
	for (i = 0; i < 128; i++)
		server_say(&t->server, line);
	(void)kill(t->client.pid, SIGTERM);
	ck_assert(WIFSIGNALED(client_wait(&t->client)));
	t->client.out.len = 0; /* some of it, which nobody looks at */
	teletype_free(t);
}
END_TEST

static TCase *
terminal_case(void)
{
	TCase *tc = tcase_create("on a terminal");

	tcase_add_test(tc, test_it_says_where_it_is_connected);
	tcase_add_test(tc, test_typed_line_is_sent_and_stays_in_sight);
	tcase_add_test(tc, test_incoming_line_appears_above_half_typed_line);
	tcase_add_test(tc, test_many_lines_appear_in_order);
	tcase_add_test(tc, test_chinese_is_typed_and_taken_back);
	tcase_add_test(tc, test_words_and_lines_are_taken_back);
	tcase_add_test(tc, test_other_keys_are_swallowed);
	tcase_add_test(tc, test_line_wider_than_terminal_shows_its_end);
	tcase_add_test(tc, test_narrower_window_is_drawn_again);
	tcase_add_test(tc, test_line_without_room_beeps);
	tcase_add_test(tc, test_controls_from_server_never_reach_terminal);
	tcase_add_test(tc, test_line_without_end_is_shown_after_a_moment);
	tcase_add_loop_test(tc, test_a_goodbye_leaves, 0, COUNT(goodbyes));
	tcase_add_test(tc, test_quit_is_a_word);
	tcase_add_test(tc, test_greeting_after_the_goodbye_keeps_nobody);
	tcase_add_test(tc, test_ctrl_c_ends_the_wait_for_the_goodbye);
	tcase_add_test(tc,
	    test_server_that_keeps_the_line_is_left_all_the_same);
	tcase_add_test(tc, test_server_that_goes_away_gives_1);
	tcase_add_test(tc, test_reset_gives_1);
	tcase_add_loop_test(tc, test_deadly_signal_restores_the_terminal, 0,
	    COUNT(deadly));
	tcase_add_test(tc, test_ctrl_z_without_a_shell_goes_on);
	tcase_add_test(tc, test_flooded_terminal_can_be_left);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { terminal_case() };
	teletype_prepare();
	return (suite_run("person", cases, sizeof cases / sizeof *cases));
}
