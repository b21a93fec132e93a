/*
 * check_listing: an answer of any number of lines to one person.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "harness/guests.h"
#include "harness/suite.h"
#include "server/command/listing.h"

static struct guest *ann;
static struct listing listing;

static void
setup(void)
{
	guests_setup();
	ann = join();
	listing_begin(&listing, room, ann->m);
}

START_TEST(test_lines_come_in_order_and_not_before_the_end)
{
	listing_add(&listing, S_NICK_TAKEN, ARGS(words_of("Bob")));
	listing_add(&listing, S_NICK_TAKEN, ARGS(words_of("Carol")));
	ck_assert_uint_eq(ann->m->talk.answered, 0);
	listing_end(&listing);
	expect(ann,
	    "*** Bob is already somebody's name; choose another\r\n"
	    "*** Carol is already somebody's name; choose another\r\n");
	ck_assert_uint_gt(ann->m->talk.answered, 0);
}
END_TEST

START_TEST(test_an_empty_list_is_no_answer)
{
	listing_end(&listing);
	ck_assert_uint_eq(ann->m->talk.answered, 0);
	listing_add(&listing, S_ALL_LISTED, NULL);
	listing_end(&listing);
	listing_end(&listing);
	expect(ann, "*** that is everyone\r\n");
}
END_TEST

/* It needs no memory, and no line is cut short for lack of room. */
START_TEST(test_more_lines_than_fit_at_once_come_all_and_in_order)
{
	char line[64], number[16];
	int i;

	for (i = 0; i < 500; i++) {
		(void)snprintf(number, sizeof number, "n%03d", i);
		listing_add(&listing, S_NICK_TAKEN, ARGS(words_of(number)));
	}
	listing_end(&listing);
	expect_end(ann,
	    "*** n499 is already somebody's name; choose "
	    "another\r\n");
	for (i = 0; i < 500; i++) {
		(void)snprintf(line, sizeof line,
		    "*** n%03d is already somebody's name; choose another\r\n",
		    i);
		ck_assert_mem_eq(ann->got + (size_t)i * strlen(line), line,
		    strlen(line));
	}
	ck_assert_uint_eq(ann->len, 500 * strlen(line));
}
END_TEST

START_TEST(test_the_longest_line_is_cut_and_has_its_end)
{
	char name[2 * LISTING_LINE_MAX];

	memset(name, 'n', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	listing_add(&listing, S_NICK_TAKEN, ARGS(words_of(name)));
	listing_add(&listing, S_NICK_TAKEN, ARGS(words_of("Bob")));
	listing_end(&listing);
	expect_end(ann,
	    "n\r\n*** Bob is already somebody's name; choose another\r\n");
	ck_assert_uint_le(
	    (size_t)((char *)memchr(ann->got, '\n', ann->len) + 1 - ann->got),
	    LISTING_LINE_MAX);
}
END_TEST

/* Programs read the word of each line. */
START_TEST(test_lines_of_another_word_are_another_event)
{
	const char *first, *second;

	ck_assert(registry_records(room, ann->m, true));
	listing_add(&listing, S_NICK_TAKEN, ARGS(words_of("Bob")));
	listing_add(&listing, S_ALL_LISTED, NULL);
	listing_end(&listing);
	expect_end(ann, "\tthat is everyone\n");
	first = memmem(ann->got, ann->len, "\t-\tnick-taken\t-\tBob", 19);
	second = memmem(ann->got, ann->len, "\t-\tlisted\t-\tthat", 16);
	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_nonnull(second);
	ck_assert(first < second);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("listing");

	tcase_add_checked_fixture(tc, setup, guests_teardown);
	tcase_add_test(tc, test_lines_come_in_order_and_not_before_the_end);
	tcase_add_test(tc, test_an_empty_list_is_no_answer);
	tcase_add_test(tc,
	    test_more_lines_than_fit_at_once_come_all_and_in_order);
	tcase_add_test(tc, test_the_longest_line_is_cut_and_has_its_end);
	tcase_add_test(tc, test_lines_of_another_word_are_another_event);
	return (suite_run("listing", &tc, 1));
}
