/*
 * check_ban: the list of those who may not come in.
 */
#include <config.h>

#include <sys/socket.h>

#include <check.h>
#include <string.h>

#include "common/text.h"
#include "harness/peers.h"
#include "harness/suite.h"
#include "server/gate/ban.h"

#define MINUTE 60000

static struct ban_list bans;

static void
setup(void)
{
	memset(&bans, 0, sizeof bans);
}

static bool
ban(const char *text, int64_t until, const char *why, int64_t now)
{
	struct subnet r = range(text);

	return (ban_add(&bans, &r, until, why, strlen(why), now));
}

static bool
unban(const char *text, int64_t now)
{
	struct subnet r = range(text);

	return (ban_lift(&bans, &r, now));
}

/* What somebody hears at the gate; NULL: they may come in. */
static const char *
hear(const struct sockaddr *sa, int64_t now)
{
	static char text[REASON_TEXT_SIZE];
	struct subnet address;
	const struct ban_entry *b;
	struct reason why;

	ck_assert(subnet_of(sa, &address));
	b = ban_of(&bans, &address, now);
	if (b == NULL)
		return (NULL);
	why = ban_reason(b, now);
	return (reason_text(&why, text));
}

static const char *
enter(const char *address, int64_t now)
{
	return (hear(peer(address), now));
}

START_TEST(test_a_ban_ends_by_itself_at_its_very_time)
{
	ck_assert(ban("192.0.2.0/24", 5000, "noise", 1000));
	ck_assert_str_eq(enter("192.0.2.9", 2001),
	    "you are banned from this room (noise); come back in 3 seconds");
	ck_assert_ptr_nonnull(strstr(enter("192.0.2.9", 4999), "1 second"));
	ck_assert_ptr_null(enter("192.0.2.9", 5000));
	ck_assert_ptr_null(enter("192.0.3.9", 1000));
}
END_TEST

START_TEST(test_a_ban_says_how_long_it_still_is)
{
	static const struct {
		int64_t ms;
		const char *text;
	} cases[] = { { 120000, "in 120 seconds" }, { 120001, "in 3 minutes" },
		{ 600000, "in 10 minutes" }, { 7200000, "in 120 minutes" },
		{ 86400000, "in 24 hours" }, { 604800000, "in 7 days" } };
	const char *why;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		ck_assert(ban("192.0.2.1", 9 + cases[i].ms, "", 9));
		why = enter("192.0.2.1", 9);
		ck_assert_msg(strstr(why, cases[i].text) != NULL, "%s", why);
	}
}
END_TEST

START_TEST(test_a_ban_for_good_holds_until_it_is_lifted)
{
	ck_assert(ban("192.0.2.1", 0, "", 1));
	ck_assert_str_eq(enter("192.0.2.1", INT64_MAX / 2),
	    "you are banned from this room; ask the person in charge of it");
	ck_assert(!unban("192.0.2.0/24", 2));
	ck_assert(unban("::ffff:192.0.2.1", 2));
	ck_assert(!unban("192.0.2.1", 2));
	ck_assert_ptr_null(enter("192.0.2.1", 3));
}
END_TEST

START_TEST(test_a_ban_of_the_same_range_takes_the_place_of_the_older)
{

	ck_assert(ban("192.0.2.1", 0, "one", 1));
	ck_assert(ban("192.0.2.0/24", 0, "two", 1));
	ck_assert(ban("192.0.2.1", 500, "three", 1));
	ban_expire(&bans, 2);
	ck_assert_uint_eq(bans.count, 2);
	ck_assert_str_eq(bans.bans[0].why, "three");
	ck_assert_int_eq(bans.bans[0].until_ms, 500);
	ck_assert_str_eq(bans.bans[1].why, "two");
	ban_expire(&bans, 500);
	ck_assert_uint_eq(bans.count, 1);
	ck_assert_str_eq(bans.bans[0].why, "two");
}
END_TEST

START_TEST(test_a_network_and_its_first_address_are_two_bans)
{
	ck_assert(ban("192.0.2.0/24", 0, "network", 1));
	ck_assert(ban("192.0.2.0", 0, "address", 1));
	ck_assert(unban("192.0.2.0/24", 1));
	ck_assert_ptr_null(enter("192.0.2.1", 1));
	ck_assert_ptr_nonnull(enter("192.0.2.0", 1));
}
END_TEST

START_TEST(test_bans_are_bounded_and_those_that_are_over_make_room)
{
	struct subnet r;
	unsigned i;

	for (i = 0; i < BAN_MAX; i++) {
		ck_assert(subnet_of(numbered(i), &r));
		ck_assert(ban_add(&bans, &r, i == 3 ? 50 : 0, "", 0, 1));
	}
	ck_assert(!ban("192.0.2.1", 0, "", 49));
	ck_assert(ban("10.0.0.1", 0, "again", 49));
	ck_assert_ptr_null(enter("192.0.2.1", 49));
	ck_assert(ban("192.0.2.1", 0, "", 50));
	ck_assert_ptr_nonnull(enter("192.0.2.1", 50));
	ck_assert_ptr_null(hear(numbered(3), 50));
	ck_assert_ptr_nonnull(hear(numbered(BAN_MAX - 1), 50));
}
END_TEST

START_TEST(test_a_long_reason_is_cut_between_characters)
{
	char why[500] = "";

	while (strlen(why) < 400)
		(void)strcat(why, "吵");
	ck_assert(ban("192.0.2.1", 1000 * MINUTE, why, 1));
	ban_expire(&bans, 1);
	ck_assert_uint_eq(bans.count, 1);
	ck_assert_uint_eq(strlen(bans.bans[0].why), 126);
	/* The sentence has room for it. */
	ck_assert_ptr_nonnull(strstr(enter("192.0.2.1", 1), "; come back in "));
	ck_assert_uint_lt(strlen(enter("192.0.2.1", 1)), REASON_TEXT_SIZE - 1);
}
END_TEST

START_TEST(test_a_reason_that_is_cut_is_clean)
{
	char why[BAN_WHY_SIZE + 8] = "\xe2\x81\xa7"; /* an open isolate */

	while (strlen(why) < BAN_WHY_SIZE)
		(void)strcat(why, "x");
	(void)strcat(why, "\xe2\x81\xa9"); /* its end, which is cut off */
	ck_assert(ban("192.0.2.1", 1000 * MINUTE, why, 1));
	ban_expire(&bans, 1);
	ck_assert_uint_eq(bans.count, 1);
	ck_assert(text_is_clean(bans.bans[0].why, strlen(bans.bans[0].why)));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_a_ban_ends_by_itself_at_its_very_time,
		test_a_ban_says_how_long_it_still_is,
		test_a_ban_for_good_holds_until_it_is_lifted,
		test_a_ban_of_the_same_range_takes_the_place_of_the_older,
		test_a_network_and_its_first_address_are_two_bans,
		test_bans_are_bounded_and_those_that_are_over_make_room,
		test_a_long_reason_is_cut_between_characters,
		test_a_reason_that_is_cut_is_clean,
		NULL,
	};

	return (suite_of("ban", setup, NULL, tests));
}
