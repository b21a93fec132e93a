/*
 * check_window: what is on the terminal, byte by byte.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "common/terminal/row.h"
#include "common/terminal/width.h"
#include "common/terminal/window.h"
#include "common/text.h"
#include "harness/pipes.h"
#include "harness/pty.h"
#include "harness/suite.h"

#define ROWS 24
#define COLUMNS 40

/* The terminal is told these (see tty.h): */
#define ERASE "\r\033[K"
#define UP "\033[A"
#define OFF "\033[?7l"
#define ON "\033[?7h"
#define BRACKETS "\033[?2004h"
#define NO_BRACKETS "\033[?2004l"
#define WHERE "\033[6n"

static struct pty pty;
static struct window w;
static bool memory_is_short;

/* The linker sends the calls of buffer.c here. */
void *__wrap_realloc(void *old, size_t size);
void *__real_realloc(void *old, size_t size);

void *
__wrap_realloc(void *old, size_t size)
{
	return (memory_is_short ? NULL : __real_realloc(old, size));
}

static void
open_window(const char *term, int out)
{
	pty_open(&pty, ROWS, COLUMNS, term);
	window_init(&w, out);
	window_take(&w);
	(void)pty_read(&pty);
}

static void
setup(void)
{
	open_window("vt100", -1);
}

static void
setup_dumb(void)
{
	open_window("dumb", -1);
}

static void
teardown(void)
{
	window_fini(&w);
	pty_close(&pty);
}

static void
add(const char *line)
{
	ck_assert(window_add(&w, line, strlen(line)));
}

static void
type(const char *text)
{
	w.prompt.len = strlen(text);
	memcpy(w.prompt.typed, text, w.prompt.len);
}

START_TEST(test_lines_are_shown_above_the_prompt)
{
	add("one");
	add("two");
	pty_expect(&pty, "");
	window_flush(&w, false);
	pty_expect(&pty, OFF ERASE "one\ntwo\n<You> " ON);
	type("half a li");
	window_flush(&w, false);
	pty_expect(&pty, OFF ERASE "<You> half a li" ON);
	add("three");
	window_flush(&w, false);
	pty_expect(&pty, OFF ERASE "three\n<You> half a li" ON);
}
END_TEST

START_TEST(test_dumb_terminal_gets_no_sequences)
{
	type("hi");
	window_flush(&w, true);
	pty_expect(&pty, "\r      \r<You> hi");
	add("one");
	window_flush(&w, false);
	pty_expect(&pty, "\r        \rone\n<You> hi");
	pty_resize(&pty, ROWS, 4);
	window_flush(&w, true);
	pty_expect(&pty, "\r    \r<You> ");
	window_measure(&w);
	window_give_back(&w);
	pty_expect(&pty, "");
}
END_TEST

START_TEST(test_line_is_made_clean_and_stays_one_line)
{
	ck_assert(window_add(&w, "a\033[31mb\nc\0d\r\377e\302\233f", 17));
	window_flush(&w, false);
	pty_expect(&pty, OFF ERASE "a[31mbcd\357\277\275ef\n<You> " ON);
	ck_assert(window_add(&w, "", 0));
	window_flush(&w, false);
	pty_expect(&pty, OFF ERASE "\n<You> " ON);
	window_add_marked(&w, "(mark) ", "a\nb", 3);
	window_flush(&w, false);
	pty_expect(&pty, OFF ERASE "(mark) ab\n<You> " ON);
}
END_TEST

START_TEST(test_no_prompt_is_drawn_where_nobody_types)
{
	w.typing = false;
	add("one");
	window_flush(&w, false);
	pty_expect(&pty, OFF ERASE "one\n" ON);
	add("two");
	window_flush(&w, false);
	pty_expect(&pty, OFF "two\n" ON);
}
END_TEST

START_TEST(test_row_of_another_program_is_not_erased)
{
	window_flush(&w, false);
	w.suspended = true;
	w.prompt.drawn = 0;
	(void)pty_read(&pty);
	pty_resize(&pty, ROWS, COLUMNS / 2);
	add("one");
	window_flush(&w, true);
	pty_expect(&pty, OFF "one\n" ON);
}
END_TEST

START_TEST(test_window_that_is_taken_again_shows_the_prompt)
{
	struct termios ours, theirs;

	add("before");
	window_flush(&w, false);
	ck_assert_int_eq(tcgetattr(pty.slave, &ours), 0);
	ck_assert_uint_eq(ours.c_lflag & (tcflag_t)(ICANON | ECHO), 0);
	(void)pty_read(&pty);
	w.suspended = true;
	window_give_back(&w);
	pty_expect(&pty, NO_BRACKETS);
	ck_assert_int_eq(tcgetattr(pty.slave, &theirs), 0);
	ck_assert_uint_ne(theirs.c_lflag & (tcflag_t)ICANON, 0);
	window_take(&w);
	pty_expect(&pty, BRACKETS OFF ERASE "<You> " ON);
	/* What was above is another program's now. */
	window_flush(&w, true);
	pty_expect(&pty, OFF ERASE "<You> " ON);
}
END_TEST

START_TEST(test_window_is_given_back_even_if_it_takes_no_more)
{
	w.output.error = EIO;
	add("lost");
	window_flush(&w, false);
	window_give_back(&w);
	pty_expect(&pty, ON NO_BRACKETS);
}
END_TEST

START_TEST(test_terminal_is_asked_how_wide_it_draws)
{
	window_measure(&w);
	ck_assert(w.measuring);
	window_flush(&w, false);
	pty_expect(&pty,
	    ERASE "\342\200\246" WHERE ERASE OFF ERASE "<You> " ON);
}
END_TEST

/* ------------------------------------------------------------------------
 * Windows of any width
 */

#define LONG_WORD \
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static const char *const lines[] = {
	"",
	"x",
	LONG_WORD LONG_WORD,
	"[ Lena ]: x x xx xxx xxxx xxxxx xxxxxx xxxxxxx xxxxxxxx xxxxxxxxx x x x",
	"\tx\tx\t\tx\txx\t",
	"小明小明小明小明小明小明小明小明小明小明小明小明小明小明小明小明小明小明x",
	"x…x…x…x…x…x…x…x…x…x…x…x…x…x…x…x…x…x…x…x…x…x…x…x…x…x…x…x…x…x…x…x…x…x…x",
	"e\314\201x\314\201\314\201e\314\201x",
};

#define LINES (sizeof lines / sizeof *lines)

/* How often it has an x. */
static size_t
count_x(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += *text == 'x';
	return (n);
}

/* Takes out what the terminal is told; only rows are left, without LF. */
static void
keep_rows(char *shown)
{
	char *to = shown;

	while (*shown != '\0') {
		if (*shown == '\r')
			shown++;
		else if (*shown == '\033')
			shown += strcspn(shown, "KAlh") + 1;
		else
			*to++ = *shown++;
	}
	*to = '\0';
}

/* None of the rows is wider than the window has room for. */
static void
expect_rows_to_fit(char *shown, size_t columns)
{
	char *row, *end;
	size_t room;

	keep_rows(shown);
	for (row = shown; *row != '\0'; row = end) {
		end = row + strcspn(row, "\n");
		/* The prompt, and a character after the mark, need so much. */
		room = *end == '\0' ? 6 : 4;
		if (columns - 1 > room)
			room = columns - 1;
		ck_assert_msg(width_of_text(row, (size_t)(end - row), true) <=
			room,
		    "at %zu columns: '%.*s'", columns, (int)(end - row), row);
		end += *end != '\0';
	}
}

static void
add_lines(void)
{
	size_t i;

	for (i = 0; i < LINES; i++)
		add(lines[i]);
}

START_TEST(test_at_any_width_rows_fit_and_nothing_is_lost)
{
	size_t i, sum = 0;

	for (i = 0; i < LINES; i++)
		sum += count_x(lines[i]);
	pty_resize(&pty, ROWS, (unsigned)_i);
	window_take(&w);
	(void)pty_read(&pty);
	add_lines();
	window_flush(&w, false);
	(void)pty_read(&pty);
	ck_assert_uint_eq(count_x(pty.shown), sum);
	expect_rows_to_fit(pty.shown, (size_t)_i);
}
END_TEST

/* How many rows are erased above the one of the cursor. */
static size_t
count_ups(const char *shown)
{
	size_t n = 0;

	while ((shown = strstr(shown, UP)) != NULL) {
		n++;
		shown += strlen(UP);
	}
	return (n);
}

START_TEST(test_resized_amid_a_line_all_in_sight_is_drawn_again)
{
	const char *half = "half of a line that is wider than most windows";

	add_lines();
	type(half);
	window_flush(&w, false);
	(void)pty_read(&pty);
	pty_resize(&pty, ROWS, (unsigned)_i);
	window_flush(&w, false);
	(void)pty_read(&pty);
	ck_assert_int_eq(
	    strncmp(pty.shown, OFF ERASE UP ERASE, strlen(OFF ERASE UP ERASE)),
	    0);
	ck_assert_uint_ge(count_ups(pty.shown), LINES - 1);
	expect_rows_to_fit(pty.shown, (size_t)_i);
	window_flush(&w, false); /* it is as wide as before */
	ck_assert_uint_eq(count_ups(pty_read(&pty)), 0);
}
END_TEST

START_TEST(test_no_more_rows_are_erased_than_the_window_has)
{
	int i;

	for (i = 0; i < 100; i++)
		add("line");
	window_flush(&w, false);
	(void)pty_read(&pty);
	window_flush(&w, true);
	ck_assert_uint_eq(count_ups(pty_read(&pty)), ROWS - 1);
	pty_resize(&pty, 1, COLUMNS);
	window_flush(&w, true);
	pty_expect(&pty, OFF ERASE "<You> " ON);
	pty_resize(&pty, 3, COLUMNS);
	window_flush(&w, true);
	pty_expect(&pty, OFF ERASE UP ERASE UP ERASE "line\nline\n<You> " ON);
}
END_TEST

START_TEST(test_typed_line_that_was_broken_is_erased_whole)
{
	type("0123456789012345678901234567890"); /* 6 + 31 columns */
	window_flush(&w, false);
	(void)pty_read(&pty);
	pty_resize(&pty, ROWS, 10);
	window_flush(&w, false);
	pty_expect(&pty, OFF ERASE UP ERASE UP ERASE UP ERASE "<You> 890" ON);
}
END_TEST

START_TEST(test_window_of_unknown_size_is_a_usual_one)
{
	char row[128];

	pty_resize(&pty, 0, 0);
	window_take(&w);
	(void)pty_read(&pty);
	memset(row, 'x', 81);
	row[81] = '\0';
	add(row);
	window_flush(&w, false);
	keep_rows((char *)(uintptr_t)pty_read(&pty));
	ck_assert_uint_eq(strcspn(pty.shown, "\n"), 79);
}
END_TEST

/* ------------------------------------------------------------------------
 * An output that nobody waits for
 */

static int ends[2]; /* of a pipe: we read, the window writes */

static void
setup_pipe(void)
{
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	ck_assert_int_eq(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
	open_window("vt100", ends[1]);
}

static void
teardown_pipe(void)
{
	teardown();
	(void)close(ends[0]);
	(void)close(ends[1]);
}

/* The pipe takes nothing more. */
static void
fill(void)
{
	static const char bytes[4096];

	while (write(ends[1], bytes, sizeof bytes) > 0)
		continue;
}

/* What has come by now, what it was filled with left out, is exactly `text`. */
static void
expect_written(const char *text)
{
	static char bytes[1 << 17];
	char *to = bytes;
	ssize_t n, i;

	while ((n = read(ends[0], to,
		    sizeof bytes - 1 - (size_t)(to - bytes))) > 0) {
		char *from = to;

		for (i = 0; i < n; i++)
			if (from[i] != '\0')
				*to++ = from[i];
	}
	*to = '\0';
	ck_assert_str_eq(bytes, text);
}

START_TEST(test_what_is_missed_is_drawn_when_the_terminal_goes_on)
{
	expect_written(BRACKETS OFF "<You> " ON);
	fill();
	add("one");
	window_flush(&w, false);
	ck_assert(output_waits(&w.output));
	add("two");
	window_flush(&w, false);
	type("hi");
	window_flush(&w, false);
	window_go_on(&w); /* it still takes nothing */
	expect_written("");
	window_go_on(&w);
	expect_written(OFF ERASE "one\n<You> " ON OFF ERASE "two\n<You> hi" ON);
	window_go_on(&w);
	expect_written("");
}
END_TEST

START_TEST(test_all_in_sight_is_drawn_if_that_was_missed)
{
	add("one");
	window_flush(&w, false);
	expect_written(BRACKETS OFF "<You> " ON OFF ERASE "one\n<You> " ON);
	fill();
	window_flush(&w, true);
	window_flush(&w, true);
	window_flush(&w, false);
	expect_written("");
	window_go_on(&w);
	expect_written(OFF ERASE UP ERASE "one\n<You> " ON /* was kept */
		OFF ERASE UP ERASE "one\n<You> " ON);
	add("two");
	window_flush(&w, false);
	expect_written(OFF ERASE "two\n<You> " ON);
}
END_TEST

/* ------------------------------------------------------------------------
 * A filter
 */

static struct pipes pipes;

static void
setup_filter(void)
{
	pipes_open(&pipes);
	window_init(&w, -1);
}

static void
teardown_filter(void)
{
	window_fini(&w);
	pipes_close(&pipes);
}

START_TEST(test_filter_writes_lines_and_nothing_else)
{
	type("hi");
	add("one\033[1m");
	add("");
	add("two");
	pipes_expect_out(&pipes, "");
	window_flush(&w, false);
	pipes_expect_out(&pipes, "one[1m\n\ntwo\n");
	window_flush(&w, true);
	pipes_expect_out(&pipes, "");
	pipes_expect_err(&pipes, "");
}
END_TEST

START_TEST(test_filter_loses_no_line_when_memory_is_short)
{
	add("one");
	memory_is_short = true;
	window_flush(&w, false);
	memory_is_short = false;
	pipes_expect_out(&pipes, "one\n");
	ck_assert_int_eq(w.output.error, 0);
}
END_TEST

static TCase *
terminal_case(void)
{
	const TTest *const tests[] = {
		test_lines_are_shown_above_the_prompt,
		test_line_is_made_clean_and_stays_one_line,
		test_no_prompt_is_drawn_where_nobody_types,
		test_row_of_another_program_is_not_erased,
		test_window_that_is_taken_again_shows_the_prompt,
		test_window_is_given_back_even_if_it_takes_no_more,
		test_terminal_is_asked_how_wide_it_draws,
		test_no_more_rows_are_erased_than_the_window_has,
		test_typed_line_that_was_broken_is_erased_whole,
		test_window_of_unknown_size_is_a_usual_one,
		NULL,
	};
	TCase *tc = suite_case("terminal", setup, teardown, tests);

	tcase_add_loop_test(tc, test_at_any_width_rows_fit_and_nothing_is_lost,
	    1, 81);
	tcase_add_loop_test(tc,
	    test_resized_amid_a_line_all_in_sight_is_drawn_again, 1, COLUMNS);
	tcase_add_loop_test(tc,
	    test_resized_amid_a_line_all_in_sight_is_drawn_again, COLUMNS + 1,
	    81);
	return (tc);
}

static TCase *
pipe_case(void)
{
	const TTest *const tests[] = {
		test_what_is_missed_is_drawn_when_the_terminal_goes_on,
		test_all_in_sight_is_drawn_if_that_was_missed,
		NULL,
	};

	return (suite_case("pipe", setup_pipe, teardown_pipe, tests));
}

int
main(void)
{
	const TTest *const dumb[] = {
		test_dumb_terminal_gets_no_sequences,
		NULL,
	};
	const TTest *const filter[] = {
		test_filter_writes_lines_and_nothing_else,
		test_filter_loses_no_line_when_memory_is_short,
		NULL,
	};
	TCase *cases[] = {
		terminal_case(),
		suite_case("dumb", setup_dumb, teardown, dumb),
		pipe_case(),
		suite_case("filter", setup_filter, teardown_filter, filter),
	};

	return (suite_run("window", cases, sizeof cases / sizeof *cases));
}
