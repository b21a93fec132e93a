/*
 * check_client_key: the client on a terminal, in a room with a key.
 */
#include <config.h>

#include <sys/wait.h>

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/key.h"
#include "harness/client.h"
#include "harness/key_file.h"
#include "harness/spoken.h"
#include "harness/suite.h"
#include "harness/teletype.h"

#define WELCOME WELCOME_AS("Ann")

#define NOTE_ASKED "chatroom: this room needs a key; type"
#define NOTE_STALE "chatroom: what was typed before the"

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

static const int deadly[] = { SIGTERM, SIGHUP, SIGQUIT };

/* A terminal at the question for the key. */
static struct teletype *
teletype_open_asked(const char *options)
{
	struct teletype *t;
	int i;

	for (i = 0;; i++) {
		t = teletype_open(options);
		server_say(&t->server, ASKED);
		teletype_expect(t, NOTE_ASKED, "<Key>");
		/* A busy machine asks late: the client tells its nick first. */
		if (i == 2 || !wait_readable(t->server.stream.fd, 0))
			return (t);
		server_hang_up(&t->server);
		(void)client_wait(&t->client);
		teletype_free(t);
	}
}

/* Nothing of this kind was ever written to the terminal. */
static void
teletype_expect_never(struct teletype *t, const char *text)
{
	ck_assert_ptr_null(strstr(t->client.out.bytes, text));
}

START_TEST(test_key_is_asked_for_and_not_shown)
{
	struct teletype *t = teletype_open_asked("-n Ann");

	client_type(&t->client, "open ses");
	server_say(&t->server, "*** a line meanwhile\r\n");
	teletype_expect(t, "*** a line meanwhile", "<Key>");
	client_type(&t->client,
	    "amx\x7f"
	    "e \r");
	teletype_expect_sent(t, "/key " KEY "\n");
	server_say(&t->server, WELCOME);
	teletype_expect(t, "*** welcome, you are Ann here", "<You>");
	teletype_expect_sent(t, "/nick Ann\n");
	client_type(&t->client, "hello\r");
	teletype_expect(t, "<You> hello", "<You>");
	teletype_expect_sent(t, "hello\n");
	teletype_expect_never(t, "open");
	teletype_expect_never(t, "ses");
	teletype_expect_never(t, "am");
	teletype_leave(t);
}
END_TEST

/* The room takes no longer line, and never sees what did not fit. */
START_TEST(test_key_has_at_most_256_bytes)
{
	struct teletype *t = teletype_open_asked("");
	char typed[2 * KEY_MAX], sent[sizeof "/key \n" + KEY_MAX];

	memset(typed, 'x', sizeof typed);
	typed[KEY_MAX + 1] = '\0';
	client_type(&t->client, typed);
	teletype_expect(t, "chatroom: the line is full, at 256", "<Key>");
	client_type(&t->client, "\r");
	(void)snprintf(sent, sizeof sent, "/key %.*s\n", KEY_MAX, typed);
	teletype_expect_sent(t, sent);
	server_say(&t->server, WELCOME);
	teletype_expect(t, "*** welcome, you are Ann here", "<You>");
	teletype_leave(t);
}
END_TEST

START_TEST(test_half_a_line_is_no_part_of_the_key)
{
	struct teletype *t = teletype_open("");

	client_type(&t->client, "half");
	teletype_expect(t, NULL, "<You> half");
	server_say(&t->server, ASKED);
	teletype_expect(t, NOTE_ASKED, "<Key>");
	/* As the server prints it, and with a blank that nobody sees. */
	client_type(&t->client, "/key  " KEY "\r");
	teletype_expect_sent(t, "/key " KEY "\n");
	server_say(&t->server, WELCOME);
	teletype_expect(t, "*** welcome, you are Ann here", "<You>");
	client_type(&t->client, "hello\r");
	teletype_expect_sent(t, "hello\n");
	teletype_leave(t);
}
END_TEST

START_TEST(test_wrong_key_is_asked_for_again)
{
	struct teletype *t = teletype_open_asked("");

	client_type(&t->client, "one\r");
	teletype_expect_sent(t, "/key one\n");
	server_say(&t->server, WRONG);
	teletype_expect(t, "*** that is not the key; 2 more tries", "<Key>");
	client_type(&t->client, "two\r");
	teletype_expect_sent(t, "/key two\n");
	server_say(&t->server, "*** that is not the key; 1 more try\r\n");
	teletype_expect(t, "*** that is not the key; 1 more try", "<Key>");
	client_type(&t->client, "three\r");
	teletype_expect_sent(t, "/key three\n");
	server_say(&t->server, "*** three wrong keys: bye\r\n");
	teletype_expect(t, "*** three wrong keys: bye", "<Key>");
	server_hang_up(&t->server);
	client_expect_exit(&t->client, 1);
	teletype_expect(t, "chatroom: the server has closed the", "");
	teletype_expect_never(t, "two");
	teletype_free(t);
}
END_TEST

START_TEST(test_what_is_typed_after_the_key_is_not_said)
{
	struct teletype *t = teletype_open_asked("");

	client_type(&t->client, KEY "\r" KEY "\r");
	teletype_expect_sent(t, "/key " KEY "\n");
	server_say(&t->server, WELCOME);
	teletype_expect(t, NOTE_STALE, "<You>");
	client_type(&t->client, "hello\r");
	teletype_expect_sent(t, "hello\n");
	teletype_expect_never(t, "sesame");
	teletype_leave(t);
}
END_TEST

START_TEST(test_key_typed_again_and_again_is_not_said)
{
	struct teletype *t = teletype_open_asked("");

	client_type(&t->client, KEY "\r");
	teletype_expect_sent(t, "/key " KEY "\n");
	client_type(&t->client, KEY "\r");
	teletype_expect_rows(t, "<Key>", 3); /* it waits for the answer now */
	client_type(&t->client, KEY "\r" KEY "\r");
	teletype_expect_waiting(t);
	server_say(&t->server, WELCOME);
	teletype_expect(t, NOTE_STALE, "<You>");
	client_type(&t->client, "hello\r");
	teletype_expect_sent(t, "hello\n");
	teletype_expect_never(t, "sesame");
	teletype_leave(t);
}
END_TEST

START_TEST(test_key_that_is_asked_for_late_is_asked_for)
{
	struct teletype *t = teletype_open("-n Ann");

	client_type(&t->client, "hello\r");
	teletype_expect_sent(t, "/nick Ann\nhello\n");
	server_say(&t->server, ASKED "*** first the key: /key WORDS\r\n");
	teletype_expect(t, "*** first the key: /key WORDS", "<Key>");
	client_type(&t->client, KEY "\r");
	teletype_expect_sent(t, "/key " KEY "\n");
	server_say(&t->server, WELCOME);
	teletype_expect(t, "*** welcome, you are Ann here", "<You>");
	client_type(&t->client, "again\r"); /* the nick is not told twice */
	teletype_expect_sent(t, "again\n");
	teletype_leave(t);
}
END_TEST

static const char *const goodbyes_at_key[] = { "\r", "\x03", "\x04",
	"secret\x03", "/quit\r" };

START_TEST(test_a_goodbye_leaves_at_the_key)
{
	struct teletype *t = teletype_open_asked("-n Ann");

	client_type(&t->client, goodbyes_at_key[_i]);
	stream_expect_end(&t->server.stream);
	server_say(&t->server, "*** no key: bye\r\n");
	server_hang_up(&t->server);
	client_expect_exit(&t->client, 0);
	teletype_expect(t, "*** no key: bye", "");
	teletype_expect_never(t, "secret");
	teletype_free(t);
}
END_TEST

START_TEST(test_deadly_signal_at_the_key_restores_the_terminal)
{
	struct teletype *t = teletype_open_asked("");
	int status;

	client_type(&t->client, "secret");
	(void)kill(t->client.pid, deadly[_i]);
	status = client_wait(&t->client);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), deadly[_i]);
	teletype_expect(t, NOTE_ASKED, "");
	teletype_expect_never(t, "secret");
	teletype_free(t);
}
END_TEST

START_TEST(test_key_of_a_file_is_sent_once)
{
	struct teletype *t = teletype_open(key_file_make(0600));

	server_say(&t->server, ASKED);
	teletype_expect_sent(t, "/key " KEY "\n");
	server_say(&t->server, ASKED WELCOME ASKED);
	teletype_expect(t, "*** welcome, you are Ann here", "<You>");
	server_say(&t->server, ASKED "*** that is all\r\n");
	teletype_expect(t, "*** that is all", "<You>");
	client_type(&t->client, "hello\r");
	teletype_expect_sent(t, "hello\n");
	teletype_expect_never(t, "sesame");
	teletype_leave(t);
	key_file_remove();
}
END_TEST

START_TEST(test_wrong_key_of_a_file_is_told_and_asked_for)
{
	struct teletype *t = teletype_open(key_file_make(0600));

	server_say(&t->server, ASKED);
	teletype_expect_sent(t, "/key " KEY "\n");
	server_say(&t->server, WRONG);
	teletype_expect(t, "*** that is not the key; 2 more tries", "<Key>");
	client_type(&t->client, "another\r");
	teletype_expect_sent(t, "/key another\n");
	server_say(&t->server, WELCOME);
	teletype_expect(t, "*** welcome, you are Ann here", "<You>");
	ck_assert_ptr_nonnull(strstr(t->client.out.bytes, key_file));
	teletype_expect_never(t, "sesame");
	teletype_leave(t);
	key_file_remove();
}
END_TEST

/* First lines of a server with the client inside, or of no room at all. */
static const char *const first_lines[] = { WELCOME, "hello\r\n",
	"[ Lena ]: hi\r\n", "*** this room has a key\r\n", (" " ASKED),
	"\r\n" };

START_TEST(test_question_in_the_room_gets_no_answer)
{
	struct teletype *t = teletype_open(key_file_make(0600));

	server_say(&t->server, first_lines[_i]);
	server_say(&t->server, ASKED);
	server_say(&t->server, WRONG "*** that is all\r\n");
	teletype_expect(t, "*** that is all", "<You>");
	ck_assert(
	    teletype_shows_above(t, "*** this room has a key; answer with"));
	client_type(&t->client, "hello\r");
	teletype_expect_sent(t, "hello\n");
	teletype_leave(t);
	key_file_remove();
}
END_TEST

static TCase *
key_case(void)
{
	TCase *tc = tcase_create("a room with a key");

	tcase_add_test(tc, test_key_is_asked_for_and_not_shown);
	tcase_add_test(tc, test_key_has_at_most_256_bytes);
	tcase_add_test(tc, test_half_a_line_is_no_part_of_the_key);
	tcase_add_test(tc, test_wrong_key_is_asked_for_again);
	tcase_add_test(tc, test_what_is_typed_after_the_key_is_not_said);
	tcase_add_test(tc, test_key_typed_again_and_again_is_not_said);
	tcase_add_test(tc, test_key_that_is_asked_for_late_is_asked_for);
	tcase_add_loop_test(tc, test_a_goodbye_leaves_at_the_key, 0,
	    COUNT(goodbyes_at_key));
	tcase_add_loop_test(tc,
	    test_deadly_signal_at_the_key_restores_the_terminal, 0,
	    COUNT(deadly));
	tcase_add_test(tc, test_key_of_a_file_is_sent_once);
	tcase_add_test(tc, test_wrong_key_of_a_file_is_told_and_asked_for);
	tcase_add_loop_test(tc, test_question_in_the_room_gets_no_answer, 0,
	    COUNT(first_lines));
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { key_case() };
	teletype_prepare();
	return (suite_run("client_key", cases, sizeof cases / sizeof *cases));
}
