/*
 * check_standard: descriptors 0, 1 and 2 are stdin, stdout and stderr, and
 * nothing else.
 */
#include <config.h>

#include <sys/stat.h>
#include <sys/wait.h>

#include <check.h>
#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

#include "common/standard.h"
#include "harness/suite.h"

static bool
is_null(int fd)
{
	struct stat null, other;

	return (stat("/dev/null", &null) == 0 && fstat(fd, &other) == 0 &&
	    other.st_rdev == null.st_rdev);
}

/*
 * In a process that was started without the descriptors of `closed`, bit 0 for
 * the first; 0: all is as it should be.
 */
static int
status_without(unsigned closed)
{
	int fd, other[2];

	if (pipe(other) != 0)
		return (10);
	for (fd = 0; fd <= 2; fd++)
		if ((closed & 1U << fd) != 0)
			(void)close(fd);
		else if (dup2(other[1], fd) != fd)
			return (11);
	if (!standard_open())
		return (12);
	for (fd = 0; fd <= 2; fd++)
		if (is_null(fd) != ((closed & 1U << fd) != 0))
			return (fd + 1);
	return (dup(0) > 2 ? 0 : 13);
}

START_TEST(test_those_that_are_closed_become_dev_null)
{
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		_exit(status_without((unsigned)_i));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 0);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("standard");

	tcase_add_loop_test(tc, test_those_that_are_closed_become_dev_null, 0,
	    8);
	return (suite_run("standard", &tc, 1));
}
