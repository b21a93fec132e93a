/*
 * check_crowd: many who come or go at once are held, named and forgotten.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/crowd.h"
#include "harness/quick.h"
#include "harness/suite.h"

#define SECOND 1000

static struct crowd c;
static int64_t now;

static void
setup(void)
{
	c = (struct crowd){ 0 };
	now = 1000000;
}

static void
teardown(void)
{
	crowd_fini(&c);
}

static bool
hold(const char *who)
{
	return (crowd_hold(&c, words_of(who), now));
}

static bool
has(const char *who)
{
	return (crowd_has(&c, words_of(who)));
}

static void
call(const char *who, const char *name)
{
	crowd_rename(&c, words_of(who), words_of(name));
}

/* The first two are told, those of `names`, cut at blanks, are held. */
static void
hold_all(const char *names)
{
	struct words line = words_of(names), who;

	ck_assert(!hold("first"));
	ck_assert(!hold("second"));
	while ((who = words_take(&line)).len > 0)
		ck_assert(crowd_hold(&c, who, now));
}

/* So many are held, and these are named. */
static void
expect_list(size_t count, size_t named, const char *names)
{
	struct buffer list = { .len = 0 };

	ck_assert_uint_eq(c.count, count);
	ck_assert_uint_eq(crowd_list(&c, &list), named);
	ck_assert(buffer_append(&list, "", 1));
	ck_assert_str_eq(list.bytes, names);
	buffer_fini(&list);
}

START_TEST(test_third_in_a_second_is_held)
{
	ck_assert(!hold("a"));
	now += SECOND - 1;
	ck_assert(!hold("b"));
	ck_assert(hold("c"));
	ck_assert_int_eq(c.ends, 1000000 + SECOND);
	expect_list(1, 1, "c");
}
END_TEST

START_TEST(test_new_second_begins_when_nobody_is_held)
{
	ck_assert(!hold("a"));
	ck_assert(!hold("b"));
	now += SECOND;
	ck_assert(!hold("c"));
	ck_assert(!hold("d"));
	ck_assert(hold("e"));
	ck_assert_int_eq(c.ends, now + SECOND);
}
END_TEST

/* They were there first: whoever follows waits with them. */
START_TEST(test_no_new_second_begins_while_somebody_is_held)
{
	hold_all("a");
	now += 10 * SECOND;
	ck_assert(hold("b"));
	expect_list(2, 2, "a, b");
}
END_TEST

START_TEST(test_after_they_were_told_the_next_is_held_for_a_second)
{
	hold_all("a b");
	now += SECOND;
	crowd_tell(&c, now);
	ck_assert_uint_eq(c.count, 0);
	ck_assert(!has("a"));
	ck_assert(hold("c"));
	ck_assert_int_eq(c.ends, now + SECOND);
	expect_list(1, 1, "c");
	crowd_tell(&c, now);
	now += SECOND;
	ck_assert(!hold("d"));
}
END_TEST

START_TEST(test_five_are_named)
{
	hold_all("a b c d e");
	expect_list(5, 5, "a, b, c, d, e");
	ck_assert(hold("f"));
	expect_list(6, 5, "a, b, c, d, e");
	crowd_remove(&c, words_of("b"));
	expect_list(5, 5, "a, c, d, e, f");
}
END_TEST

START_TEST(test_only_whole_names_are_known)
{
	ck_assert(!has("a"));
	ck_assert(!has(""));
	hold_all("Anna Bob");
	ck_assert(has("Anna"));
	ck_assert(has("Bob"));
	ck_assert(!has("Ann"));
	ck_assert(!has("nna"));
	ck_assert(!has("Bobby"));
	ck_assert(!has(""));
	ck_assert(!has("first")); /* was told at once */
}
END_TEST

START_TEST(test_whoever_is_removed_is_held_no_more)
{
	hold_all("a b c");
	crowd_remove(&c, words_of("b"));
	expect_list(2, 2, "a, c");
	crowd_remove(&c, words_of("b"));
	crowd_remove(&c, words_of("nobody"));
	crowd_remove(&c, words_of("a"));
	crowd_remove(&c, words_of("c"));
	ck_assert_uint_eq(c.count, 0);
	ck_assert(!has("c"));
	now += SECOND;
	ck_assert(!hold("d"));
}
END_TEST

START_TEST(test_new_name_takes_the_place_of_the_old_one)
{
	hold_all("a bb c");
	call("bb", "Bartholomew");
	expect_list(3, 3, "a, Bartholomew, c");
	call("Bartholomew", "b");
	expect_list(3, 3, "a, b, c");
	call("c", "cc");
	call("a", "小明");
	call("nobody", "somebody");
	expect_list(3, 3, "小明, b, cc");
}
END_TEST

/* A record may lack a name: that is one as good as any other. */
START_TEST(test_name_may_be_empty)
{
	ck_assert(!hold("a"));
	ck_assert(!hold("b"));
	ck_assert(hold(""));
	ck_assert(has(""));
	ck_assert(hold("c"));
	expect_list(2, 2, ", c");
	call("", "d");
	call("c", "");
	expect_list(2, 2, "d, ");
	crowd_remove(&c, words_of(""));
	expect_list(1, 1, "d");
}
END_TEST

START_TEST(test_two_of_one_name_are_two)
{
	hold_all("a a b");
	crowd_remove(&c, words_of("a"));
	ck_assert(has("a"));
	expect_list(2, 2, "a, b");
}
END_TEST

/* Nobody is held for ever, and memory has a bound. */
START_TEST(test_more_than_so_many_are_told_at_once)
{
	char name[32];
	size_t i;

	hold_all("");
	for (i = 0; i < 100000; i++) {
		(void)snprintf(name, sizeof name, "N%zu", i);
		if (!hold(name))
			break;
	}
	ck_assert_uint_gt(i, 5000);
	ck_assert_uint_lt(c.names.len, 128 * 1024);
	ck_assert_uint_eq(c.count, i);
	ck_assert(!has(name));
	ck_assert(has("N0"));
}
END_TEST

/* ------------------------------------------------------------------------
 * It does what a list of names does
 */

#define MODEL_MAX 32

static char model[MODEL_MAX][8];
static size_t held;

static unsigned seed;

static unsigned
next(unsigned below)
{
	seed = seed * 1103515245 + 12345;
	return ((seed >> 16) % below);
}

static void
next_name(char name[8])
{
	size_t len = next(4);

	memset(name, 0, 8);
	while (len-- > 0)
		name[len] = (char)('a' + next(2));
}

/* Where the name stands first; `held`: nowhere. */
static size_t
find(const char *name)
{
	size_t i;

	for (i = 0; i < held && strcmp(model[i], name) != 0; i++)
		continue;
	return (i);
}

static void
step(void)
{
	char who[8], name[8];
	size_t at;

	next_name(who);
	next_name(name);
	at = find(who);
	switch (next(4)) {
	case 0:
	case 1:
		if (held < MODEL_MAX && hold(who))
			(void)strcpy(model[held++], who);
		break;
	case 2:
		crowd_remove(&c, words_of(who));
		if (at < held)
			memmove(model[at], model[at + 1],
			    (--held - at) * sizeof model[0]);
		break;
	default:
		call(who, name);
		if (at < held)
			(void)strcpy(model[at], name);
		break;
	}
}

START_TEST(test_names_are_those_of_a_list)
{
	char who[8], names[64];
	size_t i;
	int n;

	seed = (unsigned)_i + 1;
	for (n = 0; n < 5000; n++) {
		step();
		next_name(who);
		quick_assert(has(who) == (find(who) < held));
		quick_assert(c.count == held);
	}
	names[0] = '\0';
	for (i = 0; i < held && i < 5; i++) {
		(void)strcat(names, i > 0 ? ", " : "");
		(void)strcat(names, model[i]);
	}
	if (held > 0)
		expect_list(held, held < 5 ? held : 5, names);
	held = 0;
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("crowd");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, test_third_in_a_second_is_held);
	tcase_add_test(tc, test_new_second_begins_when_nobody_is_held);
	tcase_add_test(tc, test_no_new_second_begins_while_somebody_is_held);
	tcase_add_test(tc,
	    test_after_they_were_told_the_next_is_held_for_a_second);
	tcase_add_test(tc, test_five_are_named);
	tcase_add_test(tc, test_only_whole_names_are_known);
	tcase_add_test(tc, test_whoever_is_removed_is_held_no_more);
	tcase_add_test(tc, test_new_name_takes_the_place_of_the_old_one);
	tcase_add_test(tc, test_name_may_be_empty);
	tcase_add_test(tc, test_two_of_one_name_are_two);
	tcase_add_test(tc, test_more_than_so_many_are_told_at_once);
	tcase_add_loop_test(tc, test_names_are_those_of_a_list, 0, 4);
	return (suite_run("crowd", &tc, 1));
}
