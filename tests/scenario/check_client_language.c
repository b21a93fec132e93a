/*
 * check_client_language: the client speaks the language of the person, on a
 * machine without the locale of that language.
 */
#include <config.h>

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/client.h"
#include "harness/key_file.h"
#include "harness/meeting.h"
#include "harness/pty.h"
#include "harness/room.h"
#include "harness/suite.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

static void
enter_language(const char *lang)
{
	(void)unsetenv("LANGUAGE");
	(void)unsetenv("LC_ALL");
	(void)unsetenv("LC_CTYPE");
	(void)unsetenv("LC_MESSAGES");
	(void)setenv("LANG", lang, 1);
	/* Nothing is generated there. */
	(void)setenv("LOCPATH", "/nonexistent", 1);
	(void)setenv("LSAN_OPTIONS", "detect_leaks=0", 0);
}

static const struct {
	const char *lang, *help, *unknown, *refused, *why, *key;
} usages[] = {
	{ "zh_CN.UTF-8", "用法：chatroom [选项]... [主机[:端口]]\n",
	    "chatroom: -x：没有这个选项；用法见 chatroom --help\n",
	    "chatroom: 无法连接 127.0.0.1:", "：连接被拒绝\n",
	    "chatroom: 无法打开 /nonexistent/k：没有这个文件或目录\n" },
	{ "zh_TW.UTF-8", "用法：chatroom [選項]... [主機[:連接埠]]\n",
	    "chatroom: -x：沒有這個選項；用法見 chatroom --help\n",
	    "chatroom: 無法連線到 127.0.0.1:", "：連線被拒絕\n",
	    "chatroom: 無法開啟 /nonexistent/k：沒有這個檔案或目錄\n" },
};

START_TEST(test_command_line_is_answered_in_the_language)
{
	struct client c;
	char args[64];
	unsigned port;
	int fd = bound_socket(&port); /* taken, but nobody listens */

	enter_language(usages[_i].lang);
	filter_run(&c, "--help");
	client_expect_exit(&c, 0);
	stream_await(&c.out, usages[_i].help);
	ck_assert_str_eq(client_errors(&c), "");
	client_free(&c);
	filter_run(&c, "-x");
	client_expect_exit(&c, 2);
	ck_assert_str_eq(client_errors(&c), usages[_i].unknown);
	client_free(&c);
	(void)snprintf(args, sizeof args, "-p %u 127.0.0.1", port);
	filter_run(&c, args);
	client_expect_exit(&c, 1);
	ck_assert_ptr_nonnull(strstr(client_errors(&c), usages[_i].refused));
	ck_assert_ptr_nonnull(strstr(client_errors(&c), usages[_i].why));
	client_free(&c);
	filter_run(&c, "--key-file=/nonexistent/k");
	client_expect_exit(&c, 1);
	ck_assert_str_eq(client_errors(&c), usages[_i].key);
	client_free(&c);
	(void)close(fd);
}
END_TEST

/* A client on a terminal. */
static void
start_on_terminal(struct client *c, unsigned port, const char *lang)
{
	int slave, master = pty_make(24, 80, &slave);
	int err[2];
	char args[64];

	make_pipe(err);
	(void)snprintf(args, sizeof args, "127.0.0.1:%u", port);
	(void)setenv("TERM", "dumb", 1);
	enter_language(lang);
	client_start(c, args, slave, slave, err[1]);
	(void)close(slave);
	(void)close(err[1]);
	c->in = master;
	stream_init(&c->out, master);
	stream_init(&c->err, err[0]);
}

/* The same, connected to a new server. */
static void
open_terminal(struct client *c, struct server *s, const char *lang)
{
	server_open(s);
	start_on_terminal(c, s->port, lang);
	server_accept(s);
}

static const struct {
	const char *lang, *prompt, *connected, *key, *key_prompt, *welcome,
	    *joined, *many;
} people[] = {
	{ "zh_CN.UTF-8", "<你> ", "成功连接服务器", "本聊天室需要密码",
	    "<密码> ", "*** 欢迎，你在这里的名字是 Lena", "[ 小明 ] 加入聊天室",
	    "发出这 2 行吗" },
	{ "zh_TW.UTF-8", "<你> ", "成功連上伺服器", "本聊天室需要密碼",
	    "<密碼> ", "*** 歡迎，你在這裡的名字是 Lena",
	    "[ 小明 ] 加入了聊天室", "送出這 2 行嗎" },
};

START_TEST(test_person_reads_the_language_from_the_door_on)
{
	struct server s;
	struct client c;

	open_terminal(&c, &s, people[_i].lang);
	stream_await(&c.out, people[_i].connected);
	server_say(&s, "*** this room has a key; answer with /key WORDS\r\n");
	stream_await(&c.out, people[_i].key);
	stream_await(&c.out, people[_i].key_prompt);
	client_type(&c, "open\r");
	stream_expect(&s.stream, "/key open\n");
	server_say(&s,
	    "*** welcome, you are Lena here\r\n"
	    "*** an empty line leaves, /help lists the commands, "
	    "/records is for programs\r\n");
	stream_await(&c.out, people[_i].welcome);
	stream_expect(&s.stream, "/records\n");
	server_say(&s,
	    "records\t1\t2026-11-26T20:00:00.000Z\tLena\t1\n"
	    "joined\t2\t2026-11-26T20:00:01.000Z\t小明\n");
	stream_await(&c.out, people[_i].joined);
	server_say(&s, "said\t3\t2026-11-26T20:00:02.000Z\t小明\thello\n");
	stream_await(&c.out, "[ 小明 ]: hello");
	client_type(&c, "one\rtwo\r");
	stream_await(&c.out, people[_i].many);
	stream_await(&c.out, "y/n");
	client_type(&c, "\x03");
	server_hang_up(&s);
	(void)client_wait(&c);
	client_free(&c);
	server_free(&s);
}
END_TEST

static const struct {
	const char *lang, *welcome, *other, *here, *hint;
} newcomers[] = {
	{ "zh_CN.UTF-8", "欢迎", "welcome", "现在只有你", "空行退出" },
	{ "zh_TW.UTF-8", "歡迎", "欢迎", "現在只有你", "空行離開" },
	{ "en_US.UTF-8", "welcome", "欢迎", "person is here",
	    "an empty line leaves" },
};

/* Whatever the language of the room is; and all of it once. */
START_TEST(test_person_reads_the_greeting_in_the_language)
{
	struct room *r = room_open("--lang zh");
	struct client c;
	char *first;

	start_on_terminal(&c, r->port, newcomers[_i].lang);
	stream_await(&c.out, newcomers[_i].hint);
	stream_await(&c.out, newcomers[_i].here);
	first = strstr(c.out.bytes, newcomers[_i].welcome);
	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_null(strstr(first + 1, newcomers[_i].welcome));
	ck_assert_ptr_null(strstr(c.out.bytes, newcomers[_i].other));
	client_type(&c, "/quit\r");
	client_expect_exit(&c, 0);
	client_free(&c);
	room_close(r);
}
END_TEST

/* What the locale cannot show; but people are called as they want to be. */
START_TEST(test_filter_in_the_locale_c_reads_english_in_any_room)
{
	struct room *r = room_open("--lang zh");
	struct client c, other;
	char args[64];
	const char *byte;

	if (getenv("ROOM_LIBC") != NULL)
		return; /* the locales of musl are UTF-8 */
	enter_language("C");
	(void)snprintf(args, sizeof args, "-p %u 127.0.0.1", r->port);
	filter_run(&c, args);
	stream_await(&c.out, "an empty line leaves");
	client_type(&c, "/nick a b\n");
	stream_await(&c.out, "cannot be your name: it contains blanks\n");
	filter_run(&other, args);
	stream_await(&c.out, "] joined the room\n");
	filter_end_input(&other);
	client_expect_exit(&other, 0);
	stream_await(&c.out, "] left the room\n");
	for (byte = c.out.bytes; byte < c.out.bytes + c.out.len; byte++)
		ck_assert_msg((unsigned char)*byte < 0x80, "%s", c.out.bytes);
	ck_assert_ptr_null(strstr(c.out.bytes, "you now read"));
	filter_end_input(&c);
	client_expect_exit(&c, 0);
	client_free(&other);
	client_free(&c);
	room_close(r);
}
END_TEST

static const struct {
	const char *lang, *unheard, *other;
} outsiders[] = {
	{ "zh_CN.UTF-8", "刚才那行没有发出", "your line was not" },
	{ "zh_TW.UTF-8", "剛才那行沒有送出", "刚才那行没有发出" },
	{ "en_US.UTF-8", "your line was not sent", "刚才那行没有发出" },
};

/* The same each time that somebody types at a locked door. */
START_TEST(test_person_reads_that_a_line_at_a_locked_door_was_not_sent)
{
	struct room *r;
	struct person *op;
	struct client c;

	(void)key_file_make(0600);
	r = room_open_with_key("--operator-key-file", "--lang zh");
	op = person_join(r);
	person_type(op, "/op " KEY);
	while (strstr(person_line(op), "成为管理员") == NULL)
		;
	person_type(op, "/lock");
	while (strstr(person_line(op), "锁定了聊天室") == NULL)
		;
	start_on_terminal(&c, r->port, outsiders[_i].lang);
	stream_await(&c.out, _i == 2 ? "30 s" : "30 秒");
	client_type(&c, "one\r");
	stream_await(&c.out, outsiders[_i].unheard);
	ck_assert_ptr_null(strstr(c.out.bytes, outsiders[_i].other));
	memset(c.out.bytes, 0, c.out.len);
	c.out.len = 0;
	client_type(&c, "two\r");
	stream_await(&c.out, outsiders[_i].unheard);
	ck_assert_ptr_null(strstr(c.out.bytes, outsiders[_i].other));
	client_type(&c, "\x03");
	client_expect_exit(&c, 1);
	client_free(&c);
	person_hang_up(op);
	room_close(r);
	key_file_remove();
}
END_TEST

static const struct {
	const char *lang, *prompt, *two, *one, *other, *bye;
} guessers[] = {
	{ "zh_CN.UTF-8", "<密码> ", "还可以再试 2 次", "还可以再试 1 次",
	    "more tr", "再见" },
	{ "zh_TW.UTF-8", "<密碼> ", "還可以再試 2 次", "還可以再試 1 次",
	    "more tr", "再見" },
	{ "en_US.UTF-8", "<Key> ", "2 more tries", "1 more try", "还可以再试",
	    "goodbye" },
};

/* A room says it in two languages, and the person reads it in one, once. */
START_TEST(test_person_reads_once_that_a_key_is_wrong)
{
	char args[128];
	struct room *r;
	struct client c;
	char *first;

	(void)snprintf(args, sizeof args, "--lang zh %s", key_file_make(0600));
	r = room_open(args);
	start_on_terminal(&c, r->port, guessers[_i].lang);
	stream_await(&c.out, guessers[_i].prompt);
	client_type(&c, "wrong\r");
	stream_await(&c.out, guessers[_i].two);
	client_type(&c, "wrong\r");
	stream_await(&c.out, guessers[_i].one);
	first = strstr(c.out.bytes, guessers[_i].two);
	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_null(strstr(first + 1, guessers[_i].two));
	ck_assert_ptr_null(strstr(c.out.bytes, guessers[_i].other));
	client_type(&c, "wrong\r");
	stream_await(&c.out, guessers[_i].bye);
	client_expect_exit(&c, 1);
	client_free(&c);
	room_close(r);
	key_file_remove();
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("language");

	(void)unsetenv("CHATROOM_NICK");
	(void)signal(SIGPIPE, SIG_IGN);
#ifdef HAVE_TRANSLATIONS
	tcase_add_loop_test(tc, test_command_line_is_answered_in_the_language,
	    0, COUNT(usages));
	tcase_add_loop_test(tc, test_person_reads_the_language_from_the_door_on,
	    0, COUNT(people));
	tcase_add_loop_test(tc, test_person_reads_the_greeting_in_the_language,
	    0, COUNT(newcomers));
	tcase_add_test(tc,
	    test_filter_in_the_locale_c_reads_english_in_any_room);
	tcase_add_loop_test(tc,
	    test_person_reads_that_a_line_at_a_locked_door_was_not_sent, 0,
	    COUNT(outsiders));
	tcase_add_loop_test(tc, test_person_reads_once_that_a_key_is_wrong, 0,
	    COUNT(guessers));
#else
	(void)test_filter_in_the_locale_c_reads_english_in_any_room;
	(void)usages;
	(void)people;
	(void)newcomers;
	(void)guessers;
	(void)outsiders;
	(void)test_person_reads_that_a_line_at_a_locked_door_was_not_sent;
	(void)test_person_reads_once_that_a_key_is_wrong;
	(void)test_person_reads_the_greeting_in_the_language;
	(void)test_command_line_is_answered_in_the_language;
	(void)test_person_reads_the_language_from_the_door_on;
	(void)printf("skipped: no translations are built in\n");
#endif
	return (suite_run("client_language", &tc, 1));
}
