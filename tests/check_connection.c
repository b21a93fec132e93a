/*
 * How the client gets to its server, driven as a whole program.  See
 * check_dial for the race of several addresses.
 */
#include <config.h>

#include <sys/socket.h>
#include <sys/wait.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client.h"
#include "room.h"

/* A server whose queue is full: it does not answer. */
static void
server_lose(struct server *s, int *queued)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	s->listener = bound_socket(&s->port);
	ck_assert_int_eq(listen(s->listener, 0), 0);
	in.sin_port = htons((in_port_t)s->port);
	*queued = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_ge(*queued, 0);
	ck_assert_int_eq(connect(*queued, (struct sockaddr *)&in, sizeof in),
	    0);
}

START_TEST(test_long_wait_is_told_and_can_be_ended)
{
	struct server s;
	struct client c;
	char args[64];
	int queued, status;

	server_lose(&s, &queued);
	(void)snprintf(args, sizeof args, "127.0.0.1:%u", s.port);
	filter_run(&c, args);
	while (strstr(c.err.bytes, "connecting to 127.0.0.1 ...\n") == NULL)
		ck_assert(!c.err.ended && stream_read(&c.err, patience()));
	ck_assert_int_eq(kill(c.pid, SIGINT), 0);
	status = client_wait(&c);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGINT);
	client_free(&c);
	(void)close(queued);
	(void)close(s.listener);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("connection");
	SRunner *runner = srunner_create(suite);
	TCase *tc = tcase_create("connection");
	int failed;

	(void)unsetenv("CHATROOM_NICK");
	(void)signal(SIGPIPE, SIG_IGN);
	tcase_set_timeout(tc, room_timeout());
	tcase_add_test(tc, test_long_wait_is_told_and_can_be_ended);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
