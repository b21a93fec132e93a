/*
 * check_worker: one client's life in its own thread: the door, the room, the
 * end; and how many of them there may be.
 *
 * Bob is in the room already, without a worker, and reads what happens there.
 */
#include <config.h>

#include <sys/socket.h>

#include <netinet/in.h>

#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/key.h"
#include "harness/guests.h"
#include "harness/suite.h"
#include "server/delivery/postman.h"
#include "server/dialect/charset.h"
#include "server/dialect/tidy.h"
#include "server/worker.h"

#define BOTH(literal) literal, sizeof literal - 1

#define WAIT_MS 60000
#define OUTBOX (1024 * 1024)
#define GREETED "/records is for programs\r\n"

/* Whoever comes to the room, and what it has read. */
struct caller {
	int fd, theirs; /* our end; the worker's, until it has started */
	char got[65536];
	size_t len;
};

static const struct key key = { 6, "sesame" };
static struct caller callers[3];
static struct workers_settings settings;
static struct workers *workers;
static struct guest *bob;

static void
setup(void)
{
	size_t i;
	int ends[2];

	charset_init(false);
	tidy_init();
	guests_setup();
	bob = join();
	settings = (struct workers_settings){ .registry = room,
		.gate = gate,
		.max = 2,
		.places = 4,
		.outbox_max = OUTBOX };
	settings.postman = postman_new(16, OUTBOX, seat_flush);
	ck_assert_ptr_nonnull(settings.postman);
	for (i = 0; i < sizeof callers / sizeof *callers; i++) {
		ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
		callers[i].fd = ends[0];
		callers[i].theirs = ends[1];
		callers[i].len = 0;
	}
}

static void
teardown(void)
{
	size_t i;

	workers_stop(workers);
	workers_free(workers);
	postman_free(settings.postman);
	for (i = 0; i < sizeof callers / sizeof *callers; i++) {
		(void)close(callers[i].fd);
		if (callers[i].theirs >= 0)
			(void)close(callers[i].theirs);
	}
	guests_teardown();
	tidy_fini();
	charset_fini();
}

static void
open_room(void)
{
	workers = workers_new(&settings);
	ck_assert_ptr_nonnull(workers);
}

static bool
starts(struct caller *c, struct reason *why)
{
	struct sockaddr_in in;

	memset(&in, 0, sizeof in);
	in.sin_family = AF_INET;
	in.sin_addr.s_addr = htonl(0x0a000002);
	in.sin_port = htons((uint16_t)(c - callers + 1));
	if (!worker_start(workers, c->theirs, (struct sockaddr *)&in, why))
		return (false);
	c->theirs = -1;
	return (true);
}

/* It comes to the door. */
static struct caller *
call(size_t i)
{
	struct reason why;

	ck_assert(starts(&callers[i], &why));
	return (&callers[i]);
}

static void
says(struct caller *c, const char *bytes, size_t len)
{
	ck_assert_int_eq(send(c->fd, bytes, len, MSG_NOSIGNAL), (ssize_t)len);
}

/* Reads more; false at the end of the connection. */
static bool
read_more(struct caller *c)
{
	struct pollfd p = { .fd = c->fd, .events = POLLIN };
	ssize_t n;

	if (poll(&p, 1, WAIT_MS) != 1)
		ck_abort_msg("nothing comes after \"%.*s\"", (int)c->len,
		    c->got);
	n = recv(c->fd, c->got + c->len, sizeof c->got - 1 - c->len, 0);
	c->len += n > 0 ? (size_t)n : 0;
	c->got[c->len] = '\0';
	return (n > 0);
}

/* Reads until this text has come. */
static void
reads(struct caller *c, const char *text)
{
	c->got[c->len] = '\0';
	while (strstr(c->got, text) == NULL)
		if (!read_more(c))
			ck_abort_msg("not \"%s\" but \"%s\"", text, c->got);
}

static void
reads_the_end(struct caller *c)
{
	while (read_more(c))
		;
}

START_TEST(test_client_is_greeted_and_heard)
{
	struct caller *ann;

	open_room();
	ann = call(0);
	reads(ann, GREETED);
	says(ann, BOTH("hello\n"));
	expect(bob,
	    "[ 10.0.0.2:1 ] joined the room\r\n[ 10.0.0.2:1 ]: hello\r\n");
	ck_assert_int_eq(shutdown(ann->fd, SHUT_WR), 0);
	expect(bob, "[ 10.0.0.2:1 ] left the room\r\n");
	reads_the_end(ann);
}
END_TEST

/* One ear hears all of it: the key, and what is said. */
START_TEST(test_what_comes_with_the_key_is_said_in_the_room)
{
	struct caller *ann;

	settings.key = &key;
	open_room();
	ann = call(0);
	says(ann, BOTH("/nick Ann\n/key sesame\nhello\nhow are"));
	expect_end(bob, "[ Ann ]: hello\r\n");
	says(ann, BOTH(" you?\n"));
	expect_end(bob, "[ Ann ]: how are you?\r\n");
}
END_TEST

START_TEST(test_whoever_has_no_key_is_not_noticed_by_anyone)
{
	struct caller *ann;

	settings.key = &key;
	open_room();
	ann = call(0);
	says(ann, BOTH("let me in\n\n"));
	reads(ann, "no key, goodbye");
	reads_the_end(ann);
	ck_assert_ptr_null(strstr(ann->got, GREETED));
	reads(call(1), "this room has a key");
	says(&callers[1], BOTH("/key sesame\n"));
	expect(bob, "[ 10.0.0.2:2 ] joined the room\r\n");
}
END_TEST

START_TEST(test_stranger_does_not_come_in)
{
	struct caller *browser;

	open_room();
	browser = call(0);
	says(browser, BOTH("GET / HTTP/1.1\r\n\r\nhello\n"));
	reads_the_end(browser);
	ck_assert_ptr_eq(strstr(browser->got, "HTTP/1.1 400 "), browser->got);
	reads(call(1), GREETED);
	expect(bob, "[ 10.0.0.2:2 ] joined the room\r\n");
}
END_TEST

/* Browsers connect ahead, and say nothing for a while. */
START_TEST(test_stranger_that_has_come_in_leaves_with_an_answer)
{
	struct caller *browser;

	open_room();
	browser = call(0);
	reads(browser, GREETED);
	says(browser, BOTH("GET / HTTP/1.1\r\n\r\nhello\n"));
	expect(bob,
	    "[ 10.0.0.2:1 ] joined the room\r\n"
	    "[ 10.0.0.2:1 ] left the room (no chat client)\r\n");
	reads_the_end(browser);
	ck_assert_ptr_nonnull(strstr(browser->got, "HTTP/1.1 400 "));
}
END_TEST

START_TEST(test_room_that_is_full_says_so_and_keeps_no_socket)
{
	struct reason why;

	open_room();
	reads(call(0), GREETED);
	reads(call(1), GREETED);
	ck_assert(!starts(&callers[2], &why));
	ck_assert_int_eq(why.sentence, S_ROOM_FULL);
	ck_assert_int_ge(fcntl(callers[2].theirs, F_GETFD), 0);
	/* There is room again, once a worker has ended. */
	ck_assert_int_eq(shutdown(callers[0].fd, SHUT_WR), 0);
	while (!starts(&callers[2], &why))
		(void)sched_yield();
	reads(&callers[2], GREETED);
}
END_TEST

/* Nobody takes a place from the people by standing before the door. */
START_TEST(test_whoever_comes_from_the_door_into_a_full_room_is_told)
{
	settings.key = &key;
	settings.max = 1;
	open_room();
	says(call(0), BOTH("/key sesame\n"));
	reads(&callers[0], GREETED);
	says(call(1), BOTH("/key sesame\n"));
	reads(&callers[1], "the room is full");
	reads_the_end(&callers[1]);
	expect(bob, "[ 10.0.0.2:1 ] joined the room\r\n");
}
END_TEST

START_TEST(test_console_has_no_door_and_stays)
{
	struct caller *console = &callers[0];

	settings.key = &key;
	open_room();
	ck_assert(worker_start_console(workers, console->theirs));
	console->theirs = -1;
	reads(console, "/help lists the commands");
	says(console, BOTH("GET / HTTP/1.1\r\n\nhello\n"));
	expect_end(bob, "]: GET / HTTP/1.1\r\n[ @console ]: hello\r\n");
}
END_TEST

START_TEST(test_all_are_gone_when_the_room_has_stopped)
{
	settings.key = &key;
	open_room();
	says(call(0), BOTH("/key sesame\n"));
	reads(&callers[0], GREETED);
	reads(call(1), "this room has a key"); /* stands at the door */
	workers_stop(workers);
	expect(bob,
	    "[ 10.0.0.2:1 ] joined the room\r\n"
	    "[ 10.0.0.2:1 ] left the room\r\n");
	reads_the_end(&callers[0]);
	reads_the_end(&callers[1]);
	ck_assert_ptr_nonnull(strstr(callers[1].got, "the room is closing"));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("worker");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, test_client_is_greeted_and_heard);
	tcase_add_test(t, test_what_comes_with_the_key_is_said_in_the_room);
	tcase_add_test(t, test_whoever_has_no_key_is_not_noticed_by_anyone);
	tcase_add_test(t, test_stranger_does_not_come_in);
	tcase_add_test(t, test_stranger_that_has_come_in_leaves_with_an_answer);
	tcase_add_test(t, test_room_that_is_full_says_so_and_keeps_no_socket);
	tcase_add_test(t,
	    test_whoever_comes_from_the_door_into_a_full_room_is_told);
	tcase_add_test(t, test_console_has_no_door_and_stays);
	tcase_add_test(t, test_all_are_gone_when_the_room_has_stopped);
	return (suite_run("worker", &t, 1));
}
