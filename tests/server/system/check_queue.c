/*
 * check_queue: lines that wait come out as they went in, in order, whatever
 * their lengths and wherever the memory ends.
 */
#include <config.h>

#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/suite.h"
#include "server/system/queue.h"

#define SIZE 64
#define AROUND sizeof(uint16_t)

static struct queue queue;
static char line[SIZE];

static void
setup(void)
{
	ck_assert(queue_init(&queue, SIZE));
}

static void
teardown(void)
{
	queue_fini(&queue);
}

static bool
put(const char *text)
{
	return (queue_put(&queue, text, strlen(text)));
}

static const char *
take(void)
{
	line[queue_take(&queue, line)] = '\0';
	return (line);
}

START_TEST(test_lines_come_out_in_order)
{
	ck_assert(queue_is_empty(&queue));
	ck_assert(put("one"));
	ck_assert(put(""));
	ck_assert(put("three"));
	ck_assert(!queue_is_empty(&queue));
	ck_assert_str_eq(take(), "one");
	ck_assert_str_eq(take(), "");
	ck_assert_str_eq(take(), "three");
	ck_assert(queue_is_empty(&queue));
}
END_TEST

START_TEST(test_what_has_no_room_is_left_out_whole)
{
	static char most[SIZE - AROUND + 1];
	size_t i;

	memset(most, 'x', sizeof most - 1);
	ck_assert(put(most));
	ck_assert(!put(""));
	ck_assert_str_eq(take(), most);
	for (i = 0; i < 4; i++)
		ck_assert(put("0123456789abcd"));
	ck_assert(!put(""));
	ck_assert_str_eq(take(), "0123456789abcd");
	ck_assert(!put("0123456789abcde"));
	ck_assert(put("0123456789abcD"));
	for (i = 0; i < 3; i++)
		ck_assert_str_eq(take(), "0123456789abcd");
	ck_assert_str_eq(take(), "0123456789abcD");
	ck_assert(queue_is_empty(&queue));
}
END_TEST

/* Each line, and each length before one, is cut by the end at some time. */
START_TEST(test_the_memory_goes_round)
{
	char text[32];
	int in = 0, out = 0;

	(void)snprintf(text, sizeof text, "%d", in);
	while (out < 1000) {
		while (put(text)) {
			in++;
			(void)snprintf(text, sizeof text, "%d%.*s", in, in % 17,
			    ".................");
		}
		ck_assert_int_eq(atoi(take()), out);
		ck_assert_uint_eq(strcspn(line, "."),
		    strlen(line) - (out == 0 ? 0 : (size_t)out % 17));
		out++;
	}
}
END_TEST

/* So that it stays in the processor's cache, and most of it is never touched.
 */
START_TEST(test_an_empty_queue_begins_anew)
{
	int i;

	for (i = 0; i < 100; i++) {
		ck_assert(put("hello"));
		ck_assert_uint_eq(queue.start, 0);
		(void)take();
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = { test_lines_come_out_in_order,
		test_what_has_no_room_is_left_out_whole,
		test_the_memory_goes_round, test_an_empty_queue_begins_anew,
		NULL };

	return (suite_of("queue", setup, teardown, tests));
}
