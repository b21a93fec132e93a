/*
 * check_everyone: the commands for everyone, and what each answers.
 *
 * Each test begins with Ann, an operator, and Bob, who is none.  Time can stand
 * still.
 */
#include <config.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <check.h>
#include <string.h>

#include "common/thread.h"
#include "harness/clock.h"
#include "harness/duo.h"
#include "harness/suite.h"
#include "server/command/command.h"
#include "server/command/everyone.h"
#include "server/dialect/charset.h"
#include "speech/sentence.h"

static void
setup(void)
{
	clock_stop(0);
	charset_init(false);
	duo_setup();
}

static void
teardown(void)
{
	guests_teardown();
	charset_fini();
}

START_TEST(test_a_new_name_is_shown_in_its_normal_form)
{
	type(bob, "nick \uff22\uff4f\uff42\uff42\uff59");
	expect(bob, "*** you are now known as Bobby\r\n");
	expect(ann, "[ Bob ] is now known as Bobby\r\n");
	type(bob, "nick Bobby");
	bob_expects("*** you are already known as Bobby\r\n");
}
END_TEST

START_TEST(test_a_name_with_a_fault_is_refused_with_why)
{
	type(bob, "nick two words");
	type(bob, "nick 10.0.0.1");
	type(bob, "nick -bob");
	bob_expects(
	    "*** two words cannot be your name: it contains blanks\r\n"
	    "*** 10.0.0.1 cannot be your name: it looks like an address\r\n"
	    "*** -bob cannot be your name: it must start with a letter or a "
	    "digit\r\n");
	ck_assert_str_eq(bob->m->who, "Bob");
}
END_TEST

START_TEST(test_some_names_are_for_some)
{
	type(bob, "nick teacher");
	type(bob, "nick Console");
	bob_expects("*** teacher is a name for operators only\r\n"
		    "*** Console is a name for the console only\r\n");
	type(ann, "nick console");
	ann_expects("*** console is a name for the console only\r\n");
	type(ann, "nick teacher");
	expect(ann, "*** you are now known as @teacher\r\n");
	ann->m->is_console = true;
	type(ann, "nick console");
	expect(ann, "*** you are now known as @console\r\n");
	ann->m->is_console = false;
}
END_TEST

START_TEST(test_a_name_that_is_taken_may_be_ones_own)
{
	struct guest *carol = arrive();
	struct sockaddr_in *in = (struct sockaddr_in *)&carol->m->peer;
	int64_t now = clock_real();

	clock_stop(now);
	ck_assert_int_eq(inet_pton(AF_INET, "192.0.2.1", &in->sin_addr), 1);
	ck_assert_int_eq(registry_join(room, carol->m), S_NONE);
	both_expect("[ 10.0.0.1:3 ] joined the room\r\n");
	expect_end(carol, "/records is for programs\r\n");
	carol->len = 0;
	thread_lock(&room->lock);
	ann->m->spoke = now - 90000;
	thread_unlock(&room->lock);
	type(carol, "nick ann");
	expect(carol, "*** ann is already somebody's name; choose another\r\n");
	type(bob, "nick ann");
	bob_expects(
	    "*** ann is already somebody's name, last heard 1 min ago from "
	    "your address; choose another, or, if that was you and the "
	    "connection was lost, try again: the room notices within 2 min"
	    "\r\n");
}
END_TEST

START_TEST(test_who_says_the_time_in_the_unit_that_says_most)
{
	int64_t now = thread_now_ms();

	clock_stop(now);
	thread_lock(&room->lock);
	ann->m->joined = now - 60000;
	ann->m->spoke = now - 59999;
	bob->m->joined = now - 3600000;
	bob->m->spoke = now - 3599999;
	thread_unlock(&room->lock);
	type(bob, "who");
	expect(bob,
	    "*** 2 people are here:\r\n"
	    "***   @Ann  from 10.0.0.1:1, here 1 min, idle 59 s\r\n"
	    "***   Bob  from 10.0.0.1:2, here 1 h 0 min, idle 59 min\r\n");
}
END_TEST

START_TEST(test_nothing_is_said_without_words)
{
	type(bob, "me");
	type(bob, "msg Ann");
	type(bob, "msg");
	/* A letter that cannot be seen. */
	type(bob, "me \u3164");
	type(bob, "msg Ann \u3164");
	expect(bob,
	    "*** usage: /me TEXT: say what you do: /me waves\r\n"
	    "*** usage: /msg NAME TEXT: say TEXT to NAME only\r\n"
	    "*** usage: /msg NAME TEXT: say TEXT to NAME only\r\n"
	    "*** usage: /me TEXT: say what you do: /me waves\r\n"
	    "*** usage: /msg NAME TEXT: say TEXT to NAME only\r\n");
	registry_tell(room, ann->m, S_HELP, ".\r\n", 3);
	expect(ann, ".\r\n");
}
END_TEST

#ifdef HAVE_TRANSLATIONS
START_TEST(test_the_console_is_called_as_the_reader_calls_it)
{
	sentence_init();
	(void)strcpy(ann->m->address, "console");
	type(bob, "who");
	expect_end(bob, "\r\n");
	ck_assert_ptr_nonnull(strstr(bob->got, "from console"));
	type(bob, "lang zh");
	type(bob, "who");
	expect_end(bob, "秒\r\n");
	ck_assert_ptr_nonnull(strstr(bob->got, "来自 控制台"));
	ck_assert_ptr_null(strstr(bob->got, "来自 console"));
}
END_TEST
#endif

START_TEST(test_one_who_is_alone_is_one_person)
{
	clock_stop(clock_real());
	leave(bob, "");
	expect(ann, "[ Bob ] left the room\r\n");
	thread_lock(&room->lock);
	ann->m->joined = ann->m->spoke = thread_now_ms();
	thread_unlock(&room->lock);
	type(ann, "who");
	expect(ann,
	    "*** 1 person is here:\r\n"
	    "***   @Ann  from 10.0.0.1:1, here 0 s, idle 0 s\r\n");
}
END_TEST

START_TEST(test_what_somebody_does_is_told_to_others)
{
	type(bob, "me waves");
	ann_expects("* Bob waves\r\n");
}
END_TEST

START_TEST(test_a_message_is_for_one)
{
	type(bob, "msg ANN psst, here");
	both_expect("[ Bob to @Ann ]: psst, here\r\n");
	type(bob, "msg Eve psst");
	bob_expects("*** nobody here is called Eve; /who lists everyone\r\n");
}
END_TEST

START_TEST(test_no_key_is_needed_inside_and_none_is_repeated)
{
	type(bob, "key my-password");
	bob_expects("*** you are already in the room; no key is needed\r\n");
}
END_TEST

#define QUIET_IS_ON                                                     \
	"*** quiet is on: you are not told who comes and goes; /quiet " \
	"off ends it\r\n"
#define QUIET_IS_OFF                                                    \
	"*** quiet is off: you are told who comes and goes; /quiet on " \
	"stops that\r\n"

START_TEST(test_quiet_is_on_off_or_the_other_way)
{
	type(bob, "quiet");
	type(bob, "quiet");
	type(bob, "quiet ON");
	type(bob, "quiet \uff4f\uff4e ");
	type(bob, "quiet Off");
	bob_expects(
	    QUIET_IS_ON QUIET_IS_OFF QUIET_IS_ON QUIET_IS_ON QUIET_IS_OFF);
}
END_TEST

#ifdef HAVE_TRANSLATIONS
START_TEST(test_quiet_is_on_and_off_in_chinese)
{
	type(bob, "quiet 开");
	type(bob, "免打扰 關");
	type(bob, "quiet 開 ");
	type(bob, "quiet 关");
	bob_expects(QUIET_IS_ON QUIET_IS_OFF QUIET_IS_ON QUIET_IS_OFF);
}
END_TEST
#endif

START_TEST(test_another_word_is_not_quiet)
{
	type(bob, "quiet please");
	type(bob, "quiet on off");
	expect_end(bob, "do\r\n");
	bob->len = 0;
	(void)join();
	expect(bob, "[ 10.0.0.1:3 ] joined the room\r\n");
}
END_TEST

START_TEST(test_a_charset_is_for_answers_as_well)
{
	type(bob, "charset latin1");
	expect(bob,
	    "*** your charset is ISO-8859-1; /charset utf-8 switches back\r\n");
	type(bob, "msg \u00e9 x");
	expect(bob, "*** nobody here is called \xe9; /who lists everyone\r\n");
	type(bob, "charset UTF8");
	expect(bob, "*** your charset is UTF-8\r\n");
	type(bob, "msg \u00e9 x");
	expect(bob,
	    "*** nobody here is called \u00e9; /who lists everyone\r\n");
}
END_TEST

START_TEST(test_a_charset_that_is_unknown_is_answered_by_some)
{
	type(bob, "charset");
	expect_end(bob, " ...\r\n");
	ck_assert_mem_eq(bob->got, "*** usage: /charset NAME: use this ", 35);
	bob->len = 0;
	type(bob, "charset klingon");
	expect_end(bob, " ...\r\n");
	ck_assert_mem_eq(bob->got, "*** there is no charset klingon here", 36);
	ck_assert_ptr_nonnull(memmem(bob->got, bob->len, "gb18030", 7));
	/* Of a long one, not all is repeated. */
	bob->len = 0;
	type(bob, "charset 0123456789012345678901234567890123456789");
	expect_end(bob, " ...\r\n");
	ck_assert_ptr_nonnull(memmem(bob->got, bob->len, "8901 here", 9));
}
END_TEST

START_TEST(test_the_last_words_are_told)
{
	ck_assert(!command_run(room, bob->m, words_of("quit so long")));
	expect(ann, "[ Bob ] left the room (so long)\r\n");
	seat_wait_gone(&bob->m->seat, 100);
	member_free(bob->m);
	bob->m = NULL;
	ck_assert_uint_eq(registry_count(room), 1);
}
END_TEST

START_TEST(test_the_console_does_not_leave_its_room)
{
	ann->m->is_console = true;
	ck_assert_int_eq(everyone_quit(room, ann->m, words_of("bye")),
	    COMMAND_DONE);
	ann_expects(
	    "*** the console does not leave its room; Ctrl-C closes it\r\n");
	ann->m->is_console = false;
	ck_assert_uint_eq(registry_count(room), 2);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_a_new_name_is_shown_in_its_normal_form,
		test_a_name_with_a_fault_is_refused_with_why,
		test_some_names_are_for_some,
		test_a_name_that_is_taken_may_be_ones_own,
		test_who_says_the_time_in_the_unit_that_says_most,
		test_nothing_is_said_without_words,
#ifdef HAVE_TRANSLATIONS
		test_the_console_is_called_as_the_reader_calls_it,
#endif
		test_one_who_is_alone_is_one_person,
		test_what_somebody_does_is_told_to_others,
		test_a_message_is_for_one,
		test_no_key_is_needed_inside_and_none_is_repeated,
		test_quiet_is_on_off_or_the_other_way,
#ifdef HAVE_TRANSLATIONS
		test_quiet_is_on_and_off_in_chinese,
#endif
		test_another_word_is_not_quiet,
		test_a_charset_is_for_answers_as_well,
		test_a_charset_that_is_unknown_is_answered_by_some,
		test_the_last_words_are_told,
		test_the_console_does_not_leave_its_room,
		NULL,
	};

	sentence_init();
	return (suite_of("everyone", setup, teardown, tests));
}
