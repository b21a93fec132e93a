/*
 * check_lan: what the person who opens the room is told to type.
 */
#include <config.h>

#include <sys/socket.h>

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>

#include <check.h>
#include <ifaddrs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/suite.h"
#include "server/lan.h"

/* The networks of this machine, as the tests have it; NULL: there are none. */
static struct ifaddrs *networks;

/* The linker sends the calls of lan.c here. */
int __wrap_getifaddrs(struct ifaddrs **list);
void __wrap_freeifaddrs(struct ifaddrs *list);

int
__wrap_getifaddrs(struct ifaddrs **list)
{
	*list = networks;
	return (0);
}

void
__wrap_freeifaddrs(struct ifaddrs *list)
{
	ck_assert_ptr_eq(list, networks);
}

/* A socket at a free port of this address; its port. */
static int
bound(const char *address, unsigned *port)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	socklen_t len = sizeof in;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(inet_pton(AF_INET, address, &in.sin_addr), 1);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&in, sizeof in), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&in, &len), 0);
	*port = ntohs(in.sin_port);
	return (fd);
}

/* What is printed for a socket at this address; a # is its port. */
static void
expect_print(const char *address, const char *expected)
{
	char *text = NULL, wanted[1024] = "", digits[16];
	const char *p;
	size_t len = 0;
	unsigned port;
	FILE *out = open_memstream(&text, &len);
	int fd = bound(address, &port);

	ck_assert_ptr_nonnull(out);
	lan_print(out, &fd, 1);
	ck_assert_int_eq(fclose(out), 0);
	(void)snprintf(digits, sizeof digits, "%u", port);
	for (p = expected; *p != '\0'; p++)
		if (*p == '#')
			(void)strcat(wanted, digits);
		else
			(void)strncat(wanted, p, 1);
	ck_assert_str_eq(text, wanted);
	free(text);
	(void)close(fd);
}

static struct sockaddr_in addresses[3];
static struct ifaddrs interfaces[3];

/* Adds a network with this address. */
static void
add_network(size_t i, const char *address, unsigned flags)
{
	addresses[i].sin_family = AF_INET;
	ck_assert_int_eq(inet_pton(AF_INET, address, &addresses[i].sin_addr),
	    1);
	interfaces[i].ifa_addr = (struct sockaddr *)&addresses[i];
	interfaces[i].ifa_flags = flags;
	interfaces[i].ifa_next = networks;
	networks = &interfaces[i];
}

static void
setup(void)
{
	networks = NULL;
}

START_TEST(test_an_address_of_its_own_is_what_to_type)
{
	expect_print("127.0.0.1",
	    "listening on 127.0.0.1:#\n"
	    "To join, type one of these on any machine in the network:\n"
	    "  chatroom -p # 127.0.0.1\n"
	    "  nc 127.0.0.1 #\n"
	    "  telnet 127.0.0.1 #\n");
}
END_TEST

START_TEST(test_all_addresses_are_those_of_the_networks)
{
	add_network(0, "192.168.1.5", IFF_UP);
	add_network(1, "127.0.0.1", IFF_UP | IFF_LOOPBACK);
	add_network(2, "10.1.2.3", 0); /* a cable that is not plugged in */
	expect_print("0.0.0.0",
	    "listening on 0.0.0.0:#\n"
	    "To join, type one of these on any machine in the network:\n"
	    "  chatroom -p # 192.168.1.5\n"
	    "  nc 192.168.1.5 #\n"
	    "  telnet 192.168.1.5 #\n");
}
END_TEST

START_TEST(test_without_a_network_there_is_this_machine)
{
	add_network(0, "127.0.0.1", IFF_UP | IFF_LOOPBACK);
	expect_print("0.0.0.0",
	    "listening on 0.0.0.0:#\n"
	    "To join, type one of these on any machine in the network:\n"
	    "  (this machine is not on a network; from here: nc localhost "
	    "#)\n");
}
END_TEST

START_TEST(test_a_network_without_an_address_is_none)
{
	add_network(0, "192.168.1.5", IFF_UP);
	interfaces[0].ifa_addr = NULL;
	add_network(1, "10.1.2.3", IFF_UP);
	expect_print("0.0.0.0",
	    "listening on 0.0.0.0:#\n"
	    "To join, type one of these on any machine in the network:\n"
	    "  chatroom -p # 10.1.2.3\n"
	    "  nc 10.1.2.3 #\n"
	    "  telnet 10.1.2.3 #\n");
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("lan");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, test_an_address_of_its_own_is_what_to_type);
	tcase_add_test(tc, test_all_addresses_are_those_of_the_networks);
	tcase_add_test(tc, test_without_a_network_there_is_this_machine);
	tcase_add_test(tc, test_a_network_without_an_address_is_none);
	return (suite_run("lan", &tc, 1));
}
