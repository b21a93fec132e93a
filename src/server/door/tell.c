/*
 * tell: a few words to a client that is not in the room.  See tell.h.
 */
#include <config.h>

#include "server/door/tell.h"

#include <sys/socket.h>

void
tell_bytes(int fd, const void *bytes, size_t len)
{
	(void)send(fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL);
}

void
tell(int fd, enum sentence s, const struct words *args)
{
	char line[TELL_LINE_MAX];

	tell_bytes(fd, line,
	    sentence_line(LANGUAGE_EN, s, args, line, sizeof line, NULL));
}

void
tell_reason(int fd, const struct reason *why)
{
	char line[TELL_LINE_MAX];

	tell_bytes(fd, line, reason_line(why, line, sizeof line));
}
