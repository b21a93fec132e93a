/*
 * check_visit: how a newcomer at the door is waited for, and what is heard of
 * it there.
 */
#include <config.h>

#include <sys/eventfd.h>
#include <sys/socket.h>

#include <check.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "common/thread.h"
#include "harness/guests.h"
#include "harness/suite.h"
#include "server/dialect/ear.h"
#include "server/door/door.h"
#include "server/door/visit.h"

#define BOTH(literal) literal, sizeof literal - 1

#define WAIT_MS 60000

static int ends[2]; /* the door's, and the newcomer's */
static int stop;
static struct ear ear;
static struct door door;
static struct visit v;

static void
setup(void)
{
	guests_setup();
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	stop = eventfd(0, EFD_CLOEXEC);
	ck_assert_int_ge(stop, 0);
	ear_init(&ear);
	memset(&v, 0, sizeof v);
	v.door = &door;
	v.registry = room;
	v.stop = stop;
	v.fd = ends[0];
	v.ear = &ear;
	v.deadline = thread_now_ms() + WAIT_MS;
}

static void
teardown(void)
{
	ear_fini(&ear);
	(void)close(ends[0]);
	(void)close(ends[1]);
	(void)close(stop);
	guests_teardown();
}

static void
comes(const char *bytes, size_t len)
{
	ck_assert_int_eq(write(ends[1], bytes, len), (ssize_t)len);
}

/* No more comes. */
static void
end(void)
{
	ck_assert_int_eq(shutdown(ends[1], SHUT_WR), 0);
}

static void
expect_line(const char *text)
{
	struct words line;

	ck_assert(visit_next_line(&v, &line));
	ck_assert_uint_eq(line.len, strlen(text));
	ck_assert_mem_eq(line.bytes, text, line.len);
}

static void
expect_no_line(void)
{
	struct words line;

	ck_assert(!visit_next_line(&v, &line));
}

static void
lock(bool locked)
{
	registry_begin(room, NULL);
	room->rules.locked = locked;
	registry_end(room, NULL);
}

START_TEST(test_lines_are_read_one_after_the_other)
{
	comes(BOTH("one\r\ntw"));
	expect_line("one");
	comes(BOTH("o\nthree"));
	expect_line("two");
	end();
	expect_no_line();
	ck_assert(v.ended);
}
END_TEST

START_TEST(test_line_that_is_too_long_is_an_event_and_no_line)
{
	char line[FRAMING_LINE_MAX + 1];
	struct words words;

	memset(line, 'x', sizeof line);
	comes(line, sizeof line);
	comes(BOTH("x\nnext\n"));
	ck_assert(visit_next_line(&v, &words));
	ck_assert_ptr_null(words.bytes);
	expect_line("next");
}
END_TEST

START_TEST(test_reply_is_sent_at_once_but_not_for_ever)
{
	char got[3 * VISIT_OTHER_MAX + 1];
	int i;

	comes(BOTH("\377\375\006one\n"));
	expect_line("one");
	ck_assert_int_eq(recv(ends[1], got, sizeof got, MSG_DONTWAIT), 3);
	ck_assert_mem_eq(got, "\377\374\006", 3);
	for (i = 0; i < 2 * VISIT_OTHER_MAX; i++)
		comes(BOTH("\377\375\006"));
	comes(BOTH("two\n"));
	expect_no_line();
	ck_assert_int_eq(recv(ends[1], got, sizeof got, MSG_DONTWAIT),
	    3 * (VISIT_OTHER_MAX - 1));
}
END_TEST

START_TEST(test_bytes_that_wait_extend_no_deadline)
{
	comes(BOTH("one\n"));
	v.deadline = thread_now_ms();
	ck_assert(!visit_wait(&v, POLLIN, v.deadline));
	expect_no_line();
	ck_assert(!v.ended);
}
END_TEST

START_TEST(test_room_that_closes_ends_the_wait)
{
	comes(BOTH("one\n"));
	ck_assert(!visit_is_over(&v));
	ck_assert_int_eq(eventfd_write(stop, 1), 0);
	ck_assert(visit_is_over(&v));
	ck_assert(!visit_wait(&v, POLLIN, v.deadline));
	expect_no_line();
}
END_TEST

/* It may have been sent away meanwhile. */
START_TEST(test_end_of_the_connection_ends_a_wait_for_nothing)
{
	comes(BOTH("one\n"));
	ck_assert_int_eq(shutdown(ends[0], SHUT_RDWR), 0);
	ck_assert(visit_wait(&v, 0, v.deadline));
}
END_TEST

START_TEST(test_whoever_says_nothing_is_not_looked_at_for_long)
{
	visit_look(&v);
	ck_assert(!v.ended);
	ck_assert(ear_is_silent(&ear));
	ck_assert(!visit_is_nobody(&v));
}
END_TEST

START_TEST(test_whoever_leaves_without_a_word_is_nobody)
{
	end();
	visit_look(&v);
	ck_assert(visit_is_nobody(&v));
}
END_TEST

START_TEST(test_whoever_leaves_with_a_word_is_somebody)
{
	comes(BOTH("hi"));
	end();
	visit_look(&v);
	ck_assert(!visit_is_nobody(&v));
	ck_assert(!ear_is_unsure(&ear));
	ck_assert(ear_has_more(&ear));
}
END_TEST

START_TEST(test_what_was_looked_at_is_not_lost)
{
	comes(BOTH("one\ntwo\n"));
	end();
	visit_look(&v);
	v.deadline = thread_now_ms() + WAIT_MS;
	expect_line("one");
	expect_line("two");
}
END_TEST

START_TEST(test_stranger_is_known_by_a_look_and_has_no_lines)
{
	comes(BOTH("GET / HTTP/1.1\r\n/key guess\r\n"));
	visit_look(&v);
	ck_assert_ptr_eq(ear_stranger(&ear), &dialect_http);
	v.deadline = thread_now_ms() + WAIT_MS;
	end();
	expect_no_line();
}
END_TEST

START_TEST(test_stranger_that_comes_late_has_no_lines)
{
	visit_look(&v);
	v.deadline = thread_now_ms() + WAIT_MS;
	comes(BOTH("GET / HTTP/1.1\r\n/key guess\r\n"));
	expect_no_line();
	ck_assert_ptr_eq(ear_stranger(&ear), &dialect_http);
}
END_TEST

START_TEST(test_whoever_waits_at_a_locked_door_comes_in_when_it_opens)
{
	lock(true);
	v.locked = true;
	ck_assert(!visit_is_unlocked(&v));
	comes(BOTH("one\n"));
	expect_line("one");
	lock(false);
	expect_no_line();
	ck_assert(v.passes);
}
END_TEST

/* Otherwise the rest of it would be said in the room. */
START_TEST(test_whoever_is_within_a_line_stays_until_its_end)
{
	comes(BOTH("one\n/op secr"));
	expect_line("one");
	v.locked = true;
	end();
	expect_no_line();
	ck_assert(ear_is_in_line(&ear));
	ck_assert(!visit_is_unlocked(&v));
	ck_assert(!v.passes);
}
END_TEST

/* It may be a key whose command was forgotten. */
START_TEST(test_start_of_the_first_line_is_not_taken_into_the_room)
{
	comes(BOTH("secr"));
	visit_look(&v);
	v.locked = true;
	ck_assert(ear_is_unsure(&ear));
	ck_assert(!visit_is_unlocked(&v));
	v.deadline = thread_now_ms() + WAIT_MS;
	comes(BOTH("et\n"));
	expect_line("secret");
	ck_assert(visit_is_unlocked(&v));
}
END_TEST

START_TEST(test_rest_of_a_line_that_is_too_long_is_not_taken_into_the_room)
{
	char line[FRAMING_LINE_MAX + 1];
	struct words words;

	memset(line, 'x', sizeof line);
	line[0] = '/'; /* so that it is chat */
	comes(line, sizeof line);
	ck_assert(visit_next_line(&v, &words));
	ck_assert_ptr_null(words.bytes);
	v.locked = true;
	ck_assert(!visit_is_unlocked(&v));
	comes(BOTH("rest\n"));
	expect_no_line();
	ck_assert(v.passes);
	ck_assert(!ear_has_more(&ear));
	ck_assert_int_eq(ear_last(&ear, &words), DIALECT_MORE);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("visit");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, test_lines_are_read_one_after_the_other);
	tcase_add_test(t, test_line_that_is_too_long_is_an_event_and_no_line);
	tcase_add_test(t, test_reply_is_sent_at_once_but_not_for_ever);
	tcase_add_test(t, test_bytes_that_wait_extend_no_deadline);
	tcase_add_test(t, test_room_that_closes_ends_the_wait);
	tcase_add_test(t, test_end_of_the_connection_ends_a_wait_for_nothing);
	tcase_add_test(t, test_whoever_says_nothing_is_not_looked_at_for_long);
	tcase_add_test(t, test_whoever_leaves_without_a_word_is_nobody);
	tcase_add_test(t, test_whoever_leaves_with_a_word_is_somebody);
	tcase_add_test(t, test_what_was_looked_at_is_not_lost);
	tcase_add_test(t, test_stranger_is_known_by_a_look_and_has_no_lines);
	tcase_add_test(t, test_stranger_that_comes_late_has_no_lines);
	tcase_add_test(t,
	    test_whoever_waits_at_a_locked_door_comes_in_when_it_opens);
	tcase_add_test(t, test_whoever_is_within_a_line_stays_until_its_end);
	tcase_add_test(t,
	    test_start_of_the_first_line_is_not_taken_into_the_room);
	tcase_add_test(t,
	    test_rest_of_a_line_that_is_too_long_is_not_taken_into_the_room);
	return (suite_run("visit", &t, 1));
}
