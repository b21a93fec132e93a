/*
 * child: for tests of what a program must not do.
 */
#ifndef CHILD_H
#define CHILD_H

#include <sys/wait.h>

#include <check.h>
#include <unistd.h>

/* The signal that ends a child process that runs this, or 0. */
static inline int
child_signal(void (*run)(void *arg), void *arg)
{
	pid_t child = fork();
	int status;

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		(void)close(STDERR_FILENO);
		run(arg);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return (WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

#endif
