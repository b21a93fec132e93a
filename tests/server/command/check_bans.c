/*
 * check_bans: what becomes of /ban, /unban and /bans, word for word.
 *
 * Each test begins with Ann, an operator, and Bob, who is none.  Time can stand
 * still.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/thread.h"
#include "harness/clock.h"
#include "harness/duo.h"
#include "harness/suite.h"
#include "server/gate/gate.h"

#define MINUTE_MS 60000

#define ASKED                                                                  \
	"*** 0.0.0.0/0 contains your own address: to ban all of that, repeat " \
	"the command\r\n"

static void
setup(void)
{
	clock_stop(0);
	duo_setup();
}

/* All guests have that address. */
START_TEST(test_ban_of_an_address_spares_operators)
{
	type(ann, "ban 10.0.0.1 noise");
	expect(bob,
	    "*** @Ann banned 10.0.0.1: noise\r\n"
	    "*** you are banned from this room, goodbye\r\n");
	ck_assert_int_eq(seat_dropped(&bob->m->seat), S_WHY_BANNED);
	ck_assert_int_eq(seat_dropped(&ann->m->seat), S_NONE);
}
END_TEST

START_TEST(test_each_operator_is_asked_each_time)
{
	promote(bob);
	type(ann, "ban 0.0.0.0/0");
	ann_expects(ASKED);
	type(bob, "ban 0.0.0.0/0");
	expect(bob, ASKED);
	type(bob, "ban 0.0.0.0/0");
	both_expect("*** @Bob banned 0.0.0.0/0\r\n");
	type(bob, "ban 0.0.0.0/0");
	expect(bob, ASKED);
	/* Another range is another question, and so is one as wide. */
	type(bob, "ban 0.0.0.0/1");
	expect_end(bob, "repeat the command\r\n");
	type(bob, "ban 128.0.0.0/1");
	expect_end(bob, "repeat the command\r\n");
	ck_assert_ptr_null(strstr(bob->got, "@Bob banned 0.0.0.0/1"));
	ck_assert_ptr_null(strstr(bob->got, "@Bob banned 128"));
}
END_TEST

START_TEST(test_bans_are_for_their_time_or_for_good)
{
	int64_t now = thread_now_ms();
	struct ban_entry *bans;
	size_t count;

	clock_stop(now);
	type(ann, "ban 192.0.2.1 5 noise");
	type(ann, "ban 192.0.2.2 noise");
	bans = gate_bans(gate, now, &count);
	ck_assert_uint_eq(count, 2);
	ck_assert_int_eq(bans[0].until_ms, now + 5 * MINUTE_MS);
	ck_assert_int_eq(bans[1].until_ms, 0);
	free(bans);
	both_expect("*** @Ann banned 192.0.2.1 for 5 min: noise\r\n"
		    "*** @Ann banned 192.0.2.2: noise\r\n");
	clock_stop(now + 1);
	type(ann, "bans");
	ann_expects("*** 2 bans\r\n"
		    "***   192.0.2.1 for another 5 min: noise\r\n"
		    "***   192.0.2.2: noise\r\n");
	type(ann, "unban 192.0.2.3");
	ann_expects("*** 192.0.2.3 is not banned; /bans lists all\r\n");
}
END_TEST

START_TEST(test_too_many_bans_are_refused)
{
	struct subnet range = { .bits = 128 };
	unsigned i;

	for (i = 0; i < BAN_MAX; i++) {
		memcpy(range.bytes, &i, sizeof i);
		ck_assert(gate_ban(gate, &range, 0, "", 0, 1));
	}
	type(ann, "ban 10.0.0.1");
	ann_expects(
	    "*** there are too many bans; lift some (/bans lists all)\r\n");
	ck_assert_int_eq(seat_dropped(&bob->m->seat), S_NONE);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_ban_of_an_address_spares_operators,
		test_each_operator_is_asked_each_time,
		test_bans_are_for_their_time_or_for_good,
		test_too_many_bans_are_refused,
		NULL,
	};

	return (suite_of("bans", setup, guests_teardown, tests));
}
