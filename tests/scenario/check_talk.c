/*
 * check_talk: what people see of each other as they come in, talk and leave.
 */
#include <config.h>

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "common/text.h"
#include "harness/meeting.h"
#include "harness/suite.h"

/* ---- Coming in and talking ---- */

START_TEST(test_newcomer_is_greeted)
{
	struct person *carol = person_dial(room, "127.0.0.1", 0);
	const char *line;
	bool counted = false;

	ck_assert_ptr_nonnull(carol);
	person_expect(carol, "*** welcome, you are %s here", carol->who);
	do {
		line = person_line(carol);
		ck_assert_int_eq(strncmp(line, "*** ", 4), 0);
		counted = counted || strchr(line, '3') != NULL;
	} while (strstr(line, "/help") == NULL);
	ck_assert(counted);
	person_expect_nothing(carol);
	person_hang_up(carol);
}
END_TEST

START_TEST(test_others_see_who_joins)
{
	struct person *carol = person_join(room);

	person_expect(alice, "[ %s ] joined the room", carol->who);
	person_expect(bob, "[ %s ] joined the room", carol->who);
	person_hang_up(carol);
}
END_TEST

START_TEST(test_newcomer_does_not_see_itself_join)
{
	struct person *carol = person_join(room);

	person_expect_nothing(carol);
	person_hang_up(carol);
}
END_TEST

START_TEST(test_others_read_what_is_said)
{
	person_type(alice, "hello, Bob");
	person_expect(bob, "[ %s ]: hello, Bob", alice->who);
	person_type(bob, "hello, Alice");
	person_expect(alice, "[ %s ]: hello, Alice", bob->who);
}
END_TEST

START_TEST(test_nobody_reads_their_own_lines)
{
	person_type(alice, "hello");
	person_expect(bob, "[ %s ]: hello", alice->who);
	person_expect_nothing(alice);
}
END_TEST

START_TEST(test_chinese_is_said_unchanged)
{
	person_type(alice, "你好，世界！ 👩‍👩‍👧 ça va?");
	person_expect(bob,
	    "[ %s ]: 你好，世界！ 👩‍👩‍👧 ça va?",
	    alice->who);
}
END_TEST

START_TEST(test_blanks_around_text_are_kept)
{
	person_type(alice, "  two blanks\tand a tab  ");
	person_expect(bob, "[ %s ]:   two blanks\tand a tab  ", alice->who);
}
END_TEST

START_TEST(test_lines_of_one_write_are_said_one_by_one)
{
	person_send(alice, BYTES("one\ntwo\r\nthree\n"));
	person_expect(bob, "[ %s ]: one", alice->who);
	person_expect(bob, "[ %s ]: two", alice->who);
	person_expect(bob, "[ %s ]: three", alice->who);
}
END_TEST

START_TEST(test_all_read_in_one_order)
{
	struct person *carol = person_join(room);
	char line[256];
	int i;

	person_expect(alice, "[ %s ] joined the room", carol->who);
	person_expect(bob, "[ %s ] joined the room", carol->who);
	for (i = 0; i < 50; i++) {
		person_type(alice, "%d of Alice", i);
		person_type(bob, "%d of Bob", i);
	}
	/* Carol reads one order; Alice and Bob the same, minus their own. */
	for (i = 0; i < 100; i++) {
		(void)snprintf(line, sizeof line, "%s", person_line(carol));
		person_expect(strstr(line, "of Alice") != NULL ? bob : alice,
		    "%s", line);
	}
	person_hang_up(carol);
}
END_TEST

START_TEST(test_me_is_seen_by_others)
{
	person_type(alice, "/me waves");
	person_expect(bob, "* %s waves", alice->who);
	set_nick(alice, bob, "alice");
	person_type(alice, "/me waves again");
	person_expect(bob, "* alice waves again");
	person_expect_nothing(alice);
}
END_TEST

START_TEST(test_double_slash_says_a_slash)
{
	person_type(alice, "//help is a command");
	person_expect(bob, "[ %s ]: /help is a command", alice->who);
	person_type(alice, "///");
	person_expect(bob, "[ %s ]: ///", alice->who);
	person_expect_nothing(alice);
}
END_TEST

static TCase *
talk_case(void)
{
	TCase *tc = tcase_create("talk");

	tcase_add_checked_fixture(tc, meeting_open, meeting_close);
	tcase_add_test(tc, test_newcomer_is_greeted);
	tcase_add_test(tc, test_others_see_who_joins);
	tcase_add_test(tc, test_newcomer_does_not_see_itself_join);
	tcase_add_test(tc, test_others_read_what_is_said);
	tcase_add_test(tc, test_nobody_reads_their_own_lines);
	tcase_add_test(tc, test_chinese_is_said_unchanged);
	tcase_add_test(tc, test_blanks_around_text_are_kept);
	tcase_add_test(tc, test_lines_of_one_write_are_said_one_by_one);
	tcase_add_test(tc, test_all_read_in_one_order);
	tcase_add_test(tc, test_me_is_seen_by_others);
	tcase_add_test(tc, test_double_slash_says_a_slash);
	return (tc);
}

/* ---- Leaving ---- */

START_TEST(test_empty_line_leaves)
{
	char who[PERSON_WHO_SIZE];

	(void)strcpy(who, alice->who);
	person_type(alice, "%s", "");
	expect_gone(&alice);
	person_expect(bob, "[ %s ] left the room", who);
}
END_TEST

START_TEST(test_empty_line_of_telnet_leaves)
{
	char who[PERSON_WHO_SIZE];

	(void)strcpy(who, alice->who);
	person_send(alice, BYTES("\r\0"));
	expect_gone(&alice);
	person_expect(bob, "[ %s ] left the room", who);
}
END_TEST

START_TEST(test_line_of_white_space_leaves)
{
	char who[PERSON_WHO_SIZE];

	(void)strcpy(who, alice->who);
	person_send(alice, BYTES(" \t  \r\n"));
	expect_gone(&alice);
	person_expect(bob, "[ %s ] left the room", who);
}
END_TEST

START_TEST(test_quit_leaves)
{
	char who[PERSON_WHO_SIZE];

	(void)strcpy(who, alice->who);
	person_type(alice, "/quit");
	expect_gone(&alice);
	person_expect(bob, "[ %s ] left the room", who);
}
END_TEST

START_TEST(test_quit_may_say_why)
{
	set_nick(alice, bob, "alice");
	person_type(alice, "/quit lunch, 再见");
	expect_gone(&alice);
	person_expect(bob, "[ alice ] left the room (lunch, 再见)");
}
END_TEST

START_TEST(test_hanging_up_leaves)
{
	char who[PERSON_WHO_SIZE];

	(void)strcpy(who, alice->who);
	person_hang_up(alice);
	alice = NULL;
	person_expect(bob, "[ %s ] left the room", who);
}
END_TEST

START_TEST(test_reset_is_the_reason)
{
	char who[PERSON_WHO_SIZE];

	(void)strcpy(who, alice->who);
	person_reset(alice);
	alice = NULL;
	person_expect(bob, "[ %s ] left the room (reset)", who);
}
END_TEST

START_TEST(test_nothing_after_the_goodbye_is_said)
{
	char who[PERSON_WHO_SIZE];

	(void)strcpy(who, alice->who);
	person_send(alice, BYTES("one\n\ntwo\n"));
	person_expect(bob, "[ %s ]: one", who);
	person_expect(bob, "[ %s ] left the room", who);
	expect_gone(&alice);
	person_expect_nothing(bob);
}
END_TEST

/* As "printf ... | nc -N" does. */
START_TEST(test_answers_come_before_the_end)
{
	person_send(alice, BYTES("/help quit\n/nick al\n/xyzzy"));
	person_half_close(alice);
	person_expect_notice(alice, "/quit");
	person_expect(alice, "*** you are now known as al");
	person_expect_notice(alice, "/xyzzy");
	expect_gone(&alice);
}
END_TEST

START_TEST(test_long_answer_comes_before_the_end)
{
	int i;

	for (i = 0; i < 200; i++)
		person_send(bob, BYTES("some of the many words of Bob\n"));
	person_type(bob, "/help help");
	person_expect_notice(bob, "/help");
	/* All of that is before Alice's goodbye. */
	person_send(alice, BYTES("\n"));
	for (i = 0; i < 200; i++)
		person_expect(alice, "[ %s ]: some of the many words of Bob",
		    bob->who);
	expect_gone(&alice);
}
END_TEST

static TCase *
leaving_case(void)
{
	TCase *tc = tcase_create("leaving");

	tcase_add_checked_fixture(tc, meeting_open, meeting_close);
	tcase_add_test(tc, test_empty_line_leaves);
	tcase_add_test(tc, test_empty_line_of_telnet_leaves);
	tcase_add_test(tc, test_line_of_white_space_leaves);
	tcase_add_test(tc, test_quit_leaves);
	tcase_add_test(tc, test_quit_may_say_why);
	tcase_add_test(tc, test_hanging_up_leaves);
	tcase_add_test(tc, test_reset_is_the_reason);
	tcase_add_test(tc, test_nothing_after_the_goodbye_is_said);
	tcase_add_test(tc, test_answers_come_before_the_end);
	tcase_add_test(tc, test_long_answer_comes_before_the_end);
	return (tc);
}

/* ---- Pretending ---- */

START_TEST(test_text_cannot_be_a_notice)
{
	person_type(alice, "*** the room is closing, bye bye");
	person_expect(bob, "[ %s ]: *** the room is closing, bye bye",
	    alice->who);
	person_type(alice, "/me *** is closing");
	person_expect(bob, "* %s *** is closing", alice->who);
}
END_TEST

START_TEST(test_text_cannot_be_of_someone_else)
{
	static const char *const ends[] = { "\r", "\v", "\f", "\302\205",
		"\342\200\250", "\342\200\251", "\0330", "\342\200\256" };
	char line[128], prefix[128];
	const char *got;
	size_t i;

	(void)snprintf(prefix, sizeof prefix, "[ %s ]: hi", alice->who);
	for (i = 0; i < sizeof ends / sizeof *ends; i++) {
		(void)snprintf(line, sizeof line, "hi%s[ %s ]: it was me",
		    ends[i], bob->who);
		person_type(alice, "%s", line);
		got = person_line(bob);
		ck_assert_int_eq(strncmp(got, prefix, strlen(prefix)), 0);
		ck_assert_ptr_nonnull(strstr(got, "it was me"));
		ck_assert(text_is_clean(got, strlen(got)));
	}
	person_expect_nothing(bob);
}
END_TEST

START_TEST(test_words_of_commands_are_clean)
{
	const char *line;

	person_type(alice, "/msg %s \033[2J\r*** you", bob->who);
	person_expect(bob, "[ %s to %s ]: [2J*** you", alice->who, bob->who);
	(void)person_line(alice);
	person_type(alice, "/me \a\033[1mwaves");
	person_expect(bob, "* %s [1mwaves", alice->who);
	person_type(alice, "/\033[1m\xfe");
	person_expect_notice(alice, "that is not UTF-8");
	line = person_line(alice);
	ck_assert(text_is_clean(line, strlen(line)));
	person_type(alice, "/quit \033[2J\r*** bye");
	expect_gone(&alice);
	line = person_line(bob);
	ck_assert_ptr_nonnull(strstr(line, "left the room ([2J*** bye)"));
}
END_TEST

static TCase *
pretending_case(void)
{
	TCase *tc = tcase_create("pretending");

	tcase_add_checked_fixture(tc, meeting_open, meeting_close);
	tcase_add_test(tc, test_text_cannot_be_a_notice);
	tcase_add_test(tc, test_text_cannot_be_of_someone_else);
	tcase_add_test(tc, test_words_of_commands_are_clean);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { talk_case(), leaving_case(), pretending_case() };

	return (suite_run("talk", cases, sizeof cases / sizeof *cases));
}
