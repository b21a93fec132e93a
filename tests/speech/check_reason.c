/*
 * check_reason: why somebody cannot come in, as a line and as a text.
 */
#include <config.h>

#include <check.h>
#include <string.h>

#include "common/text.h"
#include "speech/reason.h"
#include "harness/suite.h"

#define DAY_MS (24 * 60 * 60 * INT64_C(1000))

static char text[REASON_TEXT_SIZE];

/* As the newcomer reads it, and then as it stands in the log. */
static void
check_reason(const struct reason *why, const char *line)
{
	char out[384];
	size_t len = reason_line(LANGUAGE_EN, why, out, sizeof out);

	ck_assert_uint_eq(len, strlen(line) + 2);
	ck_assert_mem_eq(out, line, len - 2);
	ck_assert_mem_eq(out + len - 2, "\r\n", 2);
	ck_assert_str_eq(reason_text(why, text), line + strlen("*** "));
}

START_TEST(test_a_sentence_alone_is_a_reason)
{
	struct reason why = reason_of(S_ROOM_FULL);

	check_reason(&why, "*** the room is full; try again later");
}
END_TEST

START_TEST(test_what_stands_in_it_is_written_in_its_place)
{
	struct reason many = { .sentence = S_TOO_MANY_FROM_YOU, .count = 7 };
	struct reason fast = { .sentence = S_TOO_FAST_FROM_YOU,
		.ms = 1001,
		.form = SPAN_SECONDS };
	struct reason banned = { .sentence = S_YOU_ARE_BANNED_FOR_WHY,
		.ms = 3 * DAY_MS,
		.form = SPAN_LONG,
		.words = "100% noise" };

	check_reason(&many,
	    "*** at most 7 people may be here from your address; come back "
	    "when one of them has left");
	check_reason(&fast,
	    "*** too many newcomers from your address in the last minute; try "
	    "again in 2 s");
	check_reason(&banned,
	    "*** you are banned from this room (100% noise); come back in 3 "
	    "days");
}
END_TEST

/* It owns the words: they may go where they came from. */
START_TEST(test_a_reason_is_kept_by_copying_it)
{
	struct reason why = { .sentence = S_YOU_ARE_BANNED_FOR_GOOD_WHY,
		.words = "spam" };
	struct reason kept = why;

	memset(&why, '#', sizeof why);
	check_reason(&kept,
	    "*** you are banned from this room (spam); ask the person in "
	    "charge of it");
}
END_TEST

START_TEST(test_the_longest_of_each_sentence_fits)
{
	struct reason why = { .count = UINT32_MAX,
		.ms = 366 * DAY_MS,
		.form = SPAN_PAST };
	int s;

	memset(why.words, 'x', sizeof why.words - 1);
	for (s = S_NONE + 1; s < SENTENCES; s++) {
		why.sentence = (enum sentence)s;
		if (sentence_kind(why.sentence) == EVENT_CLOSING)
			ck_assert_uint_lt(strlen(reason_text(&why, text)),
			    sizeof text - 1);
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("reason");

	tcase_add_test(t, test_a_sentence_alone_is_a_reason);
	tcase_add_test(t, test_what_stands_in_it_is_written_in_its_place);
	tcase_add_test(t, test_a_reason_is_kept_by_copying_it);
	tcase_add_test(t, test_the_longest_of_each_sentence_fits);
	return (suite_run("reason", &t, 1));
}
