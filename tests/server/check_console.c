/*
 * check_console: the person at the server, at a terminal of job control.
 *
 * The terminal is a pseudo-terminal whose other end the test has.  Between the
 * two is a shell (see shell.h); stdout is not the terminal, but a pipe.
 */
#include <config.h>

#include <sys/ioctl.h>
#include <sys/wait.h>

#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/room.h"
#include "harness/shell.h"
#include "harness/suite.h"

static bool under_valgrind;
static int master; /* our end of the terminal */
static struct room *room;
static struct person *alice;

static void
setup(void)
{
	room_sweep();
	under_valgrind = getenv("VALGRIND") != NULL;
	master = posix_openpt(O_RDWR | O_NOCTTY);
	ck_assert_int_ge(master, 0);
	ck_assert_int_eq(grantpt(master), 0);
	ck_assert_int_eq(unlockpt(master), 0);
	(void)fcntl(master, F_SETFD, FD_CLOEXEC);
	shell_open(ptsname(master));
	room = room_open("");
	alice = person_join(room);
	person_meet_console(alice);
}

static void
teardown(void)
{
	person_hang_up(alice);
	room_close(room);
	if (master >= 0)
		(void)close(master);
	shell_close();
}

static void
type(const char *keys)
{
	size_t len = strlen(keys);

	ck_assert_int_eq(write(master, keys, len), (ssize_t)len);
}

static void
order(int what, const char *answer)
{
	room_signal(room, what);
	shell_expect(answer);
}

static void
put_in_background(void)
{
	order(SHELL_STOP, SHELL_STOPPED);
	order(SHELL_BG, SHELL_IN_BACKGROUND);
}

/* Somebody comes in, and is heard. */
static void
expect_life(void)
{
	struct person *bob = person_join(room);

	person_expect(alice, "[ %s ] joined the room", bob->who);
	person_type(bob, "hello");
	person_expect(alice, "[ %s ]: hello", bob->who);
	person_half_close(bob);
	person_expect(alice, "[ %s ] left the room", bob->who);
	person_hang_up(bob);
}

START_TEST(test_what_is_typed_is_said)
{
	type("good morning\n");
	person_expect(alice, "[ @console ]: good morning");
}
END_TEST

START_TEST(test_console_is_called_so_again_after_another_name)
{
	type("/nick Carol\n");
	person_expect(alice, "[ @console ] is now known as @Carol");
	person_type(alice, "/nick console");
	person_expect_notice(alice, "the console only");
	type("/nick console\n");
	person_expect(alice, "[ @Carol ] is now known as @console");
}
END_TEST

/* The next line that contains one of these; which it is. */
static int
next_of(const char *const lines[2])
{
	const char *line;

	while ((line = room_output_line(room)) != NULL)
		if (strstr(line, lines[0]) != NULL)
			return (0);
		else if (strstr(line, lines[1]) != NULL)
			return (1);
	ck_abort_msg("neither \"%s\" nor \"%s\"", lines[0], lines[1]);
	return (-1);
}

/* Its screen is for people. */
START_TEST(test_console_goes_on_reading_sentences)
{
	static const char *const lines[] = { "the console reads sentences",
		"records\t" };
	static const char *const later[] = { "]: hello", "said\t" };

	type("/records\n");
	ck_assert_int_eq(next_of(lines), 0);
	person_type(alice, "hello");
	ck_assert_int_eq(next_of(later), 0);
}
END_TEST

START_TEST(test_operator_key_is_shown_when_it_is_asked_for)
{
	char key[128] = "";
	const char *line;
	bool asked = false;

	while (key[0] == '\0' && (line = room_output_line(room)) != NULL) {
		if (strstr(line, "type here: /opkey") != NULL) {
			asked = true;
			type("/opkey\n");
		}
		ck_assert(asked || strstr(line, "/op ") == NULL);
		(void)sscanf(line, "*** to become an operator, type /op %100s",
		    key);
	}
	ck_assert_str_ne(key, "");
	person_type(alice, "/op %s", key);
	person_expect(alice, "*** %s is now an operator: @%s", alice->who,
	    alice->who);
	/* It stays in charge itself, and has the key for the next one. */
	type("/deop\n/opkey\n");
	while ((line = room_output_line(room)) != NULL)
		if (strstr(line, "stays in charge") != NULL)
			break;
	while ((line = room_output_line(room)) != NULL)
		if (strstr(line, "not now; the key is good again") != NULL)
			break;
	person_type(alice, "/deop");
	person_expect_notice(alice, "is no longer an operator");
	person_type(alice, "/op %s", key);
	person_expect_notice(alice, "is now an operator");
}
END_TEST

/* The log has another way to the terminal, and may come first. */
START_TEST(test_key_is_good_again_after_the_last_operator_has_gone)
{
	static const char *const stepped_down[] = { "is no longer an operator",
		"the operator key is good again" };
	static const char *const left[] = { "] left the room",
		"the operator key is good again" };
	const char *const *lines = _i == 0 ? stepped_down : left;
	char line[sizeof alice->who + 8];

	(void)snprintf(line, sizeof line, "/op %s\n", alice->who);
	type(line);
	person_expect_notice(alice, "made");
	if (_i == 0)
		person_type(alice, "/deop");
	else
		person_half_close(alice);
	ck_assert_int_eq(next_of(lines), 0);
	ck_assert_int_eq(next_of(lines), 1);
}
END_TEST

START_TEST(test_end_of_input_is_not_the_end_of_typing)
{
	type("\x04");
	type("hello\n");
	person_expect(alice, "[ @console ]: hello");
}
END_TEST

START_TEST(test_line_that_end_of_input_has_cut_ends_at_enter)
{
	type("wait\x04\n");
	person_expect(alice, "[ @console ]: wait");
	type("\n");
	type("hello\n");
	person_expect(alice, "[ @console ]: hello");
}
END_TEST

/* As by Ctrl-S: what is written to it, here a pipe, is not read any more. */
START_TEST(test_room_closes_though_its_terminal_is_paused)
{
	char line[4001];
	siginfo_t end;
	int64_t since;
	int i;

	memset(line, 'x', sizeof line - 1);
	line[sizeof line - 1] = '\0';
	for (i = 0; i < 40; i++)
		person_type(alice, "%s", line);
	person_expect_nothing(alice);
	since = room_now_ms();
	room_signal(room, SIGTERM);
	person_expect(alice, "*** the room is closing, bye bye");
	ck_assert_int_eq(
	    waitid(P_PID, (id_t)room->pid, &end, WEXITED | WNOWAIT), 0);
	if (!under_valgrind)
		ck_assert_int_le(room_now_ms() - since, 10000);
}
END_TEST

/* ---- What could take the console out, and must not ---- */

START_TEST(test_quit_is_no_goodbye_at_the_console)
{
	type("/quit\n");
	type("/QUIT so long\n");
	type("hello\n");
	person_expect(alice, "[ @console ]: hello");
}
END_TEST

/* What telnet's commands leave of it is empty. */
START_TEST(test_blank_line_is_no_goodbye_however_it_comes_about)
{
	type(" \x04\n");
	type("\xff\xf9\n");
	type("hello\n");
	person_expect(alice, "[ @console ]: hello");
}
END_TEST

/* Waits until the console has read all that was typed. */
static void
wait_until_read(void)
{
	int64_t deadline = room_now_ms() + room_patience_ms();
	int fd = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC), left;

	ck_assert_int_ge(fd, 0);
	do {
		ck_assert_int_eq(ioctl(fd, FIONREAD, &left), 0);
		ck_assert_msg(left == 0 || room_now_ms() < deadline,
		    "what is typed is not read");
	} while (left > 0 && poll(NULL, 0, 1) == 0);
	(void)close(fd);
}

START_TEST(test_line_without_an_end_is_no_goodbye_of_the_console)
{
	char keys[4000];
	int i;

	memset(keys, 'x', sizeof keys);
	keys[sizeof keys - 2] = '\x04';
	keys[sizeof keys - 1] = '\0';
	for (i = 0; i < 20; i++) {
		type(keys);
		wait_until_read();
	}
	type("\n");
	type("hello\n");
	person_expect(alice, "[ @console ]: hello");
}
END_TEST

/* More than fits into all that lies between alice and the terminal. */
#define UNSHOWN_LINES 900
#define UNSHOWN_LINE 4000

/* Alice says this many lines, each of which begins with its number. */
static void
say_lines(void)
{
	char line[UNSHOWN_LINE];
	int i;

	memset(line, 'x', sizeof line - 1);
	line[sizeof line - 1] = '\0';
	for (i = 0; i < UNSHOWN_LINES; i++)
		person_type(alice, "%04d %s", i, line);
	person_expect_nothing(alice);
}

/* Reads what is written to the terminal, a pipe here, line by line. */
static const char *
terminal_line(void)
{
	static char bytes[2 * UNSHOWN_LINE];
	static size_t start, len;
	struct pollfd p = { .fd = room->output_fd, .events = POLLIN };
	char *line, *end;
	ssize_t n;

	while ((end = memchr(bytes + start, '\n', len)) == NULL) {
		memmove(bytes, bytes + start, len);
		start = 0;
		ck_assert_int_eq(poll(&p, 1, room_patience_ms()), 1);
		n = read(p.fd, bytes + len, sizeof bytes - len);
		ck_assert_int_gt(n, 0);
		len += (size_t)n;
	}
	line = bytes + start;
	*end = '\0';
	len -= (size_t)(end + 1 - line);
	start += (size_t)(end + 1 - line);
	return (line);
}

/*
 * Reads on until line `last` has been shown or counted; how many there were to
 * be counted.
 */
static unsigned
read_terminal(unsigned *next, unsigned last)
{
	unsigned number, unshown = 0, count;
	const char *line;

	while (*next < last) {
		line = terminal_line();
		if (strstr(line, "lines were not shown here") != NULL) {
			ck_assert_int_eq(sscanf(line, "*** %u", &count), 1);
			unshown += count;
			*next += count;
		} else if (sscanf(line, "[ %*[^]] ]: %4u x", &number) == 1) {
			ck_assert_uint_eq(number, *next);
			ck_assert_uint_gt(strlen(line), UNSHOWN_LINE);
			(*next)++;
		}
	}
	return (unshown);
}

START_TEST(test_what_a_paused_terminal_could_not_show_is_counted)
{
	unsigned next = 0;
	const char *line;

	say_lines();
	ck_assert_uint_gt(read_terminal(&next, UNSHOWN_LINES), 0);
	ck_assert_uint_eq(next, UNSHOWN_LINES);
	/* And it goes on as ever. */
	person_type(alice, "%04d xxx", UNSHOWN_LINES);
	line = terminal_line();
	ck_assert_ptr_nonnull(strstr(line, "]: 0900 xxx"));
	ck_assert_ptr_null(strchr(line, '\r'));
	type("hello\n");
	person_expect(alice, "[ @console ]: hello");
}
END_TEST

START_TEST(test_what_is_typed_at_a_paused_terminal_is_said)
{
	unsigned next = 0;

	say_lines();
	type("hello\n");
	person_expect(alice, "[ @console ]: hello");
	(void)read_terminal(&next, UNSHOWN_LINES);
}
END_TEST

START_TEST(test_room_in_the_background_goes_on)
{
	put_in_background();
	type("for the shell\n");
	expect_life();
	expect_life();
	/* No second stop comes before that answer. */
	order(SHELL_FG, SHELL_IN_FOREGROUND);
}
END_TEST

START_TEST(test_back_in_the_foreground_what_is_typed_is_said)
{
	put_in_background();
	type("waits\n");
	expect_life();
	order(SHELL_FG, SHELL_IN_FOREGROUND);
	type("and this\n");
	person_expect(alice, "[ @console ]: waits");
	person_expect(alice, "[ @console ]: and this");
}
END_TEST

/*
 * The line can also wake the console, and sometimes does so before the shell
 * has read it; if the console is slow, as under valgrind, it often does.
 */
START_TEST(test_line_that_the_shell_has_read_is_not_waited_for)
{
	put_in_background();
	room_signal(room, SHELL_READ_FG);
	type("fg\n");
	shell_expect(SHELL_IN_FOREGROUND);
	expect_life();
	/* Now it is closed, and does not wait for Enter. */
}
END_TEST

START_TEST(test_room_in_the_background_outlives_its_terminal)
{
	put_in_background();
	(void)close(master);
	master = -1;
	expect_life();
}
END_TEST

int
main(int argc, char **argv)
{
	TCase *tc = tcase_create("console");

	shell_be(argc, argv);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, test_what_is_typed_is_said);
	tcase_add_test(tc, test_console_is_called_so_again_after_another_name);
	tcase_add_test(tc, test_operator_key_is_shown_when_it_is_asked_for);
	tcase_add_loop_test(tc,
	    test_key_is_good_again_after_the_last_operator_has_gone, 0, 2);
	tcase_add_test(tc, test_end_of_input_is_not_the_end_of_typing);
	tcase_add_test(tc, test_line_that_end_of_input_has_cut_ends_at_enter);
	tcase_add_test(tc, test_room_closes_though_its_terminal_is_paused);
	tcase_add_test(tc, test_console_goes_on_reading_sentences);
	tcase_add_test(tc, test_quit_is_no_goodbye_at_the_console);
	tcase_add_test(tc,
	    test_blank_line_is_no_goodbye_however_it_comes_about);
	tcase_add_test(tc,
	    test_line_without_an_end_is_no_goodbye_of_the_console);
	tcase_add_test(tc,
	    test_what_a_paused_terminal_could_not_show_is_counted);
	tcase_add_test(tc, test_what_is_typed_at_a_paused_terminal_is_said);
	tcase_add_test(tc, test_room_in_the_background_goes_on);
	tcase_add_test(tc, test_back_in_the_foreground_what_is_typed_is_said);
	tcase_add_test(tc, test_line_that_the_shell_has_read_is_not_waited_for);
	tcase_add_test(tc, test_room_in_the_background_outlives_its_terminal);
	return (suite_run("console", &tc, 1));
}
