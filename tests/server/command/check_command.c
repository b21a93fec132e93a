/*
 * check_command: the table of commands, and the nearest name in it.  What the
 * commands do is seen from outside, in check_server.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "server/command/command.h"

static const char *
nearest(const char *name)
{
	const char *found = command_nearest(name, strlen(name));

	return (found != NULL ? found : "none");
}

START_TEST(test_a_slip_of_the_fingers_finds_the_command_that_was_meant)
{
	ck_assert_str_eq(nearest("hlep"), "help");
	ck_assert_str_eq(nearest("helpp"), "help");
	ck_assert_str_eq(nearest("nck"), "nick");
	ck_assert_str_eq(nearest("whp"), "who");
	ck_assert_str_eq(nearest("quitt"), "quit");
	ck_assert_str_eq(nearest("mgs"), "msg");
	/* Two that have changed places are one slip. */
	ck_assert_str_eq(nearest("inkc"), "nick");
}
END_TEST

START_TEST(test_a_name_far_from_all_finds_none)
{
	ck_assert_str_eq(nearest("xyzzy"), "none");
	ck_assert_str_eq(nearest(""), "none");
	ck_assert_str_eq(nearest("usr/local/bin/whatever"), "none");
	ck_assert_str_eq(nearest("小明"), "none");
	/* Three slips, and one where nothing is right. */
	ck_assert_str_eq(nearest("kixxx"), "none");
	ck_assert_str_eq(nearest("kixx"), "kick");
	ck_assert_str_eq(nearest("xx"), "none");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("command");
	TCase *t = tcase_create("command");
	SRunner *runner;
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_test(t,
	    test_a_slip_of_the_fingers_finds_the_command_that_was_meant);
	tcase_add_test(t, test_a_name_far_from_all_finds_none);
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
