/*
 * check_slow: anyone who makes the room send a lot is slowed down: long lines
 * and long answers have their price.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "room.h"

/* A room whose people have a burst of five lines, and then one a second. */
#define STRICT "-p 0 -b 127.0.0.1 --joins-per-minute 0 --tell-each --rate 1"

/* The same with the rate that a room has by default. */
#define USUAL "-p 0 -b 127.0.0.1 --joins-per-minute 0 --tell-each"

/* As many bytes as a line may have. */
#define LONG 4096

static struct room *room;
static struct person *alice, *bob;

static void
setup(void)
{
	room_sweep();
}

static void
open_room(const char *args)
{
	room = room_open_exactly(args);
	alice = person_join(room);
	bob = person_join(room);
	person_expect(alice, "[ %s ] joined the room", bob->who);
}

static void
close_room(void)
{
	person_hang_up(alice);
	person_hang_up(bob);
	room_close(room);
}

/* Fills a line of LONG bytes, without its end, after `start`. */
static void
fill(char line[LONG + 1], const char *start)
{
	memset(line, 'x', LONG);
	memcpy(line, start, strlen(start));
	line[LONG] = '\0';
}

/* Alice says `start` and a long rest: is slowed down, and is heard. */
static void
expect_long_line_is_slowed(const char *start, const char *heard)
{
	char line[LONG + 1];

	open_room(STRICT);
	fill(line, start);
	person_type(alice, "%s", line);
	person_expect_notice(alice, "not so fast");
	ck_assert_ptr_nonnull(strstr(person_line(bob), heard));
	close_room();
}

START_TEST(test_long_line_counts_as_several)
{
	expect_long_line_is_slowed("", "]: xxxxx");
}
END_TEST

START_TEST(test_long_act_counts_as_several)
{
	expect_long_line_is_slowed("/me ", " xxxxx");
}
END_TEST

START_TEST(test_long_goodbye_counts_as_several)
{
	expect_long_line_is_slowed("/quit ", "left the room (xxxxx");
}
END_TEST

START_TEST(test_long_whisper_counts_as_several)
{
	char start[128], line[LONG + 1];

	open_room(STRICT);
	(void)snprintf(start, sizeof start, "/msg %s ", bob->who);
	fill(line, start);
	person_type(alice, "%s", line);
	person_expect_notice(alice, "not so fast");
	ck_assert_ptr_nonnull(strstr(person_line(bob), " ]: xxxxx"));
	close_room();
}
END_TEST

START_TEST(test_lines_that_are_too_long_have_their_price)
{
	char line[LONG + 1];
	int i;

	open_room(STRICT);
	fill(line, "");
	for (i = 0; i < 6; i++)
		person_type(alice, "%sx", line);
	for (i = 0; i < 5; i++)
		person_expect_notice(alice, "too long");
	person_expect_notice(alice, "not so fast");
	person_expect_notice(alice, "too long");
	close_room();
}
END_TEST

/* As many as /who needs for a long answer. */
#define PEOPLE 60

START_TEST(test_long_answers_have_their_price)
{
	struct person *people[PEOPLE];
	bool slowed = false;
	const char *line;
	int i;

	open_room(STRICT);
	for (i = 0; i < PEOPLE; i++)
		people[i] = person_join(room);
	person_send(bob, "/who\n/who\n/who\n/who\n/xyzzyxyzzy\n", 32);
	do {
		line = person_line(bob);
		slowed = slowed || strstr(line, "not so fast") != NULL;
	} while (strstr(line, "/xyzzyxyzzy") == NULL);
	ck_assert(slowed);
	for (i = 0; i < PEOPLE; i++)
		person_hang_up(people[i]);
	close_room();
}
END_TEST

START_TEST(test_thirty_rows_of_code_are_said_at_once)
{
	int i;

	open_room(USUAL);
	for (i = 0; i < 30; i++)
		person_type(alice, "%80d", i);
	for (i = 0; i < 30; i++)
		person_expect(bob, "[ %s ]: %80d", alice->who, i);
	/* She was not told that it was too fast. */
	person_expect_nothing(alice);
	close_room();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("slow");
	TCase *prices = tcase_create("prices");
	SRunner *runner;
	int failed;

	tcase_set_timeout(prices, room_timeout());
	tcase_add_checked_fixture(prices, setup, NULL);
	tcase_add_test(prices, test_long_line_counts_as_several);
	tcase_add_test(prices, test_long_act_counts_as_several);
	tcase_add_test(prices, test_long_goodbye_counts_as_several);
	tcase_add_test(prices, test_long_whisper_counts_as_several);
	tcase_add_test(prices, test_lines_that_are_too_long_have_their_price);
	tcase_add_test(prices, test_long_answers_have_their_price);
	tcase_add_test(prices, test_thirty_rows_of_code_are_said_at_once);
	suite_add_tcase(s, prices);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
