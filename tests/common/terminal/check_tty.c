/*
 * check_tty: the terminal that a person sits at: its modes, its size, and whose
 * it is.
 */
#include <config.h>

#include <sys/ioctl.h>
#include <sys/wait.h>

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "common/terminal/screen.h"
#include "common/terminal/tty.h"
#include "harness/pipes.h"
#include "harness/pty.h"
#include "harness/suite.h"

static struct pty pty;
static struct tty t;

static void
setup(void)
{
	pty_open(&pty, 30, 100, "vt100");
	tty_open(&t);
}

static void
teardown(void)
{
	tty_close(&t);
	pty_close(&pty);
}

static struct termios
mode(void)
{
	struct termios m;

	ck_assert_int_eq(tcgetattr(pty.slave, &m), 0);
	return (m);
}

START_TEST(test_typed_bytes_come_at_once_and_as_they_are)
{
	struct termios ours;

	tty_take(&t);
	ours = mode();
	ck_assert_uint_eq(ours.c_lflag & (tcflag_t)(ICANON | ECHO), 0);
	ck_assert_uint_eq(ours.c_iflag & (tcflag_t)(ICRNL | ISTRIP | IXON), 0);
	ck_assert_uint_eq(ours.c_cc[VMIN], 1);
	ck_assert_uint_eq(ours.c_cc[VTIME], 0);
	/* Ctrl-C is still a signal. */
	ck_assert_uint_ne(ours.c_lflag & (tcflag_t)ISIG, 0);
}
END_TEST

START_TEST(test_terminal_is_given_back_as_it_was)
{
	struct termios before = mode(), after;

	tty_take(&t);
	tty_take(&t);
	tty_give_back(&t);
	after = mode();
	ck_assert_uint_eq(after.c_iflag, before.c_iflag);
	ck_assert_uint_eq(after.c_oflag, before.c_oflag);
	ck_assert_uint_eq(after.c_cflag, before.c_cflag);
	ck_assert_uint_eq(after.c_lflag, before.c_lflag);
	ck_assert_mem_eq(after.c_cc, before.c_cc, sizeof after.c_cc);
}
END_TEST

static void
expect_size(size_t rows, size_t columns)
{
	size_t r, c;

	tty_size(&t, &r, &c);
	ck_assert_uint_eq(r, rows);
	ck_assert_uint_eq(c, columns);
}

START_TEST(test_size_is_that_of_the_window_now)
{
	expect_size(30, 100);
	pty_resize(&pty, 1, 1);
	expect_size(1, 1);
}
END_TEST

START_TEST(test_size_that_is_not_known_is_a_usual_one)
{
	pty_resize(&pty, 0, 0);
	expect_size(24, 80);
	pty_resize(&pty, 0, 40);
	expect_size(24, 40);
}
END_TEST

/* The shell writes with the same one, and must be able to wait. */
START_TEST(test_what_we_write_with_never_waits_and_stdout_may)
{
	ck_assert_int_ne(t.out, STDOUT_FILENO);
	ck_assert_int_ne(fcntl(t.out, F_GETFL) & O_NONBLOCK, 0);
	ck_assert_int_ne(fcntl(t.out, F_GETFD) & FD_CLOEXEC, 0);
	ck_assert_int_eq(fcntl(STDOUT_FILENO, F_GETFL) & O_NONBLOCK, 0);
}
END_TEST

START_TEST(test_what_was_lent_is_not_closed)
{
	struct tty lent;

	tty_open_at(&lent, pty.slave);
	ck_assert(lent.there);
	ck_assert_int_eq(lent.out, pty.slave);
	tty_close(&lent);
	ck_assert_int_ne(fcntl(pty.slave, F_GETFD), -1);
}
END_TEST

START_TEST(test_input_that_waits_is_known)
{
	tty_take(&t);
	ck_assert(!tty_has_input());
	pty_type(&pty, "x");
	while (!tty_has_input()) /* it is on its way */
		continue;
}
END_TEST

static const struct {
	const char *term;
	bool obeys;
} terminals[] = { { "vt100", true }, { "xterm-256color", true },
	{ "dumb", false }, { "", false }, { NULL, false } };

START_TEST(test_terminal_knows_sequences_unless_its_name_denies_it)
{
	pty_open(&pty, 24, 80, terminals[_i].term);
	tty_open(&t);
	ck_assert(t.there);
	ck_assert_int_eq(t.obeys, terminals[_i].obeys);
	teardown();
}
END_TEST

START_TEST(test_pipe_is_no_terminal)
{
	struct pipes pipes;

	pipes_open(&pipes);
	tty_open(&t);
	ck_assert(!t.there && !t.obeys);
	ck_assert_int_eq(t.out, STDOUT_FILENO);
	ck_assert(!tty_is_ours(&t));
	ck_assert_int_eq(tty_owner(), TTY_NOBODY);
	tty_close(&t);
	pipes_close(&pipes);
}
END_TEST

/* ------------------------------------------------------------------------
 * In the background
 */

static int master, slave;

/* Ends the child when something is not so. */
static void
must(bool is_so, int status)
{
	if (!is_so)
		_exit(status);
}

/* Has the terminal, and then the shell has it. */
static void __attribute__((noreturn)) end_in_background(int ready, int go)
{
	struct screen *s;
	char byte;

	(void)signal(SIGTTOU, SIG_DFL);
	must(dup2(slave, 0) == 0 && dup2(slave, 1) == 1, 126);
	s = screen_new();
	must(s != NULL && screen_has_terminal(s), 3);
	must(tty_owner() == TTY_US, 4);
	must(write(ready, "", 1) == 1, 5);
	must(read(go, &byte, 1) == 1, 6);
	must(!screen_has_terminal(s), 7);
	must(tty_owner() == TTY_SHELL, 8);
	screen_free(s);
	_exit(0);
}

/* Hands the terminal to a job, and takes it back before that is at its end. */
static void __attribute__((noreturn)) be_shell(void)
{
	struct termios shells, after;
	int ready[2], go[2], status;
	char byte;
	pid_t job;

	(void)signal(SIGTTOU, SIG_IGN);
	must(setsid() > 0 && ioctl(slave, TIOCSCTTY, 0) == 0, 10);
	must(pipe(ready) == 0 && pipe(go) == 0, 11);
	job = fork();
	if (job == 0) {
		(void)setpgid(0, 0);
		(void)tcsetpgrp(slave, getpgrp());
		end_in_background(ready[1], go[0]);
	}
	must(read(ready[0], &byte, 1) == 1, 12);
	must(tcsetpgrp(slave, getpgrp()) == 0, 13);
	must(tcgetattr(slave, &shells) == 0, 14);
	shells.c_lflag |= ICANON;
	shells.c_cc[VINTR] = 1; /* only a shell of a test wants that */
	must(tcsetattr(slave, TCSANOW, &shells) == 0, 15);
	must(write(go[1], "", 1) == 1, 16);
	must(waitpid(job, &status, WUNTRACED) == job && status == 0, 17);
	must(tcgetattr(slave, &after) == 0, 18);
	must(after.c_cc[VINTR] == 1 && (after.c_lflag & ICANON) != 0, 19);
	_exit(0);
}

START_TEST(test_end_in_the_background_leaves_the_terminal_to_the_shell)
{
	int status;
	pid_t pid;

	master = pty_make(24, 80, &slave);
	pid = fork();
	if (pid == 0)
		be_shell();
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0,
	    "wait status 0x%x", (unsigned)status);
	(void)close(slave);
	(void)close(master);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

int
main(void)
{
	TCase *cases[] = { tcase_create("terminal"), tcase_create("others") };

	(void)setenv("TERM", "dumb", 1);
	tcase_add_checked_fixture(cases[0], setup, teardown);
	tcase_add_test(cases[0], test_typed_bytes_come_at_once_and_as_they_are);
	tcase_add_test(cases[0], test_terminal_is_given_back_as_it_was);
	tcase_add_test(cases[0], test_size_is_that_of_the_window_now);
	tcase_add_test(cases[0], test_size_that_is_not_known_is_a_usual_one);
	tcase_add_test(cases[0],
	    test_what_we_write_with_never_waits_and_stdout_may);
	tcase_add_test(cases[0], test_what_was_lent_is_not_closed);
	tcase_add_test(cases[0], test_input_that_waits_is_known);
	tcase_add_loop_test(cases[1],
	    test_terminal_knows_sequences_unless_its_name_denies_it, 0,
	    COUNT(terminals));
	tcase_add_test(cases[1], test_pipe_is_no_terminal);
	tcase_add_test(cases[1],
	    test_end_in_the_background_leaves_the_terminal_to_the_shell);
	return (suite_run("tty", cases, sizeof cases / sizeof *cases));
}
