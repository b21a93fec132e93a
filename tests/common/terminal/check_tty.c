/*
 * check_tty: what no test of the whole client can time: the prompt that
 * changes between two lines of one paste, and a shell that takes the terminal
 * back while the client is at its end.
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

#include "client/keyboard.h"
#include "common/terminal/screen.h"
#include "harness/suite.h"

static int master, slave;

/* Opens a pseudo-terminal. */
static void
open_pty(void)
{
	master = posix_openpt(O_RDWR | O_NOCTTY);
	ck_assert_int_ge(master, 0);
	ck_assert_int_eq(grantpt(master), 0);
	ck_assert_int_eq(unlockpt(master), 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	ck_assert_int_ge(slave, 0);
}

static void
close_pty(void)
{
	(void)close(slave);
	(void)close(master);
}

/* What a child does with the terminal as its stdin and stdout. */
typedef void work(int ready, int go);

/* Becomes a process that has the terminal as its stdin and stdout. */
static void __attribute__((noreturn)) do_work(work *w, int ready, int go)
{
	(void)signal(SIGTTOU, SIG_DFL);
	if (dup2(slave, 0) != 0 || dup2(slave, 1) != 1)
		_exit(126);
	w(ready, go);
	_exit(0);
}

/* Ends the child when something is not so. */
static void
must(bool is_so, int status)
{
	if (!is_so)
		_exit(status);
}

/* ------------------------------------------------------------------------
 * The prompt changes
 */

static void
type(const char *text)
{
	must(write(master, text, strlen(text)) == (ssize_t)strlen(text), 2);
}

/* A key that is pasted twice: the second one comes after the first was right.
 */
static void
paste_key_twice(int ready, int go)
{
	struct screen *s = screen_new();
	struct keyboard *k;
	const char *line;
	size_t len;

	(void)ready;
	(void)go;
	must(s != NULL && screen_is_terminal(s), 3);
	k = keyboard_new(s);
	must(k != NULL, 4);
	screen_ask_key(s, true);
	type("sesame\rsesame\r");
	must(keyboard_next(k, &line, &len) == KEYBOARD_KEY, 5);
	must(len == 6 && memcmp(line, "sesame", 6) == 0, 6);
	screen_ask_key(s, false);
	must(keyboard_next(k, &line, &len) == KEYBOARD_STALE, 7);
	keyboard_free(k);
	screen_free(s);
}

START_TEST(test_second_key_of_a_paste_is_not_said)
{
	int status;
	pid_t pid;

	open_pty();
	pid = fork();
	if (pid == 0)
		do_work(paste_key_twice, -1, -1);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0,
	    "wait status 0x%x", (unsigned)status);
	close_pty();
}
END_TEST

/* ------------------------------------------------------------------------
 * In the background
 */

/* Has the terminal, and then the shell has it. */
static void
end_in_background(int ready, int go)
{
	struct screen *s = screen_new();
	char byte;

	must(s != NULL && screen_has_terminal(s), 3);
	must(write(ready, "", 1) == 1, 4);
	must(read(go, &byte, 1) == 1, 5);
	must(!screen_has_terminal(s), 6);
	screen_free(s);
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
		do_work(end_in_background, ready[1], go[0]);
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

	open_pty();
	pid = fork();
	if (pid == 0)
		be_shell();
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0,
	    "wait status 0x%x", (unsigned)status);
	close_pty();
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("tty");

	(void)setenv("TERM", "dumb", 1);
	tcase_add_test(tc, test_second_key_of_a_paste_is_not_said);
	tcase_add_test(tc,
	    test_end_in_the_background_leaves_the_terminal_to_the_shell);
	return (suite_run("tty", &tc, 1));
}
