/*
 * check_farewell: the last words arrive, and take a bounded time.
 *
 * In some tests time passes only when the farewell waits (by the linker's
 * --wrap), so that they take none.
 */
#include <config.h>

#include <sys/socket.h>

#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "common/thread.h"
#include "harness/suite.h"
#include "server/dialect/dialect.h"
#include "server/door/farewell.h"
#include "server/door/tell.h"
#include "speech/reason.h"

static int ends[2]; /* ours, and the peer's */

/* The client, which reads this charset. */
#define TO(what) (&(struct tell_reader){ .fd = ends[0], .charset = (what) })
static char got[4096];

/* How the peer behaves where time is ours. */
static enum { PEER_REAL, PEER_SILENT, PEER_ENDLESS } behaviour;
static int64_t now_us;
static size_t heard; /* bytes of the endless one */

int64_t __real_thread_now_ms(void);
int64_t __wrap_thread_now_ms(void);
void __real_thread_sleep_us(int64_t us);
void __wrap_thread_sleep_us(int64_t us);
int __real_poll(struct pollfd *p, nfds_t n, int ms);
int __wrap_poll(struct pollfd *p, nfds_t n, int ms);
ssize_t __real_recv(int fd, void *bytes, size_t len, int flags);
ssize_t __wrap_recv(int fd, void *bytes, size_t len, int flags);

int64_t
__wrap_thread_now_ms(void)
{
	if (behaviour == PEER_REAL)
		return (__real_thread_now_ms());
	return (now_us / 1000);
}

void
__wrap_thread_sleep_us(int64_t us)
{
	if (behaviour == PEER_REAL)
		__real_thread_sleep_us(us);
	else
		now_us += us;
}

int
__wrap_poll(struct pollfd *p, nfds_t n, int ms)
{
	if (behaviour == PEER_REAL)
		return (__real_poll(p, n, ms));
	if (behaviour == PEER_ENDLESS)
		return (1);
	now_us += (int64_t)ms * 1000;
	return (0);
}

ssize_t
__wrap_recv(int fd, void *bytes, size_t len, int flags)
{
	if (behaviour != PEER_ENDLESS)
		return (__real_recv(fd, bytes, len, flags));
	memset(bytes, 'x', len);
	heard += len;
	return ((ssize_t)len);
}

/* A real connection: only there, a close can be a reset. */
static void
setup(void)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof in;
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	ck_assert_int_eq(bind(listener, (struct sockaddr *)&in, len), 0);
	ck_assert_int_eq(listen(listener, 1), 0);
	ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&in, &len),
	    0);
	ends[1] = socket(AF_INET, SOCK_STREAM, 0);
	ck_assert_int_eq(connect(ends[1], (struct sockaddr *)&in, len), 0);
	ends[0] = accept(listener, NULL, NULL);
	ck_assert_int_ge(ends[0], 0);
	(void)close(listener);
	behaviour = PEER_REAL;
	now_us = 1000000;
	heard = 0;
}

static void
teardown(void)
{
	(void)close(ends[0]);
	(void)close(ends[1]);
}

/* All that the peer reads, to the end of the connection: its errno, or 0. */
static int
read_to_the_end(void)
{
	size_t len = 0;
	ssize_t n;

	while (
	    (n = __real_recv(ends[1], got + len, sizeof got - 1 - len, 0)) > 0)
		len += (size_t)n;
	got[len] = '\0';
	return (n < 0 ? errno : 0);
}

static void
close_ours(void)
{
	(void)close(ends[0]);
	ends[0] = -1;
}

START_TEST(test_whoever_cannot_come_in_reads_why)
{
	struct reason why = { .sentence = S_TOO_MANY_FROM_YOU, .count = 3 };

	(void)shutdown(ends[1], SHUT_WR);
	farewell_refuse(TO(NULL), &why);
	close_ours();
	ck_assert_int_eq(read_to_the_end(), 0);
	ck_assert_str_eq(got,
	    "*** at most 3 people may be here from your address; come back "
	    "when one of them has left\r\n");
}
END_TEST

START_TEST(test_what_a_peer_has_sent_does_not_cost_it_the_last_words)
{
	struct reason why = reason_of(S_ROOM_FULL);
	static const char much[65536];

	ck_assert_int_eq(send(ends[1], much, sizeof much, 0),
	    (ssize_t)sizeof much);
	(void)shutdown(ends[1], SHUT_WR);
	farewell_refuse(TO(NULL), &why);
	close_ours();
	ck_assert_int_eq(read_to_the_end(), 0);
	ck_assert_str_eq(got, "*** the room is full; try again later\r\n");
}
END_TEST

START_TEST(test_a_stranger_is_answered_in_its_own_protocol)
{
	(void)shutdown(ends[1], SHUT_WR);
	farewell_turn_away(ends[0], &dialect_http);
	farewell_linger(ends[0], FAREWELL_MS);
	close_ours();
	ck_assert_int_eq(read_to_the_end(), 0);
	ck_assert_mem_eq(got, "HTTP/1.", 7);
}
END_TEST

START_TEST(test_a_stranger_that_would_not_understand_gets_nothing)
{
	struct dialect mute = { .name = "a mute" };

	(void)shutdown(ends[1], SHUT_WR);
	farewell_turn_away(ends[0], &mute);
	close_ours();
	ck_assert_int_eq(read_to_the_end(), 0);
	ck_assert_str_eq(got, "");
}
END_TEST

START_TEST(test_nobody_lingers_for_longer_than_a_second)
{
	int64_t start = now_us;

	behaviour = PEER_SILENT;
	farewell_linger(ends[0], 60000);
	ck_assert_int_eq(now_us - start, FAREWELL_MS * 1000);
}
END_TEST

START_TEST(test_who_has_less_time_lingers_for_that)
{
	int64_t start = now_us;

	behaviour = PEER_SILENT;
	farewell_linger(ends[0], 300);
	ck_assert_int_eq(now_us - start, 300 * 1000);
	farewell_linger(ends[0], -1);
	ck_assert_int_eq(now_us - start, 300 * 1000);
}
END_TEST

START_TEST(test_a_peer_that_never_stops_is_read_for_a_while_only)
{
	int64_t start = now_us;

	behaviour = PEER_ENDLESS;
	farewell_linger(ends[0], FAREWELL_MS);
	ck_assert_uint_ge(heard, 1024 * 1024);
	ck_assert_uint_lt(heard, 1024 * 1024 + 65536);
	ck_assert_int_le(now_us - start, FAREWELL_MS * 1000);
	/* Not even that much, in less time. */
	heard = 0;
	farewell_linger(ends[0], 50);
	ck_assert_uint_gt(heard, 0);
	ck_assert_uint_lt(heard, 1024 * 1024);
}
END_TEST

START_TEST(test_a_dead_connection_is_not_lingered_for)
{
	struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	ck_assert_int_eq(setsockopt(ends[1], SOL_SOCKET, SO_LINGER, &at_once,
			     sizeof at_once),
	    0);
	(void)close(ends[1]);
	ends[1] = -1;
	farewell_linger(ends[0], FAREWELL_MS);
	behaviour = PEER_SILENT;
	farewell_linger(ends[0], FAREWELL_MS);
	ck_assert_int_eq(now_us, 1000000);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_whoever_cannot_come_in_reads_why,
		test_what_a_peer_has_sent_does_not_cost_it_the_last_words,
		test_a_stranger_is_answered_in_its_own_protocol,
		test_a_stranger_that_would_not_understand_gets_nothing,
		test_nobody_lingers_for_longer_than_a_second,
		test_who_has_less_time_lingers_for_that,
		test_a_peer_that_never_stops_is_read_for_a_while_only,
		test_a_dead_connection_is_not_lingered_for,
		NULL,
	};

	return (suite_of("farewell", setup, teardown, tests));
}
