/*
 * check_range: sets of characters of Unicode.
 */
#include <config.h>

#include <check.h>

#include "common/range.h"
#include "harness/suite.h"

static const struct range odd[] = { { 3, 3 }, { 7, 9 }, { 10, 12 },
	{ 0x1f600, 0x1f64f }, { 0x10ffff, UINT32_MAX } };

/* What the table says, one range after the other. */
static bool
is_in_one(const struct range *table, size_t count, uint32_t c)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (c >= table[i].first && c <= table[i].last)
			return (true);
	return (false);
}

START_TEST(test_the_ends_of_ranges_are_in_them_and_their_neighbours_not)
{
	ck_assert(RANGE_HAS(odd, 3));
	ck_assert(!RANGE_HAS(odd, 2));
	ck_assert(!RANGE_HAS(odd, 4));
	ck_assert(RANGE_HAS(odd, 9));
	ck_assert(RANGE_HAS(odd, 10));
	ck_assert(!RANGE_HAS(odd, 13));
	ck_assert(RANGE_HAS(odd, 0x1f600));
	ck_assert(RANGE_HAS(odd, 0x1f64f));
	ck_assert(!RANGE_HAS(odd, 0x1f650));
	ck_assert(RANGE_HAS(odd, UINT32_MAX));
}
END_TEST

START_TEST(test_tables_of_every_length_are_searched_whole)
{
	struct range table[17];
	size_t count, i;
	uint32_t c, wrong = 0;

	for (i = 0; i < 17; i++)
		table[i] = (struct range){ 10 * (uint32_t)i + 5,
			10 * (uint32_t)i + 5 + (uint32_t)(i % 3) };
	for (count = 0; count <= 17; count++)
		for (c = 0; c < 200; c++)
			if (range_has(table, count, c) !=
			    is_in_one(table, count, c))
				wrong++;
	ck_assert_uint_eq(wrong, 0);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("range");

	tcase_add_test(t,
	    test_the_ends_of_ranges_are_in_them_and_their_neighbours_not);
	tcase_add_test(t, test_tables_of_every_length_are_searched_whole);
	return (suite_run("range", &t, 1));
}
