/*
 * check_help: a line of /help, in two columns.
 */
#include <config.h>

#include <check.h>
#include <string.h>

#include "harness/suite.h"
#include "speech/help.h"

static char out[HELP_LINE_MAX + 1];

static const char *
write_line(enum language language, enum sentence use)
{
	out[help_line(language, use, (enum sentence)(use + 1), out)] = '\0';
	return (out);
}

START_TEST(test_second_column_follows_the_first)
{
	ck_assert_str_eq(write_line(LANGUAGE_EN, S_USE_NICK),
	    "*** /nick NAME                be known as NAME\r\n");
	ck_assert_str_eq(write_line(LANGUAGE_EN, S_USE_ALOUD),
	    "*** //TEXT                    say /TEXT aloud\r\n");
}
END_TEST

/* Nothing is cut off: each ends with CR LF, before the room does. */
START_TEST(test_each_line_has_room)
{
	int s, l;

	for (l = LANGUAGE_EN; l < LANGUAGES; l++)
		for (s = S_USE_NICK; s <= S_USE_ALOUD; s += 2) {
			(void)write_line((enum language)l, (enum sentence)s);
			ck_assert_uint_lt(strlen(out), HELP_LINE_MAX);
			ck_assert_str_eq(strstr(out, "\r"), "\r\n");
		}
}
END_TEST

#ifdef HAVE_TRANSLATIONS
START_TEST(test_english_name_stands_beside_the_own_one)
{
	ck_assert_str_eq(write_line(LANGUAGE_ZH_CN, S_USE_NICK),
	    "*** /名字 新名字           /nick     给自己起名字\r\n");
	/* It is no command. */
	ck_assert_ptr_null(
	    strstr(write_line(LANGUAGE_ZH_CN, S_USE_ALOUD), "TEXT"));
}
END_TEST
#endif

int
main(void)
{
	TCase *tc = tcase_create("help");

	sentence_init();
	tcase_add_test(tc, test_second_column_follows_the_first);
	tcase_add_test(tc, test_each_line_has_room);
#ifdef HAVE_TRANSLATIONS
	tcase_add_test(tc, test_english_name_stands_beside_the_own_one);
#endif
	return (suite_run("help", &tc, 1));
}
