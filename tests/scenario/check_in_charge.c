/*
 * check_in_charge: what operators can do, in a room with Alice, an operator,
 * and Bob, who is not one.
 */
#include <config.h>

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "harness/key_file.h"
#include "harness/meeting.h"
#include "harness/suite.h"

/* It is refused: Alice reads how it is used, Bob nothing. */
static void
refuse_minutes(const char *command, const char *minutes, const char *usage)
{
	char wrong[64];

	person_type(alice, "%s", command);
	(void)snprintf(wrong, sizeof wrong, "%s is not a number of minutes",
	    minutes);
	person_expect_notice(alice, wrong);
	person_expect_notice(alice, usage);
	person_expect_nothing(bob);
}

START_TEST(test_operator_has_a_mark_that_cannot_be_typed)
{
	person_type(alice, "hello");
	person_expect(bob, "[ @Alice ]: hello");
	person_type(bob, "/nick @Bob");
	person_expect_notice(bob, "@Bob cannot be your name");
	person_type(alice, "/nick Anna");
	person_expect(alice, "*** you are now known as @Anna");
	person_expect(bob, "[ @Alice ] is now known as @Anna");
}
END_TEST

START_TEST(test_wrong_operator_key_makes_nobody_an_operator)
{
	person_type(bob, "/op open sesam");
	person_expect_notice(bob, "wrong operator key");
	person_type(bob, "/lock");
	person_expect_notice(bob, "for operators");
}
END_TEST

START_TEST(test_kick_tells_everyone_and_ends_the_connection)
{
	person_type(alice, "/kick bob too loud");
	person_expect(alice, "*** @Alice threw out Bob: too loud");
	person_expect(alice, "[ Bob ] left the room (kicked)");
	person_expect(bob, "*** @Alice threw out Bob: too loud");
	person_expect_end(bob);
	bob = NULL;
}
END_TEST

START_TEST(test_kick_of_somebody_who_never_reads_is_at_once)
{
	struct person *stuck = person_dial(room, "127.0.0.1", 4096);
	char line[4000];
	int i;

	ck_assert_ptr_nonnull(stuck);
	person_expect(alice, "[ %s ] joined the room", stuck->who);
	memset(line, 'x', sizeof line - 1);
	line[sizeof line - 1] = '\0';
	for (i = 0; i < 40; i++) {
		person_type(bob, "%s", line);
		person_expect(alice, "[ Bob ]: %s", line);
	}
	person_type(alice, "/kick %s", stuck->who);
	person_expect(alice, "*** @Alice threw out %s", stuck->who);
	person_expect(alice, "[ %s ] left the room (kicked)", stuck->who);
	person_reset(stuck);
}
END_TEST

START_TEST(test_nobody_can_be_kicked_who_is_not_here)
{
	person_type(alice, "/kick Carol");
	person_expect_notice(alice, "nobody here is called Carol");
}
END_TEST

/* The operator key is in a file here, and always lets its owner in. */
static void
expect_banned(struct person *p, const char *line)
{
	ck_assert_ptr_nonnull(p);
	person_expect(p, "*** %s; only the operator key lets you in: /op KEY",
	    line);
	person_type(p, " ");
	person_expect(p, "*** you are banned from this room, goodbye");
	person_expect_end(p);
}

START_TEST(test_banned_address_cannot_come_back_until_unbanned)
{
	person_type(alice, "/ban 127.0.0.2/31 noise");
	person_expect(bob, "*** @Alice banned 127.0.0.2/31: noise");
	person_expect(alice, "*** @Alice banned 127.0.0.2/31: noise");
	person_type(alice, "/ban Bob 10");
	person_expect(alice, "*** @Alice banned Bob at 127.0.0.1 for 10 min");
	person_expect(alice, "[ Bob ] left the room (banned)");
	person_expect(bob, "*** @Alice banned Bob at 127.0.0.1 for 10 min");
	person_expect(bob, "*** you are banned from this room, goodbye");
	person_expect_end(bob);
	bob = NULL;
	expect_banned(person_dial(room, "127.0.0.1", 0),
	    "you are banned from this room; come back in 10 minutes");
	person_type(alice, "/bans");
	person_expect(alice, "*** 2 bans");
	person_expect_notice(alice, "127.0.0.2/31");
	person_expect_notice(alice, "127.0.0.1");
	person_type(alice, "/unban 127.0.0.1");
	person_expect(alice, "*** @Alice lifted the ban of 127.0.0.1");
	bob = person_join(room);
	person_expect(alice, "[ %s ] joined the room", bob->who);
}
END_TEST

START_TEST(test_who_is_thrown_out_by_address_reads_why)
{
	person_type(alice, "/ban 127.0.0.0/8 noise");
	person_expect_notice(alice, "127.0.0.0/8 contains your own address");
	person_type(alice, "/ban 127.0.0.0/8 noise");
	person_expect(bob, "*** @Alice banned 127.0.0.0/8: noise");
	person_expect(bob, "*** you are banned from this room, goodbye");
	person_expect_end(bob);
	bob = NULL;
	person_expect(alice, "*** @Alice banned 127.0.0.0/8: noise");
	person_expect(alice, "[ Bob ] left the room (banned)");
}
END_TEST

START_TEST(test_long_reason_of_a_ban_is_told_cut_and_nothing_else)
{
	char why[200], line[300];

	memset(why, 'x', sizeof why - 1);
	why[sizeof why - 1] = '\0';
	person_type(alice, "/ban 127.0.0.1 %s", why);
	person_expect(alice, "*** @Alice banned 127.0.0.1: %s", why);
	person_expect(bob, "*** @Alice banned 127.0.0.1: %s", why);
	person_expect(bob, "*** you are banned from this room, goodbye");
	person_expect_end(bob);
	bob = NULL;
	person_expect(alice, "[ Bob ] left the room (banned)");
	(void)snprintf(line, sizeof line,
	    "you are banned from this room (%.127s); ask the person in charge "
	    "of it",
	    why);
	expect_banned(person_dial(room, "127.0.0.1", 0), line);
}
END_TEST

START_TEST(test_ban_of_what_is_no_address_says_so)
{
	person_type(alice, "/ban 10.0.0.1/33");
	person_expect_notice(alice,
	    "nobody here is called 10.0.0.1/33, and it is not an ADDRESS[/BITS]");
	person_type(alice, "/ban fe80::g");
	person_expect_notice(alice,
	    "nobody here is called fe80::g, and it is not an ADDRESS[/BITS]");
	person_type(alice, "/bans");
	person_expect(alice, "*** 0 bans");
}
END_TEST

START_TEST(test_time_that_is_no_number_of_minutes_is_not_for_ever)
{
	refuse_minutes("/mute Bob 5min", "5min", "usage: /mute NAME [MINUTES]");
	refuse_minutes("/mute Bob 0", "0", "usage: /mute NAME [MINUTES]");
	refuse_minutes("/pause 600000", "600000", "usage: /pause [MINUTES]");
	refuse_minutes("/pause 99999999999999999999", "99999999999999999999",
	    "usage: /pause [MINUTES]");
	refuse_minutes("/ban 10.0.0.0/8 600000 noise", "600000",
	    "usage: /ban WHO [MINUTES] [WHY]");
	refuse_minutes("/ban Bob 5min", "5min",
	    "usage: /ban WHO [MINUTES] [WHY]");
	person_type(alice, "/bans");
	person_expect(alice, "*** 0 bans");
	person_type(bob, "still here");
	person_expect(alice, "[ Bob ]: still here");
}
END_TEST

START_TEST(test_words_that_nobody_would_read_are_refused)
{
	person_type(alice, "/mute Bob noise");
	person_expect_notice(alice, "noise is not a number of minutes");
	person_expect_notice(alice, "usage: /mute NAME [MINUTES]");
	person_type(alice, "/mute Bob 5 noise");
	person_expect_notice(alice, "usage: /mute NAME [MINUTES]");
	person_type(alice, "/pause for lunch");
	person_expect_notice(alice, "for is not a number of minutes");
	person_expect_notice(alice, "usage: /pause [MINUTES]");
	person_type(alice, "/pause 5 min");
	person_expect_notice(alice, "usage: /pause [MINUTES]");
	person_type(bob, "still here");
	person_expect(alice, "[ Bob ]: still here");
}
END_TEST

START_TEST(test_muted_one_is_not_heard_and_is_told)
{
	person_type(alice, "/mute Bob");
	both_expect("*** @Alice muted Bob");
	person_type(bob, "hello?");
	person_expect_notice(bob, "you are muted");
	person_type(bob, "/me shouts");
	person_expect_notice(bob, "you are muted");
	person_type(alice, "/unmute Bob");
	both_expect("*** @Alice unmuted Bob");
	person_type(bob, "thanks");
	person_expect(alice, "[ Bob ]: thanks");
}
END_TEST

START_TEST(test_muted_one_says_nothing_by_name_or_last_words)
{
	person_type(alice, "/mute Bob");
	both_expect("*** @Alice muted Bob");
	person_type(bob, "/nick Bob-can-still-shout");
	person_expect_notice(bob, "you are muted");
	person_type(bob, "/quit shouting");
	person_expect_notice(bob, "you are muted");
	person_expect(alice, "[ Bob ] left the room");
}
END_TEST

START_TEST(test_muted_one_is_seen_to_be_kicked)
{
	person_type(alice, "/mute Bob");
	both_expect("*** @Alice muted Bob");
	person_type(alice, "/kick Bob");
	both_expect("*** @Alice threw out Bob");
	person_expect(alice, "[ Bob ] left the room (kicked)");
}
END_TEST

START_TEST(test_name_in_full_width_is_shown_in_ordinary_letters)
{
	person_type(bob, "/nick Ｂｅｎ");
	person_expect_notice(bob, "you are now known as Ben");
	person_expect(alice, "[ Bob ] is now known as Ben");
}
END_TEST

START_TEST(test_operator_cannot_be_muted)
{
	person_type(bob, "/op " KEY);
	both_expect("*** Bob is now an operator: @Bob");
	person_type(alice, "/mute Bob");
	person_expect(alice,
	    "*** @Bob is an operator and cannot be muted; /kick works");
	person_type(bob, "hello");
	person_expect(alice, "[ @Bob ]: hello");
}
END_TEST

START_TEST(test_muted_one_can_whisper_to_an_operator)
{
	person_type(alice, "/mute Bob");
	both_expect("*** @Alice muted Bob");
	person_type(bob, "/msg @Alice sorry");
	both_expect("[ Bob to @Alice ]: sorry");
}
END_TEST

START_TEST(test_locked_room_lets_no_one_new_in)
{
	struct person *carol;

	person_type(alice, "/lock");
	both_expect("*** @Alice locked the room");
	carol = person_dial(room, "127.0.0.1", 0);
	ck_assert_ptr_nonnull(carol);
	person_expect_notice(carol, "the room is locked; you come in when");
	person_type(carol, "let me in");
	person_expect(carol,
	    "*** the room is locked; your line was not sent; you come in when "
	    "an operator unlocks it, or with /op KEY");
	person_type(carol, " ");
	person_expect(carol, "*** the room is locked, goodbye");
	person_expect_end(carol);
	person_type(alice, "/unlock");
	both_expect("*** @Alice unlocked the room");
	carol = person_join(room);
	person_hang_up(carol);
}
END_TEST

START_TEST(test_in_a_pause_only_operators_speak)
{
	person_type(alice, "/pause");
	both_expect("*** @Alice paused the room: only operators speak");
	person_type(bob, "but");
	person_expect_notice(bob, "only operators speak");
	person_type(alice, "quiet, please");
	person_expect(bob, "[ @Alice ]: quiet, please");
	person_type(alice, "/resume");
	both_expect("*** @Alice ended the pause");
	person_type(bob, "now");
	person_expect(alice, "[ Bob ]: now");
}
END_TEST

START_TEST(test_in_a_pause_there_are_no_last_words)
{
	person_type(alice, "/pause");
	both_expect("*** @Alice paused the room: only operators speak");
	person_type(bob, "/quit shouting");
	person_expect_notice(bob, "only operators speak");
	person_expect(alice, "[ Bob ] left the room");
}
END_TEST

START_TEST(test_slow_mode_is_one_line_a_person)
{
	person_type(alice, "/slow 3600");
	both_expect(
	    "*** @Alice turned on slow mode: one line per person every 3600 s");
	person_send(bob, "one\ntwo\nthree\n", 14);
	person_expect(alice, "[ Bob ]: one");
	person_expect_notice(bob, "your line was not sent");
	person_expect_notice(bob, "your line was not sent");
	person_type(alice, "/slow 0");
	both_expect("*** @Alice turned off slow mode");
	person_type(bob, "four");
	person_expect(alice, "[ Bob ]: four");
}
END_TEST

START_TEST(test_name_that_is_taken_costs_no_turn_in_slow_mode)
{
	person_type(alice, "/slow 3600");
	both_expect(
	    "*** @Alice turned on slow mode: one line per person every 3600 s");
	person_type(bob, "/nick Alice");
	person_expect_notice(bob, "already somebody's name");
	person_type(bob, "hello");
	person_expect(alice, "[ Bob ]: hello");
}
END_TEST

START_TEST(test_topic_is_told_to_newcomers)
{
	struct person *carol;

	person_type(alice, "/topic 今天: threads");
	both_expect("*** @Alice set the topic: 今天: threads");
	carol = person_dial(room, "127.0.0.1", 0);
	ck_assert_ptr_nonnull(carol);
	person_expect_notice(carol, "welcome");
	person_expect_notice(carol, "people are here");
	person_expect(carol, "*** topic: 今天: threads");
	person_hang_up(carol);
}
END_TEST

/* A topic has room for 512 bytes. */
START_TEST(test_long_topic_is_cut_and_its_isolate_closed)
{
	char words[600] = "\xe2\x81\xa7", line[700];

	while (strlen(words) < 590)
		(void)strcat(words, "x");
	person_type(alice, "/topic %s", words);
	(void)snprintf(line, sizeof line,
	    "*** @Alice set the topic: %.509s\xe2\x81\xa9", words);
	both_expect(line);
}
END_TEST

START_TEST(test_announcement_is_said_by_the_room)
{
	person_type(alice, "/announce lunch");
	both_expect("*** lunch");
}
END_TEST

START_TEST(test_every_act_is_in_the_log)
{
	person_type(alice, "/mute Bob 5");
	both_expect("*** @Alice muted Bob for 5 min");
	person_hang_up(alice);
	alice = NULL;
	person_expect(bob, "[ @Alice ] left the room");
	(void)room_expect_log(room, "@Alice muted Bob for 5 min");
}
END_TEST

START_TEST(test_log_names_who_announced)
{
	person_type(alice, "/announce lunch");
	both_expect("*** lunch");
	person_hang_up(alice);
	alice = NULL;
	person_expect(bob, "[ @Alice ] left the room");
	(void)room_expect_log(room, ": @Alice announced: lunch\n");
}
END_TEST

START_TEST(test_help_lists_operators_commands_to_operators_only)
{
	const char *line;
	bool seen = false;

	person_type(bob, "/help\n/xyzzy");
	while (strstr(line = person_line(bob), "xyzzy") == NULL)
		ck_assert_ptr_null(strstr(line, "/kick"));
	person_type(alice, "/help\n/xyzzy");
	while (strstr(line = person_line(alice), "xyzzy") == NULL)
		seen = seen || strstr(line, "/kick") != NULL;
	ck_assert(seen);
}
END_TEST

START_TEST(test_reserved_name_is_for_operators)
{
	person_type(bob, "/nick Teacher");
	person_expect_notice(bob, "operators");
	person_type(bob, "/nick 老师");
	person_expect_notice(bob, "operators");
	person_type(alice, "/nick Teacher");
	person_expect(alice, "*** you are now known as @Teacher");
}
END_TEST

START_TEST(test_quiet_one_reads_no_joins_and_leaves)
{
	struct person *carol;

	person_type(bob, "/quiet");
	person_expect_notice(bob, "quiet is on: you are not told who comes");
	carol = person_join(room);
	person_expect(alice, "[ %s ] joined the room", carol->who);
	person_type(carol, "hi");
	person_expect(bob, "[ %s ]: hi", carol->who);
	person_type(bob, "/quiet");
	person_expect_notice(bob, "quiet is off: you are told who comes");
	person_type(carol, "/quit");
	person_expect(bob, "[ %s ] left the room", carol->who);
	person_expect_end(carol);
}
END_TEST

static TCase *
charge_case(void)
{
	TCase *tc = tcase_create("in charge");

	tcase_add_checked_fixture(tc, meeting_open_in_charge, meeting_close);
	tcase_add_test(tc, test_operator_has_a_mark_that_cannot_be_typed);
	tcase_add_test(tc, test_wrong_operator_key_makes_nobody_an_operator);
	tcase_add_test(tc, test_kick_tells_everyone_and_ends_the_connection);
	tcase_add_test(tc, test_kick_of_somebody_who_never_reads_is_at_once);
	tcase_add_test(tc, test_nobody_can_be_kicked_who_is_not_here);
	tcase_add_test(tc, test_banned_address_cannot_come_back_until_unbanned);
	tcase_add_test(tc, test_who_is_thrown_out_by_address_reads_why);
	tcase_add_test(tc,
	    test_long_reason_of_a_ban_is_told_cut_and_nothing_else);
	tcase_add_test(tc, test_ban_of_what_is_no_address_says_so);
	tcase_add_test(tc,
	    test_time_that_is_no_number_of_minutes_is_not_for_ever);
	tcase_add_test(tc, test_words_that_nobody_would_read_are_refused);
	tcase_add_test(tc, test_muted_one_is_not_heard_and_is_told);
	tcase_add_test(tc, test_muted_one_says_nothing_by_name_or_last_words);
	tcase_add_test(tc, test_muted_one_is_seen_to_be_kicked);
	tcase_add_test(tc, test_operator_cannot_be_muted);
	tcase_add_test(tc, test_muted_one_can_whisper_to_an_operator);
	tcase_add_test(tc,
	    test_name_in_full_width_is_shown_in_ordinary_letters);
	tcase_add_test(tc, test_locked_room_lets_no_one_new_in);
	tcase_add_test(tc, test_in_a_pause_only_operators_speak);
	tcase_add_test(tc, test_in_a_pause_there_are_no_last_words);
	tcase_add_test(tc, test_slow_mode_is_one_line_a_person);
	tcase_add_test(tc, test_name_that_is_taken_costs_no_turn_in_slow_mode);
	tcase_add_test(tc, test_topic_is_told_to_newcomers);
	tcase_add_test(tc, test_long_topic_is_cut_and_its_isolate_closed);
	tcase_add_test(tc, test_announcement_is_said_by_the_room);
	tcase_add_test(tc, test_every_act_is_in_the_log);
	tcase_add_test(tc, test_log_names_who_announced);
	tcase_add_test(tc,
	    test_help_lists_operators_commands_to_operators_only);
	tcase_add_test(tc, test_reserved_name_is_for_operators);
	tcase_add_test(tc, test_quiet_one_reads_no_joins_and_leaves);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { charge_case() };

	return (suite_run("in charge", cases, sizeof cases / sizeof *cases));
}
