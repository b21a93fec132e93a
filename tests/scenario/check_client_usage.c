/*
 * check_client_usage: the command line of the client.
 */
#include <config.h>

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/client.h"
#include "harness/key_file.h"
#include "harness/suite.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

START_TEST(test_key_file_that_others_can_read_is_refused)
{
	struct client c;
	char text[256];

	filter_run(&c, key_file_make(0644));
	client_expect_exit(&c, 1);
	(void)snprintf(text, sizeof text,
	    "chatroom: %s: others have access to this file (mode 0644), and a "
	    "key is a secret; mode 0600 is expected: chmod 600 %s\n",
	    key_file, key_file);
	ck_assert_str_eq(client_errors(&c), text);
	client_free(&c);
	key_file_remove();
}
END_TEST

START_TEST(test_refused_connection_gives_1_and_tells_the_address)
{
	struct client c;
	unsigned port;
	char args[64], text[128];
	int fd = bound_socket(&port); /* taken, but nobody listens */

	(void)snprintf(args, sizeof args, "-p %u 127.0.0.1", port);
	filter_run(&c, args);
	client_expect_exit(&c, 1);
	(void)snprintf(text, sizeof text,
	    "chatroom: cannot connect to 127.0.0.1:%u: Connection refused\n",
	    port);
	ck_assert_str_eq(client_errors(&c), text);
	client_free(&c);
	(void)close(fd);
}
END_TEST

static const char *const wrong[] = { "-x", "--nonsense", "--key-file", "-p",
	"-p 0", "-p 65536", "-p 21567x", "-p -1", "-n", "-n \t", "-n a\x1b[1mb",
	"-n \xff" };

START_TEST(test_wrong_usage_gives_2_and_one_line)
{
	struct client c;
	const char *errors;

	filter_run(&c, wrong[_i]);
	client_expect_exit(&c, 2);
	errors = client_errors(&c);
	ck_assert_ptr_eq(strchr(errors, '\n'), errors + strlen(errors) - 1);
	ck_assert_ptr_nonnull(strstr(errors, "chatroom"));
	stream_expect_end(&c.out);
	client_free(&c);
}
END_TEST

START_TEST(test_help_fits_a_screen)
{
	struct client c;
	const char *line, *next;
	int lines = 0;

	filter_run(&c, "--help");
	client_expect_exit(&c, 0);
	while (!c.out.ended)
		ck_assert(stream_read(&c.out, patience()));
	for (line = c.out.bytes; *line != '\0'; line = next + 1) {
		next = strchr(line, '\n');
		ck_assert_ptr_nonnull(next);
		ck_assert_int_lt(next - line, 80);
		lines++;
	}
	ck_assert_int_gt(lines, 5);
	ck_assert_int_lt(lines, 24);
	ck_assert_str_eq(client_errors(&c), "");
	client_free(&c);
}
END_TEST

START_TEST(test_version_is_told)
{
	struct client c;

	filter_run(&c, "--version");
	client_expect_exit(&c, 0);
	stream_expect(&c.out, PACKAGE_STRING "\n");
	stream_expect_end(&c.out);
	client_free(&c);
}
END_TEST

static TCase *
usage_case(void)
{
	TCase *tc = tcase_create("the command line");

	tcase_add_test(tc,
	    test_refused_connection_gives_1_and_tells_the_address);
	tcase_add_test(tc, test_key_file_that_others_can_read_is_refused);
	tcase_add_loop_test(tc, test_wrong_usage_gives_2_and_one_line, 0,
	    COUNT(wrong));
	tcase_add_test(tc, test_help_fits_a_screen);
	tcase_add_test(tc, test_version_is_told);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { usage_case() };
	(void)unsetenv("CHATROOM_NICK");
	(void)signal(SIGPIPE, SIG_IGN);
	return (suite_run("client_usage", cases, sizeof cases / sizeof *cases));
}
