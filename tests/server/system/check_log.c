/*
 * check_log: what becomes of a line of the log, with a pipe, a socket or a
 * terminal as stderr.
 */
#include <config.h>

#include <sys/socket.h>

#include <check.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/text.h"
#include "common/thread.h"
#include "harness/suite.h"
#include "server/system/log.h"
#include "server/system/outlet.h"

#define MANY 1000 /* lines: more than a pipe takes */

int64_t __wrap_thread_now_ms(void);
void __wrap_thread_sleep_us(int64_t us);

static int stderr_before;
static int ends[2];
static char got[1 << 21];
static _Atomic int64_t now_us = 1000000;

/* The reader comes while a line waits; how many lines that were. */
static bool reader_is_late;
static int late_lines;

/* The thread of the log, when it waits, does so until it is let go. */
static bool holds_thread;
static sem_t let_go;
static pthread_t tester;
static int tester_waited; /* so many times */

static int read_lines(void);

/* In place of thread_now_ms(): time passes only when a line waits. */
int64_t
__wrap_thread_now_ms(void)
{
	return (now_us / 1000);
}

/* In place of thread_sleep_us(). */
void
__wrap_thread_sleep_us(int64_t us)
{
	now_us += us;
	if (pthread_equal(pthread_self(), tester))
		tester_waited++;
	else if (holds_thread)
		(void)sem_wait(&let_go);
	if (reader_is_late)
		late_lines += read_lines();
}

/* What is written to `ends[1]` is read from `ends[0]`. */
static void
log_to_ends(void)
{
	ck_assert_int_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	ck_assert_int_eq(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
	log_open(false);
	now_us += 10000000; /* a line waits again */
	tester = pthread_self();
	tester_waited = 0;
	holds_thread = false;
}

static void
setup_pipe(void)
{
	stderr_before = dup(STDERR_FILENO);
	ck_assert_int_eq(pipe(ends), 0);
	log_to_ends();
}

static void
setup_socket(void)
{
	stderr_before = dup(STDERR_FILENO);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	log_to_ends();
}

static void
setup_terminal(void)
{
	stderr_before = dup(STDERR_FILENO);
	ends[0] = posix_openpt(O_RDWR | O_NOCTTY);
	ck_assert_int_ge(ends[0], 0);
	ck_assert_int_eq(grantpt(ends[0]), 0);
	ck_assert_int_eq(unlockpt(ends[0]), 0);
	ends[1] = open(ptsname(ends[0]), O_WRONLY | O_NOCTTY);
	ck_assert_int_ge(ends[1], 0);
	log_to_ends();
}

static void
teardown(void)
{
	(void)dup2(stderr_before, STDERR_FILENO);
	(void)close(stderr_before);
	log_open(false);
	(void)close(ends[0]);
	(void)close(ends[1]);
}

/* Reads what is there; returns the number of lines. */
static int
read_lines(void)
{
	size_t len = 0;
	int lines = 0;
	ssize_t n;

	while ((n = read(ends[0], got + len, sizeof got - 1 - len)) > 0)
		len += (size_t)n;
	got[len] = '\0';
	for (size_t i = 0; i < len; i++)
		lines += got[i] == '\n';
	return (lines);
}

/* The text of a line, after the time. */
static const char *
text_of(const char *line)
{
	return (line + strlen("2026-11-23 06:07:11 "));
}

START_TEST(test_a_line_has_the_time_first)
{
	log_event("%s", "hello");
	ck_assert_int_eq(read_lines(), 1);
	ck_assert_str_eq(text_of(got), "hello\n");
}
END_TEST

START_TEST(test_a_log_that_nobody_reads_holds_nobody_up_and_says_so)
{
	static char longer[500];
	int64_t start = now_us;
	char wanted[64];
	int lines;

	memset(longer, 'x', sizeof longer - 1);
	for (int i = 0; i < MANY; i++)
		log_event("%s", longer);
	lines = read_lines();
	ck_assert_int_lt(lines, MANY);
	/* One line has waited for a reader, and no other. */
	ck_assert_int_gt(now_us, start);
	ck_assert_int_lt(now_us - start, 1000000);
	log_event("%s", "again");
	(void)snprintf(wanted, sizeof wanted, "not logged: %d lines\n",
	    MANY - lines);
	ck_assert_int_eq(read_lines(), 2);
	ck_assert(strncmp(text_of(got), wanted, strlen(wanted)) == 0);
	ck_assert_str_eq(text_of(strchr(got, '\n') + 1), "again\n");
	log_event("%s", "as ever");
	ck_assert_int_eq(read_lines(), 1);
}
END_TEST

START_TEST(test_a_long_line_is_cut_and_ends)
{
	static char longer[2 * LOG_LINE_MAX];
	size_t len;

	memset(longer, 'x', sizeof longer - 1);
	for (len = LOG_LINE_MAX - 30; len < LOG_LINE_MAX + 10; len++) {
		log_event("%.*s", (int)len, longer);
		ck_assert_int_eq(read_lines(), 1);
		ck_assert_uint_le(strlen(got), LOG_LINE_MAX);
		ck_assert_int_eq(got[strlen(got) - 1], '\n');
	}
	ck_assert_uint_ge(strlen(got), LOG_LINE_MAX - 4);
}
END_TEST

START_TEST(test_a_long_line_is_cut_between_characters)
{
	char longer[2 * LOG_LINE_MAX];
	int shift;
	size_t i;

	for (i = 0; i + 3 <= sizeof longer; i += 3)
		memcpy(longer + i, "\u660e", 3);
	for (shift = 0; shift < 3; shift++) {
		log_event("%.*s%.*s", shift, "xxx", LOG_LINE_MAX, longer);
		ck_assert_int_eq(read_lines(), 1);
		ck_assert(text_is_valid(got, strlen(got) - 1));
		ck_assert_uint_le(strlen(got), LOG_LINE_MAX);
	}
}
END_TEST

/* A line that does not fit at first is written once there is room. */
START_TEST(test_a_line_waits_for_a_reader_who_is_late)
{
	static char filler[1 << 20];
	int fd = outlet_open(STDERR_FILENO);

	memset(filler, 'x', sizeof filler);
	(void)outlet_put(fd, filler, sizeof filler, 0);
	reader_is_late = true;
	log_event("%s", "hello");
	reader_is_late = false;
	ck_assert_int_eq(late_lines, 0); /* the filler is no line */
	ck_assert_int_eq(read_lines(), 1);
	ck_assert_str_eq(text_of(got), "hello\n");
	(void)close(fd);
}
END_TEST

static void
fill_pipe(void)
{
	static char filler[1 << 20];
	int fd = outlet_open(STDERR_FILENO);

	memset(filler, 'x', sizeof filler);
	(void)outlet_put(fd, filler, sizeof filler, 0);
	(void)close(fd);
}

/* How many lines with this word have been read, and how many are missing. */
static int
count_lines(const char *word)
{
	int lines = 0, missing;
	const char *p;

	for (p = got; (p = strstr(p, word)) != NULL; p++)
		lines++;
	for (p = got; (p = strstr(p, "not logged: ")) != NULL; p++)
		if (sscanf(p, "not logged: %d lines\n", &missing) == 1)
			lines += missing;
	return (lines);
}

START_TEST(test_the_thread_writes_in_the_order_of_the_calls)
{
	const char *p = got;
	int i;

	ck_assert(log_start());
	for (i = 0; i < MANY; i++)
		log_event("%d", i);
	log_flush();
	ck_assert_int_eq(read_lines(), MANY);
	for (i = 0; i < MANY; i++) {
		ck_assert_int_eq(atoi(text_of(p)), i);
		p = strchr(p, '\n') + 1;
	}
	log_close();
	/* From here on, there is none. */
	log_event("%s", "at the end");
	ck_assert_int_eq(read_lines(), 1);
}
END_TEST

START_TEST(test_only_the_thread_waits_for_a_reader)
{
	int lines;

	fill_pipe();
	ck_assert(log_start());
	for (int i = 0; i < MANY; i++)
		log_event("line %d", i);
	ck_assert_int_eq(tester_waited, 0);
	log_flush();
	(void)read_lines();
	lines = count_lines(" line ");
	log_close();
	ck_assert_int_eq(tester_waited, 0);
	(void)read_lines();
	ck_assert_int_eq(lines + count_lines(" line "), MANY);
}
END_TEST

START_TEST(test_lines_for_which_there_is_no_memory_are_counted)
{
	static char longer[900];
	int lines, i;

	memset(longer, 'x', sizeof longer - 1);
	fill_pipe();
	holds_thread = true;
	ck_assert_int_eq(sem_init(&let_go, 0, 0), 0);
	ck_assert(log_start());
	/* Twice as much as has room: whether it is the thread's is no matter.
	 */
	for (i = 0; i < 2400; i++)
		log_event("line %s", longer);
	ck_assert_int_eq(tester_waited, 0);
	for (i = 0; i < MANY; i++)
		(void)sem_post(&let_go);
	log_flush();
	(void)read_lines();
	lines = count_lines(" line ");
	ck_assert_int_lt(lines, 2400);
	log_close();
	(void)read_lines();
	ck_assert_int_eq(lines + count_lines(" line "), 2400);
	ck_assert_int_eq(sem_destroy(&let_go), 0);
}
END_TEST

START_TEST(test_only_what_is_logged_later_is_diverted)
{
	char line[LOG_LINE_MAX + 1];
	int desk[2];
	ssize_t n;

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, desk), 0);
	ck_assert(log_start());
	for (int i = 0; i < MANY; i++)
		log_event("%d", i);
	log_divert(desk[1]);
	ck_assert_int_eq(read_lines(), MANY);
	log_event("%s", "hello");
	log_divert(-1);
	n = recv(desk[0], line, sizeof line - 1, MSG_DONTWAIT);
	ck_assert_int_gt(n, 0);
	line[n] = '\0';
	ck_assert_str_eq(text_of(line), "hello\n");
	log_close();
	ck_assert_int_eq(read_lines(), 0);
	(void)close(desk[0]);
	(void)close(desk[1]);
}
END_TEST

/* What peers send is bounded as well. */
START_TEST(test_escaped_text_fits_its_room)
{
	static const char *const pieces[] = { "\x1b", "\\", "a", "\u00e9",
		"\u660e", "\U0001f600" };
	char bytes[64], out[32];
	size_t i, j, room, len;

	for (i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		len = strlen(pieces[i]);
		for (j = 0; j + len <= sizeof bytes; j += len)
			memcpy(bytes + j, pieces[i], len);
		for (room = 5; room < sizeof out; room++) {
			memset(out, '#', sizeof out);
			(void)log_escape(bytes, j, out, room);
			ck_assert_uint_lt(strlen(out), room);
			ck_assert_int_eq(out[room], '#');
			ck_assert(text_is_clean(out, strlen(out)));
		}
	}
	ck_assert_str_eq(log_escape("a\\\x1b\xff", 4, out, sizeof out),
	    "a\\x5c\\x1b\\xff");
}
END_TEST

/* It takes a part of a line, and then no more; the next line is a new one. */
START_TEST(test_a_terminal_that_hangs_holds_nobody_up)
{
	const char *note;
	bool torn;

	for (int i = 0; i < MANY; i++)
		log_event("%d %0500d", i, i);
	ck_assert_int_lt(read_lines(), MANY);
	torn = got[strlen(got) - 1] != '\n';
	log_event("%s", "again");
	ck_assert_int_ge(read_lines(), 2);
	if (torn)
		ck_assert(strncmp(got, "\r\n", 2) == 0);
	note = strstr(got, "not logged: ");
	ck_assert_ptr_nonnull(note);
	note -= text_of(got) - got;
	ck_assert(note >= got && (note == got || note[-1] == '\n'));
	ck_assert_ptr_nonnull(strstr(got, " again\r\n"));
}
END_TEST

/* The reader of a socket is gone: no signal, and no wait. */
START_TEST(test_a_log_whose_reader_is_gone_holds_nobody_up)
{
	ck_assert_int_eq(shutdown(ends[0], SHUT_RDWR), 0);
	for (int i = 0; i < MANY; i++)
		log_event("%d", i);
}
END_TEST

START_TEST(test_strangers_fill_no_log)
{
	int lines, more = 0;
	char *note;

	for (int i = 0; i < 100 * MANY; i++) {
		log_stranger("refused %d", i);
		/* What the others do is logged meanwhile. */
		if (i % MANY == 0)
			log_event("%s", "someone is here");
		if (i % MANY == 0)
			more++;
	}
	lines = read_lines();
	ck_assert_int_lt(lines, 3 * more + MANY);
	for (note = got; (note = strstr(note, "someone is here")) != NULL;
	     note++)
		more--;
	ck_assert_int_eq(more, 0);
	log_close();
	ck_assert_int_eq(read_lines(), 1);
	ck_assert_ptr_nonnull(strstr(got, "lines about strangers\n"));
	/* That was all of it. */
	log_close();
	ck_assert_int_eq(read_lines(), 0);
}
END_TEST

START_TEST(test_an_hour_of_calm_saves_up_200_lines_about_strangers)
{
	log_stranger("refused the first");
	now_us += INT64_C(3600) * 1000000;
	(void)read_lines();
	for (int i = 0; i < MANY; i++)
		log_stranger("refused %d", i);
	ck_assert_int_eq(read_lines(), 200);
	log_close();
	ck_assert_int_eq(read_lines(), 1);
}
END_TEST

int
main(void)
{
	const TTest *const piped[] = {
		test_a_line_has_the_time_first,
		test_a_long_line_is_cut_and_ends,
		test_a_long_line_is_cut_between_characters,
		test_a_line_waits_for_a_reader_who_is_late,
		test_escaped_text_fits_its_room,
		test_a_log_that_nobody_reads_holds_nobody_up_and_says_so,
		test_strangers_fill_no_log,
		test_an_hour_of_calm_saves_up_200_lines_about_strangers,
		test_the_thread_writes_in_the_order_of_the_calls,
		test_only_the_thread_waits_for_a_reader,
		test_lines_for_which_there_is_no_memory_are_counted,
		test_only_what_is_logged_later_is_diverted,
		NULL,
	};
	const TTest *const local[] = {
		test_a_line_has_the_time_first,
		test_a_log_that_nobody_reads_holds_nobody_up_and_says_so,
		test_a_log_whose_reader_is_gone_holds_nobody_up,
		NULL,
	};
	const TTest *const terminal[] = {
		test_a_terminal_that_hangs_holds_nobody_up,
		NULL,
	};
	TCase *cases[] = {
		suite_case("pipe", setup_pipe, teardown, piped),
		suite_case("socket", setup_socket, teardown, local),
		suite_case("terminal", setup_terminal, teardown, terminal),
	};

	return (suite_run("log", cases, 3));
}
