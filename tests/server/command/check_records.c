/*
 * check_records: the commands of programs.
 *
 * Each test begins with Ann, an operator, and Bob, who is none.
 */
#include <config.h>

#include <check.h>
#include <stdbool.h>
#include <string.h>

#include "harness/duo.h"
#include "harness/suite.h"
#include "server/command/records.h"
#include "speech/sentence.h"

/* What has come in since, up to this end, has this in it so many times. */
static void
expect_times(struct guest *g, const char *end, const char *part, int times)
{
	const char *p;

	expect_end(g, end);
	g->got[g->len] = '\0';
	for (p = g->got; (p = strstr(p, part)) != NULL; p++)
		times--;
	ck_assert_msg(times == 0, "%s", g->got);
	g->len = 0;
}

#define LISTED "\t-\tlisted\t-\tthat is everyone\n"

START_TEST(test_records_begin_with_who_is_here)
{
	type(bob, "records");
	expect_end(bob, LISTED);
	bob->got[bob->len] = '\0';
	ck_assert_int_eq(strncmp(bob->got, "records\t", 8), 0);
	ck_assert_ptr_nonnull(strstr(bob->got, "\nhere\t-\t"));
	ck_assert_ptr_nonnull(strstr(bob->got, "Z\t@Ann\t10.0.0.1:1\t"));
	ck_assert(registry_reads_records(bob->m));
	ck_assert(!registry_reads_records(ann->m));
}
END_TEST

START_TEST(test_the_list_is_whole_when_it_is_long)
{
	int i;

	for (i = 0; i < 290; i++)
		(void)join();
	expect_end(bob, "[ 10.0.0.1:292 ] joined the room\r\n");
	bob->len = 0;
	type(bob, "records");
	expect_times(bob, LISTED, "here\t-\t", 292);
	type(bob, "who");
	expect_times(bob, LISTED, "here\t-\t", 292);
}
END_TEST

START_TEST(test_off_in_any_case_and_width_brings_sentences_back)
{
	static const char *const offs[] = { "records off", "records OFF",
#ifdef HAVE_TRANSLATIONS
		"records 关", "紀錄 關",
#endif
		"records  ｏｆｆ " };
	size_t i;

	for (i = 0; i < sizeof offs / sizeof *offs; i++) {
		type(bob, "records");
		expect_times(bob, LISTED, "records\t", 1);
		type(bob, offs[i]);
		expect(bob,
		    "*** you read sentences again; /records brings the "
		    "records back\r\n");
		ck_assert(!registry_reads_records(bob->m));
	}
}
END_TEST

START_TEST(test_another_word_changes_nothing)
{
	ck_assert_int_eq(records_run(room, bob->m, words_of("on")),
	    COMMAND_MISUSED);
	ck_assert_int_eq(records_run(room, bob->m, words_of("off now")),
	    COMMAND_MISUSED);
	ck_assert(!registry_reads_records(bob->m));
}
END_TEST

START_TEST(test_the_console_reads_sentences)
{
	ann->m->is_console = true;
	ck_assert_int_eq(records_run(room, ann->m, words_of("")), COMMAND_DONE);
	expect_end(ann, "\r\n");
	ck_assert(!registry_reads_records(ann->m));
	ann->m->is_console = false;
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_records_begin_with_who_is_here,
		test_the_list_is_whole_when_it_is_long,
		test_off_in_any_case_and_width_brings_sentences_back,
		test_another_word_changes_nothing,
		test_the_console_reads_sentences,
		NULL,
	};

	sentence_init();
	return (suite_of("records", duo_setup, guests_teardown, tests));
}
