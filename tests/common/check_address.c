/*
 * check_address: a socket address as people read and type it.
 */
#include <config.h>

#include "common/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <check.h>
#include <string.h>

#include "harness/suite.h"

static struct sockaddr_in
in_of(const char *text, unsigned port)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_port = htons((in_port_t)port) };

	ck_assert_int_eq(inet_pton(AF_INET, text, &in.sin_addr), 1);
	return (in);
}

static struct sockaddr_in6
in6_of(const char *text, unsigned port)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
		.sin6_port = htons((in_port_t)port) };

	ck_assert_int_eq(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
	return (in6);
}

/* The address is shown as these two strings. */
static void
expect(const void *sa, const char *all, const char *host)
{
	char out[ADDRESS_MAX];

	address_format(sa, out);
	ck_assert_str_eq(out, all);
	address_format_host(sa, out);
	ck_assert_str_eq(out, host);
}

START_TEST(test_ipv4_is_address_and_port)
{
	struct sockaddr_in in = in_of("192.0.2.7", 21567);

	expect(&in, "192.0.2.7:21567", "192.0.2.7");
	ck_assert_uint_eq(address_port((struct sockaddr *)&in), 21567);
}
END_TEST

START_TEST(test_ipv6_is_in_brackets)
{
	struct sockaddr_in6 in6 = in6_of("2001:db8::7", 65535);

	expect(&in6, "[2001:db8::7]:65535", "2001:db8::7");
	ck_assert_uint_eq(address_port((struct sockaddr *)&in6), 65535);
}
END_TEST

START_TEST(test_mapped_ipv4_is_shown_as_ipv4)
{
	struct sockaddr_in6 in6 = in6_of("::ffff:192.0.2.7", 258);

	expect(&in6, "192.0.2.7:258", "192.0.2.7");
}
END_TEST

START_TEST(test_link_local_address_has_its_interface)
{
	struct sockaddr_in6 in6 = in6_of("fe80::1", 5);

	in6.sin6_scope_id = if_nametoindex("lo");
	if (in6.sin6_scope_id == 0)
		return;
	expect(&in6, "[fe80::1%lo]:5", "fe80::1%lo");
}
END_TEST

/* The longest address that there is, and an interface without a name. */
START_TEST(test_longest_address_fits)
{
	struct sockaddr_in6 in6 =
	    in6_of("fe80:1111:2222:3333:4444:5555:6666:7777", 65535);

	in6.sin6_scope_id = UINT32_MAX;
	expect(&in6,
	    "[fe80:1111:2222:3333:4444:5555:6666:7777%4294967295]:65535",
	    "fe80:1111:2222:3333:4444:5555:6666:7777%4294967295");
}
END_TEST

START_TEST(test_any_other_family_is_unknown)
{
	struct sockaddr sa = { .sa_family = AF_UNIX };

	expect(&sa, "unknown:0", "unknown");
	ck_assert_uint_eq(address_port(&sa), 0);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("address");

	tcase_add_test(t, test_ipv4_is_address_and_port);
	tcase_add_test(t, test_ipv6_is_in_brackets);
	tcase_add_test(t, test_mapped_ipv4_is_shown_as_ipv4);
	tcase_add_test(t, test_link_local_address_has_its_interface);
	tcase_add_test(t, test_longest_address_fits);
	tcase_add_test(t, test_any_other_family_is_unknown);
	return (suite_run("address", &t, 1));
}
