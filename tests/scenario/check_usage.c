/*
 * check_usage: the command line of the server.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/room.h"
#include "harness/suite.h"

START_TEST(test_help_and_version_are_on_stdout)
{
	struct room *r = room_run("--help");

	ck_assert_int_eq(r->status, 0);
	ck_assert_ptr_nonnull(strstr(room_output_line(r), "chatroomd"));
	ck_assert_str_eq(room_log(r), "");
	room_free(r);
	r = room_run("--version");
	ck_assert_int_eq(r->status, 0);
	ck_assert_ptr_nonnull(strstr(room_output_line(r), PACKAGE_VERSION));
	ck_assert_str_eq(room_log(r), "");
	room_free(r);
}
END_TEST

/* One line on stderr, nothing on stdout. */
static void
expect_failure(const char *args, int status)
{
	struct room *r = room_run(args);
	const char *log = room_log(r);

	if (r->status != status)
		ck_abort_msg("'%s' ends with status %d", args, r->status);
	if (strstr(log, "chatroomd") == NULL ||
	    strchr(log, '\n') != log + strlen(log) - 1)
		ck_abort_msg("'%s' leads to '%s'", args, log);
	ck_assert_ptr_null(room_output_line(r));
	room_free(r);
}

START_TEST(test_usage_errors_are_one_line)
{
	static const char *const wrong[] = { "--bogus", "-x", "-p", "-p abc",
		"-p 65536", "-p -1", "-p 1x", "-m 0", "-m x", "-m -1", "-q x",
		"-q -1", "-q 99999999999999999999", "extra", "-p 0 extra",
		"--port", "--help=x" };
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		expect_failure(wrong[i], 2);
}
END_TEST

START_TEST(test_usage_error_names_the_letter_that_is_wrong)
{
	struct room *r = room_run("-vx");

	ck_assert_str_eq(room_log(r),
	    "chatroomd: -x: unknown option; try chatroomd --help\n");
	room_free(r);
	r = room_run("-vp");
	ck_assert_str_eq(room_log(r),
	    "chatroomd: -p: missing value; try chatroomd --help\n");
	room_free(r);
}
END_TEST

START_TEST(test_h_helps)
{
	struct room *r = room_run("-h");

	room_expect_status(r, 0);
	ck_assert_ptr_nonnull(strstr(room_output_line(r), "Usage"));
	room_free(r);
}
END_TEST

START_TEST(test_verbose_log_has_each_connection)
{
	struct room *r = room_open("-v");
	struct person *p = person_join(r);
	char line[128];

	(void)snprintf(line, sizeof line, "connected %s\n", p->who);
	(void)room_expect_log(r, line);
	person_hang_up(p);
	room_close(r);
}
END_TEST

START_TEST(test_address_of_another_machine_is_an_error)
{
	/* An address for documentation, RFC 5737. */
	expect_failure("-p 0 -b 203.0.113.1", 1);
}
END_TEST

START_TEST(test_address_that_is_none_is_an_error)
{
	expect_failure("-p 0 -b 300.0.0.1.", 1);
}
END_TEST

static TCase *
command_line_case(void)
{
	TCase *tc = tcase_create("command line");

	tcase_add_checked_fixture(tc, room_sweep, NULL);
	tcase_add_test(tc, test_help_and_version_are_on_stdout);
	tcase_add_test(tc, test_usage_errors_are_one_line);
	tcase_add_test(tc, test_usage_error_names_the_letter_that_is_wrong);
	tcase_add_test(tc, test_h_helps);
	tcase_add_test(tc, test_verbose_log_has_each_connection);
	tcase_add_test(tc, test_address_of_another_machine_is_an_error);
	tcase_add_test(tc, test_address_that_is_none_is_an_error);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { command_line_case() };

	return (suite_run("usage", cases, sizeof cases / sizeof *cases));
}
