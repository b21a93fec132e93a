/*
 * check_rewording: what the server says in English is said again in the
 * language of the person.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "client/rewording.h"
#include "common/protocol.h"
#include "harness/suite.h"
#include "speech/help.h"
#include "speech/sentence.h"

static char out[REWORDING_SIZE + 1];

static void
setup(void)
{
	sentence_init();
}

static const char *
reword(enum language language, const struct heard *h)
{
	out[rewording_write(language, h, out)] = '\0';
	return (out);
}

static const char *
reword_answer(const char *word, const char *line)
{
	return (reword(LANGUAGE_ZH_CN,
	    &(struct heard){ .line = words_of(line),
		.kind = EVENT_ANSWERED,
		.word = words_of(word) }));
}

static bool
is_for_people(enum sentence s)
{
	enum event_kind kind = sentence_kind(s);

	return (s != S_HELP &&
	    (kind == EVENT_ANSWERED || kind == EVENT_ACTED ||
		kind == EVENT_CLOSING));
}

/* Whatever stands in it, it is found again. */
static void
check_sentence(enum language language, enum sentence s)
{
	const struct words *args = ARGS(words_of("小明"), words_of("10.0.0.7"),
	    words_of("5 min"), words_of("too: loud, for us"));
	char line[1024], wanted[1024];
	struct heard h = { .kind = sentence_kind(s),
		.word = words_of(sentence_word(s)) };
	size_t len;

	sentence_text(s, args, line, sizeof line);
	h.line = words_of(line);
	if (h.kind == EVENT_ACTED && strstr(sentence_english(s), "%1") != NULL)
		h.who = args[0];
	if (h.kind == EVENT_ACTED && strstr(sentence_english(s), "%2") != NULL)
		h.whom = args[1];
	len =
	    sentence_write(language, s, args, wanted, sizeof wanted - 1, NULL);
	wanted[len] = '\0';
	ck_assert_str_eq(reword(language, &h), wanted);
}

START_TEST(test_each_sentence_is_found_again)
{
	int language;

	if (!is_for_people((enum sentence)_i))
		return;
	ck_assert_str_eq(
	    reword(LANGUAGE_EN,
		&(struct heard){ .line = words_of("the room is already open"),
		    .kind = EVENT_ANSWERED }),
	    "");
	for (language = LANGUAGE_EN + 1; language < LANGUAGES; language++)
		check_sentence((enum language)language, (enum sentence)_i);
}
END_TEST

START_TEST(test_what_is_no_sentence_stays_as_it_is)
{
	static char line[REWORDING_LINE_MAX + 64] = "topic: ";
	size_t start = strlen(line);

	ck_assert_str_eq(reword_answer("new", "the room has a new feature"),
	    "");
	ck_assert_str_eq(reword_answer("topic", "topic: "), "");
	ck_assert_str_eq(reword_answer("nick", "topic: x"), "");
	ck_assert_str_eq(reword_answer("done", ""), "");
	/* The text of a record that is for programs alone is none. */
	ck_assert_str_eq(
	    reword(LANGUAGE_ZH_CN, &(struct heard){ .kind = EVENT_ANSWERED }),
	    "");
	memset(line + start, 'x', REWORDING_LINE_MAX - start);
	ck_assert_str_ne(reword_answer("topic", line), "");
	line[REWORDING_LINE_MAX] = 'x';
	ck_assert_str_eq(reword_answer("topic", line), "");
}
END_TEST

static struct original original;

static const char *
reword_plain_to(enum language language, const char *line)
{
	out[rewording_write_plain(language, words_of(line), &original, out)] =
	    '\0';
	return (out);
}

static const char *
reword_plain(const char *line)
{
	return (reword_plain_to(LANGUAGE_ZH_CN, line));
}

#ifdef HAVE_TRANSLATIONS
START_TEST(test_reasons_are_said_in_the_language_too)
{
	ck_assert_str_eq(reword_answer("nick-wrong",
			     "a b cannot be your name: it contains blanks"),
	    "*** 不能取 a b 这个名字：名字里有空格");
	ck_assert_str_eq(
	    reword_answer("usage", "usage: /nick NAME: be known as NAME"),
	    "*** 用法：/名字 新名字（给自己起名字）");
}
END_TEST

/* Somebody may be called as a piece of a sentence is. */
START_TEST(test_names_stay_as_they_are)
{
	ck_assert_str_eq(reword_answer("not-muted", "banned is not muted"),
	    "*** banned 没有被禁言");
	ck_assert_str_eq(reword_answer("topic", "topic: lost"),
	    "*** 话题：lost");
}
END_TEST

/* In the language and in English; each ends with CR LF. */
static void
check_help(enum language language, enum sentence use)
{
	enum sentence help = (enum sentence)(use + 1);
	char line[HELP_LINE_MAX + 1], wanted[HELP_LINE_MAX + 1];
	size_t stars = strlen(PROTOCOL_NOTICE);

	line[help_line(LANGUAGE_EN, use, help, line) - 2] = '\0';
	wanted[help_line(language, use, help, wanted) - 2] = '\0';
	ck_assert_str_eq(reword(language,
			     &(struct heard){ .line = words_of(line + stars),
				 .kind = EVENT_ANSWERED,
				 .word = words_of("help") }),
	    wanted);
}

START_TEST(test_help_is_that_of_the_server)
{
	int s;

	for (s = S_USE_NICK; s < S_HELP_ALOUD; s += 2) {
		check_help(LANGUAGE_ZH_CN, (enum sentence)s);
		check_help(LANGUAGE_ZH_TW, (enum sentence)s);
	}
	ck_assert_str_eq(
	    reword_answer("help", "/nick NAME                be known as NAME"),
	    "*** /名字 新名字           /nick     给自己起名字");
	ck_assert_str_eq(reword_answer("help", "/new NAME    be new"), "");
	ck_assert_str_eq(reword_answer("help", "/nick NAME"), "");
}
END_TEST

START_TEST(test_plain_lines_are_those_of_the_server)
{
	ck_assert_str_eq(reword_plain("*** welcome, you are 小明 here"),
	    "*** 欢迎，你在这里的名字是 小明");
	ck_assert_str_eq(reword_plain("*** the room is full; try again later"),
	    "*** 聊天室已满，请稍后再来");
	ck_assert_str_eq(reword_plain("welcome, you are 小明 here"), "");
	ck_assert_str_eq(reword_plain("[ a ]: *** topic: x"), "");
	/* What people do comes as records. */
	ck_assert_str_eq(reword_plain("*** Ann removed the topic"), "");
}
END_TEST

/* The room may speak a language of its own. */
/* The sentence that says why is part of another one. */
START_TEST(test_sentence_in_a_sentence_is_said_again_too)
{
	char inner[256], wanted[512];
	size_t len;

	len = sentence_write(LANGUAGE_ZH_CN, S_YOU_ARE_BANNED_FOR_WHY,
	    ARGS(words_of("too loud"), words_of("5 minutes")), inner,
	    sizeof inner, NULL);
	len = sentence_write(LANGUAGE_ZH_CN, S_DOOR_BANNED,
	    ARGS(sentence_bare((struct words){ inner, len })), wanted,
	    sizeof wanted - 1, NULL);
	wanted[len] = '\0';
	ck_assert_str_eq(
	    reword_plain("*** you are banned from this room (too loud); come "
			 "back in 5 minutes; only the operator key lets you "
			 "in: /op KEY"),
	    wanted);
	ck_assert_int_eq(original.sentence, S_DOOR_BANNED);
}
END_TEST

START_TEST(test_plain_lines_may_be_in_any_language)
{
	static const char line[] = "*** 欢迎，你在这里的名字是 小明";

	ck_assert_str_eq(reword_plain_to(LANGUAGE_EN, line),
	    "*** welcome, you are 小明 here");
	ck_assert_int_eq(original.sentence, S_WELCOME);
	ck_assert_int_eq(original.language, LANGUAGE_ZH_CN);
	/* A reason in it is in that language, too. */
	ck_assert_str_eq(reword_plain_to(LANGUAGE_EN,
			     "*** 不能取 a b 这个名字：名字里有空格"),
	    "*** a b cannot be your name: it contains blanks");
	ck_assert_str_eq(reword_plain_to(LANGUAGE_ZH_TW, line),
	    "*** 歡迎，你在這裡的名字是 小明");
	ck_assert_str_eq(reword_plain(line), "");
	ck_assert_int_eq(original.sentence, S_WELCOME);
	ck_assert_str_eq(reword_plain("*** "), "");
	ck_assert_int_eq(original.sentence, S_NONE);
}
END_TEST

/* Of one, where the next sentence says the same of many; else of 13. */
static struct words
number_of(enum language language, enum sentence s)
{
	const enum sentence next = (enum sentence)(s + 1);

	return (words_of(next < SENTENCES &&
		    strcmp(sentence_in(language, s),
			sentence_in(language, next)) == 0 ?
		"1" :
		"13"));
}

static bool
is_plain(enum language language, enum sentence s)
{
	enum event_kind kind = sentence_kind(s);

	return (s != S_HELP &&
	    (kind == EVENT_ANSWERED || kind == EVENT_CLOSING) &&
	    sentence_in(language, s) != sentence_english(s));
}

/* Many languages say one sentence where English has one and another. */
static void
check_plain_in(enum language language, enum sentence s)
{
	const struct words number = number_of(language, s);
	const struct words *args = ARGS(number, number, number, number);
	char line[1024], wanted[1024];

	line[sentence_write(language, s, args, line, sizeof line - 1, NULL)] =
	    '\0';
	wanted[sentence_write(LANGUAGE_EN, s, args, wanted, sizeof wanted - 1,
	    NULL)] = '\0';
	ck_assert_str_eq(reword_plain_to(LANGUAGE_EN, line), wanted);
}

START_TEST(test_each_plain_line_is_found_again_in_each_language)
{
	int language;

	for (language = LANGUAGE_EN + 1; language < LANGUAGES; language++)
		if (is_plain((enum language)language, (enum sentence)_i))
			check_plain_in((enum language)language,
			    (enum sentence)_i);
}
END_TEST

/* A wrong key is told twice, and of the two one is shown. */
START_TEST(test_line_of_many_repeats_the_same_of_many)
{
	struct original english;
	char line[256];
	int left;

	for (left = 1; left <= 2; left++) {
		(void)snprintf(line, sizeof line,
		    "*** that is not the key; %d more %s", left,
		    left == 1 ? "try" : "tries");
		(void)reword_plain(line);
		english = original;
		(void)snprintf(line, sizeof line,
		    "*** 密码不对，还可以再试 %d 次", left);
		(void)reword_plain(line);
		ck_assert(rewording_repeats(&original, &english));
	}
}
END_TEST

START_TEST(test_line_repeats_another_one_in_another_language)
{
	struct original none = { S_NONE, LANGUAGE_ZH_CN },
			english = { S_WELCOME, LANGUAGE_EN },
			chinese = { S_WELCOME, LANGUAGE_ZH_CN },
			hint = { S_HINT, LANGUAGE_EN };

	ck_assert(rewording_repeats(&chinese, &english));
	ck_assert(!rewording_repeats(&chinese, &chinese));
	ck_assert(!rewording_repeats(&chinese, &hint));
	ck_assert(!rewording_repeats(&none,
	    &(struct original){ S_NONE, LANGUAGE_EN }));
}
END_TEST

START_TEST(test_why_somebody_left_may_be_ours)
{
	struct words why = rewording_why(words_of("timed out"));

	ck_assert_int_eq(sentence_of(why), S_WHY_TIMED_OUT);
	why = rewording_why(words_of("it contains blanks"));
	ck_assert_int_eq(sentence_of(why), S_NONE);
}
END_TEST

START_TEST(test_where_somebody_is_may_be_ours)
{
	struct words place = rewording_place(words_of("console"));

	ck_assert_int_eq(sentence_of(place), S_CONSOLE);
	place = rewording_place(words_of("10.0.0.7:40000"));
	ck_assert_int_eq(sentence_of(place), S_NONE);
}
END_TEST
#else
START_TEST(test_without_translations_it_is_english)
{
	ck_assert_str_eq(reword_plain("*** topic: x"), "*** topic: x");
}
END_TEST
#endif

int
main(void)
{
	TCase *tc = tcase_create("rewording");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_loop_test(tc, test_each_sentence_is_found_again, S_NONE + 1,
	    SENTENCES);
	tcase_add_test(tc, test_what_is_no_sentence_stays_as_it_is);
#ifdef HAVE_TRANSLATIONS
	tcase_add_test(tc, test_reasons_are_said_in_the_language_too);
	tcase_add_test(tc, test_names_stay_as_they_are);
	tcase_add_test(tc, test_help_is_that_of_the_server);
	tcase_add_test(tc, test_plain_lines_are_those_of_the_server);
	tcase_add_test(tc, test_sentence_in_a_sentence_is_said_again_too);
	tcase_add_test(tc, test_plain_lines_may_be_in_any_language);
	tcase_add_loop_test(tc,
	    test_each_plain_line_is_found_again_in_each_language, S_NONE + 1,
	    SENTENCES);
	tcase_add_test(tc, test_line_of_many_repeats_the_same_of_many);
	tcase_add_test(tc, test_line_repeats_another_one_in_another_language);
	tcase_add_test(tc, test_why_somebody_left_may_be_ours);
	tcase_add_test(tc, test_where_somebody_is_may_be_ours);
#else
	tcase_add_test(tc, test_without_translations_it_is_english);
#endif
	return (suite_run("rewording", &tc, 1));
}
