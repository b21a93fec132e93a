/*
 * check_entry: a room with a key, and strangers at its door.
 */
#include <config.h>

#include <sys/stat.h>

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/key_file.h"
#include "harness/meeting.h"
#include "harness/suite.h"

static struct room *
open_keyed(void)
{
	return (room_open_with_key("--key-file", ""));
}

static struct person *
knock(struct room *keyed)
{
	struct person *p = person_dial(keyed, "127.0.0.1", 0);

	ck_assert_ptr_nonnull(p);
	person_expect(p, "*** this room has a key; answer with /key WORDS");
	return (p);
}

START_TEST(test_right_key_lets_in)
{
	struct room *keyed = open_keyed();
	struct person *carol = knock(keyed);

	person_type(carol, "/key " KEY);
	person_expect_notice(carol, "welcome");
	person_hang_up(carol);
	room_close(keyed);
}
END_TEST

START_TEST(test_without_the_key_nothing_is_seen_or_said)
{
	struct room *keyed = open_keyed();
	struct person *inside = knock(keyed), *outside = knock(keyed);

	person_type(inside, "/key " KEY);
	person_expect_notice(inside, "welcome");
	person_expect_notice(inside, "1 person is here");
	person_expect_notice(inside, "/help");
	person_type(outside, "let me in");
	person_expect_notice(outside, "wants its key first");
	person_type(inside, "secret");
	person_type(outside, "/who");
	person_expect_notice(outside, "wants its key first");
	person_expect_nothing(inside);
	person_hang_up(inside);
	person_hang_up(outside);
	room_close(keyed);
}
END_TEST

/* Ctrl-C in telnet, which then shows nothing until the answer has come. */
START_TEST(test_timing_mark_is_answered_at_the_door)
{
	struct room *keyed = open_keyed();
	struct person *carol = knock(keyed);

	person_send(carol, "\377\364\377\375\006", 5);
	person_type(carol, "let me in");
	person_expect(carol,
	    "\377\374\006*** this room wants its key first: /key WORDS");
	person_hang_up(carol);
	room_close(keyed);
}
END_TEST

START_TEST(test_long_lines_do_not_hold_the_door_open)
{
	struct room *keyed = open_keyed();
	struct person *carol = knock(keyed);
	char line[5000];
	int i;

	memset(line, 'x', sizeof line);
	line[sizeof line - 1] = '\n';
	for (i = 0; i < 20; i++) {
		person_send(carol, line, sizeof line);
		person_expect_notice(carol, "wants its key first");
	}
	person_expect_notice(carol, "no key, goodbye");
	person_expect_end(carol);
	room_close(keyed);
}
END_TEST

START_TEST(test_three_wrong_keys_close)
{
	struct room *keyed = open_keyed();
	struct person *carol = knock(keyed);

	person_type(carol, "/key a");
	person_expect_notice(carol, "2 more tries");
	person_type(carol, "/key " KEY "s");
	person_expect_notice(carol, "1 more try");
	person_type(carol, "/key c");
	/* One sentence, and not how many tries there are not. */
	person_expect(carol, "*** three wrong keys, goodbye");
	person_expect_end(carol);
	room_close(keyed);
}
END_TEST

START_TEST(test_nick_before_the_key_counts_after_it)
{
	struct room *keyed = open_keyed();
	struct person *carol = knock(keyed);

	person_type(carol, "/nick Carol");
	person_expect_notice(carol, "wants its key first");
	person_type(carol, "/key " KEY);
	person_expect_notice(carol, "welcome");
	person_expect_notice(carol, "1 person is here");
	person_expect_notice(carol, "/help");
	person_expect(carol, "*** you are now known as Carol");
	person_hang_up(carol);
	room_close(keyed);
}
END_TEST

/* They read what they write: it was the key in no other charset. */
/* Whoever writes GB18030 reads Chinese. */
#ifdef HAVE_TRANSLATIONS
#define NAMED_IN_GB18030 \
	"*** \xc4\xe3\xb5\xc4\xc3\xfb\xd7\xd6\xcf\xd6\xd4\xda\xca\xc7 "
#else
#define NAMED_IN_GB18030 "*** you are now known as "
#endif

START_TEST(test_key_in_gb18030_lets_in)
{
	FILE *f = fopen(key_file, "w");
	struct room *keyed;
	struct person *carol;

	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs("\xef\xbb\xbf芝麻开门\r\n", f), 0);
	ck_assert_int_eq(fclose(f), 0);
	keyed = open_keyed();
	carol = knock(keyed);
	person_type(carol, "/key \xd6\xa5\xc2\xe9\xbf\xaa\xc3\xc5");
	while (strstr(person_line(carol), "GB18030") == NULL)
		;
	person_type(carol, "/nick \xd0\xa1\xc3\xf7");
	person_expect(carol, NAMED_IN_GB18030 "\xd0\xa1\xc3\xf7");
	person_hang_up(carol);
	room_close(keyed);
}
END_TEST

START_TEST(test_what_comes_with_the_key_is_said)
{
	struct room *keyed = open_keyed();
	struct person *dave = knock(keyed), *carol = knock(keyed);

	person_type(dave, "/key " KEY);
	while (strstr(person_line(dave), "/help") == NULL)
		;
	person_type(carol, "/key " KEY "\nhello\nhow are");
	person_expect(dave, "[ %s ] joined the room", carol->who);
	person_expect(dave, "[ %s ]: hello", carol->who);
	person_expect(dave, "[ %s ]: how are", carol->who);
	person_hang_up(carol);
	person_hang_up(dave);
	room_close(keyed);
}
END_TEST

START_TEST(test_key_file_that_others_can_read_is_refused)
{
	struct room *r;
	char args[128];

	ck_assert_int_eq(chmod(key_file, 0644), 0);
	(void)snprintf(args, sizeof args, "-p 0 --key-file %s", key_file);
	r = room_run(args);
	ck_assert_int_eq(r->status, 1);
	(void)room_expect_log(r, "chmod 600");
	room_free(r);
}
END_TEST

START_TEST(test_room_closes_while_somebody_stands_at_the_door)
{
	struct room *keyed = open_keyed();
	struct person *carol = knock(keyed);

	room_signal(keyed, SIGTERM);
	person_expect(carol, "*** the room is closing, bye bye");
	person_expect_end(carol);
	room_expect_status(keyed, 0);
	room_free(keyed);
}
END_TEST
/* ---- Strangers ---- */

/* Sends bytes at once and expects that the answer begins so, and the end. */
static void
expect_answer(const char *bytes, size_t len, const char *part)
{
	struct person *p = person_dial(room, "127.0.0.1", 0);

	ck_assert_ptr_nonnull(p);
	person_send(p, bytes, len);
	if (part != NULL)
		ck_assert_ptr_nonnull(strstr(person_line(p), part));
	while (person_read(p) != NULL)
		;
	person_hang_up(p);
}

START_TEST(test_browser_gets_http_400_and_says_nothing)
{
	static const char post[] = "POST / HTTP/1.1\r\nHost: x\r\n"
				   "Content-Length: 7\r\n\r\nhacked\n";

	expect_answer(post, sizeof post - 1, "HTTP/1.1 400");
	person_type(alice, "/xyzzy");
	for (;;) {
		const char *line = person_line(alice);

		ck_assert_ptr_null(strstr(line, "hacked"));
		if (strstr(line, "xyzzy") != NULL)
			break;
	}
}
END_TEST

START_TEST(test_ssh_client_gets_an_answer)
{
	static const char hello[] = "SSH-2.0-OpenSSH_9.2\r\n";

	expect_answer(hello, sizeof hello - 1, "SSH-2.0-");
}
END_TEST

static TCase *
entry_case(void)
{
	TCase *tc = tcase_create("entry");

	tcase_add_checked_fixture(tc, meeting_open_in_charge, meeting_close);
	tcase_add_test(tc, test_right_key_lets_in);
	tcase_add_test(tc, test_without_the_key_nothing_is_seen_or_said);
	tcase_add_test(tc, test_timing_mark_is_answered_at_the_door);
	tcase_add_test(tc, test_long_lines_do_not_hold_the_door_open);
	tcase_add_test(tc, test_three_wrong_keys_close);
	tcase_add_test(tc, test_nick_before_the_key_counts_after_it);
	tcase_add_test(tc, test_key_in_gb18030_lets_in);
	tcase_add_test(tc, test_what_comes_with_the_key_is_said);
	tcase_add_test(tc, test_key_file_that_others_can_read_is_refused);
	tcase_add_test(tc, test_room_closes_while_somebody_stands_at_the_door);
	tcase_add_test(tc, test_browser_gets_http_400_and_says_nothing);
	tcase_add_test(tc, test_ssh_client_gets_an_answer);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { entry_case() };

	return (suite_run("entry", cases, sizeof cases / sizeof *cases));
}
