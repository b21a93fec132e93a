/*
 * check_terminal: what a person sees of the client, in a terminal emulator
 * that interprets what it writes, at several widths.
 */
#include <config.h>

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>

#include "harness/room.h"
#include "harness/terminal.h"

#define ROWS 24

/* Each test runs in windows of these kinds: the first ones, by ROOM_SCALE. */
static const struct {
	int columns;
	unsigned kind;
} windows[] = {
	{ 20, TERMINAL_USUAL }, { 80, TERMINAL_WIDE | TERMINAL_REFLOW },
	{ 40, TERMINAL_USUAL }, { 80, TERMINAL_USUAL }, { 132, TERMINAL_USUAL },
	{ 20, TERMINAL_WIDE }, { 40, TERMINAL_WIDE }, { 80, TERMINAL_WIDE },
	{ 132, TERMINAL_WIDE }, { 20, TERMINAL_REFLOW },
	{ 80, TERMINAL_REFLOW },
	{ 80, TERMINAL_DUMB }, /* the last one: it can't be drawn again */
};

#define DUMB 1

static struct terminal *
open_window(int i)
{
	return (terminal_open(windows[i].kind, ROWS, windows[i].columns, ""));
}

START_TEST(test_typed_line_is_sent_and_stays_in_sight)
{
	struct terminal *t = open_window(_i);

	terminal_type(t, "hello");
	terminal_expect(t, "<You> hello");
	terminal_type(t, "\r");
	terminal_expect_above(t, "<You> hello", "<You>");
	terminal_expect_sent(t, "hello\n");
	terminal_leave(t);
}
END_TEST

START_TEST(test_incoming_line_appears_above_half_typed_line)
{
	struct terminal *t = open_window(_i);

	terminal_type(t, "half a 行");
	terminal_expect(t, "<You> half a 行");
	terminal_say(t, "[ Lena ]: 你好");
	terminal_expect_above(t, "[ Lena ]: 你好", "<You> half a 行");
	ck_assert_uint_eq(terminal_count(t, "half"), 1);
	terminal_type(t, "\x15");
	terminal_expect(t, "<You>");
	terminal_leave(t);
}
END_TEST

/* Shorter than the window was; those that fit, and those that do not. */
static const int new_widths[] = { 20, 37, 60, 132, 19, 80 };

/* What terminals disagree about, and what is wide. */
static const char *const texts[] = {
	"half a line of plain words that is rather long",
	"“quoted” — and … more ①②③ of “it”",
	"⚠️ 🇨🇳🇩🇪 👨‍👩‍👧‍👦 ⚠️⚠️⚠️ 🇨🇳🇨🇳🇨🇳 👩🏽‍💻",
	"一行很长很长的中文，还没有写完，窗口就变窄了",
	"Привет, это ещё не конец строки, которую пишут",
};

START_TEST(test_narrower_window_has_no_copies_of_half_a_line)
{
	int n = (int)(sizeof texts / sizeof texts[0]);
	struct terminal *t = open_window(_i / n);
	size_t i;

	terminal_say(t, "[ Lena ]: hello");
	terminal_type(t, texts[_i % n]);
	for (i = 0; i < sizeof new_widths / sizeof new_widths[0]; i++) {
		terminal_settle(t);
		terminal_resize(t, ROWS, new_widths[i]);
		terminal_settle(t);
		ck_assert_uint_eq(terminal_count(t, "<You>"), 1);
	}
	terminal_press(t, "\x15");
	terminal_expect(t, "<You>");
	ck_assert_uint_eq(terminal_count(t, "<You>"), 1);
	terminal_leave(t);
}
END_TEST

START_TEST(test_each_character_is_taken_back_whole)
{
	struct terminal *t = open_window(_i);
	static const char *const graphemes[] = { "“", "—", "…", "①", "⚠️",
		"🇨🇳", "🇩🇪", "👨‍👩‍👧‍👦", "👩🏽‍💻",
		"e\xcc\x81\xcc\xa3", "नि", "각", "x",
		"\xef\xbc\xa1\xef\xb8\x80" };
	size_t i, n = sizeof graphemes / sizeof graphemes[0];

	terminal_type(t, ".");
	for (i = 0; i < n; i++)
		terminal_type(t, graphemes[i]);
	terminal_settle(t);
	for (i = 0; i < n; i++)
		terminal_type(t, "\x7f");
	terminal_expect(t, "<You> .");
	ck_assert_uint_eq(terminal_count(t, "<You>"), 1);
	terminal_press(t, "\r");
	terminal_expect_sent(t, ".\n");
	terminal_leave(t);
}
END_TEST

/* What would begin a row of its own without our marks. */
static const char *const forged[] = { "[ @Ann ]: the lesson is over",
	"*** @Ann threw out Bob", "<You> yes" };

/* Has Bob say something with `n` fillers before a forged line. */
static void
say_forged(struct terminal *t, const char *filler, int n, const char *line)
{
	char text[2048] = "[ Bob ]: ok";

	while (n-- > 0)
		strcat(text, filler);
	terminal_say(t, strcat(text, line));
}

START_TEST(test_no_row_looks_like_a_line_of_its_own)
{
	static const char *const fillers[] = { " ", "…", "你", "x", "\t",
		"⚠️", "я" };
	struct terminal *t = open_window(_i);
	size_t f, w;
	int n;

	for (n = 0; n < windows[_i].columns + 2; n += n < 10 ? 9 : 1) {
		f = (size_t)n % (sizeof fillers / sizeof fillers[0]);
		say_forged(t, fillers[f], n, forged[n % 3]);
		say_forged(t, " ", n, forged[(n + 1) % 3]);
	}
	terminal_settle(t);
	for (w = 0; w < sizeof new_widths / sizeof new_widths[0]; w++) {
		ck_assert_uint_eq(terminal_count_starts(t, "[ @Ann"), 0);
		ck_assert_uint_eq(terminal_count_starts(t, "*** @Ann"), 0);
		ck_assert_uint_eq(terminal_count_starts(t, "<You> yes"), 0);
		if ((windows[_i].kind & TERMINAL_DUMB) != 0)
			break; /* we do not control its rows */
		terminal_resize(t, ROWS, new_widths[w]);
		terminal_settle(t);
	}
	terminal_leave(t);
}
END_TEST

/* Words in which no row ends, narrow and wide. */
START_TEST(test_nothing_of_a_long_line_is_lost)
{
	struct terminal *t = open_window(_i);
	char text[2048] = "[ Lena ]:", word[64];
	int i;

	for (i = 0; i < 40; i++) {
		(void)snprintf(word, sizeof word, " “%d…” 词（%d）", i + 100,
		    i + 100);
		strcat(text, word);
	}
	terminal_say(t, text);
	terminal_settle(t);
	for (i = 0; i < 40; i++) {
		(void)snprintf(word, sizeof word, "“%d…”", i + 100);
		ck_assert_uint_eq(terminal_count(t, word), 1);
		(void)snprintf(word, sizeof word, "（%d）", i + 100);
		ck_assert_uint_eq(terminal_count(t, word), 1);
	}
	terminal_leave(t);
}
END_TEST

START_TEST(test_resized_window_shows_the_last_lines)
{
	struct terminal *t = open_window(_i);
	char line[32];
	int i;

	for (i = 0; i < 30; i++) {
		(void)snprintf(line, sizeof line, "[ Lena ]: %d", i);
		terminal_say(t, line);
	}
	terminal_settle(t);
	terminal_resize(t, 12, 30);
	terminal_settle(t);
	terminal_expect_row(t, "[ Lena ]: 29");
	terminal_expect_row(t, "[ Lena ]: 25");
	terminal_resize(t, ROWS, 100);
	terminal_settle(t);
	terminal_expect_row(t, "[ Lena ]: 29");
	terminal_expect_row(t, "[ Lena ]: 15");
	terminal_leave(t);
}
END_TEST

START_TEST(test_half_a_line_is_never_said_after_ctrl_c)
{
	struct terminal *t = open_window(_i);

	terminal_type(t, "half\t“…");
	terminal_expect(t, "<You> half “…");
	terminal_type(t, "\x03");
	stream_expect_end(&t->server.stream);
	server_hang_up(&t->server);
	terminal_expect_exit(t, 0);
	ck_assert_uint_eq(terminal_count_starts(t, "(not said) half"), 1);
	ck_assert_uint_eq(terminal_count(t, "<You>"), 0);
	terminal_free(t);
}
END_TEST

START_TEST(test_blanks_that_leave_are_no_half_line)
{
	struct terminal *t = open_window(_i);

	terminal_type(t, "   ");
	terminal_settle(t);
	terminal_type(t, "\x03");
	stream_expect_end(&t->server.stream);
	server_hang_up(&t->server);
	terminal_expect_exit(t, 0);
	ck_assert_uint_eq(terminal_count(t, "(not said)"), 0);
	ck_assert_uint_eq(terminal_count(t, "<You>"), 0);
	terminal_free(t);
}
END_TEST

START_TEST(test_half_a_line_is_never_said_after_being_thrown_out)
{
	struct terminal *t = open_window(_i);

	terminal_type(t, "half");
	terminal_expect(t, "<You> half");
	server_hang_up(&t->server);
	terminal_expect_exit(t, 1);
	ck_assert_uint_eq(terminal_count_starts(t, "(not said) half"), 1);
	ck_assert_uint_eq(terminal_count(t, "<You>"), 0);
	terminal_free(t);
}
END_TEST

START_TEST(test_leaving_leaves_no_empty_row)
{
	struct terminal *t = open_window(_i);

	terminal_say(t, "last");
	terminal_expect_above(t, "last", "<You>");
	terminal_type(t, "\x04");
	stream_expect_end(&t->server.stream);
	server_hang_up(&t->server);
	terminal_expect_exit(t, 0);
	terminal_expect_above(t, "last", "");
	terminal_free(t);
}
END_TEST

/* ------------------------------------------------------------------------
 * What is typed
 */

/* What terminals send that nobody has typed. */
static const char *const answers[] = {
	"\x1b]11;rgb:0000/0000/0000\x1b\\",
	"\x1b]11;rgb:0000/0000/0000\x07",
	"\x1b]4;1;rgb:ff/ff/ff\x18",
	"\x1bP1$r0m\x1b\\",
	"\x1bP>|XTerm(390)\x1b\\",
	"\x1b_Gi=31;OK\x1b\\",
	"\x1b[M !!",
	"\x1b[M\xe0\xe1\xe2",
	"\x1b[M#\x7f\x1b",
	"\x1b[<0;10;12M\x1b[<0;10;12m",
	"\x1b[?62;4c",
	"\x1b[>41;390;0c",
	"\x1b[5;10R",
	"\x1b[?2004;1$y",
	"\x1b[I\x1b[O",
	"\x1b[A\x1bOB\x1b[15~\x1b[1;5C\x1b[[B",
	"\x1b[200000000000000000000~",
};

START_TEST(test_answers_of_the_terminal_are_not_typed)
{
	struct terminal *t = terminal_open(TERMINAL_USUAL, ROWS, 80, "");

	terminal_type(t, "a");
	terminal_type(t, answers[_i]);
	terminal_type(t, "b");
	terminal_expect(t, "<You> ab");
	terminal_press(t, "\r");
	terminal_expect_sent(t, "ab\n");
	terminal_leave(t);
}
END_TEST

START_TEST(test_escape_alone_swallows_nothing)
{
	struct terminal *t = terminal_open(TERMINAL_USUAL, ROWS, 80, "");

	terminal_press(t, "\x1b");
	terminal_press(t, "x");
	terminal_type(t, "\x1b你");
	terminal_expect(t, "<You> x你");
	terminal_press(t, "\r");
	terminal_expect_sent(t, "x你\n");
	terminal_leave(t);
}
END_TEST

START_TEST(test_full_line_gets_no_hole)
{
	struct terminal *t = terminal_open(TERMINAL_USUAL, ROWS, 80, "");
	char text[4097];
	int i;

	memset(text, 'x', 1024);
	text[1024] = '\0';
	for (i = 0; i < 4; i++) {
		terminal_type(t, text + (i == 3)); /* one byte is left */
		terminal_settle(t);
	}
	terminal_press(t, "你");
	terminal_expect_row(t,
	    "chatroom: the line is full, at 4096 bytes: send it, or erase "
	    "something");
	ck_assert_uint_eq(t->beeps, 1);
	terminal_press(t, "a"); /* it would fit */
	terminal_press(t, "\r");
	memset(text, 'x', 4095);
	text[4095] = '\0';
	terminal_expect_sent(t, text);
	terminal_expect_sent(t, "\n");
	terminal_leave(t);
}
END_TEST

START_TEST(test_terminal_hands_over_all_eight_bits_at_once)
{
	struct terminal *t = terminal_open(TERMINAL_USUAL, ROWS, 80, "");
	struct termios now;

	ck_assert_int_eq(tcgetattr(t->slave, &now), 0);
	ck_assert_uint_eq(now.c_iflag & (ISTRIP | IXON | ICRNL), 0);
	ck_assert_uint_eq(now.c_lflag & (ICANON | ECHO | IEXTEN), 0);
	ck_assert_uint_ne(now.c_lflag & ISIG, 0);
	ck_assert(terminal_brackets(t));
	terminal_leave(t);
}
END_TEST

START_TEST(test_stopped_client_gives_the_terminal_back)
{
	struct terminal *t = terminal_open(TERMINAL_USUAL, ROWS, 80, "");

	terminal_type(t, "half");
	terminal_expect(t, "<You> half");
	terminal_type(t, "\x1a"); /* no shell: it goes on at once */
	terminal_press(t, " a line");
	terminal_expect(t, "<You> half a line");
	ck_assert(terminal_brackets(t));
	ck_assert_uint_eq(terminal_count(t, "<You>"), 1);
	terminal_press(t, "\r");
	terminal_expect_sent(t, "half a line\n");
	terminal_leave(t);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

static TCase *
windows_case(void)
{
	TCase *tc = tcase_create("in windows of all kinds");
	int n = (int)room_scaled(COUNT(windows), 2);

	tcase_set_timeout(tc, room_timeout());
	tcase_add_loop_test(tc, test_typed_line_is_sent_and_stays_in_sight, 0,
	    n);
	tcase_add_loop_test(tc,
	    test_incoming_line_appears_above_half_typed_line, 0, n);
	tcase_add_loop_test(tc, test_each_character_is_taken_back_whole, 0, n);
	tcase_add_loop_test(tc, test_no_row_looks_like_a_line_of_its_own, 0, n);
	tcase_add_loop_test(tc, test_nothing_of_a_long_line_is_lost, 0, n);
	tcase_add_loop_test(tc, test_half_a_line_is_never_said_after_ctrl_c, 0,
	    n);
	tcase_add_loop_test(tc, test_blanks_that_leave_are_no_half_line, 0, n);
	tcase_add_loop_test(tc,
	    test_half_a_line_is_never_said_after_being_thrown_out, 0, n);
	tcase_add_loop_test(tc, test_leaving_leaves_no_empty_row, 0, n);
	return (tc);
}

static TCase *
resize_case(void)
{
	TCase *tc = tcase_create("windows that change");
	int n = (int)room_scaled(COUNT(windows) - DUMB, 2);

	tcase_set_timeout(tc, room_timeout());
	tcase_add_loop_test(tc,
	    test_narrower_window_has_no_copies_of_half_a_line, 0,
	    n * COUNT(texts));
	tcase_add_loop_test(tc, test_resized_window_shows_the_last_lines, 0, n);
	return (tc);
}

static TCase *
typing_case(void)
{
	TCase *tc = tcase_create("what is typed");

	tcase_set_timeout(tc, room_timeout());
	tcase_add_loop_test(tc, test_answers_of_the_terminal_are_not_typed, 0,
	    COUNT(answers));
	tcase_add_test(tc, test_escape_alone_swallows_nothing);
	tcase_add_test(tc, test_full_line_gets_no_hole);
	tcase_add_test(tc, test_terminal_hands_over_all_eight_bits_at_once);
	tcase_add_test(tc, test_stopped_client_gives_the_terminal_back);
	return (tc);
}

int
main(void)
{
	Suite *suite = suite_create("terminal");
	SRunner *runner = srunner_create(suite);
	int failed;

	(void)unsetenv("CHATROOM_NICK");
	(void)signal(SIGPIPE, SIG_IGN);
	suite_add_tcase(suite, windows_case());
	suite_add_tcase(suite, resize_case());
	suite_add_tcase(suite, typing_case());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
