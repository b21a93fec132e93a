/*
 * check_subnet: all addresses that begin alike.
 */
#include <config.h>

#include <check.h>
#include <string.h>

#include "harness/peers.h"
#include "harness/suite.h"
#include "server/gate/subnet.h"

/* Lists of a hash table, each with one of as many addresses at best. */
#define CHAINS 4096
#define SEED 0x5eed

START_TEST(test_ranges_are_read_and_written_with_host_bits_cleared)
{
	static const char *const pairs[][2] = {
		{ "192.0.2.7", "192.0.2.7" },
		{ "192.0.2.7/32", "192.0.2.7" },
		{ "192.0.2.7/24", "192.0.2.0/24" },
		{ "192.0.2.255/25", "192.0.2.128/25" },
		{ "192.0.2.7/0", "0.0.0.0/0" },
		{ "::1", "::1" },
		{ "2001:DB8:0:0:0:0:0:1", "2001:db8::1" },
		{ "2001:db8::ffff/64", "2001:db8::/64" },
		{ "2001:db8::ffff/127", "2001:db8::fffe/127" },
		{ "2001:db8:ffff::/33", "2001:db8:8000::/33" },
		{ "ffff::/0", "::/0" },
		{ "::ffff:192.0.2.7", "192.0.2.7" },
		{ "::ffff:192.0.2.7/120", "192.0.2.0/24" },
		{ "fe80::1%eth0", "fe80::1" },
		{ "fe80::1%eth0/10", "fe80::/10" },
	};
	char text[SUBNET_SIZE];
	struct subnet r;
	size_t i;

	for (i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		r = range(pairs[i][0]);
		subnet_format(&r, text);
		ck_assert_str_eq(text, pairs[i][1]);
	}
}
END_TEST

START_TEST(test_ranges_are_more_than_an_address_and_wide_ones_a_lot_more)
{
	static const struct {
		const char *text;
		bool range, wide, link_local;
	} cases[] = {
		{ "192.0.2.7", false, false, false },
		{ "192.0.2.0/31", true, false, false },
		{ "10.0.0.0/8", true, false, false },
		{ "10.0.0.0/7", true, true, false },
		{ "0.0.0.0/0", true, true, false },
		{ "2001:db8::1", false, false, false },
		{ "2001:db8::/64", false, false, false },
		{ "2001:db8::/63", true, false, false },
		{ "2001:db8::/32", true, false, false },
		{ "2000::/31", true, true, false },
		{ "::/0", true, true, false },
		{ "fe80::1", false, false, true },
		{ "fe80::/64", true, false, true },
		{ "febf::/10", true, false, true },
		{ "fe80::/9", true, true, false },
		{ "fec0::/10", true, true, false },
	};
	struct subnet r;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		r = range(cases[i].text);
		ck_assert_msg(subnet_is_range(&r) == cases[i].range, "%s",
		    cases[i].text);
		ck_assert_msg(subnet_is_wide(&r) == cases[i].wide, "%s",
		    cases[i].text);
		ck_assert_msg(subnet_is_link_local(&r) == cases[i].link_local,
		    "%s", cases[i].text);
	}
}
END_TEST

/* What it counts as one address, and so what a ban by name covers. */
START_TEST(test_ipv6_counts_by_its_network_and_link_local_by_itself)
{
	static const char *const pairs[][2] = {
		{ "2001:db8::1", "2001:db8::/64" }, { "::1", "::/64" },
		{ "fe80::1", "fe80::1" }, { "192.0.2.7", "192.0.2.7" },
		{ "::ffff:192.0.2.7", "192.0.2.7" }
	};
	char text[SUBNET_SIZE];
	struct subnet range;
	size_t i;

	for (i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		ck_assert(subnet_counted(peer(pairs[i][0]), &range));
		subnet_format(&range, text);
		ck_assert_str_eq(text, pairs[i][1]);
	}
}
END_TEST

START_TEST(test_the_longest_range_is_written_whole)
{
	const char *longest = "1111:2222:3333:4444:5555:6666:7777:8888/127";
	char text[SUBNET_SIZE];
	struct subnet r = range(longest);

	subnet_format(&r, text);
	ck_assert_str_eq(text, longest);
}
END_TEST

START_TEST(test_what_is_no_range_is_refused)
{
	static const char *const texts[] = { "", "/", "/24", "bob", "1.2.3",
		"1.2.3.4.5", "256.0.0.1", "1.2.3.4/", "1.2.3.4/33",
		"1.2.3.4/-1", "1.2.3.4/+1", "1.2.3.4/ 8", "1.2.3.4/8x",
		"1.2.3.4/99999999999999999999", "1.2.3.4%eth0", "::1/129",
		":::1", "[::1]", "1.2.3.4 ", " 1.2.3.4", "::1/6/4",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999:0000:1111" };
	struct subnet r;
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		ck_assert_msg(!subnet_parse(texts[i], strlen(texts[i]), &r),
		    "%s", texts[i]);
	ck_assert(!subnet_parse("1.2.3.4\0", 8, &r));
	ck_assert(subnet_parse("1.2.3.4567", 7, &r));
}
END_TEST

START_TEST(test_a_range_covers_its_addresses_and_no_others)
{
	struct subnet r = range("192.0.2.128/25");

	ck_assert(subnet_covers(&r, peer("192.0.2.128")));
	ck_assert(subnet_covers(&r, peer("::ffff:192.0.2.255")));
	ck_assert(!subnet_covers(&r, peer("192.0.2.127")));
	ck_assert(!subnet_covers(&r, peer("2001:db8::1")));
	r = range("2001:db8::/33");
	ck_assert(subnet_covers(&r, peer("2001:db8:7fff::1")));
	ck_assert(!subnet_covers(&r, peer("2001:db8:8000::1")));
	r = range("::/0");
	ck_assert(subnet_covers(&r, peer("::1")));
	ck_assert(!subnet_covers(&r, peer("192.0.2.1")));
	r = range("0.0.0.0/0");
	ck_assert(subnet_covers(&r, peer("192.0.2.1")));
	ck_assert(!subnet_covers(&r, peer("::1")));
	ck_assert(subnet_of(peer("2001:db8::1"), &r));
	ck_assert(subnet_covers(&r, peer("2001:db8::1")));
	ck_assert(!subnet_covers(&r, peer("2001:db8::2")));
}
END_TEST

/* How long the longest list is, where these two bytes count from 0 up. */
static unsigned
longest_chain(struct subnet *address, unsigned char *high, unsigned char *low)
{
	unsigned lengths[CHAINS] = { 0 }, longest = 0, i, n;

	for (i = 0; i < CHAINS; i++) {
		*high = (unsigned char)(i >> 8);
		*low = (unsigned char)i;
		n = ++lengths[subnet_hash(address, SEED) % CHAINS];
		if (n > longest)
			longest = n;
	}
	return (longest);
}

START_TEST(test_the_addresses_of_one_network_have_different_hashes)
{
	struct subnet ipv4 = range("10.1.0.0"), ipv6 = range("2001:db8::");
	size_t i;

	/* By chance, one of 4096 lists gets 7 or 8 of 4096 addresses. */
	ck_assert_uint_le(
	    longest_chain(&ipv4, &ipv4.bytes[14], &ipv4.bytes[15]), 12);
	for (i = 0; i + 1 < sizeof ipv6.bytes; i++) {
		ipv6 = range("2001:db8::");
		ck_assert_uint_le(
		    longest_chain(&ipv6, &ipv6.bytes[i], &ipv6.bytes[i + 1]),
		    12);
	}
}
END_TEST

START_TEST(test_another_seed_has_other_hashes)
{
	struct subnet r = range("10.1.2.3");

	ck_assert_uint_ne(subnet_hash(&r, 1), subnet_hash(&r, 2));
	ck_assert_uint_eq(subnet_hash(&r, 1), subnet_hash(&r, 1));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_ranges_are_read_and_written_with_host_bits_cleared,
		test_ranges_are_more_than_an_address_and_wide_ones_a_lot_more,
		test_ipv6_counts_by_its_network_and_link_local_by_itself,
		test_the_longest_range_is_written_whole,
		test_what_is_no_range_is_refused,
		test_a_range_covers_its_addresses_and_no_others,
		test_the_addresses_of_one_network_have_different_hashes,
		test_another_seed_has_other_hashes,
		NULL,
	};

	return (suite_of("subnet", NULL, NULL, tests));
}
