/*
 * check_activation: which sockets that were passed are taken.  A child of the
 * test has them, so that descriptor 3 is nobody else's.
 */
#include <config.h>

#include <sys/socket.h>
#include <sys/wait.h>

#include <netinet/in.h>

#include <check.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/suite.h"
#include "server/system/activation.h"

#define FIRST 3

/* What the child makes of it. */
enum found { TAKEN, REFUSED, TOO_MANY, NOT_OURS, TAKEN_BADLY };

static void
set_variables(const char *pid, const char *fds)
{
	char own[32];

	(void)snprintf(own, sizeof own, "%ld", (long)getpid());
	(void)setenv("LISTEN_PID", pid != NULL ? pid : own, 1);
	(void)setenv("LISTEN_FDS", fds, 1);
	(void)setenv("LISTEN_FDNAMES", "room", 1);
}

static bool
are_variables_gone(void)
{
	return (getenv("LISTEN_PID") == NULL && getenv("LISTEN_FDS") == NULL &&
	    getenv("LISTEN_FDNAMES") == NULL);
}

static enum found
find(int *fds, size_t max)
{
	char error[256] = "";
	int count = activation_fds(fds, max, error, sizeof error);

	if (!are_variables_gone())
		return (TAKEN_BADLY);
	if (count < 0 && strstr(error, "LISTEN_FDS") == NULL)
		return (TAKEN_BADLY);
	if (count < 0)
		return (strstr(error, "at most") != NULL ? TOO_MANY : REFUSED);
	if (count == 0)
		return (NOT_OURS);
	if (count != 1 || fds[0] != FIRST ||
	    (fcntl(FIRST, F_GETFL) & O_NONBLOCK) == 0 ||
	    (fcntl(FIRST, F_GETFD) & FD_CLOEXEC) == 0)
		return (TAKEN_BADLY);
	return (TAKEN);
}

/* Passes the descriptor to a child, and says what that has made of it. */
static enum found
passed(int fd, const char *pid)
{
	int fds[1], status;
	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		set_variables(pid, "1");
		if (fd < 0)
			(void)close(FIRST);
		else if (dup2(fd, FIRST) != FIRST)
			_exit(TAKEN_BADLY);
		_exit(find(fds, 1));
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status));
	if (fd >= 0)
		(void)close(fd);
	return ((enum found)WEXITSTATUS(status));
}

static int
tcp_socket(int family, bool listens)
{
	int fd = socket(family, SOCK_STREAM, 0);

	ck_assert_int_ge(fd, 0);
	if (listens)
		ck_assert_int_eq(listen(fd, 1), 0);
	return (fd);
}

static int
unix_socket(void)
{
	struct sockaddr name = { .sa_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	ck_assert_int_ge(fd, 0);
	/* The kernel finds a name. */
	ck_assert_int_eq(bind(fd, &name, sizeof name.sa_family), 0);
	ck_assert_int_eq(listen(fd, 1), 0);
	return (fd);
}

START_TEST(test_socket_that_listens_is_taken)
{
	int fd = socket(AF_INET6, SOCK_STREAM, 0);

	ck_assert_int_eq(passed(tcp_socket(AF_INET, true), NULL), TAKEN);
	if (fd < 0)
		return;
	(void)close(fd);
	ck_assert_int_eq(passed(tcp_socket(AF_INET6, true), NULL), TAKEN);
}
END_TEST

START_TEST(test_everything_else_is_refused)
{
	ck_assert_int_eq(passed(tcp_socket(AF_INET, false), NULL), REFUSED);
	ck_assert_int_eq(passed(socket(AF_INET, SOCK_DGRAM, 0), NULL), REFUSED);
	ck_assert_int_eq(passed(unix_socket(), NULL), REFUSED);
	ck_assert_int_eq(passed(open("/dev/null", O_RDWR), NULL), REFUSED);
	ck_assert_int_eq(passed(-1, NULL), REFUSED);
}
END_TEST

START_TEST(test_what_was_passed_to_another_process_is_not_ours)
{
	ck_assert_int_eq(passed(tcp_socket(AF_INET, true), "1"), NOT_OURS);
	ck_assert_int_eq(passed(tcp_socket(AF_INET, true), ""), NOT_OURS);
}
END_TEST

START_TEST(test_more_than_there_is_room_for_are_refused)
{
	int fds[2];

	set_variables(NULL, "3");
	ck_assert_int_eq(find(fds, 2), TOO_MANY);
	set_variables(NULL, "18446744073709551615");
	ck_assert_int_eq(find(fds, 2), TOO_MANY);
}
END_TEST

START_TEST(test_what_is_no_number_is_none)
{
	static const char *const texts[] = { "", "0", "-1", "+1", " 1", "1x",
		"x", "99999999999999999999999" };
	int fds[2];
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		set_variables(NULL, texts[i]);
		ck_assert_msg(find(fds, 2) == NOT_OURS, "%s", texts[i]);
	}
	(void)unsetenv("LISTEN_FDS");
	ck_assert_int_eq(find(fds, 2), NOT_OURS);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_socket_that_listens_is_taken,
		test_everything_else_is_refused,
		test_what_was_passed_to_another_process_is_not_ours,
		test_more_than_there_is_room_for_are_refused,
		test_what_is_no_number_is_none,
		NULL,
	};

	return (suite_of("activation", NULL, NULL, tests));
}
