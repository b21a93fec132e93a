/*
 * check_outbox: the queue of what one client could not take yet (outbox), and
 * the lines that the console is not shown (gap).
 */
#include <config.h>

#include <sys/socket.h>

#include <check.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "harness/suite.h"
#include "server/delivery/gap.h"
#include "server/delivery/outbox.h"

static struct outbox box;
static int ends[2]; /* the outbox sends into the first */

static void
setup(void)
{
	outbox_init(&box);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
}

static void
teardown(void)
{
	outbox_fini(&box);
	(void)close(ends[0]);
	(void)close(ends[1]);
}

START_TEST(test_new_outbox_is_empty_and_flushes_to_nothing)
{
	ck_assert(outbox_is_empty(&box));
	ck_assert_int_eq(outbox_flush(&box, ends[0]), OUTBOX_EMPTY);
}
END_TEST

START_TEST(test_bytes_come_out_in_the_order_they_went_in)
{
	char got[16];

	ck_assert(outbox_put(&box, "one ", 4, 100));
	ck_assert(outbox_put(&box, "two ", 4, 100));
	ck_assert(outbox_put(&box, "three", 5, 100));
	ck_assert_int_eq(outbox_flush(&box, ends[0]), OUTBOX_EMPTY);
	ck_assert_int_eq(recv(ends[1], got, sizeof got, 0), 13);
	ck_assert_int_eq(memcmp(got, "one two three", 13), 0);
}
END_TEST

START_TEST(test_put_past_the_bound_changes_nothing)
{
	char got[16];

	ck_assert(outbox_put(&box, "12345678", 8, 10));
	ck_assert(!outbox_put(&box, "abc", 3, 10));
	ck_assert(outbox_put(&box, "ab", 2, 10));
	ck_assert(!outbox_put(&box, "c", 1, 10));
	ck_assert_int_eq(outbox_flush(&box, ends[0]), OUTBOX_EMPTY);
	ck_assert_int_eq(recv(ends[1], got, sizeof got, 0), 10);
	ck_assert_int_eq(memcmp(got, "12345678ab", 10), 0);
}
END_TEST

START_TEST(test_put_larger_than_the_bound_is_refused)
{
	ck_assert(!outbox_put(&box, "12345", 5, 4));
	ck_assert(outbox_is_empty(&box));
}
END_TEST

/* Byte i of an endless pattern that shows any loss, repetition or shift. */
static unsigned char
pattern(size_t i)
{
	return ((unsigned char)(i * 7 + i / 251));
}

START_TEST(test_full_socket_keeps_the_rest_and_memory_stays_bounded)
{
	enum { BOUND = 100000, TOTAL = 3000000 };
	unsigned char piece[777], got[5000];
	size_t in = 0, out = 0, i;
	ssize_t n;

	while (out < TOTAL) {
		for (;;) {
			for (i = 0; i < sizeof piece; i++)
				piece[i] = pattern(in + i);
			if (!outbox_put(&box, piece, sizeof piece, BOUND))
				break;
			in += sizeof piece;
		}
		ck_assert_uint_le(box.room, BOUND + BOUND / 2);
		ck_assert_int_ne(outbox_flush(&box, ends[0]), OUTBOX_BROKEN);
		n = recv(ends[1], got, sizeof got, MSG_DONTWAIT);
		ck_assert_int_gt(n, 0);
		for (i = 0; i < (size_t)n && got[i] == pattern(out + i); i++)
			;
		ck_assert_uint_eq(i, (size_t)n);
		out += (size_t)n;
	}
}
END_TEST

START_TEST(test_full_outbox_has_room_for_a_third_more_than_its_bound)
{
	enum { BOUND = 100000 };
	static char much[BOUND];

	ck_assert(outbox_put(&box, much, BOUND, BOUND));
	ck_assert_uint_le(box.room, BOUND + BOUND / 3 + 2);
}
END_TEST

START_TEST(test_dead_socket_is_broken_without_sigpipe)
{
	(void)close(ends[1]);
	ends[1] = -1;
	ck_assert(outbox_put(&box, "x", 1, 10));
	ck_assert_int_eq(outbox_flush(&box, ends[0]), OUTBOX_BROKEN);
}
END_TEST

START_TEST(test_pieces_are_sent_in_order_until_the_socket_is_full)
{
	static char ones[4000], twos[3000];
	struct iovec pieces[] = { { ones, sizeof ones },
		{ twos, sizeof twos } };
	const size_t both = sizeof ones + sizeof twos;
	char got[sizeof ones + sizeof twos];
	ssize_t n;

	memset(ones, 1, sizeof ones);
	memset(twos, 2, sizeof twos);
	while ((n = outbox_send_now(ends[0], pieces, 2)) > 0)
		;
	ck_assert_int_eq(n, 0);
	ck_assert_int_eq(recv(ends[1], got, both, MSG_WAITALL), both);
	ck_assert_mem_eq(got, ones, sizeof ones);
	ck_assert_mem_eq(got + sizeof ones, twos, sizeof twos);
}
END_TEST

START_TEST(test_pieces_for_a_dead_socket_raise_no_sigpipe)
{
	char x[] = "x";
	struct iovec pieces[] = { { x, 1 }, { x, 1 } };

	(void)close(ends[1]);
	ends[1] = -1;
	ck_assert_int_eq(outbox_send_now(ends[0], pieces, 2), -1);
	ck_assert_int_eq(errno, EPIPE);
}
END_TEST

START_TEST(test_empty_outbox_holds_no_memory)
{
	ck_assert(outbox_put(&box, "x", 1, 10));
	ck_assert_int_eq(outbox_flush(&box, ends[0]), OUTBOX_EMPTY);
	ck_assert_ptr_null(box.bytes);
}
END_TEST

/* One step of a gap: the next `len` bytes belong together, and are `kept`. */
static void
expect_step(struct gap *g, const char *bytes, bool full, size_t len, bool kept)
{
	bool keep;

	ck_assert_uint_eq(gap_next(g, bytes, strlen(bytes), full, &keep), len);
	ck_assert_int_eq(keep, kept);
}

START_TEST(test_gap_leaves_out_whole_lines_only)
{
	struct gap g = { .lines = 0 };

	expect_step(&g, "one\ntw", false, 4, true);
	expect_step(&g, "tw", false, 2, true);
	/* A line that has been begun comes to its end. */
	expect_step(&g, "o\nthree\n", true, 2, true);
	ck_assert(!g.is_open);
	expect_step(&g, "thr", true, 3, false);
	ck_assert(!gap_can_close(&g));
	/* Neither does room within a line that is left out bring it back. */
	expect_step(&g, "ee\nfour\n", false, 3, false);
	expect_step(&g, "four\n", false, 5, false);
	ck_assert(gap_can_close(&g));
	ck_assert_uint_eq(g.lines, 2);
	gap_close(&g);
	expect_step(&g, "five\n", false, 5, true);
	ck_assert_uint_eq(g.lines, 0);
}
END_TEST

START_TEST(test_gap_knows_of_lines_that_went_past_it)
{
	struct gap g = { .lines = 0 };

	gap_passed(&g, 'x');
	expect_step(&g, "y\n", true, 2, true);
	gap_passed(&g, '\n');
	expect_step(&g, "z\n", true, 2, false);
}
END_TEST

START_TEST(test_gap_counts_a_line_that_memory_has_failed_for_once)
{
	char said[GAP_SAID_SIZE];
	struct gap g = { .lines = 0 };

	expect_step(&g, "begun", false, 5, true);
	gap_lose(&g);
	expect_step(&g, " and ended\n", false, 11, false);
	ck_assert_uint_eq(gap_say(&g, said), strlen(said));
	ck_assert_str_eq(said, "*** 1 line was not shown here\r\n");
	expect_step(&g, "whole\n", false, 6, false);
	(void)gap_say(&g, said);
	ck_assert_str_eq(said, "*** 2 lines were not shown here\r\n");
	gap_close(&g);
	expect_step(&g, "whole\n", false, 6, true);
	gap_lose(&g);
	ck_assert_uint_eq(g.lines, 1);
	ck_assert(gap_can_close(&g));
	ck_assert(g.is_open);
}
END_TEST

START_TEST(test_gap_stops_counting_before_it_begins_anew)
{
	struct gap g = { .lines = UINT32_MAX, .is_open = true };

	expect_step(&g, "one\n", true, 4, false);
	ck_assert_uint_eq(g.lines, UINT32_MAX);
	gap_lose(&g);
	ck_assert_uint_eq(g.lines, UINT32_MAX);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_new_outbox_is_empty_and_flushes_to_nothing,
		test_bytes_come_out_in_the_order_they_went_in,
		test_put_past_the_bound_changes_nothing,
		test_put_larger_than_the_bound_is_refused,
		test_full_socket_keeps_the_rest_and_memory_stays_bounded,
		test_full_outbox_has_room_for_a_third_more_than_its_bound,
		test_dead_socket_is_broken_without_sigpipe,
		test_pieces_are_sent_in_order_until_the_socket_is_full,
		test_pieces_for_a_dead_socket_raise_no_sigpipe,
		test_empty_outbox_holds_no_memory,
		test_gap_leaves_out_whole_lines_only,
		test_gap_knows_of_lines_that_went_past_it,
		test_gap_counts_a_line_that_memory_has_failed_for_once,
		test_gap_stops_counting_before_it_begins_anew,
		NULL,
	};

	return (suite_of("outbox", setup, teardown, tests));
}
