/*
 * check_telling: an event of a batch as a record for programs.
 */
#include <config.h>

#include <check.h>
#include <stdint.h>
#include <string.h>

#include "harness/suite.h"
#include "server/delivery/telling.h"
#include "speech/sentence.h"

/* 2026-11-26T16:20:05.123Z */
#define WHEN INT64_C(1795710005123)
#define TIME "\t2026-11-26T16:20:05.123Z\t"

static struct event event;
static char line[1024];

/* An event that is this sentence. */
static void
make(enum sentence s, const struct words *args)
{
	event = (struct event){ .kind = (uint8_t)sentence_kind(s),
		.number = 7,
		.time_ms = WHEN,
		.sentence = (uint16_t)s };
	event.len = (uint32_t)sentence_line(LANGUAGE_EN, s, args, line,
	    sizeof line, event.args);
}

/* An event whose arguments are these pieces of the line. */
static void
make_of(enum event_kind kind, const char *bytes, const char *who,
    const char *text)
{
	event = (struct event){ .kind = (uint8_t)kind,
		.number = 7,
		.time_ms = WHEN,
		.len = (uint32_t)strlen(bytes) };
	(void)strcpy(line, bytes);
	event.args[0].at = (uint16_t)(strstr(line, who) - line);
	event.args[0].len = (uint16_t)strlen(who);
	event.args[1].at = (uint16_t)(strstr(line, text) - line);
	event.args[1].len = (uint16_t)strlen(text);
}

static void
expect_record(const char *record)
{
	struct record_clock clock = { 0 };
	char out[2048];
	size_t len = telling_write(&event, line, &clock, out, sizeof out);

	ck_assert_msg(len == strlen(record) && memcmp(out, record, len) == 0,
	    "not \"%s\" but \"%.*s\"", record, (int)len, out);
}

START_TEST(test_what_is_said_is_a_number_a_time_a_name_and_a_text)
{
	make_of(EVENT_SAID, "[ Ann ]: hi\tthere\r\n", "Ann", "hi\tthere");
	expect_record("said\t7" TIME "Ann\thi\tthere\n");
}
END_TEST

START_TEST(test_an_argument_that_is_missing_is_a_hyphen)
{
	make_of(EVENT_LEFT, "[ Ann ] left the room\r\n", "Ann", "");
	expect_record("left\t7" TIME "Ann\t-\n");
}
END_TEST

START_TEST(test_an_act_has_its_word_and_the_sentence_without_stars)
{
	make(S_KICKED_WHY,
	    ARGS(words_of("@Ann"), words_of("Bob"), words_of("too loud")));
	expect_record("acted\t7" TIME
		      "@Ann\tkicked\tBob\t@Ann threw out Bob: too loud\n");
}
END_TEST

START_TEST(test_an_act_of_the_room_names_nobody)
{
	make(S_MUTE_ENDED, ARGS(NOBODY, words_of("Bob")));
	expect_record("acted\t7" TIME "-\tunmuted\tBob\tBob may speak again\n");
}
END_TEST

START_TEST(test_an_answer_has_the_number_of_its_request)
{
	make(S_NICK_TAKEN, ARGS(words_of("Bob")));
	event.number = 0;
	event.request = 123456789;
	expect_record("answered\t-" TIME "-\tnick-taken\t123456789\t"
		      "Bob is already somebody's name; choose another\n");
	event.request = 0;
	expect_record("answered\t-" TIME "-\tnick-taken\t-\t"
		      "Bob is already somebody's name; choose another\n");
}
END_TEST

START_TEST(test_an_answer_of_three_lines_is_three_records)
{
	make(S_NICK_TAKEN, ARGS(words_of("Bob")));
	(void)strcpy(line, "*** one\r\ntwo\r\n*** *** three\r\n");
	event.len = (uint32_t)strlen(line);
	event.request = 5;
	expect_record("answered\t7" TIME "-\tnick-taken\t5\tone\n"
		      "answered\t7" TIME "-\tnick-taken\t5\ttwo\n"
		      "answered\t7" TIME "-\tnick-taken\t5\t*** three\n");
}
END_TEST

START_TEST(test_the_end_has_a_word_and_why)
{
	make(S_ROOM_CLOSES, NULL);
	event.number = 0;
	expect_record(
	    "closing\t-" TIME "-\troom-closes\tthe room is closing, bye bye\n");
}
END_TEST

START_TEST(test_a_crowd_is_no_record)
{
	make_of(EVENT_CROWD, "6 joined: Ann\r\n", "Ann", "");
	expect_record("");
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("telling");

	tcase_add_test(tc,
	    test_what_is_said_is_a_number_a_time_a_name_and_a_text);
	tcase_add_test(tc, test_an_argument_that_is_missing_is_a_hyphen);
	tcase_add_test(tc,
	    test_an_act_has_its_word_and_the_sentence_without_stars);
	tcase_add_test(tc, test_an_act_of_the_room_names_nobody);
	tcase_add_test(tc, test_an_answer_has_the_number_of_its_request);
	tcase_add_test(tc, test_an_answer_of_three_lines_is_three_records);
	tcase_add_test(tc, test_the_end_has_a_word_and_why);
	tcase_add_test(tc, test_a_crowd_is_no_record);
	return (suite_run("telling", &tc, 1));
}
