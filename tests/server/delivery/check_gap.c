/*
 * check_gap: lines that are left out of what the console reads, and counted.
 */
#include <config.h>

#include <check.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "harness/suite.h"
#include "server/delivery/gap.h"
#include "server/dialect/charset.h"
#include "speech/sentence.h"

static struct gap g;

static void
setup(void)
{
	g = (struct gap){ 0 };
}

/* Of these bytes, as many belong to one line; whether they are kept. */
static bool
keeps(const char *bytes, bool full, size_t expected)
{
	bool keep;

	ck_assert_uint_eq(gap_next(&g, bytes, strlen(bytes), full, &keep),
	    expected);
	return (keep);
}

START_TEST(test_with_room_every_line_is_kept)
{
	ck_assert(keeps("one\r\ntwo\r\n", false, 5));
	ck_assert(keeps("two\r\n", false, 5));
	ck_assert(!gap_can_close(&g));
	ck_assert_uint_eq(g.lines, 0);
}
END_TEST

START_TEST(test_lines_without_room_are_left_out_and_counted)
{
	ck_assert(!keeps("one\r\ntwo\r\n", true, 5));
	ck_assert(!keeps("two\r\n", true, 5));
	ck_assert_uint_eq(g.lines, 2);
	ck_assert(gap_can_close(&g));
}
END_TEST

START_TEST(test_a_line_that_has_begun_is_kept_to_its_end)
{
	ck_assert(keeps("begin", false, 5));
	ck_assert(keeps("ning\r\n", true, 6));
	ck_assert_uint_eq(g.lines, 0);
	ck_assert(!keeps("next\r\n", true, 6));
	ck_assert_uint_eq(g.lines, 1);
}
END_TEST

START_TEST(test_a_line_that_is_left_out_is_left_out_to_its_end)
{
	ck_assert(!keeps("begin", true, 5));
	ck_assert(!gap_can_close(&g));
	ck_assert(!keeps("ning\r\n", false, 6));
	ck_assert_uint_eq(g.lines, 1);
	ck_assert(gap_can_close(&g));
}
END_TEST

START_TEST(test_nothing_is_kept_until_the_gap_is_closed)
{
	ck_assert(!keeps("one\r\n", true, 5));
	ck_assert(!keeps("two\r\n", false, 5));
	gap_close(&g);
	ck_assert(!gap_can_close(&g));
	ck_assert(keeps("three\r\n", false, 7));
	ck_assert_uint_eq(g.lines, 0);
}
END_TEST

START_TEST(test_a_line_that_went_past_is_not_interrupted)
{
	gap_passed(&g, 'x');
	ck_assert(keeps("rest\r\n", true, 6));
	gap_passed(&g, '\n');
	ck_assert(!keeps("next\r\n", true, 6));
}
END_TEST

START_TEST(test_a_line_that_could_not_be_kept_is_counted_once)
{
	ck_assert(keeps("one\r\n", false, 5));
	gap_lose(&g);
	ck_assert_uint_eq(g.lines, 1);
	gap_close(&g);
	/* Of a line in two pieces, the first is lost. */
	ck_assert(keeps("tw", false, 2));
	gap_lose(&g);
	ck_assert(!keeps("o\r\n", false, 3));
	ck_assert_uint_eq(g.lines, 1);
}
END_TEST

START_TEST(test_one_line_and_many_are_told_of)
{
	char out[GAP_SAID_SIZE];
	size_t len;

	g.lines = 1;
	len = gap_say(&g, out);
	ck_assert_uint_eq(strlen(out), len);
	ck_assert_ptr_nonnull(strstr(out, "1 line "));
	ck_assert_str_eq(out + len - 2, "\r\n");
	g.lines = UINT32_MAX;
	len = gap_say(&g, out);
	ck_assert_ptr_nonnull(strstr(out, "4294967295 lines "));
	ck_assert_str_eq(out + len - 2, "\r\n");
}
END_TEST

#ifdef HAVE_TRANSLATIONS
START_TEST(test_its_reader_is_told_in_its_language)
{
	char out[GAP_SAID_SIZE];

	g.lines = UINT32_MAX;
	g.language = LANGUAGE_ZH_CN;
	(void)gap_say(&g, out);
	ck_assert_str_eq(out, "*** 有 4294967295 行没有在这里显示\r\n");
	g.language = LANGUAGE_ZH_TW;
	(void)gap_say(&g, out);
	ck_assert_str_eq(out, "*** 有 4294967295 行沒有在這裡顯示\r\n");
}
END_TEST

START_TEST(test_its_reader_is_told_in_its_charset)
{
	char out[GAP_SAID_SIZE];

	charset_init(false);
	if (charset_find("gbk", 3, &g.charset) == CHARSET_DONE) {
		g.lines = 1;
		g.language = LANGUAGE_ZH_CN;
		ck_assert_uint_eq(gap_say(&g, out), strlen(out));
		/* 有 1 行没有在这里显示 */
		ck_assert_str_eq(out,
		    "*** \xd3\xd0 1 \xd0\xd0\xc3\xbb\xd3\xd0\xd4\xda"
		    "\xd5\xe2\xc0\xef\xcf\xd4\xca\xbe\r\n");
	}
	charset_fini();
}
END_TEST
#endif

START_TEST(test_the_count_does_not_begin_anew)
{
	g.lines = UINT32_MAX - 1;
	ck_assert(!keeps("one\r\n", true, 5));
	ck_assert(!keeps("two\r\n", true, 5));
	gap_lose(&g);
	ck_assert_uint_eq(g.lines, UINT32_MAX);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("gap");

	sentence_init();
#ifdef HAVE_TRANSLATIONS
	tcase_add_test(tc, test_its_reader_is_told_in_its_language);
	tcase_add_test(tc, test_its_reader_is_told_in_its_charset);
#endif
	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, test_with_room_every_line_is_kept);
	tcase_add_test(tc, test_lines_without_room_are_left_out_and_counted);
	tcase_add_test(tc, test_a_line_that_has_begun_is_kept_to_its_end);
	tcase_add_test(tc, test_a_line_that_is_left_out_is_left_out_to_its_end);
	tcase_add_test(tc, test_nothing_is_kept_until_the_gap_is_closed);
	tcase_add_test(tc, test_a_line_that_went_past_is_not_interrupted);
	tcase_add_test(tc, test_a_line_that_could_not_be_kept_is_counted_once);
	tcase_add_test(tc, test_one_line_and_many_are_told_of);
	tcase_add_test(tc, test_the_count_does_not_begin_anew);
	return (suite_run("gap", &tc, 1));
}
