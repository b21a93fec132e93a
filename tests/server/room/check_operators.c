/*
 * check_operators: who is in charge, and the key that makes people so.
 */
#include <config.h>

#include <check.h>
#include <string.h>

#include "common/thread.h"
#include "harness/guests.h"
#include "harness/suite.h"
#include "server/room/operators.h"

#define KEY "xyzzy"

static enum key_verdict
judge(const char *key)
{
	enum key_verdict verdict;

	thread_lock(&room->lock);
	verdict = registry_judge_key(room, key, strlen(key));
	thread_unlock(&room->lock);
	return (verdict);
}

static void
promote(struct guest *g)
{
	char old[MEMBER_WHO_SIZE];

	thread_lock(&room->lock);
	registry_promote(room, g->m, old);
	thread_unlock(&room->lock);
}

static bool
demote(struct guest *g)
{
	bool was_last;

	thread_lock(&room->lock);
	was_last = registry_demote(room, g->m);
	thread_unlock(&room->lock);
	return (was_last);
}

/* A guest that has given the operator key at the door. */
static struct guest *
arrive_with_key(void)
{
	struct guest *g = arrive();

	g->m->has_operator_key = true;
	return (g);
}

static void
enter(struct guest *g)
{

	ck_assert_int_eq(registry_join(room, g->m), S_NONE);
}

START_TEST(test_a_key_for_one_is_in_use_while_there_is_an_operator)
{
	struct guest *a = join();

	set_operator_key(KEY, true);
	ck_assert(registry_is_key_good(room));
	ck_assert_int_eq(judge(KEY), KEY_RIGHT);
	ck_assert_int_eq(judge("wrong"), KEY_WRONG);
	promote(a);
	ck_assert(!registry_is_key_good(room));
	ck_assert_int_eq(judge(KEY), KEY_IN_USE);
	ck_assert_int_eq(judge("wrong"), KEY_WRONG);
}
END_TEST

START_TEST(test_a_key_of_a_file_is_always_good)
{
	struct guest *a = join();

	set_operator_key(KEY, false);
	promote(a);
	ck_assert(registry_is_key_good(room));
	ck_assert_int_eq(judge(KEY), KEY_RIGHT);
	ck_assert(!demote(a));
}
END_TEST

START_TEST(test_an_operator_has_the_mark_before_its_name)
{
	struct guest *a = join();

	promote(a);
	ck_assert_str_eq(a->m->who, MEMBER_OPERATOR_MARK "10.0.0.1:1");
	ck_assert(registry_is_operator(room, a->m));
	ck_assert_uint_eq(room->operators, 1);
}
END_TEST

/* 32 characters, of which each has four bytes. */
START_TEST(test_the_longest_name_keeps_its_end)
{
	struct guest *a = join();
	char longest[MEMBER_WHO_SIZE] = "";
	int i;

	for (i = 0; i < PROTOCOL_NICK_MAX; i++)
		(void)strcat(longest, "\U00020000");
	ck_assert_uint_eq(strlen(longest), PROTOCOL_NICK_SIZE - 1);
	ck_assert_int_eq(
	    registry_rename(room, a->m, longest, strlen(longest), NULL),
	    RENAME_DONE);
	promote(a);
	ck_assert_str_eq(a->m->who + strlen(MEMBER_OPERATOR_MARK), longest);
}
END_TEST

START_TEST(test_the_key_is_good_again_after_the_last_operator)
{
	struct guest *a = join(), *b = join();

	set_operator_key(KEY, true);
	promote(a);
	promote(b);
	ck_assert(!demote(a));
	ck_assert(!demote(a)); /* it is none any more */
	ck_assert(!registry_is_key_good(room));
	ck_assert(demote(b));
	ck_assert(registry_is_key_good(room));
}
END_TEST

START_TEST(test_a_key_is_not_good_again_while_the_room_closes)
{
	struct guest *a = join();

	set_operator_key(KEY, true);
	promote(a);
	registry_close(room);
	ck_assert(!demote(a));
}
END_TEST

START_TEST(test_the_console_is_never_demoted_and_holds_no_key)
{
	struct guest *c = arrive();

	set_operator_key(KEY, true);
	ck_assert(member_be_console(c->m));
	enter(c);
	ck_assert(c->m->is_operator);
	ck_assert(registry_is_key_good(room));
	ck_assert(!demote(c));
	ck_assert(c->m->is_operator);
}
END_TEST

START_TEST(test_only_the_console_is_told_that_the_key_is_good)
{
	struct guest *a = join(), *c = arrive(), *b;

	ck_assert(member_be_console(c->m));
	enter(c);
	b = join();
	expect_end(a, "[ 10.0.0.1:3 ] joined the room\r\n");
	expect_end(c, "[ 10.0.0.1:3 ] joined the room\r\n");
	a->len = c->len = 0;
	registry_begin(room, b->m);
	registry_tell_key_is_good(room);
	registry_end(room, b->m);
	expect(c,
	    "*** no operator is left except you: the operator key is good "
	    "again\r\n");
	say_raw(b->m, "1\r\n", 3);
	expect(a, "1\r\n");
}
END_TEST

START_TEST(test_without_a_console_nobody_is_told_that)
{
	struct guest *a = join();

	registry_begin(room, a->m);
	registry_tell_key_is_good(room);
	registry_end(room, a->m);
	registry_tell(room, a->m, S_HELP, ".\r\n", 3);
	expect(a, ".\r\n");
}
END_TEST

START_TEST(test_somebody_with_the_key_comes_in_as_an_operator)
{
	struct guest *a, *b;

	set_operator_key(KEY, true);
	a = join();
	b = arrive_with_key();
	enter(b);
	expect(a,
	    "[ 10.0.0.1:2 ] joined the room\r\n"
	    "*** 10.0.0.1:2 is now an operator: @10.0.0.1:2\r\n");
	ck_assert(registry_is_operator(room, b->m));
	ck_assert(!registry_is_operator(room, a->m));
}
END_TEST

START_TEST(test_the_second_with_the_key_comes_in_as_everyone_does)
{
	struct guest *a, *b;

	set_operator_key(KEY, true);
	a = arrive_with_key();
	b = arrive_with_key();
	enter(a);
	enter(b);
	ck_assert(registry_is_operator(room, a->m));
	ck_assert(!registry_is_operator(room, b->m));
	ck_assert_uint_eq(room->operators, 1);
}
END_TEST

/* The second wrong one costs a wait, and the right one is not looked at. */
START_TEST(test_a_key_at_the_door_waits_as_one_inside_does)
{
	struct guest *a = join();
	const struct sockaddr *peer = (struct sockaddr *)&a->m->peer;
	enum key_verdict verdict;
	int64_t wait;

	set_operator_key(KEY, true);
	ck_assert_int_eq(
	    registry_try_operator_key(room, peer, KEY, 5, &verdict), 0);
	ck_assert_int_eq(verdict, KEY_RIGHT);
	ck_assert_int_eq(
	    registry_try_operator_key(room, peer, "wrong", 5, &verdict), 0);
	ck_assert_int_eq(verdict, KEY_WRONG);
	do
		wait = registry_try_operator_key(room, peer, "x", 1, &verdict);
	while (wait == 0);
	ck_assert_int_le(wait, 8000);
	while (registry_try_operator_key(room, peer, KEY, 5, &verdict) > 0)
		;
	ck_assert_int_eq(verdict, KEY_RIGHT);
}
END_TEST

START_TEST(test_an_empty_key_makes_nobody_an_operator)
{
	ck_assert_int_eq(judge(""), KEY_WRONG);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_a_key_for_one_is_in_use_while_there_is_an_operator,
		test_a_key_of_a_file_is_always_good,
		test_an_operator_has_the_mark_before_its_name,
		test_the_longest_name_keeps_its_end,
		test_the_key_is_good_again_after_the_last_operator,
		test_a_key_is_not_good_again_while_the_room_closes,
		test_the_console_is_never_demoted_and_holds_no_key,
		test_only_the_console_is_told_that_the_key_is_good,
		test_without_a_console_nobody_is_told_that,
		test_somebody_with_the_key_comes_in_as_an_operator,
		test_the_second_with_the_key_comes_in_as_everyone_does,
		test_a_key_at_the_door_waits_as_one_inside_does,
		test_an_empty_key_makes_nobody_an_operator,
		NULL,
	};

	return (suite_of("operators", guests_setup, guests_teardown, tests));
}
