/*
 * Which lines are a goodbye.
 */
#include <config.h>

#include <check.h>
#include <string.h>

#include "client/goodbye.h"
#include "harness/suite.h"
#include "speech/sentence.h"

static const char *const goodbyes[] = { "/quit", "/quit see you", "/quit\tx",
	"/QUIT", "/Quit bye", " /quit", "\t  /quit", "／quit",
	"／ｑＵｉｔ　再见", "　/quit", "\xef\xbb\xbf/quit", "、quit", "/quit ",
	"/ quit", "・quit", "､quit", "･ quit", "、 quit bye",
	"\u2003/quit\u2003bye", "\u00a0/quit" };

START_TEST(test_this_is_a_goodbye)
{
	ck_assert(goodbye_is_quit(goodbyes[_i], strlen(goodbyes[_i])));
}
END_TEST

#ifdef HAVE_TRANSLATIONS
START_TEST(test_commands_in_chinese_are_understood)
{
	static const char *const quits[] = { "/退出", "、退出 再见",
		"／離開\u3000再見", "\u3000/退出" };
	size_t i;

	for (i = 0; i < sizeof quits / sizeof *quits; i++)
		ck_assert_msg(goodbye_is_quit(quits[i], strlen(quits[i])), "%s",
		    quits[i]);
	ck_assert(!goodbye_is_quit("/退出了", strlen("/退出了")));
	ck_assert(!goodbye_is_quit("退出", strlen("退出")));
	ck_assert(!goodbye_is_quit("/编码", strlen("/编码")));
	ck_assert(goodbye_is_charset("/编码 gbk", strlen("/编码 gbk")));
	ck_assert(goodbye_is_records("/紀錄", strlen("/紀錄")));
}
END_TEST
#endif

static const char *const others[] = { "", " ", "/", "/qui", "/quits", "/quit/",
	"//quit", "quit", "x /quit", "\\quit", "/QUITTER", "、、quit", "/q uit",
	"/quıt" };

START_TEST(test_this_is_none)
{
	ck_assert(!goodbye_is_quit(others[_i], strlen(others[_i])));
}
END_TEST

START_TEST(test_only_the_bytes_of_the_line_are_read)
{
	ck_assert(goodbye_is_quit("/quitter", 5));
	ck_assert(!goodbye_is_quit("/quit", 4));
	ck_assert(!goodbye_is_quit("/quit now", 4));
	ck_assert(!goodbye_is_quit("/quit", 0));
}
END_TEST

START_TEST(test_charset_is_understood_as_well)
{
	ck_assert(goodbye_is_charset("/charset", 8));
	ck_assert(goodbye_is_charset("／CharSet gbk", strlen("／CharSet gbk")));
	ck_assert(!goodbye_is_charset("/charsets", 9));
	ck_assert(!goodbye_is_charset("//charset", 9));
	ck_assert(!goodbye_is_charset("/quit", 5));
	ck_assert(!goodbye_is_quit("/charset", 8));
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

int
main(void)
{
	TCase *tc = tcase_create("goodbye");

	tcase_add_unchecked_fixture(tc, sentence_init, NULL);
#ifdef HAVE_TRANSLATIONS
	tcase_add_test(tc, test_commands_in_chinese_are_understood);
#endif
	tcase_add_loop_test(tc, test_this_is_a_goodbye, 0, COUNT(goodbyes));
	tcase_add_loop_test(tc, test_this_is_none, 0, COUNT(others));
	tcase_add_test(tc, test_only_the_bytes_of_the_line_are_read);
	tcase_add_test(tc, test_charset_is_understood_as_well);
	return (suite_run("goodbye", &tc, 1));
}
