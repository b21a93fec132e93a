/*
 * check_launch: all that the server tells the person who starts it, in each
 * language.
 */
#include <config.h>

#include <check.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/terminal/width.h"
#include "common/text.h"
#include "harness/suite.h"
#include "server/system/launch.h"
#include "speech/tongue.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

/* In which column of the help an option is described. */
#define DESCRIBED 25

static const char *const languages[] = { "en", "zh_CN", "zh_TW" };

static char out[LAUNCH_SIZE];

static void
learn(const char *language)
{
	(void)setenv("LC_ALL", "C.UTF-8", 1);
	(void)setenv("LANGUAGE", language, 1);
	tongue_learn();
}

static void
teardown(void)
{
	learn("en");
}

START_TEST(test_each_text_is_one_line_of_clean_text)
{
	int l;

	learn(languages[_i]);
	for (l = 0; l < L_HELP; l++) {
		(void)launch_write((enum launch)l,
		    ARGS(words_of("a"), words_of("b"), words_of("c"),
			words_of("d")),
		    out, sizeof out);
		ck_assert_uint_gt(strlen(out), 0);
		ck_assert(text_is_clean(out, strlen(out)));
		ck_assert_ptr_null(strchr(out, '%'));
		/* What the log says is another thing. */
		ck_assert_ptr_null(strstr(out, "chatroomd: "));
	}
}
END_TEST

/* Where the words begin that describe an option; 0: it has no description. */
static size_t
described_at(const char *line, size_t len)
{
	const char *option = line + strspn(line, " ");
	const char *gap =
	    memmem(option, (size_t)(line + len - option), "  ", 2);

	if (*option != '-' || gap == NULL)
		return (0);
	gap += strspn(gap, " ");
	return ((size_t)width_of_text(line, (size_t)(gap - line), true));
}

/* One that is too wide for its column pushes its words away. */
static bool
is_straight(const char *line, size_t len)
{
	const char *gap = memmem(line + 6, len - 6, "  ", 2);
	size_t at = described_at(line, len);

	return (at == 0 || at == DESCRIBED ||
	    (at > DESCRIBED &&
		(size_t)width_of_text(line, (size_t)(gap - line), true) + 2 >
		    DESCRIBED));
}

START_TEST(test_help_fits_a_terminal_in_straight_columns)
{
	const char *line, *end;
	size_t lines = 0, straight = 0, len;

	learn(languages[_i]);
	for (line = launch_write(L_HELP, NULL, out, sizeof out); *line != '\0';
	     line = end + 1, lines++) {
		end = strchr(line, '\n');
		ck_assert_ptr_nonnull(end);
		len = (size_t)(end - line);
		ck_assert(text_is_clean(line, len));
		ck_assert_uint_le(width_of_text(line, len, true), 80);
		if (len < 6)
			continue;
		ck_assert_msg(is_straight(line, len), "%.*s", (int)len, line);
		straight += described_at(line, len) == DESCRIBED;
	}
	ck_assert_uint_ge(straight, 11);
	ck_assert_uint_ge(lines, 24);
	ck_assert_uint_le(lines, 26);
}
END_TEST

START_TEST(test_what_does_not_fit_is_cut_off)
{
	char line[16];

	ck_assert_str_eq(
	    launch_write(L_ARGUMENT, ARGS(words_of("a")), line, sizeof line),
	    "a: unexpected a");
	ck_assert_str_eq(
	    launch_write(L_LISTENING, ARGS(words_of("%1")), out, sizeof out),
	    "listening on %1");
}
END_TEST

START_TEST(test_it_is_printed_as_it_is_or_as_a_line)
{
	char *text = NULL;
	size_t len;
	FILE *memory = open_memstream(&text, &len);

	ck_assert_ptr_nonnull(memory);
	launch_line(memory, L_LISTENING, ARGS(words_of("[::1]:2")));
	launch_print(memory, L_LISTENING, ARGS(words_of("x")));
	ck_assert_int_eq(fclose(memory), 0);
	ck_assert_str_eq(text, "listening on [::1]:2\nlistening on x");
	free(text);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("launch");

	tcase_add_checked_fixture(tc, teardown, teardown);
	tcase_add_loop_test(tc, test_each_text_is_one_line_of_clean_text, 0,
	    COUNT(languages));
	tcase_add_loop_test(tc, test_help_fits_a_terminal_in_straight_columns,
	    0, COUNT(languages));
	tcase_add_test(tc, test_what_does_not_fit_is_cut_off);
	tcase_add_test(tc, test_it_is_printed_as_it_is_or_as_a_line);
	return (suite_run("launch", &tc, 1));
}
