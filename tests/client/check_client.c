/*
 * check_client: the life of the client: what follows from the mail, and that
 * its threads end.
 *
 * The client runs on a thread of its own, as it does in main(), and the test is
 * the server and posts the mail.  What a signal does to a program is only
 * written down here.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/client.h"
#include "client/mailbox.h"
#include "common/thread.h"
#include "harness/pipes.h"
#include "harness/server.h"
#include "harness/suite.h"

#define GREETING                            \
	"*** welcome, you are Ann here\r\n" \
	"*** an empty line leaves\r\n"

static struct pipes pipes;
static struct server server;
static struct connection *connection;
static struct key key;
static pthread_t client;
static int status;
static sem_t started;		/* a thread: the mailbox is open */
static sem_t stopped;		/* a signal has been obeyed */
static atomic_int obeyed;	/* the last one, 0: none */
static atomic_int threads_left; /* so many can be started; -1: all */

/* The linker sends the calls of client.c here. */
void __wrap_mailbox_obey_signal(int number);
int __wrap_thread_start(pthread_t *t, void *(*run)(void *), void *arg);
int __real_thread_start(pthread_t *t, void *(*run)(void *), void *arg);

void
__wrap_mailbox_obey_signal(int number)
{
	atomic_store(&obeyed, number);
	(void)sem_post(&stopped);
}

int
__wrap_thread_start(pthread_t *t, void *(*run)(void *), void *arg)
{
	int left = atomic_load(&threads_left);

	if (left == 0)
		return (EAGAIN);
	atomic_store(&threads_left, left > 0 ? left - 1 : left);
	(void)sem_post(&started);
	return (__real_thread_start(t, run, arg));
}

static void
tell_nothing(const char *host)
{
	(void)host;
}

static void
tell_failed(const char *tried, struct words why)
{
	(void)tried;
	(void)why;
}

static void *
live(void *arg)
{
	static const struct wishes wishes = { .host = "127.0.0.1" };

	(void)arg;
	status = client_run(connection, &wishes, &key);
	return (NULL);
}

static void
setup(void)
{
	static const struct connection_news news = { tell_nothing,
		tell_failed };
	char port[16];

	obeyed = 0;
	threads_left = -1;
	status = -1;
	ck_assert_int_eq(sem_init(&stopped, 0, 0), 0);
	key = (struct key){ .len = 3, .bytes = "key" };
	pipes_open(&pipes);
	server_open(&server);
	(void)snprintf(port, sizeof port, "%u", server.port);
	connection = connection_open("127.0.0.1", port, &news);
	ck_assert_ptr_nonnull(connection);
	server_accept(&server);
	/* Not before: connecting starts a thread, too. */
	ck_assert_int_eq(sem_init(&started, 0, 0), 0);
}

static void
teardown(void)
{
	server_free(&server);
	pipes_close(&pipes);
	(void)sem_destroy(&started);
	(void)sem_destroy(&stopped);
}

static void
begin(void)
{
	ck_assert_int_eq(__real_thread_start(&client, live, NULL), 0);
}

/* The client has ended, and said this. */
static void
expect_ended(int expected, const char *errors)
{
	char text[256];

	thread_join(client);
	ck_assert_int_eq(status, expected);
	(void)snprintf(text, sizeof text,
	    "chatroom: connected to 127.0.0.1:%u\n%s", server.port, errors);
	pipes_expect_err(&pipes, text);
}

/* It is in the room, and has shown so. */
static void
enter(void)
{
	begin();
	ck_assert_int_eq(sem_wait(&started), 0);
	server_say(&server, GREETING);
	pipes_await_out(&pipes,
	    "*** welcome, you are Ann here\n*** an empty line leaves\n");
}

/* What is said still goes to the server. */
static void
expect_alive(void)
{
	pipes_write(&pipes, "hi\n");
	stream_expect(&server.stream, "hi\n");
}

/* All has been said, and the server closes. */
static void
leave(void)
{
	pipes_end_input(&pipes);
	stream_expect_end(&server.stream);
	server_hang_up(&server);
	expect_ended(EXIT_SUCCESS, "");
}

START_TEST(test_a_filter_says_its_input_and_leaves_at_its_end)
{
	enter();
	expect_alive();
	leave();
	ck_assert_int_eq(obeyed, 0);
	ck_assert_uint_eq(key.len, 0);
	ck_assert_int_eq(key.bytes[0], 0);
}
END_TEST

START_TEST(test_a_server_that_leaves_first_ends_the_client)
{
	enter();
	server_hang_up(&server);
	expect_ended(EXIT_FAILURE,
	    "chatroom: the server has closed the connection\n");
}
END_TEST

/* Neither the reader, nor the speaker. */
START_TEST(test_without_a_thread_the_other_one_ends_as_well)
{
	threads_left = _i;
	begin();
	stream_expect_end(&server.stream);
	expect_ended(EXIT_FAILURE,
	    "chatroom: cannot start a thread: Resource temporarily "
	    "unavailable\n");
}
END_TEST

START_TEST(test_a_signal_that_ends_us_ends_both_threads_first)
{
	static const int signals[] = { SIGHUP, SIGQUIT, SIGTERM };

	enter();
	mailbox_post(signals[_i]);
	stream_expect_end(&server.stream);
	expect_ended(EXIT_FAILURE, "");
	ck_assert_int_eq(obeyed, signals[_i]);
}
END_TEST

START_TEST(test_ctrl_c_leaves_in_order)
{
	enter();
	mailbox_post(SIGINT);
	stream_expect_end(&server.stream);
	server_hang_up(&server);
	expect_ended(EXIT_SUCCESS, "");
	ck_assert_int_eq(obeyed, 0);
}
END_TEST

START_TEST(test_a_stop_is_obeyed_and_life_goes_on)
{
	enter();
	mailbox_post(SIGTSTP);
	mailbox_post(SIGCONT);
	mailbox_post(SIGWINCH);
	expect_alive();
	leave();
	ck_assert_int_eq(obeyed, SIGTSTP);
}
END_TEST

/*
 * Others may still read what it says.  A stop shows that the mail before it is
 * dealt with.
 */
START_TEST(test_a_filter_without_readers_goes_on)
{
	enter();
	mailbox_post(MAIL_OUTPUT_GONE);
	mailbox_post(SIGTSTP);
	ck_assert_int_eq(sem_wait(&stopped), 0);
	mailbox_post(SIGCONT);
	expect_alive();
	leave();
}
END_TEST

START_TEST(test_a_person_may_leave_before_the_end_of_input)
{
	enter();
	mailbox_post(MAIL_LEAVE);
	stream_expect_end(&server.stream);
	server_hang_up(&server);
	expect_ended(EXIT_SUCCESS, "");
}
END_TEST

START_TEST(test_a_server_that_does_not_close_is_left_in_time)
{
	enter();
	pipes_end_input(&pipes);
	stream_expect_end(&server.stream);
	mailbox_post(MAIL_TIME_UP);
	expect_ended(EXIT_SUCCESS, "");
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("client");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, test_a_filter_says_its_input_and_leaves_at_its_end);
	tcase_add_test(tc, test_a_server_that_leaves_first_ends_the_client);
	tcase_add_loop_test(tc,
	    test_without_a_thread_the_other_one_ends_as_well, 0, 2);
	tcase_add_loop_test(tc,
	    test_a_signal_that_ends_us_ends_both_threads_first, 0, 3);
	tcase_add_test(tc, test_ctrl_c_leaves_in_order);
	tcase_add_test(tc, test_a_stop_is_obeyed_and_life_goes_on);
	tcase_add_test(tc, test_a_filter_without_readers_goes_on);
	tcase_add_test(tc, test_a_person_may_leave_before_the_end_of_input);
	tcase_add_test(tc, test_a_server_that_does_not_close_is_left_in_time);
	return (suite_run("client", &tc, 1));
}
