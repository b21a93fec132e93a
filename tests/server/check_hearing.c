/*
 * check_hearing: what one client's lines become: something that is said, or a
 * command, at the client's pace, or the reason why it must leave.
 *
 * Ann is heard, and Bob reads what she says.
 */
#include <config.h>

#include <sys/socket.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/thread.h"
#include "harness/guests.h"
#include "harness/suite.h"
#include "server/dialect/charset.h"
#include "server/dialect/tidy.h"
#include "server/hearing.h"

#define ANN "10.0.0.1:1"
#define BOTH(literal) literal, sizeof literal - 1

/* What telnet asks at Ctrl-C. */
#define MARK "\377\375\006"

static struct guest *ann, *bob;
static struct hearing h;

static void
setup(void)
{
	charset_init(false);
	tidy_init();
	guests_setup();
	ann = join();
	bob = join();
	expect_end(ann, " joined the room\r\n");
	ann->len = 0;
	hearing_init(&h, room, ann->m, 0);
}

static void
teardown(void)
{
	hearing_fini(&h);
	guests_teardown();
	tidy_fini();
	charset_fini();
}

static void
hears(const char *bytes, size_t len)
{
	ck_assert(hearing_bytes(&h, (const unsigned char *)bytes, len));
}

static void
leaves(const char *bytes, size_t len)
{
	ck_assert(!hearing_bytes(&h, (const unsigned char *)bytes, len));
}

/* Nothing has come in that was not expected. */
static void
expect_nothing(struct guest *g)
{
	char byte;

	ck_assert_int_eq(recv(g->fd, &byte, 1, MSG_DONTWAIT), -1);
}

START_TEST(test_lines_are_said_under_the_name)
{
	hears(BOTH("hello\r\nhow are\nyo"));
	expect(bob, "[ " ANN " ]: hello\r\n[ " ANN " ]: how are\r\n");
	hears(BOTH("u?\n"));
	expect(bob, "[ " ANN " ]: you?\r\n");
	expect_nothing(ann);
}
END_TEST

START_TEST(test_nothing_is_said_before_it_is_sure_what_it_is)
{
	hears(BOTH("POST /x HTTP"));
	hears(BOTH("\x31 is what I wanted\nto say\n"));
	expect(bob,
	    "[ " ANN " ]: POST /x HTTP1 is what I wanted\r\n"
	    "[ " ANN " ]: to say\r\n");
}
END_TEST

START_TEST(test_stranger_must_leave_and_has_said_nothing)
{
	hears(BOTH("POST /x HTT"));
	leaves(BOTH("P/1.1\r\n\r\nhello\n/nick Bob\n"));
	ck_assert_ptr_eq(ear_stranger(&h.ear), &dialect_http);
	hearing_end(&h);
	expect_nothing(bob);
	expect_nothing(ann);
}
END_TEST

START_TEST(test_empty_line_is_a_goodbye)
{
	leaves(BOTH("bye\n \t\nlost\n"));
	expect(bob, "[ " ANN " ]: bye\r\n");
	ck_assert_int_eq(h.why, S_NONE);
	ck_assert_int_eq(registry_state(room, ann->m), MEMBER_HERE);
}
END_TEST

START_TEST(test_line_that_was_erased_is_no_goodbye)
{
	hears(BOTH("oops\b\b\b\b\nhi\n"));
	expect(bob, "[ " ANN " ]: hi\r\n");
}
END_TEST

START_TEST(test_command_has_its_place_between_lines)
{
	hears(BOTH("one\n/nick Ann\ntwo\n/me waves\nthree\n"));
	expect(bob,
	    "[ " ANN " ]: one\r\n[ " ANN " ] is now known as Ann\r\n"
	    "[ Ann ]: two\r\n* Ann waves\r\n[ Ann ]: three\r\n");
}
END_TEST

START_TEST(test_nothing_is_heard_after_quit)
{
	leaves(BOTH("/quit enough\nlost\n"));
	ck_assert_int_eq(registry_state(room, ann->m), MEMBER_LEFT);
	expect(bob, "[ " ANN " ] left the room (enough)\r\n");
	seat_wait_gone(&ann->m->seat, 100);
	member_free(ann->m);
	ann->m = NULL;
}
END_TEST

START_TEST(test_last_line_needs_no_end)
{
	hears(BOTH("hello\nwor"));
	hearing_end(&h);
	expect(bob, "[ " ANN " ]: hello\r\n[ " ANN " ]: wor\r\n");
}
END_TEST

START_TEST(test_words_that_end_before_it_is_sure_are_said)
{
	hears(BOTH("hello world"));
	expect_nothing(bob);
	hearing_end(&h);
	expect(bob, "[ " ANN " ]: hello world\r\n");
}
END_TEST

START_TEST(test_line_that_is_too_long_is_answered_and_not_said)
{
	char line[FRAMING_LINE_MAX + 1];

	memset(line, 'x', sizeof line);
	hears(line, sizeof line);
	expect(ann,
	    "*** your line is too long and was not sent: the limit is 4096 "
	    "bytes; split it\r\n");
	hears(BOTH("rest\nshort\n"));
	expect(bob, "[ " ANN " ]: short\r\n");
}
END_TEST

START_TEST(test_whoever_never_ends_a_line_must_leave)
{
	static char line[HEARING_READ_MAX];
	size_t i;

	memset(line, 'x', sizeof line);
	for (i = 0; i < FRAMING_ENDLESS_MAX / sizeof line; i++)
		hears(line, sizeof line);
	leaves(BOTH("x"));
	ck_assert_int_eq(h.why, S_WHY_ENDLESS);
	expect_end(ann, "*** 65536 bytes without an end of line, goodbye\r\n");
}
END_TEST

START_TEST(test_timing_mark_is_answered_in_its_place)
{
	hears(BOTH("one\n/who x\ntw" MARK "o\n"));
	expect_end(ann, "\377\374\006");
	expect(bob, "[ " ANN " ]: one\r\n[ " ANN " ]: two\r\n");
}
END_TEST

START_TEST(test_charset_is_guessed_by_a_line_and_stays)
{
	hears(BOTH("\xc4\xe3\xba\xc3\xa3\xac\xc0\xcf\xca\xa6\n"));
	expect(bob, "[ " ANN " ]: 你好，老师\r\n");
	expect_end(ann, "switches back\r\n");
	ck_assert_str_eq(charset_name(h.ear.charset), "GB18030");
	hears(BOTH("\xba\xc3\n"));
	expect(bob, "[ " ANN " ]: 好\r\n");
}
END_TEST

START_TEST(test_charset_is_asked_for_once)
{
	hears(BOTH("\xff\xff\n\xe9t\xe9\n"));
	expect(bob, "[ " ANN " ]: \uFFFD\r\n[ " ANN " ]: \uFFFDt\uFFFD\r\n");
	expect_end(ann, " ...\r\n");
	ck_assert_ptr_eq(strstr(ann->got, "not UTF-8"),
	    ann->got + strlen("*** that is "));
	ann->len = 0;
	expect_nothing(ann);
}
END_TEST

/* From the line after /charset on, and not sooner. */
START_TEST(test_byte_255_is_a_letter_after_a_charset_that_has_it)
{
	hears(BOTH("a\377\375\003b\n/charset windows-1251\na\377\n"));
	expect(bob, "[ " ANN " ]: ab\r\n[ " ANN " ]: aя\r\n");
	hears(BOTH("/charset utf-8\na\377\375\003b\n"));
	expect(bob, "[ " ANN " ]: ab\r\n");
}
END_TEST

START_TEST(test_what_was_heard_at_the_door_goes_on_in_the_room)
{
	static const char bytes[] = "/key x\nhello\nwor";
	struct words line;

	ck_assert(ear_take(&h.ear, bytes, sizeof bytes - 1));
	ck_assert_int_eq(ear_next(&h.ear, &line), DIALECT_LINE);
	ck_assert(ear_keep(&h.ear));
	ck_assert(hearing_begin(&h, NULL));
	expect(bob, "[ " ANN " ]: hello\r\n");
	hears(BOTH("ld\n"));
	expect(bob, "[ " ANN " ]: world\r\n");
}
END_TEST

/* The name is in that charset, too. */
START_TEST(test_charset_and_name_of_the_door_come_first)
{
	const struct charset *charset;

	ck_assert_int_eq(charset_find("gbk", 3, &charset), CHARSET_DONE);
	ear_set_charset(&h.ear, charset);
	ck_assert(ear_take(&h.ear, BOTH("\xba\xc3\n")));
	ck_assert(hearing_begin(&h, "/nick \xd0\xa1\xc3\xf7"));
	expect(bob, "[ " ANN " ] is now known as 小明\r\n[ 小明 ]: 好\r\n");
	expect_end(ann, "you are now known as \xd0\xa1\xc3\xf7\r\n");
	ck_assert_ptr_eq(
	    strstr(ann->got, "*** your charset is GBK; /charset utf-8 "),
	    ann->got);
}
END_TEST

START_TEST(test_whoever_brings_nothing_is_not_handled)
{
	ck_assert(hearing_begin(&h, NULL));
	expect_nothing(ann);
	hears(BOTH("hi\n"));
	expect(bob, "[ " ANN " ]: hi\r\n");
}
END_TEST

/* A burst is for nothing; the next line waits for a second. */
START_TEST(test_fast_talker_is_told_once_and_waits)
{
	int64_t start = thread_now_ms();
	int i;

	pace_init(&h.pace, 1);
	for (i = 0; i < PACE_BURST_SECONDS; i++)
		hears(BOTH("x\n"));
	ck_assert(!h.pace.told);
	hears(BOTH("y\n"));
	ck_assert_int_ge(thread_now_ms() - start, 900);
	ck_assert(h.pace.told);
	expect_end(bob, "[ " ANN " ]: y\r\n");
	expect_end(ann, "\r\n");
	ck_assert_ptr_nonnull(strstr(ann->got, "not so fast"));
}
END_TEST

/* Its lines wait, and it has died meanwhile. */
START_TEST(test_whoever_is_gone_says_nothing_more)
{
	pace_init(&h.pace, 1);
	seat_end(&ann->m->seat, S_WHY_KICKED);
	leaves(BOTH("1\n2\n3\n4\n5\n6\n7\n"));
	expect(bob,
	    "[ " ANN " ]: 1\r\n[ " ANN " ]: 2\r\n[ " ANN " ]: 3\r\n"
	    "[ " ANN " ]: 4\r\n[ " ANN " ]: 5\r\n");
	expect_nothing(bob);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("hearing");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, test_lines_are_said_under_the_name);
	tcase_add_test(t, test_nothing_is_said_before_it_is_sure_what_it_is);
	tcase_add_test(t, test_stranger_must_leave_and_has_said_nothing);
	tcase_add_test(t, test_empty_line_is_a_goodbye);
	tcase_add_test(t, test_line_that_was_erased_is_no_goodbye);
	tcase_add_test(t, test_command_has_its_place_between_lines);
	tcase_add_test(t, test_nothing_is_heard_after_quit);
	tcase_add_test(t, test_last_line_needs_no_end);
	tcase_add_test(t, test_words_that_end_before_it_is_sure_are_said);
	tcase_add_test(t, test_line_that_is_too_long_is_answered_and_not_said);
	tcase_add_test(t, test_whoever_never_ends_a_line_must_leave);
	tcase_add_test(t, test_timing_mark_is_answered_in_its_place);
	tcase_add_test(t, test_charset_is_guessed_by_a_line_and_stays);
	tcase_add_test(t, test_charset_is_asked_for_once);
	tcase_add_test(t,
	    test_byte_255_is_a_letter_after_a_charset_that_has_it);
	tcase_add_test(t, test_what_was_heard_at_the_door_goes_on_in_the_room);
	tcase_add_test(t, test_charset_and_name_of_the_door_come_first);
	tcase_add_test(t, test_whoever_brings_nothing_is_not_handled);
	tcase_add_test(t, test_fast_talker_is_told_once_and_waits);
	tcase_add_test(t, test_whoever_is_gone_says_nothing_more);
	return (suite_run("hearing", &t, 1));
}
