/*
 * check_retelling: the line of an event in another language says the same.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "harness/suite.h"
#include "server/delivery/retelling.h"
#include "speech/sentence.h"

static void
setup(void)
{
	sentence_init();
}

/* Writes a sentence in English, and then what is made of that event. */
static void
check_retold(enum sentence s, const struct words *args, const char *wanted)
{
	char line[512], out[512];
	struct event e = { .sentence = (uint16_t)s };
	size_t len;

	e.len = (uint32_t)sentence_line(LANGUAGE_EN, s, args, line, sizeof line,
	    e.args);
	len = retelling_write(LANGUAGE_ZH_CN, &e, line, out, sizeof out - 1);
	out[len] = '\0';
	ck_assert_str_eq(out, wanted);
}

START_TEST(test_what_is_said_is_copied)
{
	check_retold(S_SAID, ARGS(words_of("ann"), words_of("timed out, 5 s")),
	    "[ ann ]: timed out, 5 s\r\n");
	check_retold(S_ANNOUNCED, ARGS(NOBODY, words_of("hello")),
	    "*** hello\r\n");
}
END_TEST

START_TEST(test_an_event_without_a_sentence_is_copied)
{
	struct event e = { .len = 5 };
	char out[8] = "-------";

	ck_assert_uint_eq(
	    retelling_write(LANGUAGE_ZH_TW, &e, "abc\r\n", out, sizeof out), 5);
	ck_assert_str_eq(out, "abc\r\n--");
	ck_assert_uint_eq(
	    retelling_write(LANGUAGE_ZH_TW, &e, "abc\r\n", out, 3), 3);
}
END_TEST

#ifdef HAVE_TRANSLATIONS
START_TEST(test_the_words_of_a_person_stay_and_ours_are_translated)
{
	check_retold(S_RENAMED, ARGS(words_of("ann"), words_of("小安")),
	    "[ ann ] 改名为 小安\r\n");
	check_retold(S_LEFT_WHY,
	    ARGS(words_of("ann"), sentence_piece(S_WHY_KICKED)),
	    "[ ann ] 退出了聊天室（被请出）\r\n");
	check_retold(S_LEFT_WHY, ARGS(words_of("ann"), words_of("kicked")),
	    "[ ann ] 退出了聊天室（kicked）\r\n");
	check_retold(S_BANNED_FOR_WHY,
	    ARGS(words_of("@t"), words_of("bob"), words_of("10 min"),
		words_of("5 min, 3 h")),
	    "*** @t 封禁了 bob（10 分钟）：5 min, 3 h\r\n");
	check_retold(S_MUTE_ENDED, ARGS(NOBODY, words_of("bob")),
	    "*** bob 可以继续发言了\r\n");
	check_retold(S_ROOM_CLOSES, NULL, "*** 聊天室要关闭了，byebye~\r\n");
}
END_TEST
#endif

/* The bound, as delivery reserves it. */
START_TEST(test_no_sentence_gets_longer_than_the_bound)
{
	int l, s;

	for (l = 0; l < LANGUAGES; l++)
		for (s = S_NONE + 1; s < SENTENCES; s++)
			ck_assert_uint_le(strlen(sentence_in((enum language)l,
					      (enum sentence)s)),
			    strlen(sentence_english((enum sentence)s)) +
				RETELLING_AROUND);
}
END_TEST

START_TEST(test_what_does_not_fit_is_cut_and_ends_a_line)
{
	struct event e = { .sentence = S_RENAMED };
	char line[128], out[128];
	size_t room, len;

	e.len = (uint32_t)sentence_line(LANGUAGE_EN, S_RENAMED,
	    ARGS(words_of("ann"), words_of("bob")), line, sizeof line, e.args);
	for (room = 2; room < 40; room++) {
		memset(out, 'x', sizeof out);
		len = retelling_write(LANGUAGE_ZH_CN, &e, line, out, room);
		ck_assert_uint_le(len, room);
		ck_assert_int_eq(out[room], 'x');
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("retelling");

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_test(t, test_what_is_said_is_copied);
	tcase_add_test(t, test_an_event_without_a_sentence_is_copied);
#ifdef HAVE_TRANSLATIONS
	tcase_add_test(t,
	    test_the_words_of_a_person_stay_and_ours_are_translated);
#endif
	tcase_add_test(t, test_no_sentence_gets_longer_than_the_bound);
	tcase_add_test(t, test_what_does_not_fit_is_cut_and_ends_a_line);
	return (suite_run("retelling", &t, 1));
}
