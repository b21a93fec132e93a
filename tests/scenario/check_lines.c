/*
 * check_lines: the bytes of a line, as they come and as others read them.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "harness/meeting.h"
#include "harness/suite.h"

#define BAD "\xef\xbf\xbd" /* U+FFFD */

/* Alice's `bytes`, cut at `at`; the server has time to see the first part. */
static void
send_cut(const char *bytes, size_t len, size_t at)
{
	person_send(alice, bytes, at);
	person_expect_nothing(bob);
	person_send(alice, bytes + at, len - at);
}

START_TEST(test_line_is_framed_wherever_it_is_cut)
{
	static const char line[] = "\377\375\001"
				   "h\303\251llo\r\n";
	size_t len = sizeof line - 1, at;

	for (at = 0; at < len; at++) {
		send_cut(line, len, at);
		person_expect(bob, "[ %s ]: h\303\251llo", alice->who);
	}
}
END_TEST

START_TEST(test_line_is_framed_byte_by_byte)
{
	static const char line[] = "slow fingers\r\n";
	size_t i;

	for (i = 0; i < sizeof line - 1; i++)
		person_send(alice, line + i, 1);
	person_expect(bob, "[ %s ]: slow fingers", alice->who);
}
END_TEST

START_TEST(test_line_may_end_with_cr_nul)
{
	person_send(alice, BYTES("one\r\0two\r\0"));
	person_expect(bob, "[ %s ]: one", alice->who);
	person_expect(bob, "[ %s ]: two", alice->who);
}
END_TEST

START_TEST(test_telnet_bytes_are_removed_and_not_answered)
{
	person_send(alice,
	    BYTES("\377\375\003\377\373\030\377\373\037\377\372\037\0\120\0"
		  "\030\377\360hel\377\361lo\r\n"));
	person_expect(bob, "[ %s ]: hello", alice->who);
	person_expect_nothing(alice);
}
END_TEST

/* Ctrl-C in telnet, which then shows nothing until the answer has come. */
START_TEST(test_timing_mark_is_answered_to_who_asks)
{
	person_send(alice, BYTES("\377\364\377\375\006one\r\n"));
	person_expect(bob, "[ %s ]: one", alice->who);
	person_type(bob, "two");
	person_expect(alice, "\377\374\006[ %s ]: two", bob->who);
	person_send(alice, BYTES("thr\377\375\006\377\375\006ee\r\n"));
	person_expect(bob, "[ %s ]: three", alice->who);
	person_type(bob, "four");
	person_expect(alice, "\377\374\006\377\374\006[ %s ]: four", bob->who);
}
END_TEST

START_TEST(test_timing_mark_is_answered_in_order)
{
	person_send(alice, BYTES("/nobody\none\n\377\375\006two\n/nothing\n"));
	person_expect_notice(alice, "/nobody");
	person_expect(alice,
	    "\377\374\006*** there is no command /nothing; /help lists all, "
	    "//nothing says it aloud");
	person_expect(bob, "[ %s ]: one", alice->who);
	person_expect(bob, "[ %s ]: two", alice->who);
}
END_TEST

START_TEST(test_timing_mark_is_answered_in_no_charset)
{
	person_type(alice, "/charset gb18030");
	person_expect_notice(alice, "GB18030");
	person_type(bob, "你");
	person_expect(alice, "[ %s ]: \xc4\xe3", bob->who);
	person_send(alice, BYTES("\377\364\377\375\006one\r\n"));
	person_expect(bob, "[ %s ]: one", alice->who);
	person_type(bob, "好");
	person_expect(alice, "\377\374\006[ %s ]: \xba\xc3", bob->who);
}
END_TEST

/* The ya of Russian Windows, which telnet would take for a command. */
START_TEST(test_byte_255_is_said_in_a_charset_that_has_it)
{
	person_type(alice, "/charset windows-1251");
	person_expect_notice(alice, "windows-1251");
	person_send(alice, BYTES("\377\n\365\356\377\375\006\377\377\r\n"));
	person_expect(bob, "[ %s ]: я", alice->who);
	person_expect(bob, "[ %s ]: хояэяя", alice->who);
	person_type(bob, "моя");
	person_expect(alice, "[ %s ]: \354\356\377", bob->who);
}
END_TEST

START_TEST(test_byte_255_changes_its_meaning_between_two_lines)
{
	person_send(alice,
	    BYTES("\377\361one\n/charset cp1251\n\377\n/charset utf-8\n"
		  "\377\375\006two\n/charset cp1251\r\n\377\r\n"
		  "/charset gb18030\r\n\377\361three\r\n"));
	person_expect(bob, "[ %s ]: one", alice->who);
	person_expect(bob, "[ %s ]: я", alice->who);
	person_expect(bob, "[ %s ]: two", alice->who);
	person_expect(bob, "[ %s ]: я", alice->who);
	person_expect(bob, "[ %s ]: three", alice->who);
	person_expect_notice(alice, "windows-1251");
	person_expect_notice(alice, "UTF-8");
	person_expect(alice,
	    "\377\374\006*** your charset is windows-1251; /charset utf-8 "
	    "switches back");
	person_expect_notice(alice, "GB18030");
}
END_TEST

START_TEST(test_control_characters_reach_nobody)
{
	person_send(alice, BYTES("a\0b\033[31mc\a\f\vd\302\233e\t.\n"));
	person_expect(bob, "[ %s ]: ab[31mcde\t.", alice->who);
}
END_TEST

START_TEST(test_lone_cr_reaches_nobody)
{
	/* person_read() does not take a line with a CR in it. */
	person_send(alice, BYTES("one\rtwo\n"));
	person_expect(bob, "[ %s ]: onetwo", alice->who);
}
END_TEST

START_TEST(test_bidi_cannot_turn_the_line)
{
	person_send(alice, BYTES("a\xe2\x80\xae\xe2\x80\xa8z\n"));
	person_expect(bob, "[ %s ]: az", alice->who);
	person_send(alice, BYTES("a\xe2\x81\xa7z\n"));
	person_expect(bob, "[ %s ]: a\xe2\x81\xa7z\xe2\x81\xa9", alice->who);
}
END_TEST

/* The word that the answer repeats has lost its other end. */
START_TEST(test_bidi_cannot_turn_an_answer)
{
	person_send(alice, BYTES("/help \xe2\x81\xa7xyzzy z\n"));
	person_expect(alice,
	    "*** there is no command /\xe2\x81\xa7xyzzy; /help lists all, "
	    "//\xe2\x81\xa7xyzzy says it aloud\xe2\x81\xa9\xe2\x81\xa9");
}
END_TEST

START_TEST(test_invalid_utf8_becomes_a_replacement)
{
	person_send(alice, BYTES("caf\351 \300\257 \355\240\200 \344\275\n"));
	person_expect(bob, "[ %s ]: caf" BAD " " BAD " " BAD " " BAD,
	    alice->who);
}
END_TEST

START_TEST(test_line_of_4096_bytes_is_said)
{
	char line[4098];

	memset(line, 'x', 4096);
	memcpy(line + 4096, "\r\n", 2);
	person_send(alice, line, sizeof line);
	person_expect(bob, "[ %s ]: %.4096s", alice->who, line);
	person_expect_nothing(alice);
}
END_TEST

START_TEST(test_longest_line_may_be_the_one_that_grows_most)
{
	char line[4097], wanted[9 * 1024 + 1];
	int i;

	/* A bad byte and an isolate; all of these are closed at the end. */
	for (i = 0; i < 1024; i++) {
		memcpy(line + 4 * i, "\xfe\xe2\x81\xa6", 4);
		memcpy(wanted + 6 * i, BAD "\xe2\x81\xa6", 6);
		memcpy(wanted + 3 * (2048 + i), "\xe2\x81\xa9", 4);
	}
	line[4096] = '\n';
	person_send(alice, line, sizeof line);
	person_expect(bob, "[ %s ]: %s", alice->who, wanted);
}
END_TEST

START_TEST(test_too_long_line_is_told_to_its_sender_only)
{
	char line[10000];

	memset(line, 'x', sizeof line);
	person_send(alice, line, sizeof line);
	person_expect_notice(alice, "4096");
	person_send(alice, BYTES("still the same line\nnext\n"));
	person_expect(bob, "[ %s ]: next", alice->who);
	person_expect_nothing(alice);
}
END_TEST

#define ENDLESS 200000 /* bytes; the limit is 65536 */

START_TEST(test_endless_line_closes_the_connection)
{
	char *line = malloc(ENDLESS);

	ck_assert_ptr_nonnull(line);
	memset(line, 'x', ENDLESS);
	/* The server need not take all of it. */
	(void)person_write(alice, line, ENDLESS);
	free(line);
	person_expect_notice(alice, "4096");
	person_expect_notice(alice, "65536");
	ck_assert_ptr_null(person_read(alice));
	ck_assert_ptr_nonnull(strstr(person_line(bob), "] left the room"));
	person_expect_nothing(bob);
}
END_TEST

START_TEST(test_last_line_needs_no_end)
{
	person_send(alice, BYTES("hello\nand bye"));
	person_half_close(alice);
	person_expect(bob, "[ %s ]: hello", alice->who);
	person_expect(bob, "[ %s ]: and bye", alice->who);
	person_expect(bob, "[ %s ] left the room", alice->who);
	expect_gone(&alice);
}
END_TEST

static TCase *
bytes_case(void)
{
	TCase *tc = tcase_create("bytes");

	tcase_add_checked_fixture(tc, meeting_open, meeting_close);
	tcase_add_test(tc, test_line_is_framed_wherever_it_is_cut);
	tcase_add_test(tc, test_line_is_framed_byte_by_byte);
	tcase_add_test(tc, test_line_may_end_with_cr_nul);
	tcase_add_test(tc, test_telnet_bytes_are_removed_and_not_answered);
	tcase_add_test(tc, test_timing_mark_is_answered_to_who_asks);
	tcase_add_test(tc, test_timing_mark_is_answered_in_order);
	if (room_writes_chinese())
		tcase_add_test(tc, test_timing_mark_is_answered_in_no_charset);
	tcase_add_test(tc, test_byte_255_is_said_in_a_charset_that_has_it);
	if (room_writes_chinese())
		tcase_add_test(tc,
		    test_byte_255_changes_its_meaning_between_two_lines);
	tcase_add_test(tc, test_control_characters_reach_nobody);
	tcase_add_test(tc, test_lone_cr_reaches_nobody);
	tcase_add_test(tc, test_bidi_cannot_turn_the_line);
	tcase_add_test(tc, test_bidi_cannot_turn_an_answer);
	tcase_add_test(tc, test_invalid_utf8_becomes_a_replacement);
	tcase_add_test(tc, test_line_of_4096_bytes_is_said);
	tcase_add_test(tc, test_longest_line_may_be_the_one_that_grows_most);
	tcase_add_test(tc, test_too_long_line_is_told_to_its_sender_only);
	tcase_add_test(tc, test_endless_line_closes_the_connection);
	tcase_add_test(tc, test_last_line_needs_no_end);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { bytes_case() };

	return (suite_run("lines", cases, sizeof cases / sizeof *cases));
}
