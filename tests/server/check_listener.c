/*
 * check_listener: the main thread's part: it accepts clients.
 *
 * The sockets are real ones of the loopback; in place of workers there is a
 * list of what was handed on, and accept4(2) fails when a test wants it to.
 */
#include <config.h>

#include <sys/socket.h>

#include <netinet/in.h>

#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "common/address.h"
#include "common/thread.h"
#include "harness/suite.h"
#include "server/listener.h"
#include "server/system/log.h"
#include "server/system/sockets.h"
#include "server/worker.h"
#include "speech/reason.h"

/* More than are accepted at one socket before another gets its turn. */
#define MANY 100

/* The least wait after an accept that has failed: nothing spins. */
#define PAUSE_MS 50

static struct sockets sockets;

/* What was handed on to workers: their sockets, and the ports of the peers. */
static int taken[MANY + 1];
static unsigned ports[MANY + 1];
static size_t taken_count;
static size_t enough; /* with so many the listener is stopped */
static struct reason refusal;
static void (*on_taken)(void);

static volatile sig_atomic_t stop;
static sigset_t before;

/* accept4() fails so often with this error. */
static int failure, failures;

static int log_ends[2];

/* The linker sends the calls of listener.c here. */
bool __wrap_worker_start(struct workers *w, int fd, const struct sockaddr *peer,
    struct reason *why);
int __wrap_accept4(int fd, struct sockaddr *peer, socklen_t *len, int flags);
int __real_accept4(int fd, struct sockaddr *peer, socklen_t *len, int flags);

bool
__wrap_worker_start(struct workers *w, int fd, const struct sockaddr *peer,
    struct reason *why)
{
	ck_assert_ptr_null(w);
	ck_assert_uint_le(taken_count, MANY);
	ports[taken_count] = address_port(peer);
	taken[taken_count++] = fd;
	if (on_taken != NULL)
		on_taken();
	if (taken_count == enough)
		stop = 1;
	*why = refusal;
	if (refusal.sentence == S_NONE)
		return (true);
	taken[taken_count - 1] = -1; /* stays the listener's */
	return (false);
}

int
__wrap_accept4(int fd, struct sockaddr *peer, socklen_t *len, int flags)
{
	if (failures > 0) {
		failures--;
		errno = failure;
		return (-1);
	}
	return (__real_accept4(fd, peer, len, flags));
}

static void
on_signal(int signal)
{
	(void)signal;
	stop = 1;
}

static void
setup(void)
{
	static char one[] = "127.0.0.1", two[] = "127.0.0.2";
	char *addresses[] = { one, two };
	struct sigaction action = { .sa_handler = on_signal };
	char error[256];
	unsigned port = 0;
	sigset_t usr1;

	taken_count = enough = 0;
	refusal = reason_of(S_NONE);
	on_taken = NULL;
	stop = 0;
	failures = 0;
	ck_assert_int_eq(
	    sockets_open(&sockets, addresses, 2, &port, error, sizeof error),
	    0);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, log_ends), 0);
	log_divert(log_ends[0]);
	ck_assert_int_eq(sigaction(SIGUSR1, &action, NULL), 0);
	(void)sigemptyset(&usr1);
	(void)sigaddset(&usr1, SIGUSR1);
	ck_assert_int_eq(pthread_sigmask(SIG_BLOCK, &usr1, &before), 0);
}

static void
teardown(void)
{
	size_t i;

	for (i = 0; i < taken_count; i++)
		if (taken[i] >= 0)
			(void)close(taken[i]);
	sockets_close(&sockets);
	log_divert(-1);
	(void)close(log_ends[0]);
	(void)close(log_ends[1]);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* A client that comes to one of the sockets; its port. */
static int
dial(size_t at, unsigned *port)
{
	struct sockaddr_in in;
	struct sockaddr *sa = (struct sockaddr *)&in;
	socklen_t len = sizeof in;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(getsockname(sockets.fds[at], sa, &len), 0);
	ck_assert_int_eq(connect(fd, sa, len), 0);
	ck_assert_int_eq(getsockname(fd, sa, &len), 0);
	if (port != NULL)
		*port = ntohs(in.sin_port);
	return (fd);
}

/* Until so many were handed on. */
static void
run_until(size_t count)
{
	enough = count;
	listener_run(&sockets, NULL, &stop, &before);
	ck_assert_uint_eq(taken_count, count);
}

/* Nothing more is in the log. */
static void
expect_log_end(void)
{
	char byte;

	ck_assert_int_lt(recv(log_ends[1], &byte, 1, MSG_DONTWAIT), 0);
}

static void
expect_log(const char *part)
{
	char line[LOG_LINE_MAX + 1];
	ssize_t n = recv(log_ends[1], line, sizeof line - 1, MSG_DONTWAIT);

	ck_assert_int_gt(n, 0);
	line[n] = '\0';
	ck_assert_msg(strstr(line, part) != NULL, "'%s' is not in '%s'", part,
	    line);
}

START_TEST(test_each_client_is_handed_on_with_its_address)
{
	unsigned port[2];
	int a = dial(0, &port[0]), b = dial(1, &port[1]);

	run_until(2);
	ck_assert_uint_eq(ports[0], port[0]);
	ck_assert_uint_eq(ports[1], port[1]);
	ck_assert_int_eq(send(taken[1], "hi", 2, 0), 2);
	ck_assert_int_eq(recv(b, (char[2]){ 0 }, 2, MSG_WAITALL), 2);
	expect_log_end();
	(void)close(a);
	(void)close(b);
}
END_TEST

START_TEST(test_a_flood_at_one_address_leaves_turns_for_others)
{
	int clients[MANY];
	unsigned port;
	size_t i;

	for (i = 0; i + 1 < MANY; i++)
		clients[i] = dial(0, NULL);
	clients[i] = dial(1, &port);
	run_until(MANY);
	for (i = 0; i + 1 < MANY && ports[i] != port; i++)
		;
	ck_assert_uint_lt(i, MANY - 1);
	for (i = 0; i < MANY; i++)
		(void)close(clients[i]);
}
END_TEST

/* What it has sent is not read yet, and is no reset that takes the words. */
START_TEST(test_a_client_that_is_refused_reads_why)
{
	char line[256];
	ssize_t n;
	int a;

	refusal = reason_of(S_NO_MEMORY);
	a = dial(0, NULL);
	ck_assert_int_eq(send(a, "hello\r\n", 7, 0), 7);
	run_until(1);
	n = recv(a, line, sizeof line, MSG_WAITALL);
	ck_assert_int_gt(n, 0);
	ck_assert_uint_eq((size_t)n,
	    strlen("*** the room is short of memory; try again later\r\n"));
	ck_assert_mem_eq(line,
	    "*** the room is short of memory; try again later\r\n", (size_t)n);
	ck_assert_int_eq(recv(a, line, 1, 0), 0);
	expect_log("refused 127.0.0.1:");
	expect_log_end();
	(void)close(a);
}
END_TEST

START_TEST(test_an_accept_that_fails_is_tried_again_after_a_pause)
{
	int64_t start = thread_now_ms();
	int a = dial(0, NULL);

	failure = EMFILE;
	failures = 3;
	run_until(1);
	ck_assert_int_ge(thread_now_ms(), start + 3 * PAUSE_MS);
	expect_log("refused: newcomers must wait: ");
	expect_log_end(); /* once for all of them */
	(void)close(a);
}
END_TEST

START_TEST(test_each_failure_after_a_success_is_told)
{
	int a = dial(0, NULL), b;

	failure = ENFILE;
	failures = 1;
	run_until(1);
	expect_log("refused: newcomers must wait: ");
	stop = 0;
	b = dial(1, NULL);
	failures = 1;
	run_until(2);
	expect_log("refused: newcomers must wait: ");
	expect_log_end();
	(void)close(a);
	(void)close(b);
}
END_TEST

START_TEST(test_a_client_that_has_gone_again_holds_nobody_up)
{
	int a = dial(0, NULL);

	failure = ECONNABORTED;
	failures = 5;
	run_until(1);
	expect_log_end();
	(void)close(a);
}
END_TEST

START_TEST(test_a_room_that_is_closing_takes_nobody)
{
	int a = dial(0, NULL);

	stop = 1;
	listener_run(&sockets, NULL, &stop, &before);
	ck_assert_uint_eq(taken_count, 0);
	(void)close(a);
}
END_TEST

START_TEST(test_a_signal_ends_the_wait_for_newcomers)
{
	ck_assert_int_eq(raise(SIGUSR1), 0);
	listener_run(&sockets, NULL, &stop, &before);
	ck_assert_uint_eq(taken_count, 0);
	ck_assert_int_eq(stop, 1);
}
END_TEST

/* Another one comes each time, and with the first one the signal. */
static int next[MANY + 1];

static void
signal_and_dial(void)
{
	if (taken_count == 1)
		(void)raise(SIGUSR1);
	next[taken_count] = dial(0, NULL);
}

/* Linux looks for signals only if nothing else is ready. */
START_TEST(test_a_signal_is_noticed_however_many_come)
{
	size_t i;

	next[0] = dial(0, NULL);
	on_taken = signal_and_dial;
	enough = MANY;
	listener_run(&sockets, NULL, &stop, &before);
	ck_assert_uint_lt(taken_count, MANY);
	for (i = 0; i <= taken_count; i++)
		(void)close(next[i]);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_each_client_is_handed_on_with_its_address,
		test_a_flood_at_one_address_leaves_turns_for_others,
		test_a_client_that_is_refused_reads_why,
		test_an_accept_that_fails_is_tried_again_after_a_pause,
		test_each_failure_after_a_success_is_told,
		test_a_client_that_has_gone_again_holds_nobody_up,
		test_a_room_that_is_closing_takes_nobody,
		test_a_signal_ends_the_wait_for_newcomers,
		test_a_signal_is_noticed_however_many_come,
		NULL,
	};

	return (suite_of("listener", setup, teardown, tests));
}
