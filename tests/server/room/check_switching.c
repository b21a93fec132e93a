/*
 * check_switching: a member changes over to another edition, or keeps its own
 * where memory is short.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "common/thread.h"
#include "harness/duo.h"
#include "harness/suite.h"
#include "server/room/switching.h"

static bool without_memory;

/* The linker sends the calls of edition.c here. */
void *__wrap_calloc(size_t count, size_t size);
void *__real_calloc(size_t count, size_t size);

void *
__wrap_calloc(size_t count, size_t size)
{
	if (!without_memory)
		return (__real_calloc(count, size));
	errno = ENOMEM;
	return (NULL);
}

static bool
change(struct guest *g, struct edition_key key)
{
	bool done;

	thread_lock(&room->lock);
	done = switching_do(room, g->m, key);
	thread_unlock(&room->lock);
	return (done);
}

static struct edition_key
key_of(struct guest *g)
{
	struct edition_key key;

	thread_lock(&room->lock);
	key = switching_key(g->m);
	thread_unlock(&room->lock);
	return (key);
}

static size_t
wanted(const struct guest *g)
{
	size_t n;

	thread_lock(&room->lock);
	n = g->m->wants->wanted;
	thread_unlock(&room->lock);
	return (n);
}

static const struct edition_key quiet = { .quiet = true };
static const struct edition_key chinese = { .language = LANGUAGE_ZH_CN };

START_TEST(test_a_member_reads_what_it_changed_to)
{
	ck_assert(!key_of(bob).quiet);
	ck_assert(change(bob, quiet));
	ck_assert(key_of(bob).quiet);
	ck_assert(!key_of(ann).quiet);
	(void)join();
	expect(ann, "[ 10.0.0.1:3 ] joined the room\r\n");
	registry_tell(room, bob->m, S_HELP, ".\r\n", 3);
	expect(bob, ".\r\n");
}
END_TEST

START_TEST(test_each_edition_counts_those_that_want_it)
{
	ck_assert(change(bob, quiet));
	ck_assert_uint_eq(wanted(bob), 1);
	/* The same again. */
	ck_assert(change(bob, quiet));
	ck_assert_uint_eq(wanted(bob), 1);
	ck_assert(change(ann, quiet));
	ck_assert_uint_eq(wanted(ann), 2);
	ck_assert_ptr_eq(ann->m->wants, bob->m->wants);
	ck_assert(change(bob, chinese));
	ck_assert_uint_eq(wanted(bob), 1);
	ck_assert_uint_eq(wanted(ann), 1);
}
END_TEST

START_TEST(test_a_member_is_spoken_to_in_its_language)
{
	ck_assert(change(bob, chinese));
	ck_assert_int_eq(key_of(bob).language, LANGUAGE_ZH_CN);
	ck_assert_int_eq(bob->m->seat.gap.language, LANGUAGE_ZH_CN);
	ck_assert_int_eq(ann->m->seat.gap.language, LANGUAGE_EN);
}
END_TEST

START_TEST(test_without_memory_a_member_keeps_what_it_reads)
{
	bool done;

	ck_assert(change(bob, quiet));
	thread_lock(&room->lock);
	without_memory = true;
	done = switching_do(room, bob->m, chinese);
	without_memory = false;
	thread_unlock(&room->lock);
	ck_assert(!done);
	ck_assert(key_of(bob).quiet);
	ck_assert_int_eq(key_of(bob).language, LANGUAGE_EN);
	ck_assert_int_eq(bob->m->seat.gap.language, LANGUAGE_EN);
	ck_assert_uint_eq(wanted(bob), 1);
}
END_TEST

START_TEST(test_newcomers_read_the_language_of_the_room)
{
	struct guest *carol;

	room->language = LANGUAGE_ZH_TW;
	carol = arrive();
	ck_assert_int_eq(registry_join(room, carol->m), S_NONE);
	ck_assert_int_eq(key_of(carol).language, LANGUAGE_ZH_TW);
	ck_assert_int_eq(key_of(bob).language, LANGUAGE_EN);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_a_member_reads_what_it_changed_to,
		test_each_edition_counts_those_that_want_it,
		test_a_member_is_spoken_to_in_its_language,
		test_without_memory_a_member_keeps_what_it_reads,
		test_newcomers_read_the_language_of_the_room,
		NULL,
	};

	return (suite_of("switching", duo_setup, guests_teardown, tests));
}
