/*
 * check_language: which language a person, a locale or the environment asks
 * for.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "harness/suite.h"
#include "speech/language.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

struct sample {
	const char *name;
	enum language language;
};

static const struct sample names[] = {
	{ "en", LANGUAGE_EN },
	{ "EN", LANGUAGE_EN },
	{ "en_GB", LANGUAGE_EN },
	{ "English", LANGUAGE_EN },
	{ "ｅｎｇｌｉｓｈ", LANGUAGE_EN },
	{ "英文", LANGUAGE_EN },
	{ "zh", LANGUAGE_ZH_CN },
	{ "zh_CN", LANGUAGE_ZH_CN },
	{ "zh-cn", LANGUAGE_ZH_CN },
	{ "ZH-Hans-CN", LANGUAGE_ZH_CN },
	{ "ｚｈ＿ｃｎ", LANGUAGE_ZH_CN },
	{ "Chinese", LANGUAGE_ZH_CN },
	{ "中文", LANGUAGE_ZH_CN },
	{ "简体", LANGUAGE_ZH_CN },
	{ "簡體中文", LANGUAGE_ZH_CN },
	{ "zh-xx", LANGUAGE_ZH_CN },
	{ "zh_TW", LANGUAGE_ZH_TW },
	{ "zh-tw", LANGUAGE_ZH_TW },
	{ "zh_HK", LANGUAGE_ZH_TW },
	{ "zh-Hant", LANGUAGE_ZH_TW },
	{ "zh-Hant-HK", LANGUAGE_ZH_TW },
	{ "ｚｈ－ｈａｎｔ", LANGUAGE_ZH_TW },
	{ "繁體", LANGUAGE_ZH_TW },
	{ "繁体中文", LANGUAGE_ZH_TW },
	{ "正體中文", LANGUAGE_ZH_TW },
};

START_TEST(test_a_name_in_any_case_and_width_is_known)
{
	enum language language = LANGUAGES;

	ck_assert_msg(language_parse(words_of(names[_i].name), &language), "%s",
	    names[_i].name);
	ck_assert_msg(language == names[_i].language, "%s", names[_i].name);
}
END_TEST

START_TEST(test_anything_else_is_no_language)
{
	static const char *const others[] = {
		"", "-", "_", "z", "zhh", "zh cn", "e", "eng", "de", "C",
		"POSIX", "tw", "文", "-zh", "日本語",
		"zh-hant zh-hant zh-hant zh-hant zh-hant zh-hant zh-hant zh-hant"
	};
	enum language language = LANGUAGES;
	size_t i;

	for (i = 0; i < COUNT(others); i++) {
		ck_assert_msg(!language_parse(words_of(others[i]), &language),
		    "%s", others[i]);
		ck_assert_int_eq(language, LANGUAGES);
	}
}
END_TEST

/* What is longer than any name is none, though it begins as one. */
START_TEST(test_a_very_long_name_is_no_language)
{
	enum language language;
	char name[400] = "zh";
	size_t i;

	for (i = 0; i < 100; i++)
		(void)strcat(name, "-cn");
	ck_assert(language_parse((struct words){ name, 62 }, &language));
	ck_assert(!language_parse(words_of(name), &language));
}
END_TEST

START_TEST(test_only_the_bytes_of_the_name_are_read)
{
	enum language language;

	ck_assert(language_parse((struct words){ "zh_TW", 2 }, &language));
	ck_assert_int_eq(language, LANGUAGE_ZH_CN);
	ck_assert(!language_parse((struct words){ "zh", 1 }, &language));
}
END_TEST

START_TEST(test_each_language_is_known_by_its_own_name_and_code)
{
	enum language language;
	int l;

	for (l = 0; l < LANGUAGES; l++) {
		ck_assert(language_parse(
		    words_of(language_name((enum language)l)), &language));
		ck_assert_int_eq(language, l);
		ck_assert(language_parse(
		    words_of(language_code((enum language)l)), &language));
		ck_assert_int_eq(language, l);
	}
}
END_TEST

static const struct sample locales[] = {
	{ "", LANGUAGE_EN },
	{ "C", LANGUAGE_EN },
	{ "C.UTF-8", LANGUAGE_EN },
	{ "POSIX", LANGUAGE_EN },
	{ "en_US.UTF-8", LANGUAGE_EN },
	{ "de_DE.UTF-8@euro", LANGUAGE_EN },
	{ "tw_GH", LANGUAGE_EN }, /* Twi */
	{ "zh_CN", LANGUAGE_ZH_CN },
	{ "zh_CN.UTF-8", LANGUAGE_ZH_CN },
	{ "zh_CN.GB18030", LANGUAGE_ZH_CN },
	{ "zh_SG.utf8", LANGUAGE_ZH_CN },
	{ "zh_TW.Big5", LANGUAGE_ZH_TW },
	{ "zh_HK.UTF-8@radical", LANGUAGE_ZH_TW },
	{ "zh_TW:zh_CN:en", LANGUAGE_ZH_TW },
	{ "de:fr:zh_CN:en", LANGUAGE_ZH_CN },
	{ "en_GB:zh_CN", LANGUAGE_EN },
	{ "de:fr", LANGUAGE_EN },
	{ ":zh_TW", LANGUAGE_ZH_TW },
	{ "de::", LANGUAGE_EN },
	{ "de.UTF-8:zh_TW.UTF-8", LANGUAGE_ZH_TW },
	{ ":", LANGUAGE_EN },
};

START_TEST(test_a_locale_has_the_first_language_that_is_spoken)
{
	ck_assert_msg(language_of_locale(locales[_i].name) ==
		locales[_i].language,
	    "%s", locales[_i].name);
}
END_TEST

/* The environment with these four; NULL: it is not there. */
static enum language
in_environment(const char *language, const char *all, const char *messages,
    const char *lang)
{
	const struct {
		const char *name, *value;
	} variables[] = { { "LANGUAGE", language }, { "LC_ALL", all },
		{ "LC_MESSAGES", messages }, { "LANG", lang } };
	size_t i;

	for (i = 0; i < COUNT(variables); i++)
		if (variables[i].value == NULL)
			(void)unsetenv(variables[i].name);
		else
			(void)setenv(variables[i].name, variables[i].value, 1);
	return (language_of_environment());
}

START_TEST(test_the_environment_is_asked_as_gettext_asks_it)
{
	const char *cn = "zh_CN.UTF-8", *tw = "zh_TW.UTF-8", *en = "en_US";

	ck_assert_int_eq(in_environment(NULL, NULL, NULL, NULL), LANGUAGE_EN);
	ck_assert_int_eq(in_environment(NULL, NULL, NULL, cn), LANGUAGE_ZH_CN);
	ck_assert_int_eq(in_environment(NULL, NULL, tw, cn), LANGUAGE_ZH_TW);
	ck_assert_int_eq(in_environment(NULL, en, tw, cn), LANGUAGE_EN);
	ck_assert_int_eq(in_environment(NULL, "", "", cn), LANGUAGE_ZH_CN);
	ck_assert_int_eq(in_environment("zh_TW", NULL, NULL, cn),
	    LANGUAGE_ZH_TW);
	ck_assert_int_eq(in_environment("", NULL, NULL, cn), LANGUAGE_ZH_CN);
	ck_assert_int_eq(in_environment("zh_CN", "C.UTF-8", NULL, NULL),
	    LANGUAGE_ZH_CN);
	ck_assert_int_eq(in_environment("zh_CN", "C", NULL, cn), LANGUAGE_EN);
	ck_assert_int_eq(in_environment("zh_CN", "POSIX", NULL, cn),
	    LANGUAGE_EN);
	ck_assert_int_eq(in_environment("zh_CN", NULL, NULL, NULL),
	    LANGUAGE_EN);
}
END_TEST

START_TEST(test_a_chinese_charset_has_its_language)
{
	enum language language = LANGUAGES;

	ck_assert(language_of_charset("GB18030", &language));
	ck_assert_int_eq(language, LANGUAGE_ZH_CN);
	ck_assert(language_of_charset("Big5-HKSCS", &language));
	ck_assert_int_eq(language, LANGUAGE_ZH_TW);
	ck_assert(language_of_charset("gbk", &language));
	ck_assert_int_eq(language, LANGUAGE_ZH_CN);
	ck_assert(!language_of_charset("EUC-JP", &language));
	ck_assert(!language_of_charset("UTF-8", &language));
	ck_assert(!language_of_charset("", &language));
	ck_assert_int_eq(language, LANGUAGE_ZH_CN);
}
END_TEST

/* All that the room knows: no letter of Chinese is in these. */
START_TEST(test_where_no_chinese_can_be_written_the_language_is_english)
{
	static const char *const others[] = { "ISO-8859-1", "ISO-8859-16",
		"windows-1250", "IBM437", "KOI8-R", "KOI8-U", "TIS-620" };
	enum language language;
	size_t i;

	for (i = 0; i < COUNT(others); i++) {
		language = LANGUAGES;
		ck_assert(language_of_charset(others[i], &language));
		ck_assert_int_eq(language, LANGUAGE_EN);
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("language");

	tcase_add_loop_test(t, test_a_name_in_any_case_and_width_is_known, 0,
	    COUNT(names));
	tcase_add_test(t, test_anything_else_is_no_language);
	tcase_add_test(t, test_a_very_long_name_is_no_language);
	tcase_add_test(t, test_only_the_bytes_of_the_name_are_read);
	tcase_add_test(t, test_each_language_is_known_by_its_own_name_and_code);
	tcase_add_loop_test(t,
	    test_a_locale_has_the_first_language_that_is_spoken, 0,
	    COUNT(locales));
	tcase_add_test(t, test_a_chinese_charset_has_its_language);
	tcase_add_test(t,
	    test_where_no_chinese_can_be_written_the_language_is_english);
	tcase_add_test(t, test_the_environment_is_asked_as_gettext_asks_it);
	return (suite_run("language", &t, 1));
}
