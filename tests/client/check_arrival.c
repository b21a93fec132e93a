/*
 * check_arrival: from the connection to the first line that may be said.  Time
 * stands still, except where a test moves it.
 */
#include <config.h>

#include <check.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "client/arrival.h"
#include "common/protocol.h"
#include "common/thread.h"
#include "harness/session.h"
#include "harness/spoken.h"
#include "harness/suite.h"

#define WELCOME PROTOCOL_WELCOME "Ann here"
#define HINT PROTOCOL_HINT " the room, /help lists the commands"

#define WRONG_KEY PROTOCOL_KEY_WRONG "2 more tries"

#define NOW 5000000

static struct session s;
static struct client *const c = &s.client;

int64_t __wrap_thread_now_ms(void);

int64_t
__wrap_thread_now_ms(void)
{
	return (NOW);
}

/* Records are for those who say UTF-8. */
static void
set_locale(void)
{
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		(void)setlocale(LC_CTYPE, "");
}

static void
setup_filter(void)
{
	set_locale();
	session_open_filter(&s);
}

static void
setup_terminal(void)
{
	set_locale();
	session_open_terminal(&s);
	(void)pty_read(&s.pty);
}

static void
teardown(void)
{
	session_close(&s);
	(void)setlocale(LC_CTYPE, "C");
}

static void
give_key(void)
{
	s.wishes.key_file = "the file";
	c->key = (struct key){ .len = 6 };
	memcpy(c->key.bytes, "sesame", 6);
}

static void
call_her_ann(void)
{
	s.wishes.nick = "Ann";
	s.wishes.nick_typed = "Ann";
}

/* The greeting of one of our rooms, with records or without. */
static void
hear_greeting(const char *offer)
{
	char line[128] = HINT;

	session_hear(&s, WELCOME);
	session_hear(&s, strcat(line, offer));
}

/* The main thread waits for nothing, and the client may speak. */
static void
expect_open(void)
{
	ck_assert_int_eq(c->deadline, -1);
	ck_assert(c->spoke);
	ck_assert_int_eq(entrance_wait(c->entrance, true), ENTRANCE_OPEN);
	ck_assert(!arrival_time_is_up(c));
}

/* It has ended, and told the person why. */
static void
expect_refused(const char *why)
{
	ck_assert(c->refused);
	ck_assert(c->broken_off);
	ck_assert_int_eq(c->deadline, -1);
	ck_assert_int_eq(entrance_wait(c->entrance, true), ENTRANCE_CLOSED);
	pipes_expect_err(&s.pipes, why);
}

/* ------------------------------------------------------------------------
 * How long a server may say nothing
 */

static void
expect_patience(int64_t ms)
{
	arrival_begin(c);
	ck_assert(c->arriving);
	ck_assert_int_eq(c->deadline, NOW + ms);
}

START_TEST(test_filter_with_something_at_hand_is_more_patient)
{
	expect_patience(500);
	call_her_ann();
	expect_patience(2000);
	give_key();
	expect_patience(10000);
}
END_TEST

START_TEST(test_person_with_a_nick_is_not_kept_waiting)
{
	call_her_ann();
	expect_patience(500);
	give_key();
	expect_patience(10000);
}
END_TEST

START_TEST(test_silent_server_is_spoken_to)
{
	arrival_begin(c);
	ck_assert(arrival_time_is_up(c));
	ck_assert(!c->arriving);
	expect_open();
	session_expect_sent(&s, "");
}
END_TEST

/* ------------------------------------------------------------------------
 * The nick
 */

START_TEST(test_nick_is_said_first_and_once)
{
	call_her_ann();
	arrival_begin(c);
	ck_assert(arrival_time_is_up(c));
	session_expect_sent(&s, "/nick Ann\n");
	expect_open();
	arrival_inside(c); /* the first line has come at last */
	session_expect_sent(&s, "");
	expect_open();
}
END_TEST

START_TEST(test_person_does_not_wait_for_the_answer)
{
	call_her_ann();
	hear_greeting("");
	arrival_inside(c);
	session_expect_sent(&s, "/nick Ann\n");
	expect_open();
	arrival_named(c, false); /* and has read that */
	ck_assert(!c->refused);
	expect_open();
}
END_TEST

START_TEST(test_filter_waits_until_a_room_of_ours_has_agreed)
{
	call_her_ann();
	hear_greeting("");
	arrival_inside(c);
	session_expect_sent(&s, "/nick Ann\n" DO_MARK);
	ck_assert(!c->spoke);
	ck_assert_int_eq(c->deadline, NOW + 10000);
	arrival_named(c, true);
	expect_open();
	arrival_named(c, false); /* a name that was taken later */
	ck_assert(!c->refused);
}
END_TEST

START_TEST(test_filter_does_not_wait_for_other_servers)
{
	call_her_ann();
	session_hear(&s, "hello");
	arrival_inside(c);
	session_expect_sent(&s, "/nick Ann\n");
	expect_open();
}
END_TEST

START_TEST(test_filter_whose_nick_is_refused_says_nothing)
{
	call_her_ann();
	hear_greeting("");
	arrival_inside(c);
	arrival_named(c, false);
	expect_refused("chatroom: the room does not let you use the name Ann; "
		       "no line of the input was delivered\n");
	stream_expect(&s.server.stream, "/nick Ann\n" DO_MARK);
	stream_expect_end(&s.server.stream);
}
END_TEST

START_TEST(test_filter_whose_nick_is_not_confirmed_says_nothing)
{
	call_her_ann();
	hear_greeting("");
	arrival_inside(c);
	ck_assert(arrival_time_is_up(c));
	expect_refused("chatroom: the room has not confirmed the name Ann; no "
		       "line of the input was delivered\n");
}
END_TEST

/* The server was silent at first, and so was spoken to without a name. */
START_TEST(test_what_was_said_before_the_refusal_is_told)
{
	call_her_ann();
	arrival_begin(c);
	ck_assert(arrival_time_is_up(c));
	session_expect_sent(&s, "/nick Ann\n");
	hear_greeting("");
	arrival_inside(c);
	session_expect_sent(&s, DO_MARK);
	arrival_named(c, false);
	expect_refused("chatroom: the room does not let you use the name Ann; "
		       "the input so far was said under your address\n");
}
END_TEST

/* ------------------------------------------------------------------------
 * Records
 */

START_TEST(test_records_are_asked_for_before_anything_is_said)
{
	hear_greeting(PROTOCOL_OFFER);
	arrival_inside(c);
	session_expect_sent(&s, "/records\n");
	ck_assert(!c->spoke);
	ck_assert_int_eq(c->deadline, NOW + 10000);
	ck_assert(!delivery_numbers(&c->delivery));
	arrival_records(c);
	ck_assert(delivery_numbers(&c->delivery));
	expect_open();
	arrival_inside(c); /* once is enough */
	session_expect_sent(&s, "");
}
END_TEST

START_TEST(test_nick_has_the_first_number)
{
	call_her_ann();
	hear_greeting(PROTOCOL_OFFER);
	arrival_inside(c);
	arrival_records(c);
	session_expect_sent(&s, "/records\n1\t/nick Ann\n");
	ck_assert(!c->spoke);
	ck_assert_int_eq(c->deadline, NOW + 10000);
	arrival_named(c, true);
	expect_open();
	ck_assert_uint_eq(delivery_count(&c->delivery), 2);
}
END_TEST

START_TEST(test_room_that_does_not_send_them_is_spoken_to)
{
	call_her_ann();
	hear_greeting(PROTOCOL_OFFER);
	arrival_inside(c);
	ck_assert(arrival_time_is_up(c));
	session_expect_sent(&s, "/records\n/nick Ann\n" DO_MARK);
	arrival_named(c, true);
	expect_open();
	arrival_records(c); /* late, and as good as ever */
	ck_assert(delivery_numbers(&c->delivery));
	session_expect_sent(&s, "");
	expect_open();
}
END_TEST

START_TEST(test_filter_that_may_not_say_utf8_does_not_ask_for_them)
{
	/* To musl, every locale is one of UTF-8. */
	if (getenv("ROOM_LIBC") != NULL)
		return;
	(void)setlocale(LC_CTYPE, "C");
	hear_greeting(PROTOCOL_OFFER);
	arrival_inside(c);
	session_expect_sent(&s, "");
	expect_open();
}
END_TEST

/* ------------------------------------------------------------------------
 * The key
 */

START_TEST(test_key_of_the_file_is_good_for_one_answer)
{
	give_key();
	arrival_begin(c);
	session_hear(&s, PROTOCOL_KEY_ASKED);
	arrival_key_asked(c);
	session_expect_sent(&s, "/key sesame\n");
	ck_assert_uint_eq(c->key.len, 0);
	ck_assert_int_eq(c->deadline, -1);
	ck_assert(!arrival_time_is_up(c));
	session_hear(&s, WRONG_KEY);
	arrival_key_wrong(c);
	expect_refused("chatroom: the key in the file is wrong; no line of the "
		       "input was delivered\n");
}
END_TEST

START_TEST(test_filter_without_a_key_ends)
{
	session_hear(&s, PROTOCOL_KEY_ASKED);
	arrival_key_asked(c);
	expect_refused("chatroom: this room needs a key; give it with "
		       "--key-file FILE; no line of the input was "
		       "delivered\n");
}
END_TEST

/* The server was silent for so long that the key was given up. */
START_TEST(test_filter_that_is_asked_too_late_ends)
{
	give_key();
	arrival_begin(c);
	ck_assert(arrival_time_is_up(c));
	ck_assert_uint_eq(c->key.len, 0);
	expect_open();
	session_hear(&s, PROTOCOL_KEY_ASKED);
	arrival_key_asked(c);
	expect_refused("chatroom: this room asked for its key too late; no "
		       "line of the input was delivered\n");
}
END_TEST

START_TEST(test_filter_that_has_left_is_told_that_all_was_lost)
{
	c->leaving = true;
	session_hear(&s, PROTOCOL_KEY_ASKED);
	arrival_key_asked(c);
	ck_assert(c->refused);
}
END_TEST

START_TEST(test_filter_waits_at_a_locked_door)
{
	arrival_begin(c);
	session_hear(&s, PROTOCOL_LOCKED "wait");
	arrival_outside(c, false);
	ck_assert_int_eq(c->deadline, -1);
	ck_assert(!arrival_time_is_up(c));
	ck_assert(!c->refused && !c->spoke);
	hear_greeting("");
	arrival_welcome(c);
	arrival_inside(c);
	expect_open();
}
END_TEST

/* The server was silent for so long that some of the input was said. */
START_TEST(test_filter_that_is_locked_out_too_late_ends)
{
	arrival_begin(c);
	ck_assert(arrival_time_is_up(c));
	expect_open();
	session_hear(&s, PROTOCOL_LOCKED "wait");
	arrival_outside(c, false);
	expect_refused("chatroom: the room is locked; no line of the input "
		       "was delivered\n");
}
END_TEST

START_TEST(test_filter_that_has_left_learns_that_the_room_is_locked)
{
	c->leaving = true;
	session_hear(&s, PROTOCOL_LOCKED "wait");
	arrival_outside(c, false);
	expect_refused("chatroom: the room is locked; no line of the input "
		       "was delivered\n");
}
END_TEST

START_TEST(test_filter_from_a_banned_address_ends)
{
	session_hear(&s, PROTOCOL_BANNED);
	arrival_outside(c, true);
	expect_refused("chatroom: this address is banned from the room; no "
		       "line of the input was delivered\n");
}
END_TEST

START_TEST(test_filter_that_was_interrupted_hears_no_question)
{
	c->leaving = true;
	c->interrupted = true;
	session_hear(&s, PROTOCOL_KEY_ASKED);
	arrival_key_asked(c);
	ck_assert(!c->refused);
	pipes_expect_err(&s.pipes, "");
}
END_TEST

START_TEST(test_person_is_asked_for_the_key)
{
	arrival_begin(c);
	session_hear(&s, PROTOCOL_KEY_ASKED);
	arrival_key_asked(c);
	ck_assert(screen_asks_key(c->screen));
	ck_assert_int_eq(c->deadline, -1);
	ck_assert(!c->refused);
	pty_expect_part(&s.pty, "this room needs a key");
	session_expect_sent(&s, "");
}
END_TEST

START_TEST(test_person_is_asked_again_after_a_wrong_file)
{
	give_key();
	session_hear(&s, PROTOCOL_KEY_ASKED);
	arrival_key_asked(c);
	session_expect_sent(&s, "/key sesame\n");
	ck_assert(!screen_asks_key(c->screen));
	session_hear(&s, WRONG_KEY);
	arrival_key_wrong(c);
	ck_assert(screen_asks_key(c->screen));
	pty_expect_part(&s.pty, "the key in the file is wrong");
	arrival_key_wrong(c); /* that was typed: the room has said so */
	pty_expect(&s.pty, "");
}
END_TEST

/* It may be the key of the operators that the person types there. */
START_TEST(test_person_speaks_outside)
{
	int banned;

	for (banned = 0; banned < 2; banned++) {
		arrival_begin(c);
		session_hear(&s, banned ? PROTOCOL_BANNED : PROTOCOL_LOCKED);
		arrival_outside(c, banned);
		ck_assert_int_eq(c->deadline, -1);
		ck_assert(!c->refused);
		ck_assert_int_eq(entrance_wait(c->entrance, false),
		    ENTRANCE_OPEN);
	}
}
END_TEST

START_TEST(test_person_who_has_given_the_key_may_speak_outside)
{
	session_hear(&s, PROTOCOL_KEY_ASKED);
	arrival_key_asked(c);
	ck_assert(entrance_take_turn(c->entrance));
	session_hear(&s, PROTOCOL_LOCKED "wait");
	arrival_outside(c, false);
	ck_assert(!c->asking);
	ck_assert(!screen_asks_key(c->screen));
}
END_TEST

START_TEST(test_welcome_ends_the_question_and_wipes_the_key)
{
	struct key wiped = { .len = 0 };

	session_hear(&s, PROTOCOL_KEY_ASKED);
	arrival_key_asked(c);
	give_key();
	session_hear(&s, WELCOME);
	arrival_welcome(c);
	ck_assert(!screen_asks_key(c->screen));
	ck_assert_mem_eq(&c->key, &wiped, sizeof wiped);
	/* The rest of the greeting has a moment. */
	ck_assert_int_eq(c->deadline, NOW + 500);
	ck_assert(!c->spoke);
	ck_assert(arrival_time_is_up(c));
	expect_open();
}
END_TEST

START_TEST(test_line_that_lets_in_ends_the_question)
{
	session_hear(&s, PROTOCOL_KEY_ASKED);
	arrival_key_asked(c);
	session_hear(&s, "hello");
	arrival_inside(c);
	ck_assert(!screen_asks_key(c->screen));
	expect_open();
}
END_TEST

START_TEST(test_nobody_arrives_who_leaves)
{
	call_her_ann();
	give_key();
	c->leaving = true;
	c->deadline = NOW + 1;
	session_hear(&s, PROTOCOL_KEY_ASKED);
	arrival_key_asked(c);
	arrival_key_wrong(c);
	arrival_welcome(c);
	arrival_inside(c);
	ck_assert_int_eq(c->deadline, NOW + 1); /* that of the goodbye */
	ck_assert(!c->arriving);
	ck_assert(!c->spoke);
	ck_assert(!screen_asks_key(c->screen));
	ck_assert(!arrival_time_is_up(c));
	pty_expect(&s.pty, "");
	session_expect_sent(&s, "");
}
END_TEST

static TCase *
filter_case(void)
{
	TCase *tc = tcase_create("filter");

	tcase_add_checked_fixture(tc, setup_filter, teardown);
	tcase_add_test(tc, test_filter_with_something_at_hand_is_more_patient);
	tcase_add_test(tc, test_silent_server_is_spoken_to);
	tcase_add_test(tc, test_nick_is_said_first_and_once);
	tcase_add_test(tc, test_filter_waits_until_a_room_of_ours_has_agreed);
	tcase_add_test(tc, test_filter_does_not_wait_for_other_servers);
	tcase_add_test(tc, test_filter_whose_nick_is_refused_says_nothing);
	tcase_add_test(tc,
	    test_filter_whose_nick_is_not_confirmed_says_nothing);
	tcase_add_test(tc, test_what_was_said_before_the_refusal_is_told);
	tcase_add_test(tc, test_records_are_asked_for_before_anything_is_said);
	tcase_add_test(tc, test_nick_has_the_first_number);
	tcase_add_test(tc, test_room_that_does_not_send_them_is_spoken_to);
	tcase_add_test(tc,
	    test_filter_that_may_not_say_utf8_does_not_ask_for_them);
	tcase_add_test(tc, test_key_of_the_file_is_good_for_one_answer);
	tcase_add_test(tc, test_filter_without_a_key_ends);
	tcase_add_test(tc, test_filter_that_is_asked_too_late_ends);
	tcase_add_test(tc, test_filter_that_has_left_is_told_that_all_was_lost);
	tcase_add_test(tc, test_filter_that_was_interrupted_hears_no_question);
	tcase_add_test(tc, test_filter_waits_at_a_locked_door);
	tcase_add_test(tc, test_filter_that_is_locked_out_too_late_ends);
	tcase_add_test(tc,
	    test_filter_that_has_left_learns_that_the_room_is_locked);
	tcase_add_test(tc, test_filter_from_a_banned_address_ends);
	return (tc);
}

static TCase *
terminal_case(void)
{
	TCase *tc = tcase_create("terminal");

	tcase_add_checked_fixture(tc, setup_terminal, teardown);
	tcase_add_test(tc, test_person_with_a_nick_is_not_kept_waiting);
	tcase_add_test(tc, test_person_does_not_wait_for_the_answer);
	tcase_add_test(tc, test_person_is_asked_for_the_key);
	tcase_add_test(tc, test_person_is_asked_again_after_a_wrong_file);
	tcase_add_test(tc, test_person_speaks_outside);
	tcase_add_test(tc, test_person_who_has_given_the_key_may_speak_outside);
	tcase_add_test(tc, test_welcome_ends_the_question_and_wipes_the_key);
	tcase_add_test(tc, test_line_that_lets_in_ends_the_question);
	tcase_add_test(tc, test_nobody_arrives_who_leaves);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { filter_case(), terminal_case() };

	return (suite_run("arrival", cases, sizeof cases / sizeof *cases));
}
