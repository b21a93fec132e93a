/*
 * check_speaker: what is said leaves the client whole, whatever happens
 * meanwhile (speaker, connection).
 */
#include <config.h>

#include <sys/socket.h>
#include <sys/time.h>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/mailbox.h"
#include "client/speaker.h"
#include "common/framing.h"
#include "common/key.h"
#include "common/protocol.h"
#include "common/thread.h"
#include "harness/child.h"
#include "harness/session.h"
#include "harness/suite.h"

static struct server server;
static struct connection *c;
static int slow, failures;
static char much[4 << 20];

static void
tell_slow(const char *host)
{
	(void)host;
	slow++;
}

static void
tell_failed(const char *tried, struct words why)
{
	(void)tried;
	(void)why;
	failures++;
}

static const struct connection_news news = { tell_slow, tell_failed };

static void
setup(void)
{
	char port[16];

	slow = 0;
	failures = 0;
	server_open(&server);
	(void)snprintf(port, sizeof port, "%u", server.port);
	c = connection_open("127.0.0.1", port, &news);
	ck_assert_ptr_nonnull(c);
	server_accept(&server);
}

static void
teardown(void)
{
	connection_free(c);
	server_free(&server);
}

/* Receives this many bytes at the server. */
static void
expect_bytes(const char *bytes, size_t len)
{
	char *got = malloc(len);

	ck_assert_ptr_nonnull(got);
	ck_assert_int_eq(recv(server.stream.fd, got, len, MSG_WAITALL),
	    (ssize_t)len);
	ck_assert_mem_eq(got, bytes, len);
	free(got);
}

START_TEST(test_connection_is_quick_and_inherited_by_nobody)
{
	socklen_t len = sizeof(int);
	int on = 0;

	ck_assert_int_eq(failures, 0);
	ck_assert_int_ne(fcntl(connection_fd(c), F_GETFD) & FD_CLOEXEC, 0);
	ck_assert_int_eq(
	    getsockopt(connection_fd(c), IPPROTO_TCP, TCP_NODELAY, &on, &len),
	    0);
	ck_assert_int_ne(on, 0);
	ck_assert_int_eq(
	    getsockopt(connection_fd(c), SOL_SOCKET, SO_KEEPALIVE, &on, &len),
	    0);
	ck_assert_int_ne(on, 0);
}
END_TEST

START_TEST(test_longest_line_and_longest_key_are_sent_whole)
{
	char wanted[FRAMING_LINE_MAX + 1];

	memset(wanted, 'x', FRAMING_LINE_MAX);
	wanted[FRAMING_LINE_MAX] = '\n';
	ck_assert(speaker_say(c, 0, wanted, FRAMING_LINE_MAX));
	expect_bytes(wanted, sizeof wanted);
	ck_assert(speaker_say_key(c, wanted, KEY_MAX));
	expect_bytes("/key ", 5);
	expect_bytes(wanted + FRAMING_LINE_MAX - KEY_MAX, KEY_MAX + 1);
}
END_TEST

/* What is said that is longer than there is room for. */
struct excess {
	bool (*say)(struct connection *to, const char *line, size_t len);
	size_t len;
};

static void
say_excess(void *arg)
{
	const struct excess *e = arg;

	(void)e->say(c, much, e->len);
}

/* With the longest number. */
static bool
say_numbered(struct connection *to, const char *line, size_t len)
{
	return (speaker_say(to, PROTOCOL_REQUEST_MAX, line, len));
}

/* A function that copies checks its own bound, before it copies. */
START_TEST(test_more_than_there_is_room_for_is_a_bug_of_ours)
{
	struct excess line = { say_numbered, FRAMING_LINE_MAX + 1 };
	struct excess key = { speaker_say_key, KEY_MAX + 1 };

	ck_assert(child_aborts(say_excess, &line));
	ck_assert(child_aborts(say_excess, &key));
	shutdown(connection_fd(c), SHUT_WR);
	ck_assert_int_eq(recv(server.stream.fd, much, 1, 0), 0);
}
END_TEST

static atomic_int alarms_seen;

static void
count(int number)
{
	(void)number;
	atomic_fetch_add(&alarms_seen, 1);
}

/*
 * First nobody reads, so that the sender is disturbed while it waits.  Not any
 * longer: a slow machine would do nothing else.
 */
static void *
receive_much(void *arg)
{
	const struct itimerval never = { .it_value.tv_usec = 0 };
	static char got[sizeof much];

	while (atomic_load(&alarms_seen) < 100)
		thread_sleep_us(1000);
	(void)setitimer(ITIMER_REAL, &never, NULL);
	*(bool *)arg = recv(server.stream.fd, got, sizeof got, MSG_WAITALL) ==
		(ssize_t)sizeof got &&
	    memcmp(got, much, sizeof got) == 0;
	return (NULL);
}

/* Signals that do not restart system calls, as SIGALRM here. */
START_TEST(test_signals_take_nothing_away)
{
	const struct itimerval often = { .it_interval.tv_usec = 500,
		.it_value.tv_usec = 500 };
	struct sigaction action = { .sa_handler = count };
	const int room = 65536;
	sigset_t alarms;
	bool same;
	pthread_t t;
	size_t i;

	for (i = 0; i < sizeof much; i++)
		much[i] = (char)(i * 7 + i / 251);
	/* Far less than is sent. */
	ck_assert_int_eq(setsockopt(connection_fd(c), SOL_SOCKET, SO_SNDBUF,
			     &room, sizeof room),
	    0);
	ck_assert_int_eq(setsockopt(server.stream.fd, SOL_SOCKET, SO_RCVBUF,
			     &room, sizeof room),
	    0);
	(void)sigemptyset(&alarms);
	(void)sigaddset(&alarms, SIGALRM);
	ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
	/* Only the sender is disturbed. */
	ck_assert_int_eq(pthread_sigmask(SIG_BLOCK, &alarms, NULL), 0);
	ck_assert_int_eq(thread_start(&t, receive_much, &same), 0);
	ck_assert_int_eq(pthread_sigmask(SIG_UNBLOCK, &alarms, NULL), 0);
	ck_assert_int_eq(setitimer(ITIMER_REAL, &often, NULL), 0);
	ck_assert(connection_send(c, much, sizeof much));
	connection_half_close(c);
	thread_join(t);
	ck_assert(same);
}
END_TEST

START_TEST(test_after_the_last_line_the_server_can_still_speak)
{
	char got[16];

	connection_half_close(c);
	ck_assert_int_eq(recv(server.stream.fd, got, sizeof got, 0), 0);
	ck_assert_int_eq(send(server.stream.fd, "bye", 3, 0), 3);
	ck_assert(wait_readable(connection_fd(c), patience()));
	ck_assert_int_eq(connection_receive(c, got, sizeof got), 3);
	ck_assert_int_lt(connection_receive(c, got, sizeof got), 0);
	ck_assert(errno == EAGAIN || errno == EWOULDBLOCK);
}
END_TEST

static void *
send_without_end(void *arg)
{
	while (connection_send(c, much, sizeof much))
		continue;
	*(bool *)arg = true;
	return (NULL);
}

/* Nobody reads: the sender waits, until the connection is broken. */
START_TEST(test_broken_connection_ends_all_waiting)
{
	bool ended = false;
	char byte;
	pthread_t t;

	ck_assert_int_eq(thread_start(&t, send_without_end, &ended), 0);
	ck_assert(wait_readable(server.stream.fd, patience()));
	connection_break(c);
	thread_join(t);
	ck_assert(ended);
	ck_assert(wait_readable(connection_fd(c), patience()));
	ck_assert_int_eq(connection_receive(c, &byte, 1), 0);
}
END_TEST

START_TEST(test_nobody_at_the_other_end_is_no_signal)
{
	const struct linger reset = { .l_onoff = 1 };
	char byte;

	ck_assert_int_eq(setsockopt(server.stream.fd, SOL_SOCKET, SO_LINGER,
			     &reset, sizeof reset),
	    0);
	(void)close(server.stream.fd);
	server.stream.fd = -1;
	ck_assert(wait_readable(connection_fd(c), patience()));
	ck_assert_int_lt(connection_receive(c, &byte, 1), 0);
	ck_assert(!speaker_say(c, 0, "hello", 5));
}
END_TEST

/* Whether none of some connections was news. */
static bool
connects_without_news(const char *port)
{
	struct connection *other;
	int i;

	slow = 0;
	for (i = 0; i < 5; i++) {
		other = connection_open("127.0.0.1", port, &news);
		ck_assert_ptr_nonnull(other);
		connection_free(other);
	}
	ck_assert_int_eq(failures, 0);
	return (slow == 0);
}

/* A busy machine may be slow once, or twice. */
START_TEST(test_quick_answer_is_no_news)
{
	char port[16];

	(void)snprintf(port, sizeof port, "%u", server.port);
	ck_assert(connects_without_news(port) || connects_without_news(port) ||
	    connects_without_news(port));
	(void)close(server.listener);
	server.listener = dup(STDERR_FILENO);
	ck_assert_ptr_null(connection_open("127.0.0.1", port, &news));
	ck_assert_int_eq(failures, 1);
}
END_TEST

/* ------------------------------------------------------------------------
 * The stdin thread
 */

static struct session session;
static struct speaker speaker;

static void
begin(void)
{
	struct client *client = &session.client;

	speaker = (struct speaker){ .connection = client->connection,
		.delivery = &client->delivery,
		.entrance = client->entrance,
		.keyboard = client->keyboard,
		.screen = client->screen };
}

static void
setup_filter(void)
{
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		(void)setlocale(LC_CTYPE, "");
	session_open_filter(&session);
	entrance_open(session.client.entrance);
	begin();
}

static void
setup_terminal(void)
{
	session_open_terminal(&session);
	begin();
}

static void
teardown_session(void)
{
	session_close(&session);
	(void)setlocale(LC_CTYPE, "C");
}

/* It was the person who has left. */
static void
expect_goodbye(void)
{
	mailbox_post(MAIL_SPOKEN); /* if there is nothing else */
	ck_assert_int_eq(mailbox_next(-1), MAIL_LEAVE);
	ck_assert_int_eq(mailbox_next(-1), MAIL_SPOKEN);
}

static const struct {
	const char *input, *sent, *told;
	bool unsent;
} inputs[] = {
	{ "", "", "", false },
	{ "one\ntwo\r\n", "one\ntwo\n", "", false },
	{ "one\ntwo", "one\ntwo\n", "", false },
	{ "one\n\n", "one\n", "", false },
	{ "one\n \t\ntwo\n", "one\n",
	    "chatroom: the empty line ended the session; the rest of the input "
	    "was not sent\n",
	    false },
	{ "/quit bye\n", "/quit bye\n", "", false },
	{ "/quit\ntwo\n", "/quit\n",
	    "chatroom: /quit ended the session; the rest of the input was not "
	    "sent\n",
	    false },
	{ "a\377b\ntwo\n", "two\n",
	    "chatroom: a line was not sent: not all of it is text in UTF-8, the "
	    "charset of the locale\n",
	    true },
	{ "/charset gbk\ntwo\n", "two\n",
	    "chatroom: /charset is not needed here: the charset is that of your "
	    "locale, UTF-8; LC_ALL changes it\n",
	    false },
	{ "/records off\n", "/records off\n", "", false },
	{ "/lang zh\n", "/lang zh\n", "", false },
};

START_TEST(test_filter_says_its_input_and_leaves)
{
	pipes_write(&session.pipes, inputs[_i].input);
	pipes_end_input(&session.pipes);
	speaker_run(&speaker);
	expect_goodbye();
	session_expect_sent(&session, inputs[_i].sent);
	pipes_expect_err(&session.pipes, inputs[_i].told);
	pipes_expect_out(&session.pipes, "");
	ck_assert_int_eq(speaker.unsent, inputs[_i].unsent);
	ck_assert(!speaker.cut_off);
}
END_TEST

START_TEST(test_lines_have_numbers_and_a_goodbye_has_none)
{
	delivery_number(&session.client.delivery);
	pipes_write(&session.pipes,
	    "one\n/records off\n/lang zh\ntwo\n/quit\n");
	speaker_run(&speaker);
	session_expect_sent(&session, "1\tone\n2\ttwo\n/quit\n");
	pipes_expect_err(&session.pipes,
	    "chatroom: /records is not needed here: they are read, and shown "
	    "as sentences\n"
	    "chatroom: /lang is not needed here: the language is that of your "
	    "locale; LANGUAGE changes it\n");
	ck_assert_uint_eq(delivery_unanswered(&session.client.delivery), 2);
}
END_TEST

START_TEST(test_line_that_is_too_long_is_left_out)
{
	memset(much, 'x', FRAMING_LINE_MAX + 1);
	(void)strcpy(much + FRAMING_LINE_MAX + 1, "\ntwo\n");
	pipes_write(&session.pipes, much);
	pipes_end_input(&session.pipes);
	speaker_run(&speaker);
	session_expect_sent(&session, "two\n");
	pipes_expect_err(&session.pipes,
	    "chatroom: a line of more than 4096 bytes was not sent\n");
	ck_assert(speaker.unsent);
}
END_TEST

START_TEST(test_line_at_a_closed_entrance_is_cut_off)
{
	entrance_close(session.client.entrance);
	pipes_write(&session.pipes, "one\n");
	speaker_run(&speaker);
	session_expect_sent(&session, "");
	ck_assert(speaker.cut_off);
}
END_TEST

START_TEST(test_input_that_waits_when_it_is_stopped_is_cut_off)
{
	keyboard_stop(session.client.keyboard);
	speaker_run(&speaker);
	ck_assert(!speaker.cut_off); /* there was none */
	pipes_write(&session.pipes, "one\n");
	speaker_run(&speaker);
	ck_assert(speaker.cut_off);
	session_expect_sent(&session, "");
}
END_TEST

static void *
speak(void *arg)
{
	speaker_run(&speaker);
	return (arg);
}

/* Ctrl-D ends it. */
static void
end_speaking(pthread_t thread)
{
	pty_type(&session.pty, "\004");
	thread_join(thread);
}

static const char *const keys[] = { "sesame", " sesame  ", "/key sesame",
	"/key   sesame " };

START_TEST(test_key_is_said_without_its_command_and_the_blanks_around_it)
{
	pthread_t thread;

	session_hear(&session, PROTOCOL_KEY_ASKED);
	screen_ask_key(session.client.screen, true);
	ck_assert_int_eq(thread_start(&thread, speak, NULL), 0);
	pty_type(&session.pty, keys[_i]);
	pty_type(&session.pty, "\r");
	stream_expect(&session.server.stream, "/key sesame\n");
	end_speaking(thread);
	session_expect_sent(&session, "");
	pty_expect_no_part(&session.pty, "sesame");
}
END_TEST

START_TEST(test_quit_is_no_key)
{
	session_hear(&session, PROTOCOL_KEY_ASKED);
	ck_assert_int_eq(mailbox_next(-1), MAIL_KEY_ASKED);
	screen_ask_key(session.client.screen, true);
	pty_type(&session.pty, "/quit\r");
	speaker_run(&speaker);
	expect_goodbye();
	session_expect_sent(&session, "");
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

static TCase *
connection_case(void)
{
	TCase *tc = tcase_create("speaker");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, test_connection_is_quick_and_inherited_by_nobody);
	tcase_add_test(tc, test_longest_line_and_longest_key_are_sent_whole);
	tcase_add_test(tc, test_more_than_there_is_room_for_is_a_bug_of_ours);
	tcase_add_test(tc, test_signals_take_nothing_away);
	tcase_add_test(tc, test_after_the_last_line_the_server_can_still_speak);
	tcase_add_test(tc, test_broken_connection_ends_all_waiting);
	tcase_add_test(tc, test_nobody_at_the_other_end_is_no_signal);
	tcase_add_test(tc, test_quick_answer_is_no_news);
	return (tc);
}

static TCase *
filter_case(void)
{
	TCase *tc = tcase_create("filter");

	tcase_add_checked_fixture(tc, setup_filter, teardown_session);
	tcase_add_loop_test(tc, test_filter_says_its_input_and_leaves, 0,
	    COUNT(inputs));
	tcase_add_test(tc, test_lines_have_numbers_and_a_goodbye_has_none);
	tcase_add_test(tc, test_line_that_is_too_long_is_left_out);
	tcase_add_test(tc, test_line_at_a_closed_entrance_is_cut_off);
	tcase_add_test(tc, test_input_that_waits_when_it_is_stopped_is_cut_off);
	return (tc);
}

static TCase *
terminal_case(void)
{
	TCase *tc = tcase_create("terminal");

	tcase_add_checked_fixture(tc, setup_terminal, teardown_session);
	tcase_add_loop_test(tc,
	    test_key_is_said_without_its_command_and_the_blanks_around_it, 0,
	    COUNT(keys));
	tcase_add_test(tc, test_quit_is_no_key);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { connection_case(), filter_case(), terminal_case() };

	return (suite_run("speaker", cases, sizeof cases / sizeof *cases));
}
