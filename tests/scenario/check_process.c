/*
 * check_process: what the server is to its system: which sockets it takes
 * over, whose rights it has, which calls it may make.
 *
 * Most of this is seen in /proc (proc(5)).
 *
 * Tests that need root, or need not to be root, are run only if that is so.
 */
#include <config.h>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <check.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "harness/passing.h"
#include "harness/proc.h"
#include "harness/room.h"

/* A user of every system, without rights. */
#define NOBODY "nobody"

/* Where a link of /proc leads, which may be a directory. */
static void
expect_link(const struct room *r, const char *link, const char *target)
{
	char path[64], found[PATH_MAX];
	ssize_t n;

	(void)snprintf(path, sizeof path, "/proc/%ld/%s", (long)r->pid, link);
	n = readlink(path, found, sizeof found - 1);
	ck_assert_int_gt(n, 0);
	found[n] = '\0';
	ck_assert_str_eq(found, target);
}

/* Two people come in, and one hears the other. */
static void
expect_talk(const struct room *r)
{
	struct person *alice = person_join(r), *bob = person_join(r);

	person_expect(alice, "[ %s ] joined the room", bob->who);
	person_type(bob, "hello");
	person_expect(alice, "[ %s ]: hello", bob->who);
	person_hang_up(bob);
	person_hang_up(alice);
}

/* It has ended with status 1, one line that has `part` in it, and no output. */
static void
expect_refusal(struct room *r, const char *part)
{
	const char *log;

	room_expect_status(r, 1);
	log = room_log(r);
	if (strncmp(log, "chatroomd: ", 11) != 0 || strstr(log, part) == NULL ||
	    strchr(log, '\n') != log + strlen(log) - 1)
		ck_abort_msg("a line with '%s' is not '%s'", part, log);
	ck_assert_ptr_null(room_output_line(r));
	room_free(r);
}

static void
expect_args_refused(const char *args, const char *part)
{
	char all[512];

	(void)snprintf(all, sizeof all, "-p 0 -b 127.0.0.1 %s", args);
	expect_refusal(room_run(all), part);
}

/* ---- Sockets that are passed ---- */

START_TEST(test_passed_socket_is_the_room)
{
	unsigned port = passing_socket(SOCK_STREAM, true);
	struct room *r;

	passing_start_under("-");
	r = room_open_exactly("");
	ck_assert_uint_eq(r->port, port);
	expect_talk(r);
	room_close(r);
}
END_TEST

START_TEST(test_all_passed_sockets_are_the_room)
{
	unsigned first = passing_socket(SOCK_STREAM, true);
	unsigned second = passing_socket(SOCK_STREAM, true);
	struct person *alice, *bob;
	struct room *r;

	passing_start_under("-");
	r = room_open_exactly("");
	ck_assert_uint_eq(r->port, first);
	alice = person_join(r);
	r->port = second;
	bob = person_join(r);
	person_expect(alice, "[ %s ] joined the room", bob->who);
	person_hang_up(alice);
	person_hang_up(bob);
	room_close(r);
}
END_TEST

START_TEST(test_passed_socket_wins_over_options)
{
	unsigned port = passing_socket(SOCK_STREAM, true);
	struct room *r;

	passing_start_under("-");
	/* An address for documentation, RFC 5737: it could not be bound. */
	r = room_open_exactly("-p 1 -b 203.0.113.1");
	ck_assert_uint_eq(r->port, port);
	(void)room_expect_log(r, "-p and -b");
	room_close(r);
}
END_TEST

START_TEST(test_who_came_before_the_server_is_let_in)
{
	struct room early = { .port = passing_socket(SOCK_STREAM, true) };
	struct person *alice = person_dial(&early, "127.0.0.1", 0);
	struct room *r;

	ck_assert_ptr_nonnull(alice);
	passing_start_under("-");
	r = room_open_exactly("");
	person_expect(alice, "*** welcome, you are %s here", alice->who);
	person_hang_up(alice);
	room_close(r);
}
END_TEST

START_TEST(test_passed_socket_neither_blocks_nor_is_inherited)
{
	struct room *r;
	long flags;
	char path[64];

	(void)passing_socket(SOCK_STREAM, true);
	passing_start_under("-");
	r = room_open_exactly("");
	(void)snprintf(path, sizeof path, "/proc/%ld/fdinfo/%d", (long)r->pid,
	    PASSING_FIRST);
	flags = strtol(proc_field(path, "flags"), NULL, 8);
	ck_assert_int_ne(flags & O_NONBLOCK, 0);
	ck_assert_int_ne(flags & O_CLOEXEC, 0);
	room_close(r);
}
END_TEST

START_TEST(test_passed_socket_that_does_not_listen_is_refused)
{
	(void)passing_socket(SOCK_STREAM, false);
	passing_start_under("-");
	expect_refusal(room_run(""), "LISTEN_FDS");
}
END_TEST

START_TEST(test_passed_datagram_socket_is_refused)
{
	(void)passing_socket(SOCK_DGRAM, false);
	passing_start_under("-");
	expect_refusal(room_run(""), "LISTEN_FDS");
}
END_TEST

START_TEST(test_sockets_of_another_process_are_not_ours)
{
	struct room *r;

	(void)setenv("LISTEN_FDS", "1", 1);
	(void)setenv("LISTEN_PID", "1", 1);
	r = room_open("");
	ck_assert_ptr_null(strstr(room_log(r), "-p and -b"));
	expect_talk(r);
	room_close(r);
}
END_TEST

static TCase *
passing_case(void)
{
	TCase *tc = tcase_create("passed sockets");

	tcase_add_checked_fixture(tc, passing_setup, passing_teardown);
	tcase_add_test(tc, test_passed_socket_is_the_room);
	tcase_add_test(tc, test_all_passed_sockets_are_the_room);
	tcase_add_test(tc, test_passed_socket_wins_over_options);
	tcase_add_test(tc, test_who_came_before_the_server_is_let_in);
	tcase_add_test(tc, test_passed_socket_neither_blocks_nor_is_inherited);
	tcase_add_test(tc, test_passed_socket_that_does_not_listen_is_refused);
	tcase_add_test(tc, test_passed_datagram_socket_is_refused);
	tcase_add_test(tc, test_sockets_of_another_process_are_not_ours);
	return (tc);
}

/* ---- Addresses and descriptors ---- */

/* How many sockets it says it listens on. */
static int
count_listening(struct room *r)
{
	const char *line;
	int count = 1; /* room_open_exactly() has read one */

	while ((line = room_output_line(r)) != NULL &&
	    strncmp(line, "listening on ", 13) == 0)
		count++;
	return (count);
}

START_TEST(test_address_given_twice_is_one)
{
	static const char *const args[] = {
		"-p 0 -b 127.0.0.1 -b 127.0.0.1",
		"-p 0 -b 127.0.0.1 -b 127.0.0.2 -b 0.0.0.0",
		"-p 0 -b 0.0.0.0 -b 127.0.0.1",
	};
	struct room *r = room_open_exactly(args[_i]);

	ck_assert_int_eq(count_listening(r), 1);
	expect_talk(r);
	room_close(r);
}
END_TEST

START_TEST(test_two_addresses_are_two)
{
	struct room *r = room_open_exactly("-p 0 -b 127.0.0.1 -b 127.0.0.2");

	ck_assert_int_eq(count_listening(r), 2);
	room_close(r);
}
END_TEST

START_TEST(test_address_that_another_room_has_is_told)
{
	struct room *r = room_open("");
	char args[64];

	(void)snprintf(args, sizeof args, "-p %u -b 127.0.0.1", r->port);
	expect_refusal(room_run(args), "is a room open already?");
	room_close(r);
}
END_TEST

START_TEST(test_address_of_another_machine_is_told)
{
	expect_refusal(room_run("-p 0 -b 198.51.100.1"),
	    "; give an address of this machine");
}
END_TEST

START_TEST(test_as_many_people_as_there_is_room_for_are_said)
{
	struct room *r;
	long room, up_to;

	passing_start_under("r");
	r = room_open_limited("-m 5000", 100);
	room = strtol(room_expect_log(r, "room for ") + 9, NULL, 10);
	up_to = strtol(room_expect_log(r, "up to ") + 6, NULL, 10);
	ck_assert_int_eq(room, up_to);
	ck_assert_int_lt(room, 100);
	expect_talk(r);
	room_close(r);
}
END_TEST

#define STRANGERS 40

/* Descriptors are for those at the door as well: a locked one, here. */
START_TEST(test_descriptors_are_left_for_the_door)
{
	struct person *people[100], *strangers[STRANGERS];
	struct room *r;
	long max, i;

	passing_start_under("r");
	r = room_open_limited("-m 5000", 100);
	max = strtol(room_expect_log(r, "room for ") + 9, NULL, 10);
	ck_assert_int_gt(max, 1);
	ck_assert_int_lt(max, 100);
	max--; /* for one who has the key: a full room is full */
	for (i = 0; i < max; i++)
		people[i] = person_join(r);
	person_type(people[0], "/op %s", room_printed_key(r));
	person_type(people[0], "/lock");
	while (strstr(person_line(people[0]), "locked the room") == NULL)
		;
	for (i = 0; i < STRANGERS; i++) {
		strangers[i] = person_dial(r, "127.0.0.1", 0);
		ck_assert_ptr_nonnull(strangers[i]);
		person_expect_notice(strangers[i], "the room is locked");
	}
	for (i = 0; i < STRANGERS; i++)
		person_hang_up(strangers[i]);
	for (i = 0; i < max; i++)
		person_hang_up(people[i]);
	room_close(r);
}
END_TEST

static TCase *
limits_case(void)
{
	TCase *tc = tcase_create("addresses and descriptors");

	tcase_add_checked_fixture(tc, passing_setup, passing_teardown);
	tcase_add_loop_test(tc, test_address_given_twice_is_one, 0, 3);
	tcase_add_test(tc, test_two_addresses_are_two);
	tcase_add_test(tc, test_address_that_another_room_has_is_told);
	tcase_add_test(tc, test_address_of_another_machine_is_told);
	tcase_add_test(tc, test_as_many_people_as_there_is_room_for_are_said);
	tcase_add_test(tc, test_descriptors_are_left_for_the_door);
	return (tc);
}

/* ---- Whose rights it has ---- */

START_TEST(test_no_new_privileges_for_any_thread)
{
	struct room *r = room_open("");
	struct person *alice = person_join(r);

	/* The main thread, the postman, Alice's worker. */
	ck_assert_int_ge(proc_expect_of_threads(r, "NoNewPrivs", "1"), 3);
	person_hang_up(alice);
	room_close(r);
}
END_TEST

START_TEST(test_unknown_user_is_an_error)
{
	expect_args_refused("--user nosuchuser", "nosuchuser");
}
END_TEST

START_TEST(test_user_with_all_privileges_is_an_error)
{
	expect_args_refused("--user root", "root");
}
END_TEST

static TCase *
rights_case(void)
{
	TCase *tc = tcase_create("rights");

	tcase_add_checked_fixture(tc, room_sweep, NULL);
	tcase_add_test(tc, test_no_new_privileges_for_any_thread);
	tcase_add_test(tc, test_unknown_user_is_an_error);
	tcase_add_test(tc, test_user_with_all_privileges_is_an_error);
	return (tc);
}

START_TEST(test_only_root_can_become_someone_else)
{
	expect_args_refused("--user " NOBODY, "only root");
}
END_TEST

START_TEST(test_only_root_can_change_the_root)
{
	expect_args_refused("--chroot /", "only root");
}
END_TEST

START_TEST(test_user_may_stay_who_they_are)
{
	const struct passwd *me = getpwuid(geteuid());
	struct room *r;
	char args[128];

	ck_assert_ptr_nonnull(me);
	(void)snprintf(args, sizeof args, "--user %s", me->pw_name);
	r = room_open(args);
	expect_talk(r);
	room_close(r);
}
END_TEST

static TCase *
user_case(void)
{
	TCase *tc = tcase_create("started by a user");
	const struct passwd *me = getpwuid(geteuid());

	tcase_add_checked_fixture(tc, room_sweep, NULL);
	/* Whoever runs this as nobody may well be nobody. */
	if (me == NULL || strcmp(me->pw_name, NOBODY) != 0)
		tcase_add_test(tc, test_only_root_can_become_someone_else);
	tcase_add_test(tc, test_only_root_can_change_the_root);
	if (me != NULL && getegid() == me->pw_gid)
		tcase_add_test(tc, test_user_may_stay_who_they_are);
	return (tc);
}

static char new_root[] = "/tmp/check_process.XXXXXX";

/* Before the first test and after the last one, even if that failed. */
static void
root_setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(new_root));
	ck_assert_int_eq(chmod(new_root, 0755), 0);
	/* Without /proc, this sanitizer can't look for leaks. */
	(void)setenv("LSAN_OPTIONS", "detect_leaks=0", 1);
}

static void
root_teardown(void)
{
	(void)rmdir(new_root);
	(void)unsetenv("LSAN_OPTIONS");
}

/* A room in the new root, run by nobody. */
static struct room *
open_in_root(void)
{
	char args[128];

	(void)snprintf(args, sizeof args, "--user " NOBODY " --chroot %s",
	    new_root);
	return (room_open(args));
}

/* All four ids: real, effective, saved and that of the file system. */
static void
expect_ids(const struct room *r, const char *name, unsigned id)
{
	char wanted[64];

	(void)snprintf(wanted, sizeof wanted, "%u %u %u %u", id, id, id, id);
	(void)proc_expect_of_threads(r, name, wanted);
}

START_TEST(test_root_is_told_of_user)
{
	struct room *r = room_open("");

	(void)room_expect_log(r, "--user");
	room_close(r);
	r = room_open("--user " NOBODY);
	ck_assert_ptr_null(strstr(room_log(r), "--user"));
	room_close(r);
}
END_TEST

START_TEST(test_all_threads_become_the_user)
{
	const struct passwd *nobody = getpwnam(NOBODY);
	struct room *r = room_open("--user " NOBODY);
	struct person *alice;
	char groups[64];

	ck_assert_ptr_nonnull(nobody);
	expect_talk(r);
	alice = person_join(r);
	expect_ids(r, "Uid", nobody->pw_uid);
	expect_ids(r, "Gid", nobody->pw_gid);
	/* It has no group but this one, and none of root's. */
	(void)snprintf(groups, sizeof groups, "%u", nobody->pw_gid);
	ck_assert_str_eq(proc_status(r, "Groups"), groups);
	ck_assert_str_eq(proc_status(r, "CapPrm"), "0000000000000000");
	ck_assert_str_eq(proc_status(r, "CapEff"), "0000000000000000");
	person_hang_up(alice);
	room_close(r);
}
END_TEST

START_TEST(test_new_root_is_all_there_is)
{
	struct room *r = open_in_root();

	expect_link(r, "root", new_root);
	expect_link(r, "cwd", new_root);
	expect_talk(r);
	room_close(r);
}
END_TEST

/* The log has the time of the zone, whose file is not in the new root. */
START_TEST(test_log_keeps_its_time_zone_in_a_new_root)
{
	struct tm tm = { .tm_isdst = -1 };
	struct person *alice;
	struct room *r;
	double apart;

	ck_assert_int_eq(setenv("TZ", "Asia/Shanghai", 1), 0);
	tzset();
	r = open_in_root();
	alice = person_join(r);
	ck_assert_ptr_nonnull(strptime(room_log(r), "%Y-%m-%d %H:%M:%S", &tm));
	apart = difftime(time(NULL), mktime(&tm));
	ck_assert_int_eq(unsetenv("TZ"), 0);
	ck_assert(apart > -600 && apart < 600);
	person_hang_up(alice);
	room_close(r);
}
END_TEST

/* The module of iconv(3) for this charset is not in the new root either. */
START_TEST(test_gb18030_is_understood_in_a_new_root)
{
	struct room *r = open_in_root();
	struct person *alice = person_join(r), *bob = person_join(r);

	person_expect(alice, "[ %s ] joined the room", bob->who);
	person_send(bob, "\xc4\xe3\xba\xc3\n", 5); /* 你好 */
	person_expect(alice, "[ %s ]: 你好", bob->who);
	person_hang_up(alice);
	person_hang_up(bob);
	room_close(r);
}
END_TEST

START_TEST(test_root_that_is_not_there_is_an_error)
{
	expect_args_refused("--user " NOBODY " --chroot /no/such/directory",
	    "/no/such/directory");
}
END_TEST

START_TEST(test_root_user_is_not_locked_in)
{
	expect_args_refused("--chroot /", "--user");
}
END_TEST

static TCase *
root_case(void)
{
	TCase *tc = tcase_create("started by root");

	tcase_add_unchecked_fixture(tc, root_setup, root_teardown);
	tcase_add_checked_fixture(tc, room_sweep, NULL);
	tcase_add_test(tc, test_root_is_told_of_user);
	tcase_add_test(tc, test_all_threads_become_the_user);
	tcase_add_test(tc, test_new_root_is_all_there_is);
	if (access("/usr/share/zoneinfo/Asia/Shanghai", R_OK) == 0)
		tcase_add_test(tc, test_log_keeps_its_time_zone_in_a_new_root);
	if (room_writes_chinese())
		tcase_add_test(tc, test_gb18030_is_understood_in_a_new_root);
	tcase_add_test(tc, test_root_that_is_not_there_is_an_error);
	tcase_add_test(tc, test_root_user_is_not_locked_in);
	return (tc);
}

static void
add_case(Suite *s, TCase *tc)
{
	tcase_set_timeout(tc, room_timeout());
	suite_add_tcase(s, tc);
}

int
main(int argc, char **argv)
{
	Suite *s = suite_create("process");
	SRunner *runner;
	int failed;

	if (passing_is_asked(argc, argv))
		return (passing_become(argv));
	add_case(s, passing_case());
	add_case(s, limits_case());
	add_case(s, rights_case());
	add_case(s, geteuid() == 0 ? root_case() : user_case());
	if (geteuid() != 0)
		(void)puts("skipped: --user and --chroot, which need root");
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
