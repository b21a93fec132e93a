/*
 * activation: sockets that already listen when the server starts.  See
 * activation.h.
 */
#include <config.h>

#include "server/system/activation.h"

#include <sys/socket.h>

#include <fcntl.h>
#include <stdint.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/number.h"
#include "server/system/launch.h"

/* The first descriptor that is passed: the one after stderr. */
#define FIRST 3

/* The number in a variable; 0 if there is none. */
static uint64_t
number_in(const char *variable)
{
	const char *text = getenv(variable);
	uint64_t n = 0;

	if (text != NULL)
		(void)number_parse(text, strlen(text), UINT64_MAX, &n);
	return (n);
}

/* How many were passed to this very process, and not to our parent. */
static uint64_t
count_passed(void)
{
	uint64_t count = 0;

	if (number_in("LISTEN_PID") == (uint64_t)getpid())
		count = number_in("LISTEN_FDS");
	(void)unsetenv("LISTEN_PID");
	(void)unsetenv("LISTEN_FDS");
	(void)unsetenv("LISTEN_FDNAMES");
	return (count);
}

static bool
option_is(int fd, int option, int wanted)
{
	socklen_t len = sizeof wanted;
	int value;

	return (getsockopt(fd, SOL_SOCKET, option, &value, &len) == 0 &&
	    value == wanted);
}

/* Whether it is a TCP socket on which listen(2) was called. */
static bool
is_listening(int fd)
{
	return (option_is(fd, SO_TYPE, SOCK_STREAM) &&
	    option_is(fd, SO_ACCEPTCONN, 1) &&
	    (option_is(fd, SO_DOMAIN, AF_INET) ||
		option_is(fd, SO_DOMAIN, AF_INET6)));
}

static bool
adopt(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return (flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 &&
	    fcntl(fd, F_SETFD, FD_CLOEXEC) == 0);
}

int
activation_fds(int *fds, size_t max, char *error, size_t size)
{
	uint64_t count = count_passed(), i;

	if (count > max) {
		(void)launch_write(L_PASSED_TOO_MANY,
		    ARGS(NUMBER(count), NUMBER(max)), error, size);
		return (-1);
	}
	for (i = 0; i < count; i++) {
		fds[i] = FIRST + (int)i;
		if (is_listening(fds[i]) && adopt(fds[i]))
			continue;
		(void)launch_write(L_PASSED_OTHER,
		    ARGS(NUMBER((uint64_t)fds[i])), error, size);
		return (-1);
	}
	return ((int)count);
}
