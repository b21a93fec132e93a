/*
 * check_verb: the word that a command begins with, in every language.
 */
#include <config.h>

#include <check.h>
#include <stddef.h>
#include <string.h>

#include "harness/suite.h"
#include "speech/verb.h"

static void
expect(struct words verb, const char *text)
{
	ck_assert_msg(verb.len == strlen(text) &&
		memcmp(verb.bytes, text, verb.len) == 0,
	    "not '%s' but '%.*s'", text, (int)verb.len, verb.bytes);
}

/* Without translations, everyone has the English verbs only. */
static bool
has_chinese(void)
{
	return (verb_in(LANGUAGE_ZH_CN, S_USE_QUIT).len > 0);
}

START_TEST(test_each_language_has_its_own_verb)
{
	expect(verb_in(LANGUAGE_EN, S_USE_QUIT), "quit");
	expect(verb_in(LANGUAGE_EN, S_USE_WHO), "who");
	if (!has_chinese())
		return;
	expect(verb_in(LANGUAGE_ZH_CN, S_USE_QUIT), "退出");
	expect(verb_in(LANGUAGE_ZH_TW, S_USE_QUIT), "離開");
	expect(verb_in(LANGUAGE_ZH_CN, S_USE_NICK), "名字");
}
END_TEST

START_TEST(test_what_is_no_use_of_a_command_has_no_verb)
{
	expect(verb_in(LANGUAGE_EN, S_HELP_QUIT), "");
	expect(verb_match(S_HELP_QUIT, words_of("leave")), "");
}
END_TEST

START_TEST(test_a_verb_is_known_in_any_case_width_and_language)
{
	expect(verb_match(S_USE_QUIT, words_of("quit")), "quit");
	expect(verb_match(S_USE_QUIT, words_of("QuIT")), "quit");
	expect(verb_match(S_USE_QUIT, words_of("ｑｕｉｔ")), "quit");
	expect(verb_match(S_USE_QUIT, words_of("ＱＵＩＴ")), "quit");
	ck_assert(verb_is(S_USE_QUIT, words_of("quit")));
	if (!has_chinese())
		return;
	expect(verb_match(S_USE_QUIT, words_of("退出")), "退出");
	expect(verb_match(S_USE_QUIT, words_of("離開")), "離開");
	ck_assert(verb_is(S_USE_NICK, words_of("名字")));
}
END_TEST

START_TEST(test_only_the_whole_word_is_a_verb)
{
	static const char *const others[] = { "", "qui", "quits", "quit ",
		"/quit", "nick", "退", "退出了",
		"quitquitquitquitquitquitquitquitquit" };
	size_t i;

	for (i = 0; i < sizeof others / sizeof *others; i++)
		ck_assert_msg(!verb_is(S_USE_QUIT, words_of(others[i])), "%s",
		    others[i]);
}
END_TEST

START_TEST(test_a_word_that_follows_is_known_in_every_language)
{
	ck_assert(verb_word_is(S_WORD_OFF, words_of("off")));
	ck_assert(verb_word_is(S_WORD_OFF, words_of("Off")));
	ck_assert(verb_word_is(S_WORD_OFF, words_of("ｏｆｆ")));
	ck_assert(!verb_word_is(S_WORD_OFF, words_of("on")));
	ck_assert(!verb_word_is(S_WORD_OFF, words_of("of")));
	ck_assert(!verb_word_is(S_WORD_OFF, words_of("")));
	ck_assert(!verb_word_is(S_WORD_OFF, words_of("开")));
	if (!has_chinese())
		return;
	ck_assert(verb_word_is(S_WORD_ON, words_of("开")));
	ck_assert(verb_word_is(S_WORD_ON, words_of("開")));
	ck_assert(verb_word_is(S_WORD_OFF, words_of("关")));
	ck_assert(verb_word_is(S_WORD_OFF, words_of("關")));
}
END_TEST

START_TEST(test_no_verb_is_longer_than_it_may_be)
{
	int l, s;

	for (l = LANGUAGE_EN; l < LANGUAGES; l++)
		for (s = S_USE_NICK; s < S_USE_ALOUD; s++)
			ck_assert_uint_le(
			    verb_in((enum language)l, (enum sentence)s).len,
			    VERB_BYTES_MAX);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_each_language_has_its_own_verb,
		test_what_is_no_use_of_a_command_has_no_verb,
		test_a_verb_is_known_in_any_case_width_and_language,
		test_only_the_whole_word_is_a_verb,
		test_a_word_that_follows_is_known_in_every_language,
		test_no_verb_is_longer_than_it_may_be,
		NULL,
	};

	return (suite_of("verb", sentence_init, NULL, tests));
}
