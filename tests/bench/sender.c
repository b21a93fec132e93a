/*
 * sender: one client's mouth.
 */
#include <config.h>

#include "sender.h"

#include <sys/socket.h>

#include <errno.h>

#include "line.h"
#include "machine.h"

int
sender_flush(struct sender *s)
{
	while (sender_waits(s)) {
		ssize_t n = send(s->fd, s->out + s->out_sent,
		    s->out_len - s->out_sent, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return (errno == EAGAIN ? 0 : -1);
		s->out_sent += (size_t)n;
	}
	s->out_len = 0;
	s->out_sent = 0;
	return (0);
}

int
sender_say(struct sender *s, const struct dialect *d, unsigned count)
{
	struct line l = { .sender = s->id, .sent = machine_now() };
	unsigned said = 0;

	if (sender_waits(s) && sender_flush(s) != 0)
		return (-1);
	for (; said < count; said++) {
		char text[LINE_LEN];

		if (sizeof s->out - s->out_len < DIALECT_OUT_MAX)
			break;
		l.number = s->said++;
		line_write(text, &l);
		s->out_len += d->say(s->out + s->out_len, text);
		if (d->one_a_write && sender_flush(s) != 0)
			return (-1);
	}
	return (sender_flush(s) == 0 ? (int)said : -1);
}
