/*
 * check_seat: what a seat that lags may have in its outbox, and for how long
 * (seat, patience, postman); and how it pauses.
 */
#include <config.h>

#include <sys/eventfd.h>
#include <sys/socket.h>

#include <check.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/thread.h"
#include "harness/clock.h"
#include "harness/suite.h"
#include "server/delivery/seat.h"
#include "server/delivery/postman.h"

#define BOUND 65536
#define SEATS 30

/* Longer than any wait here. */
#define LONG_MS 60000

static struct postman *postman;
static struct seat seats[SEATS];
static int ends[SEATS]; /* where each of them reads */

static void
make_seat(size_t i, bool spared)
{
	int pair[2], few = BOUND / 8;

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	/* The kernel should take little of it. */
	(void)setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &few, sizeof few);
	seat_init(&seats[i], pair[0], BOUND, postman);
	seats[i].spared = spared;
	ends[i] = pair[1];
}

static void
setup(void)
{
	size_t i;

	clock_stop(0);
	postman = postman_new(SEATS, BOUND, seat_flush);
	ck_assert_ptr_nonnull(postman);
	for (i = 0; i < SEATS; i++)
		make_seat(i, false);
}

static void
free_seat(size_t i)
{
	if (ends[i] >= 0)
		(void)close(ends[i]);
	seat_let_go(&seats[i]);
	seat_wait_gone(&seats[i], 0);
	seat_fini(&seats[i]);
}

static void
teardown(void)
{
	size_t i;

	for (i = 0; i < SEATS; i++)
		free_seat(i);
	postman_free(postman);
}

/* Sends `len` bytes: lines of 8 that count from `*number` on. */
static void
send_lines(struct seat *s, size_t len, unsigned *number)
{
	static char lines[8 * BOUND];
	struct iovec piece = { .iov_base = lines, .iov_len = len };
	size_t i;

	ck_assert_uint_lt(len, sizeof lines);
	for (i = 0; i < len; i += 8)
		(void)snprintf(lines + i, sizeof lines - i, "%06u\r\n",
		    (*number)++ % 1000000);
	seat_send(s, &piece, 1);
}

/* How much waits for it. */
static size_t
waits(struct seat *s)
{
	size_t len;

	thread_lock(&s->lock);
	len = s->outbox.len;
	thread_unlock(&s->lock);
	return (len);
}

/* Reads on, and expects the lines in their order, until `*number` is `end`. */
static void
read_lines(int fd, unsigned *number, unsigned end)
{
	char lines[512 * 8];
	size_t len, i;

	while (*number < end) {
		len = (end - *number) * (size_t)8;
		if (len > sizeof lines)
			len = sizeof lines;
		ck_assert_int_eq(recv(fd, lines, len, MSG_WAITALL),
		    (ssize_t)len);
		/* Even an assertion that holds takes time. */
		for (i = 0; i < len; i += 8)
			if (strtoul(lines + i, NULL, 10) != (*number)++)
				ck_abort_msg("line %u is missing", *number);
	}
}

/* Waits for the end of the connection, whatever comes before it. */
static void
wait_for_end(int fd)
{
	struct pollfd p = { .fd = fd, .events = 0 };

	ck_assert_int_eq(poll(&p, 1, LONG_MS), 1);
}

START_TEST(test_those_who_are_over_their_bound_and_read_get_all)
{
	unsigned said[SEATS] = { 0 }, heard[SEATS] = { 0 };
	unsigned part = 0;
	size_t i;

	/* However slow this machine is, they are not. */
	clock_stop(thread_now_ms());
	for (i = 0; i < SEATS; i++) {
		send_lines(&seats[i], 2 * BOUND, &said[i]);
		ck_assert_uint_gt(waits(&seats[i]), BOUND);
	}
	/* A little at a time, as from a slow network. */
	while (part < said[0]) {
		part += 512;
		for (i = 0; i < SEATS; i++)
			read_lines(ends[i], &heard[i], part);
	}
	for (i = 0; i < SEATS; i++) {
		ck_assert_int_eq(seat_dropped(&seats[i]), S_NONE);
		send_lines(&seats[i], 8, &said[i]);
		read_lines(ends[i], &heard[i], said[i]);
	}
}
END_TEST

START_TEST(test_nobody_has_more_than_four_bounds)
{
	unsigned said = 0;
	size_t most = 0;

	while (seat_dropped(&seats[0]) == S_NONE) {
		if (waits(&seats[0]) > most)
			most = waits(&seats[0]);
		send_lines(&seats[0], 1024, &said);
	}
	ck_assert_int_eq(seat_dropped(&seats[0]), S_WHY_TOO_SLOW);
	ck_assert_uint_gt(most, 4 * BOUND - 2048);
	ck_assert_uint_le(most, 4 * BOUND);
	ck_assert_uint_eq(waits(&seats[0]), 0);
}
END_TEST

/* How far all of them together are over their bounds. */
static size_t
all_over(void)
{
	size_t sum = 0, i;

	for (i = 0; i < SEATS; i++)
		if (waits(&seats[i]) > BOUND)
			sum += waits(&seats[i]) - BOUND;
	return (sum);
}

START_TEST(test_all_together_have_no_more_than_what_can_be_lent)
{
	unsigned said[SEATS] = { 0 };
	bool dropped = false;
	size_t i, full;

	/* Nobody loses patience, however long this takes. */
	clock_stop(thread_now_ms());
	/* Each is short of four bounds: that is more than can be lent. */
	for (i = 0; i < SEATS && !dropped; i++) {
		while (waits(&seats[i]) < 4 * BOUND - 1024 && !dropped) {
			send_lines(&seats[i], 1024, &said[i]);
			dropped = seat_dropped(&seats[i]) != S_NONE;
		}
	}
	ck_assert(dropped);
	full = i - 1;
	ck_assert_uint_le(all_over(), (size_t)POSTMAN_BOUNDS * BOUND);
	ck_assert_uint_gt(all_over(), (size_t)(POSTMAN_BOUNDS - 4) * BOUND);
	/* Within the bound, everybody still has what they need. */
	for (i = full + 2; i < SEATS; i++) {
		while (waits(&seats[i]) < BOUND - 1024)
			send_lines(&seats[i], 1024, &said[i]);
		ck_assert_int_eq(seat_dropped(&seats[i]), S_NONE);
	}
	clock_stop(0);
}
END_TEST

START_TEST(test_what_is_lent_comes_back)
{
	unsigned said, heard, round;

	/* Each round needs two bounds and a half, at least; there are 64. */
	for (round = 0; round < 28; round++) {
		said = heard = 0;
		send_lines(&seats[0], 4 * BOUND, &said);
		ck_assert_int_eq(seat_dropped(&seats[0]), S_NONE);
		read_lines(ends[0], &heard, said);
	}
	/* Also from one that is dropped. */
	for (round = 1; round < SEATS; round++) {
		said = 0;
		send_lines(&seats[round], 4 * BOUND, &said);
		ck_assert_uint_gt(waits(&seats[round]), 3 * BOUND + BOUND / 2);
		seat_end(&seats[round], S_WHY_KICKED);
		ck_assert_uint_eq(waits(&seats[round]), 0);
	}
}
END_TEST

START_TEST(test_one_that_has_stalled_is_dropped_though_nothing_is_said)
{
	unsigned said = 0, few = 0, others[2] = { 0 }, heard[2] = { 0 };
	int64_t start = thread_now_ms();

	/* It has company that is served, those before and after it. */
	send_lines(&seats[2], 2 * BOUND, &others[0]);
	send_lines(&seats[0], 2 * BOUND, &said);
	send_lines(&seats[3], 2 * BOUND, &others[1]);
	send_lines(&seats[1], BOUND / 2, &few);
	read_lines(ends[2], &heard[0], others[0]);
	read_lines(ends[3], &heard[1], others[1]);
	wait_for_end(ends[0]);
	ck_assert_int_eq(seat_dropped(&seats[0]), S_WHY_TOO_SLOW);
	ck_assert_int_ge(thread_now_ms() - start, PATIENCE_SPAN_MS);
	ck_assert_uint_eq(waits(&seats[0]), 0);
	/* A member that is within the bound may stall. */
	ck_assert_int_eq(seat_dropped(&seats[1]), S_NONE);
}
END_TEST

START_TEST(test_console_is_never_over_its_bound)
{
	unsigned said = 0;
	size_t i;

	free_seat(0);
	make_seat(0, true);
	for (i = 0; i < 1024; i++)
		send_lines(&seats[0], 1024, &said);
	ck_assert_uint_le(waits(&seats[0]), BOUND + 1024);
	ck_assert_int_eq(seat_dropped(&seats[0]), S_NONE);
	ck_assert_uint_eq(seats[0].lent, 0);
}
END_TEST

START_TEST(test_one_that_lags_and_is_gone_frees_what_waits)
{
	int64_t deadline = thread_now_ms() + LONG_MS;
	unsigned said = 0;

	send_lines(&seats[0], 2 * BOUND, &said);
	(void)close(ends[0]);
	ends[0] = -1;
	while (seat_error(&seats[0]) == 0 && thread_now_ms() < deadline)
		(void)poll(NULL, 0, 1);
	ck_assert_int_eq(seat_error(&seats[0]), EPIPE);
	ck_assert_uint_eq(waits(&seats[0]), 0);
	ck_assert_uint_eq(seats[0].lent, 0);
}
END_TEST

START_TEST(test_pause_takes_its_time)
{
	int64_t until = thread_now_ms() + 50;

	ck_assert(seat_pause(&seats[0], until));
	ck_assert_int_ge(thread_now_ms(), until);
	/* A client that has said everything, and still reads, has not gone. */
	ck_assert_int_eq(shutdown(ends[0], SHUT_WR), 0);
	ck_assert(seat_pause(&seats[0], thread_now_ms() + 50));
}
END_TEST

START_TEST(test_pause_ends_when_the_connection_does)
{
	int64_t until = thread_now_ms() + LONG_MS;

	seat_end(&seats[0], S_WHY_KICKED);
	ck_assert(!seat_pause(&seats[0], until));
	(void)close(ends[1]);
	ends[1] = -1;
	ck_assert(!seat_pause(&seats[1], until));
	ck_assert_int_lt(thread_now_ms(), until);
}
END_TEST

START_TEST(test_pause_ends_when_the_room_closes)
{
	int64_t until = thread_now_ms() + LONG_MS;
	int stop = eventfd(1, EFD_CLOEXEC);

	ck_assert_int_ge(stop, 0);
	seats[0].stop = stop;
	ck_assert(!seat_pause(&seats[0], until));
	ck_assert_int_lt(thread_now_ms(), until);
	ck_assert_int_eq(seat_error(&seats[0]), 0);
	(void)close(stop);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_those_who_are_over_their_bound_and_read_get_all,
		test_nobody_has_more_than_four_bounds,
		test_all_together_have_no_more_than_what_can_be_lent,
		test_what_is_lent_comes_back,
		test_one_that_has_stalled_is_dropped_though_nothing_is_said,
		test_console_is_never_over_its_bound,
		test_one_that_lags_and_is_gone_frees_what_waits,
		test_pause_takes_its_time,
		test_pause_ends_when_the_connection_does,
		test_pause_ends_when_the_room_closes,
		NULL,
	};

	return (suite_of("seat", setup, teardown, tests));
}
