/*
 * check_banned: whom a ban keeps out, and that it keeps nobody out by mistake.
 *
 * Each test begins in a room with Alice, an operator, and Bob, who is none.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/meeting.h"

/* Alice and Bob come in, by IPv4 or not. */
static void
open_with(const char *args, struct person *(*join)(const struct room *))
{
	room_sweep();
	room = room_open(args);
	alice = person_join(room);
	person_type(alice, "/nick Alice");
	person_expect(alice, "*** you are now known as Alice");
	person_type(alice, "/op %s", room_printed_key(room));
	person_expect(alice, "*** Alice is now an operator: @Alice");
	bob = join(room);
	person_expect(alice, "[ %s ] joined the room", bob->who);
	person_type(bob, "/nick Bob");
	person_expect(bob, "*** you are now known as Bob");
	person_expect(alice, "[ %s ] is now known as Bob", bob->who);
}

static void
setup(void)
{
	open_with("", person_join);
}

START_TEST(test_ban_of_everyone_is_asked_about)
{
	person_type(alice, "/ban 0.0.0.0/0");
	person_expect_notice(alice, "0.0.0.0/0 contains your own address");
	/* A different range in between is asked about separately. */
	person_type(alice, "/ban 0.0.0.0/1");
	person_expect_notice(alice, "0.0.0.0/1 contains your own address");
	person_type(alice, "/ban 128.0.0.0/1");
	person_expect_notice(alice, "128.0.0.0/1 contains very many addresses");
	person_type(alice, "/ban ::/0");
	person_expect_notice(alice, "::/0 contains very many addresses");
	person_type(alice, "/ban 0.0.0.0/0");
	person_expect_notice(alice, "repeat the command");
	person_expect_nothing(bob);
	person_type(alice, "/bans");
	person_expect(alice, "*** 0 bans");
	person_type(alice, "/ban 0.0.0.0/0 5 noise");
	person_expect(bob, "*** @Alice banned 0.0.0.0/0 for 5 min: noise");
	person_expect(bob, "*** you are banned from this room, goodbye");
	person_expect_end(bob);
	bob = NULL;
	person_expect(alice, "*** @Alice banned 0.0.0.0/0 for 5 min: noise");
	person_expect(alice, "[ Bob ] left the room (banned)");
}
END_TEST

START_TEST(test_ban_of_somebody_elses_network_is_done_at_once)
{
	person_type(alice, "/ban 10.0.0.0/8");
	both_expect("*** @Alice banned 10.0.0.0/8");
	person_type(alice, "/ban 2001:db8::/32");
	both_expect("*** @Alice banned 2001:db8::/32");
}
END_TEST

START_TEST(test_digits_of_full_width_are_digits)
{
	person_type(alice, "/ban １０．０．０．０／８ ５ noise");
	both_expect("*** @Alice banned 10.0.0.0/8 for 5 min: noise");
	person_type(alice, "/unban\u3000１０．０．０．０／８");
	both_expect("*** @Alice lifted the ban of 10.0.0.0/8");
	person_type(alice, "/mute Bob\u3000３０");
	both_expect("*** @Alice muted Bob for 30 min");
	person_type(alice, "/unmute Bob");
	both_expect("*** @Alice unmuted Bob");
	person_type(alice, "／slow １０");
	both_expect("*** @Alice turned on slow mode: one line per person "
		    "every 10 s");
	person_type(alice, "/pause ６０００００");
	person_expect_notice(alice, "６０００００ is not a number of minutes");
	person_expect_notice(alice, "usage: /pause");
}
END_TEST

START_TEST(test_ban_by_name_is_of_the_network_that_counts_as_an_address)
{
	struct person *again;

	open_with("-b ::1", person_join_ipv6);
	person_type(alice, "/ban Bob");
	person_expect(bob, "*** @Alice banned Bob at ::/64");
	person_expect(bob, "*** you are banned from this room, goodbye");
	person_expect_end(bob);
	bob = NULL;
	person_expect(alice, "*** @Alice banned Bob at ::/64");
	person_expect(alice, "[ Bob ] left the room (banned)");
	again = person_dial(room, "::1", 0);
	ck_assert_ptr_nonnull(again);
	person_expect_notice(again, "you are banned from this room");
	person_expect_end(again);
	meeting_close();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("banned");
	TCase *t = tcase_create("banned");
	TCase *ipv6 = tcase_create("ipv6");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(t, setup, meeting_close);
	tcase_set_timeout(t, room_timeout());
	tcase_add_test(t, test_ban_of_everyone_is_asked_about);
	tcase_add_test(t, test_ban_of_somebody_elses_network_is_done_at_once);
	tcase_add_test(t, test_digits_of_full_width_are_digits);
	suite_add_tcase(s, t);
	tcase_set_timeout(ipv6, room_timeout());
	if (room_has_ipv6())
		tcase_add_test(ipv6,
		    test_ban_by_name_is_of_the_network_that_counts_as_an_address);
	suite_add_tcase(s, ipv6);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
