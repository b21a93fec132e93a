/*
 * passing: starts the server as a service manager, a shell or a careless
 * program does.  See passing.h.
 */
#include <config.h>

#include "harness/passing.h"

#include <sys/prctl.h>
#include <sys/socket.h>

#include <linux/capability.h>
#include <netinet/in.h>

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/room.h"

/* Passed descriptors wait here, where nothing else is. */
#define PARKED 100

static char *valgrind_before; /* the variable, or NULL */
static int passed[4];
static size_t passed_count;

void
passing_setup(void)
{
	const char *valgrind = getenv("VALGRIND");

	room_sweep();
	passed_count = 0;
	valgrind_before = valgrind != NULL ? strdup(valgrind) : NULL;
}

void
passing_teardown(void)
{
	while (passed_count > 0)
		(void)close(passed[--passed_count]);
	if (valgrind_before != NULL)
		(void)setenv("VALGRIND", valgrind_before, 1);
	else
		(void)unsetenv("VALGRIND");
	free(valgrind_before);
	(void)unsetenv("LISTEN_FDS");
	(void)unsetenv("LISTEN_PID");
}

unsigned
passing_socket(int type, bool listens)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof in;
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
	int parked;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&in, sizeof in), 0);
	if (listens)
		ck_assert_int_eq(listen(fd, 128), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&in, &len), 0);
	parked = fcntl(fd, F_DUPFD, PARKED);
	ck_assert_int_ge(parked, PARKED);
	(void)close(fd);
	passed[passed_count++] = parked;
	return (ntohs(in.sin_port));
}

int
passing_last(void)
{
	ck_assert_uint_gt(passed_count, 0);
	return (passed[passed_count - 1]);
}

void
passing_start_under(const char *how)
{
	char command[1024];
	size_t len, i;

	/* Ourselves, by a name that has no blanks. */
	len = (size_t)snprintf(command, sizeof command,
	    "/proc/%ld/exe --start ,", (long)getpid());
	for (i = 0; i < passed_count; i++)
		len += (size_t)snprintf(command + len, sizeof command - len,
		    "%d,", passed[i]);
	(void)snprintf(command + len, sizeof command - len, " %s %s", how,
	    valgrind_before != NULL ? valgrind_before : "");
	ck_assert_int_eq(setenv("VALGRIND", command, 1), 0);
}

bool
passing_is_asked(int argc, char **argv)
{
	return (argc > 4 && strcmp(argv[1], "--start") == 0);
}

/* Puts the descriptors where a service manager does; how many, or -1. */
static int
put_sockets(const char *list)
{
	int count = 0;
	char *end;
	long fd;

	for (list++; *list != '\0'; list = end + 1) {
		fd = strtol(list, &end, 10);
		if (*end != ',' || dup2((int)fd, PASSING_FIRST + count++) < 0)
			return (-1);
		(void)close((int)fd);
	}
	return (count);
}

/* Our end is in `fd`; the other one stays open, and nobody reads it. */
static bool
make_unread(const int ends[2], int fd)
{
	return (fcntl(ends[0], F_DUPFD, PARKED) >= 0 && close(ends[0]) == 0 &&
	    dup2(ends[1], fd) >= 0 && close(ends[1]) == 0);
}

static bool
fill_stdout(void)
{
	char page[4096] = { 0 };
	int ends[2];

	if (pipe(ends) != 0 || fcntl(ends[1], F_SETFL, O_NONBLOCK) != 0)
		return (false);
	while (write(ends[1], page, sizeof page) > 0)
		;
	return (fcntl(ends[1], F_SETFL, 0) == 0 &&
	    make_unread(ends, STDOUT_FILENO));
}

static bool
make_stderr_a_socket(void)
{
	int ends[2];

	return (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 &&
	    make_unread(ends, STDERR_FILENO));
}

static bool
obey(char letter)
{
	switch (letter) {
	case 'r':
		return (geteuid() != 0 ||
		    prctl(PR_CAPBSET_DROP, CAP_SYS_RESOURCE) == 0);
	case 'f':
		return (fill_stdout());
	case 's':
		return (make_stderr_a_socket());
	case 'h':
		return (signal(SIGHUP, SIG_IGN) != SIG_ERR &&
		    signal(SIGINT, SIG_IGN) != SIG_ERR);
	case '0':
	case '1':
	case '2':
		return (close(letter - '0') == 0);
	default:
		return (letter == '-');
	}
}

int
passing_become(char **argv)
{
	const char *how = argv[3];
	int count = put_sockets(argv[2]);
	char number[16];

	if (count < 0)
		return (126);
	if (count > 0) {
		(void)snprintf(number, sizeof number, "%d", count);
		(void)setenv("LISTEN_FDS", number, 1);
		(void)snprintf(number, sizeof number, "%ld", (long)getpid());
		(void)setenv("LISTEN_PID", number, 1);
	}
	while (*how != '\0')
		if (!obey(*how++))
			return (126);
	(void)execvp(argv[4], argv + 4);
	perror(argv[4]);
	return (127);
}
