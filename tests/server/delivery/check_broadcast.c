/*
 * check_broadcast: one send for each member and round, whatever is said, told,
 * and marked meanwhile.
 */
#include <config.h>

#include <sys/socket.h>

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "harness/events.h"
#include "harness/guests.h"
#include "harness/suite.h"
#include "server/delivery/broadcast.h"

/* An audience without a registry: 40 members, and a batch for them. */
enum { CROWD = 40 };

struct crowd {
	struct audience audience;
	struct batch batch;
	struct editions editions;
	struct guest *guests[CROWD];
};

static struct edition *
quiet_edition(struct editions *all)
{
	const struct edition_key key = { .quiet = true };
	struct edition *e;

	ck_assert(editions_want(all, &key, &e));
	return (e);
}

static void
crowd_open(struct crowd *c)
{
	int i;

	ck_assert(audience_init(&c->audience, CROWD));
	ck_assert(batch_init(&c->batch));
	for (i = 0; i < CROWD; i++) {
		c->guests[i] = arrive();
		batch_join(&c->batch, &c->guests[i]->m->seat);
	}
	ck_assert(broadcast_take(&c->audience, &c->batch));
	(void)broadcast_some(&c->audience);
	ck_assert(broadcast_is_done(&c->audience));
}

/* What is in the batch is taken, and the next few get it. */
static void
crowd_some(struct crowd *c)
{
	ck_assert(broadcast_take(&c->audience, &c->batch));
	ck_assert_uint_eq(broadcast_some(&c->audience), BROADCAST_SOME);
	ck_assert(!broadcast_is_done(&c->audience));
}

static void
crowd_finish(struct crowd *c)
{
	ck_assert(broadcast_take(&c->audience, &c->batch));
	while (!broadcast_is_done(&c->audience))
		(void)broadcast_some(&c->audience);
}

static void
crowd_close(struct crowd *c)
{
	int i;

	batch_fini(&c->batch);
	audience_fini(&c->audience);
	editions_fini(&c->editions);
	for (i = 0; i < CROWD; i++) {
		member_free(c->guests[i]->m);
		c->guests[i]->m = NULL;
	}
}

START_TEST(test_what_is_said_during_a_round_reaches_all_in_one_order)
{
	struct crowd c = { .guests = { NULL } };
	int i;

	crowd_open(&c);
	put_line(&c.batch, NULL, "1\r\n", 3);
	crowd_some(&c);
	put_line(&c.batch, &c.guests[0]->m->seat, "2\r\n", 3);
	put_line(&c.batch, &c.guests[39]->m->seat, "3\r\n", 3);
	crowd_some(&c);
	put_told(&c.batch, &c.guests[20]->m->seat, "psst\r\n", 6);
	crowd_finish(&c);
	expect(c.guests[0], "1\r\n3\r\n");
	expect(c.guests[20], "1\r\n2\r\n3\r\npsst\r\n");
	expect(c.guests[39], "1\r\n2\r\n");
	for (i = 1; i < CROWD - 1; i++)
		if (i != 20)
			expect(c.guests[i], "1\r\n2\r\n3\r\n");
	crowd_close(&c);
}
END_TEST

/* Otherwise answers to single members would never make a broadcaster tired. */
START_TEST(test_who_gets_an_answer_is_visited)
{
	struct crowd c = { .guests = { NULL } };

	crowd_open(&c);
	put_told(&c.batch, &c.guests[1]->m->seat, "a\r\n", 3);
	put_told(&c.batch, &c.guests[1]->m->seat, "b\r\n", 3);
	put_told(&c.batch, &c.guests[7]->m->seat, "c\r\n", 3);
	ck_assert(broadcast_take(&c.audience, &c.batch));
	ck_assert_uint_eq(broadcast_some(&c.audience), 2);
	ck_assert(broadcast_is_done(&c.audience));
	expect(c.guests[1], "a\r\nb\r\n");
	expect(c.guests[7], "c\r\n");
	crowd_close(&c);
}
END_TEST

START_TEST(test_who_is_next_gets_what_was_said_meanwhile_at_once)
{
	struct crowd c = { .guests = { NULL } };

	crowd_open(&c);
	put_line(&c.batch, NULL, "1\r\n", 3);
	crowd_some(&c);
	put_line(&c.batch, NULL, "2\r\n", 3);
	crowd_some(&c);
	expect(c.guests[0], "1\r\n");
	expect(c.guests[BROADCAST_SOME], "1\r\n2\r\n");
	crowd_finish(&c);
	expect(c.guests[0], "2\r\n");
	crowd_close(&c);
}
END_TEST

/* The last one takes the seat of the one that leaves, which was visited. */
START_TEST(test_nobody_is_forgotten_when_somebody_leaves_during_a_round)
{
	struct crowd c = { .guests = { NULL } };
	int i;

	crowd_open(&c);
	put_line(&c.batch, NULL, "1\r\n", 3);
	crowd_some(&c);
	batch_leave(&c.batch, &c.guests[3]->m->seat);
	crowd_some(&c);
	crowd_finish(&c);
	for (i = 0; i < CROWD; i++)
		expect(c.guests[i], "1\r\n");
	batch_leave(&c.batch, &c.guests[39]->m->seat);
	put_line(&c.batch, NULL, "2\r\n", 3);
	crowd_finish(&c);
	for (i = 0; i < CROWD - 1; i++)
		if (i != 3)
			expect(c.guests[i], "2\r\n");
	crowd_close(&c);
}
END_TEST

START_TEST(test_who_leaves_during_a_round_gets_what_came_before_and_no_more)
{
	struct crowd c = { .guests = { NULL } };

	crowd_open(&c);
	put_line(&c.batch, NULL, "1\r\n", 3);
	crowd_some(&c);
	put_line(&c.batch, NULL, "2\r\n", 3);
	batch_leave(&c.batch, &c.guests[39]->m->seat);
	put_line(&c.batch, NULL, "3\r\n", 3);
	crowd_finish(&c);
	(void)shutdown(c.guests[39]->m->seat.fd, SHUT_WR);
	expect(c.guests[39], "1\r\n2\r\n");
	ck_assert_int_eq(recv(c.guests[39]->fd, c.guests[39]->got, 1, 0), 0);
	expect(c.guests[0], "1\r\n2\r\n3\r\n");
	crowd_close(&c);
}
END_TEST

START_TEST(test_who_joins_during_a_round_gets_nothing_that_came_before)
{
	struct crowd c = { .guests = { NULL } };
	struct guest *late;

	crowd_open(&c);
	batch_leave(&c.batch, &c.guests[3]->m->seat);
	crowd_finish(&c);
	late = arrive();
	put_line(&c.batch, NULL, "1\r\n", 3);
	crowd_some(&c);
	put_line(&c.batch, NULL, "2\r\n", 3);
	batch_join(&c.batch, &late->m->seat);
	put_line(&c.batch, NULL, "3\r\n", 3);
	crowd_finish(&c);
	expect(late, "3\r\n");
	expect(c.guests[39], "1\r\n2\r\n3\r\n");
	member_free(late->m);
	late->m = NULL;
	crowd_close(&c);
}
END_TEST

START_TEST(test_who_wants_it_quiet_during_a_round_gets_no_news_and_all_else)
{
	struct crowd c = { .guests = { NULL } };
	struct member *m;

	crowd_open(&c);
	m = c.guests[0]->m;
	batch_edition(&c.batch, &m->seat, quiet_edition(&c.editions));
	put_line(&c.batch, NULL, "1\r\n", 3);
	put_news(&c.batch, NULL, "a left\r\n", 8);
	crowd_some(&c);
	put_line(&c.batch, &m->seat, "2\r\n", 3);
	put_news(&c.batch, NULL, "b left\r\n", 8);
	put_line(&c.batch, NULL, "3\r\n", 3);
	put_told(&c.batch, &m->seat, "psst\r\n", 6);
	put_told(&c.batch, &m->seat, "hush\r\n", 6);
	crowd_finish(&c);
	expect(c.guests[0], "1\r\n3\r\npsst\r\nhush\r\n");
	expect(c.guests[1], "1\r\na left\r\n2\r\nb left\r\n3\r\n");
	crowd_close(&c);
}
END_TEST

START_TEST(test_what_is_too_much_for_a_round_waits_until_all_have_the_rest)
{
	static char lines[BATCH_PUSH_MAX];
	struct crowd c = { .guests = { NULL } };
	int i;

	memset(lines, '\n', sizeof lines);
	crowd_open(&c);
	put_line(&c.batch, NULL, "1\r\n", 3);
	crowd_some(&c);
	for (i = 0; i < 2; i++)
		put_line(&c.batch, NULL, lines, sizeof lines);
	ck_assert(!broadcast_take(&c.audience, &c.batch));
	while (!broadcast_is_done(&c.audience))
		(void)broadcast_some(&c.audience);
	ck_assert(broadcast_take(&c.audience, &c.batch));
	ck_assert(batch_is_empty(&c.batch));
	for (i = 0; i < CROWD; i++)
		expect(c.guests[i], "1\r\n");
	crowd_close(&c);
}
END_TEST

/* More than one system call takes, and still in order. */
START_TEST(test_any_number_of_pieces_reach_a_member_in_order)
{
	enum { PIECES = 200 };
	static char wanted[PIECES * 8 + 1];
	struct crowd c = { .guests = { NULL } };
	int i;

	crowd_open(&c);
	for (i = 0; i < PIECES; i++) {
		char line[16];

		(void)snprintf(line, sizeof line, "%03d\r\n", i);
		if (i % 2 == 0)
			put_line(&c.batch, NULL, line, 5);
		else
			put_told(&c.batch, &c.guests[0]->m->seat, line, 5);
		(void)strcat(wanted, line);
	}
	crowd_finish(&c);
	expect(c.guests[0], wanted);
	crowd_close(&c);
}
END_TEST

/* Telnet waits for its answer, but not in the middle of what was said. */
START_TEST(test_raw_bytes_and_the_end_come_after_what_was_said_before)
{
	struct crowd c = { .guests = { NULL } };
	struct guest *g;

	crowd_open(&c);
	g = c.guests[5];
	put_line(&c.batch, NULL, "1\r\n", 3);
	batch_tell_raw(&c.batch, &g->m->seat, "raw", 3);
	put_line(&c.batch, NULL, "2\r\n", 3);
	batch_end(&c.batch, &g->m->seat, S_WHY_KICKED);
	put_line(&c.batch, NULL, "3\r\n", 3);
	crowd_finish(&c);
	expect(g, "1\r\nraw2\r\n");
	ck_assert_int_eq(recv(g->fd, g->got, 1, 0), 0);
	ck_assert_int_eq(seat_dropped(&g->m->seat), S_WHY_KICKED);
	expect(c.guests[6], "1\r\n2\r\n3\r\n");
	crowd_close(&c);
}
END_TEST

START_TEST(test_who_has_left_gets_nothing_that_comes_later)
{
	struct guest *a = arrive(), *b = arrive();
	struct editions editions = { .count = 0 };
	struct audience audience;
	struct batch batch;

	ck_assert(audience_init(&audience, 2));
	ck_assert(batch_init(&batch));
	batch_join(&batch, &a->m->seat);
	batch_join(&batch, &b->m->seat);
	batch_edition(&batch, &a->m->seat, quiet_edition(&editions));
	put_line(&batch, NULL, "1\r\n", 3);
	batch_leave(&batch, &a->m->seat);
	put_news(&batch, NULL, "a left\r\n", 8);
	put_line(&batch, NULL, "2\r\n", 3);
	ck_assert(broadcast_take(&audience, &batch));
	(void)broadcast_some(&audience);
	ck_assert(broadcast_is_done(&audience));
	expect(b, "1\r\na left\r\n2\r\n");
	(void)shutdown(a->m->seat.fd, SHUT_WR);
	a->len = (size_t)recv(a->fd, a->got, sizeof a->got, MSG_WAITALL);
	ck_assert_uint_eq(a->len, 3);
	batch_fini(&batch);
	audience_fini(&audience);
	editions_fini(&editions);
	member_free(a->m);
	member_free(b->m);
	a->m = b->m = NULL;
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_what_is_said_during_a_round_reaches_all_in_one_order,
		test_who_gets_an_answer_is_visited,
		test_who_is_next_gets_what_was_said_meanwhile_at_once,
		test_nobody_is_forgotten_when_somebody_leaves_during_a_round,
		test_who_leaves_during_a_round_gets_what_came_before_and_no_more,
		test_who_joins_during_a_round_gets_nothing_that_came_before,
		test_who_wants_it_quiet_during_a_round_gets_no_news_and_all_else,
		test_what_is_too_much_for_a_round_waits_until_all_have_the_rest,
		test_who_has_left_gets_nothing_that_comes_later,
		test_any_number_of_pieces_reach_a_member_in_order,
		test_raw_bytes_and_the_end_come_after_what_was_said_before,
		NULL,
	};

	return (suite_of("broadcast", guests_setup, guests_teardown, tests));
}
