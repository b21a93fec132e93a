/*
 * check_logbook: what happens in a room is in its log, in the order in which
 * everyone reads it, with addresses and numbers.
 *
 * The log is a pipe here, and it has no thread: a line is in it when the call
 * that has caused it returns.
 */
#include <config.h>

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/thread.h"
#include "harness/guests.h"
#include "harness/suite.h"
#include "server/command/bans.h"
#include "server/command/charge.h"
#include "server/command/moderation.h"
#include "server/room/operators.h"
#include "server/system/log.h"

static int stderr_before;
static int ends[2];
static char got[65536];

static void
setup(void)
{
	guests_setup();
	stderr_before = dup(STDERR_FILENO);
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	ck_assert_int_eq(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
	log_open(false);
}

static void
teardown(void)
{
	guests_teardown();
	(void)dup2(stderr_before, STDERR_FILENO);
	(void)close(stderr_before);
	log_open(false);
	(void)close(ends[0]);
	(void)close(ends[1]);
}

/* All that was logged since the last call, without the times. */
static const char *
logged(void)
{
	const size_t time = strlen("2026-11-26 20:00:00 ");
	char raw[sizeof got], *line = raw, *end;
	ssize_t n = read(ends[0], raw, sizeof raw - 1);

	raw[n > 0 ? n : 0] = '\0';
	got[0] = '\0';
	while ((end = strchr(line, '\n')) != NULL) {
		*end = '\0';
		ck_assert_uint_gt(strlen(line), time);
		(void)strcat(strcat(got, line + time), "\n");
		line = end + 1;
	}
	return (got);
}

/* A new guest in the room, which is in charge. */
static struct guest *
join_in_charge(void)
{
	struct guest *g = join();
	char old[MEMBER_WHO_SIZE];

	thread_lock(&room->lock);
	registry_promote(room, g->m, old);
	thread_unlock(&room->lock);
	return (g);
}

static void
leave_because(struct guest *g, enum sentence why)
{
	registry_leave(room, g->m, why);
	seat_wait_gone(&g->m->seat, 100);
	member_free(g->m);
	g->m = NULL;
}

START_TEST(test_who_comes_and_goes_is_counted)
{
	struct guest *a = join(), *b = join();

	ck_assert_str_eq(logged(),
	    "joined 10.0.0.1:1 (1 here)\n"
	    "joined 10.0.0.1:2 (2 here)\n");
	ck_assert_int_eq(registry_rename(room, b->m, "Bob", 3, NULL),
	    RENAME_DONE);
	leave(b, "");
	leave_because(a, S_WHY_TIMED_OUT);
	ck_assert_str_eq(logged(),
	    "renamed 10.0.0.1:2: 10.0.0.1:2 is Bob\n"
	    "left 10.0.0.1:2: Bob (1 here)\n"
	    "left 10.0.0.1:1: 10.0.0.1:1 (0 here): timed out\n");
}
END_TEST

/* Plain readers read of many in one line; the log has each of them. */
START_TEST(test_a_burst_is_logged_one_by_one)
{
	struct guest *a, *b;

	room->tell_each = false;
	room->news.joined = room->news.left =
	    (struct burst){ .ends = thread_now_ms() + 60000,
		    .told = BURST_TOLD };
	a = join();
	b = join();
	ck_assert_int_eq(registry_rename(room, b->m, "Bob", 3, NULL),
	    RENAME_DONE);
	leave(a, "");
	leave_because(b, S_WHY_RESET);
	ck_assert_str_eq(logged(),
	    "joined 10.0.0.1:1 (1 here)\n"
	    "joined 10.0.0.1:2 (2 here)\n"
	    "renamed 10.0.0.1:2: 10.0.0.1:2 is Bob\n"
	    "left 10.0.0.1:1: 10.0.0.1:1 (1 here)\n"
	    "left 10.0.0.1:2: Bob (0 here): reset\n");
}
END_TEST

START_TEST(test_parting_words_are_escaped)
{
	leave(join(), "\xe5\xb0\x8f\\n");
	ck_assert_ptr_nonnull(strstr(logged(),
	    "left 10.0.0.1:1: 10.0.0.1:1 (0 here): \xe5\xb0\x8f\\x5cn\n"));
}
END_TEST

START_TEST(test_what_the_rules_forbid_to_say_is_not_logged)
{
	struct guest *a = join();

	room->rules.paused_until = MEMBER_FOREVER;
	leave(a, "so long");
	ck_assert_str_eq(logged(),
	    "joined 10.0.0.1:1 (1 here)\n"
	    "left 10.0.0.1:1: 10.0.0.1:1 (0 here)\n");
}
END_TEST

/* Whatever it says meanwhile: everyone reads that it was thrown out. */
START_TEST(test_who_was_thrown_out_is_dropped)
{
	struct guest *a = join_in_charge(), *b = join();

	(void)logged();
	(void)moderation_kick(room, a->m, words_of("10.0.0.1:2 spam"));
	leave(b, "so long");
	leave_because(a, S_WHY_TOO_SLOW);
	ck_assert_str_eq(logged(),
	    "operator 10.0.0.1:1: @10.0.0.1:1 threw out 10.0.0.1:2: spam\n"
	    "dropped 10.0.0.1:2: 10.0.0.1:2 (1 here): kicked\n"
	    "dropped 10.0.0.1:1: @10.0.0.1:1 (0 here): too slow\n");
}
END_TEST

START_TEST(test_acts_are_logged_as_they_are_told)
{
	struct guest *a = join_in_charge();

	(void)logged();
	(void)moderation_topic(room, a->m, words_of("fish"));
	(void)moderation_announce(room, a->m, words_of("lunch"));
	(void)moderation_lock(room, a->m, words_of(""));
	(void)bans_ban(room, a->m, words_of("192.0.2.1 5"));
	ck_assert_str_eq(logged(),
	    "operator 10.0.0.1:1: @10.0.0.1:1 set the topic: fish\n"
	    "operator 10.0.0.1:1: @10.0.0.1:1 announced: lunch\n"
	    "operator 10.0.0.1:1: @10.0.0.1:1 locked the room\n"
	    "operator 10.0.0.1:1: @10.0.0.1:1 banned 192.0.2.1 for 5 min\n");
}
END_TEST

START_TEST(test_what_ends_by_itself_is_nobodys_act)
{
	struct guest *a = join(), *b = join();

	expect_end(a, "joined the room\r\n");
	(void)logged();
	thread_lock(&room->lock);
	b->m->muted_until = room->rules.next_end = 1;
	thread_wake_one(&room->due);
	thread_unlock(&room->lock);
	expect_end(a, "*** 10.0.0.1:2 may speak again\r\n");
	ck_assert_str_eq(logged(), "");
}
END_TEST

START_TEST(test_how_somebody_came_to_be_in_charge_is_logged)
{
	struct guest *a = arrive(), *b;

	a->m->has_operator_key = true;
	ck_assert_int_eq(registry_join(room, a->m), S_NONE);
	expect_end(a, "*** 10.0.0.1:1 is now an operator: @10.0.0.1:1\r\n");
	b = join();
	(void)charge_op(room, a->m, words_of("10.0.0.1:2"));
	room->operator_key_once = true;
	(void)charge_deop(room, b->m, words_of(""));
	leave(a, "");
	ck_assert_str_eq(logged(),
	    "joined 10.0.0.1:1 (1 here)\n"
	    "operator 10.0.0.1:1: came in with the operator key\n"
	    "joined 10.0.0.1:2 (2 here)\n"
	    "operator 10.0.0.1:1: @10.0.0.1:1 made 10.0.0.1:2 an operator: "
	    "@10.0.0.1:2\n"
	    "operator 10.0.0.1:2: @10.0.0.1:2 is no longer an operator: "
	    "10.0.0.1:2\n"
	    "left 10.0.0.1:1: @10.0.0.1:1 (1 here)\n"
	    "operator 10.0.0.1:1: was the last one; the operator key is good "
	    "again\n");
}
END_TEST

/* Nobody is told who leaves then; the log has it all the same. */
START_TEST(test_who_leaves_a_closing_room_is_logged)
{
	struct guest *a = join(), *b = join();

	expect_end(a, "joined the room\r\n");
	a->len = 0;
	(void)logged();
	registry_close(room);
	leave(b, "");
	ck_assert_str_eq(logged(), "left 10.0.0.1:2: 10.0.0.1:2 (1 here)\n");
	expect(a, "*** the room is closing, bye bye\r\n");
}
END_TEST

START_TEST(test_what_is_said_is_not_logged)
{
	struct guest *a = join(), *b = join();

	(void)logged();
	say_raw(a->m, "hello\r\n", 7);
	(void)registry_whisper(room, a->m, "10.0.0.1:2", 10, "psst", 4);
	expect_end(b, "psst\r\n");
	ck_assert_str_eq(logged(), "");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = { test_who_comes_and_goes_is_counted,
		test_a_burst_is_logged_one_by_one,
		test_parting_words_are_escaped,
		test_what_the_rules_forbid_to_say_is_not_logged,
		test_who_was_thrown_out_is_dropped,
		test_acts_are_logged_as_they_are_told,
		test_what_ends_by_itself_is_nobodys_act,
		test_how_somebody_came_to_be_in_charge_is_logged,
		test_who_leaves_a_closing_room_is_logged,
		test_what_is_said_is_not_logged, NULL };

	return (suite_of("logbook", setup, teardown, tests));
}
