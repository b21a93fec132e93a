/*
 * check_departure: how the client leaves.  Time stands still.
 */
#include <config.h>

#include <sys/socket.h>

#include <check.h>
#include <string.h>

#include "client/departure.h"
#include "common/thread.h"
#include "harness/session.h"
#include "harness/suite.h"

#define NOW 5000000

static struct session s;
static struct client *const c = &s.client;

int64_t __wrap_thread_now_ms(void);

int64_t
__wrap_thread_now_ms(void)
{
	return (NOW);
}

static void
setup(void)
{
	session_open_filter(&s);
}

static void
setup_terminal(void)
{
	session_open_terminal(&s);
}

static void
teardown(void)
{
	session_close(&s);
}

/* Nobody waits for what is typed. */
static void
expect_stopped(void)
{
	const char *line;
	size_t len;

	ck_assert_int_eq(keyboard_next(c->keyboard, &line, &len),
	    KEYBOARD_STOPPED);
}

static void
expect_closed(void)
{
	ck_assert_int_eq(entrance_wait(c->entrance, true), ENTRANCE_CLOSED);
}

/* The server hears nothing more; nor can it say anything. */
static void
expect_broken(void)
{
	stream_expect_end(&s.server.stream);
	ck_assert(!connection_send(c->connection, "x", 1));
}

START_TEST(test_server_has_a_while_to_close)
{
	struct key wiped = { .len = 0 };

	memset(&c->key, 'k', sizeof c->key);
	departure_leave(c);
	ck_assert(c->leaving);
	ck_assert_mem_eq(&c->key, &wiped, sizeof wiped);
	ck_assert_int_eq(c->deadline, NOW + 3000);
	expect_stopped();
	session_expect_sent(&s, ""); /* what is in flight may still go */
}
END_TEST

START_TEST(test_slow_room_has_time_to_read_what_was_said)
{
	(void)delivery_count(&c->delivery);
	(void)delivery_count(&c->delivery);
	departure_leave(c);
	ck_assert_int_eq(c->deadline, NOW + 2 * DELIVERY_LINE_MS + 3000);
}
END_TEST

START_TEST(test_leaving_twice_takes_no_longer)
{
	departure_leave(c);
	(void)delivery_count(&c->delivery);
	departure_leave(c);
	ck_assert_int_eq(c->deadline, NOW + 3000);
}
END_TEST

START_TEST(test_leaving_ends_the_arrival)
{
	c->arriving = c->asking_records = c->naming = true;
	departure_leave(c);
	ck_assert(!c->arriving && !c->asking_records && !c->naming);
	c->arriving = c->asking_records = c->naming = true;
	departure_break_off(c);
	ck_assert(!c->arriving && !c->asking_records && !c->naming);
}
END_TEST

START_TEST(test_ctrl_c_leaves_soon_and_says_nothing_more)
{
	(void)delivery_count(&c->delivery);
	departure_interrupt(c);
	ck_assert(c->interrupted && c->leaving);
	ck_assert(!c->unconfirmed && !c->broken_off);
	ck_assert_int_eq(c->deadline, NOW + 1000);
	expect_closed();
	expect_stopped();
}
END_TEST

START_TEST(test_second_ctrl_c_breaks_off)
{
	departure_interrupt(c);
	departure_interrupt(c);
	ck_assert(c->unconfirmed && c->broken_off);
	ck_assert_int_eq(c->deadline, -1);
	expect_broken();
}
END_TEST

START_TEST(test_ctrl_c_after_the_goodbye_breaks_off)
{
	departure_leave(c);
	departure_interrupt(c);
	ck_assert(c->unconfirmed && c->broken_off);
	expect_closed();
	expect_broken();
}
END_TEST

START_TEST(test_after_breaking_off_nobody_waits)
{
	departure_break_off(c);
	ck_assert(c->broken_off);
	ck_assert(!c->leaving);
	ck_assert_int_eq(c->deadline, -1);
	expect_closed();
	expect_stopped();
	expect_broken();
}
END_TEST

static void *
end_at_once(void *arg)
{
	return (arg);
}

/* The stdin thread is at its end. */
static void
end_speaking(void)
{
	c->speaking = true;
	ck_assert_int_eq(thread_start(&c->speaker_thread, end_at_once, NULL),
	    0);
	departure_spoken(c);
	ck_assert(!c->speaking);
}

START_TEST(test_server_can_still_speak_when_nothing_more_is_said)
{
	char bytes[8];

	end_speaking();
	stream_expect_end(&s.server.stream);
	server_say(&s.server, "late");
	ck_assert(wait_readable(connection_fd(c->connection), patience()));
	ck_assert_int_eq(connection_receive(c->connection, bytes, sizeof bytes),
	    4);
	ck_assert_int_eq(c->deadline, NOW + 3000);
}
END_TEST

START_TEST(test_deadline_of_the_goodbye_stays)
{
	departure_leave(c);
	c->deadline -= 500; /* as much time has passed */
	end_speaking();
	ck_assert_int_eq(c->deadline, NOW + 2500);
}
END_TEST

/* The end of the input came before the server has said anything. */
START_TEST(test_deadline_of_the_arrival_becomes_that_of_the_goodbye)
{
	c->arriving = true;
	c->deadline = NOW + 10;
	end_speaking();
	ck_assert(!c->arriving);
	ck_assert_int_eq(c->deadline, NOW + 3000);
}
END_TEST

/* The reader thread is at its end. */
static void
end_reading(void)
{
	c->reading = true;
	ck_assert_int_eq(thread_start(&c->reader_thread, end_at_once, NULL), 0);
	departure_read(c);
	ck_assert(!c->reading);
}

START_TEST(test_nothing_is_said_when_nothing_more_comes)
{
	end_reading();
	expect_closed();
	expect_stopped();
	expect_broken();
	ck_assert(!c->unacknowledged);
}
END_TEST

START_TEST(test_what_has_not_reached_the_server_is_known)
{
	static char much[1 << 16];
	int i;

	/* More than it takes while nobody reads. */
	for (i = 0; i < 512; i++)
		if (send(connection_fd(c->connection), much, sizeof much,
			MSG_DONTWAIT) < 0)
			break;
	ck_assert_int_lt(i, 512);
	end_reading();
	ck_assert(c->unacknowledged);
}
END_TEST

START_TEST(test_person_who_leaves_can_read_on)
{
	departure_leave(c);
	expect_stopped();
	ck_assert(screen_show(c->screen, "late", 4));
	ck_assert(screen_flush(c->screen));
	pty_expect_part(&s.pty, "late\n");
}
END_TEST

static TCase *
filter_case(void)
{
	TCase *tc = tcase_create("filter");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, test_server_has_a_while_to_close);
	tcase_add_test(tc, test_slow_room_has_time_to_read_what_was_said);
	tcase_add_test(tc, test_leaving_twice_takes_no_longer);
	tcase_add_test(tc, test_leaving_ends_the_arrival);
	tcase_add_test(tc, test_ctrl_c_leaves_soon_and_says_nothing_more);
	tcase_add_test(tc, test_second_ctrl_c_breaks_off);
	tcase_add_test(tc, test_ctrl_c_after_the_goodbye_breaks_off);
	tcase_add_test(tc, test_after_breaking_off_nobody_waits);
	tcase_add_test(tc,
	    test_server_can_still_speak_when_nothing_more_is_said);
	tcase_add_test(tc, test_deadline_of_the_goodbye_stays);
	tcase_add_test(tc,
	    test_deadline_of_the_arrival_becomes_that_of_the_goodbye);
	tcase_add_test(tc, test_nothing_is_said_when_nothing_more_comes);
	tcase_add_test(tc, test_what_has_not_reached_the_server_is_known);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { filter_case(), tcase_create("terminal") };

	tcase_add_checked_fixture(cases[1], setup_terminal, teardown);
	tcase_add_test(cases[1], test_person_who_leaves_can_read_on);
	return (suite_run("departure", cases, sizeof cases / sizeof *cases));
}
