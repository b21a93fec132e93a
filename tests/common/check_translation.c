/*
 * check_translation: between the charset of the locale and UTF-8; the module,
 * and the client in locales that are made for that.
 */
#include <config.h>

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/protocol.h"
#include "common/translation.h"
#include "harness/client.h"
#include "harness/locales.h"
#include "harness/pty.h"
#include "harness/room.h"
#include "harness/suite.h"

/* The same text in charsets of terminals. */
static const struct {
	const char *charset, *coded, *text;
} texts[] = {
	{ "GBK", "hi \xc4\xe3\xba\xc3~\x81\x40", "hi 你好~丂" },
	{ "BIG5", "\xa7\x41\xa6\x6e|\xa5\x5c\xaf\xe0", "你好|功能" },
	{ "ISO-8859-1", "caf\xe9 \xff", "café ÿ" },
	{ "GB18030", "\x81\x31\xd5\x31|\xc4\xe3", "॓|你" },
	{ "KOI8-R", "\xf0\xd2\xc9\xd7\xc5\xd4", "Привет" },
};

START_TEST(test_line_is_read_and_written)
{
	struct translation *t = translation_new(texts[_i].charset);
	const char *coded = texts[_i].coded, *text = texts[_i].text;
	struct buffer read = { 0 }, written = { 0 };

	ck_assert_ptr_nonnull(t);
	ck_assert(translation_read_line(t, coded, strlen(coded), &read));
	ck_assert_uint_eq(read.len, strlen(text));
	ck_assert_mem_eq(read.bytes, text, read.len);
	ck_assert(translation_write(t, read.bytes, read.len, &written));
	ck_assert_uint_eq(written.len, strlen(coded));
	ck_assert_mem_eq(written.bytes, coded, written.len);
	buffer_fini(&read);
	buffer_fini(&written);
	translation_free(t);
}
END_TEST

START_TEST(test_what_is_no_character_is_noticed)
{
	struct translation *gbk = translation_new("GBK");
	struct buffer b = { 0 };

	ck_assert(!translation_read_line(gbk, "a\xff", 2, &b));
	ck_assert(
	    !translation_read_line(gbk, "a\xc4", 2, &b)); /* half a character */
	ck_assert(translation_read_line(gbk, "", 0, &b));
	ck_assert(!translation_read_line(NULL, "\xc4\xe3", 2, &b));
	buffer_fini(&b);
	translation_free(gbk);
}
END_TEST

START_TEST(test_what_a_charset_lacks_is_a_question_mark)
{
	static const char text[] = "\x1b[K[ 李 ]: caf\xc3\xa9 — \xff!";
	struct translation *latin = translation_new("ISO-8859-1");
	struct buffer b = { 0 };

	ck_assert(translation_write(latin, text, strlen(text), &b));
	ck_assert_uint_eq(b.len, strlen("\x1b[K[ ? ]: caf\xe9 ? ?!"));
	ck_assert_mem_eq(b.bytes, "\x1b[K[ ? ]: caf\xe9 ? ?!", b.len);
	buffer_fini(&b);
	translation_free(latin);
}
END_TEST

START_TEST(test_nothing_is_translated_without_need)
{
	struct buffer b = { 0 };

	ck_assert_ptr_null(translation_new(NULL));
	ck_assert_ptr_null(translation_new("no such charset"));
	ck_assert(translation_write(NULL, "你\x01", 4, &b));
	ck_assert_mem_eq(b.bytes, "你\x01", 4);
	buffer_fini(&b);
}
END_TEST

/* ------------------------------------------------------------------------
 * The client, in locales that localedef(1) makes
 */

/* A filter in a locale, connected to a server. */
static void
open_filter(struct client *c, struct server *s, const char *locale,
    const char *options)
{
	locales_enter(locale);
	filter_open(c, s, options);
	locales_leave();
}

static const struct {
	const char *locale, *coded, *text;
} in_locales[] = {
	{ "zh_CN.GBK", "\xc4\xe3\xba\xc3~\x81\x40\n", "你好~丂\n" },
	{ "zh_TW.BIG5", "\xa7\x41\xa6\x6e|\xa5\x5c\xaf\xe0\n", "你好|功能\n" },
	{ "de_DE.ISO-8859-1", "caf\xe9 \xff\xff\xf4\n", "café ÿÿô\n" },
	{ "zh_CN.UTF-8", "你好\n", "你好\n" },
	{ "C", "\xc4\xe3 \xe4\xbd\xa0\n", "\xc4\xe3 \xe4\xbd\xa0\n" },
	{ "C", "/charset big5\n", "/charset big5\n" },
	/* Without a charset, what a telnet has recorded is stripped of it. */
	{ "C", "three\n\377\375\006four\n", "three\nfour\n" },
};

START_TEST(test_filter_speaks_utf_8_with_the_server)
{
	struct server s;
	struct client c;

	open_filter(&c, &s, in_locales[_i].locale, "");
	client_type(&c, in_locales[_i].coded);
	stream_expect(&s.stream, in_locales[_i].text);
	if (strcmp(in_locales[_i].locale, "C") != 0) {
		server_say(&s, in_locales[_i].text);
		stream_expect(&c.out, in_locales[_i].coded);
	}
	filter_end_input(&c);
	filter_end(&c, &s, 0, "");
}
END_TEST

static const struct {
	const char *locale, *bytes;
} garbled[] = {
	{ "zh_CN.GBK", "one \xff two\n" },
	{ "zh_CN.GBK", "half \xc4\n" },
	{ "zh_CN.UTF-8", "\xc4\xe3\xba\xc3\n" },
	{ "zh_CN.UTF-8", "no telnet \xff\xfe\n" },
};

START_TEST(test_filter_says_what_is_no_text)
{
	struct server s;
	struct client c;
	char errors[128];

	open_filter(&c, &s, garbled[_i].locale, "");
	client_type(&c, garbled[_i].bytes);
	client_type(&c, "next\n");
	filter_end_input(&c);
	stream_expect(&s.stream, "next\n");
	stream_expect_end(&s.stream);
	server_hang_up(&s);
	(void)snprintf(errors, sizeof errors,
	    "chatroom: a line was not sent: not all of it is text in %s, the "
	    "charset of the locale\n",
	    strchr(garbled[_i].locale, '.') + 1);
	filter_close(&c, &s, 1, errors);
}
END_TEST

static const char *const with_charset[] = { "zh_CN.GBK", "zh_CN.UTF-8" };

START_TEST(test_charset_is_not_sent_where_the_locale_has_one)
{
	struct server s;
	struct client c;
	char errors[256];

	open_filter(&c, &s, with_charset[_i], "");
	client_type(&c, " /CharSet big5\nnext\n");
	filter_end_input(&c);
	stream_expect(&s.stream, "next\n");
	stream_expect_end(&s.stream);
	server_hang_up(&s);
	(void)snprintf(errors, sizeof errors,
	    "chatroom: /charset is not needed here: the charset is that of "
	    "your locale, %s; LC_ALL changes it\n",
	    strchr(with_charset[_i], '.') + 1);
	filter_close(&c, &s, 0, errors);
}
END_TEST

START_TEST(test_nick_is_of_the_locale_too)
{
	struct server s;
	struct client c;

	open_filter(&c, &s, "zh_CN.GBK", "-n \xd0\xa1\xc3\xf7");
	stream_expect(&s.stream, "/nick 小明\n");
	server_hang_up(&s);
	(void)client_wait(&c);
	client_free(&c);
	server_free(&s);
}
END_TEST

/* The room says that this is no name; so it is told in the same bytes. */
START_TEST(test_nick_that_is_refused_is_told_as_it_was_typed)
{
	struct server s;
	struct client c;

	open_filter(&c, &s, "zh_CN.GBK", "-n \xd0\xa1\xc3\xf7");
	server_say(&s,
	    "*** welcome, you are 127.0.0.1:1 here\r\n"
	    "*** an empty line leaves, /help lists the commands\r\n");
	stream_expect(&s.stream, "/nick 小明\n\xff\xfd\x06");
	server_say(&s, "\xff\xfc\x06");
	stream_expect_end(&s.stream);
	server_hang_up(&s);
	filter_close(&c, &s, 1,
	    "chatroom: the room does not let you use the name "
	    "\xd0\xa1\xc3\xf7; no line of the input was delivered\n");
}
END_TEST

/* A client on a terminal that speaks GBK, connected to a new server. */
static void
open_terminal(struct client *c, struct server *s, const char *options)
{
	int slave, master = pty_make(24, 80, &slave);
	int err[2];
	char args[128];

	make_pipe(err);
	server_open(s);
	(void)snprintf(args, sizeof args, "%s 127.0.0.1:%u", options, s->port);
	(void)setenv("TERM", "dumb", 1);
	locales_enter("zh_CN.GBK");
	client_start(c, args, slave, slave, err[1]);
	locales_leave();
	(void)close(slave);
	(void)close(err[1]);
	c->in = master;
	stream_init(&c->out, master);
	stream_init(&c->err, err[0]);
	server_accept(s);
}

START_TEST(test_person_reads_and_types_in_the_charset_of_the_terminal)
{
	struct server s;
	struct client c;

	open_terminal(&c, &s, "");
	stream_await(&c.out, "<You> ");
	client_type(&c, "\xc4"); /* the bytes of a character may be apart */
	client_type(&c, "\xe3\x81\x7e\x7f\xba\xc3\xff\r");
	stream_expect(&s.stream, "你好\n");
	stream_await(&c.out, "<You> \xc4\xe3\xba\xc3\r\n");
	server_say(&s, "[ 李 ]: 功能, 한\r\n");
	stream_await(&c.out, "[ \xc0\xee ]: \xb9\xa6\xc4\xdc, ?\r\n");
	client_type(&c, "\x04");
	stream_expect_end(&s.stream);
	server_hang_up(&s);
	client_expect_exit(&c, 0);
	client_free(&c);
	server_free(&s);
}
END_TEST

/* The name of a file is in the charset of the locale already. */
START_TEST(test_person_reads_the_name_of_a_file_as_it_was_typed)
{
	char name[] = "/tmp/check_\xd0\xa1.XXXXXX", options[64], told[64];
	struct server s;
	struct client c;
	int fd = mkstemp(name);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "sesame\n", 7), 7);
	ck_assert_int_eq(close(fd), 0);
	(void)snprintf(options, sizeof options, "--key-file=%s", name);
	open_terminal(&c, &s, options);
	server_say(&s, PROTOCOL_KEY_ASKED "\r\n");
	stream_expect(&s.stream, "/key sesame\n");
	server_say(&s, PROTOCOL_KEY_WRONG "2 more tries\r\n");
	(void)snprintf(told, sizeof told, "the key in %s is wrong", name);
	stream_await(&c.out, told);
	client_type(&c, "\x03");
	server_hang_up(&s);
	(void)client_wait(&c);
	client_free(&c);
	server_free(&s);
	(void)unlink(name);
}
END_TEST

#ifdef HAVE_TRANSLATIONS
/* In the bytes of the terminal; a word that was typed stays as it is. */
static const struct {
	const char *locale, *language, *option, *told;
} in_chinese[] = {
	/* -x：没有这个选项； */
	{ "zh_CN.GBK", "", "-x",
	    "chatroom: -x\xa3\xba\xc3\xbb\xd3\xd0\xd5\xe2\xb8\xf6\xd1\xa1\xcf\xee"
	    "\xa3\xbb" },
	{ "zh_CN.GBK", "", "--\xd0\xa1", "chatroom: --\xd0\xa1\xa3\xba" },
	/* -x：沒有這個選項； */
	{ "zh_TW.BIG5", "", "-x",
	    "chatroom: -x\xa1\x47\xa8\x53\xa6\xb3\xb3\x6f\xad\xd3\xbf\xef\xb6\xb5"
	    "\xa1\x46" },
	/* 无法打开 /\xd0\xa1：没有这个文件或目录 */
	{ "zh_CN.GBK", "", "--key-file=/\xd0\xa1",
	    "chatroom: \xce\xde\xb7\xa8\xb4\xf2\xbf\xaa /\xd0\xa1\xa3\xba"
	    "\xc3\xbb\xd3\xd0\xd5\xe2\xb8\xf6\xce\xc4\xbc\xfe\xbb\xf2"
	    "\xc4\xbf\xc2\xbc\n" },
	{ "de_DE.ISO-8859-1", "zh_CN", "-x", "chatroom: -x: unknown option" },
};

START_TEST(test_person_is_told_in_the_charset)
{
	struct client c;

	(void)setenv("LANGUAGE", in_chinese[_i].language, 1);
	locales_enter(in_chinese[_i].locale);
	filter_run(&c, in_chinese[_i].option);
	locales_leave();
	ck_assert_int_ne(client_wait(&c), 0);
	ck_assert_int_eq(strncmp(client_errors(&c), in_chinese[_i].told,
			     strlen(in_chinese[_i].told)),
	    0);
	client_free(&c);
}
END_TEST
#endif

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

int
main(void)
{
	TCase *tc = tcase_create("translation");
	int status;

	(void)unsetenv("CHATROOM_NICK");
	(void)signal(SIGPIPE, SIG_IGN);
	tcase_add_loop_test(tc, test_line_is_read_and_written, 0, COUNT(texts));
	tcase_add_test(tc, test_what_is_no_character_is_noticed);
	tcase_add_test(tc, test_what_a_charset_lacks_is_a_question_mark);
	tcase_add_test(tc, test_nothing_is_translated_without_need);
	if (locales_make()) {
		tcase_add_loop_test(tc,
		    test_filter_speaks_utf_8_with_the_server, 0,
		    COUNT(in_locales));
		tcase_add_loop_test(tc, test_filter_says_what_is_no_text, 0,
		    COUNT(garbled));
		tcase_add_loop_test(tc,
		    test_charset_is_not_sent_where_the_locale_has_one, 0,
		    COUNT(with_charset));
		tcase_add_test(tc, test_nick_is_of_the_locale_too);
		tcase_add_test(tc,
		    test_nick_that_is_refused_is_told_as_it_was_typed);
		tcase_add_test(tc,
		    test_person_reads_and_types_in_the_charset_of_the_terminal);
		tcase_add_test(tc,
		    test_person_reads_the_name_of_a_file_as_it_was_typed);
#ifdef HAVE_TRANSLATIONS
		tcase_add_loop_test(tc, test_person_is_told_in_the_charset, 0,
		    COUNT(in_chinese));
#endif
	}
	status = suite_run("translation", &tc, 1);
	locales_remove();
	return (status);
}
