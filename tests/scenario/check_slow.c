/*
 * check_slow: anyone who makes the room send a lot is slowed down, and nobody
 * loses their place for reading as fast as the network lets them.
 *
 * Long lines and long answers have their price.  People within the default
 * rate cannot throw others out, not even on a slow link that all of them share.
 */
#include <config.h>

#include <sys/socket.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/room.h"

/* A room whose people have a burst of five lines, and then one a second. */
#define STRICT "-p 0 -b 127.0.0.1 --joins-per-minute 0 --tell-each --rate 1"

/*
 * A burst of fifteen, and then three a second: a line of LONG bytes, which has
 * the price of sixteen, waits for a third of a second.
 */
#define BRISK "-p 0 -b 127.0.0.1 --joins-per-minute 0 --tell-each --rate 3"

/* The same with the rate that a room has by default. */
#define USUAL "-p 0 -b 127.0.0.1 --joins-per-minute 0 --tell-each"

/* As many bytes as a line may have. */
#define LONG 4096

static struct room *room;
static struct person *alice, *bob;

static void
setup(void)
{
	room_sweep();
}

static void
open_room(const char *args)
{
	room = room_open_exactly(args);
	alice = person_join(room);
	bob = person_join(room);
	person_expect(alice, "[ %s ] joined the room", bob->who);
}

static void
close_room(void)
{
	person_hang_up(alice);
	person_hang_up(bob);
	room_close(room);
}

/* Fills a line of LONG bytes, without its end, after `start`. */
static void
fill(char line[LONG + 1], const char *start)
{
	memset(line, 'x', LONG);
	memcpy(line, start, strlen(start));
	line[LONG] = '\0';
}

/* Alice says `start` and a long rest: she is slowed down, and heard. */
static void
expect_long_line_is_slowed(const char *start, const char *heard)
{
	char line[LONG + 1];

	open_room(BRISK);
	fill(line, start);
	person_type(alice, "%s", line);
	person_expect_notice(alice, "not so fast");
	ck_assert_ptr_nonnull(strstr(person_line(bob), heard));
	close_room();
}

START_TEST(test_long_line_counts_as_several)
{
	expect_long_line_is_slowed("", "]: xxxxx");
}
END_TEST

START_TEST(test_long_act_counts_as_several)
{
	expect_long_line_is_slowed("/me ", " xxxxx");
}
END_TEST

START_TEST(test_long_goodbye_counts_as_several)
{
	expect_long_line_is_slowed("/quit ", "left the room (xxxxx");
}
END_TEST

START_TEST(test_long_whisper_counts_as_several)
{
	char start[128], line[LONG + 1];

	open_room(BRISK);
	(void)snprintf(start, sizeof start, "/msg %s ", bob->who);
	fill(line, start);
	person_type(alice, "%s", line);
	person_expect_notice(alice, "not so fast");
	ck_assert_ptr_nonnull(strstr(person_line(bob), " ]: xxxxx"));
	close_room();
}
END_TEST

START_TEST(test_lines_that_are_too_long_have_their_price)
{
	char line[LONG + 1];
	int i;

	open_room(STRICT);
	fill(line, "");
	for (i = 0; i < 6; i++)
		person_type(alice, "%sx", line);
	for (i = 0; i < 5; i++)
		person_expect_notice(alice, "too long");
	person_expect_notice(alice, "not so fast");
	person_expect_notice(alice, "too long");
	close_room();
}
END_TEST

/* As many people as /who needs for a long answer. */
#define PEOPLE 60

START_TEST(test_long_answers_have_their_price)
{
	struct person *people[PEOPLE];
	bool slowed = false;
	const char *line;
	int i;

	open_room(STRICT);
	/* At once, as the door looks at each of them for a moment. */
	for (i = 0; i < PEOPLE; i++) {
		people[i] = person_dial(room, "127.0.0.1", 0);
		ck_assert_ptr_nonnull(people[i]);
	}
	for (i = 0; i < PEOPLE; i++)
		person_expect(people[i], "*** welcome, you are %s here",
		    people[i]->who);
	person_send(bob, "/who\n/who\n/who\n/who\n/xyzzyxyzzy\n", 32);
	do {
		line = person_line(bob);
		slowed = slowed || strstr(line, "not so fast") != NULL;
	} while (strstr(line, "/xyzzyxyzzy") == NULL);
	ck_assert(slowed);
	for (i = 0; i < PEOPLE; i++)
		person_hang_up(people[i]);
	close_room();
}
END_TEST

START_TEST(test_thirty_rows_of_code_are_said_at_once)
{
	int i;

	open_room(USUAL);
	for (i = 0; i < 30; i++)
		person_type(alice, "%080d", i);
	for (i = 0; i < 30; i++)
		person_expect(bob, "[ %s ]: %080d", alice->who, i);
	/* She was not told that it was too fast. */
	person_expect_nothing(alice);
	close_room();
}
END_TEST

/* ---- Clients that are gone while their lines wait ---- */

START_TEST(test_lines_of_one_who_is_gone_are_not_said)
{
	const char *line;
	char left[128];
	int i, said = 0;

	open_room(STRICT);
	(void)snprintf(left, sizeof left, "[ %s ] left the room (reset)",
	    alice->who);
	for (i = 0; i < 60; i++)
		person_type(alice, "line %d", i);
	person_expect_notice(alice, "not so fast");
	person_reset(alice);
	while (strcmp(line = person_line(bob), left) != 0) {
		ck_assert_ptr_nonnull(strstr(line, " ]: line "));
		said++;
	}
	/* A burst, and what has become due meanwhile. */
	ck_assert_int_ge(said, 5);
	ck_assert_int_lt(said, 30);
	alice = person_join(room);
	person_expect(bob, "[ %s ] joined the room", alice->who);
	close_room();
}
END_TEST

START_TEST(test_lines_of_one_who_has_said_all_are_said)
{
	int i;

	open_room(STRICT);
	for (i = 0; i < 8; i++)
		person_type(alice, "line %d", i);
	person_half_close(alice);
	for (i = 0; i < 8; i++)
		person_expect(bob, "[ %s ]: line %d", alice->who, i);
	person_expect(bob, "[ %s ] left the room", alice->who);
	close_room();
}
END_TEST

START_TEST(test_one_who_is_slowed_down_does_not_make_the_end_late)
{
	int i;

	open_room(STRICT);
	for (i = 0; i < 60; i++)
		person_type(alice, "line %d", i);
	person_expect_notice(alice, "not so fast");
	room_signal(room, SIGTERM);
	person_expect(alice, "*** the room is closing, bye bye");
	room_expect_status(room, 0);
	person_hang_up(alice);
	person_hang_up(bob);
	room_free(room);
}
END_TEST

/* ---- Thirty people share a link of 20 Mbit/s ---- */

/*
 * The room and the attackers are in one network namespace, the readers in
 * another one; all that they are sent goes through a token bucket.  This needs
 * root, ip(8), tc(8) and support by the kernel; elsewhere the tests are
 * skipped, and say so.
 */
#define READERS 30
#define ADDRESS "10.91.0.1"
#define LINK                                        \
	"ip link set lo up && "                     \
	"ip link add va type veth peer name vb && " \
	"ip link set vb netns /proc/%ld/fd/%d && "  \
	"ip addr add " ADDRESS "/24 dev va && "     \
	"ip link set va up && "                     \
	"tc qdisc add dev va root tbf rate 20mbit burst 16kb latency 100ms"

static int here, there; /* the two namespaces */
static bool has_link;
static struct person *readers[READERS];

/* A network namespace of our own, with nothing in it; -1: not allowed. */
static int
new_network(void)
{
	if (unshare(CLONE_NEWNET) != 0)
		return (-1);
	return (open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
}

static bool
make_link(void)
{
	char command[sizeof LINK + 64];

	there = new_network();
	here = there >= 0 ? new_network() : -1;
	if (here < 0)
		return (false);
	(void)snprintf(command, sizeof command, LINK, (long)getpid(), there);
	if (system(command) != 0 || setns(there, CLONE_NEWNET) != 0 ||
	    system("ip addr add 10.91.0.2/24 dev vb && "
		   "ip link set vb up") != 0)
		return (false);
	return (setns(here, CLONE_NEWNET) == 0);
}

/* Reads what has come for one of them; whether `word` is in it. */
static bool
read_some(struct person *p, const char *word)
{
	size_t len = strlen(word);
	ssize_t n;
	bool found;

	n = recv(p->fd, p->input + p->len, sizeof p->input - p->len,
	    MSG_DONTWAIT);
	if (n == 0 || (n < 0 && errno != EAGAIN))
		ck_abort_msg("a reader has been dropped");
	if (n <= 0)
		return (false);
	p->len += (size_t)n;
	found = memmem(p->input, p->len, word, len) != NULL;
	/* The end of it may be the start of the word. */
	if (p->len >= len) {
		memmove(p->input, p->input + p->len - len, len);
		p->len = len;
	}
	return (found);
}

/* All read as fast as the link lets them, for `ms` or until all read `word`. */
static void
read_all(int64_t ms, const char *word)
{
	bool found[READERS] = { false };
	struct pollfd p[READERS];
	int64_t end = room_now_ms() + ms;
	int i, left = READERS;

	for (i = 0; i < READERS; i++)
		p[i] = (struct pollfd){ readers[i]->fd, POLLIN, 0 };
	while (left > 0 && room_now_ms() < end) {
		(void)poll(p, READERS, 10);
		for (i = 0; i < READERS; i++)
			if (read_some(readers[i], word) && !found[i]) {
				found[i] = true;
				left--;
			}
	}
	ck_assert_msg(left == 0 || *word == '\n',
	    "%d of the readers have not read '%s'", left, word);
}

/* No line has this. */
#define NEVER "\n\n"

static void
setup_link(void)
{
	room_sweep();
	has_link = make_link();
	if (!has_link)
		puts("skipped: a network namespace with tc cannot be had here");
}

/* Opens a room, with readers beyond the link. */
static void
open_room_beyond_link(const char *args)
{
	int i;

	room = room_open_exactly(args);
	for (i = 0; i < READERS; i++) {
		ck_assert_int_eq(setns(there, CLONE_NEWNET), 0);
		readers[i] = person_dial(room, ADDRESS, 0);
		ck_assert_int_eq(setns(here, CLONE_NEWNET), 0);
		ck_assert_ptr_nonnull(readers[i]);
	}
	alice = person_dial(room, ADDRESS, 0);
	bob = person_dial(room, ADDRESS, 0);
	ck_assert(alice != NULL && bob != NULL);
	person_type(readers[0], "/nick Victim");
	read_all(room_patience_ms(), "/help");
}

/* Closes it; the log knows of nobody who was dropped. */
static void
close_room_beyond_link(void)
{
	int i;

	for (i = 0; i < READERS; i++)
		person_hang_up(readers[i]);
	person_hang_up(alice);
	person_hang_up(bob);
	room_end(room);
	ck_assert_ptr_null(strstr(room_log(room), "dropped"));
	room_free(room);
}

/* Fifty lines of bytes that are not text, and how much of them is sent. */
struct flood {
	struct person *from;
	size_t sent, len;
	char bytes[50 * LONG];
};

static void
prepare(struct flood *f, struct person *from, const char *start)
{
	int i;

	f->from = from;
	f->sent = 0;
	f->len = sizeof f->bytes;
	memset(f->bytes, '\x80', f->len);
	for (i = 0; i < 50; i++) {
		memcpy(f->bytes + i * LONG, start, strlen(start));
		f->bytes[(i + 1) * LONG - 1] = '\n';
	}
}

/* Sends what the room takes, again and again, while the readers read. */
static void
attack(struct flood *a, struct flood *b, int64_t ms)
{
	struct flood *both[] = { a, b };
	int64_t end = room_now_ms() + ms;
	ssize_t n;
	int i;

	while (room_now_ms() < end) {
		for (i = 0; i < 2; i++) {
			struct flood *f = both[i];

			if (f == NULL)
				continue;
			n = send(f->from->fd, f->bytes + f->sent,
			    f->len - f->sent, MSG_DONTWAIT | MSG_NOSIGNAL);
			if (n > 0)
				f->sent = (f->sent + (size_t)n) % f->len;
		}
		read_all(20, NEVER);
	}
}

#define AROUND_LINK "-p 0 -b " ADDRESS " --joins-per-minute 0 "

static struct flood floods[2];

START_TEST(test_two_who_flood_throw_nobody_out)
{
	if (!has_link)
		return;
	open_room_beyond_link(AROUND_LINK);
	prepare(&floods[0], alice, "");
	prepare(&floods[1], bob, "");
	attack(&floods[0], &floods[1], 2000);
	close_room_beyond_link();
}
END_TEST

START_TEST(test_one_who_goes_on_flooding_throws_nobody_out)
{
	if (!has_link)
		return;
	open_room_beyond_link(AROUND_LINK);
	prepare(&floods[0], alice, "");
	attack(&floods[0], NULL, room_scaled(6000, 2000));
	close_room_beyond_link();
}
END_TEST

START_TEST(test_whispers_do_not_throw_their_victim_out)
{
	if (!has_link)
		return;
	open_room_beyond_link(AROUND_LINK);
	prepare(&floods[0], alice, "/msg Victim ");
	prepare(&floods[1], bob, "/msg Victim ");
	attack(&floods[0], &floods[1], 2000);
	close_room_beyond_link();
}
END_TEST

/* Nobody is paced here: only patience protects those who read. */
START_TEST(test_those_who_read_as_the_link_lets_them_are_not_dropped)
{
	char line[LONG + 1];
	int i;

	if (!has_link)
		return;
	open_room_beyond_link(AROUND_LINK "--rate 0 -q 65536");
	fill(line, "");
	/* More than fits into the kernel and the bound. */
	for (i = 0; i < 60; i++)
		person_type(alice, "%s", line);
	person_type(alice, "/me is done");
	read_all(room_patience_ms(), "is done");
	close_room_beyond_link();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("slow");
	TCase *prices = tcase_create("prices"), *link = tcase_create("link");
	TCase *gone = tcase_create("gone");
	SRunner *runner;
	int failed;

	tcase_set_timeout(prices, room_timeout());
	tcase_add_checked_fixture(prices, setup, NULL);
	tcase_add_test(prices, test_long_line_counts_as_several);
	tcase_add_test(prices, test_long_act_counts_as_several);
	tcase_add_test(prices, test_long_goodbye_counts_as_several);
	tcase_add_test(prices, test_long_whisper_counts_as_several);
	tcase_add_test(prices, test_lines_that_are_too_long_have_their_price);
	tcase_add_test(prices, test_long_answers_have_their_price);
	tcase_add_test(prices, test_thirty_rows_of_code_are_said_at_once);
	suite_add_tcase(s, prices);
	tcase_set_timeout(gone, room_timeout());
	tcase_add_checked_fixture(gone, setup, NULL);
	tcase_add_test(gone, test_lines_of_one_who_is_gone_are_not_said);
	tcase_add_test(gone, test_lines_of_one_who_has_said_all_are_said);
	tcase_add_test(gone,
	    test_one_who_is_slowed_down_does_not_make_the_end_late);
	suite_add_tcase(s, gone);
	tcase_set_timeout(link, room_timeout());
	tcase_add_checked_fixture(link, setup_link, NULL);
	tcase_add_test(link, test_two_who_flood_throw_nobody_out);
	tcase_add_test(link, test_one_who_goes_on_flooding_throws_nobody_out);
	tcase_add_test(link, test_whispers_do_not_throw_their_victim_out);
	tcase_add_test(link,
	    test_those_who_read_as_the_link_lets_them_are_not_dropped);
	suite_add_tcase(s, link);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
