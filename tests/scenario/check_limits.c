/*
 * check_limits: sockets, addresses, and how many there may be of each.
 */
#include <config.h>

#include <sys/resource.h>

#include <check.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/meeting.h"
#include "harness/suite.h"

START_TEST(test_full_room_says_so)
{
	struct room *r = room_open("-m 2");
	struct person *one = person_join(r), *two = person_join(r);
	struct person *three = person_dial(r, "127.0.0.1", 0);

	ck_assert_ptr_nonnull(three);
	person_expect_notice(three, "full");
	person_expect_end(three);
	/* Nobody has heard about it. */
	person_expect(one, "[ %s ] joined the room", two->who);
	person_expect_nothing(one);
	person_expect_nothing(two);
	(void)room_expect_log(r, "refused");
	person_hang_up(one);
	person_hang_up(two);
	room_close(r);
}
END_TEST

START_TEST(test_full_room_says_so_to_one_who_speaks_first)
{
	struct room *r = room_open("-m 1");
	struct person *one = person_join(r), *two;
	int i;

	for (i = 0; i < 20; i++) {
		/* What was said is there before the server looks. */
		room_signal(r, SIGSTOP);
		two = person_dial(r, "127.0.0.1", 0);
		ck_assert_ptr_nonnull(two);
		(void)person_write(two, BYTES("hello\n"));
		room_signal(r, SIGCONT);
		person_expect_notice(two, "full");
		person_expect_end(two); /* and no reset */
	}
	person_hang_up(one);
	room_close(r);
}
END_TEST

/* Comes in as soon as there is a place: the server needs time to see it. */
static struct person *
join_when_possible(struct room *r)
{
	int64_t deadline = room_now_ms() + room_patience_ms();
	struct person *p;
	const char *line;

	while (room_now_ms() < deadline) {
		p = person_dial(r, "127.0.0.1", 0);
		ck_assert_ptr_nonnull(p);
		line = person_line(p);
		if (strstr(line, "welcome") != NULL)
			return (p);
		ck_assert_ptr_nonnull(strstr(line, "full"));
		person_hang_up(p);
	}
	ck_abort_msg("no place becomes free");
	return (NULL);
}

START_TEST(test_place_of_a_leaver_is_free)
{
	struct room *r = room_open("-m 1");
	struct person *p;
	int i;

	for (i = 0; i < 5; i++) {
		p = join_when_possible(r);
		person_type(p, "/quit");
		while (person_read(p) != NULL)
			;
		ck_assert_ptr_eq(p->fault, person_end);
		person_hang_up(p);
	}
	room_close(r);
}
END_TEST

START_TEST(test_ipv6_address_is_in_brackets)
{
	struct room *r;
	struct person *four, *six;

	if (!room_has_ipv6())
		return;
	r = room_open("-b ::1");
	four = person_join(r);
	six = person_join_ipv6(r); /* compares with "[::1]:PORT" */
	person_expect(four, "[ [::1]:%u ] joined the room", six->port);
	person_type(six, "hi");
	person_expect(four, "[ [::1]:%u ]: hi", six->port);
	person_type(four, "hi");
	person_expect(six, "[ 127.0.0.1:%u ]: hi", four->port);
	person_hang_up(four);
	person_hang_up(six);
	room_close(r);
}
END_TEST

START_TEST(test_two_families_have_one_port)
{
	struct room *r;
	struct person *four, *six;
	char wanted[32];

	if (!room_has_ipv6())
		return;
	r = room_open_exactly("-p 0");
	(void)snprintf(wanted, sizeof wanted, ":%u", r->port);
	ck_assert_ptr_nonnull(strstr(room_output_line(r), wanted));
	four = person_join(r);
	six = person_join_ipv6(r);
	person_expect(four, "[ %s ] joined the room", six->who);
	person_hang_up(four);
	person_hang_up(six);
	room_close(r);
}
END_TEST

START_TEST(test_each_socket_is_told)
{
	struct room *r = room_open("-b 127.0.0.2 -b 127.0.0.3");
	char wanted[64];

	(void)snprintf(wanted, sizeof wanted, "listening on 127.0.0.2:%u",
	    r->port);
	ck_assert_str_eq(room_output_line(r), wanted);
	(void)snprintf(wanted, sizeof wanted, "listening on 127.0.0.3:%u",
	    r->port);
	ck_assert_str_eq(room_output_line(r), wanted);
	room_close(r);
}
END_TEST

START_TEST(test_lines_to_type_are_told)
{
	struct room *r = room_open("");
	bool nc = false, telnet = false, chatroom = false;
	char wanted[64];
	const char *line;

	(void)snprintf(wanted, sizeof wanted, "nc 127.0.0.1 %u", r->port);
	room_signal(r, SIGTERM);
	while ((line = room_output_line(r)) != NULL) {
		nc = nc || strstr(line, wanted) != NULL;
		telnet = telnet || strstr(line, "telnet 127.0.0.1 ") != NULL;
		chatroom = chatroom || strstr(line, "chatroom -p ") != NULL;
	}
	ck_assert(nc && telnet && chatroom);
	room_expect_status(r, 0);
	room_free(r);
}
END_TEST

START_TEST(test_port_can_be_used_again_at_once)
{
	struct room *r = room_open("");
	struct person *p = person_join(r);
	char args[64];

	(void)snprintf(args, sizeof args, "-b 127.0.0.1 -p %u", r->port);
	/* The server closes first: its end is left in TIME_WAIT. */
	person_type(p, "/quit");
	person_expect_end(p);
	room_close(r);
	r = room_open_exactly(args);
	p = person_join(r);
	person_hang_up(p);
	room_close(r);
}
END_TEST

START_TEST(test_port_in_use_is_told)
{
	struct room *r = room_open(""), *second;
	const char *log;
	char args[64];

	(void)snprintf(args, sizeof args, "-b 127.0.0.1 -p %u", r->port);
	second = room_run(args);
	ck_assert_int_eq(second->status, 1);
	log = room_log(second);
	ck_assert_ptr_nonnull(strchr(log, '\n'));
	ck_assert_str_eq(strchr(log, '\n'), "\n");
	ck_assert_ptr_null(room_output_line(second));
	room_free(second);
	room_close(r);
}
END_TEST

START_TEST(test_newcomers_that_vanish_do_no_harm)
{
	struct person *p;
	int i;

	for (i = 0; i < 50; i++) {
		p = person_dial(room, "127.0.0.1", 0);
		ck_assert_ptr_nonnull(p);
		if (i % 2 == 0)
			person_reset(p);
		else
			person_hang_up(p);
	}
	person_type(alice, "still here?");
	for (;;) {
		const char *line = person_line(bob);

		if (strstr(line, "still here?") != NULL)
			break;
		ck_assert(strstr(line, "joined the room") != NULL ||
		    strstr(line, "left the room") != NULL);
	}
}
END_TEST

START_TEST(test_descriptor_limit_is_raised_or_told)
{
	struct room *r = room_open_limited("-m 5000", 100);
	struct rlimit limit;

	ck_assert_int_eq(prlimit(r->pid, RLIMIT_NOFILE, NULL, &limit), 0);
	if (limit.rlim_cur < 5000)
		(void)room_expect_log(r, "limit");
	room_close(r);
}
END_TEST

#define FEW_FILES 64
#define SURE_TO_FIT 30 /* the server has less than that for itself */

START_TEST(test_server_without_descriptors_waits_for_some)
{
	struct rlimit few = { FEW_FILES, FEW_FILES };
	struct person *people[FEW_FILES], *last = NULL;
	struct room *r = room_open("");
	int64_t from, used;
	int i;

	ck_assert_int_eq(prlimit(r->pid, RLIMIT_NOFILE, &few, NULL), 0);
	for (i = 0; i < FEW_FILES; i++) {
		people[i] = person_dial(r, "127.0.0.1", 0);
		ck_assert_ptr_nonnull(people[i]);
	}
	last = people[FEW_FILES - 1];
	for (i = 0; i < SURE_TO_FIT; i++)
		person_expect(people[i], "*** welcome, you are %s here",
		    people[i]->who);
	while (strstr(person_line(people[0]), "/help") == NULL)
		;
	/* The room goes on while others wait; its listener does not spin. */
	used = room_main_thread_ms(r);
	for (from = room_now_ms(); room_now_ms() < from + 1000;) {
		person_type(people[0], "/xyzzyxyzzy");
		while (strstr(person_line(people[0]), "/xyzzy") == NULL)
			;
	}
	used = room_main_thread_ms(r) - used;
	if (used > 250)
		ck_abort_msg("the listener worked %d ms of a second",
		    (int)used);
	ck_assert(!person_has_input(last));
	/* Places become free, and those who wait get them. */
	for (i = 0; i < SURE_TO_FIT; i++)
		person_hang_up(people[i]);
	person_expect(last, "*** welcome, you are %s here", last->who);
	for (i = SURE_TO_FIT; i < FEW_FILES; i++)
		person_hang_up(people[i]);
	room_close(r);
}
END_TEST

/* A free port of the loopback, and everything else as without options. */
#define USUAL "-p 0 -b 127.0.0.1 "

/* ---- How much, and how many from one address ---- */

START_TEST(test_flooder_is_slowed_told_once_and_loses_nothing)
{
	/* A server under valgrind would not be too slow for this rate. */
	struct room *paced = room_open_exactly(USUAL "--tell-each --rate 100");
	struct person *a = person_join(paced), *b = person_join(paced);
	int i, lines = 540;
	char *text = malloc((size_t)lines * 8), *p = text;

	ck_assert_ptr_nonnull(text);
	person_expect(a, "[ %s ] joined the room", b->who);
	for (i = 0; i < lines; i++)
		p += sprintf(p, "n%05d\n", i);
	person_send(a, text, (size_t)(p - text));
	person_expect_notice(a, "not so fast");
	for (i = 0; i < lines; i++)
		person_expect(b, "[ %s ]: n%05d", a->who, i);
	person_expect_nothing(a);
	free(text);
	person_hang_up(a);
	person_hang_up(b);
	room_close(paced);
}
END_TEST

/* A place is free only when the one who left has also hung up. */
static struct person *
join_when_free(const struct room *r)
{
	struct person *p;

	for (;;) {
		p = person_dial(r, "127.0.0.1", 0);
		ck_assert_ptr_nonnull(p);
		if (strstr(person_line(p), "welcome") != NULL)
			return (p);
		person_hang_up(p);
	}
}

START_TEST(test_addresses_may_be_bounded)
{
	struct room *small = room_open("--max-per-address 2");
	struct person *a = person_join(small), *b = person_join(small), *c;

	c = person_dial(small, "127.0.0.1", 0);
	ck_assert_ptr_nonnull(c);
	person_expect_notice(c, "");
	person_expect_end(c);
	person_expect(a, "[ %s ] joined the room", b->who);
	person_type(a, "/quit");
	person_expect(b, "[ %s ] left the room", a->who);
	person_hang_up(a);
	c = join_when_free(small);
	person_hang_up(c);
	person_hang_up(b);
	room_close(small);
}
END_TEST

static TCase *
doors_case(void)
{
	TCase *tc = tcase_create("doors");

	tcase_add_checked_fixture(tc, room_sweep, NULL);
	tcase_add_test(tc, test_full_room_says_so);
	tcase_add_test(tc, test_full_room_says_so_to_one_who_speaks_first);
	tcase_add_test(tc, test_place_of_a_leaver_is_free);
	tcase_add_test(tc, test_ipv6_address_is_in_brackets);
	tcase_add_test(tc, test_two_families_have_one_port);
	tcase_add_test(tc, test_each_socket_is_told);
	tcase_add_test(tc, test_lines_to_type_are_told);
	tcase_add_test(tc, test_port_can_be_used_again_at_once);
	tcase_add_test(tc, test_port_in_use_is_told);
	tcase_add_test(tc, test_descriptor_limit_is_raised_or_told);
	tcase_add_test(tc, test_server_without_descriptors_waits_for_some);
	tcase_add_test(tc, test_flooder_is_slowed_told_once_and_loses_nothing);
	tcase_add_test(tc, test_addresses_may_be_bounded);
	return (tc);
}

static TCase *
vanishing_case(void)
{
	TCase *tc = tcase_create("vanishing");

	tcase_add_checked_fixture(tc, meeting_open, meeting_close);
	tcase_add_test(tc, test_newcomers_that_vanish_do_no_harm);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { doors_case(), vanishing_case() };

	return (suite_run("limits", cases, sizeof cases / sizeof *cases));
}
