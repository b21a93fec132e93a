/*
 * check_sentence: the table of all that the server says, and how a sentence is
 * written with its arguments.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "common/text.h"
#include "speech/sentence.h"
#include "harness/suite.h"

#define ISOLATE "\u2067"
#define POP "\u2069"

START_TEST(test_a_percent_sign_stands_before_a_place_or_another)
{
	const char *p;
	int s;

	for (s = S_NONE + 1; s < SENTENCES; s++)
		for (p = sentence_english((enum sentence)s); *p != '\0'; p++) {
			if (*p != '%')
				continue;
			p += p[1] == 'L' ? 2 : 1;
			ck_assert_msg(*p != '\0' && strchr("1234%", *p) != NULL,
			    "%s", sentence_english((enum sentence)s));
		}
}
END_TEST

START_TEST(test_every_sentence_is_one_line_of_clean_text)
{
	const char *english;
	int s;

	for (s = S_NONE + 1; s < SENTENCES; s++) {
		english = sentence_english((enum sentence)s);
		ck_assert_uint_gt(strlen(english), 0);
		ck_assert_msg(text_is_clean(english, strlen(english)), "%s",
		    english);
		ck_assert_ptr_null(strpbrk(english, "\t\r\n"));
	}
}
END_TEST

/* Only the server begins so: nobody else can say what looks like these. */
START_TEST(test_what_is_told_of_the_room_begins_with_stars)
{
	enum event_kind kind;
	int s;

	for (s = S_NONE + 1; s < SENTENCES; s++) {
		kind = sentence_kind((enum sentence)s);
		if (kind >= EVENT_TOPIC && kind < EVENT_PART)
			ck_assert_msg(
			    strncmp(sentence_english((enum sentence)s), "*** ",
				4) == 0,
			    "%s", sentence_english((enum sentence)s));
	}
}
END_TEST

START_TEST(test_words_are_made_of_letters_digits_and_hyphens)
{
	const char *word;
	int s;

	for (s = S_NONE + 1; s < SENTENCES; s++) {
		word = sentence_word((enum sentence)s);
		ck_assert_uint_gt(strlen(word), 0);
		ck_assert_uint_eq(
		    strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-"),
		    strlen(word));
	}
}
END_TEST

static bool
is_variant(int one, int other)
{
	return (sentence_kind((enum sentence)one) ==
		sentence_kind((enum sentence)other) &&
	    strcmp(sentence_word((enum sentence)one),
		sentence_word((enum sentence)other)) == 0);
}

START_TEST(test_no_two_sentences_are_the_same)
{
	int a, b;

	for (a = S_NONE + 1; a < SENTENCES; a++)
		for (b = S_NONE + 1; b < a; b++)
			ck_assert_msg(!is_variant(a, b) ||
				strcmp(sentence_english((enum sentence)a),
				    sentence_english((enum sentence)b)) != 0,
			    "%s", sentence_english((enum sentence)a));
}
END_TEST

/* The words of programs: documented, so a new one must be meant. */
START_TEST(test_pieces_have_words_of_their_own)
{
	int a, b;

	for (a = S_NONE + 1; a < SENTENCES; a++)
		for (b = S_NONE + 1; b < a; b++)
			ck_assert_msg(sentence_kind((enum sentence)a) !=
				    EVENT_PART ||
				!is_variant(a, b),
			    "%s", sentence_word((enum sentence)a));
}
END_TEST

/* Writes a sentence, and compares it with what is wanted. */
static void
check_written(enum sentence s, const struct words *args, const char *wanted)
{
	char out[256];
	size_t len =
	    sentence_write(LANGUAGE_EN, s, args, out, sizeof out, NULL);

	ck_assert_uint_eq(len, strlen(wanted));
	ck_assert_mem_eq(out, wanted, len);
}

START_TEST(test_arguments_stand_in_their_places)
{
	check_written(S_SAID, ARGS(words_of("ann"), words_of("hi")),
	    "[ ann ]: hi");
	check_written(S_WHISPERED,
	    ARGS(words_of("ann"), words_of("@bob"), words_of("psst")),
	    "[ ann to @bob ]: psst");
	check_written(S_ANNOUNCED, ARGS(NOBODY, words_of("100%1 %s %n")),
	    "*** 100%1 %s %n");
	check_written(S_PAUSE_ENDED, NULL, "*** everyone may speak again");
	check_written(S_MANY_LEFT_MORE,
	    ARGS(NUMBER(7), words_of("a, b"), NUMBER(5)),
	    "7 left: a, b and 5 more");
}
END_TEST

START_TEST(test_an_argument_that_stands_twice_is_written_twice)
{
	struct event_span places[SENTENCE_ARGS_MAX];
	char out[256];
	size_t len = sentence_write(LANGUAGE_EN, S_NO_COMMAND,
	    ARGS(words_of("xyz")), out, sizeof out, places);

	out[len] = '\0';
	ck_assert_str_eq(out,
	    "*** there is no command /xyz; /help lists all, //xyz says it "
	    "aloud");
	ck_assert_uint_eq(places[0].at, strlen("*** there is no command /"));
	ck_assert_uint_eq(places[0].len, 3);
}
END_TEST

START_TEST(test_places_are_where_the_arguments_are)
{
	struct event_span places[SENTENCE_ARGS_MAX];
	char out[256];

	(void)sentence_write(LANGUAGE_EN, S_KICKED_WHY,
	    ARGS(words_of("@ann"), words_of("小明"), words_of("spam")), out,
	    sizeof out, places);
	ck_assert_mem_eq(out + places[0].at, "@ann", places[0].len);
	ck_assert_mem_eq(out + places[1].at, "小明", places[1].len);
	ck_assert_mem_eq(out + places[2].at, "spam", places[2].len);
	ck_assert_uint_eq(places[1].len, strlen("小明"));
	ck_assert_uint_eq(places[2].len, 4);
	ck_assert_uint_eq(places[3].len, 0);
	(void)sentence_write(LANGUAGE_EN, S_MUTE_ENDED,
	    ARGS(NOBODY, words_of("bob")), out, sizeof out, places);
	ck_assert_uint_eq(places[0].len, 0);
	ck_assert_mem_eq(out + places[1].at, "bob", 3);
}
END_TEST

/* Nothing that comes after a cut is written, however short it is. */
START_TEST(test_what_does_not_fit_is_cut_off_at_every_length)
{
	const char *whole = "[ ann to é ]: é!";
	size_t room, len;
	char out[64];

	for (room = 0; room <= strlen(whole); room++) {
		memset(out, '#', sizeof out);
		len = sentence_write(LANGUAGE_EN, S_WHISPERED,
		    ARGS(words_of("ann"), words_of("é"), words_of("é!")), out,
		    room, NULL);
		ck_assert_uint_eq(len, text_cut(whole, strlen(whole), room));
		ck_assert_mem_eq(out, whole, len);
		ck_assert_int_eq(out[len], '#');
	}
}
END_TEST

START_TEST(test_a_line_ends_within_its_room)
{
	char out[16];
	size_t len;

	memset(out, '#', sizeof out);
	len = sentence_line(LANGUAGE_EN, S_JOINED, ARGS(words_of("ann")), out,
	    12, NULL);
	ck_assert_uint_eq(len, 12);
	ck_assert_mem_eq(out, "[ ann ] jo\r\n#", 13);
	len = sentence_line(LANGUAGE_EN, S_JOINED, ARGS(words_of("ann")), out,
	    2, NULL);
	ck_assert_uint_eq(len, 2);
	ck_assert_mem_eq(out, "\r\n", 2);
}
END_TEST

START_TEST(test_an_isolate_that_a_cut_word_leaves_open_is_closed)
{
	struct words word = words_cut(words_of(ISOLATE "abc" POP), 5);
	struct event_span places[SENTENCE_ARGS_MAX];
	char out[256];
	size_t len;

	len = sentence_line(LANGUAGE_EN, S_NOT_MUTED, ARGS(word), out,
	    sizeof out, NULL);
	out[len] = '\0';
	ck_assert_str_eq(out, "*** " ISOLATE "ab is not muted" POP "\r\n");
	/* Where that needs the room of the word, the place is shorter too. */
	len = sentence_line(LANGUAGE_EN, S_NOT_MUTED,
	    ARGS(words_of(ISOLATE "abc" POP)), out, 4 + 3 + 3 + 2 + 2, places);
	out[len] = '\0';
	ck_assert_str_eq(out, "*** " ISOLATE "ab" POP "\r\n");
	ck_assert_uint_le(places[0].at + places[0].len, len - 2);
	/* What closes two of them is longer than one of them: that goes. */
	len = sentence_line(LANGUAGE_EN, S_NOT_MUTED,
	    ARGS(words_of(ISOLATE ISOLATE "abcd")), out, 4 + 2 * 3 + 4 + 2,
	    places);
	out[len] = '\0';
	ck_assert_str_eq(out, "*** " ISOLATE POP "\r\n");
	ck_assert_uint_le(places[0].at + places[0].len, len - 2);
}
END_TEST

START_TEST(test_a_piece_is_known_in_its_place)
{
	struct event_span places[SENTENCE_ARGS_MAX];
	char out[256], words[] = "reset"; /* of somebody who says so */

	(void)sentence_write(LANGUAGE_EN, S_LEFT_WHY,
	    ARGS(words_of("ann"), sentence_piece(S_WHY_RESET)), out, sizeof out,
	    places);
	ck_assert_mem_eq(out, "[ ann ] left the room (reset)", 29);
	ck_assert_int_eq(places[0].sentence, S_NONE);
	ck_assert_int_eq(places[1].sentence, S_WHY_RESET);
	(void)sentence_write(LANGUAGE_EN, S_LEFT_WHY,
	    ARGS(words_of("ann"), words_of(words)), out, sizeof out, places);
	ck_assert_int_eq(places[1].sentence, S_NONE);
}
END_TEST

START_TEST(test_every_piece_is_told_from_all_others)
{
	int s;

	for (s = S_NONE + 1; s < SENTENCES; s++)
		if (strchr(sentence_english((enum sentence)s), '%') == NULL)
			ck_assert_int_eq(
			    sentence_of(sentence_piece((enum sentence)s)), s);
	ck_assert_uint_eq(sentence_piece(S_NONE).len, 0);
	ck_assert_int_eq(sentence_of(sentence_piece(S_NONE)), S_NONE);
	ck_assert_int_eq(sentence_of((struct words)NOBODY), S_NONE);
}
END_TEST

static void
expect_bare(const char *line, const char *says)
{
	struct words bare = sentence_bare(words_of(line));

	ck_assert_msg(words_is_same(bare, words_of(says)), "%.*s",
	    (int)bare.len, bare.bytes);
}

START_TEST(test_what_a_line_says_has_neither_stars_nor_end)
{
	expect_bare("*** topic: x\r\n", "topic: x");
	expect_bare("*** topic: x", "topic: x");
	expect_bare("[ a ]: *** x\r\n", "[ a ]: *** x");
	expect_bare("*** *** x", "*** x");
	expect_bare("**", "**");
	expect_bare("***\r\n", "***");
	expect_bare("\r\n", "");
	expect_bare("\n", "\n");
	expect_bare("", "");
}
END_TEST

START_TEST(test_a_text_has_no_stars_and_ends_with_a_nul)
{
	char out[32];

	memset(out, '#', sizeof out);
	sentence_text(S_NOT_MUTED, ARGS(words_of("bob")), out, sizeof out);
	ck_assert_str_eq(out, "bob is not muted");
	sentence_text(S_NOT_MUTED, ARGS(words_of("bob")), out, 8);
	ck_assert_str_eq(out, "bob is ");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("sentence");

	tcase_add_test(t, test_a_percent_sign_stands_before_a_place_or_another);
	tcase_add_test(t, test_every_sentence_is_one_line_of_clean_text);
	tcase_add_test(t, test_what_is_told_of_the_room_begins_with_stars);
	tcase_add_test(t, test_words_are_made_of_letters_digits_and_hyphens);
	tcase_add_test(t, test_no_two_sentences_are_the_same);
	tcase_add_test(t, test_pieces_have_words_of_their_own);
	tcase_add_test(t, test_arguments_stand_in_their_places);
	tcase_add_test(t, test_an_argument_that_stands_twice_is_written_twice);
	tcase_add_test(t, test_places_are_where_the_arguments_are);
	tcase_add_test(t, test_what_does_not_fit_is_cut_off_at_every_length);
	tcase_add_test(t, test_a_line_ends_within_its_room);
	tcase_add_test(t,
	    test_an_isolate_that_a_cut_word_leaves_open_is_closed);
	tcase_add_test(t, test_a_piece_is_known_in_its_place);
	tcase_add_test(t, test_every_piece_is_told_from_all_others);
	tcase_add_test(t, test_what_a_line_says_has_neither_stars_nor_end);
	tcase_add_test(t, test_a_text_has_no_stars_and_ends_with_a_nul);
	return (suite_run("sentence", &t, 1));
}
