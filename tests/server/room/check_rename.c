/*
 * check_rename: a member takes a new name, which nobody else has.
 *
 * Time can stand still, and memory run out when a test wants it to.
 */
#include <config.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <check.h>
#include <search.h>
#include <stdbool.h>
#include <string.h>

#include "common/thread.h"
#include "harness/clock.h"
#include "harness/guests.h"
#include "harness/suite.h"

/* Whether there is memory for a key, and for its place among the others. */
static bool has_key = true, has_place = true;

/* The linker sends the calls of rename.c here. */
struct member_key *__wrap_member_key_new(struct member *m, const char *text);
struct member_key *__real_member_key_new(struct member *m, const char *text);
void *__wrap_tsearch(const void *key, void **root,
    int (*compare)(const void *, const void *));
void *__real_tsearch(const void *key, void **root,
    int (*compare)(const void *, const void *));

struct member_key *
__wrap_member_key_new(struct member *m, const char *text)
{
	return (has_key ? __real_member_key_new(m, text) : NULL);
}

void *
__wrap_tsearch(const void *key, void **root,
    int (*compare)(const void *, const void *))
{
	return (has_place ? __real_tsearch(key, root, compare) : NULL);
}

static void
setup(void)
{
	clock_stop(0);
	has_key = has_place = true;
	guests_setup();
}

/* A guest in the room at another address. */
static struct guest *
join_from(const char *address)
{
	struct guest *g = arrive();
	struct sockaddr_in *in = (struct sockaddr_in *)&g->m->peer;

	ck_assert_int_eq(inet_pton(AF_INET, address, &in->sin_addr), 1);
	ck_assert_int_eq(registry_join(room, g->m), S_NONE);
	return (g);
}

static enum registry_rename
rename_to(struct guest *g, const char *name)
{
	return (registry_rename(room, g->m, name, strlen(name), NULL));
}

START_TEST(test_a_new_name_is_told_and_is_unique_whatever_its_case)
{
	struct guest *a = join(), *b = join();

	expect(a, "[ 10.0.0.1:2 ] joined the room\r\n");
	ck_assert_int_eq(registry_rename(room, a->m, "Lena", 4, NULL),
	    RENAME_DONE);
	expect(b, "[ 10.0.0.1:1 ] is now known as Lena\r\n");
	expect(a, "*** you are now known as Lena\r\n");
	ck_assert_int_eq(registry_rename(room, b->m, "lENA", 4, NULL),
	    RENAME_TAKEN);
	ck_assert_int_eq(registry_rename(room, a->m, "LENA", 4, NULL),
	    RENAME_DONE);
	expect(b, "[ Lena ] is now known as LENA\r\n");
	ck_assert_int_eq(registry_rename(room, a->m, "Bob", 3, NULL),
	    RENAME_DONE);
	ck_assert_int_eq(registry_rename(room, b->m, "lena", 4, NULL),
	    RENAME_DONE);
}
END_TEST

START_TEST(test_a_name_is_free_when_its_owner_has_left_or_has_another)
{
	struct guest *a = join(), *b = join(), *c = join();

	ck_assert_int_eq(registry_rename(room, a->m, "Ann", 3, NULL),
	    RENAME_DONE);
	ck_assert_int_eq(registry_rename(room, a->m, "Eve", 3, NULL),
	    RENAME_DONE);
	ck_assert_int_eq(registry_rename(room, b->m, "Ann", 3, NULL),
	    RENAME_DONE);
	ck_assert_int_eq(registry_rename(room, c->m, "Eve", 3, NULL),
	    RENAME_TAKEN);
	ck_assert_int_eq(registry_rename(room, a->m, "Bob", 3, NULL),
	    RENAME_DONE);
	ck_assert_int_eq(registry_rename(room, c->m, "Eve", 3, NULL),
	    RENAME_DONE);
	ck_assert(registry_whisper(room, a->m, "Bob", 3, "hi", 2));
	ck_assert(!registry_whisper(room, a->m, "10.0.0.1:3", 10, "hi", 2));
	registry_leave(room, a->m, S_NONE);
	ck_assert(!registry_whisper(room, b->m, "Bob", 3, "hi", 2));
	seat_wait_gone(&a->m->seat, 100);
	member_free(a->m);
	a->m = NULL;
	ck_assert_int_eq(registry_rename(room, c->m, "Bob", 3, NULL),
	    RENAME_DONE);
}
END_TEST

START_TEST(test_in_a_pause_only_the_first_name_can_be_taken)
{
	struct guest *a = join(), *b = join();

	expect(a, "[ 10.0.0.1:2 ] joined the room\r\n");
	thread_lock(&room->lock);
	room->rules.paused_until = MEMBER_FOREVER;
	thread_unlock(&room->lock);
	ck_assert_int_eq(registry_rename(room, b->m, "Bob", 3, NULL),
	    RENAME_DONE);
	expect(b, "*** you are now known as Bob\r\n");
	ck_assert_int_eq(registry_rename(room, b->m, "Hi", 2, NULL),
	    RENAME_REFUSED);
	expect(b,
	    "*** the room is paused until an operator lifts it: only operators "
	    "speak; your line was not sent\r\n");
}
END_TEST

START_TEST(test_somebody_who_is_muted_takes_no_name)
{
	struct guest *a = join();

	thread_lock(&room->lock);
	a->m->muted_until = MEMBER_FOREVER;
	thread_unlock(&room->lock);
	ck_assert_int_eq(registry_rename(room, a->m, "Ann", 3, NULL),
	    RENAME_REFUSED);
	expect(a,
	    "*** you are muted until an operator lifts it; your line was not "
	    "sent\r\n");
	ck_assert_str_eq(a->m->who, "10.0.0.1:1");
}
END_TEST

/* Nobody else reads of a name that was refused, so it costs no turn. */
START_TEST(test_a_name_that_is_taken_costs_no_turn)
{
	struct guest *a = join(), *b = join();

	ck_assert_int_eq(registry_rename(room, a->m, "Ann", 3, NULL),
	    RENAME_DONE);
	ck_assert_int_eq(registry_rename(room, b->m, "Bob", 3, NULL),
	    RENAME_DONE);
	thread_lock(&room->lock);
	room->rules.slow_ms = 3600000;
	b->m->heard = 0;
	thread_unlock(&room->lock);
	ck_assert_int_eq(registry_rename(room, b->m, "Ann", 3, NULL),
	    RENAME_TAKEN);
	ck_assert_int_eq(b->m->heard, 0);
}
END_TEST

START_TEST(test_the_own_name_is_told_to_nobody)
{
	struct guest *a = join(), *b = join();

	ck_assert_int_eq(rename_to(a, "Ann"), RENAME_DONE);
	expect(b, "[ 10.0.0.1:1 ] is now known as Ann\r\n");
	ck_assert_int_eq(rename_to(a, "Ann"), RENAME_SAME);
	say_raw(a->m, "1\r\n", 3);
	expect(b, "1\r\n");
	thread_lock(&room->lock);
	a->m->is_operator = true;
	(void)strcpy(a->m->who, "@Ann");
	thread_unlock(&room->lock);
	ck_assert_int_eq(rename_to(a, "Ann"), RENAME_SAME);
	ck_assert_int_eq(rename_to(b, "Ann"), RENAME_TAKEN);
	a->m->is_operator = false;
}
END_TEST

START_TEST(test_an_operator_keeps_its_mark)
{
	struct guest *a = join(), *b = join();

	thread_lock(&room->lock);
	a->m->is_operator = true;
	(void)strcpy(a->m->who, "@10.0.0.1:1");
	thread_unlock(&room->lock);
	ck_assert_int_eq(rename_to(a, "Ann"), RENAME_DONE);
	expect(b, "[ @10.0.0.1:1 ] is now known as @Ann\r\n");
	ck_assert_str_eq(a->m->who, "@Ann");
	a->m->is_operator = false;
}
END_TEST

/* It may be the person who asks, on a connection that is lost. */
START_TEST(test_whoever_has_the_name_is_described_to_a_neighbour)
{
	struct guest *a = join(), *b = join(), *c = join_from("10.0.0.2");
	struct registry_holder holder = { -1, false };
	int64_t now = clock_real();

	clock_stop(now);
	ck_assert_int_eq(rename_to(a, "Ann"), RENAME_DONE);
	thread_lock(&room->lock);
	a->m->spoke = now - 5000;
	thread_unlock(&room->lock);
	ck_assert_int_eq(registry_rename(room, b->m, "Ann", 3, &holder),
	    RENAME_TAKEN);
	ck_assert_int_eq(holder.idle_ms, 5000);
	ck_assert(holder.is_neighbour);
	ck_assert_int_eq(registry_rename(room, c->m, "Ann", 3, &holder),
	    RENAME_TAKEN);
	ck_assert(!holder.is_neighbour);
}
END_TEST

START_TEST(test_with_a_nick_the_address_is_no_name_any_more)
{
	struct guest *a = join(), *b = join();

	ck_assert_int_eq(rename_to(a, "Ann"), RENAME_DONE);
	ck_assert_int_eq(rename_to(b, "Bob"), RENAME_DONE);
	ck_assert(!registry_whisper(room, b->m, "10.0.0.1:1", 10, "1", 1));
	ck_assert(registry_whisper(room, b->m, "ANN", 3, "1", 1));
}
END_TEST

START_TEST(test_without_memory_the_old_name_stays)
{
	struct guest *a = join(), *b = join();

	ck_assert_int_eq(rename_to(a, "Ann"), RENAME_DONE);
	expect(b, "[ 10.0.0.1:1 ] is now known as Ann\r\n");
	has_key = false;
	ck_assert_int_eq(rename_to(a, "Eve"), RENAME_NO_MEMORY);
	has_key = true;
	has_place = false;
	ck_assert_int_eq(rename_to(a, "Eve"), RENAME_NO_MEMORY);
	has_place = true;
	ck_assert_str_eq(a->m->who, "Ann");
	say_raw(a->m, "1\r\n", 3);
	expect(b, "1\r\n");
	ck_assert_int_eq(rename_to(b, "Eve"), RENAME_DONE);
	ck_assert_int_eq(rename_to(b, "Ann"), RENAME_TAKEN);
}
END_TEST

/* A name can be a message, so in slow mode it takes a turn. */
START_TEST(test_a_name_costs_a_turn_and_the_first_one_does_not)
{
	struct guest *a = join();

	thread_lock(&room->lock);
	room->rules.slow_ms = 3600000;
	thread_unlock(&room->lock);
	ck_assert_int_eq(rename_to(a, "Ann"), RENAME_DONE);
	ck_assert_int_eq(rename_to(a, "Eve"), RENAME_DONE);
	ck_assert_int_eq(rename_to(a, "Zoe"), RENAME_REFUSED);
	ck_assert_str_eq(a->m->who, "Eve");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_a_new_name_is_told_and_is_unique_whatever_its_case,
		test_a_name_is_free_when_its_owner_has_left_or_has_another,
		test_in_a_pause_only_the_first_name_can_be_taken,
		test_somebody_who_is_muted_takes_no_name,
		test_a_name_that_is_taken_costs_no_turn,
		test_the_own_name_is_told_to_nobody,
		test_an_operator_keeps_its_mark,
		test_whoever_has_the_name_is_described_to_a_neighbour,
		test_with_a_nick_the_address_is_no_name_any_more,
		test_without_memory_the_old_name_stays,
		test_a_name_costs_a_turn_and_the_first_one_does_not,
		NULL,
	};

	return (suite_of("rename", setup, guests_teardown, tests));
}
