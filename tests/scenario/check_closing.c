/*
 * check_closing: the room closes, and what is in its log by then.
 */
#include <config.h>

#include <check.h>
#include <ctype.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "harness/meeting.h"
#include "harness/suite.h"

static void
expect_closing(int signal)
{
	struct room *r = room_open("");
	struct person *one = person_join(r), *two = person_join(r);

	person_expect(one, "[ %s ] joined the room", two->who);
	room_signal(r, signal);
	person_expect(one, "*** the room is closing, bye bye");
	person_expect_end(one);
	person_expect(two, "*** the room is closing, bye bye");
	person_expect_end(two);
	room_expect_status(r, 0);
	(void)room_expect_log(r, "stopping");
	room_free(r);
}

START_TEST(test_sigterm_closes_the_room)
{
	expect_closing(SIGTERM);
}
END_TEST

START_TEST(test_sigint_closes_the_room)
{
	expect_closing(SIGINT);
}
END_TEST

START_TEST(test_closing_reaches_someone_who_types)
{
	struct room *r = room_open("");
	struct person *p = person_join(r);

	person_type(p, "hello");
	room_signal(r, SIGTERM);
	do
		person_type(p, "hello");
	while (!person_has_input(p));
	/* What was typed last is not read; that must not be a reset. */
	person_expect(p, "*** the room is closing, bye bye");
	person_expect_end(p);
	room_expect_status(r, 0);
	room_free(r);
}
END_TEST

START_TEST(test_empty_room_closes)
{
	room_close(room_open(""));
}
END_TEST

START_TEST(test_room_closes_though_nobody_hangs_up)
{
	struct room *r = room_open("");
	struct person *p = person_join(r);

	room_close(r);
	person_hang_up(p);
}
END_TEST

#define STALLED_LINE 4000
#define STALLED_LINES 2500 /* more than the kernel holds for a connection */

/* Someone who does not read what `speaker`, who is alone there, says. */
static struct person *
join_stalled(struct room *r, struct person *speaker)
{
	struct person *p = person_dial(r, "127.0.0.1", 1);
	char line[STALLED_LINE];
	int i;

	ck_assert_ptr_nonnull(p);
	person_expect(speaker, "[ %s ] joined the room", p->who);
	memset(line, 'x', sizeof line);
	line[sizeof line - 1] = '\n';
	for (i = 0; i < STALLED_LINES; i++)
		person_send(speaker, line, sizeof line);
	person_expect_nothing(speaker);
	return (p);
}

START_TEST(test_room_closes_though_someone_does_not_read)
{
	struct room *r = room_open("-q 67108864");
	struct person *p = person_join(r), *stalled = join_stalled(r, p);

	room_signal(r, SIGTERM);
	person_expect(p, "*** the room is closing, bye bye");
	person_expect_end(p);
	room_expect_status(r, 0);
	person_hang_up(stalled);
	room_free(r);
}
END_TEST

START_TEST(test_second_signal_ends_at_once)
{
	struct room *r = room_open("-q 67108864");
	struct person *p = person_join(r), *stalled = join_stalled(r, p);

	room_signal(r, SIGTERM);
	person_expect(p, "*** the room is closing, bye bye");
	/* It still tries to send the rest to the one that does not read. */
	room_signal(r, SIGTERM);
	room_expect_status(r, 128 + SIGTERM);
	person_hang_up(stalled);
	person_hang_up(p);
	room_free(r);
}
END_TEST

/* Whether a line begins with a time of day, or a date and that. */
static bool
begins_with_time(const char *line)
{
	const char *c = strchr(line, ':');

	return (c != NULL && c - line >= 2 && c - line <= 13 &&
	    isdigit((unsigned char)line[0]) && isdigit((unsigned char)c[-1]) &&
	    isdigit((unsigned char)c[1]) && isdigit((unsigned char)c[2]) &&
	    c[3] == ':' && isdigit((unsigned char)c[4]));
}

/* All lines begin with the time, and have nothing but clean text. */
static void
expect_tidy_log(const char *log)
{
	size_t len;

	for (; *log != '\0'; log += len + 1) {
		len = strcspn(log, "\n");
		ck_assert_int_eq(log[len], '\n');
		if (!begins_with_time(log) || !text_is_clean(log, len))
			ck_abort_msg("'%.*s' is in the log", (int)len, log);
	}
}

START_TEST(test_log_has_a_line_for_each_event)
{
	static const char *const words[] = { "listening", "joined", "left",
		"refused", "stopping" };
	struct room *r = room_open("-m 1");
	struct person *p = person_join(r), *q;
	char left[PERSON_WHO_SIZE + 16];
	size_t i;

	(void)snprintf(left, sizeof left, "left %s", p->who);
	q = person_dial(r, "127.0.0.1", 0);
	ck_assert_ptr_nonnull(q);
	person_expect_notice(q, "full");
	person_expect_end(q);
	person_type(p, "/quit because");
	person_expect_end(p);
	room_signal(r, SIGTERM);
	room_expect_status(r, 0);
	expect_tidy_log(room_log(r));
	for (i = 0; i < sizeof words / sizeof *words; i++)
		if (strstr(r->log, words[i]) == NULL)
			ck_abort_msg("'%s' is not in the log:\n%s", words[i],
			    r->log);
	ck_assert_ptr_nonnull(strstr(r->log, left));
	ck_assert_ptr_nonnull(strstr(r->log, "because"));
	room_free(r);
}
END_TEST

START_TEST(test_log_escapes_what_people_send)
{
	struct room *r = room_open("-v");
	struct person *p = person_join(r);

	person_send(p, BYTES("\033]0;x\a\xfe\n/nick a\033b\n/nick 小明\n"));
	person_send(p, BYTES("/x\033\xc2\x9b%s%n\r\n/me \\x1b\n"));
	person_send(p, BYTES("/quit \033[2J \xfe \r2026-01-01 00:00:00 %n\n"));
	while (person_read(p) != NULL)
		;
	person_hang_up(p);
	room_signal(r, SIGTERM);
	room_expect_status(r, 0);
	expect_tidy_log(room_log(r));
	ck_assert_ptr_nonnull(strstr(r->log, "小明"));
	ck_assert_ptr_nonnull(strstr(r->log, "%n"));
	room_free(r);
}
END_TEST

START_TEST(test_log_of_long_words_is_cut)
{
	struct room *r = room_open("-v");
	struct person *p = person_join(r);
	char words[4001];

	memset(words, '\\', 4000);
	words[4000] = '\0';
	person_type(p, "/quit %s", words);
	person_expect_end(p);
	room_signal(r, SIGTERM);
	room_expect_status(r, 0);
	expect_tidy_log(room_log(r));
	ck_assert_ptr_nonnull(strstr(r->log, "left"));
	room_free(r);
}
END_TEST

static TCase *
stopping_case(void)
{
	TCase *tc = tcase_create("stopping");

	tcase_add_checked_fixture(tc, room_sweep, NULL);
	tcase_add_test(tc, test_sigterm_closes_the_room);
	tcase_add_test(tc, test_sigint_closes_the_room);
	tcase_add_test(tc, test_closing_reaches_someone_who_types);
	tcase_add_test(tc, test_empty_room_closes);
	tcase_add_test(tc, test_room_closes_though_nobody_hangs_up);
	tcase_add_test(tc, test_room_closes_though_someone_does_not_read);
	tcase_add_test(tc, test_second_signal_ends_at_once);
	tcase_add_test(tc, test_log_has_a_line_for_each_event);
	tcase_add_test(tc, test_log_escapes_what_people_send);
	tcase_add_test(tc, test_log_of_long_words_is_cut);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { stopping_case() };

	return (suite_run("closing", cases, sizeof cases / sizeof *cases));
}
