/*
 * check_tongue: the language and the charset of the person, by the environment,
 * also where no locale but C.UTF-8 was ever generated.
 */
#include <config.h>

#include <check.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "common/translation.h"
#include "harness/suite.h"
#include "speech/sentence.h"
#include "speech/tongue.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

static void
learn(const char *lang, const char *ctype, const char *language)
{
	/* As a program begins: what cannot be had changes nothing. */
	(void)setlocale(LC_ALL, "C");
	(void)unsetenv("LC_ALL");
	(void)unsetenv("LC_MESSAGES");
	(void)setenv("LANG", lang, 1);
	(void)setenv("LC_CTYPE", ctype, 1);
	(void)setenv("LANGUAGE", language, 1);
	/* Nothing is generated there. */
	(void)setenv("LOCPATH", "/nonexistent", 1);
	tongue_learn();
}

static void
teardown(void)
{
	(void)unsetenv("LOCPATH");
	learn("C.UTF-8", "", "");
}

static const struct {
	const char *lang, *ctype, *language;
	enum language spoken;
	bool utf8;
} people[] = {
	{ "zh_CN.UTF-8", "", "", LANGUAGE_ZH_CN, true },
	{ "zh_TW.utf8", "", "", LANGUAGE_ZH_TW, true },
	{ "zh_CN", "", "", LANGUAGE_ZH_CN, true },
	{ "C.UTF-8", "", "zh_TW:en", LANGUAGE_ZH_TW, true },
	{ "en_US.UTF-8", "", "", LANGUAGE_EN, true },
	{ "zh_CN.UTF-8", "", "en", LANGUAGE_EN, true },
	/* What cannot be shown is not said. */
	{ "zh_CN.UTF-8", "C", "", LANGUAGE_EN, false },
	{ "zh_CN.GBK", "", "", LANGUAGE_EN, false },
	{ "C", "", "zh_CN", LANGUAGE_EN, false },
};

START_TEST(test_environment_says_what_is_spoken)
{
	learn(people[_i].lang, people[_i].ctype, people[_i].language);
#ifdef HAVE_TRANSLATIONS
	ck_assert_int_eq(tongue(), people[_i].spoken);
#endif
	/* The locales of musl are UTF-8, whatever they are called. */
	if (getenv("ROOM_LIBC") == NULL)
		ck_assert_int_eq(translation_is_utf8(), people[_i].utf8);
}
END_TEST

static const struct {
	const char *lang, *ctype;
	enum language asked, spoken;
} asking[] = {
	{ "en_US.UTF-8", "", LANGUAGE_ZH_CN, LANGUAGE_ZH_CN },
	{ "zh_CN.UTF-8", "", LANGUAGE_EN, LANGUAGE_EN },
	{ "zh_CN.UTF-8", "", LANGUAGE_ZH_TW, LANGUAGE_ZH_TW },
	/* A locale that tells no charset is no reason not to. */
	{ "C", "", LANGUAGE_ZH_CN, LANGUAGE_ZH_CN },
	/* This one does, but was never generated. */
	{ "zh_CN.GBK", "", LANGUAGE_ZH_CN, LANGUAGE_EN },
};

START_TEST(test_another_language_may_be_asked_for)
{
	learn(asking[_i].lang, asking[_i].ctype, "");
	tongue_choose(asking[_i].asked);
	if (getenv("ROOM_LIBC") == NULL)
		ck_assert_int_eq(tongue(), asking[_i].spoken);
}
END_TEST

START_TEST(test_texts_have_their_arguments)
{
	static const char english[] = "connected to %1";
	char out[64];
	struct words text;

	learn("en_US.UTF-8", "", "");
	ck_assert_str_eq(tongue_text(english), english);
	text = tongue_write(english, ARGS(words_of("%1")), out, sizeof out);
	ck_assert_uint_eq(text.len, 15);
	ck_assert_mem_eq(text.bytes, "connected to %1", text.len);
	/* What does not fit is cut off. */
	text = tongue_write(english, ARGS(words_of("a")), out, 5);
	ck_assert_uint_eq(text.len, 5);
#ifdef HAVE_TRANSLATIONS
	learn("zh_TW.UTF-8", "", "");
	ck_assert_str_eq(tongue_text(english), "成功連上伺服器 %1");
	text =
	    tongue_write_coded(english, ARGS(words_of("a")), out, sizeof out);
	ck_assert_mem_eq(text.bytes, "成功連上伺服器 a", text.len);
#endif
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("tongue");

	tcase_add_checked_fixture(tc, NULL, teardown);
	tcase_add_loop_test(tc, test_environment_says_what_is_spoken, 0,
	    COUNT(people));
	tcase_add_loop_test(tc, test_another_language_may_be_asked_for, 0,
	    COUNT(asking));
	tcase_add_test(tc, test_texts_have_their_arguments);
	return (suite_run("tongue", &tc, 1));
}
