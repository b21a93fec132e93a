/*
 * tell: a few words to a client that is not in the room.  See tell.h.
 */
#include <config.h>

#include "server/door/tell.h"

#include <sys/socket.h>

#include <stdarg.h>
#include <stdio.h>

void
tell_bytes(int fd, const void *bytes, size_t len)
{
	(void)send(fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL);
}

void
tell_line(int fd, const char *format, ...)
{
	char line[TELL_LINE_MAX];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof line, format, args);
	va_end(args);
	if (n > 0 && (size_t)n < sizeof line)
		tell_bytes(fd, line, (size_t)n);
}
