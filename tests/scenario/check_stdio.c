/*
 * check_stdio: what the server makes of a stdin, stdout and stderr that are
 * closed, full, or not read by anyone.
 */
#include <config.h>

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/passing.h"
#include "harness/room.h"

/* Arrivals and departures; their lines are more than such a socket takes. */
#define AT_ONCE 100
#define TIMES 15

/* Two people come in, and one hears the other, whoever else leaves. */
static void
expect_talk(const struct room *r)
{
	struct person *alice = person_join(r), *bob = person_join(r);

	person_type(bob, "hello");
	while (strstr(person_line(alice), "]: hello") == NULL)
		;
	person_hang_up(bob);
	person_hang_up(alice);
}

/* Starts the server as passing_start_under() says; the port is known. */
static struct room *
start(const char *how)
{
	unsigned port = passing_socket(SOCK_STREAM, true);
	struct room *r;

	passing_start_under(how);
	r = room_start("--joins-per-minute 0 --rate 0");
	r->port = port;
	return (r);
}

START_TEST(test_full_stdout_keeps_no_room_from_opening)
{
	struct room *r = start("f");

	expect_talk(r);
	(void)room_expect_log(r, "stdout takes no more");
	room_close(r);
}
END_TEST

/* Many come at once, as the door looks at each of them for a moment. */
static void
come_and_go(const struct room *r)
{
	struct person *people[AT_ONCE];
	int i;

	for (i = 0; i < AT_ONCE; i++) {
		people[i] = person_dial(r, "127.0.0.1", 0);
		ck_assert_ptr_nonnull(people[i]);
	}
	for (i = 0; i < AT_ONCE; i++) {
		person_expect(people[i], "*** welcome, you are %s here",
		    people[i]->who);
		person_hang_up(people[i]);
	}
}

START_TEST(test_log_socket_that_nobody_reads_holds_nobody_up)
{
	struct room *r = start("s");
	int i;

	for (i = 0; i < TIMES; i++)
		come_and_go(r);
	expect_talk(r);
	room_close(r);
}
END_TEST

/* Where a descriptor of the server leads. */
static void
expect_descriptor(const struct room *r, int fd, const char *target)
{
	char path[64], found[PATH_MAX];
	ssize_t n;

	(void)snprintf(path, sizeof path, "/proc/%ld/fd/%d", (long)r->pid, fd);
	n = readlink(path, found, sizeof found - 1);
	if (n < 0)
		ck_abort_msg("%s: %s", path, strerror(errno));
	found[n] = '\0';
	ck_assert_str_eq(found, target);
}

/* With each set of them closed. */
START_TEST(test_closed_descriptor_becomes_no_other)
{
	char how[4] = "";
	struct room *r;
	size_t n = 0;
	int fd;

	for (fd = 0; fd <= STDERR_FILENO; fd++)
		if ((_i & 1 << fd) != 0)
			how[n++] = (char)('0' + fd);
	how[n] = '\0';
	r = start(how);
	expect_talk(r);
	for (fd = 0; fd <= STDERR_FILENO; fd++)
		if ((_i & 1 << fd) != 0)
			expect_descriptor(r, fd, "/dev/null");
	room_close(r);
}
END_TEST

/* ---- A log on the terminal of the console ---- */

static int terminal;
static pid_t server;
static char screen[65536];
static size_t screen_len;

/* The server, with a terminal of its own as stdin, stdout and stderr. */
static void
be_at_terminal(const char *name)
{
	const char *program = getenv("CHATROOMD");

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || setsid() < 0)
		_exit(126);
	(void)close(STDIN_FILENO);
	if (open(name, O_RDWR) != STDIN_FILENO ||
	    dup2(STDIN_FILENO, STDOUT_FILENO) < 0 ||
	    dup2(STDIN_FILENO, STDERR_FILENO) < 0)
		_exit(126);
	(void)execl(program, program, "-p", "0", "-b", "127.0.0.1",
	    "--tell-each", (char *)NULL);
	_exit(127);
}

static void
terminal_setup(void)
{
	screen_len = 0;
	screen[0] = '\0';
	terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	ck_assert_int_ge(terminal, 0);
	ck_assert_int_eq(grantpt(terminal), 0);
	ck_assert_int_eq(unlockpt(terminal), 0);
	server = fork();
	ck_assert_int_ge(server, 0);
	if (server == 0)
		be_at_terminal(ptsname(terminal));
}

static void
terminal_teardown(void)
{
	(void)kill(server, SIGKILL);
	(void)waitpid(server, NULL, 0);
	(void)close(terminal);
}

/* Waits until the terminal has shown this; returns where it is. */
static const char *
wait_for_screen(const char *part)
{
	struct pollfd p = { .fd = terminal, .events = POLLIN };
	const char *found;
	ssize_t n;

	while ((found = strstr(screen, part)) == NULL) {
		if (poll(&p, 1, room_patience_ms()) <= 0)
			ck_abort_msg("'%s' is not in '%s'", part, screen);
		n = read(terminal, screen + screen_len,
		    sizeof screen - 1 - screen_len);
		ck_assert_int_gt(n, 0);
		screen_len += (size_t)n;
		screen[screen_len] = '\0';
	}
	return (found);
}

START_TEST(test_console_reads_nothing_twice)
{
	static const char port[] = "listening on 127.0.0.1:";
	struct room r = { .pid = 0 };
	struct person *bob;

	while (strchr(wait_for_screen(port), '\n') == NULL)
		(void)wait_for_screen("\n");
	r.port =
	    (unsigned)strtoul(strstr(screen, port) + strlen(port), NULL, 10);
	(void)wait_for_screen("/help lists");
	bob = person_join(&r);
	person_type(bob, "/nick Bob");
	(void)wait_for_screen("known as Bob");
	/* What others do not read is in the log as usual. */
	person_type(bob, "/op wrong");
	(void)wait_for_screen("a wrong operator key");
	person_type(bob, "/quit so long");
	(void)wait_for_screen("[ Bob ] left the room (so long)");
	ck_assert_int_eq(kill(server, SIGTERM), 0);
	(void)wait_for_screen(" stopped");
	ck_assert_ptr_null(strstr(screen, " joined 127.0.0.1"));
	ck_assert_ptr_null(strstr(screen, " renamed "));
	ck_assert_ptr_null(strstr(screen, " left 127.0.0.1"));
	person_hang_up(bob);
}
END_TEST

int
main(int argc, char **argv)
{
	Suite *s = suite_create("stdio");
	TCase *tc = tcase_create("stdio");
	SRunner *runner;
	int failed;

	if (passing_is_asked(argc, argv))
		return (passing_become(argv));
	tcase_add_checked_fixture(tc, passing_setup, passing_teardown);
	tcase_set_timeout(tc, room_timeout());
	tcase_add_test(tc, test_full_stdout_keeps_no_room_from_opening);
	tcase_add_test(tc, test_log_socket_that_nobody_reads_holds_nobody_up);
	/* There, valgrind itself takes the descriptors, for its reports. */
	if (getenv("VALGRIND") == NULL)
		tcase_add_loop_test(tc, test_closed_descriptor_becomes_no_other,
		    1, 8);
	suite_add_tcase(s, tc);
	tc = tcase_create("terminal");
	tcase_add_checked_fixture(tc, terminal_setup, terminal_teardown);
	tcase_set_timeout(tc, room_timeout());
	tcase_add_test(tc, test_console_reads_nothing_twice);
	suite_add_tcase(s, tc);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
