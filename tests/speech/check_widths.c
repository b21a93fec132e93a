/*
 * check_widths: what stands in columns does so in columns of a terminal, not in
 * bytes, whatever the language, in a window of 80 columns and of 40.
 *
 * The server does not know how wide a window is.  So each line of /help fits in
 * 80 columns; where there are 40, a terminal breaks it once, and not before the
 * explanation begins.  Our client knows it, and breaks no line in a word.
 * Terminals give some characters one column or two: both are tried.
 */
#include <config.h>

#include <check.h>
#include <stdbool.h>
#include <string.h>

#include "common/terminal/width.h"
#include "harness/rows.h"
#include "harness/suite.h"
#include "speech/help.h"

/* The last column stays free: some terminals break a row that is full. */
#define WINDOW 79
#define NARROW 40

static char line[1024];

static void
setup(void)
{
	width_init();
	sentence_init();
}

static size_t
columns(const char *text, bool wide)
{
	return (width_of_text(text, strlen(text), wide));
}

/* Takes off the CR LF. */
static void
end_line(size_t len)
{
	ck_assert_uint_ge(len, 2);
	ck_assert_uint_lt(len, sizeof line);
	ck_assert_mem_eq(line + len - 2, "\r\n", 2);
	line[len - 2] = '\0';
}

/* Writes the line of this command; returns what it says of it. */
static const char *
write_help(enum language language, int use)
{
	enum sentence help = (enum sentence)(use + 1);
	const char *text = sentence_in(language, help), *at;

	end_line(help_line(language, (enum sentence)use, help, line));
	at = strstr(line, text);
	ck_assert_msg(at != NULL, "'%s' does not say '%s'", line, text);
	ck_assert_str_eq(at, text);
	return (at);
}

START_TEST(test_explanations_of_commands_stand_in_one_column)
{
	enum language language = (enum language)(_i % LANGUAGES);
	bool wide = _i >= LANGUAGES;
	const char *help = write_help(language, S_USE_NICK);
	size_t column = width_of_text(line, (size_t)(help - line), wide);
	int s;

	ck_assert_uint_lt(column, NARROW);
	for (s = S_USE_NICK; s <= S_USE_ALOUD; s += 2) {
		help = write_help(language, s);
		ck_assert_msg(
		    width_of_text(line, (size_t)(help - line), wide) == column,
		    "not in column %zu: %s", column, line);
	}
}
END_TEST

START_TEST(test_every_line_of_help_fits_in_a_window)
{
	enum language language = (enum language)(_i % LANGUAGES);
	const char *help;
	int s;

	for (s = S_USE_NICK; s <= S_USE_ALOUD; s += 2) {
		help = write_help(language, s);
		ck_assert_msg(columns(line, _i >= LANGUAGES) <= WINDOW, "%s",
		    line);
		ck_assert_uint_lt(
		    width_of_text(line, (size_t)(help - line), _i >= LANGUAGES),
		    NARROW);
	}
}
END_TEST

/* The same in all languages. */
static const char names[][100] = {
	"小明",
	"@老师",
	"Zoë",
	"人工智能学习小组第三组组长",
	"abcdefghijklmnopqrstuvwxyz012345",
	"一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二",
	"ＡＢ－小明_2026",
};

#define NAMES (sizeof names / sizeof *names)

static void
write_here(enum language language, const char *name)
{
	end_line(sentence_line(language, S_HERE,
	    ARGS(words_of(name), words_of("192.168.100.100:54321"),
		words_of("23 h 59 min"), words_of("23 h 59 min")),
	    line, sizeof line, NULL));
}

/* What most people are called, and where from, is one row. */
START_TEST(test_who_is_a_row_for_a_usual_name)
{
	enum language language = (enum language)(_i % LANGUAGES);

	end_line(sentence_line(language, S_HERE,
	    ARGS(words_of("小明和小红"), words_of("192.168.1.20:54321"),
		words_of("59 min"), words_of("59 min")),
	    line, sizeof line, NULL));
	ck_assert_msg(columns(line, _i >= LANGUAGES) <= WINDOW, "%s", line);
}
END_TEST

/* Windows of our client. */
static const size_t windows[] = { 80, NARROW };

START_TEST(test_our_client_shows_help_whole_in_a_narrow_window)
{
	enum language language = (enum language)(_i % LANGUAGES);
	int s;

	for (s = S_USE_NICK; s <= S_USE_ALOUD; s += 2) {
		(void)write_help(language, s);
		rows_expect(line, windows[0], _i >= LANGUAGES, 1);
		rows_expect(line, windows[1], _i >= LANGUAGES, 3);
	}
}
END_TEST

START_TEST(test_our_client_shows_who_whole_in_a_narrow_window)
{
	enum language language = (enum language)(_i % LANGUAGES);
	size_t i;

	for (i = 0; i < NAMES; i++) {
		write_here(language, names[i]);
		ck_assert_ptr_nonnull(strstr(line, names[i]));
		rows_expect(line, windows[0], _i >= LANGUAGES, 2);
		rows_expect(line, windows[1], _i >= LANGUAGES, 4);
	}
}
END_TEST

static void
expect_greeting(int index, enum sentence s, const struct words *args,
    size_t narrow)
{
	bool wide = index >= LANGUAGES;

	end_line(sentence_line((enum language)(index % LANGUAGES), s, args,
	    line, sizeof line, NULL));
	rows_expect(line, windows[0], wide, 1);
	rows_expect(line, windows[1], wide, narrow);
}

START_TEST(test_greeting_is_a_row_for_each_line)
{
	expect_greeting(_i, S_WELCOME, ARGS(words_of("192.168.1.20:54321")), 2);
	expect_greeting(_i, S_WELCOME, ARGS(words_of("小明和小红")), 1);
	expect_greeting(_i, S_HERE_ONE, ARGS(words_of("1")), 2);
	expect_greeting(_i, S_HERE_MANY, ARGS(words_of("1000")), 2);
	expect_greeting(_i, S_HINT, NULL, 3);
	expect_greeting(_i, S_HINT_CONSOLE, NULL, 2);
	expect_greeting(_i, S_NAMED, ARGS(words_of("小明和小红")), 1);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("widths");

	tcase_add_checked_fixture(tc, setup, width_fini);
	tcase_add_loop_test(tc,
	    test_explanations_of_commands_stand_in_one_column, 0,
	    2 * LANGUAGES);
	tcase_add_loop_test(tc, test_every_line_of_help_fits_in_a_window, 0,
	    2 * LANGUAGES);
	tcase_add_loop_test(tc, test_who_is_a_row_for_a_usual_name, 0,
	    2 * LANGUAGES);
	tcase_add_loop_test(tc,
	    test_our_client_shows_help_whole_in_a_narrow_window, 0,
	    2 * LANGUAGES);
	tcase_add_loop_test(tc,
	    test_our_client_shows_who_whole_in_a_narrow_window, 0,
	    2 * LANGUAGES);
	tcase_add_loop_test(tc, test_greeting_is_a_row_for_each_line, 0,
	    2 * LANGUAGES);
	return (suite_run("widths", &tc, 1));
}
