/*
 * farewell: the end of a connection.  See farewell.h.
 */
#include <config.h>

#include "server/door/farewell.h"

#include <sys/socket.h>

#include <poll.h>
#include <stddef.h>

#include "common/thread.h"
#include "server/dialect/dialect.h"
#include "server/door/tell.h"
#include "speech/reason.h"

#define LINGER_BYTES (1024 * 1024)

/* The pause between two reads: many small pieces are read as a few. */
#define READ_PAUSE_US 5000

void
farewell_linger(int fd, int64_t ms)
{
	int64_t deadline =
	    thread_now_ms() + (ms < FAREWELL_MS ? ms : FAREWELL_MS);
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int64_t now;
	size_t left = LINGER_BYTES;
	char rest[16384];
	ssize_t n;

	if (shutdown(fd, SHUT_WR) != 0)
		return;
	while (left > 0 && (now = thread_now_ms()) < deadline) {
		if (poll(&p, 1, (int)(deadline - now)) <= 0)
			return;
		n = recv(fd, rest, sizeof rest, MSG_DONTWAIT);
		if (n <= 0)
			return;
		left -= (size_t)n < left ? (size_t)n : left;
		thread_sleep_us(READ_PAUSE_US);
	}
}

void
farewell_turn_away(int fd, const struct dialect *stranger)
{
	char answer[DIALECT_ANSWER_MAX];

	if (stranger->answer != NULL)
		tell_bytes(fd, answer, stranger->answer(answer));
}

void
farewell_refuse(const struct tell_reader *to, const struct reason *why)
{
	tell_reason(to, why);
	farewell_linger(to->fd, FAREWELL_MS);
}
