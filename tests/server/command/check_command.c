/*
 * check_command: the table of commands, and the nearest name in it.  What the
 * commands do is seen from outside, in check_commands.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "harness/suite.h"
#include "server/command/command.h"
#include "speech/dictionary.h"
#include "speech/sentence.h"
#include "speech/verb.h"

static const char *
nearest_in(enum language mine, const char *name)
{
	static char out[64];
	struct words found = command_nearest(mine, words_of(name));

	if (found.len == 0)
		return ("none");
	(void)snprintf(out, sizeof out, "%.*s", (int)found.len, found.bytes);
	return (out);
}

static const char *
nearest(const char *name)
{
	return (nearest_in(LANGUAGE_EN, name));
}

START_TEST(test_a_slip_of_the_fingers_finds_the_command_that_was_meant)
{
	ck_assert_str_eq(nearest("hlep"), "help");
	ck_assert_str_eq(nearest("helpp"), "help");
	ck_assert_str_eq(nearest("nck"), "nick");
	ck_assert_str_eq(nearest("whp"), "who");
	ck_assert_str_eq(nearest("quitt"), "quit");
	ck_assert_str_eq(nearest("mgs"), "msg");
	/* Two that have changed places are one slip. */
	ck_assert_str_eq(nearest("inkc"), "nick");
}
END_TEST

START_TEST(test_a_name_far_from_all_finds_none)
{
	ck_assert_str_eq(nearest("xyzzy"), "none");
	ck_assert_str_eq(nearest(""), "none");
	ck_assert_str_eq(nearest("usr/local/bin/whatever"), "none");
	ck_assert_str_eq(nearest("小明"), "none");
	/* Three slips, and one where nothing is right. */
	ck_assert_str_eq(nearest("kixxx"), "none");
	ck_assert_str_eq(nearest("kixx"), "kick");
	ck_assert_str_eq(nearest("xx"), "none");
}
END_TEST

/* Two tables know each command: this one, and that of the sentences. */
START_TEST(test_each_command_is_shown_as_it_is_typed)
{
	const char *word, *use;
	size_t len, shown = 0;
	int s;

	for (s = 0; s < SENTENCES; s++) {
		word = sentence_word((enum sentence)s);
		if (strncmp(word, "use-", 4) != 0 || s == S_USE_ALOUD)
			continue;
		word += 4;
		len = strlen(word);
		use = sentence_english((enum sentence)s);
		ck_assert_msg(command_exists(word, len), "%s", word);
		ck_assert_int_eq(*use, '/');
		ck_assert_mem_eq(use + 1, word, len);
		ck_assert(use[1 + len] == ' ' || use[1 + len] == '\0');
		/* Its help is the next one. */
		ck_assert_str_eq(sentence_word((enum sentence)(s + 1)) + 5,
		    word);
		shown++;
	}
	ck_assert_uint_gt(shown, 20);
}
END_TEST

/* Whether it is how a command is used. */
static bool
is_use(int s)
{
	return (strncmp(sentence_word((enum sentence)s), "use-", 4) == 0 &&
	    s != S_USE_ALOUD);
}

/* Without translations it is empty. */
static struct words
verb_of(int l, int s)
{
	return (verb_in((enum language)l, (enum sentence)s));
}

START_TEST(test_each_command_has_a_name_in_each_language)
{
	struct words verb;
	int l, s;

	for (l = 0; l < LANGUAGES; l++)
		for (s = 0; s < SENTENCES; s++) {
			if (!is_use(s) || !dictionary_exists((enum language)l))
				continue;
			verb = verb_of(l, s);
			ck_assert_msg(verb.len > 0, "%s: %s", language_code(l),
			    sentence_word((enum sentence)s));
			ck_assert_uint_le(verb.len, VERB_BYTES_MAX);
			ck_assert(verb_is((enum sentence)s, verb));
			ck_assert(command_exists(verb.bytes, verb.len));
		}
}
END_TEST

START_TEST(test_no_name_is_that_of_two_commands)
{
	int l, s, other, named;

	for (l = 0; l < LANGUAGES; l++)
		for (s = 0; s < SENTENCES; s++) {
			if (!is_use(s) || verb_of(l, s).len == 0)
				continue;
			named = 0;
			for (other = 0; other < SENTENCES; other++)
				named += is_use(other) &&
				    verb_is((enum sentence)other,
					verb_of(l, s));
			ck_assert_msg(named == 1, "%.*s",
			    (int)verb_of(l, s).len, verb_of(l, s).bytes);
		}
}
END_TEST

#ifdef HAVE_TRANSLATIONS
START_TEST(test_a_slip_in_chinese_finds_the_command_that_was_meant)
{
	ck_assert_str_eq(nearest("名子"), "名字");
	ck_assert_str_eq(nearest("悄悄活"), "悄悄话");
	ck_assert_str_eq(nearest_in(LANGUAGE_ZH_TW, "悄悄活"), "悄悄話");
	ck_assert_str_eq(nearest("话悄悄"), "none");
	ck_assert_str_eq(nearest_in(LANGUAGE_ZH_CN, "hlep"), "help");
	/* Half of it, and nothing of it, is right. */
	ck_assert_str_eq(nearest("解除名单"), "解除禁言");
	ck_assert_str_eq(nearest("吃饭"), "none");
}
END_TEST

START_TEST(test_a_blank_that_is_missing_in_chinese_is_no_matter)
{
	ck_assert_str_eq(nearest("名字小明"), "名字");
	ck_assert_str_eq(nearest("谁在这里"), "谁");
	ck_assert_str_eq(nearest("封禁小明"), "封禁");
	ck_assert_str_eq(nearest("封禁名单呢"), "封禁名单");
	ck_assert_str_eq(nearest("悄悄话小明"), "悄悄话");
	ck_assert_str_eq(nearest("解除禁言小明"), "解除禁言");
	ck_assert_str_eq(nearest("whois"), "who");
	ck_assert_str_eq(nearest("whoisthere"), "none");
}
END_TEST
#endif

static void
find_names(void)
{
	sentence_init();
}

int
main(void)
{
	const TTest *const tests[] = {
		test_a_slip_of_the_fingers_finds_the_command_that_was_meant,
		test_a_name_far_from_all_finds_none,
		test_each_command_is_shown_as_it_is_typed,
		test_each_command_has_a_name_in_each_language,
		test_no_name_is_that_of_two_commands,
#ifdef HAVE_TRANSLATIONS
		test_a_slip_in_chinese_finds_the_command_that_was_meant,
		test_a_blank_that_is_missing_in_chinese_is_no_matter,
#endif
		NULL,
	};

	return (suite_of("command", find_names, NULL, tests));
}
