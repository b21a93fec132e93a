/*
 * check_sockets: which sockets the room listens on, and how they are set up.
 */
#include <config.h>

#include <sys/socket.h>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/address.h"
#include "harness/suite.h"
#include "server/system/sockets.h"
#include "harness/room.h"

static struct sockets l;
static char error[256];
static unsigned port;
static char texts[SOCKETS_MAX + 1][32];
static char *addresses[SOCKETS_MAX + 1];

static int
open_addresses(size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		(void)snprintf(texts[i], sizeof texts[i], "127.0.0.%zu", i + 1);
		addresses[i] = texts[i];
	}
	return (sockets_open(&l, addresses, count, &port, error, sizeof error));
}

static void
teardown(void)
{
	sockets_close(&l);
}

static int
option_of(int fd, int level, int option)
{
	socklen_t len = sizeof(int);
	int value = -1;

	ck_assert_int_eq(getsockopt(fd, level, option, &value, &len), 0);
	return (value);
}

/* The address that a socket has; returns its family. */
static sa_family_t
name_of(int fd, struct sockaddr_storage *ss)
{
	socklen_t len = sizeof *ss;

	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)ss, &len), 0);
	return (ss->ss_family);
}

/* Options that accepted connections inherit: by these, the dead are found. */
static void
expect_keepalive(int fd)
{
	ck_assert_int_eq(option_of(fd, SOL_SOCKET, SO_KEEPALIVE), 1);
	ck_assert_int_eq(option_of(fd, IPPROTO_TCP, TCP_NODELAY), 1);
	ck_assert_int_eq(option_of(fd, IPPROTO_TCP, TCP_KEEPIDLE), 60);
	ck_assert_int_eq(option_of(fd, IPPROTO_TCP, TCP_KEEPINTVL), 15);
	ck_assert_int_eq(option_of(fd, IPPROTO_TCP, TCP_KEEPCNT), 4);
	ck_assert_int_eq(option_of(fd, IPPROTO_TCP, TCP_USER_TIMEOUT), 120000);
}

START_TEST(test_sockets_of_all_families_have_one_port)
{
	struct sockaddr_storage ss;
	size_t i;

	ck_assert_int_eq(sockets_open(&l, NULL, 0, &port, error, sizeof error),
	    0);
	ck_assert_uint_gt(port, 0);
	ck_assert_uint_gt(l.count, 0);
	for (i = 0; i < l.count; i++) {
		/* Two sockets on one port: IPv6 leaves IPv4 to the other. */
		if (name_of(l.fds[i], &ss) == AF_INET6)
			ck_assert_int_eq(
			    option_of(l.fds[i], IPPROTO_IPV6, IPV6_V6ONLY), 1);
		ck_assert_uint_eq(address_port((struct sockaddr *)&ss), port);
	}
}
END_TEST

START_TEST(test_socket_neither_blocks_nor_is_inherited)
{
	int fd;

	ck_assert_int_eq(open_addresses(1), 0);
	fd = l.fds[0];
	ck_assert_int_eq(option_of(fd, SOL_SOCKET, SO_ACCEPTCONN), 1);
	ck_assert_int_eq(option_of(fd, SOL_SOCKET, SO_REUSEADDR), 1);
	ck_assert_int_ne(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
	ck_assert_int_ne(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
	expect_keepalive(fd);
}
END_TEST

START_TEST(test_adopted_socket_is_set_up_as_well)
{
	struct sockets adopted = { .count = 0 };

	adopted.fds[0] = socket(AF_INET, SOCK_STREAM, 0);
	ck_assert_int_ge(adopted.fds[0], 0);
	ck_assert_int_eq(listen(adopted.fds[0], 1), 0);
	sockets_adopt(&adopted, 1);
	ck_assert_uint_eq(adopted.count, 1);
	expect_keepalive(adopted.fds[0]);
	sockets_close(&adopted);
}
END_TEST

START_TEST(test_as_many_addresses_as_there_is_room_for)
{
	ck_assert_int_eq(open_addresses(SOCKETS_MAX), 0);
	ck_assert_uint_eq(l.count, SOCKETS_MAX);
	sockets_close(&l);
	ck_assert_int_eq(open_addresses(SOCKETS_MAX + 1), -1);
	ck_assert_ptr_nonnull(strstr(error, "16 addresses"));
	ck_assert_uint_eq(l.count, 0);
}
END_TEST

START_TEST(test_port_of_another_is_an_error_and_leaves_nothing_open)
{
	struct sockets other;
	char second[] = "127.0.0.2";
	char *both[2] = { second, NULL };
	int next;

	ck_assert_int_eq(open_addresses(1), 0);
	both[1] = addresses[0];
	next = dup(STDERR_FILENO);
	ck_assert_int_ge(next, 0);
	(void)close(next);
	ck_assert_int_eq(
	    sockets_open(&other, both, 2, &port, error, sizeof error), -1);
	ck_assert_ptr_nonnull(strstr(error, "127.0.0.1:"));
	ck_assert_uint_eq(other.count, 0);
	/* The first of the two is closed: its number is free again. */
	ck_assert_int_eq(dup(STDERR_FILENO), next);
	(void)close(next);
}
END_TEST

/* Whether a socket listens on this address of IPv4. */
static bool
listens_on(in_addr_t address)
{
	struct sockaddr_storage ss;
	struct sockaddr_in in;
	size_t i;

	for (i = 0; i < l.count; i++) {
		if (name_of(l.fds[i], &ss) != AF_INET)
			continue;
		memcpy(&in, &ss, sizeof in);
		if (in.sin_addr.s_addr == htonl(address))
			return (true);
	}
	return (false);
}

/* IPv6 sockets hear no IPv4, so what is mapped needs one of its own. */
START_TEST(test_mapped_address_is_listened_on_as_ipv4)
{
	char all[] = "::", mapped[] = "::ffff:127.0.0.1";
	char plain[] = "127.0.0.1";
	char *both[3] = { all, mapped, plain };

	if (_i == 0) {
		both[0] = mapped;
		both[1] = all;
	}
	ck_assert_int_eq(sockets_open(&l, both, 3, &port, error, sizeof error),
	    0);
	ck_assert_uint_eq(l.count, 2);
	ck_assert(listens_on(INADDR_LOOPBACK));
}
END_TEST

START_TEST(test_closed_sockets_hold_no_descriptor)
{
	int fd;

	ck_assert_int_eq(open_addresses(2), 0);
	fd = l.fds[1];
	sockets_close(&l);
	ck_assert_uint_eq(l.count, 0);
	ck_assert_int_eq(fcntl(fd, F_GETFD), -1);
	ck_assert_int_eq(errno, EBADF);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("sockets");

	tcase_add_checked_fixture(t, NULL, teardown);
	tcase_add_test(t, test_sockets_of_all_families_have_one_port);
	tcase_add_test(t, test_socket_neither_blocks_nor_is_inherited);
	tcase_add_test(t, test_adopted_socket_is_set_up_as_well);
	tcase_add_test(t, test_as_many_addresses_as_there_is_room_for);
	tcase_add_test(t,
	    test_port_of_another_is_an_error_and_leaves_nothing_open);
	if (room_has_ipv6())
		tcase_add_loop_test(t,
		    test_mapped_address_is_listened_on_as_ipv4, 0, 2);
	tcase_add_test(t, test_closed_sockets_hold_no_descriptor);
	return (suite_run("sockets", &t, 1));
}
