/*
 * check_stdio: what the server makes of a stdin, stdout and stderr that are
 * closed, full, or not read by anyone.
 */
#include <config.h>

#include <sys/socket.h>

#include <check.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "passing.h"
#include "room.h"

/* Arrivals and departures; their lines are more than such a socket takes. */
#define MANY 1500

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
	ck_assert_ptr_nonnull(strstr(room_log(r), "stdout takes no more"));
	room_close(r);
}
END_TEST

START_TEST(test_log_socket_that_nobody_reads_holds_nobody_up)
{
	struct room *r = start("s");
	struct person *alice;
	int i;

	for (i = 0; i < MANY; i++) {
		alice = person_dial(r, "127.0.0.1", 0);
		ck_assert_ptr_nonnull(alice);
		person_expect(alice, "*** welcome, you are %s here",
		    alice->who);
		person_hang_up(alice);
	}
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
	tcase_add_loop_test(tc, test_closed_descriptor_becomes_no_other, 1, 8);
	suite_add_tcase(s, tc);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
