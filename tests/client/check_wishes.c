/*
 * What the client makes of its command line.  It is run as a program, since
 * it exits if something is wrong.
 */
#include <config.h>

#include <check.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/framing.h"
#include "harness/client.h"
#include "harness/suite.h"

/* Runs it to its end; what it writes on stderr is this line. */
static void
expect_refusal(const char *args, const char *why)
{
	struct client c;
	char text[256];

	filter_run(&c, args);
	client_expect_exit(&c, 2);
	(void)snprintf(text, sizeof text, "chatroom: %s; try chatroom --help\n",
	    why);
	ck_assert_str_eq(client_errors(&c), text);
	stream_expect_end(&c.out);
	client_free(&c);
}

static const struct {
	const char *args;
	const char *why;
} wrong[] = {
	{ "-p", "-p: missing value" },
	{ "-n", "-n: missing value" },
	{ "teacher -p", "-p: missing value" },
	{ "--port", "--port: missing value" },
	{ "--key-file", "--key-file: missing value" },
	{ "-x", "-x: unknown option" },
	{ "-xp 1", "-x: unknown option" },
	{ "--nonsense", "--nonsense: unknown option, or it takes no value" },
	{ "--help=me", "--help=me: unknown option, or it takes no value" },
	{ "-p 0", "-p 0: a port from 1 to 65535 is expected" },
	{ "-p 1x", "-p 1x: a port from 1 to 65535 is expected" },
	{ "teacher:0", "0: a port from 1 to 65535 is expected" },
	{ "teacher:", ": a port from 1 to 65535 is expected" },
	{ "teacher x", "x: a port from 1 to 65535 is expected" },
	{ "[::1]:65536", "65536: a port from 1 to 65535 is expected" },
	{ "-p 2 teacher:1",
	    "-p 2: the HOST comes with port 1; only one port is expected" },
	{ "[::1] 1 -p 2",
	    "-p 2: the HOST comes with port 1; only one port is expected" },
	{ "teacher:1 1", "1: unexpected argument" },
	{ "teacher 1 2", "2: unexpected argument" },
	{ "[::1", "[::1: [ADDRESS] or [ADDRESS]:PORT is expected" },
	{ "[::1]1", "[::1]1: [ADDRESS] or [ADDRESS]:PORT is expected" },
	{ ":1",
	    "the HOST is empty; the name of a machine or its address is "
	    "expected" },
	{ "-n \t", "-n: the nick is empty" },
	{ "--nick=", "-n: the nick is empty" },
	{ "-n a\tb",
	    "-n: the nick contains characters that cannot be displayed" },
	{ "-n a\x1b[1mb",
	    "-n: the nick contains characters that cannot be displayed" },
};

START_TEST(test_what_is_wrong_is_named)
{
	expect_refusal(wrong[_i].args, wrong[_i].why);
}
END_TEST

START_TEST(test_endless_nick_is_refused)
{
	char nick[FRAMING_LINE_MAX];

	(void)snprintf(nick, sizeof nick, "%0*d", FRAMING_LINE_MAX / 2 + 1, 0);
	ck_assert_int_eq(setenv("CHATROOM_NICK", nick, 1), 0);
	expect_refusal("", "CHATROOM_NICK: the nick is too long for any room");
	(void)unsetenv("CHATROOM_NICK");
}
END_TEST

START_TEST(test_empty_nick_of_the_environment_is_none)
{
	struct client c;
	char args[64];
	unsigned port;
	int fd = bound_socket(&port); /* taken, but nobody listens */

	ck_assert_int_eq(setenv("CHATROOM_NICK", "", 1), 0);
	(void)snprintf(args, sizeof args, "127.0.0.1:%u", port);
	filter_run(&c, args);
	client_expect_exit(&c, 1);
	client_free(&c);
	(void)unsetenv("CHATROOM_NICK");
	(void)close(fd);
}
END_TEST

START_TEST(test_wrong_nick_of_the_environment_is_named)
{
	ck_assert_int_eq(setenv("CHATROOM_NICK", "a\x1b[1mb", 1), 0);
	expect_refusal("",
	    "CHATROOM_NICK: the nick contains characters that cannot be "
	    "displayed");
	expect_refusal("-n Ann -p 0",
	    "-p 0: a port from 1 to 65535 is expected");
	(void)unsetenv("CHATROOM_NICK");
}
END_TEST

START_TEST(test_h_helps)
{
	struct client c;

	filter_run(&c, "-h");
	client_expect_exit(&c, 0);
	stream_expect(&c.out, "Usage: chatroom ");
	ck_assert_str_eq(client_errors(&c), "");
	client_free(&c);
}
END_TEST

/* Ways to say where the room is; each @ is the port. */
static const struct {
	const char *args;
	bool ipv6;
} places[] = {
	{ "127.0.0.1:@", false },
	{ "127.0.0.1 @", false },
	{ "[127.0.0.1]:@", false },
	{ "-p @ 127.0.0.1", false },
	{ "127.0.0.1:@ -p @", false },
	{ "[::1]:@", true },
	{ "[::1] @", true },
	{ "[::1] -p @", true },
	{ "::1 @", true },
	{ "::1 -p @", true },
};

/* Writes `form` with the port in it. */
static void
write_args(char *args, size_t room, const char *form, unsigned port)
{
	size_t len = 0;

	args[0] = '\0';
	for (; *form != '\0'; form++) {
		if (*form == '@')
			(void)snprintf(args + len, room - len, "%u", port);
		else
			(void)snprintf(args + len, room - len, "%c", *form);
		len = strlen(args);
	}
}

START_TEST(test_place_is_understood)
{
	struct client c;
	char args[64], text[128];
	unsigned port;
	int fd = bound_socket(&port); /* taken, but nobody listens */

	write_args(args, sizeof args, places[_i].args, port);
	filter_run(&c, args);
	client_expect_exit(&c, 1);
	(void)snprintf(text, sizeof text, "chatroom: cannot connect to %s:%u: ",
	    places[_i].ipv6 ? "[::1]" : "127.0.0.1", port);
	ck_assert_ptr_nonnull(strstr(client_errors(&c), text));
	client_free(&c);
	(void)close(fd);
}
END_TEST

/* ------------------------------------------------------------------------ */

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

int
main(void)
{
	TCase *tc = tcase_create("options");

	(void)unsetenv("CHATROOM_NICK");
	(void)signal(SIGPIPE, SIG_IGN);
	tcase_add_loop_test(tc, test_what_is_wrong_is_named, 0, COUNT(wrong));
	tcase_add_test(tc, test_endless_nick_is_refused);
	tcase_add_test(tc, test_empty_nick_of_the_environment_is_none);
	tcase_add_test(tc, test_wrong_nick_of_the_environment_is_named);
	tcase_add_test(tc, test_h_helps);
	tcase_add_loop_test(tc, test_place_is_understood, 0, COUNT(places));
	return (suite_run("wishes", &tc, 1));
}
