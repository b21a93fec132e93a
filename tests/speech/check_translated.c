/*
 * check_translated: sentences are written in each language, with what stands in
 * them; without a translation, in English.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "harness/suite.h"
#include "speech/dictionary.h"
#include "speech/sentence.h"

/* Without translations there is nothing to see here but English. */
#ifdef HAVE_TRANSLATIONS
#define IN(translated, english) translated
#else
#define IN(translated, english) english
#endif

static void
find_translations(void)
{
	sentence_init();
}

static void
check_written(enum language language, enum sentence s, const struct words *args,
    const char *wanted)
{
	char out[512];
	size_t len =
	    sentence_write(language, s, args, out, sizeof out - 1, NULL);

	out[len] = '\0';
	ck_assert_str_eq(out, wanted);
}

START_TEST(test_a_sentence_is_written_in_each_language)
{
	const struct words *args = ARGS(words_of("小明"));

	check_written(LANGUAGE_EN, S_JOINED, args, "[ 小明 ] joined the room");
	check_written(LANGUAGE_ZH_CN, S_JOINED, args,
	    IN("[ 小明 ] 加入聊天室", "[ 小明 ] joined the room"));
	check_written(LANGUAGE_ZH_TW, S_WHO_MANY, ARGS(NUMBER(12)),
	    IN("*** 現在有 12 人在這裡：", "*** 12 people are here:"));
}
END_TEST

START_TEST(test_a_piece_is_written_in_the_language_around_it)
{
	const struct words *args =
	    ARGS(words_of("小明"), sentence_piece(S_WHY_TIMED_OUT));

	check_written(LANGUAGE_EN, S_LEFT_WHY, args,
	    "[ 小明 ] left the room (timed out)");
	check_written(LANGUAGE_ZH_CN, S_LEFT_WHY, args,
	    IN("[ 小明 ] 退出了聊天室（连接超时）",
		"[ 小明 ] left the room (timed out)"));
	check_written(LANGUAGE_ZH_TW, S_LEFT_WHY, args,
	    IN("[ 小明 ] 離開了聊天室（連線逾時）",
		"[ 小明 ] left the room (timed out)"));
}
END_TEST

START_TEST(test_words_of_a_person_are_not_translated)
{
	check_written(LANGUAGE_ZH_CN, S_LEFT_WHY,
	    ARGS(words_of("小明"), words_of("timed out")),
	    IN("[ 小明 ] 退出了聊天室（timed out）",
		"[ 小明 ] left the room (timed out)"));
}
END_TEST

START_TEST(test_spans_and_lists_are_written_as_the_language_does)
{
	check_written(LANGUAGE_EN, S_MUTED_FOR,
	    ARGS(words_of("@ann"), words_of("bob"), words_of("10 min")),
	    "*** @ann muted bob for 10 min");
	check_written(LANGUAGE_ZH_CN, S_MUTED_FOR,
	    ARGS(words_of("@ann"), words_of("bob"), words_of("10 min")),
	    IN("*** @ann 禁止 bob 发言 10 分钟",
		"*** @ann muted bob for 10 min"));
	check_written(LANGUAGE_ZH_TW, S_MANY_LEFT_MORE,
	    ARGS(NUMBER(4), words_of("ann, bob"), NUMBER(2)),
	    IN("4 人離開了聊天室：ann、bob，還有 2 人",
		"4 left: ann, bob and 2 more"));
}
END_TEST

/* All of them, in all languages, with four arguments that are told apart. */
START_TEST(test_arguments_are_known_in_their_places_in_every_language)
{
	const struct words *args = ARGS(words_of("<1>"), words_of("<2>"),
	    words_of("<3>"), words_of("<4>"));
	struct event_span english[SENTENCE_ARGS_MAX];
	struct event_span places[SENTENCE_ARGS_MAX];
	char out[1024];
	int s, i;

	for (s = S_NONE + 1; s < SENTENCES; s++) {
		(void)sentence_write(LANGUAGE_EN, (enum sentence)s, args, out,
		    sizeof out, english);
		(void)sentence_write((enum language)_i, (enum sentence)s, args,
		    out, sizeof out, places);
		for (i = 0; i < SENTENCE_ARGS_MAX; i++) {
			ck_assert_uint_eq(places[i].len, english[i].len);
			if (places[i].len > 0)
				ck_assert_mem_eq(out + places[i].at,
				    args[i].bytes, args[i].len);
		}
	}
}
END_TEST

START_TEST(test_every_translation_is_one_line_of_clean_text_with_its_stars)
{
	const char *english, *text;
	int s;

	for (s = S_NONE + 1; s < SENTENCES; s++) {
		english = sentence_english((enum sentence)s);
		text = sentence_in((enum language)_i, (enum sentence)s);
		ck_assert(text_is_clean(text, strlen(text)));
		ck_assert_ptr_null(strpbrk(text, "\t\r\n"));
		ck_assert_msg((strncmp(english, "*** ", 4) == 0) ==
			(strncmp(text, "*** ", 4) == 0),
		    "%s", text);
		ck_assert_msg((strncmp(english, "[ %1", 4) == 0) ==
			(strncmp(text, "[ %1", 4) == 0),
		    "%s", text);
	}
}
END_TEST

static bool
is_told_apart(enum sentence s, enum sentence t)
{
	return (sentence_kind(s) != EVENT_PART &&
	    sentence_kind(t) != EVENT_PART &&
	    strcmp(sentence_word(s), sentence_word(t)) != 0 &&
	    strcmp(sentence_english(s), sentence_english(t)) != 0);
}

/*
 * Else those who read it would not know what has happened.  Variants, of one
 * and of many, may be the same, and so may pieces, which stand in a sentence.
 */
START_TEST(test_what_programs_tell_apart_people_can_in_every_language)
{
	enum sentence s, t;

	for (s = S_NONE + 1; s < SENTENCES; s++)
		for (t = s + 1; t < SENTENCES; t++)
			if (is_told_apart(s, t))
				ck_assert_str_ne(
				    sentence_in((enum language)_i, s),
				    sentence_in((enum language)_i, t));
}
END_TEST

START_TEST(test_each_language_is_there_if_it_was_built_in)
{
	int s, missing = 0;

#ifdef HAVE_TRANSLATIONS
	ck_assert(dictionary_exists((enum language)_i));
#else
	ck_assert_int_eq(dictionary_exists((enum language)_i),
	    _i == LANGUAGE_EN);
#endif
	for (s = S_NONE + 1; s < SENTENCES; s++)
		missing += dictionary_find((enum language)_i,
			       sentence_english((enum sentence)s)) == NULL;
	ck_assert_int_eq(missing,
	    dictionary_exists((enum language)_i) ? 0 : SENTENCES - 1);
}
END_TEST

/* Before sentence_init(). */
START_TEST(test_all_is_said_in_english_at_first)
{
	ck_assert_str_eq(sentence_in(LANGUAGE_ZH_CN, S_DONE), "*** done");
	ck_assert_ptr_null(dictionary_find(LANGUAGE_ZH_TW, "*** done"));
}
END_TEST

int
main(void)
{
	TCase *cases[] = { tcase_create("english"),
		tcase_create("translated") };

	tcase_add_test(cases[0], test_all_is_said_in_english_at_first);
	tcase_add_checked_fixture(cases[1], find_translations, NULL);
	tcase_add_test(cases[1], test_a_sentence_is_written_in_each_language);
	tcase_add_test(cases[1],
	    test_a_piece_is_written_in_the_language_around_it);
	tcase_add_test(cases[1], test_words_of_a_person_are_not_translated);
	tcase_add_test(cases[1],
	    test_spans_and_lists_are_written_as_the_language_does);
	tcase_add_loop_test(cases[1],
	    test_arguments_are_known_in_their_places_in_every_language, 0,
	    LANGUAGES);
	tcase_add_loop_test(cases[1],
	    test_every_translation_is_one_line_of_clean_text_with_its_stars, 0,
	    LANGUAGES);
	tcase_add_loop_test(cases[1],
	    test_what_programs_tell_apart_people_can_in_every_language, 0,
	    LANGUAGES);
	tcase_add_loop_test(cases[1],
	    test_each_language_is_there_if_it_was_built_in, 0, LANGUAGES);
	return (suite_run("translated", cases, 2));
}
