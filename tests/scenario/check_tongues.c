/*
 * check_tongues: what happens is read by everyone, each in a tongue of their
 * own: the same events, in the same order, at once.  Answers are in the tongue
 * of whoever asks.
 */
#include <config.h>

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "harness/cast.h"
#include "harness/key_file.h"
#include "harness/meeting.h"
#include "harness/suite.h"
#include "speech/help.h"

#define PIECE(s) sentence_english(s)

START_TEST(test_joins_and_leaves)
{
	struct person *guest;

	cast_open(_i, "");
	guest = cast_guest("小明");
	person_type(guest, "/quit 回家了");
	READ(ALL, S_LEFT_WHY, "小明", "回家了");
	expect_gone(&guest);
	guest = cast_guest("Eve");
	person_type(guest, "%s", "");
	READ(ALL, S_LEFT, "Eve");
	expect_gone(&guest);
	guest = cast_guest("Finn");
	person_reset(guest);
	READ(ALL, S_LEFT_WHY, "Finn", PIECE(S_WHY_RESET));
	cast_close();
}
END_TEST

START_TEST(test_what_is_said_and_done_as_it_stands)
{
	cast_open(_i, "");
	cast_say(BOB, "你好, hello");
	READ(ALL & ~BOB, S_SAID, "Bob", "你好, hello");
	cast_type(CARL, S_USE_ME, "在看天");
	READ(ALL & ~CARL, S_DID, "Carl", "在看天");
	/* Words of the room, said by a person. */
	cast_say(DORA, "timed out, 5 min, joined the room");
	READ(ALL & ~DORA, S_SAID, "Dora", "timed out, 5 min, joined the room");
	cast_type(ANN, S_USE_ANNOUNCE, "for 5 min");
	READ(ALL, S_ANNOUNCED, "@Ann", "for 5 min");
	cast_close();
}
END_TEST

START_TEST(test_whispers_to_one)
{
	cast_open(_i, "");
	cast_type(BOB, S_USE_MSG, "Carl 小心");
	READ(BOB | CARL, S_WHISPERED, "Bob", "Carl", "小心");
	cast_type(CARL, S_USE_MSG, "Bob 明白");
	READ(BOB | CARL, S_WHISPERED, "Carl", "Bob", "明白");
	cast_type(DORA, S_USE_MSG, "Nobody hello");
	READ(DORA, S_NOBODY_CALLED, "Nobody");
	cast_type(ANN, S_USE_MSG, "Bob");
	READ(ANN, S_USAGE, PIECE(S_USE_MSG), PIECE(S_HELP_MSG));
	cast_close();
}
END_TEST

START_TEST(test_names_that_change_or_cannot)
{
	cast_open(_i, "");
	cast_type(BOB, S_USE_NICK, "小明");
	READ(BOB, S_NAMED, "小明");
	READ(ALL & ~BOB, S_RENAMED, "Bob", "小明");
	cast_type(CARL, S_USE_NICK, "小明");
	/* They are neighbours: it says for how long the name may be taken. */
	READ(CARL, S_NICK_TAKEN_NEAR, "小明", ANY, "2 min");
	cast_type(CARL, S_USE_NICK, "Carl");
	READ(CARL, S_NICK_SAME, "Carl");
	cast_type(DORA, S_USE_NICK, "a b");
	READ(DORA, S_NICK_WRONG, "a b", PIECE(S_NAME_BLANKS));
	cast_type(DORA, S_USE_NICK, "-a");
	READ(DORA, S_NICK_WRONG, "-a", PIECE(S_NAME_START));
	cast_type(DORA, S_USE_NICK, "Teacher");
	READ(DORA, S_NICK_FOR_OPERATORS, "Teacher");
	cast_type(DORA, S_USE_NICK, "console");
	READ(DORA, S_NICK_FOR_CONSOLE, "console");
	cast_close();
}
END_TEST

START_TEST(test_a_topic_set_and_removed)
{
	struct person *guest;

	cast_open(_i, "");
	cast_type(ANN, S_USE_TOPIC, "今天 TCP");
	READ(ALL, S_TOPIC_SET, "@Ann", "今天 TCP");
	guest = cast_guest("Eve");
	person_hang_up(guest);
	READ(ALL, S_LEFT, "Eve");
	cast_type(BOB, S_USE_TOPIC, "mine");
	READ(BOB, S_FOR_OPERATORS, cast_verb(BOB, S_USE_TOPIC));
	cast_type(ANN, S_USE_TOPIC, "");
	READ(ALL, S_TOPIC_REMOVED, "@Ann");
	cast_close();
}
END_TEST

START_TEST(test_a_kick_with_its_reason)
{
	cast_open(_i, "");
	cast_type(ANN, S_USE_KICK, "Bob 太晚了, too loud");
	READ(ALL, S_KICKED_WHY, "@Ann", "Bob", "太晚了, too loud");
	READ(ALL & ~BOB, S_LEFT_WHY, "Bob", PIECE(S_WHY_KICKED));
	cast_gone(BOB);
	cast_type(ANN, S_USE_KICK, "Carl");
	READ(ALL & ~BOB, S_KICKED, "@Ann", "Carl");
	READ(ANN | DORA, S_LEFT_WHY, "Carl", PIECE(S_WHY_KICKED));
	cast_gone(CARL);
	cast_type(ANN, S_USE_KICK, "Bob");
	READ(ANN, S_NOBODY_CALLED, "Bob");
	cast_close();
}
END_TEST

START_TEST(test_a_mute_with_its_time)
{
	cast_open(_i, "");
	cast_type(ANN, S_USE_MUTE, "Bob 10");
	READ(ALL, S_MUTED_FOR, "@Ann", "Bob", "10 min");
	cast_say(BOB, "hello?");
	READ(BOB, S_YOU_ARE_MUTED_FOR, "10 min");
	cast_type(ANN, S_USE_UNMUTE, "Bob");
	READ(ALL, S_UNMUTED, "@Ann", "Bob");
	cast_type(ANN, S_USE_MUTE, "Carl");
	READ(ALL, S_MUTED, "@Ann", "Carl");
	cast_type(CARL, S_USE_ME, "shouts");
	READ(CARL, S_YOU_ARE_MUTED, NULL);
	cast_type(ANN, S_USE_MUTE, "Dora 5min");
	READ(ANN, S_NOT_MINUTES, "5min", "527040");
	READ(ANN, S_USAGE, PIECE(S_USE_MUTE), PIECE(S_HELP_MUTE));
	cast_type(ANN, S_USE_UNMUTE, "Bob");
	READ(ANN, S_NOT_MUTED, "Bob");
	cast_close();
}
END_TEST

START_TEST(test_a_pause_with_its_time)
{
	cast_open(_i, "");
	cast_type(ANN, S_USE_PAUSE, "5");
	READ(ALL, S_PAUSED_FOR, "@Ann", NULL, "5 min");
	cast_say(BOB, "but");
	READ(BOB, S_ROOM_IS_PAUSED_FOR, "5 min");
	cast_say(ANN, "今天");
	READ(OTHERS, S_SAID, "@Ann", "今天");
	cast_type(ANN, S_USE_RESUME, "");
	READ(ALL, S_RESUMED, "@Ann");
	cast_type(ANN, S_USE_PAUSE, "");
	READ(ALL, S_PAUSED, "@Ann");
	cast_say(CARL, "but");
	READ(CARL, S_ROOM_IS_PAUSED, NULL);
	cast_type(ANN, S_USE_RESUME, "");
	READ(ALL, S_RESUMED, "@Ann");
	cast_type(ANN, S_USE_RESUME, "");
	READ(ANN, S_NOT_PAUSED, NULL);
	cast_close();
}
END_TEST

START_TEST(test_slow_mode)
{
	cast_open(_i, "");
	cast_say(BOB, "one");
	READ(ALL & ~BOB, S_SAID, "Bob", "one");
	cast_type(ANN, S_USE_SLOW, "3600");
	READ(ALL, S_SLOWED, "@Ann", NULL, "3600 s");
	cast_say(BOB, "two");
	READ(BOB, S_ROOM_IS_SLOW, "3600 s", "60 min");
	cast_type(ANN, S_USE_SLOW, "0");
	READ(ALL, S_SLOW_ENDED, "@Ann");
	cast_type(ANN, S_USE_SLOW, "3601");
	READ(ANN, S_NOT_SECONDS, "3601", "3600");
	READ(ANN, S_USAGE, PIECE(S_USE_SLOW), PIECE(S_HELP_SLOW));
	cast_close();
}
END_TEST

START_TEST(test_the_operator_key_and_who_is_one)
{
	cast_open(_i, "");
	cast_type(BOB, S_USE_OP, "wrong");
	READ(BOB, S_OP_WRONG, NULL);
	cast_type(BOB, S_USE_OP, KEY);
	READ(ALL, S_OPERATOR, "Bob", "@Bob");
	cast_type(BOB, S_USE_OP, "Carl");
	READ(ALL, S_OPERATOR_BY, "@Bob", "Carl", "@Carl");
	cast_type(BOB, S_USE_OP, "Carl");
	READ(BOB, S_OP_ALREADY, "@Carl");
	cast_type(ANN, S_USE_MUTE, "Carl");
	READ(ANN, S_MUTE_NOT_OPERATOR, "@Carl");
	cast_type(CARL, S_USE_DEOP, "");
	READ(ALL, S_NO_OPERATOR, "@Carl", "Carl");
	cast_type(DORA, S_USE_KEY, KEY);
	READ(DORA, S_NO_KEY_NEEDED, NULL);
	cast_type(ANN, S_USE_OPKEY, "");
	READ(ANN, S_OPKEY_NOT_HERE, NULL);
	cast_close();
}
END_TEST

START_TEST(test_a_lock)
{
	char who[PERSON_WHO_SIZE];
	struct person *late;

	cast_open(_i, "");
	cast_type(ANN, S_USE_LOCK, "");
	READ(ALL, S_LOCKED, "@Ann");
	cast_type(ANN, S_USE_LOCK, "");
	READ(ANN, S_LOCKED_ALREADY, NULL);
	late = person_dial(cast_room, "127.0.0.1", 0);
	ck_assert_ptr_nonnull(late);
	person_expect_notice(late, "the room is locked;");
	cast_type(ANN, S_USE_UNLOCK, "");
	READ(ALL, S_UNLOCKED, "@Ann");
	READ(ALL, S_JOINED, late->who);
	cast_type(ANN, S_USE_UNLOCK, "");
	READ(ANN, S_OPEN_ALREADY, NULL);
	person_expect(late, "*** welcome, you are %s here", late->who);
	(void)strcpy(who, late->who);
	person_hang_up(late);
	READ(ALL, S_LEFT, who);
	cast_close();
}
END_TEST

START_TEST(test_bans_of_addresses)
{
	cast_open(_i, "");
	cast_type(ANN, S_USE_BAN, "192.0.2.0/24 5 太晚了");
	READ(ALL, S_BANNED_FOR_WHY, "@Ann", "192.0.2.0/24", "5 min", "太晚了");
	cast_type(ANN, S_USE_BAN, "192.0.2.7");
	READ(ALL, S_BANNED, "@Ann", "192.0.2.7");
	cast_type(ANN, S_USE_BANS, "");
	READ(ANN, S_BANS_MANY, "2");
	READ(ANN, S_BAN_FOR_WHY, "192.0.2.0/24", "5 min", "太晚了");
	READ(ANN, S_BAN, "192.0.2.7");
	cast_type(ANN, S_USE_UNBAN, "192.0.2.7");
	READ(ALL, S_UNBANNED, "@Ann", "192.0.2.7");
	cast_type(ANN, S_USE_UNBAN, "192.0.2.7");
	READ(ANN, S_NOT_BANNED, "192.0.2.7");
	cast_type(ANN, S_USE_BAN, "Nobody");
	READ(ANN, S_BAN_WHOM, "Nobody");
	cast_type(ANN, S_USE_BAN, "0.0.0.0/0");
	READ(ANN, S_BAN_SURE_OWN, "0.0.0.0/0");
	cast_close();
}
END_TEST

START_TEST(test_a_ban_by_name)
{
	cast_open(_i, "");
	cast_type(ANN, S_USE_BAN, "Bob 10 太晚了");
	READ(ALL, S_BANNED_AT_WHY, "@Ann", "Bob", "127.0.0.1 for 10 min",
	    "太晚了");
	READ(BOB, S_YOU_ARE_BANNED_BYE, NULL);
	READ(ALL & ~BOB, S_LEFT_WHY, "Bob", PIECE(S_WHY_BANNED));
	cast_gone(BOB);
	cast_type(ANN, S_USE_BAN, "Carl");
	READ(ANN | CARL | DORA, S_BANNED_AT, "@Ann", "Carl", "127.0.0.1");
	READ(CARL, S_YOU_ARE_BANNED_BYE, NULL);
	READ(ANN | DORA, S_LEFT_WHY, "Carl", PIECE(S_WHY_BANNED));
	cast_gone(CARL);
	cast_close();
}
END_TEST

START_TEST(test_quiet_and_commands_that_do_not_exist)
{
	struct person *guest;

	cast_open(_i, "");
	cast_type(BOB, S_USE_QUIET, "on");
	READ(BOB, S_QUIET_ON, NULL);
	guest = person_join(cast_room);
	READ(ALL & ~BOB, S_JOINED, guest->who);
	cast_type(BOB, S_USE_QUIET, "off");
	READ(BOB, S_QUIET_OFF, NULL);
	person_type(guest, "/quit");
	READ(ALL, S_LEFT, guest->who);
	expect_gone(&guest);
	cast_say(CARL, "/zzzzzz");
	READ(CARL, S_NO_COMMAND, "zzzzzz");
	cast_type(DORA, S_USE_LANG, "klingon");
	READ(DORA, S_LANG_UNKNOWN, "klingon", ANY);
	cast_type(BOB, S_USE_KICK, "Ann");
	READ(BOB, S_FOR_OPERATORS, cast_verb(BOB, S_USE_KICK));
	cast_close();
}
END_TEST

/* Which of the lines of /help it is, in the language of one of them. */
static enum sentence
help_of(unsigned one, const char *line)
{
	char wanted[HELP_LINE_MAX + 1];
	size_t len;
	int s;

	for (s = S_USE_NICK; s <= S_USE_ALOUD; s += 2) {
		len = help_line(cast_language(one), (enum sentence)s,
		    (enum sentence)(s + 1), wanted);
		wanted[len - strlen("\r\n")] = '\0';
		if (strcmp(line, wanted) == 0)
			return ((enum sentence)s);
	}
	ck_abort_msg("'%s' is no line of /help", line);
}

/* Ann reads what is for operators, too. */
START_TEST(test_help_is_listed_to_each)
{
	int seen[SENTENCES] = { 0 }, s;
	unsigned one;

	cast_open(_i, "");
	for (one = ANN; one <= DORA; one <<= 1) {
		cast_type(one, S_USE_HELP, "");
		do {
			s = (int)help_of(one, cast_line(one));
			seen[s]++;
		} while (s != S_USE_ALOUD);
	}
	for (s = S_USE_NICK; s <= S_USE_ALOUD; s += 2)
		ck_assert_int_eq(seen[s],
		    s < S_USE_DEOP || s == S_USE_ALOUD ? CAST_ROUNDS : 1);
	cast_type(BOB, S_USE_HELP, "/charset");
	READ(BOB, S_USAGE, PIECE(S_USE_CHARSET), PIECE(S_HELP_CHARSET));
	cast_close();
}
END_TEST

START_TEST(test_who_is_here_is_listed_to_each)
{
	unsigned one;

	cast_open(_i, "");
	cast_type(DORA, S_USE_NICK, "小明");
	READ(DORA, S_NAMED, "小明");
	READ(ALL & ~DORA, S_RENAMED, "Dora", "小明");
	for (one = ANN; one <= DORA; one <<= 1) {
		cast_type(one, S_USE_WHO, "");
		READ(one, S_WHO_MANY, "4");
		READ(one, S_HERE, "@Ann", ANY, ANY, ANY);
		READ(one, S_HERE, "Bob", ANY, ANY, ANY);
		READ(one, S_HERE, "Carl", ANY, ANY, ANY);
		READ(one, S_HERE, "小明", ANY, ANY, ANY);
	}
	cast_close();
}
END_TEST

START_TEST(test_the_closing)
{
	cast_open(_i, "");
	room_signal(cast_room, SIGTERM);
	READ(ALL, S_ROOM_CLOSES, NULL);
	cast_gone(ALL);
	cast_close_ended();
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = { test_joins_and_leaves,
		test_what_is_said_and_done_as_it_stands, test_whispers_to_one,
		test_names_that_change_or_cannot, test_a_topic_set_and_removed,
		test_a_kick_with_its_reason, test_a_mute_with_its_time,
		test_a_pause_with_its_time, test_slow_mode,
		test_the_operator_key_and_who_is_one, test_a_lock,
		test_bans_of_addresses, test_a_ban_by_name,
		test_quiet_and_commands_that_do_not_exist,
		test_help_is_listed_to_each, test_who_is_here_is_listed_to_each,
		test_the_closing };
	TCase *tc = tcase_create("tongues");
	unsigned rounds = room_scaled(CAST_ROUNDS, 1);
	size_t i;

	for (i = 0; i < sizeof tests / sizeof *tests; i++)
		tcase_add_loop_test(tc, tests[i], 0, (int)rounds);
	return (suite_run("tongues", &tc, 1));
}
