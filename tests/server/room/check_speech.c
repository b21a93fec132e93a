/*
 * check_speech: lines on their way to the registry are the sentences of the
 * table, to the byte, with the same places.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/words.h"
#include "server/room/speech.h"
#include "speech/sentence.h"

static struct speech speech;

static void
setup(void)
{
	(void)strcpy(speech.who, "@小明");
	speech_clear(&speech);
}

/* Line `i` is the sentence `s` with this text. */
static void
check_line(size_t i, enum sentence s, const char *text)
{
	struct event event = speech_event(&speech);
	struct event_span places[SENTENCE_ARGS_MAX];
	size_t start = speech_start(&speech, i), len, a;
	char line[256];

	speech_measure(&speech, i, &event);
	len = sentence_line(LANGUAGE_EN, s,
	    ARGS(words_of(speech.who), words_of(text)), line, sizeof line,
	    places);
	ck_assert_uint_eq(speech.ends[i] - start, len);
	ck_assert_mem_eq(speech.lines + start, line, len);
	ck_assert_uint_eq(event.kind, sentence_kind(s));
	ck_assert_uint_eq(event.sentence, s);
	ck_assert_uint_eq(event.len, len);
	for (a = 0; a < SENTENCE_ARGS_MAX; a++) {
		ck_assert_uint_eq(event.args[a].at, places[a].at);
		ck_assert_uint_eq(event.args[a].len, places[a].len);
	}
}

START_TEST(test_what_is_said_is_the_sentence_of_the_table)
{
	speech_say(&speech, "hi", 2);
	speech_say(&speech, "100%1 é", strlen("100%1 é"));
	ck_assert_uint_eq(speech.count, 2);
	check_line(0, S_SAID, "hi");
	check_line(1, S_SAID, "100%1 é");
}
END_TEST

START_TEST(test_what_somebody_does_is_the_sentence_of_the_table)
{
	speech_do(&speech, "waves", 5);
	ck_assert_uint_eq(speech.count, 1);
	check_line(0, S_DID, "waves");
}
END_TEST

START_TEST(test_the_longest_text_fits_by_the_longest_name)
{
	static char text[SPEECH_TEXT_MAX];

	memset(text, 'x', sizeof text);
	memset(speech.who, 'y', sizeof speech.who - 1);
	speech.who[sizeof speech.who - 1] = '\0';
	ck_assert(speech_has_room(&speech, sizeof text));
	speech_say(&speech, text, sizeof text);
	ck_assert(!speech_has_room(&speech, sizeof text));
	ck_assert_uint_le(speech.ends[0], sizeof speech.lines);
	ck_assert_mem_eq(speech.lines + speech.ends[0] - 3, "x\r\n", 3);
}
END_TEST

START_TEST(test_lines_are_as_many_as_a_push_has_room_for)
{
	size_t i;

	speech.who[1] = '\0';
	for (i = 0; i < SPEECH_LINES_MAX; i++) {
		ck_assert(speech_has_room(&speech, 1));
		speech_say(&speech, "1", 1);
	}
	ck_assert(!speech_has_room(&speech, 1));
	speech_clear(&speech);
	ck_assert(speech_has_room(&speech, 1));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("speech");
	TCase *t = tcase_create("speech");
	SRunner *runner;
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_test(t, test_what_is_said_is_the_sentence_of_the_table);
	tcase_add_test(t, test_what_somebody_does_is_the_sentence_of_the_table);
	tcase_add_test(t, test_the_longest_text_fits_by_the_longest_name);
	tcase_add_test(t, test_lines_are_as_many_as_a_push_has_room_for);
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
