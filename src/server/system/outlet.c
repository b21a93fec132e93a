/*
 * outlet: stdout or stderr, which perhaps nobody reads.  See outlet.h.
 */
#include <config.h>

#include "server/system/outlet.h"

#include <sys/socket.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "common/thread.h"

/* The pause between two tries while nobody reads. */
#define TRY_US 10000

#define OWN (O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

/*
 * Opens anew what `fd` is; -1 if that is not allowed.  O_NONBLOCK belongs to
 * the open file, which the shell shares, so fcntl(2) is not the way.
 */
static int
open_anew(int fd)
{
	char path[32];
	int own;

	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	own = open(path, OWN);
	/* Our terminal may be another user's, as after su(1): by this name
	   it is ours all the same. */
	if (own < 0 && tcgetpgrp(fd) >= 0)
		own = open("/dev/tty", OWN);
	return (own);
}

int
outlet_open(int fd)
{
	struct stat st;
	int own, flags;

	/* A file takes all that comes, and opened anew it would start over. */
	if (fstat(fd, &st) != 0 ||
	    (!S_ISFIFO(st.st_mode) && !S_ISCHR(st.st_mode)))
		return (fd);
	own = open_anew(fd);
	if (own >= 0)
		return (own);
	/* A pipe of another user, or no /proc: affects all its writers. */
	flags = fcntl(fd, F_GETFL);
	if (S_ISFIFO(st.st_mode) && flags >= 0)
		(void)fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	return (fd);
}

ssize_t
outlet_write(int fd, const char *bytes, size_t len)
{
	ssize_t n = send(fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL);

	/* A socket can't be opened anew, and needs not: its calls have flags.
	 */
	if (n < 0 && errno == ENOTSOCK)
		n = write(fd, bytes, len);
	return (n);
}

size_t
outlet_put(int fd, const char *bytes, size_t len, int64_t patience_ms)
{
	int64_t deadline = thread_now_ms() + patience_ms;
	size_t done = 0;
	ssize_t n;

	while (done < len) {
		n = outlet_write(fd, bytes + done, len - done);
		if (n > 0)
			done += (size_t)n;
		else if (n < 0 && errno == EAGAIN) {
			if (thread_now_ms() >= deadline)
				break;
			thread_sleep_us(TRY_US);
		} else if (n == 0 || errno != EINTR)
			break;
	}
	return (done);
}
