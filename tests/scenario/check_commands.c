/*
 * check_commands: what people see of names and other commands.
 */
#include <config.h>

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "harness/meeting.h"
#include "harness/suite.h"

#define BAD "\xef\xbf\xbd" /* U+FFFD */

/* ---- Names ---- */

START_TEST(test_nick_is_told_to_all)
{
	person_type(alice, "/nick alice");
	person_expect(alice, "*** you are now known as alice");
	person_expect(bob, "[ %s ] is now known as alice", alice->who);
	person_type(alice, "hi");
	person_expect(bob, "[ alice ]: hi");
	person_type(alice, "/nick Al.2-x_y");
	person_expect(alice, "*** you are now known as Al.2-x_y");
	person_expect(bob, "[ alice ] is now known as Al.2-x_y");
}
END_TEST

START_TEST(test_nick_may_be_of_any_script)
{
	set_nick(alice, bob, "小明");
	person_type(alice, "hi");
	person_expect(bob, "[ 小明 ]: hi");
	person_type(bob, "/nick Владимир");
	person_expect(bob, "*** you are now known as Владимир");
	person_expect(alice, "[ %s ] is now known as Владимир", bob->who);
}
END_TEST

/* Bob can't have that name, and Alice doesn't hear of it. */
static void
expect_nick_refused(const char *nick)
{
	const char *line;

	person_type(bob, "/nick %s", nick);
	line = person_line(bob);
	if (strncmp(line, "*** ", 4) != 0 ||
	    strstr(line, "you are now known") != NULL)
		ck_abort_msg("'%s' is refused by '%s'", nick, line);
	person_expect_nothing(bob);
	person_type(bob, "me?");
	person_expect(alice, "[ %s ]: me?", bob->who);
}

START_TEST(test_nick_with_blanks_is_shown_whole)
{
	char words[400];

	person_type(bob, "/nick  the quick fox");
	person_expect(bob,
	    "*** the quick fox cannot be your name: it contains blanks");
	person_type(bob, "/nick admin of all");
	person_expect_notice(bob, "admin of all cannot be your name");
	memset(words, 'x', sizeof words - 1);
	words[5] = ' ';
	words[sizeof words - 1] = '\0';
	person_type(bob, "/nick %s", words);
	ck_assert_uint_lt(strlen(person_line(bob)), 200);
	person_expect_nothing(bob);
}
END_TEST

START_TEST(test_nick_is_unique_without_regard_to_case)
{
	set_nick(alice, bob, "Alice");
	expect_nick_refused("Alice");
	expect_nick_refused("alice");
	expect_nick_refused("aLICE");
}
END_TEST

START_TEST(test_case_is_that_of_any_script)
{
	set_nick(alice, bob, "Ärger");
	expect_nick_refused("äRGER");
}
END_TEST

START_TEST(test_own_nick_may_change_its_case)
{
	set_nick(alice, bob, "alice");
	person_type(alice, "/nick Alice");
	person_expect(alice, "*** you are now known as Alice");
	person_expect(bob, "[ alice ] is now known as Alice");
}
END_TEST

START_TEST(test_nick_is_free_after_it_is_given_up)
{
	char who[PERSON_WHO_SIZE];

	set_nick(alice, bob, "alice");
	person_type(alice, "/nick al");
	person_expect(alice, "*** you are now known as al");
	person_expect(bob, "[ alice ] is now known as al");
	set_nick(bob, alice, "alice");
	(void)strcpy(who, alice->who);
	person_type(alice, "/quit");
	expect_gone(&alice);
	person_expect(bob, "[ al ] left the room");
	person_type(bob, "/nick al");
	person_expect(bob, "*** you are now known as al");
}
END_TEST

START_TEST(test_nick_cannot_look_like_an_address)
{
	expect_nick_refused("10.0.0.1");
	expect_nick_refused("127.0.0.1");
	expect_nick_refused("127.0.0.1:80");
	expect_nick_refused(alice->who);
	expect_nick_refused("::1");
	expect_nick_refused("[::1]:80");
	expect_nick_refused("fe80::1");
}
END_TEST

START_TEST(test_nick_cannot_look_like_a_notice)
{
	expect_nick_refused("***");
	expect_nick_refused("*");
	expect_nick_refused("*bob");
	expect_nick_refused("[bob]");
	expect_nick_refused("bob]:");
	expect_nick_refused("/quit");
}
END_TEST

START_TEST(test_nick_has_letters_and_digits_only)
{
	expect_nick_refused("two words");
	expect_nick_refused("a,b");
	expect_nick_refused("a:b");
	expect_nick_refused("😀");
	/* Not seen at all: a zero width space, and joiner, within. */
	expect_nick_refused("ali\xe2\x80\x8b"
			    "ce");
	expect_nick_refused("ali\xe2\x80\x8d"
			    "ce");
	/* An ideographic space. */
	expect_nick_refused("小\xe3\x80\x80明");
	expect_nick_refused("a" BAD);
	expect_nick_refused("");
}
END_TEST

START_TEST(test_nick_has_at_most_32_characters)
{
	/* Bytes do not matter. */
	set_nick(alice, bob, "abcdefghijklmnopqrstuvwxyz012345");
	expect_nick_refused("abcdefghijklmnopqrstuvwxyz0123456");
	expect_nick_refused("一二三四五六七八一二三四五六七八"
			    "一二三四五六七八一二三四五六七八九");
	set_nick(bob, alice,
	    "一二三四五六七八一二三四五六七八一二三四五六七八一二三四五六七八");
}
END_TEST

START_TEST(test_one_of_two_gets_the_nick)
{
	const char *line;
	bool alice_has_it;

	person_type(alice, "/nick x");
	person_type(bob, "/nick X");
	line = person_line(alice);
	alice_has_it = strcmp(line, "*** you are now known as x") == 0;
	if (alice_has_it) {
		person_expect(bob, "[ %s ] is now known as x", alice->who);
		person_expect_notice(bob, "X");
	} else {
		ck_assert_ptr_nonnull(strstr(line, "is now known as X"));
		person_expect_notice(alice, "x");
		person_expect(bob, "*** you are now known as X");
	}
	person_expect_nothing(alice);
	person_expect_nothing(bob);
}
END_TEST

static TCase *
names_case(void)
{
	TCase *tc = tcase_create("names");

	tcase_add_checked_fixture(tc, meeting_open, meeting_close);
	tcase_add_test(tc, test_nick_is_told_to_all);
	tcase_add_test(tc, test_nick_may_be_of_any_script);
	tcase_add_test(tc, test_nick_with_blanks_is_shown_whole);
	tcase_add_test(tc, test_nick_is_unique_without_regard_to_case);
	tcase_add_test(tc, test_case_is_that_of_any_script);
	tcase_add_test(tc, test_own_nick_may_change_its_case);
	tcase_add_test(tc, test_nick_is_free_after_it_is_given_up);
	tcase_add_test(tc, test_nick_cannot_look_like_an_address);
	tcase_add_test(tc, test_nick_cannot_look_like_a_notice);
	tcase_add_test(tc, test_nick_has_letters_and_digits_only);
	tcase_add_test(tc, test_nick_has_at_most_32_characters);
	tcase_add_test(tc, test_one_of_two_gets_the_nick);
	return (tc);
}

/* ---- Commands ---- */

/*
 * Reads the notices that answer a command, and says which of `words` are in
 * them: bit i for words[i].  What ends them is the answer to a question that
 * is asked after it.
 */
static unsigned
read_notices(struct person *p, const char *const *words, unsigned count)
{
	const char *line;
	unsigned seen = 0, i;

	person_type(p, "/xyzzyxyzzy");
	for (;;) {
		line = person_line(p);
		ck_assert_int_eq(strncmp(line, "*** ", 4), 0);
		if (strstr(line, "/xyzzyxyzzy") != NULL)
			return (seen);
		for (i = 0; i < count; i++)
			if (strstr(line, words[i]) != NULL)
				seen |= 1U << i;
	}
}

START_TEST(test_who_shows_everyone)
{
	const char *words[] = { "小明", alice->who, bob->who };

	set_nick(alice, bob, "小明");
	person_type(bob, "/who");
	ck_assert_uint_eq(read_notices(bob, words, 3), 7);
	person_expect_nothing(alice);
}
END_TEST

START_TEST(test_who_forgets_those_who_left)
{
	const char *words[] = { "alice" };

	set_nick(alice, bob, "alice");
	person_type(alice, "/quit");
	expect_gone(&alice);
	person_expect(bob, "[ alice ] left the room");
	person_type(bob, "/who");
	ck_assert_uint_eq(read_notices(bob, words, 1), 0);
}
END_TEST

START_TEST(test_private_message_is_seen_by_two)
{
	struct person *carol = person_join(room);

	person_expect(alice, "[ %s ] joined the room", carol->who);
	person_expect(bob, "[ %s ] joined the room", carol->who);
	set_nick(alice, bob, "Alice");
	person_expect(carol, "[ %s ] is now known as Alice", alice->who);
	set_nick(bob, alice, "Bob");
	person_expect(carol, "[ %s ] is now known as Bob", bob->who);
	person_type(alice, "/msg bob psst,  you");
	person_expect(bob, "[ Alice to Bob ]: psst,  you");
	person_expect(alice, "[ Alice to Bob ]: psst,  you");
	person_type(alice, "aloud");
	person_expect(carol, "[ Alice ]: aloud");
	person_expect(bob, "[ Alice ]: aloud");
	person_hang_up(carol);
}
END_TEST

START_TEST(test_private_message_to_an_address)
{
	person_type(alice, "/msg %s psst", bob->who);
	person_expect(bob, "[ %s to %s ]: psst", alice->who, bob->who);
	person_expect(alice, "[ %s to %s ]: psst", alice->who, bob->who);
}
END_TEST

START_TEST(test_private_message_to_nobody)
{
	person_type(alice, "/msg nobody psst");
	person_expect_notice(alice, "nobody");
	person_expect_nothing(alice);
	person_expect_nothing(bob);
}
END_TEST

START_TEST(test_help_lists_every_command)
{
	static const char *const words[] = { "/nick", "/who", "/me", "/msg",
		"/quit", "/help" };

	person_type(alice, "/help");
	ck_assert_uint_eq(read_notices(alice, words, 6), 63);
	person_expect_nothing(bob);
}
END_TEST

START_TEST(test_help_explains_one_command)
{
	static const char *const words[] = { "nick", "who", "me", "msg", "quit",
		"help" };
	char wanted[16];
	size_t i;

	for (i = 0; i < sizeof words / sizeof *words; i++) {
		person_type(alice, "/help %s", words[i]);
		(void)snprintf(wanted, sizeof wanted, "/%s", words[i]);
		person_expect_notice(alice, wanted);
		person_expect_nothing(alice);
	}
}
END_TEST

START_TEST(test_unknown_command_names_the_nearest)
{
	static const struct {
		const char *typed, *nearest;
	} slips[] = { { "/hlep", "/help" }, { "/hepl me", "/help" },
		{ "/nik bob", "/nick" }, { "/nickk", "/nick" },
		{ "/whoo", "/who" }, { "/wh", "/who" }, { "/quti", "/quit" },
		{ "/qiut", "/quit" }, { "/mgs bob hi", "/msg" } };
	size_t i;

	for (i = 0; i < sizeof slips / sizeof *slips; i++) {
		person_type(alice, "%s", slips[i].typed);
		person_expect_notice(alice, slips[i].nearest);
	}
	person_expect_nothing(alice);
	person_expect_nothing(bob);
}
END_TEST

START_TEST(test_unknown_command_is_not_said)
{
	person_type(alice, "/password hunter2");
	person_expect_notice(alice, "/help");
	person_type(alice, "/");
	person_expect_notice(alice, "/help");
	person_expect_nothing(alice);
	person_expect_nothing(bob);
}
END_TEST

START_TEST(test_command_without_its_arguments_is_explained)
{
	person_type(alice, "/me");
	person_expect_notice(alice, "/me");
	person_type(alice, "/msg");
	person_expect_notice(alice, "/msg");
	person_type(alice, "/msg %s", bob->who);
	person_expect_notice(alice, "/msg");
	person_type(alice, "/nick");
	person_expect_notice(alice, "/nick");
	person_expect_nothing(bob);
}
END_TEST

static TCase *
commands_case(void)
{
	TCase *tc = tcase_create("commands");

	tcase_add_checked_fixture(tc, meeting_open, meeting_close);
	tcase_add_test(tc, test_who_shows_everyone);
	tcase_add_test(tc, test_who_forgets_those_who_left);
	tcase_add_test(tc, test_private_message_is_seen_by_two);
	tcase_add_test(tc, test_private_message_to_an_address);
	tcase_add_test(tc, test_private_message_to_nobody);
	tcase_add_test(tc, test_help_lists_every_command);
	tcase_add_test(tc, test_help_explains_one_command);
	tcase_add_test(tc, test_unknown_command_names_the_nearest);
	tcase_add_test(tc, test_unknown_command_is_not_said);
	tcase_add_test(tc, test_command_without_its_arguments_is_explained);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { names_case(), commands_case() };

	return (suite_run("commands", cases, sizeof cases / sizeof *cases));
}
