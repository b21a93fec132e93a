/*
 * check_number: a whole number, as people type it.
 */
#include <config.h>

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/number.h"
#include "harness/suite.h"

static bool
parse(const char *text, uint64_t max, uint64_t *number)
{
	return (number_parse(text, strlen(text), max, number));
}

START_TEST(test_digits_are_a_number)
{
	static const struct {
		const char *text;
		uint64_t number;
	} cases[] = { { "0", 0 }, { "7", 7 }, { "10", 10 }, { "65535", 65535 },
		{ "00000000000000000000042", 42 } };
	uint64_t n;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		ck_assert_msg(parse(cases[i].text, 65535, &n), "%s",
		    cases[i].text);
		ck_assert_uint_eq(n, cases[i].number);
	}
}
END_TEST

START_TEST(test_anything_else_is_none_and_changes_nothing)
{
	static const char *const texts[] = { "", " ", "-1", "+1", " 1", "1 ",
		"1x", "x1", "0x10", "1.5", "1e3", "\xef\xbc\x91", "65536",
		"65540", "100000", "99999999999999999999999999" };
	uint64_t n = 4711;
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		ck_assert_msg(!parse(texts[i], 65535, &n), "%s", texts[i]);
	ck_assert(!number_parse("1\0002", 3, 65535, &n));
	ck_assert_uint_eq(n, 4711);
}
END_TEST

START_TEST(test_the_length_ends_it)
{
	uint64_t n;

	ck_assert(number_parse("1234", 2, 65535, &n));
	ck_assert_uint_eq(n, 12);
}
END_TEST

START_TEST(test_every_bound_is_exact)
{
	char text[32];
	uint64_t n;

	ck_assert(parse("0", 0, &n));
	ck_assert_uint_eq(n, 0);
	ck_assert(!parse("1", 0, &n));
	ck_assert(parse("5", 5, &n));
	ck_assert(!parse("6", 5, &n));
	(void)snprintf(text, sizeof text, "%" PRIu64, UINT64_MAX);
	ck_assert(parse(text, UINT64_MAX, &n));
	ck_assert_uint_eq(n, UINT64_MAX);
	ck_assert(!parse(text, UINT64_MAX - 1, &n));
	text[strlen(text) - 1]++;
	ck_assert(!parse(text, UINT64_MAX, &n));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("number");

	tcase_add_test(t, test_digits_are_a_number);
	tcase_add_test(t, test_anything_else_is_none_and_changes_nothing);
	tcase_add_test(t, test_the_length_ends_it);
	tcase_add_test(t, test_every_bound_is_exact);
	return (suite_run("number", &t, 1));
}
