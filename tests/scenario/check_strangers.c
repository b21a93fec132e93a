/*
 * check_strangers: what comes to the port of the room and is not a chat client.
 *
 * A web page can choose nearly all that its browser sends.  Here each kind of
 * stranger sends its first bytes cut in two, at every byte where that could
 * matter, and after them lines that would be said, or be a key, if anybody
 * listened.  Nobody may listen.
 */
#include <config.h>

#include <sys/ioctl.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/room.h"

#define KEY "open sesame"

/* What a page would like to do. */
#define BODY                                                          \
	"\r\nhacked\r\n/key wrong\r\n/key " KEY "\r\n/op " KEY "\r\n" \
	"hacked\r\n"

/* Room for the longest of them, and for what the room says to it. */
#define BYTES_MAX 8192
#define HEARD_MAX 4096

/* Connections at a time: fewer than the door has places for. */
#define PAGES_MAX 500

struct stranger {
	const char *start;
	size_t start_len;
	size_t filling;	  /* bytes of a path after the start */
	const char *rest; /* after that */
	const char *answer;
	size_t answer_len;
};

#define STARTS(literal) .start = (literal), .start_len = sizeof(literal) - 1
#define ANSWER(literal) .answer = (literal), .answer_len = sizeof(literal) - 1
#define HTTP_400 ANSWER("HTTP/1.1 400 ")

static const struct stranger strangers[] = {
	{ STARTS("GET /hacked"), .filling = 600,
	    .rest = " HTTP/1.1\r\nHost: x\r\n" BODY, HTTP_400 },
	{ STARTS("POST /hacked"),
	    .rest = " HTTP/1.1\r\nhacked: hacked\r\n" BODY, HTTP_400 },
	{ STARTS("POST /hacked"), .filling = 5000,
	    .rest = " HTTP/1.1\r\nhacked: hacked\r\n" BODY, HTTP_400 },
	/* As only a page of the same origin may, or one that seems to be. */
	{ STARTS("BE"), .filling = 4200,
	    .rest = " / HTTP/1.1\r\nhacked: hacked\r\n" BODY, HTTP_400 },
	{ STARTS("GET /hacked HTTP/1.1\r\nUpgrade: websocket\r\n"),
	    .rest = BODY, HTTP_400 },
	{ STARTS("CONNECT hacked:1 HTTP/1.1\r\n"), .rest = BODY, HTTP_400 },
	{ STARTS("OPTIONS * HTTP/1.1\r\n"), .rest = BODY, HTTP_400 },
	{ STARTS("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), .rest = BODY, HTTP_400 },
	{ STARTS("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"), .rest = BODY,
	    ANSWER("\x15\x03") },
	{ STARTS("\x80\x2e\x01\x03\x01\x00\x15\x00\x00\x00\x10"), .rest = BODY,
	    ANSWER("\x15\x03") },
	{ STARTS("SSH-2.0-hacked\r\n"), .rest = BODY, ANSWER("SSH-2.0-") },
	{ STARTS("SSH-1.99-hacked\r\n"), .rest = BODY, ANSWER("SSH-2.0-") },
	{ STARTS("\0\3\0\x24\x21\x12\xa4\x42\0\x14\0\x10hacked"),
	    .rest = BODY },
	{ STARTS("\0\x40\0\1\0\x2c\x21\x12\xa4\x42\0\6\0\x10hacked"),
	    .rest = BODY },
};

#define STRANGERS (sizeof strangers / sizeof *strangers)

/* How the second part follows the first. */
enum manner {
	LATER, /* when the room, tired of waiting, has said something */
	SOON,  /* when the first part has arrived */
	NEVER  /* the connection ends instead */
};

/* One connection of a stranger. */
struct page {
	int fd;
	const struct stranger *stranger;
	size_t cut;
	bool whole; /* all is sent */
	bool over;
	bool welcome, judged, answered; /* what it has heard */
	size_t heard_len;
	char heard[HEARD_MAX]; /* the last of it */
};

static char key_file[] = "check_strangers.XXXXXX";
static struct page pages[PAGES_MAX];
static size_t page_count;

/* All that it wants to send. */
static size_t
compose(const struct stranger *s, char out[BYTES_MAX])
{
	size_t rest = strlen(s->rest), len = s->start_len;

	ck_assert_uint_lt(len + s->filling + rest, BYTES_MAX);
	memcpy(out, s->start, len);
	memset(out + len, 'a', s->filling);
	len += s->filling;
	memcpy(out + len, s->rest, rest);
	return (len + rest);
}

/*
 * Whether a cut there could matter: at the start, where lines end and
 * commands begin, and around the sizes that buffers have.
 */
static bool
matters(const char *bytes, size_t at)
{
	return (at < 18 || bytes[at - 1] == '\n' || bytes[at] == ' ' ||
	    at % 1024 == 0 || at == 511 || at == 4097);
}

static struct room *
open_room(bool keyed, const char *more)
{
	char args[256] = "";
	int fd;

	(void)strcpy(key_file + strlen(key_file) - 6, "XXXXXX");
	fd = mkstemp(key_file);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, KEY "\n", sizeof KEY), sizeof KEY);
	ck_assert_int_eq(close(fd), 0);
	(void)snprintf(args, sizeof args, "%s%s --operator-key-file %s %s",
	    keyed ? "--key-file " : "", keyed ? key_file : "", key_file, more);
	return (room_open(args));
}

static void
close_room(struct room *r)
{
	room_close(r);
	(void)unlink(key_file);
}

static void
put(const struct page *p, const char *bytes, size_t len)
{
	size_t sent = 0;
	ssize_t n;

	/* A stranger that has its answer already may not get through. */
	while (sent < len) {
		n = send(p->fd, bytes + sent, len - sent, MSG_NOSIGNAL);
		if (n < 0)
			return;
		sent += (size_t)n;
	}
}

/* Waits until the other side has all that was sent. */
static void
wait_until_arrived(const struct page *p)
{
	int64_t deadline = room_now_ms() + room_patience_ms();
	int left = 1;

	while (left > 0) {
		ck_assert_int_eq(ioctl(p->fd, TIOCOUTQ, &left), 0);
		ck_assert_int_lt(room_now_ms(), deadline);
		(void)sched_yield();
	}
}

static void
send_rest(struct page *p)
{
	char bytes[BYTES_MAX];
	size_t len = compose(p->stranger, bytes);

	put(p, bytes + p->cut, len - p->cut);
	p->whole = true;
}

static int
dial(const struct room *r)
{
	struct sockaddr_in sa = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)r->port),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&sa, sizeof sa), 0);
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return (fd);
}

static void
start_page(const struct room *r, const struct stranger *s, size_t cut,
    enum manner manner)
{
	struct page *p = &pages[page_count++];
	char bytes[BYTES_MAX];

	ck_assert_uint_le(page_count, PAGES_MAX);
	memset(p, 0, sizeof *p);
	p->stranger = s;
	p->cut = cut;
	p->fd = dial(r);
	(void)compose(s, bytes);
	put(p, bytes, cut);
	if (manner == SOON) {
		wait_until_arrived(p);
		send_rest(p);
	}
	if (manner == NEVER) {
		ck_assert_int_eq(shutdown(p->fd, SHUT_WR), 0);
		p->whole = true;
	}
}

static bool
heard(const struct page *p, const char *part, size_t len)
{
	return (len > 0 && memmem(p->heard, p->heard_len, part, len) != NULL);
}

/* Looks at what was heard, and forgets the first half when it is full. */
static void
listen_to(struct page *p)
{
	size_t half = HEARD_MAX / 2;

	p->welcome = p->welcome || heard(p, "welcome", 7);
	p->judged =
	    p->judged || heard(p, "not the key", 11) || heard(p, "operator", 8);
	p->answered = p->answered ||
	    heard(p, p->stranger->answer, p->stranger->answer_len);
	if (p->heard_len == HEARD_MAX) {
		memmove(p->heard, p->heard + half, HEARD_MAX - half);
		p->heard_len -= half;
	}
}

/* The room has said something to it: it hears that, and goes on. */
static void
go_on(struct page *p)
{
	ssize_t n;

	if (!p->whole)
		send_rest(p);
	n = recv(p->fd, p->heard + p->heard_len, HEARD_MAX - p->heard_len, 0);
	if (n > 0) {
		p->heard_len += (size_t)n;
		listen_to(p);
		return;
	}
	p->over = true;
	(void)close(p->fd);
}

/* Until the connections of all have ended. */
static void
let_all_go_on(void)
{
	struct pollfd polls[PAGES_MAX];
	size_t i, open;

	for (;;) {
		for (i = open = 0; i < page_count; i++) {
			polls[i].fd = pages[i].over ? -1 : pages[i].fd;
			polls[i].events = POLLIN;
			open += !pages[i].over;
		}
		if (open == 0)
			return;
		if (poll(polls, page_count, room_patience_ms()) <= 0)
			ck_abort_msg("%zu strangers are still there", open);
		for (i = 0; i < page_count; i++)
			if (polls[i].fd >= 0 && polls[i].revents != 0)
				go_on(&pages[i]);
	}
}

static void
check_page(const struct page *p, bool keyed, enum manner manner)
{
	int kind = (int)(p->stranger - strangers);

	ck_assert_msg(!p->judged, "stranger %d, cut at %zu: a key was judged",
	    kind, p->cut);
	ck_assert_msg(!keyed || !p->welcome,
	    "stranger %d, cut at %zu: it is in", kind, p->cut);
	if (manner != NEVER && p->stranger->answer_len > 0)
		ck_assert_msg(p->answered, "stranger %d, cut at %zu: no answer",
		    kind, p->cut);
}

/* Nobody has read anything of what the strangers sent. */
static void
check_witness(struct person *witness, enum manner manner)
{
	const char *line;

	person_type(witness, "/xyzzyxyzzy");
	for (;;) {
		line = person_line(witness);
		if (strstr(line, "xyzzy") != NULL)
			return;
		ck_assert_msg(strstr(line, "hacked") == NULL &&
			(manner == NEVER || strstr(line, "]: ") == NULL),
		    "the room has read: %s", line);
	}
}

static struct person *
join_as_witness(struct room *r, bool keyed)
{
	struct person *p = person_dial(r, "127.0.0.1", 0);

	ck_assert_ptr_nonnull(p);
	if (keyed)
		person_type(p, "/key " KEY);
	while (strstr(person_line(p), "/help") == NULL)
		;
	return (p);
}

/* All strangers, with a cut after every `step`th byte that matters. */
static void
start_all(const struct room *r, enum manner manner)
{
	unsigned step = 100 / room_scaled(100, 10);
	char bytes[BYTES_MAX];
	size_t i, cut, len;
	unsigned n = 0;

	page_count = 0;
	for (i = 0; i < STRANGERS; i++) {
		len = compose(&strangers[i], bytes);
		for (cut = 0; cut < len; cut++)
			if (matters(bytes, cut) && n++ % step == 0)
				start_page(r, &strangers[i], cut, manner);
	}
}

static void
meet_strangers(bool keyed, enum manner manner)
{
	struct room *r = open_room(keyed, "");
	struct person *witness = join_as_witness(r, keyed);
	size_t i;

	start_all(r, manner);
	let_all_go_on();
	for (i = 0; i < page_count; i++)
		check_page(&pages[i], keyed, manner);
	check_witness(witness, manner);
	person_hang_up(witness);
	close_room(r);
}

START_TEST(test_stranger_that_is_cut_and_delayed_says_nothing)
{
	meet_strangers(false, LATER);
}
END_TEST

START_TEST(test_stranger_that_is_cut_says_nothing)
{
	meet_strangers(false, SOON);
}
END_TEST

START_TEST(test_stranger_that_ends_says_nothing)
{
	meet_strangers(false, NEVER);
}
END_TEST

START_TEST(test_stranger_that_is_cut_and_delayed_knows_no_key)
{
	meet_strangers(true, LATER);
}
END_TEST

START_TEST(test_stranger_that_is_cut_knows_no_key)
{
	meet_strangers(true, SOON);
}
END_TEST

START_TEST(test_stranger_that_ends_knows_no_key)
{
	meet_strangers(true, NEVER);
}
END_TEST

/* ---- Places ---- */

/* Some at once, as the door looks at each of them for a moment. */
static void
knock(const struct room *r, int *fds, unsigned n)
{
	char asked[256];
	unsigned i;

	for (i = 0; i < n; i++)
		fds[i] = dial(r);
	for (i = 0; i < n; i++)
		ck_assert_int_gt(recv(fds[i], asked, sizeof asked, 0), 0);
}

START_TEST(test_silent_strangers_keep_nobody_out)
{
	struct room *r = open_room(true, "-m 2");
	struct person *inside = join_as_witness(r, true), *p;
	unsigned i, n = 200; /* more than there are places for */
	int fds[200];

	for (i = 0; i < n; i += 10)
		knock(r, fds + i, 10);
	p = join_as_witness(r, true);
	person_expect(inside, "[ %s ] joined the room", p->who);
	person_type(p, "/quit");
	person_expect(inside, "[ %s ] left the room", p->who);
	person_hang_up(p);
	person_expect_nothing(inside);
	for (i = 0; i < n; i++)
		(void)close(fds[i]);
	person_hang_up(inside);
	close_room(r);
}
END_TEST

START_TEST(test_full_room_says_so_after_the_key)
{
	struct room *r = open_room(true, "-m 1");
	struct person *inside = join_as_witness(r, true);
	struct person *p = person_dial(r, "127.0.0.1", 0);

	ck_assert_ptr_nonnull(p);
	person_expect_notice(p, "this room has a key");
	person_type(p, "/key " KEY);
	person_expect_notice(p, "the room is full");
	person_expect_end(p);
	person_expect_nothing(inside);
	person_hang_up(inside);
	close_room(r);
}
END_TEST

/* ---- Nobody ---- */

START_TEST(test_connection_without_a_word_is_not_announced)
{
	struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
	struct room *r = open_room(false, "");
	struct person *witness = join_as_witness(r, false);
	int i, fd;

	for (i = 0; i < 40; i++) {
		fd = dial(r);
		if (i % 2 == 0)
			(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once,
			    sizeof at_once);
		(void)close(fd);
	}
	/* They came before this one, and have the same time to look. */
	person_hang_up(join_as_witness(r, false));
	ck_assert_ptr_nonnull(strstr(person_line(witness), "joined the room"));
	ck_assert_ptr_nonnull(strstr(person_line(witness), "left the room"));
	person_expect_nothing(witness);
	person_hang_up(witness);
	room_end(r);
	ck_assert_ptr_null(strstr(room_log(r), "refused"));
	room_free(r);
	(void)unlink(key_file);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("strangers");
	TCase *t = tcase_create("strangers");
	SRunner *runner;
	int failed;

	tcase_set_timeout(t, room_timeout());
	tcase_add_checked_fixture(t, room_sweep, NULL);
	tcase_add_test(t, test_stranger_that_is_cut_and_delayed_says_nothing);
	tcase_add_test(t, test_stranger_that_is_cut_says_nothing);
	tcase_add_test(t, test_stranger_that_ends_says_nothing);
	tcase_add_test(t, test_stranger_that_is_cut_and_delayed_knows_no_key);
	tcase_add_test(t, test_stranger_that_is_cut_knows_no_key);
	tcase_add_test(t, test_stranger_that_ends_knows_no_key);
	tcase_add_test(t, test_silent_strangers_keep_nobody_out);
	tcase_add_test(t, test_full_room_says_so_after_the_key);
	tcase_add_test(t, test_connection_without_a_word_is_not_announced);
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
