/*
 * check_charge: who is in charge of the room, by the operator key or by the
 * word of an operator.
 *
 * Each test begins with Ann, an operator, and Bob, who is none; the key is for
 * one operator at a time.  Time can stand still.
 */
#include <config.h>

#include <sys/socket.h>

#include <check.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "common/thread.h"
#include "harness/clock.h"
#include "harness/duo.h"
#include "harness/suite.h"
#include "server/gate/gate.h"
#include "server/room/burst.h"
#include "server/room/operators.h"
#include "server/system/log.h"

#define KEY "xyzzy-plugh"

#define KEY_WRONG_LINE                                                          \
	"*** wrong operator key; /opkey on the room's console shows it, or an " \
	"operator can make you one with /op NAME\r\n"

#define KEY_IN_USE_LINE                                                        \
	"*** the operator key is in use: it is for one person at a time, and " \
	"good again when no operator is left except the console; an operator " \
	"can make you one with /op NAME\r\n"

/* Ends of the socket that the log goes to. */
static int log_ends[2];

static void
setup(void)
{
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, log_ends), 0);
	clock_stop(0);
	duo_setup();
	log_divert(log_ends[0]); /* not who came in before */
	set_operator_key(KEY, true);
}

static void
teardown(void)
{
	guests_teardown();
	log_divert(-1);
	(void)close(log_ends[0]);
	(void)close(log_ends[1]);
}

/* The next line of the log ends like this; before that is the time. */
static void
expect_log(const char *text)
{
	char line[LOG_LINE_MAX + 1];
	ssize_t n = recv(log_ends[1], line, sizeof line - 1, MSG_DONTWAIT);

	ck_assert_msg(n > (ssize_t)strlen(text), "no line with '%s'", text);
	line[n] = '\0';
	if (line[n - 1] == '\n')
		line[n - 1] = '\0';
	ck_assert_msg(strlen(line) > strlen(text) &&
		strcmp(line + strlen(line) - strlen(text), text) == 0,
	    "'%s' does not end '%s'", line, text);
}

/* Nobody is an operator any more. */
static void
leave_charge(void)
{
	type(ann, "deop");
	both_expect("*** @Ann is no longer an operator: Ann\r\n");
	expect_log("operator 10.0.0.1:1: @Ann is no longer an operator: Ann");
	expect_log("operator 10.0.0.1:1: was the last one; the operator key is "
		   "good again");
}

/* The console comes in, and the others read it. */
static struct guest *
open_console(void)
{
	struct guest *c = arrive();

	ck_assert(member_be_console(c->m));
	ck_assert_int_eq(registry_join(room, c->m), S_NONE);
	both_expect("[ @console ] joined the room\r\n");
	expect_log("joined console (3 here)");
	expect_end(c, "/help lists the commands\r\n");
	c->len = 0;
	return (c);
}

static void
let_console_show_key(bool may)
{
	thread_lock(&room->lock);
	room->console_is_private = may;
	thread_unlock(&room->lock);
}

START_TEST(test_the_key_makes_an_operator_and_everyone_reads_it)
{
	leave_charge();
	type(bob, "op " KEY);
	both_expect("*** Bob is now an operator: @Bob\r\n");
	expect_log("operator 10.0.0.1:2: Bob is now an operator: @Bob");
	ck_assert(registry_is_operator(room, bob->m));
}
END_TEST

START_TEST(test_blanks_around_the_key_do_not_matter)
{
	leave_charge();
	type(bob, "op   " KEY "  ");
	both_expect("*** Bob is now an operator: @Bob\r\n");
}
END_TEST

START_TEST(test_the_key_is_for_one_at_a_time)
{
	type(bob, "op " KEY);
	bob_expects(KEY_IN_USE_LINE);
	expect_log("refused 10.0.0.1:2: the operator key is in use");
	ck_assert(!registry_is_operator(room, bob->m));
}
END_TEST

START_TEST(test_the_key_of_a_file_is_for_many)
{
	set_operator_key(KEY, false);
	type(bob, "op " KEY);
	both_expect("*** Bob is now an operator: @Bob\r\n");
	type(bob, "deop");
	both_expect("*** @Bob is no longer an operator: Bob\r\n");
	expect_log("operator 10.0.0.1:2: Bob is now an operator: @Bob");
	expect_log("operator 10.0.0.1:2: @Bob is no longer an operator: Bob");
}
END_TEST

/* It may be another secret, typed at the wrong place. */
START_TEST(test_a_wrong_key_is_neither_told_nor_logged)
{
	type(bob, "op my-password");
	bob_expects(KEY_WRONG_LINE);
	expect_log("refused 10.0.0.1:2: a wrong operator key");
	ck_assert(!registry_is_operator(room, bob->m));
}
END_TEST

START_TEST(test_wrong_operator_keys_count_as_such)
{
	const struct sockaddr *sa = (struct sockaddr *)&bob->m->peer;
	int64_t now = thread_now_ms();

	clock_stop(now);
	type(bob, "op wrong");
	type(bob, "op wrong");
	ck_assert_int_eq(
	    gate_key_tried(gate, sa, GATE_OPERATOR_KEY, false, now), 250);
	ck_assert_int_eq(gate_key_tried(gate, sa, GATE_ROOM_KEY, true, now), 0);
}
END_TEST

START_TEST(test_a_right_key_waits_as_a_wrong_one_does)
{
	leave_charge();
	clock_stop(clock_real());
	type(bob, "op wrong");
	type(bob, "op wrong");
	type(bob, "op " KEY);
	bob_expects(KEY_WRONG_LINE KEY_WRONG_LINE
	    "*** too many wrong keys from your address: try again in 1 s\r\n");
	ck_assert(!registry_is_operator(room, bob->m));
}
END_TEST

START_TEST(test_an_operator_makes_another_one_without_the_key)
{
	type(ann, "op Bob");
	both_expect("*** @Ann made Bob an operator: @Bob\r\n");
	expect_log("operator 10.0.0.1:1: @Ann made Bob an operator: @Bob");
	type(ann, "op Bob");
	ann_expects("*** @Bob is already an operator\r\n");
	ck_assert_uint_eq(room->operators, 2);
}
END_TEST

START_TEST(test_nobody_is_made_an_operator_who_is_not_here)
{
	type(ann, "op Eve");
	ann_expects("*** nobody here is called Eve; /who lists everyone\r\n");
	ck_assert_uint_eq(room->operators, 1);
}
END_TEST

START_TEST(test_a_name_makes_nobody_an_operator_without_the_key)
{
	type(bob, "op Ann");
	bob_expects(KEY_WRONG_LINE);
	type(bob, "deop");
	bob_expects("*** /deop is for operators; /op KEY makes you one\r\n");
	ck_assert_uint_eq(room->operators, 1);
}
END_TEST

/* Before others read what it did as an operator. */
START_TEST(test_an_operator_that_came_unseen_is_introduced_first)
{
	struct guest *carol;

	registry_begin(room, NULL);
	room->tell_each = false;
	room->news.joined.told = BURST_TOLD;
	room->news.joined.ends = MEMBER_FOREVER;
	registry_end(room, NULL);
	carol = join();
	ck_assert(carol->m->unseen);
	type(ann, "op 10.0.0.1:3");
	both_expect("[ 10.0.0.1:3 ] joined the room\r\n"
		    "*** @Ann made 10.0.0.1:3 an operator: @10.0.0.1:3\r\n");
}
END_TEST

START_TEST(test_the_last_operator_leaves_a_good_key_to_the_console)
{
	struct guest *c = open_console();

	promote(bob);
	type(ann, "deop");
	expect(c, "*** @Ann is no longer an operator: Ann\r\n");
	type(bob, "deop");
	expect(c,
	    "*** @Bob is no longer an operator: Bob\r\n"
	    "*** no operator is left except you: the operator key is good "
	    "again\r\n");
	type(ann, "op " KEY);
	expect(c, "*** Ann is now an operator: @Ann\r\n");
}
END_TEST

START_TEST(test_a_name_of_operators_is_given_up_first)
{
	type(ann, "nick Teacher");
	expect(ann, "*** you are now known as @Teacher\r\n");
	expect(bob, "[ @Ann ] is now known as @Teacher\r\n");
	type(ann, "deop");
	ann_expects("*** Teacher is a name for operators: take another one "
		    "first, with /nick NAME\r\n");
	ck_assert(registry_is_operator(room, ann->m));
}
END_TEST

START_TEST(test_opener_of_the_room_stays_in_charge)
{
	promote(bob);
	bob->m->is_console = true;
	type(bob, "deop");
	expect_end(bob,
	    "*** the person who opened the room stays in charge of it\r\n");
	type(bob, "nick Console");
	expect_end(bob, "*** you are now known as @Console\r\n");
	type(ann, "nick console");
	expect_end(ann, "*** console is a name for the console only\r\n");
	bob->m->is_console = false;
}
END_TEST

START_TEST(test_the_key_is_shown_on_the_console_only)
{
	struct guest *c = open_console();

	let_console_show_key(true);
	type(ann, "opkey");
	ann_expects(
	    "*** the operator key is shown on the console only; /op NAME makes "
	    "somebody an operator without it\r\n");
	type(c, "opkey");
	expect(c,
	    "*** to become an operator, type /op " KEY
	    " (not now; the key is good again when no operator is left except "
	    "you)\r\n");
	type(ann, "deop");
	expect_end(c, "the operator key is good again\r\n");
	c->len = 0;
	type(c, "opkey");
	expect(c, "*** to become an operator, type /op " KEY "\r\n");
}
END_TEST

START_TEST(test_no_key_is_shown_where_others_may_read_it)
{
	struct guest *c = open_console();

	let_console_show_key(false);
	type(c, "opkey");
	expect(c,
	    "*** the operator key is not shown, because this console writes to "
	    "a file that others may read; /op NAME makes somebody an operator "
	    "without it\r\n");
}
END_TEST

START_TEST(test_a_key_of_a_file_is_not_shown)
{
	struct guest *c = open_console();

	set_operator_key(KEY, false);
	let_console_show_key(true);
	type(c, "opkey");
	expect(c,
	    "*** the operator key is the first line of the file that "
	    "--operator-key-file names\r\n");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_the_key_makes_an_operator_and_everyone_reads_it,
		test_blanks_around_the_key_do_not_matter,
		test_the_key_is_for_one_at_a_time,
		test_the_key_of_a_file_is_for_many,
		test_a_wrong_key_is_neither_told_nor_logged,
		test_wrong_operator_keys_count_as_such,
		test_a_right_key_waits_as_a_wrong_one_does,
		test_an_operator_makes_another_one_without_the_key,
		test_nobody_is_made_an_operator_who_is_not_here,
		test_a_name_makes_nobody_an_operator_without_the_key,
		test_an_operator_that_came_unseen_is_introduced_first,
		test_the_last_operator_leaves_a_good_key_to_the_console,
		test_a_name_of_operators_is_given_up_first,
		test_opener_of_the_room_stays_in_charge,
		test_the_key_is_shown_on_the_console_only,
		test_no_key_is_shown_where_others_may_read_it,
		test_a_key_of_a_file_is_not_shown,
		NULL,
	};

	return (suite_of("charge", setup, teardown, tests));
}
