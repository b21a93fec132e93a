/*
 * check_notice: all that the client itself says.
 */
#include <config.h>

#include <check.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/notice.h"
#include "common/terminal/prompt.h"
#include "common/terminal/remark.h"
#include "common/terminal/width.h"
#include "common/text.h"
#include "harness/pipes.h"
#include "harness/pty.h"
#include "harness/rows.h"
#include "harness/suite.h"
#include "speech/tongue.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

static char out[NOTICE_SIZE];

static struct words
write_notice(enum notice n, const char *first)
{
	return (notice_write(n,
	    ARGS(words_of(first), words_of("second"), words_of("third"),
		words_of("fourth")),
	    out));
}

static bool
has(struct words text, const char *part)
{
	return (memmem(text.bytes, text.len, part, strlen(part)) != NULL);
}

/* A person reads one line, after the name of the program. */
START_TEST(test_each_notice_is_one_line_of_clean_text)
{
	struct words text = write_notice((enum notice)_i, "first");

	ck_assert_uint_gt(text.len, 0);
	ck_assert(text_is_clean(text.bytes, text.len));
	ck_assert(!has(text, "%"));
	ck_assert(!has(text, "chatroom: "));
	ck_assert(text.bytes[text.len - 1] != '.' || has(text, " ..."));
}
END_TEST

/* Each of them has room on a usual terminal. */
START_TEST(test_help_is_the_last_and_has_lines)
{
	struct words text = write_notice(N_HELP, "first");
	const char *line = text.bytes, *end;

	ck_assert_int_eq(N_HELP + 1, NOTICES);
	ck_assert_uint_lt(text.len, NOTICE_SIZE);
	for (; line < text.bytes + text.len; line = end + 1) {
		end =
		    memchr(line, '\n', (size_t)(text.bytes + text.len - line));
		ck_assert_ptr_nonnull(end);
		ck_assert(text_is_clean(line, (size_t)(end - line)));
		ck_assert_int_lt(end - line, 80);
	}
}
END_TEST

START_TEST(test_arguments_stand_in_their_places)
{
	struct words text = notice_write(N_BROKEN_MANY,
	    ARGS(words_of("it ended"), NUMBER(12)), out);

	ck_assert_uint_eq(text.len,
	    strlen("the connection was lost: it ended; the last 12 lines may "
		   "not have been said"));
	ck_assert_mem_eq(text.bytes,
	    "the connection was lost: it ended; the last 12 lines may not have "
	    "been said",
	    text.len);
}
END_TEST

START_TEST(test_percent_signs_of_an_argument_are_its_own)
{
	struct words text = write_notice(N_CONNECTED, "%1%s%n%%");

	ck_assert(has(text, "connected to %1%s%n%%"));
}
END_TEST

START_TEST(test_what_has_no_room_is_cut_between_characters)
{
	static char name[3 * NOTICE_SIZE + 1];
	struct words text;
	size_t i;

	for (i = 0; i < NOTICE_SIZE; i++)
		memcpy(name + 3 * i, "\345\260\217", 3);
	text = write_notice(N_CONNECTED, name);
	ck_assert_uint_le(text.len, NOTICE_SIZE);
	ck_assert_uint_gt(text.len, NOTICE_SIZE - 3);
	ck_assert(text_is_clean(text.bytes, text.len));
}
END_TEST

/* ------------------------------------------------------------------------
 * In each language
 */

static void
learn(const char *language)
{
	(void)setenv("LC_ALL", "C.UTF-8", 1);
	(void)setenv("LANGUAGE", language, 1);
	tongue_learn();
	remark_speak(tongue_text);
}

static void
teardown_language(void)
{
	learn("en");
}

static const char *const languages[] = { "en", "zh_CN", "zh_TW" };

START_TEST(test_help_fits_a_terminal)
{
	char text[NOTICE_SIZE];
	struct words help;
	const char *line, *end;
	size_t lines = 0;

	learn(languages[_i]);
	help = notice_write(N_HELP, NULL, text);
	for (line = text; line < text + help.len; line = end + 1, lines++) {
		end = memchr(line, '\n', (size_t)(text + help.len - line));
		ck_assert_ptr_nonnull(end);
		ck_assert(text_is_clean(line, (size_t)(end - line)));
		ck_assert_uint_le(
		    width_of_text(line, (size_t)(end - line), true), 80);
	}
	ck_assert_uint_gt(lines, 5);
	ck_assert_uint_lt(lines, 24);
}
END_TEST

/* In which column the explanation of an option begins; 0: it is no option. */
static size_t
column_of_explanation(const char *line, bool wide)
{
	const char *option = line + strspn(line, " "), *blanks;

	if (option == line || *option != '-')
		return (0);
	blanks = strstr(option, "  ");
	ck_assert_ptr_nonnull(blanks);
	blanks += strspn(blanks, " ");
	return (width_of_text(line, (size_t)(blanks - line), wide));
}

START_TEST(test_help_explains_options_in_one_column)
{
	bool wide = _i >= COUNT(languages);
	size_t options = 0, column;
	char *line, *rest;

	learn(languages[_i % COUNT(languages)]);
	out[notice_write(N_HELP, NULL, out).len] = '\0';
	for (line = strtok_r(out, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest)) {
		column = column_of_explanation(line, wide);
		if (column == 0)
			continue;
		ck_assert_msg(column == 23, "column %zu: %s", column, line);
		options++;
	}
	ck_assert_uint_eq(options, 5);
}
END_TEST

/* As the screen shows it, with usual arguments. */
static void
show_in_windows(enum notice n, bool wide)
{
	char line[NOTICE_SIZE];
	struct words text = notice_write(n,
	    ARGS(words_of("192.168.1.20:54321"), words_of("21567"),
		words_of("third"), words_of("fourth")),
	    out);

	(void)snprintf(line, sizeof line, "chatroom: %.*s", (int)text.len,
	    text.bytes);
	rows_expect(line, 80, wide, 2);
	rows_expect(line, 40, wide, 5);
}

START_TEST(test_each_notice_is_whole_in_a_narrow_window)
{
	int n;

	width_init();
	learn(languages[_i % COUNT(languages)]);
	for (n = 0; n < N_HELP; n++)
		show_in_windows((enum notice)n, _i >= COUNT(languages));
	width_fini();
}
END_TEST

START_TEST(test_each_notice_is_clean_in_each_language)
{
	struct words text;
	int n;

	learn(languages[_i]);
	for (n = 0; n < N_HELP; n++) {
		text = write_notice((enum notice)n, "first");
		ck_assert_uint_gt(text.len, 0);
		ck_assert(text_is_clean(text.bytes, text.len));
		ck_assert(!has(text, "%"));
	}
}
END_TEST

START_TEST(test_each_remark_has_room)
{
	static const enum remark row[] = { R_PROMPT_SAY, R_PROMPT_KEY,
		R_NOT_SAID, R_PASTE_ASKED };
	const char *text;
	int r;

	learn(languages[_i]);
	for (r = 0; r < REMARKS; r++) {
		text = REMARK((enum remark)r, UINT64_MAX);
		ck_assert(text_is_clean(text, strlen(text)));
		ck_assert_ptr_null(strchr(text, '%'));
	}
	for (r = 0; r < COUNT(row); r++) {
		text = REMARK(row[r], UINT64_MAX);
		ck_assert_uint_lt(strlen(text), PROMPT_QUESTION_MAX);
		/* Full-width signs have a blank in them. */
		ck_assert(text[strlen(text) - 1] == ' ' ||
		    (unsigned char)text[strlen(text) - 1] >= 0x80);
	}
}
END_TEST

#ifdef HAVE_TRANSLATIONS
START_TEST(test_notices_and_remarks_are_in_the_language)
{
	struct words text;

	learn("zh_TW");
	ck_assert_str_eq(remark_text(R_PROMPT_SAY), "<你> ");
	text = notice_write(N_STALE, NULL, out);
	ck_assert(!has(text, "typed"));
	learn("en");
	ck_assert_str_eq(remark_text(R_PROMPT_SAY), "<You> ");
}
END_TEST
#endif

/* ------------------------------------------------------------------------
 * Told
 */

static struct pipes pipes;
static struct screen *s;

static void
setup(void)
{
	pipes_open(&pipes);
	s = screen_new();
	ck_assert_ptr_nonnull(s);
}

static void
teardown(void)
{
	screen_free(s);
	pipes_close(&pipes);
}

START_TEST(test_before_there_is_a_screen_it_is_printed)
{
	notice_print(N_CANNOT_CONNECT,
	    ARGS(words_of("[::1]:2"), words_of("%s %2 nobody")));
	pipes_expect_err(&pipes,
	    "chatroom: cannot connect to [::1]:2: %s %2 nobody\n");
	pipes_expect_out(&pipes, "");
}
END_TEST

START_TEST(test_filter_tells_on_stderr)
{
	notice_tell(s, N_STALE, NULL);
	pipes_expect_err(&pipes,
	    "chatroom: what was typed before the prompt changed was not "
	    "sent\n");
	notice_tell(s, N_CONNECTED, ARGS(words_of("%s%n")));
	pipes_expect_err(&pipes, "chatroom: connected to %s%n\n");
	pipes_expect_out(&pipes, "");
}
END_TEST

/* What follows the longest path is told, too. */
START_TEST(test_end_of_the_longest_notice_is_told)
{
	char name[PATH_MAX], told[2 * PATH_MAX];
	ssize_t len;

	memset(name, 'x', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	notice_tell(s, N_KEY_WRONG, ARGS(words_of(name)));
	len = read(pipes.err, told, sizeof told - 1);
	ck_assert_int_gt(len, PATH_MAX);
	told[len] = '\0';
	ck_assert_str_eq(told + strcspn(told, "x") + PATH_MAX - 1,
	    " is wrong; no line of the input was delivered\n");
}
END_TEST

static struct pty pty;

static void
setup_terminal(void)
{
	pty_open(&pty, 24, 80, "dumb");
	s = screen_new();
	ck_assert_ptr_nonnull(s);
}

static void
teardown_terminal(void)
{
	screen_free(s);
	pty_close(&pty);
}

START_TEST(test_person_is_told_above_the_prompt)
{
	notice_tell(s, N_CONNECTED_PERSON, ARGS(words_of("[::1]:2")));
	pty_expect_part(&pty,
	    "chatroom: connected to [::1]:2 (an empty line leaves)\n<You> ");
}
END_TEST

int
main(void)
{
	TCase *cases[] = { tcase_create("written"), tcase_create("filter"),
		tcase_create("terminal"), tcase_create("languages") };
	const int lines = N_HELP; /* it has many */

	tcase_add_loop_test(cases[0],
	    test_each_notice_is_one_line_of_clean_text, 0, lines);
	tcase_add_test(cases[0], test_help_is_the_last_and_has_lines);
	tcase_add_test(cases[0], test_arguments_stand_in_their_places);
	tcase_add_test(cases[0], test_percent_signs_of_an_argument_are_its_own);
	tcase_add_test(cases[0],
	    test_what_has_no_room_is_cut_between_characters);
	tcase_add_checked_fixture(cases[1], setup, teardown);
	tcase_add_test(cases[1], test_before_there_is_a_screen_it_is_printed);
	tcase_add_test(cases[1], test_filter_tells_on_stderr);
	tcase_add_test(cases[1], test_end_of_the_longest_notice_is_told);
	tcase_add_checked_fixture(cases[2], setup_terminal, teardown_terminal);
	tcase_add_test(cases[2], test_person_is_told_above_the_prompt);
	tcase_add_checked_fixture(cases[3], NULL, teardown_language);
	tcase_add_loop_test(cases[3], test_help_fits_a_terminal, 0,
	    COUNT(languages));
	tcase_add_loop_test(cases[3], test_help_explains_options_in_one_column,
	    0, 2 * COUNT(languages));
	tcase_add_loop_test(cases[3],
	    test_each_notice_is_whole_in_a_narrow_window, 0,
	    2 * COUNT(languages));
	tcase_add_loop_test(cases[3],
	    test_each_notice_is_clean_in_each_language, 0, COUNT(languages));
	tcase_add_loop_test(cases[3], test_each_remark_has_room, 0,
	    COUNT(languages));
#ifdef HAVE_TRANSLATIONS
	tcase_add_test(cases[3], test_notices_and_remarks_are_in_the_language);
#endif
	return (suite_run("notice", cases, sizeof cases / sizeof *cases));
}
