/*
 * check_server: what people see of the server, one behaviour per test.
 *
 * Most tests begin in a room with Alice and Bob, who have not said anything and
 * have nothing left to read.  That something does not reach somebody is seen
 * from what they read next: the room has a single order, so what is said later
 * cannot overtake it.
 */
#include <config.h>

#include <sys/resource.h>

#include <check.h>
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "harness/room.h"

/* A literal and its length; it may have NULs in it. */
#define BYTES(literal) (literal), sizeof(literal) - 1

#define BAD "\xef\xbf\xbd" /* U+FFFD */

static struct room *room;
static struct person *alice, *bob;

/* Alice and then Bob come in. */
static void
open_room(void)
{
	room_sweep();
	room = room_open("");
	alice = person_join(room);
	bob = person_join(room);
	person_expect(alice, "[ %s ] joined the room", bob->who);
}

/* Those who have not left of their own accord leave, and the room closes. */
static void
close_room(void)
{
	if (alice != NULL)
		person_hang_up(alice);
	if (bob != NULL)
		person_hang_up(bob);
	room_close(room);
}

/* The server has ended this connection in the orderly way. */
static void
expect_gone(struct person **p)
{
	person_expect_end(*p);
	*p = NULL;
}

/* Gives someone a nick; `other`, if not NULL, reads about it. */
static void
set_nick(struct person *p, struct person *other, const char *nick)
{
	person_type(p, "/nick %s", nick);
	person_expect(p, "*** you are now known as %s", nick);
	if (other != NULL)
		person_expect(other, "[ %s ] is now known as %s", p->who, nick);
}

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

	tcase_add_checked_fixture(tc, open_room, close_room);
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

/* ---- Bytes ---- */

/* Alice's `bytes`, cut at `at`; the server has time to see the first part. */
static void
send_cut(const char *bytes, size_t len, size_t at)
{
	person_send(alice, bytes, at);
	person_expect_nothing(bob);
	person_send(alice, bytes + at, len - at);
}

START_TEST(test_line_is_framed_wherever_it_is_cut)
{
	static const char line[] = "\377\375\001"
				   "h\303\251llo\r\n";
	size_t len = sizeof line - 1, at;

	for (at = 0; at < len; at++) {
		send_cut(line, len, at);
		person_expect(bob, "[ %s ]: h\303\251llo", alice->who);
	}
}
END_TEST

START_TEST(test_line_is_framed_byte_by_byte)
{
	static const char line[] = "slow fingers\r\n";
	size_t i;

	for (i = 0; i < sizeof line - 1; i++)
		person_send(alice, line + i, 1);
	person_expect(bob, "[ %s ]: slow fingers", alice->who);
}
END_TEST

START_TEST(test_line_may_end_with_cr_nul)
{
	person_send(alice, BYTES("one\r\0two\r\0"));
	person_expect(bob, "[ %s ]: one", alice->who);
	person_expect(bob, "[ %s ]: two", alice->who);
}
END_TEST

START_TEST(test_telnet_bytes_are_removed_and_not_answered)
{
	person_send(alice,
	    BYTES("\377\375\003\377\373\030\377\373\037\377\372\037\0\120\0"
		  "\030\377\360hel\377\361lo\r\n"));
	person_expect(bob, "[ %s ]: hello", alice->who);
	person_expect_nothing(alice);
}
END_TEST

/* Ctrl-C in telnet, which then shows nothing until the answer has come. */
START_TEST(test_timing_mark_is_answered_to_who_asks)
{
	person_send(alice, BYTES("\377\364\377\375\006one\r\n"));
	person_expect(bob, "[ %s ]: one", alice->who);
	person_type(bob, "two");
	person_expect(alice, "\377\374\006[ %s ]: two", bob->who);
	person_send(alice, BYTES("thr\377\375\006\377\375\006ee\r\n"));
	person_expect(bob, "[ %s ]: three", alice->who);
	person_type(bob, "four");
	person_expect(alice, "\377\374\006\377\374\006[ %s ]: four", bob->who);
}
END_TEST

START_TEST(test_timing_mark_is_answered_in_order)
{
	person_send(alice, BYTES("/nobody\none\n\377\375\006two\n/nothing\n"));
	person_expect_notice(alice, "/nobody");
	person_expect(alice,
	    "\377\374\006*** there is no command /nothing; /help lists all, "
	    "//nothing says it aloud");
	person_expect(bob, "[ %s ]: one", alice->who);
	person_expect(bob, "[ %s ]: two", alice->who);
}
END_TEST

START_TEST(test_timing_mark_is_answered_in_no_charset)
{
	person_type(alice, "/charset gb18030");
	person_expect_notice(alice, "GB18030");
	person_type(bob, "你");
	person_expect(alice, "[ %s ]: \xc4\xe3", bob->who);
	person_send(alice, BYTES("\377\364\377\375\006one\r\n"));
	person_expect(bob, "[ %s ]: one", alice->who);
	person_type(bob, "好");
	person_expect(alice, "\377\374\006[ %s ]: \xba\xc3", bob->who);
}
END_TEST

/* The ya of Russian Windows, which telnet would take for a command. */
START_TEST(test_byte_255_is_said_in_a_charset_that_has_it)
{
	person_type(alice, "/charset windows-1251");
	person_expect_notice(alice, "windows-1251");
	person_send(alice, BYTES("\377\n\365\356\377\375\006\377\377\r\n"));
	person_expect(bob, "[ %s ]: я", alice->who);
	person_expect(bob, "[ %s ]: хояэяя", alice->who);
	person_type(bob, "моя");
	person_expect(alice, "[ %s ]: \354\356\377", bob->who);
}
END_TEST

START_TEST(test_byte_255_changes_its_meaning_between_two_lines)
{
	person_send(alice,
	    BYTES("\377\361one\n/charset cp1251\n\377\n/charset utf-8\n"
		  "\377\375\006two\n/charset cp1251\r\n\377\r\n"
		  "/charset gb18030\r\n\377\361three\r\n"));
	person_expect(bob, "[ %s ]: one", alice->who);
	person_expect(bob, "[ %s ]: я", alice->who);
	person_expect(bob, "[ %s ]: two", alice->who);
	person_expect(bob, "[ %s ]: я", alice->who);
	person_expect(bob, "[ %s ]: three", alice->who);
	person_expect_notice(alice, "windows-1251");
	person_expect_notice(alice, "UTF-8");
	person_expect(alice,
	    "\377\374\006*** your charset is windows-1251; /charset utf-8 "
	    "switches back");
	person_expect_notice(alice, "GB18030");
}
END_TEST

START_TEST(test_control_characters_reach_nobody)
{
	person_send(alice, BYTES("a\0b\033[31mc\a\f\vd\302\233e\t.\n"));
	person_expect(bob, "[ %s ]: ab[31mcde\t.", alice->who);
}
END_TEST

START_TEST(test_lone_cr_reaches_nobody)
{
	/* person_read() does not take a line with a CR in it. */
	person_send(alice, BYTES("one\rtwo\n"));
	person_expect(bob, "[ %s ]: onetwo", alice->who);
}
END_TEST

START_TEST(test_bidi_cannot_turn_the_line)
{
	person_send(alice, BYTES("a\xe2\x80\xae\xe2\x80\xa8z\n"));
	person_expect(bob, "[ %s ]: az", alice->who);
	person_send(alice, BYTES("a\xe2\x81\xa7z\n"));
	person_expect(bob, "[ %s ]: a\xe2\x81\xa7z\xe2\x81\xa9", alice->who);
}
END_TEST

/* The word that the answer repeats has lost its other end. */
START_TEST(test_bidi_cannot_turn_an_answer)
{
	person_send(alice, BYTES("/help \xe2\x81\xa7xyzzy z\n"));
	person_expect(alice,
	    "*** there is no command /\xe2\x81\xa7xyzzy; /help lists all, "
	    "//\xe2\x81\xa7xyzzy says it aloud\xe2\x81\xa9\xe2\x81\xa9");
}
END_TEST

START_TEST(test_invalid_utf8_becomes_a_replacement)
{
	person_send(alice, BYTES("caf\351 \300\257 \355\240\200 \344\275\n"));
	person_expect(bob, "[ %s ]: caf" BAD " " BAD " " BAD " " BAD,
	    alice->who);
}
END_TEST

START_TEST(test_line_of_4096_bytes_is_said)
{
	char line[4098];

	memset(line, 'x', 4096);
	memcpy(line + 4096, "\r\n", 2);
	person_send(alice, line, sizeof line);
	person_expect(bob, "[ %s ]: %.4096s", alice->who, line);
	person_expect_nothing(alice);
}
END_TEST

START_TEST(test_longest_line_may_be_the_one_that_grows_most)
{
	char line[4097], wanted[9 * 1024 + 1];
	int i;

	/* A bad byte and an isolate; all of these are closed at the end. */
	for (i = 0; i < 1024; i++) {
		memcpy(line + 4 * i, "\xfe\xe2\x81\xa6", 4);
		memcpy(wanted + 6 * i, BAD "\xe2\x81\xa6", 6);
		memcpy(wanted + 3 * (2048 + i), "\xe2\x81\xa9", 4);
	}
	line[4096] = '\n';
	person_send(alice, line, sizeof line);
	person_expect(bob, "[ %s ]: %s", alice->who, wanted);
}
END_TEST

START_TEST(test_too_long_line_is_told_to_its_sender_only)
{
	char line[10000];

	memset(line, 'x', sizeof line);
	person_send(alice, line, sizeof line);
	person_expect_notice(alice, "4096");
	person_send(alice, BYTES("still the same line\nnext\n"));
	person_expect(bob, "[ %s ]: next", alice->who);
	person_expect_nothing(alice);
}
END_TEST

#define ENDLESS 200000 /* bytes; the limit is 65536 */

START_TEST(test_endless_line_closes_the_connection)
{
	char *line = malloc(ENDLESS);

	ck_assert_ptr_nonnull(line);
	memset(line, 'x', ENDLESS);
	/* The server need not take all of it. */
	(void)person_write(alice, line, ENDLESS);
	free(line);
	person_expect_notice(alice, "4096");
	person_expect_notice(alice, "65536");
	ck_assert_ptr_null(person_read(alice));
	ck_assert_ptr_nonnull(strstr(person_line(bob), "] left the room"));
	person_expect_nothing(bob);
}
END_TEST

START_TEST(test_last_line_needs_no_end)
{
	person_send(alice, BYTES("hello\nand bye"));
	person_half_close(alice);
	person_expect(bob, "[ %s ]: hello", alice->who);
	person_expect(bob, "[ %s ]: and bye", alice->who);
	person_expect(bob, "[ %s ] left the room", alice->who);
	expect_gone(&alice);
}
END_TEST

static TCase *
bytes_case(void)
{
	TCase *tc = tcase_create("bytes");

	tcase_add_checked_fixture(tc, open_room, close_room);
	tcase_add_test(tc, test_line_is_framed_wherever_it_is_cut);
	tcase_add_test(tc, test_line_is_framed_byte_by_byte);
	tcase_add_test(tc, test_line_may_end_with_cr_nul);
	tcase_add_test(tc, test_telnet_bytes_are_removed_and_not_answered);
	tcase_add_test(tc, test_timing_mark_is_answered_to_who_asks);
	tcase_add_test(tc, test_timing_mark_is_answered_in_order);
	if (room_writes_chinese())
		tcase_add_test(tc, test_timing_mark_is_answered_in_no_charset);
	tcase_add_test(tc, test_byte_255_is_said_in_a_charset_that_has_it);
	if (room_writes_chinese())
		tcase_add_test(tc,
		    test_byte_255_changes_its_meaning_between_two_lines);
	tcase_add_test(tc, test_control_characters_reach_nobody);
	tcase_add_test(tc, test_lone_cr_reaches_nobody);
	tcase_add_test(tc, test_bidi_cannot_turn_the_line);
	tcase_add_test(tc, test_bidi_cannot_turn_an_answer);
	tcase_add_test(tc, test_invalid_utf8_becomes_a_replacement);
	tcase_add_test(tc, test_line_of_4096_bytes_is_said);
	tcase_add_test(tc, test_longest_line_may_be_the_one_that_grows_most);
	tcase_add_test(tc, test_too_long_line_is_told_to_its_sender_only);
	tcase_add_test(tc, test_endless_line_closes_the_connection);
	tcase_add_test(tc, test_last_line_needs_no_end);
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

	tcase_add_checked_fixture(tc, open_room, close_room);
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

	tcase_add_checked_fixture(tc, open_room, close_room);
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

	tcase_add_checked_fixture(tc, open_room, close_room);
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

	tcase_add_checked_fixture(tc, open_room, close_room);
	tcase_add_test(tc, test_text_cannot_be_a_notice);
	tcase_add_test(tc, test_text_cannot_be_of_someone_else);
	tcase_add_test(tc, test_words_of_commands_are_clean);
	return (tc);
}

/* ---- Doors: sockets, limits ---- */

START_TEST(test_full_room_says_so)
{
	struct room *r = room_open("-m 2");
	struct person *one = person_join(r), *two = person_join(r);
	struct person *three = person_dial(r, "127.0.0.1", 0);

	ck_assert_ptr_nonnull(three);
	person_expect_notice(three, "full");
	person_expect_end(three);
	/* Nobody has heard about it. */
	person_expect(one, "[ %s ] joined the room", two->who);
	person_expect_nothing(one);
	person_expect_nothing(two);
	ck_assert_ptr_nonnull(strstr(room_log(r), "refused"));
	person_hang_up(one);
	person_hang_up(two);
	room_close(r);
}
END_TEST

START_TEST(test_full_room_says_so_to_one_who_speaks_first)
{
	struct room *r = room_open("-m 1");
	struct person *one = person_join(r), *two;
	int i;

	for (i = 0; i < 20; i++) {
		/* What was said is there before the server looks. */
		room_signal(r, SIGSTOP);
		two = person_dial(r, "127.0.0.1", 0);
		ck_assert_ptr_nonnull(two);
		(void)person_write(two, BYTES("hello\n"));
		room_signal(r, SIGCONT);
		person_expect_notice(two, "full");
		person_expect_end(two); /* and no reset */
	}
	person_hang_up(one);
	room_close(r);
}
END_TEST

/* Comes in as soon as there is a place: the server needs time to see it. */
static struct person *
join_when_possible(struct room *r)
{
	int64_t deadline = room_now_ms() + room_patience_ms();
	struct person *p;
	const char *line;

	while (room_now_ms() < deadline) {
		p = person_dial(r, "127.0.0.1", 0);
		ck_assert_ptr_nonnull(p);
		line = person_line(p);
		if (strstr(line, "welcome") != NULL)
			return (p);
		ck_assert_ptr_nonnull(strstr(line, "full"));
		person_hang_up(p);
	}
	ck_abort_msg("no place becomes free");
	return (NULL);
}

START_TEST(test_place_of_a_leaver_is_free)
{
	struct room *r = room_open("-m 1");
	struct person *p;
	int i;

	for (i = 0; i < 5; i++) {
		p = join_when_possible(r);
		person_type(p, "/quit");
		while (person_read(p) != NULL)
			;
		ck_assert_ptr_eq(p->fault, person_end);
		person_hang_up(p);
	}
	room_close(r);
}
END_TEST

START_TEST(test_ipv6_address_is_in_brackets)
{
	struct room *r;
	struct person *four, *six;

	if (!room_has_ipv6())
		return;
	r = room_open("-b ::1");
	four = person_join(r);
	six = person_join_ipv6(r); /* compares with "[::1]:PORT" */
	person_expect(four, "[ [::1]:%u ] joined the room", six->port);
	person_type(six, "hi");
	person_expect(four, "[ [::1]:%u ]: hi", six->port);
	person_type(four, "hi");
	person_expect(six, "[ 127.0.0.1:%u ]: hi", four->port);
	person_hang_up(four);
	person_hang_up(six);
	room_close(r);
}
END_TEST

START_TEST(test_two_families_have_one_port)
{
	struct room *r;
	struct person *four, *six;
	char wanted[32];

	if (!room_has_ipv6())
		return;
	r = room_open_exactly("-p 0");
	(void)snprintf(wanted, sizeof wanted, ":%u", r->port);
	ck_assert_ptr_nonnull(strstr(room_output_line(r), wanted));
	four = person_join(r);
	six = person_join_ipv6(r);
	person_expect(four, "[ %s ] joined the room", six->who);
	person_hang_up(four);
	person_hang_up(six);
	room_close(r);
}
END_TEST

START_TEST(test_each_socket_is_told)
{
	struct room *r = room_open("-b 127.0.0.2 -b 127.0.0.3");
	char wanted[64];

	(void)snprintf(wanted, sizeof wanted, "listening on 127.0.0.2:%u",
	    r->port);
	ck_assert_str_eq(room_output_line(r), wanted);
	(void)snprintf(wanted, sizeof wanted, "listening on 127.0.0.3:%u",
	    r->port);
	ck_assert_str_eq(room_output_line(r), wanted);
	room_close(r);
}
END_TEST

START_TEST(test_lines_to_type_are_told)
{
	struct room *r = room_open("");
	bool nc = false, telnet = false, chatroom = false;
	char wanted[64];
	const char *line;

	(void)snprintf(wanted, sizeof wanted, "nc 127.0.0.1 %u", r->port);
	room_signal(r, SIGTERM);
	while ((line = room_output_line(r)) != NULL) {
		nc = nc || strstr(line, wanted) != NULL;
		telnet = telnet || strstr(line, "telnet 127.0.0.1 ") != NULL;
		chatroom = chatroom || strstr(line, "chatroom -p ") != NULL;
	}
	ck_assert(nc && telnet && chatroom);
	room_expect_status(r, 0);
	room_free(r);
}
END_TEST

START_TEST(test_port_can_be_used_again_at_once)
{
	struct room *r = room_open("");
	struct person *p = person_join(r);
	char args[64];

	(void)snprintf(args, sizeof args, "-b 127.0.0.1 -p %u", r->port);
	/* The server closes first: its end is left in TIME_WAIT. */
	person_type(p, "/quit");
	person_expect_end(p);
	room_close(r);
	r = room_open_exactly(args);
	p = person_join(r);
	person_hang_up(p);
	room_close(r);
}
END_TEST

START_TEST(test_port_in_use_is_told)
{
	struct room *r = room_open(""), *second;
	const char *log;
	char args[64];

	(void)snprintf(args, sizeof args, "-b 127.0.0.1 -p %u", r->port);
	second = room_run(args);
	ck_assert_int_eq(second->status, 1);
	log = room_log(second);
	ck_assert_ptr_nonnull(strchr(log, '\n'));
	ck_assert_str_eq(strchr(log, '\n'), "\n");
	ck_assert_ptr_null(room_output_line(second));
	room_free(second);
	room_close(r);
}
END_TEST

START_TEST(test_newcomers_that_vanish_do_no_harm)
{
	struct person *p;
	int i;

	for (i = 0; i < 50; i++) {
		p = person_dial(room, "127.0.0.1", 0);
		ck_assert_ptr_nonnull(p);
		if (i % 2 == 0)
			person_reset(p);
		else
			person_hang_up(p);
	}
	person_type(alice, "still here?");
	for (;;) {
		const char *line = person_line(bob);

		if (strstr(line, "still here?") != NULL)
			break;
		ck_assert(strstr(line, "joined the room") != NULL ||
		    strstr(line, "left the room") != NULL);
	}
}
END_TEST

START_TEST(test_descriptor_limit_is_raised_or_told)
{
	struct room *r = room_open_limited("-m 5000", 100);
	struct rlimit limit;

	ck_assert_int_eq(prlimit(r->pid, RLIMIT_NOFILE, NULL, &limit), 0);
	if (limit.rlim_cur < 5000)
		ck_assert_ptr_nonnull(strstr(room_log(r), "limit"));
	room_close(r);
}
END_TEST

#define FEW_FILES 64
#define SURE_TO_FIT 30 /* the server has less than that for itself */

START_TEST(test_server_without_descriptors_waits_for_some)
{
	struct rlimit few = { FEW_FILES, FEW_FILES };
	struct person *people[FEW_FILES], *last = NULL;
	struct room *r = room_open("");
	int64_t from, used;
	int i;

	ck_assert_int_eq(prlimit(r->pid, RLIMIT_NOFILE, &few, NULL), 0);
	for (i = 0; i < FEW_FILES; i++) {
		people[i] = person_dial(r, "127.0.0.1", 0);
		ck_assert_ptr_nonnull(people[i]);
	}
	last = people[FEW_FILES - 1];
	for (i = 0; i < SURE_TO_FIT; i++)
		person_expect(people[i], "*** welcome, you are %s here",
		    people[i]->who);
	while (strstr(person_line(people[0]), "/help") == NULL)
		;
	/* The room goes on while others wait; its listener does not spin. */
	used = room_main_thread_ms(r);
	for (from = room_now_ms(); room_now_ms() < from + 1000;) {
		person_type(people[0], "/xyzzyxyzzy");
		while (strstr(person_line(people[0]), "/xyzzy") == NULL)
			;
	}
	used = room_main_thread_ms(r) - used;
	if (used > 250)
		ck_abort_msg("the listener worked %d ms of a second",
		    (int)used);
	ck_assert(!person_has_input(last));
	/* Places become free, and those who wait get them. */
	for (i = 0; i < SURE_TO_FIT; i++)
		person_hang_up(people[i]);
	person_expect(last, "*** welcome, you are %s here", last->who);
	for (i = SURE_TO_FIT; i < FEW_FILES; i++)
		person_hang_up(people[i]);
	room_close(r);
}
END_TEST

static TCase *
doors_case(void)
{
	TCase *tc = tcase_create("doors");

	tcase_add_checked_fixture(tc, room_sweep, NULL);
	tcase_add_test(tc, test_full_room_says_so);
	tcase_add_test(tc, test_full_room_says_so_to_one_who_speaks_first);
	tcase_add_test(tc, test_place_of_a_leaver_is_free);
	tcase_add_test(tc, test_ipv6_address_is_in_brackets);
	tcase_add_test(tc, test_two_families_have_one_port);
	tcase_add_test(tc, test_each_socket_is_told);
	tcase_add_test(tc, test_lines_to_type_are_told);
	tcase_add_test(tc, test_port_can_be_used_again_at_once);
	tcase_add_test(tc, test_port_in_use_is_told);
	tcase_add_test(tc, test_descriptor_limit_is_raised_or_told);
	tcase_add_test(tc, test_server_without_descriptors_waits_for_some);
	return (tc);
}

static TCase *
vanishing_case(void)
{
	TCase *tc = tcase_create("vanishing");

	tcase_add_checked_fixture(tc, open_room, close_room);
	tcase_add_test(tc, test_newcomers_that_vanish_do_no_harm);
	return (tc);
}

/* ---- Stopping, and the log ---- */

static void
expect_closing(int signal)
{
	struct room *r = room_open("");
	struct person *one = person_join(r), *two = person_join(r);

	person_expect(one, "[ %s ] joined the room", two->who);
	room_signal(r, signal);
	person_expect(one, "*** the room is closing, bye bye");
	person_expect_end(one);
	person_expect(two, "*** the room is closing, bye bye");
	person_expect_end(two);
	room_expect_status(r, 0);
	ck_assert_ptr_nonnull(strstr(room_log(r), "stopping"));
	room_free(r);
}

START_TEST(test_sigterm_closes_the_room)
{
	expect_closing(SIGTERM);
}
END_TEST

START_TEST(test_sigint_closes_the_room)
{
	expect_closing(SIGINT);
}
END_TEST

START_TEST(test_closing_reaches_someone_who_types)
{
	struct room *r = room_open("");
	struct person *p = person_join(r);

	person_type(p, "hello");
	room_signal(r, SIGTERM);
	do
		person_type(p, "hello");
	while (!person_has_input(p));
	/* What was typed last is not read; that must not be a reset. */
	person_expect(p, "*** the room is closing, bye bye");
	person_expect_end(p);
	room_expect_status(r, 0);
	room_free(r);
}
END_TEST

START_TEST(test_empty_room_closes)
{
	room_close(room_open(""));
}
END_TEST

START_TEST(test_room_closes_though_nobody_hangs_up)
{
	struct room *r = room_open("");
	struct person *p = person_join(r);

	room_close(r);
	person_hang_up(p);
}
END_TEST

#define STALLED_LINE 4000
#define STALLED_LINES 2500 /* more than the kernel holds for a connection */

/* Someone who does not read what `speaker`, who is alone there, says. */
static struct person *
join_stalled(struct room *r, struct person *speaker)
{
	struct person *p = person_dial(r, "127.0.0.1", 1);
	char line[STALLED_LINE];
	int i;

	ck_assert_ptr_nonnull(p);
	person_expect(speaker, "[ %s ] joined the room", p->who);
	memset(line, 'x', sizeof line);
	line[sizeof line - 1] = '\n';
	for (i = 0; i < STALLED_LINES; i++)
		person_send(speaker, line, sizeof line);
	person_expect_nothing(speaker);
	return (p);
}

START_TEST(test_room_closes_though_someone_does_not_read)
{
	struct room *r = room_open("-q 67108864");
	struct person *p = person_join(r), *stalled = join_stalled(r, p);

	room_signal(r, SIGTERM);
	person_expect(p, "*** the room is closing, bye bye");
	person_expect_end(p);
	room_expect_status(r, 0);
	person_hang_up(stalled);
	room_free(r);
}
END_TEST

START_TEST(test_second_signal_ends_at_once)
{
	struct room *r = room_open("-q 67108864");
	struct person *p = person_join(r), *stalled = join_stalled(r, p);

	room_signal(r, SIGTERM);
	person_expect(p, "*** the room is closing, bye bye");
	/* It still tries to send the rest to the one that does not read. */
	room_signal(r, SIGTERM);
	room_expect_status(r, 128 + SIGTERM);
	person_hang_up(stalled);
	person_hang_up(p);
	room_free(r);
}
END_TEST

/* Whether a line begins with a time of day, or a date and that. */
static bool
begins_with_time(const char *line)
{
	const char *c = strchr(line, ':');

	return (c != NULL && c - line >= 2 && c - line <= 13 &&
	    isdigit((unsigned char)line[0]) && isdigit((unsigned char)c[-1]) &&
	    isdigit((unsigned char)c[1]) && isdigit((unsigned char)c[2]) &&
	    c[3] == ':' && isdigit((unsigned char)c[4]));
}

/* All lines begin with the time, and have nothing but clean text. */
static void
expect_tidy_log(const char *log)
{
	size_t len;

	for (; *log != '\0'; log += len + 1) {
		len = strcspn(log, "\n");
		ck_assert_int_eq(log[len], '\n');
		if (!begins_with_time(log) || !text_is_clean(log, len))
			ck_abort_msg("'%.*s' is in the log", (int)len, log);
	}
}

START_TEST(test_log_has_a_line_for_each_event)
{
	static const char *const words[] = { "listening", "joined", "left",
		"refused", "stopping" };
	struct room *r = room_open("-m 1");
	struct person *p = person_join(r), *q;
	char left[PERSON_WHO_SIZE + 16];
	size_t i;

	(void)snprintf(left, sizeof left, "left %s", p->who);
	q = person_dial(r, "127.0.0.1", 0);
	ck_assert_ptr_nonnull(q);
	person_expect_notice(q, "full");
	person_expect_end(q);
	person_type(p, "/quit because");
	person_expect_end(p);
	room_signal(r, SIGTERM);
	room_expect_status(r, 0);
	expect_tidy_log(room_log(r));
	for (i = 0; i < sizeof words / sizeof *words; i++)
		if (strstr(r->log, words[i]) == NULL)
			ck_abort_msg("'%s' is not in the log:\n%s", words[i],
			    r->log);
	ck_assert_ptr_nonnull(strstr(r->log, left));
	ck_assert_ptr_nonnull(strstr(r->log, "because"));
	room_free(r);
}
END_TEST

START_TEST(test_log_escapes_what_people_send)
{
	struct room *r = room_open("-v");
	struct person *p = person_join(r);

	person_send(p, BYTES("\033]0;x\a\xfe\n/nick a\033b\n/nick 小明\n"));
	person_send(p, BYTES("/x\033\xc2\x9b%s%n\r\n/me \\x1b\n"));
	person_send(p, BYTES("/quit \033[2J \xfe \r2026-01-01 00:00:00 %n\n"));
	while (person_read(p) != NULL)
		;
	person_hang_up(p);
	room_signal(r, SIGTERM);
	room_expect_status(r, 0);
	expect_tidy_log(room_log(r));
	ck_assert_ptr_nonnull(strstr(r->log, "小明"));
	ck_assert_ptr_nonnull(strstr(r->log, "%n"));
	room_free(r);
}
END_TEST

START_TEST(test_log_of_long_words_is_cut)
{
	struct room *r = room_open("-v");
	struct person *p = person_join(r);
	char words[4001];

	memset(words, '\\', 4000);
	words[4000] = '\0';
	person_type(p, "/quit %s", words);
	person_expect_end(p);
	room_signal(r, SIGTERM);
	room_expect_status(r, 0);
	expect_tidy_log(room_log(r));
	ck_assert_ptr_nonnull(strstr(r->log, "left"));
	room_free(r);
}
END_TEST

static TCase *
stopping_case(void)
{
	TCase *tc = tcase_create("stopping");

	tcase_add_checked_fixture(tc, room_sweep, NULL);
	tcase_add_test(tc, test_sigterm_closes_the_room);
	tcase_add_test(tc, test_sigint_closes_the_room);
	tcase_add_test(tc, test_closing_reaches_someone_who_types);
	tcase_add_test(tc, test_empty_room_closes);
	tcase_add_test(tc, test_room_closes_though_nobody_hangs_up);
	tcase_add_test(tc, test_room_closes_though_someone_does_not_read);
	tcase_add_test(tc, test_second_signal_ends_at_once);
	tcase_add_test(tc, test_log_has_a_line_for_each_event);
	tcase_add_test(tc, test_log_escapes_what_people_send);
	tcase_add_test(tc, test_log_of_long_words_is_cut);
	return (tc);
}

/* ---- The command line ---- */

START_TEST(test_help_and_version_are_on_stdout)
{
	struct room *r = room_run("--help");

	ck_assert_int_eq(r->status, 0);
	ck_assert_ptr_nonnull(strstr(room_output_line(r), "chatroomd"));
	ck_assert_str_eq(room_log(r), "");
	room_free(r);
	r = room_run("--version");
	ck_assert_int_eq(r->status, 0);
	ck_assert_ptr_nonnull(strstr(room_output_line(r), PACKAGE_VERSION));
	ck_assert_str_eq(room_log(r), "");
	room_free(r);
}
END_TEST

/* One line on stderr, nothing on stdout. */
static void
expect_failure(const char *args, int status)
{
	struct room *r = room_run(args);
	const char *log = room_log(r);

	if (r->status != status)
		ck_abort_msg("'%s' ends with status %d", args, r->status);
	if (strstr(log, "chatroomd") == NULL ||
	    strchr(log, '\n') != log + strlen(log) - 1)
		ck_abort_msg("'%s' leads to '%s'", args, log);
	ck_assert_ptr_null(room_output_line(r));
	room_free(r);
}

START_TEST(test_usage_errors_are_one_line)
{
	static const char *const wrong[] = { "--bogus", "-x", "-p", "-p abc",
		"-p 65536", "-p -1", "-p 1x", "-m 0", "-m x", "-m -1", "-q x",
		"-q -1", "-q 99999999999999999999", "extra", "-p 0 extra",
		"--port", "--help=x" };
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		expect_failure(wrong[i], 2);
}
END_TEST

START_TEST(test_usage_error_names_the_letter_that_is_wrong)
{
	struct room *r = room_run("-vx");

	ck_assert_str_eq(room_log(r),
	    "chatroomd: -x: unknown option; try chatroomd --help\n");
	room_free(r);
	r = room_run("-vp");
	ck_assert_str_eq(room_log(r),
	    "chatroomd: -p: missing value; try chatroomd --help\n");
	room_free(r);
}
END_TEST

START_TEST(test_h_helps)
{
	struct room *r = room_run("-h");

	room_expect_status(r, 0);
	ck_assert_ptr_nonnull(strstr(room_output_line(r), "Usage"));
	room_free(r);
}
END_TEST

START_TEST(test_verbose_log_has_each_connection)
{
	struct room *r = room_open("-v");
	struct person *p = person_join(r);
	char line[128];

	(void)snprintf(line, sizeof line, "connected %s\n", p->who);
	ck_assert_ptr_nonnull(strstr(room_log(r), line));
	person_hang_up(p);
	room_close(r);
}
END_TEST

START_TEST(test_address_of_another_machine_is_an_error)
{
	/* An address for documentation, RFC 5737. */
	expect_failure("-p 0 -b 203.0.113.1", 1);
}
END_TEST

START_TEST(test_address_that_is_none_is_an_error)
{
	expect_failure("-p 0 -b 300.0.0.1.", 1);
}
END_TEST

static TCase *
command_line_case(void)
{
	TCase *tc = tcase_create("command line");

	tcase_add_checked_fixture(tc, room_sweep, NULL);
	tcase_add_test(tc, test_help_and_version_are_on_stdout);
	tcase_add_test(tc, test_usage_errors_are_one_line);
	tcase_add_test(tc, test_usage_error_names_the_letter_that_is_wrong);
	tcase_add_test(tc, test_h_helps);
	tcase_add_test(tc, test_verbose_log_has_each_connection);
	tcase_add_test(tc, test_address_of_another_machine_is_an_error);
	tcase_add_test(tc, test_address_that_is_none_is_an_error);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { talk_case(), bytes_case(), leaving_case(),
		names_case(), commands_case(), pretending_case(), doors_case(),
		vanishing_case(), stopping_case(), command_line_case() };
	Suite *s = suite_create("server");
	SRunner *runner = srunner_create(s);
	int failed;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		tcase_set_timeout(cases[i], room_timeout());
		suite_add_tcase(s, cases[i]);
	}
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
