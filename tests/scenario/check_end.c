/*
 * check_end: what ends the server and what does not, and that nothing makes its
 * end late.
 */
#include <config.h>

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <check.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/passing.h"
#include "harness/room.h"

/* Whatever stalls, the server has ended this long after SIGTERM. */
#define END_MS 2500

/* A server under valgrind has ten times as long. */
static int64_t
end_ms(void)
{
	bool slow = getenv("ROOM_SLOW") != NULL || getenv("VALGRIND") != NULL;

	return (slow ? 10 * END_MS : END_MS);
}

/* Alice speaks until more waits for a listener than its socket can take. */
static void
fill(struct person *alice, int mib)
{
	static char line[4001];
	size_t sent;

	memset(line, 'x', sizeof line - 1);
	for (sent = 0; sent < (size_t)mib << 20; sent += sizeof line)
		person_type(alice, "%s", line);
	person_type(alice, "/xyzzyxyzzy");
	while (strstr(person_line(alice), "/xyzzyxyzzy") == NULL)
		;
}

/* Waits until the server has closed its stdout, or the time has come. */
static bool
ends_until(const struct room *r, int64_t deadline)
{
	struct pollfd p = { .fd = r->output_fd, .events = 0 };
	int64_t now = room_now_ms();

	return (poll(&p, 1, now < deadline ? (int)(deadline - now) : 0) > 0);
}

/* Waits for the end; returns how long after `since` it came. */
static int64_t
end_after(struct room *r, int64_t since)
{
	int64_t took;

	while (room_output_line(r) != NULL)
		;
	took = room_now_ms() - since;
	room_expect_status(r, 0);
	room_free(r);
	return (took);
}

/*
 * Stops a room in which much waits, and expects its end in time.  A busy
 * machine may make one end late, or two; a fault makes all of them late.
 */
static void
expect_end_in_time(int64_t (*stop)(int64_t), int64_t arg)
{
	int64_t took = 0;
	int i;

	for (i = 0; i < 3; i++) {
		took = stop(arg);
		if (took <= end_ms())
			return;
	}
	ck_abort_msg("it took %d ms to end", (int)took);
}

static const int64_t delays[] = { 0, 700, 1200, 1400, 1800 };

#define DELAYS ((int)(sizeof delays / sizeof *delays))

/* Somebody reads nothing for `delay` ms, and then all, and does not close. */
static int64_t
stop_with_slow_reader(int64_t delay)
{
	struct room *r = room_open("-q 16777216");
	struct person *alice = person_join(r), *bob;
	char bytes[65536];
	int64_t since;

	bob = person_dial(r, "127.0.0.1", 4096);
	ck_assert_ptr_nonnull(bob);
	person_expect(bob, "*** welcome, you are %s here", bob->who);
	person_expect(alice, "[ %s ] joined the room", bob->who);
	fill(alice, 8);
	person_hang_up(alice);
	since = room_now_ms();
	room_signal(r, SIGTERM);
	if (!ends_until(r, since + delay))
		while (recv(bob->fd, bytes, sizeof bytes, 0) > 0)
			;
	since = end_after(r, since);
	person_hang_up(bob);
	return (since);
}

START_TEST(test_slow_reader_that_does_not_close_makes_no_late_end)
{
	expect_end_in_time(stop_with_slow_reader, delays[_i]);
}
END_TEST

/* Also those at the door: silent, guessing, and refused. */
static int64_t
stop_with_strangers(int64_t unused __attribute__((unused)))
{
	char key[] = "/tmp/check_end.XXXXXX", args[64];
	struct person *people[6];
	struct room *r;
	int64_t since;
	int fd, i;

	fd = mkstemp(key);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "sesame\n", 7), 7);
	(void)close(fd);
	(void)snprintf(args, sizeof args, "--key-file %s", key);
	r = room_open(args);
	for (i = 0; i < 6; i++) {
		people[i] = person_dial(r, "127.0.0.1", 0);
		ck_assert_ptr_nonnull(people[i]);
		person_expect_notice(people[i], "key");
		if (i % 2 == 0)
			person_type(people[i], "/key wrong");
	}
	person_expect_notice(people[0], "tries");
	since = room_now_ms();
	room_signal(r, SIGTERM);
	since = end_after(r, since);
	for (i = 0; i < 6; i++)
		person_hang_up(people[i]);
	(void)unlink(key);
	return (since);
}

START_TEST(test_strangers_at_the_door_make_no_late_end)
{
	expect_end_in_time(stop_with_strangers, 0);
}
END_TEST

/* Those who wait for the room's patience: too fast, or guessing. */
static int64_t
stop_with_waiting_workers(int64_t unused __attribute__((unused)))
{
	struct room *r = room_open_exactly("-p 0 -b 127.0.0.1 --rate 1");
	struct person *alice = person_join(r), *bob = person_join(r);
	int64_t since;
	int i;

	for (i = 0; i < 50; i++)
		person_type(alice, "line %d", i);
	for (i = 0; i < 5; i++)
		person_type(bob, "/op wrong");
	while (strstr(person_line(alice), "not so fast") == NULL)
		;
	while (strstr(person_line(bob), "wrong operator key") == NULL)
		;
	since = room_now_ms();
	room_signal(r, SIGTERM);
	since = end_after(r, since);
	person_hang_up(alice);
	person_hang_up(bob);
	return (since);
}

START_TEST(test_workers_that_wait_make_no_late_end)
{
	expect_end_in_time(stop_with_waiting_workers, 0);
}
END_TEST

/* ---- Signals ---- */

static const int goodbyes[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT };

#define GOODBYES ((int)(sizeof goodbyes / sizeof *goodbyes))

START_TEST(test_signal_closes_the_room_with_a_goodbye)
{
	struct room *r = room_open("");
	struct person *alice = person_join(r);

	room_signal(r, goodbyes[_i]);
	person_expect(alice, "*** the room is closing, bye bye");
	person_expect_end(alice);
	room_expect_status(r, 0);
	room_free(r);
}
END_TEST

static const int nothings[] = { SIGPIPE, SIGUSR1, SIGUSR2, SIGXFSZ };

#define NOTHINGS ((int)(sizeof nothings / sizeof *nothings))

START_TEST(test_signal_is_nothing_to_the_room)
{
	struct room *r = room_open("");
	struct person *alice = person_join(r);

	room_signal(r, nothings[_i]);
	person_expect_nothing(alice);
	person_hang_up(alice);
	room_close(r);
}
END_TEST

START_TEST(test_signals_that_were_ignored_stay_so)
{
	struct person *alice;
	struct room *r;

	passing_start_under("h");
	r = room_open("");
	alice = person_join(r);
	room_signal(r, SIGHUP);
	room_signal(r, SIGINT);
	person_expect_nothing(alice);
	person_hang_up(alice);
	room_close(r);
}
END_TEST

START_TEST(test_full_log_file_ends_no_room)
{
	struct rlimit limit;
	struct stat st;
	struct room *r = room_open("");

	ck_assert_int_eq(fstat(fileno(r->log_file), &st), 0);
	limit.rlim_cur = limit.rlim_max = (rlim_t)st.st_size;
	ck_assert_int_eq(prlimit(r->pid, RLIMIT_FSIZE, &limit, NULL), 0);
	person_hang_up(person_join(r));
	person_hang_up(person_join(r));
	room_close(r);
}
END_TEST

/* ---- Errors of accept ---- */

/* The main thread does not spin for as long as a client can tell. */
static void
expect_rest(struct room *r)
{
	int64_t used = room_main_thread_ms(r);
	int64_t deadline = room_now_ms() + 1000;

	ck_assert(!ends_until(r, deadline));
	used = room_main_thread_ms(r) - used;
	if (used > 250)
		ck_abort_msg("the listener worked %d ms of a second",
		    (int)used);
}

static int
count_of(const char *text, const char *part)
{
	int count = 0;

	while ((text = strstr(text, part)) != NULL) {
		text += strlen(part);
		count++;
	}
	return (count);
}

START_TEST(test_socket_that_fails_for_good_makes_nobody_busy)
{
	struct person *alice;
	struct room *r;

	(void)passing_socket(SOCK_STREAM, true);
	passing_start_under("-");
	r = room_open_exactly("");
	alice = person_join(r);
	/* We share the socket: accept(2) is invalid from here on. */
	ck_assert_int_eq(shutdown(passing_last(), SHUT_RD), 0);
	expect_rest(r);
	(void)room_expect_log(r, strerror(EINVAL));
	person_expect_nothing(alice);
	person_hang_up(alice);
	room_end(r);
	ck_assert_int_eq(count_of(room_log(r), strerror(EINVAL)), 1);
	room_free(r);
}
END_TEST

int
main(int argc, char **argv)
{
	Suite *s = suite_create("end");
	TCase *tc = tcase_create("end");
	SRunner *runner;
	int failed;

	if (passing_is_asked(argc, argv))
		return (passing_become(argv));
	tcase_add_checked_fixture(tc, passing_setup, passing_teardown);
	tcase_set_timeout(tc, room_timeout());
	tcase_add_loop_test(tc,
	    test_slow_reader_that_does_not_close_makes_no_late_end, 0, DELAYS);
	tcase_add_test(tc, test_strangers_at_the_door_make_no_late_end);
	tcase_add_test(tc, test_workers_that_wait_make_no_late_end);
	tcase_add_loop_test(tc, test_signal_closes_the_room_with_a_goodbye, 0,
	    GOODBYES);
	tcase_add_loop_test(tc, test_signal_is_nothing_to_the_room, 0,
	    NOTHINGS);
	tcase_add_test(tc, test_signals_that_were_ignored_stay_so);
	tcase_add_test(tc, test_full_log_file_ends_no_room);
	tcase_add_test(tc, test_socket_that_fails_for_good_makes_nobody_busy);
	suite_add_tcase(s, tc);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
