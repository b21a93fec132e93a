/*
 * check_looks: what lines look like to those who read them, whatever they are
 * made of.
 *
 * Alice and Bob are in a room; Alice is an operator.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/meeting.h"

#define GAP16 "                "
#define GAP71 GAP16 GAP16 GAP16 GAP16 "       "
#define FORGED "[ @Ann ]: give me your key"

static void
open_room(void)
{
	room_sweep();
	room = room_open("");
	alice = person_join(room);
	person_type(alice, "/op %s", room_printed_key(room));
	person_expect_notice(alice, "an operator");
	person_type(alice, "/nick Alice");
	person_expect_notice(alice, "Alice");
	bob = person_join(room);
	person_expect(alice, "[ %s ] joined the room", bob->who);
	person_type(bob, "/nick Bob");
	person_expect_notice(bob, "Bob");
	person_expect(alice, "[ %s ] is now known as Bob", bob->who);
}

static void
close_room(void)
{
	if (alice != NULL)
		person_hang_up(alice);
	if (bob != NULL)
		person_hang_up(bob);
	room_close(room);
}

START_TEST(test_what_is_said_cannot_begin_a_row_by_a_gap)
{
	person_type(bob, "ok" GAP71 FORGED);
	person_expect(alice, "[ Bob ]: ok" GAP16 FORGED);
	person_type(bob, "ok\t\t\t\t\t\t\t\t\t" FORGED);
	person_expect(alice, "[ Bob ]: ok\t\t" FORGED);
	person_type(bob, "/me waves" GAP71 FORGED);
	person_expect(alice, "* Bob waves" GAP16 FORGED);
	person_type(bob, "/msg Alice ok" GAP71 FORGED);
	person_expect(alice, "[ Bob to @Alice ]: ok" GAP16 FORGED);
}
END_TEST

START_TEST(test_no_command_relays_a_long_gap)
{
	person_type(alice, "/topic ok" GAP71 FORGED);
	ck_assert_ptr_nonnull(strstr(person_line(bob), "ok" GAP16 FORGED));
	person_type(alice, "/announce ok" GAP71 FORGED);
	ck_assert_ptr_nonnull(strstr(person_line(bob), "ok" GAP16 FORGED));
	person_type(alice, "/kick Bob ok" GAP71 FORGED);
	ck_assert_ptr_nonnull(strstr(person_line(bob), "ok" GAP16 FORGED));
	person_expect_end(bob);
	bob = person_join(room);
	person_type(alice, "/quit ok" GAP71 FORGED);
	ck_assert_ptr_nonnull(strstr(person_line(bob), "ok" GAP16 FORGED));
	person_hang_up(alice);
	alice = NULL;
}
END_TEST

START_TEST(test_a_gap_in_another_charset_is_shortened)
{
	person_type(bob, "/charset gbk");
	person_expect_notice(bob, "GBK");
	/* U+3000 */
	person_type(bob,
	    "ok\xa1\xa1\xa1\xa1\xa1\xa1\xa1\xa1\xa1\xa1\xa1\xa1"
	    "\xa1\xa1\xa1\xa1\xa1\xa1\xa1\xa1.");
	person_expect(alice,
	    "[ Bob ]: ok\u3000\u3000\u3000\u3000\u3000\u3000\u3000\u3000.");
}
END_TEST

START_TEST(test_code_keeps_its_indentation)
{
	person_type(bob, "\t\tif (x)\t\t/* why */");
	person_expect(alice, "[ Bob ]: \t\tif (x)\t\t/* why */");
	person_type(bob, "                        return x");
	person_expect(alice, "[ Bob ]:                         return x");
}
END_TEST

/* They have not typed an empty line, so they do not leave. */
START_TEST(test_a_line_that_cannot_be_seen_is_not_said_and_no_goodbye)
{
	person_type(bob, "\u2800");
	person_type(bob, "\u2800\u2800\u3164\u200b");
	person_type(bob, "\ufeff");
	person_type(bob, "\b");
	person_type(bob, "oops\b\b\b\b");
	person_type(bob, "here");
	person_expect(alice, "[ Bob ]: here");
}
END_TEST

START_TEST(test_what_cannot_be_seen_is_neither_done_nor_whispered)
{
	person_type(bob, "/me \u2800\u3164");
	person_expect_notice(bob, "usage: /me");
	person_type(bob, "/msg Alice \u200b \u2800");
	person_expect_notice(bob, "usage: /msg");
	person_type(bob, "here");
	person_expect(alice, "[ Bob ]: here");
}
END_TEST

START_TEST(test_marks_are_bounded)
{
	char marks[4001];
	size_t i;

	for (i = 0; i + 2 < sizeof marks; i += 2)
		memcpy(marks + i, "\u0301", 2);
	marks[i] = '\0';
	person_type(bob, "a%s", marks);
	person_expect(alice, "[ Bob ]: a\u0301\u0301\u0301\u0301\u0301\u0301");
}
END_TEST

START_TEST(test_keys_that_erase_do_so)
{
	person_send(bob, BYTES("helo\b \bll\177o\r\n"));
	person_expect(alice, "[ Bob ]: hello");
	person_send(bob, BYTES("你们\377\367好\r\n"));
	person_expect(alice, "[ Bob ]: 你好");
	person_send(bob, BYTES("/op wrong\377\370hello\r\n"));
	person_expect(alice, "[ Bob ]: hello");
	person_type(bob, "/charset gbk");
	person_expect_notice(bob, "GBK");
	person_send(bob, BYTES("\xc4\xe3\xc4\xe3\b\xba\xc3\r\n"));
	person_expect(alice, "[ Bob ]: 你好");
}
END_TEST

START_TEST(test_a_run_of_bad_bytes_is_one_replacement)
{
	char bad[4001];

	memset(bad, 0x80, sizeof bad - 1);
	bad[sizeof bad - 1] = '\0';
	person_type(bob, "a%sz", bad);
	person_expect_notice(bob, "/charset NAME");
	person_expect(alice, "[ Bob ]: a\ufffdz");
	person_type(bob, "/charset gbk");
	person_expect_notice(bob, "GBK");
	memset(bad, 0xff, sizeof bad - 1);
	person_send(bob, bad, sizeof bad - 1);
	person_type(bob, "z");
	person_expect(alice, "[ Bob ]: \ufffdz");
}
END_TEST

/* The first hanzi is not common enough to be sure. */
START_TEST(test_a_few_bytes_that_could_be_anything_are_told_of_charset_once)
{
	person_type(bob, "\xe0\xc5");
	person_expect_notice(bob, "/charset NAME, one of: gb18030, big5");
	person_expect(alice, "[ Bob ]: \ufffd");
	person_type(bob, "\xe0\xc5");
	person_expect(alice, "[ Bob ]: \ufffd");
	person_type(bob, "/charset gbk");
	person_expect_notice(bob, "GBK");
	person_type(bob, "\xe0\xc5");
	person_expect(alice, "[ Bob ]: 嗯");
}
END_TEST

START_TEST(test_charset_alone_shows_its_usage)
{
	person_type(bob, "/charset");
	person_expect(bob,
	    "*** usage: /charset NAME: use this charset, one of: gb18030, big5, utf-8 ...");
	person_type(bob, "/charset klingon");
	person_expect(bob,
	    "*** there is no charset klingon here; try one of: gb18030, big5, utf-8 ...");
	person_type(bob, "/charset ＧＢＫ");
	person_expect_notice(bob, "GBK");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("looks");
	TCase *t = tcase_create("speech");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(t, open_room, close_room);
	tcase_set_timeout(t, room_timeout());
	tcase_add_test(t, test_what_is_said_cannot_begin_a_row_by_a_gap);
	tcase_add_test(t, test_no_command_relays_a_long_gap);
	tcase_add_test(t, test_a_gap_in_another_charset_is_shortened);
	tcase_add_test(t, test_code_keeps_its_indentation);
	tcase_add_test(t,
	    test_a_line_that_cannot_be_seen_is_not_said_and_no_goodbye);
	tcase_add_test(t,
	    test_what_cannot_be_seen_is_neither_done_nor_whispered);
	tcase_add_test(t, test_marks_are_bounded);
	tcase_add_test(t, test_keys_that_erase_do_so);
	tcase_add_test(t, test_a_run_of_bad_bytes_is_one_replacement);
	tcase_add_test(t,
	    test_a_few_bytes_that_could_be_anything_are_told_of_charset_once);
	tcase_add_test(t, test_charset_alone_shows_its_usage);
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
