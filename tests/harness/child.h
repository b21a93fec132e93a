/*
 * child: for tests of what a program must not do.
 */
#ifndef CHILD_H
#define CHILD_H

#include <sys/wait.h>

#include <check.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

/*
 * A child ends as another program: one under valgrind would report what it has
 * of its parent's memory, and that it was aborted.
 */
static inline void
child_end_aborted(int number)
{
	(void)number;
	(void)execl("/bin/false", "false", (char *)NULL);
	_exit(2);
}

/* Whether a process that runs this aborts; its stderr is closed. */
static inline bool
child_aborts(void (*run)(void *arg), void *arg)
{
	pid_t child = fork();
	int status;

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		(void)signal(SIGABRT, child_end_aborted);
		(void)close(STDERR_FILENO);
		run(arg);
		(void)execl("/bin/true", "true", (char *)NULL);
		_exit(2);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status));
	ck_assert_int_lt(WEXITSTATUS(status), 2);
	return (WEXITSTATUS(status) == 1);
}

#endif
