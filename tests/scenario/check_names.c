/*
 * check_names: what others read of a name, and of a name that is taken.
 *
 * Each test begins in a room with Alice and Bob.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/meeting.h"

START_TEST(test_own_name_again_is_no_news)
{
	person_type(alice, "/nick Alice");
	person_expect(alice, "*** you are already known as Alice");
	person_expect_nothing(bob);
	/* In another case, it is. */
	person_type(alice, "/nick ALICE");
	person_expect(alice, "*** you are now known as ALICE");
	person_expect(bob, "[ Alice ] is now known as ALICE");
	(void)room_expect_log(room, "Alice is ALICE");
	ck_assert_ptr_null(strstr(room->log, "Alice is Alice"));
}
END_TEST

START_TEST(test_name_of_a_neighbour_is_told_with_how_long_a_ghost_stays)
{
	person_type(bob, "/nick alice");
	person_expect_notice(bob,
	    "alice is already somebody's name, last heard");
	person_type(bob, "/nick ALICE");
	person_expect_notice(bob,
	    "from your address; choose another, or, if that was you and the "
	    "connection was lost, try again: the room notices within 2 min");
	person_type(alice, "still here");
	person_expect(bob, "[ Alice ]: still here");
}
END_TEST

START_TEST(test_quiet_means_what_it_says)
{
	person_type(bob, "/quiet off");
	person_expect_notice(bob, "quiet is off: you are told");
	person_type(bob, "/quiet on");
	person_expect_notice(bob, "quiet is on: you are not told");
	person_type(bob, "/quiet ON");
	person_expect_notice(bob, "quiet is on: you are not told");
	person_type(bob, "/quiet");
	person_expect_notice(bob, "quiet is off: you are told");
	person_type(bob, "/quiet");
	person_expect_notice(bob, "quiet is on: you are not told");
	person_type(bob, "/quiet ｏｆｆ");
	person_expect_notice(bob, "quiet is off: you are told");
	person_type(bob, "/quiet please");
	person_expect_notice(bob, "usage: /quiet [on|off]");
	person_type(bob, "/quiet");
	person_expect_notice(bob, "quiet is on: you are not told");
}
END_TEST

START_TEST(test_nobody_is_called_console)
{
	person_type(bob, "/nick Con-sole");
	person_expect_notice(bob, "Con-sole is a name for the console only");
	person_type(bob, "/nick \u0441\u043e\u043f\u0455\u043e\u04cf\u0435");
	person_expect_notice(bob, "is a name for the console only");
	person_expect_nothing(alice);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("names");
	TCase *t = tcase_create("names");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(t, meeting_open_named, meeting_close);
	tcase_set_timeout(t, room_timeout());
	tcase_add_test(t, test_own_name_again_is_no_news);
	tcase_add_test(t,
	    test_name_of_a_neighbour_is_told_with_how_long_a_ghost_stays);
	tcase_add_test(t, test_quiet_means_what_it_says);
	tcase_add_test(t, test_nobody_is_called_console);
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
