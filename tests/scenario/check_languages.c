/*
 * check_languages: each in the room reads what happens in a language of their
 * own, by nc, with a terminal in another charset, or as a program.
 */
#include <config.h>

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/client.h"
#include "harness/key_file.h"
#include "harness/meeting.h"
#include "harness/suite.h"

START_TEST(test_an_unknown_language_is_named_with_those_there_are)
{
	person_type(alice, "/lang klingon");
	person_expect_notice(alice,
	    "there is no language klingon here; try one of: en (English)");
	person_type(alice, "/lang");
	person_expect_notice(alice, "/lang NAME");
	person_type(alice, "/lang English");
	person_expect(alice,
	    "*** you now read English; /lang lists the languages");
}
END_TEST

#ifdef HAVE_TRANSLATIONS
static void
speak_chinese(struct person *p)
{
	person_type(p, "/lang 中文");
	person_expect(p, "*** 现在用简体中文；/语言 可查看有哪些语言");
}

START_TEST(test_two_read_the_same_each_in_their_language)
{
	struct person *carl;
	char who[PERSON_WHO_SIZE];

	speak_chinese(bob);
	carl = person_join(room);
	(void)strcpy(who, carl->who);
	person_expect(alice, "[ %s ] joined the room", who);
	person_expect(bob, "[ %s ] 加入聊天室", who);
	person_type(carl, "/nick 小明");
	person_expect(alice, "[ %s ] is now known as 小明", who);
	person_expect(bob, "[ %s ] 改名为 小明", who);
	person_type(carl, "joined the room, 5 min");
	person_expect(alice, "[ 小明 ]: joined the room, 5 min");
	person_expect(bob, "[ 小明 ]: joined the room, 5 min");
	person_type(carl, "/quit 再见");
	person_expect(alice, "[ 小明 ] left the room (再见)");
	person_expect(bob, "[ 小明 ] 退出了聊天室（再见）");
	person_hang_up(carl);
}
END_TEST

START_TEST(test_answers_are_in_the_language_of_whoever_asks)
{
	speak_chinese(bob);
	person_type(bob, "/nick Bob");
	person_expect(bob, "*** 你的名字已经是 Bob 了");
	person_type(bob, "/nick a b");
	person_expect(bob, "*** 不能取 a b 这个名字：名字里有空格");
	person_type(bob, "/nick");
	person_expect(bob, "*** 用法：/名字 新名字（给自己起名字）");
	person_type(bob, "/msg alice hello");
	person_expect(bob, "[ Bob 悄悄对 Alice 说 ]: hello");
	person_expect(alice, "[ Bob to Alice ]: hello");
	person_type(bob, "/lang en");
	person_expect(bob,
	    "*** you now read English; /lang lists the languages");
	person_type(bob, "/nick");
	person_expect(bob, "*** usage: /nick NAME: be known as NAME");
}
END_TEST

START_TEST(test_the_list_of_commands_has_straight_columns)
{
	const char *line;

	person_type(bob, "/lang zh_TW");
	person_expect(bob, "*** 現在用繁體中文；/語言 可查看有哪些語言");
	person_type(bob, "/help");
	person_expect(bob, "*** /名字 新名字           /nick     給自己取名字");
	do {
		line = person_line(bob);
		ck_assert_int_eq(strncmp(line, "*** /", 5), 0);
	} while (strncmp(line, "*** //", 6) != 0);
	ck_assert_str_eq(line,
	    "*** //內容                           照原樣說出以 / 開頭的話");
}
END_TEST

/* Alice reads English, and Bob Chinese. */
START_TEST(test_commands_in_chinese_are_obeyed_in_every_language)
{
	speak_chinese(bob);
	person_type(alice, "/名字 小红");
	person_expect(alice, "*** you are now known as 小红");
	person_expect(bob, "[ Alice ] 改名为 小红");
	person_type(bob, "、悄悄话\u3000小红 你好");
	person_expect(bob, "[ Bob 悄悄对 小红 说 ]: 你好");
	person_expect(alice, "[ Bob to 小红 ]: 你好");
	person_type(bob, "／我 挥挥手");
	person_expect(alice, "* Bob 挥挥手");
	person_type(bob, "/禁言 小红 ５");
	person_expect(bob,
	    "*** /禁言 只有管理员能用；输入 /管理员，空一格，再输入管理员密码，就能成为管理员");
	person_type(alice, "/幫助 /誰");
	person_expect_notice(alice, "there is no command /幫助");
	person_type(alice, "/說明 /誰");
	person_expect(alice,
	    "*** usage: /who: who is here, from where, how long");
	person_type(bob, "/帮助 ／誰");
	person_expect(bob, "*** 用法：/谁（谁在这里、来自哪里、来了多久）");
	person_type(bob, "/退出 再见");
	person_expect(alice, "[ Bob ] left the room (再见)");
	expect_gone(&bob);
}
END_TEST

START_TEST(test_an_unknown_command_in_chinese_is_answered_to_one_only)
{
	speak_chinese(bob);
	person_type(bob, "、悄悄活 Alice 秘密");
	person_expect_notice(bob,
	    "没有 /悄悄活 这个命令，你是想输入 /悄悄话 吗？");
	person_type(bob, "/名字小明");
	person_expect_notice(bob,
	    "没有 /名字小明 这个命令，你是想输入 /名字 吗？");
	person_type(bob, "、你好");
	person_expect(alice, "[ Bob ]: 、你好");
}
END_TEST

/* 名字 小明, and 名字 小红, by one who has chosen no charset. */
START_TEST(test_a_command_in_gb18030_is_obeyed)
{
	if (!room_writes_chinese())
		return;
	person_type(bob, "/\xc3\xfb\xd7\xd6 \xd0\xa1\xc3\xf7");
	person_expect(alice, "[ Bob ] is now known as 小明");
	person_type(alice, "/charset gbk");
	(void)person_line(alice);
	person_type(alice, "/\xc3\xfb\xd7\xd6 \xd0\xa1\xba\xec");
	/* 你的名字现在是 */
	person_expect(alice,
	    "*** \xc4\xe3\xb5\xc4\xc3\xfb\xd7\xd6\xcf\xd6\xd4\xda\xca\xc7 \xd0\xa1\xba\xec");
}
END_TEST

/* In what order the two are chosen makes no difference. */
START_TEST(test_a_terminal_with_another_charset_reads_chinese_in_that)
{
	if (!room_writes_chinese())
		return;
	if (_i == 1)
		speak_chinese(bob);
	person_type(bob, "/charset gb18030");
	(void)person_line(bob);
	if (_i == 0) {
		person_type(bob, "/lang zh");
		(void)person_line(bob);
	}
	person_type(alice, "/nick a");
	person_expect(alice, "*** you are now known as a");
	/* 改名为 */
	person_expect(bob, "[ Alice ] \xb8\xc4\xc3\xfb\xce\xaa a");
	person_type(bob, "/charset utf-8");
	person_expect(bob, "*** 你现在使用 UTF-8 编码");
}
END_TEST

/* 改名为 in simplified characters, and 改名為 in traditional ones. */
static const struct {
	const char *command, *renamed;
} chinese_charsets[] = {
	{ "/charset gbk", "[ Alice ] \xb8\xc4\xc3\xfb\xce\xaa a" },
	{ "/charset big5", "[ Alice ] \xa7\xef\xa6\x57\xac\xb0 a" },
	{ "\xd4\xe7\xc9\xcf\xba\xc3", /* 早上好 */
	    "[ Alice ] \xb8\xc4\xc3\xfb\xce\xaa a" },
};

START_TEST(test_whoever_writes_a_chinese_charset_reads_chinese)
{
	if (!room_writes_chinese())
		return;
	person_type(bob, "%s", chinese_charsets[_i].command);
	(void)person_line(bob);
	person_type(alice, "/nick a");
	person_expect(bob, "%s", chinese_charsets[_i].renamed);
}
END_TEST

START_TEST(test_whoever_has_chosen_english_keeps_it)
{
	person_type(bob, "/lang en");
	(void)person_line(bob);
	person_type(bob, "%s", chinese_charsets[_i].command);
	(void)person_line(bob);
	person_type(alice, "/nick a");
	person_expect(bob, "[ Alice ] is now known as a");
}
END_TEST

START_TEST(test_programs_read_english_and_people_their_language_again)
{
	speak_chinese(bob);
	person_type(bob, "/records");
	bob->reads_records = true;
	ck_assert_int_eq(strncmp(person_line(bob), "records\t", 8), 0);
	while (strncmp(person_line(bob), "answered\t", 9) != 0)
		continue;
	person_type(bob, "/nick Bob");
	ck_assert_ptr_nonnull(
	    strstr(person_line(bob), "\tyou are already known as Bob"));
	person_type(bob, "/lang zh");
	ck_assert_ptr_nonnull(strstr(person_line(bob),
	    "\tlanguage\t-\tnoted for when you read sentences again"));
	person_type(bob, "/records off");
	bob->reads_records = false;
	person_expect(bob, "*** 现在改回显示句子；/记录 可再换成记录");
}
END_TEST

/* The tutorial's operator does all this, in English; Bob reads Chinese. */
START_TEST(test_acts_of_operators_are_read_in_each_language)
{
	static const struct {
		const char *typed, *english, *chinese;
	} acts[] = {
		{ "/话题 100% TCP", "*** @Alice set the topic: 100% TCP",
		    "*** @Alice 把话题设为：100% TCP" },
		{ "/禁言 bob １０", "*** @Alice muted Bob for 10 min",
		    "*** @Alice 禁止 Bob 发言 10 分钟" },
		{ "、解除禁言 bob", "*** @Alice unmuted Bob",
		    "*** @Alice 解除了对 Bob 的禁言" },
		{ "/慢速 ３０",
		    "*** @Alice turned on slow mode: one line per person every "
		    "30 s",
		    "*** @Alice 开启了慢速模式：每人每 30 秒只能说一行" },
		{ "/slow 0", "*** @Alice turned off slow mode",
		    "*** @Alice 关闭了慢速模式" },
		{ "／公告\u3000for 5 min", "*** for 5 min", "*** for 5 min" },
		{ "/暂停", "*** @Alice paused the room: only operators speak",
		    "*** @Alice 让大家暂停发言，现在只有管理员可以发言" },
		{ "/恢復", "*** @Alice ended the pause",
		    "*** @Alice 让大家恢复发言" },
		{ "/封鎖 192.0.2.0/24 5 noise",
		    "*** @Alice banned 192.0.2.0/24 for 5 min: noise",
		    "*** @Alice 封禁了 192.0.2.0/24（5 分钟）：noise" },
		{ "/请出 bob late", "*** @Alice threw out Bob: late",
		    "*** @Alice 把 Bob 请出了聊天室：late" },
	};
	size_t i;

	speak_chinese(bob);
	for (i = 0; i < sizeof acts / sizeof *acts; i++) {
		person_type(alice, "%s", acts[i].typed);
		person_expect(alice, "%s", acts[i].english);
		person_expect(bob, "%s", acts[i].chinese);
	}
	expect_gone(&bob);
}
END_TEST

/* It offers records as the last line of its greeting, in each language. */
START_TEST(test_our_client_is_at_home_in_a_room_of_another_language)
{
	struct room *r = room_open(_i == 0 ? "--lang zh" : "--lang zh_TW");
	struct person *p = person_join(r);
	char args[64], who[PERSON_WHO_SIZE];
	struct client c;

	(void)snprintf(args, sizeof args, "-n 小明 -p %u 127.0.0.1", r->port);
	filter_run(&c, args);
	(void)strcpy(who, person_line(p));
	ck_assert_ptr_nonnull(
	    strstr(who, _i == 0 ? " ] 加入聊天室" : " ] 加入了聊天室"));
	*strstr(who, " ]") = '\0';
	person_expect(p, _i == 0 ? "%s ] 改名为 小明" : "%s ] 改名為 小明",
	    who);
	client_type(&c, "早\n");
	person_expect(p, "[ 小明 ]: 早");
	person_type(p, "/lang en");
	person_expect(p, "*** you now read English; /lang lists the languages");
	filter_end_input(&c);
	person_expect(p, "[ 小明 ] left the room");
	client_expect_exit(&c, 0);
	client_free(&c);
	person_hang_up(p);
	room_close(r);
}
END_TEST

/* The key is asked for, refused and taken; then the door is locked. */
START_TEST(test_the_door_is_in_both_languages)
{
	struct person *p, *late;

	(void)key_file_make(0600);
	room = room_open_with_key("--key-file", "--lang zh");
	p = person_dial(room, "127.0.0.1", 0);
	person_expect(p, "*** this room has a key; answer with /key WORDS");
	person_expect(p,
	    "*** 本聊天室需要密码，请输入 /密码，空一格，再输入密码");
	person_type(p, "/key wrong");
	person_expect(p, "*** that is not the key; 2 more tries");
	person_expect(p, "*** 密码不对，还可以再试 2 次");
	person_type(p, "/key " KEY);
	person_expect(p, "*** welcome, you are %s here", p->who);
	person_expect(p, "*** 欢迎，你在这里的名字是 %s", p->who);
	person_expect(p, "*** 现在只有你 1 个人；你输入的话其他人都能看到");
	late = person_dial(room, "127.0.0.1", 0);
	person_expect(late, "*** this room has a key; answer with /key WORDS");
	(void)person_line(late);
	person_type(late, "%s", "");
	person_expect(late, "*** no key, goodbye");
	person_expect(late, "*** 没有输入密码，再见");
	person_expect_end(late);
	person_hang_up(p);
	room_close(room);
	key_file_remove();
}
END_TEST

/* From then on it reads no other, at the door and in the room. */
START_TEST(test_a_language_is_chosen_at_the_door)
{
	struct person *p;

	(void)key_file_make(0600);
	room = room_open_with_key("--key-file", "");
	p = person_dial(room, "127.0.0.1", 0);
	person_expect(p, "*** this room has a key; answer with /key WORDS");
	person_type(p, "/lang zh");
	person_expect(p, "*** 现在用简体中文；/语言 可查看有哪些语言");
	person_expect(p,
	    "*** 要先输入密码才能进来：请输入 /密码，空一格，再输入密码");
	person_type(p, "/密码 " KEY);
	person_expect(p, "*** 欢迎，你在这里的名字是 %s", p->who);
	person_expect(p, "*** 现在只有你 1 个人；你输入的话其他人都能看到");
	/* A charset that is written in any language does not change that. */
	(void)person_line(p);
	person_type(p, "/charset iso-8859-1");
	person_type(p, "/charset utf-8");
	(void)person_line(p);
	person_expect(p, "*** 你现在使用 UTF-8 编码");
	person_hang_up(p);
	room_close(room);
	key_file_remove();
}
END_TEST

/* 名字 小明, and 密码; the key itself is ASCII. */
START_TEST(test_commands_in_gb18030_are_obeyed_at_the_door)
{
	struct person *p;

	if (!room_writes_chinese())
		return;
	(void)key_file_make(0600);
	room = room_open_with_key("--key-file", "");
	p = person_dial(room, "127.0.0.1", 0);
	person_expect(p, "*** this room has a key; answer with /key WORDS");
	person_type(p, "/\xc3\xfb\xd7\xd6 \xd0\xa1\xc3\xf7");
	person_expect(p, "*** this room wants its key first: /key WORDS");
	/* 要先输入密码才能进来：请输入 /密码，空一格，再输入密码 */
	person_expect(p,
	    "*** \xd2\xaa\xcf\xc8\xca\xe4\xc8\xeb\xc3\xdc\xc2\xeb\xb2"
	    "\xc5\xc4\xdc\xbd\xf8\xc0\xb4\xa3\xba\xc7\xeb\xca\xe4\xc8"
	    "\xeb /\xc3\xdc\xc2\xeb\xa3\xac\xbf\xd5\xd2\xbb\xb8\xf1"
	    "\xa3\xac\xd4\xd9\xca\xe4\xc8\xeb\xc3\xdc\xc2\xeb");
	person_type(p, "/\xc3\xdc\xc2\xeb " KEY);
	/* 你的名字现在是 小明 */
	while (strstr(person_line(p),
		   "\xc4\xe3\xb5\xc4\xc3\xfb\xd7\xd6\xcf\xd6\xd4\xda\xca\xc7"
		   " \xd0\xa1\xc3\xf7") == NULL)
		ck_assert(p->fault == NULL);
	person_hang_up(p);
	room_close(room);
	key_file_remove();
}
END_TEST

/* The same for our client, which a filter's status tells of. */
START_TEST(test_our_client_passes_the_door_of_another_language)
{
	char args[128], more[64];
	struct person *p;
	struct client c;

	(void)key_file_make(0600);
	room = room_open_with_key("--key-file", "--lang zh");
	p = person_dial(room, "127.0.0.1", 0);
	person_type(p, "/key " KEY);
	while (strstr(person_line(p), "/帮助") == NULL)
		;
	(void)snprintf(args, sizeof args, "--key-file %s -p %u 127.0.0.1",
	    key_file, room->port);
	filter_run(&c, args);
	ck_assert_ptr_nonnull(strstr(person_line(p), "] 加入聊天室"));
	client_type(&c, "早\n");
	ck_assert_ptr_nonnull(strstr(person_line(p), " ]: 早"));
	filter_end_input(&c);
	client_expect_exit(&c, 0);
	ck_assert_ptr_null(strstr(client_errors(&c), "密码"));
	client_free(&c);
	(void)snprintf(more, sizeof more, "-p %u 127.0.0.1", room->port);
	filter_run(&c, more);
	client_expect_exit(&c, 1);
	ck_assert_ptr_nonnull(strstr(client_errors(&c), "--key-file"));
	client_free(&c);
	person_hang_up(p);
	room_close(room);
	key_file_remove();
}
END_TEST

START_TEST(test_a_full_room_says_so_in_both_languages)
{
	struct person *p;

	room = room_open("-m 1 --lang zh_TW");
	alice = person_join(room);
	p = person_dial(room, "127.0.0.1", 0);
	person_expect(p, "*** the room is full; try again later");
	person_expect(p, "*** 聊天室已滿，請稍後再來");
	person_expect_end(p);
	person_hang_up(alice);
	room_close(room);
}
END_TEST

/* A locked room, and one from which everyone is banned. */
START_TEST(test_who_cannot_come_in_is_told_in_both_languages)
{
	struct person *op;

	(void)key_file_make(0600);
	room = room_open_with_key("--operator-key-file", "--lang zh_TW");
	op = person_join(room);
	person_type(op, "/op " KEY);
	while (strstr(person_line(op), "管理員") == NULL)
		;
	person_type(op, "/lock");
	(void)person_line(op);
	bob = person_dial(room, "127.0.0.1", 0);
	person_expect_notice(bob, "the room is locked; you come in when");
	person_expect_notice(bob, "聊天室已鎖定；");
	person_hang_up(bob);
	person_type(op, "/ban 127.0.0.1 5 noise");
	(void)person_line(op);
	bob = person_dial(room, "127.0.0.1", 0);
	person_expect_notice(bob, "you are banned from this room (noise)");
	person_expect_notice(bob, "你已被本聊天室封鎖（noise）");
	person_hang_up(bob);
	person_hang_up(op);
	room_close(room);
	key_file_remove();
}
END_TEST

START_TEST(test_the_room_closes_in_each_language)
{
	meeting_open();
	speak_chinese(bob);
	room_signal(room, SIGTERM);
	person_expect(alice, "*** the room is closing, bye bye");
	person_expect(bob, "*** 聊天室要关闭了，byebye~");
	expect_gone(&alice);
	expect_gone(&bob);
	room_expect_status(room, 0);
	room_free(room);
}
END_TEST
#endif

int
main(void)
{
	TCase *cases[] = { tcase_create("languages"), tcase_create("acts"),
		tcase_create("closing") };

	tcase_add_checked_fixture(cases[0], meeting_open_named, meeting_close);
	tcase_add_test(cases[0],
	    test_an_unknown_language_is_named_with_those_there_are);
	tcase_add_checked_fixture(cases[1], meeting_open_in_charge,
	    meeting_close);
#ifdef HAVE_TRANSLATIONS
	tcase_add_test(cases[0], test_two_read_the_same_each_in_their_language);
	tcase_add_test(cases[0],
	    test_answers_are_in_the_language_of_whoever_asks);
	tcase_add_test(cases[0],
	    test_the_list_of_commands_has_straight_columns);
	tcase_add_test(cases[0],
	    test_commands_in_chinese_are_obeyed_in_every_language);
	tcase_add_test(cases[0],
	    test_an_unknown_command_in_chinese_is_answered_to_one_only);
	tcase_add_test(cases[0], test_a_command_in_gb18030_is_obeyed);
	tcase_add_loop_test(cases[0],
	    test_a_terminal_with_another_charset_reads_chinese_in_that, 0, 2);
	tcase_add_loop_test(cases[0],
	    test_whoever_writes_a_chinese_charset_reads_chinese, 0, 3);
	tcase_add_loop_test(cases[0], test_whoever_has_chosen_english_keeps_it,
	    0, 3);
	tcase_add_test(cases[0],
	    test_programs_read_english_and_people_their_language_again);
	tcase_add_loop_test(cases[2],
	    test_our_client_is_at_home_in_a_room_of_another_language, 0, 2);
	tcase_add_test(cases[2], test_the_door_is_in_both_languages);
	tcase_add_test(cases[2], test_a_language_is_chosen_at_the_door);
	tcase_add_test(cases[2],
	    test_commands_in_gb18030_are_obeyed_at_the_door);
	tcase_add_test(cases[2],
	    test_our_client_passes_the_door_of_another_language);
	tcase_add_test(cases[2], test_a_full_room_says_so_in_both_languages);
	tcase_add_test(cases[2],
	    test_who_cannot_come_in_is_told_in_both_languages);
	tcase_add_test(cases[2], test_the_room_closes_in_each_language);
	tcase_add_test(cases[1],
	    test_acts_of_operators_are_read_in_each_language);
#endif
	return (suite_run("languages", cases, 3));
}
