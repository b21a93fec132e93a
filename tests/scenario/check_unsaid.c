/*
 * check_unsaid: the client and a room of ours that does not let it say
 * something: that is told, and its exit status is 1.
 *
 * Alice is an operator, Bob a member; Eve is a filter.
 */
#include <config.h>

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/client.h"
#include "harness/key_file.h"
#include "harness/meeting.h"
#include "harness/suite.h"

#define HAS_CLOSED "chatroom: the server has closed the connection\n"
#define NONE_SENT "chatroom: no line of the input was sent\n"

static struct client eve;

static void
setup(void)
{
	ck_assert_int_eq(setenv("LC_ALL", "C.UTF-8", 1), 0);
	meeting_open_in_charge();
}

/* Unless the room has closed already. */
static void
teardown(void)
{
	if (room != NULL)
		meeting_close();
}

/* The room closes, and Eve reads it. */
static void
close_early(const char *errors)
{
	room_signal(room, SIGTERM);
	person_hang_up(alice);
	person_hang_up(bob);
	client_expect_exit(&eve, 1);
	ck_assert_ptr_nonnull(strstr(client_errors(&eve), errors));
	client_free(&eve);
	room_expect_status(room, 0);
	room_free(room);
	room = NULL;
	key_file_remove();
}

/* Eve comes to the door. */
static void
start(const char *options)
{
	char args[64];

	(void)snprintf(args, sizeof args, "%s 127.0.0.1:%u", options,
	    room->port);
	filter_run(&eve, args);
}

/* Eve comes in, and has her name. */
static void
come_in(void)
{
	start("-n Eve");
	ck_assert_ptr_nonnull(strstr(person_line(alice), "joined the room"));
	ck_assert_ptr_nonnull(strstr(person_line(alice), "now known as Eve"));
}

static void
type_all(const char *lines)
{
	client_type(&eve, lines);
	filter_end_input(&eve);
}

/* She ends; after "connected to", she says this on stderr. */
static void
expect_end(int status, const char *errors)
{
	const char *seen;

	client_expect_exit(&eve, status);
	seen = strchr(client_errors(&eve), '\n');
	ck_assert_ptr_nonnull(seen);
	ck_assert_str_eq(seen + 1, errors);
	client_free(&eve);
}

/* Nothing of what she said since then has reached Alice. */
static void
expect_nothing_said(void)
{
	expect_end(1, "");
	person_expect(alice, "[ Eve ] left the room");
}

START_TEST(test_at_a_locked_door_nothing_is_said)
{
	person_type(alice, "/lock");
	person_expect_notice(alice, "locked");
	start("");
	type_all("hi\n");
	stream_expect(&eve.out,
	    "*** the room is locked; you come in when an operator unlocks it "
	    "within 30 s, or with /op KEY\n");
	close_early(HAS_CLOSED NONE_SENT);
}
END_TEST

START_TEST(test_at_a_door_that_is_unlocked_all_is_said)
{
	person_type(alice, "/lock");
	person_expect_notice(alice, "locked");
	person_expect_notice(bob, "locked");
	start("-n Eve");
	type_all("hi\n");
	stream_expect(&eve.out, "*** the room is locked; you come in when ");
	person_type(alice, "/unlock");
	person_expect_notice(bob, "unlocked");
	ck_assert_ptr_nonnull(strstr(person_line(bob), "joined the room"));
	ck_assert_ptr_nonnull(strstr(person_line(bob), "now known as Eve"));
	person_expect(bob, "[ Eve ]: hi");
	expect_end(0, "");
}
END_TEST

START_TEST(test_from_a_banned_address_nothing_is_said)
{
	come_in();
	person_type(alice, "/ban Eve");
	stream_await(&eve.out, "*** you are banned from this room, goodbye\n");
	expect_end(1, HAS_CLOSED);
	start("");
	type_all("hi\n");
	expect_end(1,
	    "chatroom: this address is banned from the room; no line of the "
	    "input was delivered\n");
}
END_TEST

START_TEST(test_in_a_full_room_nothing_is_said)
{
	struct room *full = room_open("-m 1");
	struct person *p = person_join(full);
	char args[64];

	(void)snprintf(args, sizeof args, "127.0.0.1:%u", full->port);
	filter_run(&eve, args);
	type_all("hi\n");
	expect_end(1, HAS_CLOSED NONE_SENT);
	person_expect_nothing(p);
	person_hang_up(p);
	room_close(full);
}
END_TEST

START_TEST(test_while_she_is_muted_nothing_is_said)
{
	come_in();
	person_type(alice, "/mute Eve");
	person_expect_notice(alice, "muted Eve");
	type_all("hi\n");
	expect_nothing_said();
}
END_TEST

START_TEST(test_while_the_room_is_paused_nothing_is_said)
{
	come_in();
	person_type(alice, "/pause");
	person_expect_notice(alice, "paused");
	type_all("hi\n");
	expect_nothing_said();
}
END_TEST

START_TEST(test_in_slow_mode_the_second_line_is_not_said)
{
	come_in();
	person_type(alice, "/slow 60");
	person_expect_notice(alice, "slow");
	type_all("one\ntwo\n");
	person_expect(alice, "[ Eve ]: one");
	expect_nothing_said();
}
END_TEST

START_TEST(test_what_is_whispered_to_nobody_is_not_said)
{
	come_in();
	type_all("/msg Zed hi\n");
	expect_nothing_said();
}
END_TEST

START_TEST(test_what_a_command_is_refused_is_not_unsaid)
{
	come_in();
	type_all("/nick Alice\n/lock\nhi\n");
	person_expect(alice, "[ Eve ]: hi");
	expect_end(0, "");
}
END_TEST

START_TEST(test_what_is_no_command_has_no_effect)
{
	come_in();
	type_all("/what\nhi\n");
	person_expect(alice, "[ Eve ]: hi");
	expect_end(1, "");
}
END_TEST

START_TEST(test_she_is_kicked_before_all_is_said)
{
	come_in();
	client_type(&eve, "one\n");
	person_expect(alice, "[ Eve ]: one");
	person_type(alice, "/kick Eve");
	expect_end(1, HAS_CLOSED);
}
END_TEST

START_TEST(test_the_room_closes_before_all_is_said)
{
	come_in();
	client_type(&eve, "one\n");
	person_expect(alice, "[ Eve ]: one");
	close_early(HAS_CLOSED);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = { test_at_a_locked_door_nothing_is_said,
		test_at_a_door_that_is_unlocked_all_is_said,
		test_from_a_banned_address_nothing_is_said,
		test_in_a_full_room_nothing_is_said,
		test_while_she_is_muted_nothing_is_said,
		test_while_the_room_is_paused_nothing_is_said,
		test_in_slow_mode_the_second_line_is_not_said,
		test_what_is_whispered_to_nobody_is_not_said,
		test_what_a_command_is_refused_is_not_unsaid,
		test_what_is_no_command_has_no_effect,
		test_she_is_kicked_before_all_is_said,
		test_the_room_closes_before_all_is_said, NULL };

	(void)unsetenv("CHATROOM_NICK");
	(void)signal(SIGPIPE, SIG_IGN);
	return (suite_of("unsaid", setup, teardown, tests));
}
