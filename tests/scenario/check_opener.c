/*
 * check_opener: whoever opens the room reads all about it in the language of
 * the room, on a machine without the locale of that language, and in the
 * charset of the terminal.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/client.h"
#include "harness/locales.h"
#include "harness/pty.h"
#include "harness/room.h"
#include "harness/suite.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

/* On a machine where this locale was never generated. */
static void
enter_language(const char *lang)
{
	(void)unsetenv("LANGUAGE");
	(void)unsetenv("LC_ALL");
	(void)unsetenv("LC_CTYPE");
	(void)unsetenv("LC_MESSAGES");
	(void)setenv("LANG", lang, 1);
	(void)setenv("LOCPATH", "/nonexistent", 1);
	(void)setenv("LSAN_OPTIONS", "detect_leaks=0", 0);
}

static void
leave_language(void)
{
	(void)unsetenv("LOCPATH");
	(void)setenv("LANG", "C.UTF-8", 1);
}

/* Its stdout has this line next. */
static void
expect_line(struct room *r, const char *wanted)
{
	const char *line = room_output_line(r);

	ck_assert_msg(line != NULL && strcmp(line, wanted) == 0,
	    "'%s' is expected, not '%s'", wanted, line != NULL ? line : "");
}

/* It ends with this status, and stderr has this line and no other. */
static void
expect_error(const char *args, int status, const char *line)
{
	struct room *r = room_run(args);
	const char *log = room_log(r);

	ck_assert_int_eq(r->status, status);
	ck_assert_msg(strcmp(log, line) == 0, "'%s' leads to '%s'", args, log);
	room_free(r);
}

#ifdef HAVE_TRANSLATIONS
static const struct {
	const char *lang, *args, *usage, *opens;
} helps[] = {
	{ "zh_CN.UTF-8", "--help", "用法：chatroomd [选项]...",
	    "打开一个聊天室：一个人说的话，其他人都能看到。" },
	{ "zh_TW.UTF-8", "-h", "用法：chatroomd [選項]...",
	    "開啟一個聊天室：一個人說的話，其他人都看得到。" },
	/* An option counts more, wherever it stands. */
	{ "zh_CN.UTF-8", "--help --lang en", "Usage: chatroomd [OPTION]...",
	    "Opens a chat room: what one person says, all the others read." },
	{ "C", "--help --lang=zh", "用法：chatroomd [选项]...",
	    "打开一个聊天室：一个人说的话，其他人都能看到。" },
	/* Nothing can show this one. */
	{ "zh_CN.GBK", "--help", "Usage: chatroomd [OPTION]...",
	    "Opens a chat room: what one person says, all the others read." },
};

START_TEST(test_help_is_in_the_language)
{
	struct room *r;

	/* The locales of musl are UTF-8, whatever they are called. */
	if (strstr(helps[_i].lang, "UTF-8") == NULL &&
	    strcmp(helps[_i].lang, "C") != 0 && getenv("ROOM_LIBC") != NULL)
		return;
	enter_language(helps[_i].lang);
	r = room_run(helps[_i].args);
	leave_language();
	ck_assert_int_eq(r->status, 0);
	ck_assert_str_eq(room_log(r), "");
	expect_line(r, helps[_i].usage);
	expect_line(r, helps[_i].opens);
	room_free(r);
}
END_TEST

static const struct {
	const char *args;
	int status;
	const char *line;
} errors[] = {
	{ "-x", 2, "chatroomd: -x：没有这个选项；用法见 chatroomd --help\n" },
	{ "--port", 2,
	    "chatroomd: --port：缺少参数；用法见 chatroomd --help\n" },
	{ "-p 65536", 2,
	    "chatroomd: -p 65536：应为 0 到 65535 的数字；用法见 chatroomd "
	    "--help\n" },
	{ "--lang fr", 2,
	    "chatroomd: --lang fr：没有这种语言，可选 en（English）、zh_CN"
	    "（简体中文）、zh_TW（繁體中文）；用法见 chatroomd --help\n" },
	{ "-x --lang zh_TW", 2,
	    "chatroomd: -x：沒有這個選項；用法見 chatroomd --help\n" },
	{ "-p 0 --key-file /nonexistent", 1,
	    "chatroomd: 无法打开 /nonexistent：没有这个文件或目录\n" },
	{ "-p 0 --user nobody.at.all", 1,
	    "chatroomd: --user nobody.at.all：没有这个用户；应为本系统用户的名字"
	    "（可用 getent passwd 查看）\n" },
};

START_TEST(test_errors_at_the_start_are_in_the_language)
{
	enter_language("zh_CN.UTF-8");
	expect_error(errors[_i].args, errors[_i].status, errors[_i].line);
	leave_language();
}
END_TEST

START_TEST(test_a_port_that_is_taken_is_told_in_the_language)
{
	char args[64], start[128];
	unsigned port;
	int fd = bound_socket(&port);
	struct room *r;

	(void)snprintf(args, sizeof args, "-b 127.0.0.1 -p %u", port);
	(void)snprintf(start, sizeof start,
	    "chatroomd: 无法监听 127.0.0.1:%u：地址已被占用；", port);
	enter_language("zh_CN.UTF-8");
	r = room_run(args);
	leave_language();
	ck_assert_int_eq(r->status, 1);
	ck_assert_int_eq(strncmp(room_log(r), start, strlen(start)), 0);
	ck_assert_ptr_nonnull(strstr(room_log(r),
	    "；是不是已经打开了一个聊天室？（可用 -p 换一个端口）\n"));
	room_free(r);
	(void)close(fd);
}
END_TEST

START_TEST(test_invitation_is_in_the_language)
{
	static const char key[] =
	    "要成为管理员，请在聊天室里输入（一次只供一人使用）：/管理员 ";
	struct room *r;
	char way[64];
	const char *line;

	enter_language("zh_CN.UTF-8");
	r = room_open("");
	leave_language();
	expect_line(r,
	    "要加入聊天室，请在局域网内的任一台机器上输入其中一行：");
	(void)snprintf(way, sizeof way, "  chatroom -p %u 127.0.0.1", r->port);
	expect_line(r, way);
	(void)room_output_line(r);
	(void)room_output_line(r);
	line = room_output_line(r);
	ck_assert_ptr_nonnull(line);
	ck_assert_int_eq(strncmp(line, key, strlen(key)), 0);
	/* The log is in English, to be searched. */
	(void)room_expect_log(r, "listening for up to ");
	room_close(r);
}
END_TEST

/* The server on a terminal of its own, and the person at it. */
static void
start_console(struct client *c)
{
	int slave, master = pty_make(24, 80, &slave), err[2];

	make_pipe(err); /* which has ended already */
	(void)close(err[1]);
	(void)setenv("TERM", "dumb", 1);
	client_start_program(c, "CHATROOMD", "./chatroomd", "-p 0 -b 127.0.0.1",
	    slave, slave, slave);
	(void)close(slave);
	c->in = master;
	stream_init(&c->out, master);
	stream_init(&c->err, err[0]);
}

START_TEST(test_console_is_in_the_language)
{
	struct client c;

	enter_language("zh_CN.UTF-8");
	start_console(&c);
	leave_language();
	stream_await(&c.out, "要查看管理员密码，请在这里输入 /管理员密码");
	stream_await(&c.out, "*** 欢迎，你在这里的名字是 @console");
	stream_await(&c.out, "*** 按 Ctrl-C 关闭聊天室，/帮助 查看命令");
	stream_await(&c.out, "<你> ");
	client_type(&c, "/管理员密码\r");
	stream_await(&c.out, "*** 要让别人当管理员，请对方输入 /管理员 ");
	client_type(&c, "\x03");
	stream_await(&c.out, "*** 聊天室要关闭了，byebye~");
	client_expect_exit(&c, 0);
	client_free(&c);
}
END_TEST

/* What it prints, what the room says, and the prompt. */
START_TEST(test_console_is_in_the_charset_of_the_terminal)
{
	struct client c;

	(void)setenv("LANGUAGE", "", 1);
	locales_enter("zh_CN.GBK");
	start_console(&c);
	locales_leave();
	/* 要加入聊天室, 欢迎, <你> */
	stream_await(&c.out,
	    "\xd2\xaa\xbc\xd3\xc8\xeb\xc1\xc4\xcc\xec\xca\xd2");
	stream_await(&c.out, "*** \xbb\xb6\xd3\xad");
	stream_await(&c.out, "<\xc4\xe3> ");
	/* 名字 小明 */
	client_type(&c, "/\xc3\xfb\xd7\xd6 \xd0\xa1\xc3\xf7\r");
	stream_await(&c.out, "@\xd0\xa1\xc3\xf7");
	client_type(&c, "\x03");
	client_expect_exit(&c, 0);
	client_free(&c);
}
END_TEST

static const struct {
	const char *locale, *args, *out, *err;
} charsets[] = {
	/* 用法：chatroomd */
	{ "zh_CN.GBK", "--help",
	    "\xd3\xc3\xb7\xa8\xa3\xba"
	    "chatroomd [",
	    "" },
	{ "zh_TW.BIG5", "--help",
	    "\xa5\xce\xaa\x6b\xa1\x47"
	    "chatroomd [",
	    "" },
	/* -x：没有这个选项； */
	{ "zh_CN.GBK", "-x", "",
	    "chatroomd: -x\xa3\xba\xc3\xbb\xd3\xd0\xd5\xe2\xb8\xf6\xd1\xa1\xcf\xee"
	    "\xa3\xbb" },
	/* A word that was typed stays as it is. */
	{ "zh_CN.GBK", "\xd0\xa1", "", "chatroomd: \xd0\xa1\xa3\xba" },
	/* --lang fr：没有这种语言，可选 en（English）、zh_CN（简体中文） */
	{ "zh_CN.GBK", "--lang fr", "",
	    "chatroomd: --lang fr\xa3\xba\xc3\xbb\xd3\xd0\xd5\xe2\xd6\xd6"
	    "\xd3\xef\xd1\xd4\xa3\xac\xbf\xc9\xd1\xa1 "
	    "en\xa3\xa8"
	    "English\xa3\xa9\xa1\xa2zh_CN\xa3\xa8\xbc\xf2\xcc\xe5\xd6\xd0"
	    "\xce\xc4\xa3\xa9" },
	{ "de_DE.ISO-8859-1", "--help --lang zh", "Usage: ", "" },
};

START_TEST(test_it_is_told_in_the_charset_of_the_terminal)
{
	const char *line, *out = charsets[_i].out, *err = charsets[_i].err;
	struct room *r;

	(void)unsetenv("LANGUAGE");
	(void)setenv("LANGUAGE", "", 1);
	locales_enter(charsets[_i].locale);
	r = room_run(charsets[_i].args);
	locales_leave();
	ck_assert_int_eq(strncmp(room_log(r), err, strlen(err)), 0);
	line = room_output_line(r);
	if (*out != '\0') {
		ck_assert_ptr_nonnull(line);
		ck_assert_int_eq(strncmp(line, out, strlen(out)), 0);
	} else
		ck_assert_ptr_null(line);
	room_free(r);
}
END_TEST
#endif

START_TEST(test_errors_are_in_english_where_nothing_else_is_asked_for)
{
	enter_language("de_DE.UTF-8");
	expect_error("-p x", 2,
	    "chatroomd: -p x: a number from 0 to 65535 is expected; try "
	    "chatroomd --help\n");
	leave_language();
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("opener");
	int status;

	tcase_add_checked_fixture(tc, room_sweep, NULL);
	tcase_add_test(tc,
	    test_errors_are_in_english_where_nothing_else_is_asked_for);
#ifdef HAVE_TRANSLATIONS
	tcase_add_loop_test(tc, test_help_is_in_the_language, 0, COUNT(helps));
	tcase_add_loop_test(tc, test_errors_at_the_start_are_in_the_language, 0,
	    COUNT(errors));
	tcase_add_test(tc, test_a_port_that_is_taken_is_told_in_the_language);
	tcase_add_test(tc, test_invitation_is_in_the_language);
	tcase_add_test(tc, test_console_is_in_the_language);
	if (locales_make()) {
		tcase_add_test(tc,
		    test_console_is_in_the_charset_of_the_terminal);
		tcase_add_loop_test(tc,
		    test_it_is_told_in_the_charset_of_the_terminal, 0,
		    COUNT(charsets));
	}
#else
	(void)expect_line;
#endif
	status = suite_run("opener", &tc, 1);
	locales_remove();
	return (status);
}
