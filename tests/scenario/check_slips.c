/*
 * check_slips: what fingers and input methods make of commands is not said
 * aloud.
 *
 * Each test begins in a room with Alice and Bob; there is an operator key.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/room.h"

#define KEY "open sesame"

static char key_file[] = "check_slips.XXXXXX";
static struct room *room;
static struct person *alice, *bob;

static void
name_both(void)
{
	person_type(alice, "/nick Alice");
	person_expect(alice, "*** you are now known as Alice");
	bob = person_join(room);
	person_expect(alice, "[ %s ] joined the room", bob->who);
	person_type(bob, "/nick Bob");
	person_expect(bob, "*** you are now known as Bob");
	person_expect(alice, "[ %s ] is now known as Bob", bob->who);
}

static void
setup(void)
{
	char args[128];
	int fd;

	room_sweep();
	(void)strcpy(key_file + strlen(key_file) - 6, "XXXXXX");
	fd = mkstemp(key_file);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, KEY "\n", sizeof KEY), sizeof KEY);
	ck_assert_int_eq(close(fd), 0);
	(void)snprintf(args, sizeof args, "--operator-key-file %s", key_file);
	room = room_open(args);
	alice = person_join(room);
	name_both();
}

static void
teardown(void)
{
	person_hang_up(alice);
	person_hang_up(bob);
	room_close(room);
	(void)unlink(key_file);
}

START_TEST(test_operator_key_is_never_said)
{
	static const char *const slips[] = { " /op ", "／op ", "、op ",
		"\u3000/OP\u3000", "\ufeff/op ", "／ｏｐ　", "\t/ op ",
		"\\op " };
	const char *slip = slips[_i];

	person_type(alice, "%s%s  ", slip, KEY);
	person_expect(alice, "*** Alice is now an operator: @Alice");
	person_expect(bob, "*** Alice is now an operator: @Alice");
	person_expect_nothing(bob);
}
END_TEST

START_TEST(test_private_message_stays_private)
{
	static const char *const slips[] = { " /msg Bob ", "／msg Bob ",
		"、msg\u3000Bob\u3000", "\ufeff/MSG Bob ", "\\msg Bob " };
	struct person *carol = person_join(room);

	person_expect(alice, "[ %s ] joined the room", carol->who);
	person_expect(bob, "[ %s ] joined the room", carol->who);
	person_type(alice, "%sbe quiet", slips[_i]);
	person_expect(alice, "[ Alice to Bob ]: be quiet");
	person_expect(bob, "[ Alice to Bob ]: be quiet");
	person_expect_nothing(carol);
	person_hang_up(carol);
}
END_TEST

START_TEST(test_a_slip_in_the_command_itself_is_answered)
{
	static const char *const slips[] = { " /opp " KEY, "／po " KEY,
		" /mgs Bob x", "、kye " KEY, "/opp " KEY };

	person_type(alice, "%s", slips[_i]);
	person_expect_notice(alice, "there is no command /");
	person_expect_nothing(bob);
	person_expect_nothing(alice);
}
END_TEST

START_TEST(test_key_of_the_room_is_not_said_inside)
{
	person_type(alice, " /key " KEY);
	person_expect_notice(alice, "you are already in the room");
	person_type(alice, "/key " KEY);
	person_expect_notice(alice, "you are already in the room");
	person_expect_nothing(bob);
}
END_TEST

START_TEST(test_who_is_obeyed_by_any_slash)
{
	static const char *const slips[] = { "／who", " /who", "、ＷＨＯ",
		"\u3000／ who" };

	person_type(alice, "%s", slips[_i]);
	person_expect(alice, "*** 2 people are here:");
	person_expect_notice(alice, "Alice  from 127.0.0.1:");
	person_expect_notice(alice, "Bob  from 127.0.0.1:");
	person_expect_nothing(bob);
}
END_TEST

START_TEST(test_paths_and_comments_are_said_as_they_are)
{
	static const char *const lines[] = { "/* hello */", "// hello",
		"/usr/bin/env", "/a/b c", " /etc is there", "///" };
	size_t i;

	for (i = 0; i < sizeof lines / sizeof *lines; i++) {
		person_type(alice, "%s", lines[i]);
		person_expect(bob, "[ Alice ]: %s", lines[i]);
	}
	person_type(alice, "//who");
	person_expect(bob, "[ Alice ]: /who");
	person_expect_nothing(alice);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("slips");
	TCase *t = tcase_create("slips");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, room_timeout());
	tcase_add_loop_test(t, test_operator_key_is_never_said, 0, 8);
	tcase_add_loop_test(t, test_private_message_stays_private, 0, 5);
	tcase_add_loop_test(t, test_a_slip_in_the_command_itself_is_answered, 0,
	    5);
	tcase_add_test(t, test_key_of_the_room_is_not_said_inside);
	tcase_add_loop_test(t, test_who_is_obeyed_by_any_slash, 0, 4);
	tcase_add_test(t, test_paths_and_comments_are_said_as_they_are);
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
