/*
 * check_keystroke: from the bytes of a terminal to what they mean.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "common/terminal/keystroke.h"
#include "harness/suite.h"

static struct keystrokes k;

static void
setup(void)
{
	keystrokes_begin(&k, NULL);
}

/* Writes what a keystroke is: a character itself, others by their name. */
static void
name(const struct keystroke *s, char *out, size_t room)
{
	switch (s->kind) {
	case KEYSTROKE_TEXT:
		(void)snprintf(out, room, "%.*s", (int)s->len, s->text);
		break;
	case KEYSTROKE_CONTROL:
		(void)snprintf(out, room, "<%u>", s->control);
		break;
	case KEYSTROKE_PASTE_BEGINS:
		(void)snprintf(out, room, "<begins>");
		break;
	case KEYSTROKE_PASTE_ENDS:
		(void)snprintf(out, room, "<ends>");
		break;
	case KEYSTROKE_POSITION:
		(void)snprintf(out, room, "<%u,%u>", s->row, s->column);
		break;
	}
}

/* These bytes mean this. */
static void
expect_keys(const char *bytes, size_t len, const char *meaning)
{
	struct keystroke s;
	char all[256] = "";
	size_t i, n = 0;

	for (i = 0; i < len; i++)
		if (keystrokes_take(&k, (unsigned char)bytes[i], &s)) {
			name(&s, all + n, sizeof all - n);
			n = strlen(all);
		}
	ck_assert_str_eq(all, meaning);
}

#define KEYS(bytes, meaning) expect_keys(bytes, sizeof(bytes) - 1, meaning)

START_TEST(test_characters_come_in_pieces)
{
	KEYS("a\xe5\xb0", "a");
	KEYS("\x8f", "小");
	KEYS("\xf0\x9f\x98\x80", "😀");
}
END_TEST

START_TEST(test_a_piece_of_a_character_takes_nothing_with_it)
{
	KEYS("\xe5\xb0"
	     "a",
	    "a");
	KEYS("\xe5\x0d", "<13>");
	KEYS("\x8f", "");
	KEYS("b\xff"
	     "c",
	    "bc");
}
END_TEST

START_TEST(test_control_characters_are_themselves)
{
	KEYS("\x04\x7f\r\n\t\x15", "<4><127><13><10><9><21>");
}
END_TEST

START_TEST(test_keys_without_use_are_swallowed_whole)
{
	KEYS("\033[A\033[1;5D\033[15~\033OP\033[[A\033xy", "y");
	ck_assert(!keystrokes_pending(&k));
}
END_TEST

START_TEST(test_answers_and_titles_are_swallowed_whole)
{
	KEYS("\033]0;title\a1\033]11;rgb:0/0/0\033\\2\033P1$r\033\\3", "123");
	KEYS("\033_app\030"
	     "4",
	    "4");
	/* A string that will never end: the line does. */
	KEYS("\033]0;title\r5", "<13>5");
}
END_TEST

START_TEST(test_the_oldest_mouse_sends_any_bytes)
{
	KEYS("\033[M\033\x04\xe5x", "x");
	KEYS("\033[<0;10;20M", "");
	KEYS("y", "y");
}
END_TEST

START_TEST(test_what_is_pasted_has_brackets)
{
	KEYS("\033[200~a\033[201~", "<begins>a<ends>");
	KEYS("\033[202~", "");
}
END_TEST

START_TEST(test_the_place_of_the_cursor_is_two_numbers)
{
	KEYS("\033[24;80R", "<24,80>");
	KEYS("\033[1R", ""); /* F3 with a modifier, in some terminals */
	KEYS("\033[99999999999;7R", "<999999,7>");
	KEYS("\033[1;2;3R", "");
}
END_TEST

START_TEST(test_a_control_character_ends_a_sequence)
{
	KEYS("\033[1;\x04", "<4>");
	KEYS("a", "a");
	KEYS("\033[\030b", "b");
	KEYS("\033[\033[A", "");
}
END_TEST

START_TEST(test_escape_alone_is_known_by_the_time)
{
	struct keystroke s;

	KEYS("\033", "");
	ck_assert(keystrokes_pending(&k));
	ck_assert(keystrokes_expire(&k, &s));
	ck_assert_int_eq(s.kind, KEYSTROKE_CONTROL);
	ck_assert_uint_eq(s.control, KEYSTROKE_ESC);
	ck_assert(!keystrokes_pending(&k));
	KEYS("[", "[");
	/* A sequence that has begun is not Escape alone. */
	KEYS("\033[1", "");
	ck_assert(!keystrokes_expire(&k, &s));
	KEYS("A", "A");
}
END_TEST

START_TEST(test_a_character_after_escape_is_one)
{
	KEYS("\033\xe5\xb0\x8f", "小");
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("keystroke");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, test_characters_come_in_pieces);
	tcase_add_test(tc, test_a_piece_of_a_character_takes_nothing_with_it);
	tcase_add_test(tc, test_control_characters_are_themselves);
	tcase_add_test(tc, test_keys_without_use_are_swallowed_whole);
	tcase_add_test(tc, test_answers_and_titles_are_swallowed_whole);
	tcase_add_test(tc, test_the_oldest_mouse_sends_any_bytes);
	tcase_add_test(tc, test_what_is_pasted_has_brackets);
	tcase_add_test(tc, test_the_place_of_the_cursor_is_two_numbers);
	tcase_add_test(tc, test_a_control_character_ends_a_sequence);
	tcase_add_test(tc, test_escape_alone_is_known_by_the_time);
	tcase_add_test(tc, test_a_character_after_escape_is_one);
	return (suite_run("keystroke", &tc, 1));
}
