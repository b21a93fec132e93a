/*
 * check_flush: what becomes of the bytes that a seat's socket does not take
 * at once: their order, errors, and the end (seat, postman).
 *
 * send(2), sendmsg(2) and epoll_ctl(2) fail here when a test wants them to, and
 * time passes.
 */
#include <config.h>

#include <sys/epoll.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <check.h>
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/thread.h"
#include "harness/suite.h"
#include "server/delivery/seat.h"
#include "server/delivery/postman.h"

#define BOUND 65536

/* Longer than any wait here. */
#define LONG_MS 60000

ssize_t __wrap_send(int fd, const void *bytes, size_t len, int flags);
ssize_t __real_send(int fd, const void *bytes, size_t len, int flags);
ssize_t __wrap_sendmsg(int fd, const struct msghdr *msg, int flags);
ssize_t __real_sendmsg(int fd, const struct msghdr *msg, int flags);
int __wrap_epoll_ctl(int epoll, int op, int fd, struct epoll_event *event);
int __real_epoll_ctl(int epoll, int op, int fd, struct epoll_event *event);
int64_t __wrap_thread_now_ms(void);
int64_t __real_thread_now_ms(void);

/* The next calls that send fail with these; 0 ends the list. */
static const int *_Atomic errors;

/* sendmsg() takes only so many bytes, all for -1. */
static int takes;

static bool no_watch;

/* So much later than it is. */
static atomic_int later_ms;

/* Whoever has it keeps the postman from the seat. */
static thread_mutex way = THREAD_MUTEX_INITIALIZER;

static struct postman *postman;
static struct seat *seat;
static int end; /* where it reads */

static bool
fails(void)
{
	const int *next = errors;

	if (next == NULL || *next == 0)
		return (false);
	errno = *next;
	errors = next + 1;
	return (true);
}

/* In place of send(2). */
ssize_t
__wrap_send(int fd, const void *bytes, size_t len, int flags)
{
	return (fails() ? -1 : __real_send(fd, bytes, len, flags));
}

/* In place of sendmsg(2). */
ssize_t
__wrap_sendmsg(int fd, const struct msghdr *msg, int flags)
{
	char all[256];
	size_t len = 0, i;

	if (fails())
		return (-1);
	if (takes < 0)
		return (__real_sendmsg(fd, msg, flags));
	for (i = 0; i < msg->msg_iovlen; i++) {
		memcpy(all + len, msg->msg_iov[i].iov_base,
		    msg->msg_iov[i].iov_len);
		len += msg->msg_iov[i].iov_len;
	}
	ck_assert_uint_ge(len, (size_t)takes);
	return (__real_send(fd, all, (size_t)takes, flags));
}

/* In place of epoll_ctl(2). */
int
__wrap_epoll_ctl(int epoll, int op, int fd, struct epoll_event *event)
{
	if (op != EPOLL_CTL_ADD || !no_watch)
		return (__real_epoll_ctl(epoll, op, fd, event));
	errno = ENOSPC;
	return (-1);
}

/* In place of thread_now_ms(). */
int64_t
__wrap_thread_now_ms(void)
{
	return (__real_thread_now_ms() + atomic_load(&later_ms));
}

static void
make_seat(int fd)
{
	int few = BOUND / 8;

	/* The kernel is to take little of it. */
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &few, sizeof few);
	seat = malloc(sizeof *seat);
	ck_assert_ptr_nonnull(seat);
	seat_init(seat, fd, BOUND, postman);
}

static void
flush(struct postman_client *watched)
{
	thread_lock(&way);
	thread_unlock(&way);
	seat_flush(watched);
}

static void
setup(void)
{
	int pair[2];

	errors = NULL;
	takes = -1;
	no_watch = false;
	atomic_store(&later_ms, 0);
	postman = postman_new(4, BOUND, flush);
	ck_assert_ptr_nonnull(postman);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	make_seat(pair[0]);
	end = pair[1];
}

static void
free_seat(void)
{
	if (seat == NULL)
		return;
	seat_let_go(seat);
	seat_wait_gone(seat, 0);
	seat_fini(seat);
	free(seat);
	seat = NULL;
}

static void
teardown(void)
{
	free_seat();
	(void)close(end);
	postman_free(postman);
}

/* Sends up to three pieces. */
static void
say(const char *a, const char *b, const char *c)
{
	const char *const texts[] = { a, b, c };
	struct iovec pieces[3];
	int n;

	for (n = 0; n < 3 && texts[n] != NULL; n++) {
		pieces[n].iov_base = (void *)(uintptr_t)texts[n];
		pieces[n].iov_len = strlen(texts[n]);
	}
	seat_send(seat, pieces, n);
}

/* Sends this many bytes that count on from `*number`. */
static void
say_much(size_t len, unsigned char *number)
{
	static char much[4 * BOUND];
	struct iovec piece = { .iov_base = much, .iov_len = len };
	size_t i;

	ck_assert_uint_le(len, sizeof much);
	for (i = 0; i < len; i++)
		much[i] = (char)(*number)++;
	seat_send(seat, &piece, 1);
}

static void
read_much(size_t len, unsigned char *number)
{
	char got[4096];
	size_t part, i;

	for (; len > 0; len -= part) {
		part = len < sizeof got ? len : sizeof got;
		ck_assert_int_eq(recv(end, got, part, MSG_WAITALL),
		    (ssize_t)part);
		for (i = 0; i < part; i++)
			if ((unsigned char)got[i] != (*number)++)
				ck_abort_msg("something is missing");
	}
}

static void
expect(const char *text)
{
	char got[256];
	size_t len = strlen(text);

	ck_assert_int_eq(recv(end, got, len, MSG_WAITALL), (ssize_t)len);
	ck_assert_int_eq(memcmp(got, text, len), 0);
}

static size_t
waits(void)
{
	size_t len;

	thread_lock(&seat->lock);
	len = seat->outbox.len;
	thread_unlock(&seat->lock);
	return (len);
}

static enum seat_state
state(void)
{
	enum seat_state now;

	thread_lock(&seat->lock);
	now = seat->state;
	thread_unlock(&seat->lock);
	return (now);
}

/* Sends more than the kernel takes: `over` bytes wait.  How many it were. */
static size_t
stall(size_t over, unsigned char *number)
{
	size_t len = 0, more;

	for (; waits() == 0; len += 1024)
		say_much(1024, number);
	more = over - waits();
	say_much(more, number);
	ck_assert_uint_eq(waits(), over);
	return (len + more);
}

START_TEST(test_what_waits_goes_before_what_comes)
{
	unsigned char said = 0, heard = 0;
	int round;

	(void)stall(4096, &said);
	for (round = 0; round < 5000; round++) {
		read_much(500, &heard);
		say_much(500, &said);
	}
	ck_assert_int_eq(seat_dropped(seat), S_NONE);
}
END_TEST

START_TEST(test_what_is_left_of_several_pieces_follows)
{
	int n;

	for (n = 0; n <= 9; n++) {
		takes = n;
		say("abc", "def", "ghi");
		expect("abcdefghi");
		/* Nothing waits any more when it has left the postman. */
		while (waits() > 0)
			(void)sched_yield();
	}
}
END_TEST

START_TEST(test_what_the_kernel_has_no_room_for_waits)
{
	static const int lists[][6] = { { EINTR, ENOBUFS }, { EINTR, ENOMEM },
		{ EAGAIN, EINTR, ENOBUFS, ENOMEM, EAGAIN } };
	size_t i;

	for (i = 0; i < sizeof lists / sizeof *lists; i++) {
		errors = lists[i];
		say("one", NULL, NULL);
		expect("one");
		errors = lists[i];
		say("t", "w", "o");
		expect("two");
	}
	ck_assert_int_eq(seat_error(seat), 0);
}
END_TEST

START_TEST(test_one_whose_connection_is_broken_gets_nothing_more)
{
	static const int broken[] = { EPIPE, 0 };
	char byte;

	errors = broken;
	say("one", NULL, NULL);
	ck_assert_int_eq(seat_error(seat), EPIPE);
	say("two", NULL, NULL);
	ck_assert_int_eq(recv(end, &byte, 1, 0), 0);
	ck_assert_uint_eq(waits(), 0);
	/* Its owner, which may be waiting for what it says, wakes up. */
	ck_assert_int_eq(recv(seat->fd, &byte, 1, MSG_DONTWAIT), 0);
}
END_TEST

START_TEST(test_first_reason_of_an_end_is_the_one_that_counts)
{
	char byte;

	seat_end(seat, S_WHY_KICKED);
	seat_end(seat, S_WHY_BANNED);
	ck_assert_int_eq(seat_dropped(seat), S_WHY_KICKED);
	say("more", NULL, NULL);
	ck_assert_int_eq(seat_error(seat), 0);
	ck_assert_int_eq(recv(end, &byte, 1, 0), 0);
}
END_TEST

START_TEST(test_one_that_the_postman_cannot_watch_is_dropped)
{
	unsigned char said = 0;

	no_watch = true;
	while (seat_dropped(seat) == S_NONE)
		say_much(1024, &said);
	ck_assert_int_eq(seat_dropped(seat), S_WHY_TOO_SLOW);
	ck_assert_uint_eq(waits(), 0);
}
END_TEST

START_TEST(test_console_that_the_postman_cannot_watch_waits)
{
	unsigned char said = 0, heard = 0;
	size_t len;

	seat->spared = true;
	no_watch = true;
	len = stall(4096, &said);
	ck_assert_int_eq(seat_dropped(seat), S_NONE);
	no_watch = false;
	say_much(1024, &said);
	read_much(len + 1024, &heard);
	ck_assert_int_eq(seat_dropped(seat), S_NONE);
}
END_TEST

/* Makes the seat one with a TCP connection, whose kernel can be asked. */
static void
connect_by_tcp(void)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	socklen_t len = sizeof in;
	int listener = socket(AF_INET, SOCK_STREAM, 0), few = 4096, fd;

	free_seat();
	(void)close(end);
	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&in, sizeof in), 0);
	ck_assert_int_eq(listen(listener, 1), 0);
	ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&in, &len),
	    0);
	end = socket(AF_INET, SOCK_STREAM, 0);
	(void)setsockopt(end, SOL_SOCKET, SO_RCVBUF, &few, sizeof few);
	ck_assert_int_eq(connect(end, (struct sockaddr *)&in, sizeof in), 0);
	fd = accept(listener, NULL, NULL);
	ck_assert_int_ge(fd, 0);
	(void)close(listener);
	make_seat(fd);
}

START_TEST(test_kernel_keeps_nothing_for_one_that_is_dropped)
{
	unsigned char said = 0;
	char got[4096];
	ssize_t n;

	connect_by_tcp();
	while (seat_dropped(seat) == S_NONE)
		say_much(4096, &said);
	free_seat();
	do
		n = recv(end, got, sizeof got, 0);
	while (n > 0);
	ck_assert_int_eq(n, -1);
	ck_assert_int_eq(errno, ECONNRESET);
}
END_TEST

START_TEST(test_kernel_still_sends_to_one_that_is_kicked)
{
	char byte;

	connect_by_tcp();
	say("bye", NULL, NULL);
	seat_end(seat, S_WHY_KICKED);
	free_seat();
	expect("bye");
	ck_assert_int_eq(recv(end, &byte, 1, 0), 0);
}
END_TEST

/* ---- Letting go ---- */

static atomic_bool started, let_go;

/* How long it waits for the last lines. */
static int last_ms = LONG_MS;

/* Returns its argument if nobody had let go of the seat. */
static void *
wait_gone(void *arg)
{
	atomic_store(&started, true);
	seat_wait_gone(arg, last_ms);
	return (atomic_load(&let_go) ? NULL : arg);
}

/* A busy machine takes its time for each yield. */
static void
give_time(void)
{
	int64_t enough = thread_now_ms() + LONG_MS / 100;
	int i;

	for (i = 0; i < 1000 && thread_now_ms() < enough; i++)
		(void)sched_yield();
}

/* Starts it, and gives it time to wait. */
static pthread_t
start_waiting(void)
{
	pthread_t thread;

	atomic_store(&started, false);
	atomic_store(&let_go, false);
	ck_assert_int_eq(thread_start(&thread, wait_gone, seat), 0);
	while (!atomic_load(&started))
		(void)sched_yield();
	give_time();
	return (thread);
}

static void
end_waiting(pthread_t thread)
{
	void *result;

	ck_assert_int_eq(pthread_join(thread, &result), 0);
	ck_assert_ptr_null(result);
}

START_TEST(test_seat_is_known_until_it_is_let_go)
{
	pthread_t thread = start_waiting();

	atomic_store(&let_go, true);
	seat_let_go(seat);
	end_waiting(thread);
}
END_TEST

START_TEST(test_what_waits_at_the_end_is_sent)
{
	unsigned char said = 0, heard = 0;
	pthread_t thread;
	size_t len = stall(BOUND / 2, &said);

	seat_let_go(seat);
	thread = start_waiting();
	atomic_store(&let_go, true);
	read_much(len, &heard);
	end_waiting(thread);
	ck_assert_uint_eq(waits(), 0);
	ck_assert_int_eq(state(), SEAT_OPEN);
}
END_TEST

/* ---- The states ---- */

static void
await_state(enum seat_state wanted)
{
	int64_t deadline = thread_now_ms() + LONG_MS;

	while (state() != wanted && thread_now_ms() < deadline)
		(void)sched_yield();
	ck_assert_int_eq(state(), wanted);
}

START_TEST(test_seat_lags_until_the_socket_has_taken_all)
{
	unsigned char said = 0, heard = 0;
	size_t len;

	ck_assert_int_eq(state(), SEAT_OPEN);
	len = stall(BOUND / 2, &said);
	ck_assert_int_eq(state(), SEAT_LAGS);
	read_much(len, &heard);
	await_state(SEAT_OPEN);
	/* And again. */
	len = stall(BOUND / 2, &said);
	ck_assert_int_eq(state(), SEAT_LAGS);
	read_much(len, &heard);
	await_state(SEAT_OPEN);
	seat_let_go(seat);
	ck_assert(seat_wait_gone(seat, LONG_MS));
}
END_TEST

START_TEST(test_seat_that_is_open_ends_at_once)
{
	seat_end(seat, S_WHY_KICKED);
	ck_assert_int_eq(state(), SEAT_ENDED);
	seat_end(seat, S_WHY_KICKED);
	ck_assert_int_eq(state(), SEAT_ENDED);
	seat_let_go(seat);
	ck_assert(!seat_wait_gone(seat, LONG_MS));
}
END_TEST

START_TEST(test_seat_that_lags_ends_when_the_postman_has_forgotten_it)
{
	unsigned char said = 0;
	enum seat_state next;

	(void)stall(BOUND / 2, &said);
	seat_end(seat, S_WHY_KICKED);
	next = state();
	ck_assert(next == SEAT_ENDING || next == SEAT_ENDED);
	await_state(SEAT_ENDED);
	seat_let_go(seat);
	ck_assert(!seat_wait_gone(seat, LONG_MS));
}
END_TEST

START_TEST(test_seat_whose_last_lines_take_too_long_ends)
{
	unsigned char said = 0;

	(void)stall(BOUND / 2, &said);
	seat_let_go(seat);
	ck_assert(!seat_wait_gone(seat, 0));
	ck_assert_int_eq(state(), SEAT_ENDED);
	ck_assert_int_eq(seat_dropped(seat), S_NONE);
}
END_TEST

START_TEST(test_seat_is_known_until_the_postman_has_forgotten_it)
{
	unsigned char said = 0;
	pthread_t thread;

	(void)stall(BOUND / 2, &said);
	seat_let_go(seat);
	last_ms = 0;
	thread_lock(&way);
	thread = start_waiting();
	await_state(SEAT_ENDING);
	give_time();
	atomic_store(&let_go, true);
	thread_unlock(&way);
	end_waiting(thread);
	ck_assert_int_eq(state(), SEAT_ENDED);
	last_ms = LONG_MS;
}
END_TEST

START_TEST(test_seat_that_its_owner_has_lost_ends)
{
	unsigned char said = 0;

	(void)stall(BOUND / 2, &said);
	seat_lose(seat, ETIMEDOUT);
	await_state(SEAT_ENDED);
	ck_assert_int_eq(seat_error(seat), ETIMEDOUT);
	ck_assert_int_eq(seat_dropped(seat), S_NONE);
	ck_assert_uint_eq(waits(), 0);
}
END_TEST

/* ---- What is over the bound ---- */

START_TEST(test_outbox_shrinks_when_it_is_within_its_bound_again)
{
	unsigned char said = 0, heard = 0;
	size_t lent, room;

	(void)stall(3 * BOUND, &said);
	do {
		read_much(1024, &heard);
		thread_lock(&seat->lock);
		lent = seat->lent;
		room = seat->outbox.room;
		thread_unlock(&seat->lock);
	} while (lent > 0);
	ck_assert_uint_le(room, BOUND + BOUND / 3 + 2);
}
END_TEST

START_TEST(test_what_is_lent_comes_back_to_the_byte)
{
	const size_t all = (size_t)POSTMAN_BOUNDS * BOUND;
	unsigned char said = 0, heard = 0;
	size_t lent;

	(void)stall(3 * BOUND, &said);
	do {
		read_much(1024, &heard);
		thread_lock(&seat->lock);
		lent = seat->lent;
		thread_unlock(&seat->lock);
	} while (lent > BOUND);
	thread_lock(&seat->lock);
	lent = seat->lent;
	ck_assert(postman_lend(postman, all - lent));
	ck_assert(!postman_lend(postman, 1));
	postman_take_back(postman, all - lent);
	thread_unlock(&seat->lock);
}
END_TEST

START_TEST(test_one_that_takes_a_sixteenth_in_time_has_more_time)
{
	unsigned char said = 0, heard = 0;
	int64_t first, ends;

	(void)stall(3 * BOUND, &said);
	while (waits() > 3 * BOUND - BOUND / 8)
		read_much(256, &heard);
	thread_lock(&seat->lock);
	first = seat->patience.ends;
	thread_unlock(&seat->lock);
	atomic_store(&later_ms, PATIENCE_SPAN_MS);
	do {
		read_much(256, &heard);
		thread_lock(&seat->lock);
		ends = seat->patience.ends;
		thread_unlock(&seat->lock);
	} while (ends == first);
	atomic_store(&later_ms, 0);
	ck_assert_int_eq(seat_dropped(seat), S_NONE);
	ck_assert_int_ge(ends, first + PATIENCE_SPAN_MS);
}
END_TEST

START_TEST(test_console_reads_of_a_gap_when_half_of_it_is_read)
{
	unsigned char said = 0, heard = 0;
	bool open = true;
	size_t len;

	seat->spared = true;
	(void)stall(BOUND, &said);
	say_much(1024, &said); /* there are line ends in it */
	say("\n", NULL, NULL);
	thread_lock(&seat->lock);
	ck_assert(seat->gap.is_open);
	thread_unlock(&seat->lock);
	do {
		read_much(256, &heard);
		thread_lock(&seat->lock);
		len = seat->outbox.len;
		open = seat->gap.is_open;
		thread_unlock(&seat->lock);
		ck_assert(open || len <= BOUND / 2 + GAP_SAID_SIZE);
	} while (open);
}
END_TEST

START_TEST(test_console_reads_no_end_of_a_line_that_is_left_out)
{
	unsigned char said = 0, heard = 0;
	size_t len;

	seat->spared = true;
	len = stall(BOUND, &said);
	say("\n", "left ", NULL);
	read_much(len, &heard);
	expect("\n");
	while (waits() > 0)
		(void)sched_yield();
	say("out\nnext\n", NULL, NULL);
	expect("*** 1 line was not shown here\r\nnext\n");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_what_waits_goes_before_what_comes,
		test_what_is_left_of_several_pieces_follows,
		test_what_the_kernel_has_no_room_for_waits,
		test_one_whose_connection_is_broken_gets_nothing_more,
		test_first_reason_of_an_end_is_the_one_that_counts,
		test_one_that_the_postman_cannot_watch_is_dropped,
		test_console_that_the_postman_cannot_watch_waits,
		test_kernel_keeps_nothing_for_one_that_is_dropped,
		test_kernel_still_sends_to_one_that_is_kicked,
		test_seat_is_known_until_it_is_let_go,
		test_what_waits_at_the_end_is_sent,
		test_seat_lags_until_the_socket_has_taken_all,
		test_seat_that_is_open_ends_at_once,
		test_seat_that_lags_ends_when_the_postman_has_forgotten_it,
		test_seat_whose_last_lines_take_too_long_ends,
		test_seat_is_known_until_the_postman_has_forgotten_it,
		test_seat_that_its_owner_has_lost_ends,
		test_outbox_shrinks_when_it_is_within_its_bound_again,
		test_what_is_lent_comes_back_to_the_byte,
		test_one_that_takes_a_sixteenth_in_time_has_more_time,
		test_console_reads_of_a_gap_when_half_of_it_is_read,
		test_console_reads_no_end_of_a_line_that_is_left_out,
		NULL,
	};

	return (suite_of("flush", setup, teardown, tests));
}
