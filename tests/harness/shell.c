/*
 * shell: a shell with job control, as small as can be.  See shell.h.
 */
#include <config.h>

#include "harness/shell.h"

#include <sys/prctl.h>
#include <sys/wait.h>

#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/room.h"

static char *valgrind_before; /* the variable, or NULL */
static int acks[2];	      /* a pipe */

/* ---- The shell itself ---- */

/* The job: a process group of its own, which the terminal belongs to. */
static void
become_job(char **command, pid_t shell)
{
	sigset_t none;

	(void)setpgid(0, 0);
	(void)tcsetpgrp(STDIN_FILENO, getpgrp());
	(void)signal(SIGTTOU, SIG_DFL);
	(void)signal(SIGHUP, SIG_DFL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != shell)
		_exit(126);
	(void)execvp(command[0], command);
	perror(command[0]);
	_exit(127);
}

static void
acknowledge(int fd, const char *letter)
{
	if (write(fd, letter, 1) != 1)
		_exit(126);
}

/*
 * The job has stopped, or it has ended, and so does the shell.  Returns whether
 * it has stopped.
 */
static bool
look_at_job(pid_t job, int fd)
{
	int status;

	if (waitpid(job, &status, WNOHANG | WUNTRACED) != job)
		return (false);
	if (WIFEXITED(status))
		_exit(WEXITSTATUS(status));
	if (WIFSIGNALED(status))
		_exit(126);
	(void)tcsetpgrp(STDIN_FILENO, getpgrp());
	acknowledge(fd, SHELL_STOPPED);
	return (true);
}

/* The terminal is the job's; as in bash, a job that runs is not told. */
static void
put_in_foreground(pid_t job, bool stopped, int fd)
{
	(void)tcsetpgrp(STDIN_FILENO, job);
	if (stopped)
		(void)kill(-job, SIGCONT);
	acknowledge(fd, SHELL_IN_FOREGROUND);
}

/* Tends the job until it ends. */
static void
tend(pid_t job, const sigset_t *signals, int fd)
{
	bool stopped = false;
	char line[256];
	int signal;

	for (;;) {
		if (sigwait(signals, &signal) != 0)
			_exit(126);
		switch (signal) {
		case SIGCHLD:
			stopped |= look_at_job(job, fd);
			break;
		case SHELL_STOP:
			(void)kill(-job, SIGSTOP);
			break; /* SIGCHLD follows */
		case SHELL_BG:
			(void)kill(-job, SIGCONT);
			stopped = false;
			acknowledge(fd, SHELL_IN_BACKGROUND);
			break;
		case SHELL_READ_FG:
			if (read(STDIN_FILENO, line, sizeof line) <= 0)
				_exit(126);
			put_in_foreground(job, stopped, fd);
			stopped = false;
			break;
		case SHELL_FG:
			put_in_foreground(job, stopped, fd);
			stopped = false;
			break;
		default:
			(void)kill(job, signal);
			(void)kill(job, SIGCONT);
			break;
		}
	}
}

/* The first terminal that a new session opens is its own. */
static bool
take_terminal(const char *terminal)
{
	if (strcmp(terminal, "-") == 0)
		return (true);
	(void)close(STDIN_FILENO);
	return (setsid() >= 0 && open(terminal, O_RDWR) == STDIN_FILENO);
}

/* What --shell does. */
static int
be_shell(const char *terminal, const char *fd, char **command)
{
	pid_t shell = getpid(), job;
	sigset_t signals;

	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGCHLD);
	(void)sigaddset(&signals, SIGTERM);
	(void)sigaddset(&signals, SHELL_STOP);
	(void)sigaddset(&signals, SHELL_BG);
	(void)sigaddset(&signals, SHELL_FG);
	(void)sigaddset(&signals, SHELL_READ_FG);
	(void)sigprocmask(SIG_BLOCK, &signals, NULL);
	(void)signal(SIGTTOU, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	if (!take_terminal(terminal))
		return (126);
	job = fork();
	if (job < 0)
		return (126);
	if (job == 0)
		become_job(command, shell);
	(void)setpgid(job, job);
	tend(job, &signals, (int)strtol(fd, NULL, 10));
	return (126);
}

void
shell_be(int argc, char **argv)
{
	if (argc > 4 && strcmp(argv[1], "--shell") == 0)
		_exit(be_shell(argv[2], argv[3], argv + 4));
}

/* ---- The test that has started it ---- */

void
shell_open(const char *terminal)
{
	const char *valgrind = getenv("VALGRIND");
	char command[1024];

	valgrind_before = valgrind != NULL ? strdup(valgrind) : NULL;
	ck_assert_int_eq(pipe(acks), 0);
	(void)fcntl(acks[0], F_SETFD, FD_CLOEXEC);
	/* This program itself, under a name without blanks. */
	(void)snprintf(command, sizeof command,
	    "/proc/%ld/exe --shell %s %d %s", (long)getpid(), terminal, acks[1],
	    valgrind_before != NULL ? valgrind_before : "");
	ck_assert_int_eq(setenv("VALGRIND", command, 1), 0);
}

void
shell_close(void)
{
	(void)close(acks[0]);
	(void)close(acks[1]);
	if (valgrind_before != NULL)
		(void)setenv("VALGRIND", valgrind_before, 1);
	else
		(void)unsetenv("VALGRIND");
	free(valgrind_before);
}

void
shell_expect(const char *answer)
{
	struct pollfd p = { .fd = acks[0], .events = POLLIN };
	char letter[2] = "";

	ck_assert_int_eq(poll(&p, 1, room_patience_ms()), 1);
	ck_assert_int_eq(read(acks[0], letter, 1), 1);
	ck_assert_str_eq(letter, answer);
}
