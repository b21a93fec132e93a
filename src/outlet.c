/*
 * outlet: stdout or stderr, at whose other end perhaps nobody reads.  See
 * outlet.h.
 */
#include <config.h>

#include "outlet.h"

#include <sys/stat.h>

#include <fcntl.h>
#include <stdio.h>

int
outlet_open(int fd)
{
	char path[32];
	struct stat st;
	int own;

	/* A file takes all that comes, and opened anew it would start over. */
	if (fstat(fd, &st) != 0 ||
	    (!S_ISFIFO(st.st_mode) && !S_ISCHR(st.st_mode)))
		return (fd);
	/*
	 * Not by fcntl(2): O_NONBLOCK belongs to the open file, which the
	 * shell has, too.  Where there is no /proc, writes wait as ever.
	 */
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	own = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return (own >= 0 ? own : fd);
}
