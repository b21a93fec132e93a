/*
 * check_desk: what the person at the server sees while typing, in a terminal
 * emulator: a half-typed line stays whole.
 */
#include <config.h>

#include <sys/ioctl.h>

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "harness/room.h"
#include "harness/shell.h"
#include "harness/suite.h"
#include "harness/terminal.h"

#define ROWS 24
#define COLUMNS 80
#define WIDE_WINDOW 300 /* fewer rows for the same text */

static struct terminal *terminal;
static struct room room; /* only its port: the terminal runs it */
static struct person *alice;

static void
open_room(unsigned kind, int columns)
{
	const char *words;

	terminal = terminal_open_room(kind, ROWS, columns,
	    "-v -p 0 -b 127.0.0.1 --rate 0 --joins-per-minute 0 --tell-each");
	words = strstr(terminal->client.out.bytes, "listening on 127.0.0.1:");
	ck_assert_ptr_nonnull(words);
	ck_assert_int_eq(sscanf(words, "listening on 127.0.0.1:%u", &room.port),
	    1);
	alice = person_join(&room);
	person_meet_console(alice);
}

static void
setup(void)
{
	open_room(TERMINAL_USUAL, COLUMNS);
}

/* The room closes, and the terminal is as it was. */
static void
close_room_by(int signal)
{
	(void)kill(terminal->client.pid, signal);
	/* The end waits for her, but not for long. */
	person_hang_up(alice);
	terminal_expect_exit(terminal, 0);
	terminal_free(terminal);
}

static void
close_room(void)
{
	close_room_by(SIGTERM);
}

/* Waits until a row has this part. */
static void
expect_part(const char *part)
{
	while (terminal_count(terminal, part) == 0)
		ck_assert_msg(stream_read(&terminal->client.out, patience()),
		    "'%s' is not shown", part);
}

static void
expect_said(const char *line)
{
	char row[256];

	(void)snprintf(row, sizeof row, "[ %s ]: %s", alice->who, line);
	terminal_expect_row(terminal, row);
}

START_TEST(test_half_typed_line_stays_whole_while_others_speak)
{
	setup();
	terminal_type(terminal, "half a li");
	terminal_expect(terminal, "<You> half a li");
	person_type(alice, "good morning");
	expect_said("good morning");
	terminal_expect(terminal, "<You> half a li");
	terminal_type(terminal, "ne\r");
	person_expect(alice, "[ @console ]: half a line");
	terminal_expect(terminal, "<You>");
	ck_assert_uint_eq(terminal_count(terminal, "half a li"), 1);
	close_room();
}
END_TEST

START_TEST(test_half_typed_line_stays_whole_while_the_log_speaks)
{
	static const char request[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
	struct person *page;

	setup();
	terminal_type(terminal, "half a li");
	terminal_expect(terminal, "<You> half a li");
	page = person_dial(&room, "127.0.0.1", 0);
	ck_assert_ptr_nonnull(page);
	person_send(page, request, sizeof request - 1);
	expect_part("refused 127.0.0.1");
	terminal_expect(terminal, "<You> half a li");
	ck_assert_uint_eq(terminal_count(terminal, "half a li"), 1);
	person_hang_up(page);
	close_room();
}
END_TEST

START_TEST(test_half_typed_line_stays_whole_when_the_window_narrows)
{
	open_room(_i == 0 ? TERMINAL_USUAL : TERMINAL_REFLOW, COLUMNS);
	person_type(alice, "good morning, all of you who are here today");
	expect_said("good morning, all of you who are here today");
	terminal_type(terminal, "a line that is half typed and rather long");
	terminal_expect(terminal,
	    "<You> a line that is half typed and rather long");
	terminal_resize(terminal, ROWS, 30);
	terminal_expect(terminal, "<You> f typed and rather long");
	ck_assert_uint_eq(terminal_count(terminal, "half typed"), 0);
	ck_assert_uint_eq(terminal_count(terminal, "<You>"), 1);
	close_room();
}
END_TEST

START_TEST(test_nothing_typed_takes_the_console_out)
{
	setup();
	terminal_press(terminal, "\r");
	terminal_press(terminal, "\x04");
	terminal_press(terminal, "/quit\r");
	terminal_press(terminal, "still here\r");
	person_expect(alice, "[ @console ]: still here");
	close_room();
}
END_TEST

/* Nobody could continue it: the kernel does not stop it, nor do we. */
START_TEST(test_room_that_no_shell_could_continue_is_not_stopped)
{
	setup();
	terminal_type(terminal, "half a li");
	terminal_expect(terminal, "<You> half a li");
	terminal_type(terminal, "\x1a");
	person_type(alice, "good morning");
	expect_said("good morning");
	terminal_expect(terminal, "<You> half a li");
	terminal_type(terminal, "ne\r");
	person_expect(alice, "[ @console ]: half a line");
	close_room();
}
END_TEST

START_TEST(test_pasted_lines_are_said_after_a_yes)
{
	setup();
	terminal_paste(terminal, "one\ntwo\nthree\nfour\n");
	terminal_expect(terminal, "send 4 lines? y/n");
	terminal_press(terminal, "y");
	person_expect(alice, "[ @console ]: one");
	person_expect(alice, "[ @console ]: two");
	person_expect(alice, "[ @console ]: three");
	person_expect(alice, "[ @console ]: four");
	close_room();
}
END_TEST

START_TEST(test_terminal_is_given_back_at_every_end)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGQUIT, SIGINT };

	setup();
	terminal_type(terminal, "half a li");
	terminal_expect(terminal, "<You> half a li");
	close_room_by(signals[_i]);
}
END_TEST

START_TEST(test_ctrl_c_closes_the_room)
{
	setup();
	terminal_type(terminal, "\x03");
	person_expect(alice, "*** the room is closing, bye bye");
	terminal_expect_exit(terminal, 0);
	expect_part(" stopped");
	terminal_free(terminal);
	person_hang_up(alice);
}
END_TEST

/* The room is the job of a shell, in its foreground. */
static void
setup_shell(void)
{
	shell_open("-");
	setup();
	expect_part("] joined the room"); /* nothing else is to come */
	terminal_type(terminal, "half a li");
	terminal_expect(terminal, "<You> half a li");
}

static void
order(int what, const char *answer)
{
	(void)kill(terminal->client.pid, what);
	shell_expect(answer);
}

static struct termios
modes_now(void)
{
	struct termios modes;

	ck_assert_int_eq(tcgetattr(terminal->slave, &modes), 0);
	return (modes);
}

/* The terminal is as a shell wants it. */
static void
set_modes_of_shell(void)
{
	ck_assert_int_eq(tcsetattr(terminal->slave, TCSANOW, &terminal->before),
	    0);
}

static void
close_shell(void)
{
	close_room();
	shell_close();
}

/* What was half typed is still there, and goes on. */
static void
expect_typing(void)
{
	terminal_expect(terminal, "<You> half a li");
	terminal_type(terminal, "ne");
	terminal_expect(terminal, "<You> half a line");
	terminal_type(terminal, "\r");
	person_expect(alice, "[ @console ]: half a line");
}

START_TEST(test_ctrl_z_gives_the_terminal_to_the_shell)
{
	if (getenv("VALGRIND") != NULL)
		return; /* it ignores SIGTSTP */
	setup_shell();
	terminal_type(terminal, "\x1a");
	shell_expect(SHELL_STOPPED);
	ck_assert_uint_eq(modes_now().c_lflag, terminal->before.c_lflag);
	while (wait_readable(terminal->client.out.fd, 0))
		(void)stream_read(&terminal->client.out, patience());
	ck_assert(!terminal_brackets(terminal));
	order(SHELL_FG, SHELL_IN_FOREGROUND);
	expect_typing();
	ck_assert(terminal_brackets(terminal));
	close_shell();
}
END_TEST

START_TEST(test_terminal_is_taken_again_after_a_stop_by_others)
{
	setup_shell();
	order(SHELL_STOP, SHELL_STOPPED);
	set_modes_of_shell();
	order(SHELL_FG, SHELL_IN_FOREGROUND);
	expect_typing();
	ck_assert_uint_eq(modes_now().c_lflag & (ICANON | ECHO), 0);
	close_shell();
}
END_TEST

START_TEST(test_terminal_of_the_shell_has_no_prompt_of_the_room)
{
	int waiting = 0;

	setup_shell();
	order(SHELL_STOP, SHELL_STOPPED);
	set_modes_of_shell();
	order(SHELL_BG, SHELL_IN_BACKGROUND);
	terminal_type(terminal, "for the shell\n");
	terminal_expect_above(terminal, "<You> half a lifor the shell", "");
	person_type(alice, "good morning");
	expect_said("good morning");
	person_type(alice, "and goodbye");
	expect_said("and goodbye");
	terminal_expect(terminal, "");
	ck_assert_int_eq(ioctl(terminal->slave, FIONREAD, &waiting), 0);
	ck_assert_int_eq(waiting, (int)strlen("for the shell\n"));
	ck_assert_int_eq(tcflush(terminal->slave, TCIFLUSH), 0);
	/* Nothing has stopped it again. */
	order(SHELL_FG, SHELL_IN_FOREGROUND);
	expect_typing();
	close_shell();
}
END_TEST

/* Nobody reads the terminal: more is said than it takes. */
static void
fill_terminal(void)
{
	char line[4001];
	int i;

	memset(line, 'x', sizeof line - 1);
	line[sizeof line - 1] = '\0';
	for (i = 0; i < 40; i++)
		person_type(alice, "%s", line);
	person_expect_nothing(alice);
}

START_TEST(test_paused_terminal_holds_up_neither_lines_nor_the_end)
{
	int64_t since;

	open_room(TERMINAL_USUAL, WIDE_WINDOW);
	fill_terminal();
	terminal_type(terminal, "hello\r");
	person_expect(alice, "[ @console ]: hello");
	since = room_now_ms();
	(void)kill(terminal->client.pid, SIGTERM);
	person_expect(alice, "*** the room is closing, bye bye");
	(void)client_wait(&terminal->client);
	if (getenv("VALGRIND") == NULL)
		ck_assert_int_le(room_now_ms() - since, 10000);
	while (wait_readable(terminal->client.out.fd, 0) &&
	    !terminal->client.out.ended)
		(void)stream_read(&terminal->client.out, patience());
	terminal_expect_nothing_left(terminal);
	person_hang_up(alice);
}
END_TEST

START_TEST(test_what_a_paused_terminal_missed_is_shown_later)
{
	open_room(TERMINAL_USUAL, WIDE_WINDOW);
	fill_terminal();
	terminal_type(terminal, "half a li");
	person_type(alice, "good morning");
	person_expect_nothing(alice);
	expect_said("good morning");
	terminal_expect(terminal, "<You> half a li");
	/* No line was cut in two: what goes on in a new row is indented. */
	ck_assert_uint_eq(terminal_count_starts(terminal, "x"), 0);
	close_room();
}
END_TEST

/* The processor time that the room has taken so far. */
static int64_t
processor_ms(void)
{
	struct timespec used;
	clockid_t clock;

	ck_assert_int_eq(clock_getcpuclockid(terminal->client.pid, &clock), 0);
	ck_assert_int_eq(clock_gettime(clock, &used), 0);
	return (used.tv_sec * 1000 + used.tv_nsec / 1000000);
}

/* While a key is pressed, it does nothing most of the time. */
START_TEST(test_paused_terminal_keeps_no_processor_busy)
{
	int64_t wall, used;
	int tries = 20;

	open_room(TERMINAL_USUAL, WIDE_WINDOW);
	fill_terminal();
	do {
		wall = room_now_ms();
		used = processor_ms();
		terminal_press(terminal, "x");
		wall = room_now_ms() - wall;
		used = processor_ms() - used;
	} while (used > wall / 20 && --tries > 0);
	if (getenv("VALGRIND") == NULL)
		ck_assert_int_gt(tries, 0);
	person_type(alice, "good morning");
	expect_said("good morning");
	close_room();
}
END_TEST

#define CROWD 30

/* All of them leave when it closes, and the log says so to the end. */
START_TEST(test_last_lines_of_the_log_are_shown)
{
	struct person *crowd[CROWD];
	size_t i;

	setup();
	for (i = 0; i < CROWD; i++)
		crowd[i] = person_join(&room);
	(void)kill(terminal->client.pid, SIGTERM);
	for (i = 0; i < CROWD; i++)
		person_hang_up(crowd[i]);
	person_hang_up(alice);
	terminal_expect_exit(terminal, 0);
	ck_assert_uint_eq(terminal_count(terminal, " closing 127.0.0.1:"),
	    CROWD + 1);
	terminal_free(terminal);
}
END_TEST

/* The terminal is given back first: the next signal ends all at once. */
START_TEST(test_half_typed_line_is_marked_before_the_goodbye)
{
	const char *shown;

	setup();
	terminal_type(terminal, "half a li");
	terminal_expect(terminal, "<You> half a li");
	(void)kill(terminal->client.pid, SIGTERM);
	terminal_expect_exit(terminal, 0);
	shown = strstr(terminal->client.out.bytes, "(not said) half a li");
	ck_assert_ptr_nonnull(shown);
	ck_assert_ptr_nonnull(strstr(shown, "the room is closing"));
	terminal_free(terminal);
	person_hang_up(alice);
}
END_TEST

int
main(int argc, char **argv)
{
	TCase *tc = tcase_create("desk");

	shell_be(argc, argv);
	(void)signal(SIGPIPE, SIG_IGN);
	tcase_add_test(tc, test_half_typed_line_stays_whole_while_others_speak);
	tcase_add_test(tc,
	    test_half_typed_line_stays_whole_while_the_log_speaks);
	tcase_add_loop_test(tc,
	    test_half_typed_line_stays_whole_when_the_window_narrows, 0,
	    terminal_can_reflow() ? 2 : 1);
	tcase_add_test(tc, test_nothing_typed_takes_the_console_out);
	tcase_add_test(tc,
	    test_room_that_no_shell_could_continue_is_not_stopped);
	tcase_add_test(tc, test_ctrl_z_gives_the_terminal_to_the_shell);
	tcase_add_test(tc, test_terminal_is_taken_again_after_a_stop_by_others);
	tcase_add_test(tc,
	    test_terminal_of_the_shell_has_no_prompt_of_the_room);
	tcase_add_test(tc, test_pasted_lines_are_said_after_a_yes);
	tcase_add_loop_test(tc, test_terminal_is_given_back_at_every_end, 0, 4);
	tcase_add_test(tc, test_ctrl_c_closes_the_room);
	tcase_add_test(tc,
	    test_paused_terminal_holds_up_neither_lines_nor_the_end);
	tcase_add_test(tc, test_what_a_paused_terminal_missed_is_shown_later);
	tcase_add_test(tc, test_paused_terminal_keeps_no_processor_busy);
	tcase_add_test(tc, test_last_lines_of_the_log_are_shown);
	tcase_add_test(tc, test_half_typed_line_is_marked_before_the_goodbye);
	return (suite_run("desk", &tc, 1));
}
