/*
 * check_lockout: there is always a way to be in charge of the room again.
 *
 * Each test begins in a room with Alice and Bob, whose operator key was printed
 * at start; there is no console.
 */
#include <config.h>

#include <sys/stat.h>
#include <sys/wait.h>

#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/meeting.h"

static const char *key;

static void
setup(void)
{
	meeting_open_named();
	key = room_printed_key(room);
}

/* Alice takes charge, with the key. */
static void
alice_takes_charge(void)
{
	person_type(alice, "/op %s", key);
	both_expect("*** Alice is now an operator: @Alice");
}

static void
expect_log_of_key(void)
{
	(void)room_expect_log(room, "the operator key is good again");
}

static const char in_use[] =
    "*** the operator key is in use: it is for one person at a time, and good "
    "again when no operator is left except the console; an operator can make "
    "you one with /op NAME";

START_TEST(test_printed_key_is_for_one_at_a_time)
{
	alice_takes_charge();
	person_type(bob, "/op %s", key);
	person_expect(bob, "%s", in_use);
	/* Any other key is wrong, as ever. */
	person_type(bob, "/op %sx", key);
	person_expect_notice(bob, "wrong operator key");
	(void)room_expect_log(room, "a wrong operator key");
	ck_assert_ptr_null(strstr(room->log, "the operator key is good again"));
}
END_TEST

START_TEST(test_printed_key_is_good_again_when_the_last_operator_leaves)
{
	alice_takes_charge();
	person_type(alice, "/pause");
	both_expect("*** @Alice paused the room: only operators speak");
	person_type(alice, "/lock");
	both_expect("*** @Alice locked the room");
	person_type(alice, " ");
	person_expect_end(alice);
	alice = NULL;
	person_expect(bob, "[ @Alice ] left the room");
	expect_log_of_key();
	person_type(bob, "/op %s", key);
	person_expect(bob, "*** Bob is now an operator: @Bob");
	person_type(bob, "/resume");
	person_expect(bob, "*** @Bob ended the pause");
}
END_TEST

START_TEST(test_printed_key_is_not_good_while_another_operator_is_here)
{
	struct person *carol;

	alice_takes_charge();
	person_type(alice, "/op bob");
	both_expect("*** @Alice made Bob an operator: @Bob");
	person_type(alice, "/quit");
	person_expect_end(alice);
	alice = NULL;
	person_expect(bob, "[ @Alice ] left the room");
	carol = person_join(room);
	person_expect(bob, "[ %s ] joined the room", carol->who);
	person_type(carol, "/op %s", key);
	person_expect(carol, "%s", in_use);
	person_hang_up(carol);
}
END_TEST

START_TEST(test_operator_hands_over_by_name)
{
	alice_takes_charge();
	person_type(alice, "/op Carol");
	person_expect_notice(alice, "nobody here is called Carol");
	person_type(alice, "/op BOB");
	both_expect("*** @Alice made Bob an operator: @Bob");
	person_type(bob, "now me");
	person_expect(alice, "[ @Bob ]: now me");
	person_type(bob, "/me waves");
	person_expect(alice, "* @Bob waves");
	person_type(bob, "/lock");
	both_expect("*** @Bob locked the room");
	person_type(alice, "/op bob");
	person_expect_notice(alice, "@Bob is already an operator");
	person_type(alice, "/op Alice");
	person_expect_notice(alice, "@Alice is already an operator");
	(void)room_expect_log(room, ": @Alice made Bob an operator: @Bob");
}
END_TEST

/* Alice reads on, to the end of Bob's charge: so many lines of his. */
static int
count_lines_of_bob(void)
{
	const char *line;
	int count = 0;

	for (;;) {
		line = person_line(alice);
		if (strcmp(line, "[ Bob ]: x") == 0 ||
		    strcmp(line, "[ @Bob ]: x") == 0)
			count++;
		else if (strcmp(line,
			     "*** @Bob is no longer an operator: Bob") == 0)
			return (count);
		else
			ck_assert_str_eq(line,
			    "*** @Alice made Bob an operator: @Bob");
	}
}

/* His worker reads his name while hers changes it. */
START_TEST(test_whoever_is_made_an_operator_while_speaking_is_heard)
{
	char lines[2 * 4000];
	const char *line;
	size_t i;
	int round;

	for (i = 0; i < sizeof lines; i += 2)
		memcpy(lines + i, "x\n", 2);
	alice_takes_charge();
	for (round = 0; round < 10; round++) {
		person_send(bob, lines, sizeof lines / 2);
		person_type(alice, "/op Bob");
		person_send(bob, lines, sizeof lines / 2);
		do
			line = person_line(bob);
		while (strstr(line, "made Bob an operator") == NULL);
		person_type(bob, "/deop");
		ck_assert_int_eq(count_lines_of_bob(), 4000);
		person_expect(bob, "*** @Bob is no longer an operator: Bob");
	}
}
END_TEST

START_TEST(test_somebody_else_who_names_a_name_gives_a_wrong_key)
{
	person_type(bob, "/op Alice");
	person_expect_notice(bob, "wrong operator key");
	person_expect_nothing(alice);
}
END_TEST

START_TEST(test_operator_steps_down)
{
	alice_takes_charge();
	person_type(alice, "/deop");
	both_expect("*** @Alice is no longer an operator: Alice");
	expect_log_of_key();
	(void)room_expect_log(room, ": @Alice is no longer an operator: Alice");
	person_type(alice, "plain");
	person_expect(bob, "[ Alice ]: plain");
	person_type(alice, "/lock");
	person_expect_notice(alice, "for operators");
	person_type(alice, "/deop");
	person_expect_notice(alice, "for operators");
	person_type(bob, "/op %s", key);
	both_expect("*** Bob is now an operator: @Bob");
}
END_TEST

START_TEST(test_who_steps_down_gives_a_reserved_name_back)
{
	alice_takes_charge();
	person_type(alice, "/nick Teacher");
	person_expect(alice, "*** you are now known as @Teacher");
	person_expect(bob, "[ @Alice ] is now known as @Teacher");
	person_type(alice, "/deop");
	person_expect_notice(alice, "Teacher is a name for operators");
	person_type(alice, "/nick Ann");
	person_expect(alice, "*** you are now known as @Ann");
	person_expect(bob, "[ @Teacher ] is now known as @Ann");
	person_type(alice, "/deop");
	both_expect("*** @Ann is no longer an operator: Ann");
}
END_TEST

/* Guesses until the next guess must wait for more than a second. */
static void
guess_until_it_waits(struct person *p)
{
	int wait = 0;

	while (wait < 2) {
		person_type(p, "/op wrong");
		if (sscanf(person_line(p),
			"*** too many wrong keys from your address: try again "
			"in %d s",
			&wait) != 1)
			wait = 0;
	}
}

START_TEST(test_wrong_operator_keys_make_the_whole_address_wait)
{
	guess_until_it_waits(bob);
	person_type(alice, "/op %s", key);
	person_expect_notice(alice, "too many wrong keys from your address");
	person_expect_nothing(bob);
}
END_TEST

START_TEST(test_key_is_not_shown_in_the_room)
{
	alice_takes_charge();
	person_type(alice, "/opkey");
	person_expect_notice(alice, "on the console only");
	person_type(bob, "/opkey");
	person_expect_notice(bob, "for operators");
}
END_TEST

/* ---- At the door ---- */

START_TEST(test_operator_key_lets_into_a_locked_room)
{
	struct person *carol;

	alice_takes_charge();
	person_type(alice, "/lock");
	both_expect("*** @Alice locked the room");
	carol = person_dial(room, "127.0.0.1", 0);
	ck_assert_ptr_nonnull(carol);
	person_expect_notice(carol, "the room is locked");
	/* The key is for one person at a time. */
	person_type(carol, "/op %s", key);
	person_expect_notice(carol, "the operator key is in use");
	person_type(alice, " ");
	person_expect_end(alice);
	alice = NULL;
	person_expect(bob, "[ @Alice ] left the room");
	person_type(carol, "/op %s", key);
	person_expect(carol, "*** welcome, you are %s here", carol->who);
	person_expect(bob, "[ %s ] joined the room", carol->who);
	person_expect(bob, "*** %s is now an operator: @%s", carol->who,
	    carol->who);
	while (strstr(person_line(carol), "is now an operator") == NULL)
		;
	person_type(carol, "/unlock");
	person_expect(carol, "*** @%s unlocked the room", carol->who);
	person_expect(bob, "*** @%s unlocked the room", carol->who);
	(void)room_expect_log(room, ": came in with the operator key");
	person_hang_up(carol);
}
END_TEST

START_TEST(test_whoever_waits_at_the_door_comes_in_when_it_is_unlocked)
{
	struct person *carol;

	alice_takes_charge();
	person_type(alice, "/lock");
	both_expect("*** @Alice locked the room");
	carol = person_dial(room, "127.0.0.1", 0);
	ck_assert_ptr_nonnull(carol);
	person_expect_notice(carol, "the room is locked; you come in when");
	person_type(carol, "/nick Carol");
	person_expect(carol, "*** you get your name once you are in");
	person_expect_nothing(bob);
	person_type(alice, "/unlock");
	both_expect("*** @Alice unlocked the room");
	person_expect(carol, "*** welcome, you are %s here", carol->who);
	while (strstr(person_line(carol), "known as Carol") == NULL)
		;
	person_hang_up(carol);
}
END_TEST

START_TEST(test_line_that_was_begun_at_the_door_is_not_said_in_the_room)
{
	struct person *carol;

	alice_takes_charge();
	person_type(alice, "/lock");
	both_expect("*** @Alice locked the room");
	carol = person_dial(room, "127.0.0.1", 0);
	ck_assert_ptr_nonnull(carol);
	person_expect_notice(carol, "the room is locked");
	person_send(carol, "one\nhalf a ", 11);
	person_expect_notice(carol, "the room is locked");
	person_type(alice, "/unlock");
	both_expect("*** @Alice unlocked the room");
	person_send(carol, "line\nwhole\n", 11);
	person_expect(carol, "*** welcome, you are %s here", carol->who);
	person_expect(bob, "[ %s ] joined the room", carol->who);
	person_expect(bob, "[ %s ]: whole", carol->who);
	person_hang_up(carol);
}
END_TEST

/* A room whose key is sesame. */
static struct room *
open_with_key(void)
{
	char name[] = "check_lockout.XXXXXX", args[64];
	int fd = mkstemp(name);
	struct room *keyed;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "sesame\n", 7), 7);
	(void)close(fd);
	(void)snprintf(args, sizeof args, "--key-file %s", name);
	keyed = room_open(args);
	(void)unlink(name);
	return (keyed);
}

/* Somebody with or without the room's key, at a locked room that has one. */
START_TEST(test_operator_key_lets_into_a_locked_room_with_a_key)
{
	struct room *keyed = open_with_key();
	struct person *teacher, *pupil, *carol;

	key = room_printed_key(keyed);
	teacher = person_dial(keyed, "127.0.0.1", 0);
	person_expect_notice(teacher, "this room has a key");
	person_type(teacher, "/op %s", key);
	while (strstr(person_line(teacher), "is now an operator") == NULL)
		;
	person_type(teacher, "/lock");
	person_expect_notice(teacher, "locked the room");
	pupil = person_dial(keyed, "127.0.0.1", 0);
	person_expect_notice(pupil, "this room has a key");
	person_type(pupil, "/key sesame");
	person_expect_notice(pupil, "the room is locked");
	person_type(teacher, "/deop");
	person_expect_notice(teacher, "is no longer an operator");
	person_type(pupil, "/op %s", key);
	person_expect(pupil, "*** welcome, you are %s here", pupil->who);
	while (strstr(person_line(pupil), "is now an operator") == NULL)
		;
	person_type(pupil, "/deop");
	person_expect_notice(pupil, "is no longer an operator");
	carol = person_dial(keyed, "127.0.0.1", 0);
	person_expect_notice(carol, "this room has a key");
	person_type(carol, "/key /op %s", key);
	person_expect(carol, "*** welcome, you are %s here", carol->who);
	person_hang_up(teacher);
	person_hang_up(pupil);
	person_hang_up(carol);
	room_close(keyed);
}
END_TEST

static const char banned[] =
    "*** you are banned from this room; ask the person in charge of it; only "
    "the operator key lets you in: /op KEY";

/* Comes in from an address that is banned: only the operator key helps. */
static struct person *
come_despite_ban(struct room *r)
{
	struct person *p = person_dial(r, "127.0.0.1", 0);

	ck_assert_ptr_nonnull(p);
	person_expect(p, "%s", banned);
	person_type(p, "/key sesame");
	person_expect(p, "%s", banned);
	person_type(p, "hello");
	person_expect(p, "%s", banned);
	person_type(p, "/op wrong");
	person_expect(p, "*** wrong operator key");
	person_type(p, "/nick Carol");
	person_expect(p, "%s", banned);
	person_type(p, "/op %s", key);
	person_expect(p, "*** welcome, you are %s here", p->who);
	while (strstr(person_line(p), "is now an operator") == NULL)
		;
	person_expect_notice(p, "you are now known as @Carol");
	return (p);
}

/* Lifts the ban, and leaves. */
static void
lift_ban(struct person *p)
{
	person_type(p, "/unban 0.0.0.0/0");
	person_expect(p, "*** @Carol lifted the ban of 0.0.0.0/0");
	person_hang_up(p);
}

/* Bans everyone, oneself included: that is asked about first. */
static void
ban_everyone(struct person *p)
{
	person_type(p, "/ban 0.0.0.0/0");
	person_expect_notice(p, "contains your own address");
	person_type(p, "/ban 0.0.0.0/0");
	person_expect(p, "*** @Alice banned 0.0.0.0/0");
}

START_TEST(test_operator_key_lets_in_whoever_is_banned)
{
	struct person *carol;

	alice_takes_charge();
	ban_everyone(alice);
	person_expect(bob, "*** @Alice banned 0.0.0.0/0");
	person_expect(bob, "*** you are banned from this room, goodbye");
	person_expect_end(bob);
	bob = NULL;
	/* While she is in charge, she can lift the ban. */
	carol = person_dial(room, "127.0.0.1", 0);
	ck_assert_ptr_nonnull(carol);
	person_expect_notice(carol, "you are banned from this room");
	person_expect_end(carol);
	person_hang_up(alice);
	alice = NULL;
	expect_log_of_key();
	lift_ban(come_despite_ban(room));
	alice = person_join(room);
}
END_TEST

/* The room's own key is not enough. */
START_TEST(test_operator_key_lets_in_whoever_is_banned_from_a_room_with_a_key)
{
	struct room *keyed = open_with_key();
	struct person *p;

	key = room_printed_key(keyed);
	p = person_dial(keyed, "127.0.0.1", 0);
	person_expect_notice(p, "this room has a key");
	person_type(p, "/nick Alice");
	person_expect_notice(p, "wants its key first");
	person_type(p, "/op %s", key);
	while (strstr(person_line(p), "known as @Alice") == NULL)
		;
	ban_everyone(p);
	person_type(p, "/deop");
	person_expect_notice(p, "is no longer an operator");
	lift_ban(come_despite_ban(keyed));
	person_hang_up(p);
	p = person_dial(keyed, "127.0.0.1", 0);
	person_expect_notice(p, "this room has a key");
	person_hang_up(p);
	room_close(keyed);
}
END_TEST

/* ---- What goes to a file ---- */

/* Runs the server with stdout to a file of this mode; what it has written. */
static void
run_to_file(mode_t mode, char *text, size_t size)
{
	char name[] = "check_lockout.XXXXXX", byte;
	const char *program = getenv("CHATROOMD");
	int fd = mkstemp(name), log[2], status;
	ssize_t n;
	pid_t pid;

	ck_assert_int_ge(fd, 0);
	(void)unlink(name);
	ck_assert_int_eq(fchmod(fd, mode), 0);
	ck_assert_int_eq(pipe(log), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		(void)dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
		(void)dup2(fd, STDOUT_FILENO);
		(void)dup2(log[1], STDERR_FILENO);
		(void)close(log[0]);
		(void)close(log[1]);
		(void)execl(program, program, "-p", "0", "-b", "127.0.0.1",
		    (char *)NULL);
		_exit(127);
	}
	(void)close(log[1]);
	/* Its first line says that it listens; from then on it sees signals. */
	ck_assert_int_eq(read(log[0], &byte, 1), 1);
	ck_assert_int_eq(kill(pid, SIGTERM), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	(void)close(log[0]);
	n = pread(fd, text, size - 1, 0);
	ck_assert_int_gt(n, 0);
	text[n] = '\0';
	(void)close(fd);
}

START_TEST(test_file_that_others_may_read_has_no_key)
{
	char text[4096];

	run_to_file(_i == 0 ? 0644 : 0640, text, sizeof text);
	ck_assert_ptr_nonnull(strstr(text, "The operator key is not shown"));
	ck_assert_ptr_null(strstr(text, "/op "));
}
END_TEST

START_TEST(test_private_file_has_the_key)
{
	char text[4096];

	run_to_file(0600, text, sizeof text);
	ck_assert_ptr_nonnull(strstr(text, "/op "));
}
END_TEST

#define STRANGERS 8

START_TEST(test_strangers_before_a_locked_door_take_no_place)
{
	struct person *strangers[STRANGERS], *p;
	int i;

	room_sweep();
	room = room_open("-m 2");
	key = room_printed_key(room);
	alice = person_join(room);
	person_type(alice, "/op %s", key);
	person_expect_notice(alice, "is now an operator");
	person_type(alice, "/lock");
	person_expect_notice(alice, "locked the room");
	person_type(alice, "/deop");
	person_expect_notice(alice, "is no longer an operator");
	for (i = 0; i < STRANGERS; i++) {
		strangers[i] = person_dial(room, "127.0.0.1", 0);
		ck_assert_ptr_nonnull(strangers[i]);
		person_expect_notice(strangers[i], "the room is locked");
	}
	p = person_dial(room, "127.0.0.1", 0);
	ck_assert_ptr_nonnull(p);
	person_expect_notice(p, "the room is locked");
	person_type(p, "/op %s", key);
	person_expect_notice(p, "welcome");
	person_expect(alice, "[ %s ] joined the room", p->who);
	person_type(strangers[0], "/op %s", key);
	person_expect_notice(strangers[0], "the operator key is in use");
	for (i = 0; i < STRANGERS; i++)
		person_hang_up(strangers[i]);
	person_hang_up(p);
	person_hang_up(alice);
	room_close(room);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("lockout");
	TCase *t = tcase_create("lockout");
	TCase *files = tcase_create("files");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(t, setup, meeting_close);
	tcase_set_timeout(t, room_timeout());
	tcase_add_test(t, test_printed_key_is_for_one_at_a_time);
	tcase_add_test(t,
	    test_printed_key_is_good_again_when_the_last_operator_leaves);
	tcase_add_test(t,
	    test_printed_key_is_not_good_while_another_operator_is_here);
	tcase_add_test(t, test_operator_hands_over_by_name);
	tcase_add_test(t,
	    test_whoever_is_made_an_operator_while_speaking_is_heard);
	tcase_add_test(t,
	    test_somebody_else_who_names_a_name_gives_a_wrong_key);
	tcase_add_test(t, test_operator_steps_down);
	tcase_add_test(t, test_who_steps_down_gives_a_reserved_name_back);
	tcase_add_test(t, test_wrong_operator_keys_make_the_whole_address_wait);
	tcase_add_test(t, test_key_is_not_shown_in_the_room);
	tcase_add_test(t, test_operator_key_lets_in_whoever_is_banned);
	tcase_add_test(t,
	    test_operator_key_lets_in_whoever_is_banned_from_a_room_with_a_key);
	tcase_add_test(t, test_operator_key_lets_into_a_locked_room);
	tcase_add_test(t,
	    test_whoever_waits_at_the_door_comes_in_when_it_is_unlocked);
	tcase_add_test(t,
	    test_line_that_was_begun_at_the_door_is_not_said_in_the_room);
	tcase_add_test(t, test_operator_key_lets_into_a_locked_room_with_a_key);
	suite_add_tcase(s, t);
	tcase_set_timeout(files, room_timeout());
	tcase_add_loop_test(files, test_file_that_others_may_read_has_no_key, 0,
	    2);
	tcase_add_test(files, test_private_file_has_the_key);
	tcase_add_test(files,
	    test_strangers_before_a_locked_door_take_no_place);
	suite_add_tcase(s, files);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
