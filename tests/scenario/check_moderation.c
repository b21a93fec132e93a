/*
 * check_moderation: who may come in, and what operators can do.
 *
 * Each test begins in a room with Alice, an operator, and Bob, who is not one.
 */
#include <config.h>

#include <sys/stat.h>

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/room.h"

#define KEY "open sesame"

/* A free port of the loopback, and everything else as without options. */
#define USUAL "-p 0 -b 127.0.0.1 "

static char key_file[] = "check_moderation.XXXXXX";
static struct room *room;
static struct person *alice, *bob;

/* A file with KEY in it that only we can read. */
static void
make_key_file(void)
{
	int fd;

	(void)strcpy(key_file + strlen(key_file) - 6, "XXXXXX");
	fd = mkstemp(key_file);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, KEY "\n", sizeof KEY), sizeof KEY);
	ck_assert_int_eq(close(fd), 0);
}

static struct room *
open_with(const char *option, const char *more)
{
	char args[256];

	(void)snprintf(args, sizeof args, "%s %s %s", option, key_file, more);
	return (room_open(args));
}

static void
setup(void)
{
	room_sweep();
	make_key_file();
	room = open_with("--operator-key-file", "");
	alice = person_join(room);
	person_type(alice, "/nick Alice");
	person_expect(alice, "*** you are now known as Alice");
	person_type(alice, "/op " KEY);
	person_expect(alice, "*** Alice is now an operator: @Alice");
	bob = person_join(room);
	person_expect(alice, "[ %s ] joined the room", bob->who);
	person_type(bob, "/nick Bob");
	person_expect(bob, "*** you are now known as Bob");
	person_expect(alice, "[ %s ] is now known as Bob", bob->who);
}

static void
teardown(void)
{
	if (alice != NULL)
		person_hang_up(alice);
	if (bob != NULL)
		person_hang_up(bob);
	room_close(room);
	(void)unlink(key_file);
}

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

/* Both read the same line. */
static void
both_expect(const char *line)
{
	person_expect(alice, "%s", line);
	person_expect(bob, "%s", line);
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
	person_expect_notice(alice, "usage: /mute NAME [MINUTES]");
	person_type(alice, "/mute Bob 5 noise");
	person_expect_notice(alice, "usage: /mute NAME [MINUTES]");
	person_type(alice, "/pause for lunch");
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
	person_expect_notice(carol, "the room is locked; you come in when");
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
	ck_assert_ptr_nonnull(
	    strstr(room_log(room), "@Alice muted Bob for 5 min"));
}
END_TEST

START_TEST(test_log_names_who_announced)
{
	person_type(alice, "/announce lunch");
	both_expect("*** lunch");
	person_hang_up(alice);
	alice = NULL;
	person_expect(bob, "[ @Alice ] left the room");
	ck_assert_ptr_nonnull(
	    strstr(room_log(room), ": @Alice announced: lunch\n"));
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

START_TEST(test_burst_of_joins_is_one_line)
{
	enum { CLASS = 30 };
	struct room *usual = room_open_exactly(USUAL);
	struct person *teacher = person_join(usual), *pupils[CLASS];
	unsigned told = 0, lines = 0, n;
	const char *line;
	int i;

	for (i = 0; i < CLASS; i++)
		pupils[i] = person_join(usual);
	while (told < CLASS) {
		line = person_line(teacher);
		if (sscanf(line, "%u joined: ", &n) == 1)
			told += n;
		else {
			ck_assert_ptr_nonnull(strstr(line, "joined the room"));
			told++;
		}
		lines++;
	}
	ck_assert_uint_eq(told, CLASS);
	ck_assert_uint_lt(lines, CLASS);
	for (i = 0; i < CLASS; i++)
		person_hang_up(pupils[i]);
	person_hang_up(teacher);
	room_close(usual);
}
END_TEST

/* Four come in at once; what they read about that does not matter. */
struct burst {
	struct room *room;
	struct person *teacher, *pupils[4];
};

static struct burst
burst_open(void)
{
	char args[256];
	struct burst b;
	int i;

	(void)snprintf(args, sizeof args, USUAL "--operator-key-file %s",
	    key_file);
	b.room = room_open_exactly(args);
	b.teacher = person_join(b.room);
	person_type(b.teacher, "/op " KEY);
	person_expect(b.teacher, "*** %s is now an operator: @%s",
	    b.teacher->who, b.teacher->who);
	for (i = 0; i < 4; i++)
		b.pupils[i] = person_join(b.room);
	return (b);
}

static void
burst_close(struct burst *b)
{
	int i;

	for (i = 0; i < 4; i++)
		person_hang_up(b->pupils[i]);
	person_hang_up(b->teacher);
	room_close(b->room);
}

/* The first thing the teacher reads about the last one is that it joined. */
static void
expect_introduction(struct burst *b)
{
	const char *line;

	do
		line = person_line(b->teacher);
	while (strstr(line, b->pupils[3]->who) == NULL);
	ck_assert_msg(strstr(line, "joined") != NULL, "%s", line);
}

START_TEST(test_who_speaks_in_a_burst_is_introduced_first)
{
	struct burst b = burst_open();

	person_type(b.pupils[3], "hi");
	expect_introduction(&b);
	person_expect(b.teacher, "[ %s ]: hi", b.pupils[3]->who);
	burst_close(&b);
}
END_TEST

START_TEST(test_who_becomes_an_operator_in_a_burst_is_introduced_first)
{
	struct burst b = burst_open();
	const char *who = b.pupils[3]->who;

	person_type(b.pupils[3], "/op " KEY);
	expect_introduction(&b);
	person_expect(b.teacher, "*** %s is now an operator: @%s", who, who);
	burst_close(&b);
}
END_TEST

START_TEST(test_who_is_thrown_out_in_a_burst_is_introduced_first)
{
	struct burst b = burst_open();
	const char *who = b.pupils[3]->who;

	person_type(b.teacher, "/kick %s", who);
	expect_introduction(&b);
	person_expect(b.teacher, "*** @%s threw out %s", b.teacher->who, who);
	burst_close(&b);
}
END_TEST

START_TEST(test_who_is_muted_in_a_burst_is_introduced_first)
{
	struct burst b = burst_open();
	const char *who = b.pupils[3]->who;

	person_type(b.teacher, "/mute %s", who);
	expect_introduction(&b);
	person_expect(b.teacher, "*** @%s muted %s", b.teacher->who, who);
	burst_close(&b);
}
END_TEST

START_TEST(test_who_is_banned_in_a_burst_is_introduced_first)
{
	struct burst b = burst_open();
	const char *who = b.pupils[3]->who;

	person_type(b.teacher, "/ban %s", who);
	expect_introduction(&b);
	person_expect(b.teacher, "*** @%s banned %s at 127.0.0.1",
	    b.teacher->who, who);
	burst_close(&b);
}
END_TEST

/* ---- The room key ---- */

static struct room *
open_keyed(void)
{
	return (open_with("--key-file", ""));
}

static struct person *
knock(struct room *keyed)
{
	struct person *p = person_dial(keyed, "127.0.0.1", 0);

	ck_assert_ptr_nonnull(p);
	person_expect(p, "*** this room has a key; answer with /key WORDS");
	return (p);
}

START_TEST(test_right_key_lets_in)
{
	struct room *keyed = open_keyed();
	struct person *carol = knock(keyed);

	person_type(carol, "/key " KEY);
	person_expect_notice(carol, "welcome");
	person_hang_up(carol);
	room_close(keyed);
}
END_TEST

START_TEST(test_without_the_key_nothing_is_seen_or_said)
{
	struct room *keyed = open_keyed();
	struct person *inside = knock(keyed), *outside = knock(keyed);

	person_type(inside, "/key " KEY);
	person_expect_notice(inside, "welcome");
	person_expect_notice(inside, "1 person is here");
	person_expect_notice(inside, "/help");
	person_type(outside, "let me in");
	person_expect_notice(outside, "wants its key first");
	person_type(inside, "secret");
	person_type(outside, "/who");
	person_expect_notice(outside, "wants its key first");
	person_expect_nothing(inside);
	person_hang_up(inside);
	person_hang_up(outside);
	room_close(keyed);
}
END_TEST

/* Ctrl-C in telnet, which then shows nothing until the answer has come. */
START_TEST(test_timing_mark_is_answered_at_the_door)
{
	struct room *keyed = open_keyed();
	struct person *carol = knock(keyed);

	person_send(carol, "\377\364\377\375\006", 5);
	person_type(carol, "let me in");
	person_expect(carol,
	    "\377\374\006*** this room wants its key first: /key WORDS");
	person_hang_up(carol);
	room_close(keyed);
}
END_TEST

START_TEST(test_long_lines_do_not_hold_the_door_open)
{
	struct room *keyed = open_keyed();
	struct person *carol = knock(keyed);
	char line[5000];
	int i;

	memset(line, 'x', sizeof line);
	line[sizeof line - 1] = '\n';
	for (i = 0; i < 20; i++) {
		person_send(carol, line, sizeof line);
		person_expect_notice(carol, "wants its key first");
	}
	person_expect_notice(carol, "no key, goodbye");
	person_expect_end(carol);
	room_close(keyed);
}
END_TEST

START_TEST(test_three_wrong_keys_close)
{
	struct room *keyed = open_keyed();
	struct person *carol = knock(keyed);

	person_type(carol, "/key a");
	person_expect_notice(carol, "2 more tries");
	person_type(carol, "/key " KEY "s");
	person_expect_notice(carol, "1 more try");
	person_type(carol, "/key c");
	person_expect_notice(carol, "0 more tries");
	person_expect_notice(carol, "three wrong keys");
	person_expect_end(carol);
	room_close(keyed);
}
END_TEST

START_TEST(test_nick_before_the_key_counts_after_it)
{
	struct room *keyed = open_keyed();
	struct person *carol = knock(keyed);

	person_type(carol, "/nick Carol");
	person_expect_notice(carol, "wants its key first");
	person_type(carol, "/key " KEY);
	person_expect_notice(carol, "welcome");
	person_expect_notice(carol, "1 person is here");
	person_expect_notice(carol, "/help");
	person_expect(carol, "*** you are now known as Carol");
	person_hang_up(carol);
	room_close(keyed);
}
END_TEST

/* They read what they write: it was the key in no other charset. */
START_TEST(test_key_in_gb18030_lets_in)
{
	FILE *f = fopen(key_file, "w");
	struct room *keyed;
	struct person *carol;

	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs("\xef\xbb\xbf芝麻开门\r\n", f), 0);
	ck_assert_int_eq(fclose(f), 0);
	keyed = open_keyed();
	carol = knock(keyed);
	person_type(carol, "/key \xd6\xa5\xc2\xe9\xbf\xaa\xc3\xc5");
	while (strstr(person_line(carol), "your charset is GB18030") == NULL)
		;
	person_type(carol, "/nick \xd0\xa1\xc3\xf7");
	person_expect(carol, "*** you are now known as \xd0\xa1\xc3\xf7");
	person_hang_up(carol);
	room_close(keyed);
}
END_TEST

START_TEST(test_what_comes_with_the_key_is_said)
{
	struct room *keyed = open_keyed();
	struct person *dave = knock(keyed), *carol = knock(keyed);

	person_type(dave, "/key " KEY);
	while (strstr(person_line(dave), "/help") == NULL)
		;
	person_type(carol, "/key " KEY "\nhello\nhow are");
	person_expect(dave, "[ %s ] joined the room", carol->who);
	person_expect(dave, "[ %s ]: hello", carol->who);
	person_expect(dave, "[ %s ]: how are", carol->who);
	person_hang_up(carol);
	person_hang_up(dave);
	room_close(keyed);
}
END_TEST

START_TEST(test_key_file_that_others_can_read_is_refused)
{
	struct room *r;
	char args[128];

	ck_assert_int_eq(chmod(key_file, 0644), 0);
	(void)snprintf(args, sizeof args, "-p 0 --key-file %s", key_file);
	r = room_run(args);
	ck_assert_int_eq(r->status, 1);
	ck_assert_ptr_nonnull(strstr(room_log(r), "chmod 600"));
	room_free(r);
}
END_TEST

START_TEST(test_room_closes_while_somebody_stands_at_the_door)
{
	struct room *keyed = open_keyed();
	struct person *carol = knock(keyed);

	room_signal(keyed, SIGTERM);
	person_expect(carol, "*** the room is closing, bye bye");
	person_expect_end(carol);
	room_expect_status(keyed, 0);
	room_free(keyed);
}
END_TEST

/* ---- Floods ---- */

START_TEST(test_flooder_is_slowed_told_once_and_loses_nothing)
{
	struct room *paced = room_open_exactly(USUAL "--tell-each --rate 1000");
	struct person *a = person_join(paced), *b = person_join(paced);
	int i, lines = 5400;
	char *text = malloc((size_t)lines * 8), *p = text;

	ck_assert_ptr_nonnull(text);
	person_expect(a, "[ %s ] joined the room", b->who);
	for (i = 0; i < lines; i++)
		p += sprintf(p, "n%05d\n", i);
	person_send(a, text, (size_t)(p - text));
	person_expect_notice(a, "not so fast");
	for (i = 0; i < lines; i++)
		person_expect(b, "[ %s ]: n%05d", a->who, i);
	person_expect_nothing(a);
	free(text);
	person_hang_up(a);
	person_hang_up(b);
	room_close(paced);
}
END_TEST

/* A place is free only when the one who left has also hung up. */
static struct person *
join_when_free(const struct room *r)
{
	struct person *p;

	for (;;) {
		p = person_dial(r, "127.0.0.1", 0);
		ck_assert_ptr_nonnull(p);
		if (strstr(person_line(p), "welcome") != NULL)
			return (p);
		person_hang_up(p);
	}
}

START_TEST(test_addresses_may_be_bounded)
{
	struct room *small = room_open("--max-per-address 2");
	struct person *a = person_join(small), *b = person_join(small), *c;

	c = person_dial(small, "127.0.0.1", 0);
	ck_assert_ptr_nonnull(c);
	person_expect_notice(c, "");
	person_expect_end(c);
	person_expect(a, "[ %s ] joined the room", b->who);
	person_type(a, "/quit");
	person_expect(b, "[ %s ] left the room", a->who);
	person_hang_up(a);
	c = join_when_free(small);
	person_hang_up(c);
	person_hang_up(b);
	room_close(small);
}
END_TEST

/* ---- Strangers ---- */

/* Sends bytes at once and expects that the answer begins so, and the end. */
static void
expect_answer(const char *bytes, size_t len, const char *part)
{
	struct person *p = person_dial(room, "127.0.0.1", 0);

	ck_assert_ptr_nonnull(p);
	person_send(p, bytes, len);
	if (part != NULL)
		ck_assert_ptr_nonnull(strstr(person_line(p), part));
	while (person_read(p) != NULL)
		;
	person_hang_up(p);
}

START_TEST(test_browser_gets_http_400_and_says_nothing)
{
	static const char post[] = "POST / HTTP/1.1\r\nHost: x\r\n"
				   "Content-Length: 7\r\n\r\nhacked\n";

	expect_answer(post, sizeof post - 1, "HTTP/1.1 400");
	person_type(alice, "/xyzzy");
	for (;;) {
		const char *line = person_line(alice);

		ck_assert_ptr_null(strstr(line, "hacked"));
		if (strstr(line, "xyzzy") != NULL)
			break;
	}
}
END_TEST

START_TEST(test_ssh_client_gets_an_answer)
{
	static const char hello[] = "SSH-2.0-OpenSSH_9.2\r\n";

	expect_answer(hello, sizeof hello - 1, "SSH-2.0-");
}
END_TEST

static void
add(Suite *s, const char *name, const TTest *const *tests, size_t count)
{
	TCase *t = tcase_create(name);
	size_t i;

	tcase_set_timeout(t, room_timeout());
	tcase_add_checked_fixture(t, setup, teardown);
	for (i = 0; i < count; i++)
		tcase_add_test(t, tests[i]);
	suite_add_tcase(s, t);
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

int
main(void)
{
	const TTest *const charge[] = {
		test_operator_has_a_mark_that_cannot_be_typed,
		test_wrong_operator_key_makes_nobody_an_operator,
		test_kick_tells_everyone_and_ends_the_connection,
		test_kick_of_somebody_who_never_reads_is_at_once,
		test_nobody_can_be_kicked_who_is_not_here,
		test_banned_address_cannot_come_back_until_unbanned,
		test_who_is_thrown_out_by_address_reads_why,
		test_long_reason_of_a_ban_is_told_cut_and_nothing_else,
		test_ban_of_what_is_no_address_says_so,
		test_time_that_is_no_number_of_minutes_is_not_for_ever,
		test_words_that_nobody_would_read_are_refused,
		test_muted_one_is_not_heard_and_is_told,
		test_muted_one_says_nothing_by_name_or_last_words,
		test_muted_one_is_seen_to_be_kicked,
		test_operator_cannot_be_muted,
		test_muted_one_can_whisper_to_an_operator,
		test_name_in_full_width_is_shown_in_ordinary_letters,
		test_locked_room_lets_no_one_new_in,
		test_in_a_pause_only_operators_speak,
		test_in_a_pause_there_are_no_last_words,
		test_slow_mode_is_one_line_a_person,
		test_name_that_is_taken_costs_no_turn_in_slow_mode,
		test_topic_is_told_to_newcomers,
		test_long_topic_is_cut_and_its_isolate_closed,
		test_announcement_is_said_by_the_room,
		test_every_act_is_in_the_log,
		test_log_names_who_announced,
		test_help_lists_operators_commands_to_operators_only,
		test_reserved_name_is_for_operators,
		test_quiet_one_reads_no_joins_and_leaves,
		test_burst_of_joins_is_one_line,
		test_who_speaks_in_a_burst_is_introduced_first,
		test_who_becomes_an_operator_in_a_burst_is_introduced_first,
		test_who_is_thrown_out_in_a_burst_is_introduced_first,
		test_who_is_muted_in_a_burst_is_introduced_first,
		test_who_is_banned_in_a_burst_is_introduced_first,
	};
	const TTest *const door[] = {
		test_right_key_lets_in,
		test_without_the_key_nothing_is_seen_or_said,
		test_timing_mark_is_answered_at_the_door,
		test_long_lines_do_not_hold_the_door_open,
		test_three_wrong_keys_close,
		test_nick_before_the_key_counts_after_it,
		test_key_in_gb18030_lets_in,
		test_what_comes_with_the_key_is_said,
		test_key_file_that_others_can_read_is_refused,
		test_room_closes_while_somebody_stands_at_the_door,
		test_flooder_is_slowed_told_once_and_loses_nothing,
		test_addresses_may_be_bounded,
		test_browser_gets_http_400_and_says_nothing,
		test_ssh_client_gets_an_answer,
	};
	Suite *s = suite_create("moderation");
	SRunner *runner;
	int failed;

	add(s, "in charge", charge, COUNT(charge));
	add(s, "door", door, COUNT(door));
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
