/*
 * check_receiver: the benchmark's ears find what is wrong with the room's lines
 * that come in through a socket pair.
 */
#include <config.h>

#include <sys/socket.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/dialect.h"
#include "bench/line.h"
#include "bench/receiver.h"

#define SENDERS 2
#define RECEIVERS 3

/* Two that only listen, and the second of those that speak. */
static struct audience audience;
static struct receiver receivers[RECEIVERS];
static uint32_t heard[SENDERS];
static int ends[RECEIVERS];

static void
setup(void)
{
	int pair[2];

	memset(&audience, 0, sizeof audience);
	memset(receivers, 0, sizeof receivers);
	ck_assert_int_eq(story_init(&audience.story, SENDERS), 0);
	audience.dialect = &dialect_room;
	audience.receivers = receivers;
	audience.n_receivers = RECEIVERS;
	audience.heard = heard;
	for (int i = 0; i < RECEIVERS; i++) {
		ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
		receivers[i].fd = pair[0];
		ends[i] = pair[1];
		receivers[i].self = receivers[i].watches = STORY_NOBODY;
	}
	receivers[2].self = 1;
}

static void
teardown(void)
{
	for (int i = 0; i < RECEIVERS; i++) {
		(void)close(receivers[i].fd);
		(void)close(ends[i]);
		free(receivers[i].held);
	}
	story_fini(&audience.story);
}

/* These bytes come to a receiver. */
static void
come(int receiver, const char *bytes, size_t len)
{
	char buffer[4096];

	ck_assert_int_eq(write(ends[receiver], bytes, len), (ssize_t)len);
	receiver_read(&audience, &receivers[receiver], buffer, sizeof buffer);
}

/* A line as the room sends it; returns its length. */
static size_t
write_line(char out[256], uint32_t sender, uint32_t number)
{
	struct line l = { .sender = sender, .number = number };
	char text[LINE_LEN];

	line_write(text, &l);
	return (
	    (size_t)sprintf(out, "[ s%u ]: %.*s\r\n", sender, LINE_LEN, text));
}

static void
hear(int receiver, uint32_t sender, uint32_t number)
{
	char line[256];

	come(receiver, line, write_line(line, sender, number));
}

/* Everyone has received the first line of the first sender. */
static void
start(void)
{
	for (int i = 0; i < RECEIVERS; i++) {
		come(i, "*** welcome, you are s here\r\n", 29);
		hear(i, 0, 0);
	}
	ck_assert_uint_eq(audience.following, RECEIVERS);
	ck_assert_str_eq(audience.failure, "");
}

START_TEST(test_the_same_lines_in_the_same_order_are_fine)
{
	start();
	hear(0, 0, 1);
	hear(0, 1, 0);
	hear(0, 0, 2);
	hear(1, 0, 1);
	hear(1, 1, 0);
	hear(1, 0, 2);
	hear(2, 0, 1); /* its own line does not come back */
	hear(2, 0, 2);
	ck_assert_str_eq(audience.failure, "");
	for (int i = 0; i < RECEIVERS; i++)
		ck_assert(receiver_has_all(&audience, &receivers[i]));
	ck_assert_uint_eq(audience.delivered, 3 * 4 - 1);
}
END_TEST

START_TEST(test_a_notice_to_one_is_no_difference)
{
	start();
	hear(0, 0, 1);
	come(1, "*** psst\r\n", 10);
	hear(1, 0, 1);
	ck_assert_str_eq(audience.failure, "");
}
END_TEST

START_TEST(test_bytes_may_come_one_by_one)
{
	char line[256];
	size_t len = write_line(line, 0, 1);

	start();
	hear(0, 0, 1);
	for (size_t i = 0; i < len; i++)
		come(1, line + i, 1);
	ck_assert_str_eq(audience.failure, "");
	ck_assert(receiver_has_all(&audience, &receivers[1]));
}
END_TEST

START_TEST(test_a_line_lost_for_all_is_found)
{
	start();
	hear(0, 0, 2);
	ck_assert_str_eq(audience.failure, "a line is lost");
}
END_TEST

START_TEST(test_a_line_lost_for_one_is_found)
{
	start();
	hear(0, 0, 1);
	hear(0, 0, 2);
	hear(1, 0, 2);
	ck_assert_str_eq(audience.failure, "a line is lost");
}
END_TEST

START_TEST(test_a_last_line_that_is_lost_is_missed)
{
	start();
	hear(0, 0, 1);
	ck_assert(receiver_has_all(&audience, &receivers[0]));
	ck_assert(!receiver_has_all(&audience, &receivers[1]));
}
END_TEST

START_TEST(test_a_line_repeated_for_all_is_found)
{
	start();
	hear(0, 0, 0);
	ck_assert_str_eq(audience.failure, "a line is repeated");
}
END_TEST

START_TEST(test_a_line_repeated_for_one_is_found)
{
	start();
	hear(0, 0, 1);
	hear(1, 0, 0);
	ck_assert_str_eq(audience.failure, "a line is repeated");
}
END_TEST

START_TEST(test_a_torn_line_is_found)
{
	char line[256];
	size_t len = write_line(line, 0, 1);

	start();
	line[len - 3] ^= 1;
	come(0, line, len);
	ck_assert_str_eq(audience.failure, "a line is torn");
}
END_TEST

START_TEST(test_a_line_torn_for_one_is_found)
{
	char line[256];
	size_t len = write_line(line, 0, 1);

	start();
	come(0, line, len);
	memmove(line + len / 2, line + len / 2 + 1, len - len / 2 - 1);
	come(1, line, len - 1);
	ck_assert_str_eq(audience.failure, "a line is torn");
}
END_TEST

START_TEST(test_another_order_for_one_is_found)
{
	start();
	hear(0, 0, 1);
	hear(0, 1, 0);
	hear(1, 1, 0);
	ck_assert_str_eq(audience.failure, "a line is lost, or out of order");
}
END_TEST

START_TEST(test_a_line_of_its_own_that_comes_back_is_found)
{
	start();
	hear(0, 1, 0);
	hear(0, 0, 1);
	hear(2, 1, 0);
	ck_assert_str_eq(audience.failure, "a line is lost, or out of order");
}
END_TEST

START_TEST(test_a_notice_at_another_place_is_found)
{
	start();
	hear(0, 0, 1);
	come(1, "[ s9 ] joined the room\r\n", 24);
	ck_assert_str_eq(audience.failure,
	    "a notice at another place than for others");
}
END_TEST

START_TEST(test_another_name_is_found)
{
	char line[256];
	size_t len = write_line(line, 0, 1);

	start();
	line[2] = 'x';
	come(0, line, len);
	ck_assert_str_eq(audience.failure, "a line is under another name");
}
END_TEST

START_TEST(test_a_client_that_is_dropped_is_found)
{
	char byte;

	start();
	ck_assert_int_eq(shutdown(ends[1], SHUT_WR), 0);
	receiver_read(&audience, &receivers[1], &byte, 1);
	ck_assert_str_eq(audience.failure,
	    "a client was dropped (closed by the server)");
}
END_TEST

/* A record of what the first sender says, as `who`. */
static void
hear_record(int receiver, const char *who, uint32_t number)
{
	struct line l = { .number = number };
	char line[256], text[LINE_LEN];

	line_write(text, &l);
	come(receiver, line,
	    (size_t)sprintf(line,
		"said\t%u\t2026-11-27T00:00:00.%03uZ\t%s\t"
		"%.*s\n",
		number + 7, number, who, LINE_LEN, text));
}

/* One that only listens changes over, and reads what it did not in sentences.
 */
START_TEST(test_records_are_followed_like_sentences)
{
	static const char before[] = "*** welcome, you are s here\r\n"
				     "[ s1 ] joined the room\r\n",
			  after[] = "records\t6\tT\tr\t1\n"
				    "here\t-\tT\ts1\ta\t0\t0\n"
				    "joined\t6\tT\ts0\n";

	audience.dialect = &dialect_records;
	for (int i = 0; i < 2; i++) {
		come(i, before, sizeof before - 1);
		come(i, after, sizeof after - 1);
		hear_record(i, "s0", 0);
		hear_record(i, "s0", 1);
		ck_assert_uint_eq(receivers[i].joined, 2);
		ck_assert(receiver_has_all(&audience, &receivers[i]));
	}
	ck_assert_str_eq(audience.failure, "");
	hear_record(0, "s1", 2);
	ck_assert_str_eq(audience.failure, "a line is under another name");
}
END_TEST

START_TEST(test_a_record_that_is_lost_is_found)
{
	audience.dialect = &dialect_records;
	hear_record(0, "s0", 0);
	hear_record(0, "s0", 2);
	ck_assert_str_eq(audience.failure, "a line is lost");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("receiver");
	TCase *tcase = tcase_create("receiver");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_the_same_lines_in_the_same_order_are_fine);
	tcase_add_test(tcase, test_a_notice_to_one_is_no_difference);
	tcase_add_test(tcase, test_bytes_may_come_one_by_one);
	tcase_add_test(tcase, test_a_line_lost_for_all_is_found);
	tcase_add_test(tcase, test_a_line_lost_for_one_is_found);
	tcase_add_test(tcase, test_a_last_line_that_is_lost_is_missed);
	tcase_add_test(tcase, test_a_line_repeated_for_all_is_found);
	tcase_add_test(tcase, test_a_line_repeated_for_one_is_found);
	tcase_add_test(tcase, test_a_torn_line_is_found);
	tcase_add_test(tcase, test_a_line_torn_for_one_is_found);
	tcase_add_test(tcase, test_another_order_for_one_is_found);
	tcase_add_test(tcase, test_a_line_of_its_own_that_comes_back_is_found);
	tcase_add_test(tcase, test_a_notice_at_another_place_is_found);
	tcase_add_test(tcase, test_another_name_is_found);
	tcase_add_test(tcase, test_a_client_that_is_dropped_is_found);
	tcase_add_test(tcase, test_records_are_followed_like_sentences);
	tcase_add_test(tcase, test_a_record_that_is_lost_is_found);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
