/*
 * check_reader: from the socket to the screen.
 */
#include <config.h>

#include <sys/socket.h>

#include <check.h>
#include <errno.h>
#include <poll.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/mailbox.h"
#include "client/reader.h"
#include "common/protocol.h"
#include "common/text.h"
#include "common/thread.h"
#include "harness/session.h"
#include "harness/spoken.h"
#include "harness/suite.h"

#define FIRST                     \
	"records\t1" T "Ann\t1\n" \
	"answered\t-" T "-\tlisted\t-\tthat is everyone\n"
#define SAID "said\t2" T "Bob\t"

static struct session s;
static struct client *const c = &s.client;

/* What the reader receives at once has at most so many bytes; 0: any number. */
static size_t piece;

/* Posted when the reader has waited for a moment of quiet, and it came. */
static sem_t quiets;

/* Whether it would have waited for one. */
static atomic_bool waited;

/* Posted when it begins to wait for what comes next, however long. */
static sem_t rests;

ssize_t __real_recv(int fd, void *bytes, size_t room, int flags);
ssize_t __wrap_recv(int fd, void *bytes, size_t room, int flags);
int __real_poll(struct pollfd *fds, nfds_t count, int ms);
int __wrap_poll(struct pollfd *fds, nfds_t count, int ms);

ssize_t
__wrap_recv(int fd, void *bytes, size_t room, int flags)
{
	if (piece > 0 && room > piece)
		room = piece;
	return (__real_recv(fd, bytes, room, flags));
}

int
__wrap_poll(struct pollfd *fds, nfds_t count, int ms)
{
	int n;

	/* The reader alone waits for two things at a time. */
	if (count == 2 && ms < 0)
		(void)sem_post(&rests);
	n = __real_poll(fds, count, ms);
	if (count == 2 && ms >= 0) {
		atomic_store(&waited, true);
		if (n == 0)
			(void)sem_post(&quiets);
	}
	return (n);
}

static void
begin(void)
{
	piece = 0;
	atomic_store(&waited, false);
	ck_assert_int_eq(sem_init(&quiets, 0, 0), 0);
	ck_assert_int_eq(sem_init(&rests, 0, 0), 0);
}

static void
setup(void)
{
	begin();
	session_open_filter(&s);
}

static void
setup_terminal(void)
{
	begin();
	session_open_terminal(&s);
}

static void
teardown(void)
{
	session_close(&s);
	(void)sem_destroy(&quiets);
	(void)sem_destroy(&rests);
}

static enum reader_end
run(void)
{
	return (
	    reader_run(c->connection, c->entrance, c->screen, &c->delivery));
}

/* The server says this and closes; what the reader shows of it. */
static void
expect_shown(const char *said, const char *shown)
{
	server_say(&s.server, said);
	server_hang_up(&s.server);
	ck_assert_int_eq(run(), READER_CLOSED);
	pipes_expect_out(&s.pipes, shown);
}

static void *
read_in(void *arg)
{
	(void)arg;
	c->reader_end = run();
	c->reader_errno = errno;
	return (NULL);
}

/* The reader thread, for tests in which the server says one after another. */
static void
start(void)
{
	ck_assert_int_eq(thread_start(&c->reader_thread, read_in, NULL), 0);
}

static void
expect_end(enum reader_end end)
{
	thread_join(c->reader_thread);
	ck_assert_int_eq(c->reader_end, end);
}

/* The server hangs up, and that is the end of all that it has said. */
static void
expect_last(const char *shown)
{
	server_hang_up(&s.server);
	expect_end(READER_CLOSED);
	pipes_expect_out(&s.pipes, shown);
}

static void
expect_mail(int mail)
{
	ck_assert_int_eq(mailbox_next(-1), mail);
}

/* That was all. */
static void
expect_no_mail(void)
{
	mailbox_post(MAIL_SPOKEN);
	expect_mail(MAIL_SPOKEN);
}

static const struct {
	const char *said, *shown;
} lines[] = {
	{ "", "" },
	{ "one\ntwo\n", "one\ntwo\n" },
	{ "one\r\n\r\ntwo\r\n", "one\n\ntwo\n" },
	{ "one\ntwo", "one\ntwo\n" }, /* the end needs none */
	{ "a\033[1mb\ac\n", "a[1mbc\n" },
	{ "\344\275\240\345\245\275\n", "\344\275\240\345\245\275\n" },
	{ "a\344\275b\377\377c\n", "a\357\277\275b\357\277\275c\n" },
	{ "a\344\275", "a\357\277\275\n" },
	{ "a\377\375\006b\377\374\006c\n", "abc\n" }, /* telnet */
	{ "a\tb\n", "a\tb\n" },
};

/* In one piece, and in pieces of one byte. */
START_TEST(test_lines_are_shown_until_the_server_closes)
{
	piece = (size_t)(_i % 2);
	expect_shown(lines[_i / 2].said, lines[_i / 2].shown);
	pipes_expect_err(&s.pipes, "");
}
END_TEST

START_TEST(test_start_of_a_line_is_shown_after_a_moment)
{
	start();
	server_say(&s.server, "who are you? ");
	pipes_await_out(&s.pipes, "who are you? \n");
	server_say(&s.server, "\nnext");
	pipes_await_out(&s.pipes, "next\n"); /* nothing of the end alone */
	server_say(&s.server, " and the rest\nlast\n");
	pipes_await_out(&s.pipes, " and the rest\nlast\n");
	expect_last("");
}
END_TEST

START_TEST(test_character_that_is_cut_waits_for_its_rest)
{
	start();
	server_say(&s.server, "wait\344\275");
	pipes_await_out(&s.pipes, "wait\n");
	server_say(&s.server, "\240\360\237");
	pipes_await_out(&s.pipes, "\344\275\240\n");
	server_say(&s.server, "\230\200\n");
	expect_last("\360\237\230\200\n");
}
END_TEST

START_TEST(test_piece_of_a_character_alone_is_not_shown)
{
	server_say(&s.server, "\344\275");
	start();
	(void)sem_wait(&quiets);
	server_say(&s.server, "\240\n");
	expect_last("\344\275\240\n");
}
END_TEST

/* It is shown once, however long the rest of a character does not follow. */
START_TEST(test_quiet_after_the_start_shows_nothing_more)
{
	start();
	(void)sem_wait(&rests); /* before anything comes */
	server_say(&s.server, "one\345");
	pipes_await_out(&s.pipes, "one\n");
	(void)sem_wait(&rests); /* it waits for no more moments */
	server_say(&s.server, "\260\217\n");
	expect_last("\345\260\217\n");
}
END_TEST

static void
say_many(char byte, size_t count)
{
	char bytes[4097];
	size_t n;

	memset(bytes, byte, sizeof bytes);
	for (; count > 0; count -= n) {
		n = count < 4096 ? count : 4096;
		bytes[n] = '\0';
		server_say(&s.server, bytes);
		bytes[n] = byte;
	}
}

START_TEST(test_line_that_is_too_long_is_announced)
{
	static char shown[16384 + 8];

	start();
	say_many('x', 16384);
	server_say(&s.server, "\n");
	say_many('y', 16385);
	server_say(&s.server, "\nnext\n");
	memset(shown, 'x', 16384);
	(void)strcpy(shown + 16384, "\nnext\n");
	expect_last(shown);
	pipes_expect_err(&s.pipes,
	    "chatroom: a line of more than 16384 bytes came in; it is not "
	    "shown\n");
}
END_TEST

START_TEST(test_line_without_an_end_ends_it)
{
	start();
	say_many('x', 65536 + 1);
	expect_end(READER_ENDLESS);
}
END_TEST

START_TEST(test_connection_that_is_lost_has_a_reason)
{
	struct linger now = { .l_onoff = 1 };

	start();
	server_say(&s.server, "one\n");
	pipes_await_out(&s.pipes, "one\n");
	ck_assert_int_eq(setsockopt(s.server.stream.fd, SOL_SOCKET, SO_LINGER,
			     &now, sizeof now),
	    0);
	server_hang_up(&s.server);
	expect_end(READER_BROKEN);
	ck_assert_int_eq(c->reader_errno, ECONNRESET);
}
END_TEST

START_TEST(test_connection_that_we_break_is_at_its_end)
{
	start();
	connection_break(c->connection);
	expect_end(READER_CLOSED);
}
END_TEST

START_TEST(test_question_for_the_key_is_not_shown)
{
	expect_shown(PROTOCOL_KEY_ASKED "\r\nnext\r\n", "next\n");
	expect_mail(MAIL_KEY_ASKED);
	expect_mail(MAIL_INSIDE);
	expect_no_mail();
}
END_TEST

START_TEST(test_filter_without_output_goes_on_listening)
{
	delivery_number(&c->delivery);
	ck_assert_uint_eq(delivery_count(&c->delivery), 1);
	pipes_close_out(&s.pipes);
	start();
	expect_mail(MAIL_OUTPUT_GONE);
	server_say(&s.server, "one\n");
	expect_mail(MAIL_INSIDE);
	server_say(&s.server, "two\n");
	server_hang_up(&s.server);
	expect_end(READER_CLOSED);
	expect_no_mail(); /* that is said once */
}
END_TEST

START_TEST(test_person_who_sees_nothing_has_left)
{
	(void)close(s.pty.master);
	s.pty.master = -1;
	server_say(&s.server, "one\n");
	ck_assert_int_eq(run(), READER_SCREEN_GONE);
}
END_TEST

START_TEST(test_whatever_comes_is_a_sign_of_life)
{
	(void)delivery_count(&c->delivery);
	c->delivery.by -= 100000; /* as much time has passed */
	ck_assert_uint_eq(delivery_pending(&c->delivery), 1);
	expect_shown("x\n", "x\n");
	ck_assert_uint_eq(delivery_pending(&c->delivery), 0);
}
END_TEST

START_TEST(test_mark_tells_what_became_of_the_nick)
{
	session_hear(&s, PROTOCOL_WELCOME "127.0.0.1:1 here");
	ck_assert(entrance_ask_name(c->entrance, 0));
	expect_shown(PROTOCOL_NAMED "Ann\r\n" DO_MARK WONT_MARK,
	    PROTOCOL_NAMED "Ann\n");
	expect_mail(MAIL_WELCOME);
	expect_mail(MAIL_NAMED);
	expect_no_mail();
}
END_TEST

/* ------------------------------------------------------------------------
 * Records
 */

/* A room of ours has offered them, and was asked. */
static void
ask_records(void)
{
	session_hear(&s, PROTOCOL_WELCOME "Ann here");
	session_hear(&s, PROTOCOL_HINT PROTOCOL_OFFER);
	ck_assert(entrance_ask_records(c->entrance));
	expect_mail(MAIL_WELCOME);
	expect_mail(MAIL_INSIDE);
}

START_TEST(test_record_that_nobody_asked_for_is_a_line)
{
	expect_shown(FIRST SAID "hi\n", FIRST SAID "hi\n");
	expect_mail(MAIL_INSIDE);
	expect_no_mail();
}
END_TEST

START_TEST(test_first_record_must_say_that_they_are_records)
{
	ask_records();
	expect_shown(SAID "hi\n" FIRST SAID "yo\n", SAID "hi\n[ Bob ]: yo\n");
	expect_mail(MAIL_RECORDS);
	expect_no_mail();
}
END_TEST

START_TEST(test_lines_on_their_way_are_shown_before_the_first_record)
{
	ask_records();
	expect_shown("[ Bob ]: hi\r\n" FIRST SAID "yo\n",
	    "[ Bob ]: hi\n[ Bob ]: yo\n");
}
END_TEST

static const struct {
	const char *said, *shown;
} records[] = {
	{ SAID "hi\n", "[ Bob ]: hi\n" },
	{ SAID "hi\r\n", "[ Bob ]: hi\n" },
	{ SAID "a\tb\033c\377\377\n", "[ Bob ]: a\tbc\357\277\275\n" },
	{ SAID "\n", SAID "\n" }, /* no field is empty */
	{ SAID "this has no e", "" },
	{ "joined\t2" T "Bob\tfurther\tfields\n", "[ Bob ] joined the room\n" },
	{ "painted\t2" T "Bob\tred\n", "" },
	{ "no record\n", "no record\n" },
	{ "said\t2" T "Bob\n", "said\t2" T "Bob\n" },
	{ "said\tx" T "Bob\thi\n", "said\tx" T "Bob\thi\n" },
	{ "said\t2\tnow\tBob\thi\n", "said\t2\tnow\tBob\thi\n" },
	{ "\n", "\n" },
	{ FIRST SAID "hi\n", "[ Bob ]: hi\n" }, /* they begin again */
	{ "joined\t2" T "A\njoined\t3" T "B\njoined\t4" T "C\n",
	    "[ A ] joined the room\n[ B ] joined the room\n"
	    "[ C ] joined the room\n" },
	{ "joined\t2" T "A\njoined\t3" T "B\njoined\t4" T "C\njoined\t5" T
	  "D\nno record\n",
	    "[ A ] joined the room\n[ B ] joined the room\n"
	    "2 joined: C, D\nno record\n" },
};

/* In one piece, and in pieces of one byte. */
START_TEST(test_records_are_told_as_sentences)
{
	char said[1024];

	piece = (size_t)(_i % 2);
	ask_records();
	(void)snprintf(said, sizeof said, FIRST "%s", records[_i / 2].said);
	expect_shown(said, records[_i / 2].shown);
	expect_mail(MAIL_RECORDS);
}
END_TEST

START_TEST(test_no_moment_of_quiet_shows_the_start_of_a_record)
{
	piece = 1;
	ask_records();
	expect_shown(FIRST SAID "hi\n", "[ Bob ]: hi\n");
	ck_assert(!atomic_load(&waited));
}
END_TEST

START_TEST(test_moment_of_quiet_is_waited_for_without_records)
{
	piece = 1;
	expect_shown("hi\n", "hi\n");
	ck_assert(atomic_load(&waited));
}
END_TEST

#define ANSWER(word, request) "answered\t-" T "-\t" word "\t" request "\t-\n"

/* Of three lines, how many have not come back. */
static const struct {
	const char *said;
	size_t left;
} answers[] = {
	{ "", 3 }, { ANSWER("said", "1"), 2 },
	{ ANSWER("said", "1") ANSWER("said", "1"), 2 },
	{ ANSWER("said", "3"), 0 },
	{ ANSWER("said", "2") ANSWER("said", "1"), 1 },
	{ ANSWER("no-command", "1"), 2 }, { ANSWER("too-fast", "1"), 3 },
	{ ANSWER("too-fast", "1") ANSWER("said", "1"), 2 },
	{ ANSWER("said", "-"), 3 }, { ANSWER("said", ""), 3 },
	{ ANSWER("said", "0"), 3 }, { ANSWER("said", "4"), 3 },
	{ ANSWER("said", "999999999"), 3 }, { ANSWER("said", "1000000000"), 3 },
	{ ANSWER("said", "4294967297"), 3 },
	{ ANSWER("said", "99999999999999999999"), 3 },
	{ ANSWER("said", "1x"), 3 }, { ANSWER("said", "-1"), 3 },
	{ ANSWER("", "1"), 3 }, { SAID "1\n", 3 },
	{ "answered\t-" T "-\tsaid\t1", 3 }, /* torn */
};

START_TEST(test_line_whose_number_is_answered_was_read)
{
	char said[1024];

	ask_records();
	delivery_number(&c->delivery);
	ck_assert_uint_eq(delivery_count(&c->delivery), 1);
	ck_assert_uint_eq(delivery_count(&c->delivery), 2);
	ck_assert_uint_eq(delivery_count(&c->delivery), 3);
	(void)snprintf(said, sizeof said, FIRST "%s", answers[_i].said);
	server_say(&s.server, said);
	server_hang_up(&s.server);
	ck_assert_int_eq(run(), READER_CLOSED);
	ck_assert_uint_eq(delivery_unanswered(&c->delivery), answers[_i].left);
}
END_TEST

/* After this answer to a line. */
static bool
is_refused(const char *answer)
{
	ask_records();
	delivery_number(&c->delivery);
	ck_assert_uint_eq(delivery_count(&c->delivery), 1);
	server_say(&s.server, FIRST);
	server_say(&s.server, answer);
	server_hang_up(&s.server);
	ck_assert_int_eq(run(), READER_CLOSED);
	return (delivery_refused(&c->delivery));
}

static const struct {
	const char *answer;
	bool refuses;
} refusals[] = {
	{ ANSWER("said", "1"), false },
	{ ANSWER("nick-taken", "1"), false },
	{ ANSWER("muted", "1"), true },
	{ ANSWER("nobody", "1"), true },
	{ ANSWER("no-command", "1"), true },
	{ ANSWER("no-command", "-"), false },
};

START_TEST(test_line_that_had_no_effect_is_noted)
{
	ck_assert_int_eq(is_refused(refusals[_i].answer), refusals[_i].refuses);
}
END_TEST

START_TEST(test_person_has_seen_what_is_no_command)
{
	ck_assert(!is_refused(ANSWER("no-command", "1")));
}
END_TEST

START_TEST(test_answer_tells_what_became_of_the_nick)
{
	ask_records();
	ck_assert(entrance_ask_name(c->entrance, 1));
	expect_shown(FIRST ANSWER("said", "2") ANSWER("nick", "1"), "");
	expect_mail(MAIL_RECORDS);
	expect_mail(MAIL_NAMED);
	expect_no_mail();
}
END_TEST

START_TEST(test_any_other_answer_to_the_nick_refuses_it)
{
	ask_records();
	ck_assert(entrance_ask_name(c->entrance, 1));
	expect_shown(FIRST ANSWER("nick-taken", "1") ANSWER("nick", "1"), "");
	expect_mail(MAIL_RECORDS);
	expect_mail(MAIL_NOT_NAMED);
	expect_no_mail();
}
END_TEST

/* ------------------------------------------------------------------------
 * Whatever comes
 */

static unsigned seed;

static unsigned
next(unsigned below)
{
	seed = seed * 1103515245 + 12345;
	return ((seed >> 16) % below);
}

static const char *const fragments[] = { "said", "joined", "left", "renamed",
	"answered", "here", "acted", "records", "closing", "\t", "\t2", "\t-",
	T, T "Bob", T "-", "\tN1", "\tN2", "\t1", "\tnick", "\tlisted", "\n",
	"\n", "\r\n", "\r", "\xff", "\xff\xfa", "\xff\xf0", "\xe5", "\xb0",
	"*** ", PROTOCOL_WELCOME, FIRST, SAID, ANSWER("said", "1"), "\033[2J" };

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

/* Text in lines, nothing that a terminal obeys. */
static void
expect_text(const char *shown)
{
	const char *end;

	for (; *shown != '\0'; shown = end + 1) {
		end = strchr(shown, '\n');
		ck_assert_ptr_nonnull(end);
		ck_assert(text_is_clean(shown, (size_t)(end - shown)));
	}
}

START_TEST(test_whatever_comes_only_text_is_shown)
{
	static char shown[1 << 16];
	size_t sum = 0, n;
	char text[64];
	ssize_t len;

	seed = (unsigned)_i + 1;
	piece = next(7);
	ask_records();
	if (next(2) == 0)
		server_say(&s.server, FIRST);
	while (sum < 4000) {
		n = (size_t)snprintf(text, sizeof text, "%s",
		    fragments[next(COUNT(fragments))]);
		server_say(&s.server, text);
		sum += n;
	}
	server_hang_up(&s.server);
	ck_assert_int_eq(run(), READER_CLOSED);
	len = read(s.pipes.out, shown, sizeof shown - 1);
	shown[len > 0 ? len : 0] = '\0';
	expect_text(shown);
}
END_TEST

static TCase *
line_case(void)
{
	TCase *tc = tcase_create("lines");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, test_lines_are_shown_until_the_server_closes, 0,
	    2 * COUNT(lines));
	tcase_add_test(tc, test_start_of_a_line_is_shown_after_a_moment);
	tcase_add_test(tc, test_character_that_is_cut_waits_for_its_rest);
	tcase_add_test(tc, test_piece_of_a_character_alone_is_not_shown);
	tcase_add_test(tc, test_quiet_after_the_start_shows_nothing_more);
	tcase_add_test(tc, test_line_that_is_too_long_is_announced);
	tcase_add_test(tc, test_line_without_an_end_ends_it);
	tcase_add_test(tc, test_connection_that_is_lost_has_a_reason);
	tcase_add_test(tc, test_connection_that_we_break_is_at_its_end);
	tcase_add_test(tc, test_question_for_the_key_is_not_shown);
	tcase_add_test(tc, test_filter_without_output_goes_on_listening);
	tcase_add_test(tc, test_whatever_comes_is_a_sign_of_life);
	tcase_add_test(tc, test_mark_tells_what_became_of_the_nick);
	tcase_add_test(tc, test_moment_of_quiet_is_waited_for_without_records);
	tcase_add_loop_test(tc, test_whatever_comes_only_text_is_shown, 0, 12);
	return (tc);
}

static TCase *
record_case(void)
{
	TCase *tc = tcase_create("records");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, test_record_that_nobody_asked_for_is_a_line);
	tcase_add_test(tc, test_first_record_must_say_that_they_are_records);
	tcase_add_test(tc,
	    test_lines_on_their_way_are_shown_before_the_first_record);
	tcase_add_loop_test(tc, test_records_are_told_as_sentences, 0,
	    2 * COUNT(records));
	tcase_add_test(tc, test_no_moment_of_quiet_shows_the_start_of_a_record);
	tcase_add_loop_test(tc, test_line_whose_number_is_answered_was_read, 0,
	    COUNT(answers));
	tcase_add_loop_test(tc, test_line_that_had_no_effect_is_noted, 0,
	    COUNT(refusals));
	tcase_add_test(tc, test_answer_tells_what_became_of_the_nick);
	tcase_add_test(tc, test_any_other_answer_to_the_nick_refuses_it);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { line_case(), record_case(),
		tcase_create("terminal") };

	tcase_add_checked_fixture(cases[2], setup_terminal, teardown);
	tcase_add_test(cases[2], test_person_who_sees_nothing_has_left);
	tcase_add_test(cases[2], test_person_has_seen_what_is_no_command);
	return (suite_run("reader", cases, sizeof cases / sizeof *cases));
}
