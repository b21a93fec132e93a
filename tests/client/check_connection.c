/*
 * How the client gets to its server, as a module and as a whole program.  See
 * check_dial for the race of several addresses.
 */
#include <config.h>

#include <sys/socket.h>
#include <sys/wait.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/connection.h"
#include "harness/client.h"
#include "harness/room.h"
#include "harness/suite.h"

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
	stream_await(&c.err, "connecting to 127.0.0.1 ...\n");
	ck_assert_int_eq(kill(c.pid, SIGINT), 0);
	status = client_wait(&c);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGINT);
	client_free(&c);
	(void)close(queued);
	(void)close(s.listener);
}
END_TEST

static void
say_slow(const char *host)
{
	(void)host;
}

static void
say_failed(const char *tried, struct words why)
{
	ck_abort_msg("cannot connect to %s: %.*s", tried, (int)why.len,
	    why.bytes);
}

static int
option(const struct connection *c, int level, int name)
{
	int value = -1;
	socklen_t len = sizeof value;

	ck_assert_int_eq(
	    getsockopt(connection_fd(c), level, name, &value, &len), 0);
	return (value);
}

START_TEST(test_dead_peer_is_found_out_as_by_the_server)
{
	static const struct connection_news news = { say_slow, say_failed };
	struct connection *c;
	struct server s;
	char port[16];

	server_open(&s);
	(void)snprintf(port, sizeof port, "%u", s.port);
	c = connection_open("127.0.0.1", port, &news);
	ck_assert_ptr_nonnull(c);
	ck_assert_int_ne(option(c, SOL_SOCKET, SO_KEEPALIVE), 0);
	ck_assert_int_ne(option(c, IPPROTO_TCP, TCP_NODELAY), 0);
	ck_assert_int_eq(option(c, IPPROTO_TCP, TCP_KEEPIDLE), 60);
	ck_assert_int_eq(option(c, IPPROTO_TCP, TCP_KEEPINTVL), 15);
	ck_assert_int_eq(option(c, IPPROTO_TCP, TCP_KEEPCNT), 4);
	ck_assert_int_eq(option(c, IPPROTO_TCP, TCP_USER_TIMEOUT), 120000);
	connection_free(c);
	server_free(&s);
}
END_TEST

/* Nobody has read what the other machine has not even received. */
START_TEST(test_what_is_not_acknowledged_is_known)
{
	static const struct connection_news news = { say_slow, say_failed };
	static const char bytes[64 * 1024];
	struct connection *c;
	struct server s;
	char port[16];
	int small = 4096;

	server_open(&s);
	ck_assert_int_eq(
	    setsockopt(s.listener, SOL_SOCKET, SO_RCVBUF, &small, sizeof small),
	    0);
	(void)snprintf(port, sizeof port, "%u", s.port);
	c = connection_open("127.0.0.1", port, &news);
	ck_assert_ptr_nonnull(c);
	server_accept(&s);
	ck_assert(connection_send(c, "hello\n", 6));
	stream_expect(&s.stream, "hello\n");
	ck_assert(!connection_unacknowledged(c));
	ck_assert(connection_send(c, bytes, sizeof bytes));
	ck_assert(connection_unacknowledged(c));
	connection_free(c);
	server_free(&s);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("connection");

	(void)unsetenv("CHATROOM_NICK");
	(void)signal(SIGPIPE, SIG_IGN);
	tcase_add_test(tc, test_long_wait_is_told_and_can_be_ended);
	tcase_add_test(tc, test_dead_peer_is_found_out_as_by_the_server);
	tcase_add_test(tc, test_what_is_not_acknowledged_is_known);
	return (suite_run("connection", &tc, 1));
}
