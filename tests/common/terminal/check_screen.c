/*
 * check_screen: what the person sees.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "common/framing.h"
#include "common/terminal/screen.h"
#include "common/text.h"
#include "common/thread.h"
#include "harness/pipes.h"
#include "harness/pty.h"
#include "harness/server.h"
#include "harness/suite.h"

#define ROWS 24
#define COLUMNS 40

static struct pty pty;
static struct screen *s;

static void
setup(void)
{
	pty_open(&pty, ROWS, COLUMNS, "dumb");
	s = screen_new();
	ck_assert_ptr_nonnull(s);
	pty_expect(&pty, "<You> ");
}

static void
teardown(void)
{
	screen_free(s);
	pty_close(&pty);
}

static void
show(const char *line)
{
	ck_assert(screen_show(s, line, strlen(line)));
}

static void
type(const char *text)
{
	screen_typing(s, text, strlen(text));
}

START_TEST(test_line_is_shown_when_the_screen_is_flushed)
{
	show("one");
	show("two");
	pty_expect(&pty, "");
	ck_assert(screen_flush(s));
	pty_expect(&pty, "\r      \rone\ntwo\n<You> ");
	ck_assert(screen_flush(s));
	pty_expect(&pty, "");
}
END_TEST

START_TEST(test_typed_line_stays_below_and_then_in_sight)
{
	type("hi");
	pty_expect(&pty, "\r      \r<You> hi");
	show("one");
	ck_assert(screen_flush(s));
	pty_expect(&pty, "\r        \rone\n<You> hi");
	screen_entered(s, "hi", 2);
	pty_expect(&pty, "\r        \r<You> hi\n<You> ");
}
END_TEST

START_TEST(test_longest_line_is_typed_and_no_longer_one)
{
	static char line[FRAMING_LINE_MAX + 8];

	memset(line, 'x', sizeof line);
	screen_typing(s, line, sizeof line);
	(void)pty_read(&pty);
	screen_end_typing(s);
	(void)pty_read(&pty);
	screen_free(s); /* no byte of it was written past its room */
	s = screen_new();
	ck_assert_ptr_nonnull(s);
}
END_TEST

START_TEST(test_key_is_asked_for_and_never_shown)
{
	type("half a line");
	(void)pty_read(&pty);
	ck_assert(!screen_asks_key(s));
	screen_ask_key(s, true);
	ck_assert(screen_asks_key(s));
	pty_expect(&pty, "\r                 \r<Key> ");
	screen_ask_key(s, true);
	pty_expect(&pty, "");
	type("sesame");
	pty_expect(&pty, "\r      \r<Key> ");
	screen_entered(s, "sesame", 6);
	pty_expect(&pty, "\r      \r<Key> \n<Key> ");
	type("open");
	screen_ask_key(s, false);
	(void)pty_read(&pty);
	screen_redraw(s);
	pty_expect(&pty, "\r      \r<You> ");
}
END_TEST

START_TEST(test_half_a_line_is_dropped_when_a_key_is_asked_for)
{
	type("half a line");
	screen_ask_key(s, true);
	screen_ask_key(s, false);
	(void)pty_read(&pty);
	screen_redraw(s);
	pty_expect(&pty, "\r      \r<You> ");
}
END_TEST

START_TEST(test_half_a_key_is_not_shown_at_the_end)
{
	screen_ask_key(s, true);
	type("sesame");
	(void)pty_read(&pty);
	screen_end_typing(s);
	pty_expect(&pty, "\r      \r");
}
END_TEST

START_TEST(test_question_takes_the_place_of_the_line)
{
	type("hi");
	(void)pty_read(&pty);
	screen_ask(s, "send it? y/n ");
	pty_expect(&pty, "\r        \rsend it? y/n ");
	screen_ask(s, "send it? y/n ");
	pty_expect(&pty, "");
	screen_ask(s, NULL);
	pty_expect(&pty, "\r             \r<You> hi");
	screen_ask(s, NULL);
	pty_expect(&pty, "");
}
END_TEST

START_TEST(test_question_that_is_too_long_is_cut)
{
	char question[256];

	memset(question, 'q', sizeof question - 1);
	question[sizeof question - 1] = '\0';
	screen_ask(s, question);
	ck_assert_uint_lt(strspn(strchr(pty_read(&pty), 'q'), "q"), 64);
}
END_TEST

START_TEST(test_note_is_a_line_above_the_prompt)
{
	screen_note(s, "%d of %s", 3, "five");
	pty_expect(&pty, "\r      \rchatroom: 3 of five\n<You> ");
	screen_note(s, "a\033b\nc");
	pty_expect(&pty, "\r      \rchatroom: abc\n<You> ");
}
END_TEST

START_TEST(test_half_a_line_is_marked_when_typing_ends)
{
	type("half");
	(void)pty_read(&pty);
	screen_end_typing(s);
	pty_expect(&pty, "\r          \r(not said) half\n");
	show("one");
	ck_assert(screen_flush(s));
	pty_expect(&pty, "one\n");
	screen_end_typing(s);
	pty_expect(&pty, "");
}
END_TEST

START_TEST(test_blanks_are_no_half_line)
{
	type("  ");
	(void)pty_read(&pty);
	screen_end_typing(s);
	pty_expect(&pty, "\r        \r");
}
END_TEST

START_TEST(test_bell_rings)
{
	screen_beep(s);
	pty_expect(&pty, "\a");
}
END_TEST

/* ------------------------------------------------------------------------
 * The terminal is taken and given back
 */

static bool
is_taken(void)
{
	struct termios mode;

	ck_assert_int_eq(tcgetattr(pty.slave, &mode), 0);
	return ((mode.c_lflag & (tcflag_t)ICANON) == 0);
}

START_TEST(test_terminal_is_given_back_for_a_stop_and_taken_again)
{
	ck_assert(is_taken());
	type("hi");
	(void)pty_read(&pty);
	screen_suspend(s);
	ck_assert(!is_taken());
	pty_expect(&pty, "\r        \r");
	show("one");
	ck_assert(screen_flush(s));
	pty_expect(&pty, "one\n"); /* and no prompt in the shell's window */
	screen_suspend(s);	   /* twice is as good as once */
	screen_resume(s);
	ck_assert(is_taken());
	pty_expect(&pty, "<You> hi");
}
END_TEST

START_TEST(test_terminal_that_was_given_back_for_good_is_not_taken_again)
{
	type("half");
	(void)pty_read(&pty);
	screen_end(s);
	ck_assert(!is_taken());
	pty_expect(&pty, "\r          \r(not said) half\n");
	screen_end(s);
	screen_suspend(s);
	screen_resume(s);
	ck_assert(!is_taken());
	show("one");
	ck_assert(screen_flush(s));
	pty_expect(&pty, "one\n");
}
END_TEST

START_TEST(test_person_at_a_terminal_can_be_asked)
{
	ck_assert(screen_is_terminal(s));
	ck_assert(screen_has_terminal(s));
	ck_assert_int_eq(screen_gone_fd(s), -1);
	ck_assert_int_eq(screen_error(s), 0);
}
END_TEST

/* ------------------------------------------------------------------------
 * A terminal that obeys
 */

#define WHERE "\033[6n"

static void
setup_obeying(void)
{
	pty_open(&pty, ROWS, COLUMNS, "vt100");
	s = screen_new();
	ck_assert_ptr_nonnull(s);
	pty_expect_part(&pty, WHERE);
}

/* How many ambiguous characters stand on the first of several rows. */
static size_t
ambiguous_on_a_row(void)
{
	char line[3 * COLUMNS + 1] = "";
	const char *row;
	size_t n = 0;
	int i;

	for (i = 0; i < COLUMNS; i++)
		(void)strcat(line, "\342\200\246");
	show(line);
	ck_assert(screen_flush(s));
	row = strstr(pty_read(&pty), "\342\200\246");
	ck_assert_ptr_nonnull(row);
	while (strncmp(row + 3 * n, "\342\200\246", 3) == 0)
		n++;
	return (n);
}

START_TEST(test_ambiguous_characters_are_wide_until_it_answers)
{
	ck_assert_uint_eq(ambiguous_on_a_row(), (COLUMNS - 1) / 2);
	screen_position(s, 2);
	ck_assert_uint_eq(ambiguous_on_a_row(), COLUMNS - 1);
	screen_position(s, 3); /* nobody has asked */
	ck_assert_uint_eq(ambiguous_on_a_row(), COLUMNS - 1);
}
END_TEST

START_TEST(test_ambiguous_characters_are_wide_if_it_says_so)
{
	screen_position(s, 3);
	ck_assert_uint_eq(ambiguous_on_a_row(), (COLUMNS - 1) / 2);
}
END_TEST

START_TEST(test_answer_draws_again_what_is_in_sight)
{
	show("one");
	ck_assert(screen_flush(s));
	(void)pty_read(&pty);
	screen_position(s, 2);
	pty_expect_part(&pty, "\033[A\r\033[Kone\n<You> ");
}
END_TEST

START_TEST(test_brackets_around_pastes_are_asked_for_while_it_is_ours)
{
	screen_suspend(s);
	pty_expect_part(&pty, "\033[?2004l");
	screen_resume(s);
	pty_expect_part(&pty, "\033[?2004h");
	screen_end(s);
	pty_expect_part(&pty, "\033[?2004l");
}
END_TEST

/* ------------------------------------------------------------------------
 * An output that nobody waits for
 */

static int ends[2]; /* of a pipe: we read, the screen writes */

static void
setup_pipe(void)
{
	(void)signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	ck_assert_int_eq(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
	pty_open(&pty, ROWS, COLUMNS, "dumb");
	s = screen_new_at("chatroomd", ends[1]);
	ck_assert_ptr_nonnull(s);
}

static void
teardown_pipe(void)
{
	teardown();
	(void)close(ends[0]);
	(void)close(ends[1]);
}

/* Reads all there is, and returns it as a string without NULs. */
static const char *
drain(void)
{
	static char bytes[1 << 17];
	size_t len = 0, kept = 0, i;
	ssize_t n;

	while ((n = read(ends[0], bytes + len, sizeof bytes - 1 - len)) > 0)
		len += (size_t)n;
	for (i = 0; i < len; i++)
		if (bytes[i] != '\0')
			bytes[kept++] = bytes[i];
	bytes[kept] = '\0';
	return (bytes);
}

static void
fill(void)
{
	static const char bytes[4096];

	while (write(ends[1], bytes, sizeof bytes) > 0)
		continue;
}

START_TEST(test_nobody_waits_for_a_terminal_that_takes_nothing)
{
	ck_assert_str_eq(drain(), "<You> ");
	fill();
	ck_assert(!screen_waits(s));
	screen_note(s, "one");
	ck_assert(screen_waits(s));
	type("hi");
	screen_beep(s); /* it has enough to do */
	ck_assert_str_eq(drain(), "");
	screen_go_on(s);
	ck_assert(!screen_waits(s));
	ck_assert_str_eq(drain(),
	    "\r      \rchatroomd: one\n<You> \r      \r<You> hi");
}
END_TEST

START_TEST(test_output_that_is_gone_is_reported)
{
	(void)close(ends[0]);
	ends[0] = dup(ends[1]); /* for the teardown */
	show("one");
	(void)screen_flush(s);
	show("two");
	ck_assert(!screen_flush(s));
	ck_assert_int_eq(screen_error(s), EPIPE);
}
END_TEST

/* ------------------------------------------------------------------------
 * A filter
 */

static struct pipes pipes;

static void
setup_filter(void)
{
	pipes_open(&pipes);
	s = screen_new();
	ck_assert_ptr_nonnull(s);
}

static void
teardown_filter(void)
{
	screen_free(s);
	pipes_close(&pipes);
}

START_TEST(test_filter_gets_lines_and_no_prompt)
{
	ck_assert(!screen_is_terminal(s));
	ck_assert(!screen_has_terminal(s));
	show("one\007");
	pipes_expect_out(&pipes, "");
	ck_assert(screen_flush(s));
	pipes_expect_out(&pipes, "one\n");
	screen_ask_key(s, true);
	ck_assert(!screen_asks_key(s));
	screen_redraw(s);
	screen_suspend(s);
	screen_resume(s);
	screen_end_typing(s);
	screen_end(s);
	pipes_expect_out(&pipes, "");
	pipes_expect_err(&pipes, "");
}
END_TEST

START_TEST(test_notes_of_a_filter_are_no_output)
{
	screen_note(s, "%s", "one");
	pipes_expect_out(&pipes, "");
	pipes_expect_err(&pipes, "chatroom: one\n");
}
END_TEST

START_TEST(test_filter_whose_output_is_gone_knows_why)
{
	ck_assert_int_eq(screen_gone_fd(s), STDOUT_FILENO);
	pipes_close_out(&pipes);
	show("one");
	ck_assert(!screen_flush(s));
	ck_assert_int_eq(screen_error(s), EPIPE);
	show("two");
	ck_assert(!screen_flush(s));
}
END_TEST

static void *
flush(void *arg)
{
	(void)screen_flush(s);
	return (arg);
}

START_TEST(test_output_that_does_not_move_can_be_abandoned)
{
	static char line[256 * 1024]; /* more than a pipe holds */
	pthread_t writer;

	memset(line, 'x', sizeof line);
	ck_assert(screen_show(s, line, sizeof line));
	ck_assert_int_eq(thread_start(&writer, flush, NULL), 0);
	ck_assert(wait_readable(pipes.out, patience())); /* it has begun */
	screen_abandon(s);
	thread_join(writer);
	ck_assert_int_ne(screen_error(s), 0);
}
END_TEST

static TCase *
terminal_case(void)
{
	const TTest *const tests[] = {
		test_line_is_shown_when_the_screen_is_flushed,
		test_typed_line_stays_below_and_then_in_sight,
		test_longest_line_is_typed_and_no_longer_one,
		test_key_is_asked_for_and_never_shown,
		test_half_a_line_is_dropped_when_a_key_is_asked_for,
		test_half_a_key_is_not_shown_at_the_end,
		test_question_takes_the_place_of_the_line,
		test_question_that_is_too_long_is_cut,
		test_note_is_a_line_above_the_prompt,
		test_half_a_line_is_marked_when_typing_ends,
		test_blanks_are_no_half_line,
		test_bell_rings,
		test_terminal_is_given_back_for_a_stop_and_taken_again,
		test_terminal_that_was_given_back_for_good_is_not_taken_again,
		test_person_at_a_terminal_can_be_asked,
		NULL,
	};

	return (suite_case("terminal", setup, teardown, tests));
}

static TCase *
obeying_case(void)
{
	const TTest *const tests[] = {
		test_ambiguous_characters_are_wide_until_it_answers,
		test_ambiguous_characters_are_wide_if_it_says_so,
		test_answer_draws_again_what_is_in_sight,
		test_brackets_around_pastes_are_asked_for_while_it_is_ours,
		NULL,
	};

	return (suite_case("obeying", setup_obeying, teardown, tests));
}

static TCase *
pipe_case(void)
{
	const TTest *const tests[] = {
		test_nobody_waits_for_a_terminal_that_takes_nothing,
		test_output_that_is_gone_is_reported,
		NULL,
	};

	return (suite_case("pipe", setup_pipe, teardown_pipe, tests));
}

static TCase *
filter_case(void)
{
	const TTest *const tests[] = {
		test_filter_gets_lines_and_no_prompt,
		test_notes_of_a_filter_are_no_output,
		test_filter_whose_output_is_gone_knows_why,
		test_output_that_does_not_move_can_be_abandoned,
		NULL,
	};

	return (suite_case("filter", setup_filter, teardown_filter, tests));
}

int
main(void)
{
	TCase *cases[] = { terminal_case(), obeying_case(), pipe_case(),
		filter_case() };

	return (suite_run("screen", cases, sizeof cases / sizeof *cases));
}
