/*
 * The client, driven as a whole program: on a pseudo-terminal, where a small
 * model of a terminal shows what a person would see, and as a filter between
 * pipes.
 */
#include <config.h>

#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <netinet/in.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "common/key.h"
#include "harness/client.h"
#include "harness/room.h"

#define COLUMNS 40
#define ROWS 200

/* ------------------------------------------------------------------------
 * The client on a terminal, and a model of what can be seen there.
 */

struct cell {
	char bytes[16]; /* "": free, or the right half of a wide one */
};

struct terminal {
	struct client client;
	struct server server;
	int slave; /* kept open: the terminal outlives the client */
	struct termios before;

	size_t columns;
	size_t row, column; /* where the cursor is */
	struct cell cells[ROWS][COLUMNS];
	size_t shown; /* bytes of the stream that are on the model */
	size_t beeps;
	char stray; /* a control character that is not allowed, or NUL */
};

static void
terminal_control(struct terminal *t, char byte)
{
	switch (byte) {
	case '\r':
		t->column = 0;
		break;
	case '\n':
		t->row++;
		ck_assert_uint_lt(t->row, ROWS);
		break;
	case '\a':
		t->beeps++;
		break;
	default:
		t->stray = byte;
		break;
	}
}

/* Puts one character where the cursor is. */
static void
terminal_put(struct terminal *t, const char *bytes, size_t len, int width)
{
	struct cell *cell;
	size_t w = width > 0 ? (size_t)width : 0;

	if (w == 0 && t->column > 0) {
		cell = &t->cells[t->row][t->column - 1];
		len += strlen(cell->bytes);
		ck_assert_uint_lt(len, sizeof cell->bytes);
		strcat(cell->bytes, bytes);
		return;
	}
	if (t->column + w > t->columns) {
		t->column = 0;
		t->row++;
		ck_assert_uint_lt(t->row, ROWS);
	}
	cell = &t->cells[t->row][t->column];
	memset(cell, 0, w * sizeof *cell);
	memcpy(cell->bytes, bytes, len);
	t->column += w;
}

/* Draws what has come since the last time. */
static void
terminal_draw(struct terminal *t)
{
	struct stream *s = &t->client.out;
	char bytes[8] = "";
	mbstate_t state;
	wchar_t c;
	size_t n;

	for (; t->shown < s->len; t->shown += n) {
		memset(&state, 0, sizeof state);
		n = mbrtowc(&c, s->bytes + t->shown, s->len - t->shown, &state);
		if (n == (size_t)-2)
			return; /* the rest of the character is on its way */
		ck_assert_msg(n != (size_t)-1, "not UTF-8 on the terminal");
		if (n == 0)
			n = 1; /* a NUL: a control character as well */
		memset(bytes, 0, sizeof bytes);
		memcpy(bytes, s->bytes + t->shown, n);
		if (wcwidth(c) < 0 || c == 0)
			terminal_control(t, bytes[0]);
		else
			terminal_put(t, bytes, n, wcwidth(c));
	}
}

/* The text of a row, without the blanks at its end. */
static void
terminal_row(const struct terminal *t, size_t row, char *text, size_t room)
{
	size_t i, len = 0;

	text[0] = '\0';
	for (i = 0; i < COLUMNS; i++) {
		len += strlen(t->cells[row][i].bytes);
		ck_assert_uint_lt(len, room);
		strcat(text, t->cells[row][i].bytes);
	}
	while (len > 0 && text[len - 1] == ' ')
		text[--len] = '\0';
}

static bool
terminal_row_is(const struct terminal *t, size_t row, const char *text)
{
	char seen[COLUMNS * 16];

	terminal_row(t, row, seen, sizeof seen);
	return (strcmp(seen, text) == 0);
}

/* The rows above the cursor, from the top, hold this row. */
static bool
terminal_shows_above(const struct terminal *t, const char *text)
{
	size_t row;

	for (row = 0; row < t->row; row++)
		if (terminal_row_is(t, row, text))
			return (true);
	return (false);
}

/* Gives up, and shows what can be seen. */
static void
terminal_abort(const struct terminal *t, const char *text)
{
	char all[8192] = "";
	char row[COLUMNS * 16];
	size_t i;

	for (i = 0; i <= t->row; i++) {
		terminal_row(t, i, row, sizeof row);
		if (strlen(all) + strlen(row) + 4 > sizeof all)
			break;
		strcat(strcat(strcat(all, "|"), row), "\n");
	}
	ck_abort_msg("waited for '%s', the terminal shows:\n%s", text, all);
}

/*
 * Waits until the cursor's row is `last` and the row `above`, unless NULL, is
 * somewhere above it.
 */
static void
terminal_expect(struct terminal *t, const char *above, const char *last)
{
	int64_t deadline = patience();

	for (;;) {
		terminal_draw(t);
		ck_assert_msg(t->stray == '\0', "control character %d",
		    t->stray);
		if (terminal_row_is(t, t->row, last) &&
		    (above == NULL || terminal_shows_above(t, above)))
			return;
		if (t->client.out.ended ||
		    !stream_read(&t->client.out, deadline))
			terminal_abort(t, above != NULL ? above : last);
	}
}

/* Waits until the cursor is in the last one of `count` rows like this. */
static void
terminal_expect_rows(struct terminal *t, const char *text, size_t count)
{
	int64_t deadline = patience();
	size_t row, seen;

	for (;;) {
		terminal_draw(t);
		for (row = 0, seen = 0; row <= t->row; row++)
			seen += terminal_row_is(t, row, text);
		if (seen == count && terminal_row_is(t, t->row, text))
			return;
		if (t->client.out.ended ||
		    !stream_read(&t->client.out, deadline))
			terminal_abort(t, text);
	}
}

/* Waits until what was typed is where the client can read it. */
static void
terminal_expect_waiting(struct terminal *t)
{
	struct pollfd pfd = { .fd = t->slave, .events = POLLIN };

	ck_assert_int_eq(poll(&pfd, 1, -1), 1);
}

/* Opens a pseudo-terminal; returns the master. */
static int
open_pty(int *slave)
{
	struct winsize size = { .ws_col = COLUMNS, .ws_row = 24 };
	int master = posix_openpt(O_RDWR | O_NOCTTY);

	ck_assert_int_ge(master, 0);
	ck_assert_int_eq(grantpt(master), 0);
	ck_assert_int_eq(unlockpt(master), 0);
	(void)fcntl(master, F_SETFD, FD_CLOEXEC);
	*slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	ck_assert_int_ge(*slave, 0);
	ck_assert_int_eq(ioctl(*slave, TIOCSWINSZ, &size), 0);
	return (master);
}

/* A client on a terminal that is connected and has shown its prompt. */
static struct terminal *
terminal_open(const char *options)
{
	struct terminal *t = calloc(1, sizeof *t);
	char args[256];
	int master, err[2];

	ck_assert_ptr_nonnull(t);
	t->columns = COLUMNS;
	server_open(&t->server);
	master = open_pty(&t->slave);
	ck_assert_int_eq(tcgetattr(t->slave, &t->before), 0);
	make_pipe(err);
	(void)snprintf(args, sizeof args, "%s -p %u 127.0.0.1", options,
	    t->server.port);
	client_start(&t->client, args, t->slave, t->slave, err[1]);
	(void)close(err[1]);
	t->client.in = master;
	stream_init(&t->client.out, master);
	stream_init(&t->client.err, err[0]);
	server_accept(&t->server);
	terminal_expect(t, NULL, "<You>");
	return (t);
}

/* Frees it; its stderr has stayed empty, the terminal is as it was. */
static void
terminal_free(struct terminal *t)
{
	struct termios after;

	ck_assert_int_eq(tcgetattr(t->slave, &after), 0);
	ck_assert_uint_eq(after.c_iflag, t->before.c_iflag);
	ck_assert_uint_eq(after.c_oflag, t->before.c_oflag);
	ck_assert_uint_eq(after.c_cflag, t->before.c_cflag);
	ck_assert_uint_eq(after.c_lflag, t->before.c_lflag);
	ck_assert_mem_eq(after.c_cc, t->before.c_cc, sizeof after.c_cc);
	ck_assert_str_eq(client_errors(&t->client), "");
	(void)close(t->slave);
	client_free(&t->client);
	server_free(&t->server);
	free(t);
}

/* The end: the exit status, and the cursor in an empty row below `above`. */
static void
terminal_close(struct terminal *t, int status, const char *above)
{
	client_expect_exit(&t->client, status);
	terminal_expect(t, above, "");
	terminal_free(t);
}

/* The usual end: the person leaves. */
static void
terminal_leave(struct terminal *t)
{
	client_type(&t->client, "\x04");
	stream_expect_end(&t->server.stream);
	server_hang_up(&t->server);
	terminal_close(t, 0, NULL);
}

/* What the server gets next is this line. */
static void
terminal_expect_sent(struct terminal *t, const char *line)
{
	stream_expect(&t->server.stream, line);
}

/* ------------------------------------------------------------------------
 * On a terminal
 */

START_TEST(test_it_says_where_it_is_connected)
{
	struct terminal *t = terminal_open("");
	char text[COLUMNS * 2];

	(void)snprintf(text, sizeof text, "chatroom: connected to 127.0.0.1:%u",
	    t->server.port);
	terminal_expect(t, text, "<You>");
	ck_assert(terminal_shows_above(t, "| (an empty line leaves)"));
	terminal_leave(t);
}
END_TEST

START_TEST(test_typed_line_is_sent_and_stays_in_sight)
{
	struct terminal *t = terminal_open("");

	client_type(&t->client, "hello");
	terminal_expect(t, NULL, "<You> hello");
	client_type(&t->client, "\r");
	terminal_expect(t, "<You> hello", "<You>");
	terminal_expect_sent(t, "hello\n");
	terminal_leave(t);
}
END_TEST

START_TEST(test_incoming_line_appears_above_half_typed_line)
{
	struct terminal *t = terminal_open("");

	client_type(&t->client, "half a li");
	terminal_expect(t, NULL, "<You> half a li");
	server_say(&t->server, "[ Lena ]: hello\r\n");
	terminal_expect(t, "[ Lena ]: hello", "<You> half a li");
	client_type(&t->client, "ne\r");
	terminal_expect(t, "<You> half a line", "<You>");
	terminal_expect_sent(t, "half a line\n");
	terminal_leave(t);
}
END_TEST

START_TEST(test_many_lines_appear_in_order)
{
	struct terminal *t = terminal_open("");
	size_t row;

	server_say(&t->server, "one\ntwo\r\n\r\nthree\n");
	terminal_expect(t, "three", "<You>");
	row = t->row;
	ck_assert(terminal_row_is(t, row - 4, "one"));
	ck_assert(terminal_row_is(t, row - 3, "two"));
	ck_assert(terminal_row_is(t, row - 2, ""));
	ck_assert(terminal_row_is(t, row - 1, "three"));
	terminal_leave(t);
}
END_TEST

START_TEST(test_chinese_is_typed_and_taken_back)
{
	struct terminal *t = terminal_open("");

	client_type(&t->client, "你好吗");
	terminal_expect(t, NULL, "<You> 你好吗");
	client_type(&t->client, "\x7f");
	terminal_expect(t, NULL, "<You> 你好");
	ck_assert_uint_eq(t->column, 10);
	client_type(&t->client, "e\xcc\x81\x7f"); /* e and an accent on it */
	client_type(&t->client, "\xe5\xa4");	  /* half a character */
	client_type(&t->client, "\xa7\r");
	terminal_expect(t, "<You> 你好大", "<You>");
	terminal_expect_sent(t, "你好大\n");
	terminal_leave(t);
}
END_TEST

START_TEST(test_words_and_lines_are_taken_back)
{
	struct terminal *t = terminal_open("");

	client_type(&t->client, "nonsense\x15one two  three \x17");
	terminal_expect(t, NULL, "<You> one two");
	client_type(&t->client,
	    "x\x17\x17\x17\x17\x7f"
	    "four");
	terminal_expect(t, NULL, "<You> four");
	client_type(&t->client, "\f");	 /* redrawn: nothing changes */
	client_type(&t->client, "\x04"); /* not on an empty line: no end */
	client_type(&t->client, "s\r");
	terminal_expect_sent(t, "fours\n");
	terminal_leave(t);
}
END_TEST

START_TEST(test_other_keys_are_swallowed)
{
	struct terminal *t = terminal_open("");

	client_type(&t->client, "a\x1b[Ab\x1bOPc\x1b[15~d\x1b[1;5Ce\x1b[[Bf");
	client_type(&t->client, "\x01\x02\x1bxg\th\xff\xc3\r");
	terminal_expect_sent(t, "abcdefg h\n");
	terminal_expect(t, "<You> abcdefg h", "<You>");
	terminal_leave(t);
}
END_TEST

START_TEST(test_line_wider_than_terminal_shows_its_end)
{
	struct terminal *t = terminal_open("");

	/* One column of the forty stays free, and the prompt takes six. */
	client_type(&t->client, "0123456789012345678901234567890123456789");
	terminal_expect(t, NULL, "<You> 789012345678901234567890123456789");
	client_type(&t->client, "你");
	terminal_expect(t, NULL, "<You> 9012345678901234567890123456789你");
	server_say(&t->server, "hi\n");
	terminal_expect(t, "hi", "<You> 9012345678901234567890123456789你");
	client_type(&t->client, "\x15");
	terminal_expect(t, NULL, "<You>");
	terminal_leave(t);
}
END_TEST

START_TEST(test_narrower_window_is_drawn_again)
{
	struct winsize size = { .ws_col = 20, .ws_row = 24 };
	struct terminal *t = terminal_open("");
	size_t i;

	client_type(&t->client, "abcdefghijklmnopqrstuvwxyz");
	terminal_expect(t, NULL, "<You> abcdefghijklmnopqrstuvwxyz");
	for (i = size.ws_col; i < COLUMNS; i++)
		t->cells[t->row][i].bytes[0] = '\0';
	t->columns = size.ws_col;
	ck_assert_int_eq(ioctl(t->client.in, TIOCSWINSZ, &size), 0);
	terminal_expect(t, NULL, "<You> nopqrstuvwxyz");
	client_type(&t->client, "\x15");
	terminal_expect(t, NULL, "<You>");
	terminal_leave(t);
}
END_TEST

START_TEST(test_line_without_room_beeps)
{
	struct terminal *t = terminal_open("");
	char text[1025];
	int i;

	memset(text, 'x', 1024);
	text[1024] = '\0';
	for (i = 0; i < 4; i++) {
		client_type(&t->client, text);
		terminal_expect(t, NULL,
		    "<You> xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	}
	ck_assert_uint_eq(t->beeps, 0);
	client_type(&t->client, "yyy");
	terminal_expect(t, "chatroom: the line is full, at 4096",
	    "<You> xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	ck_assert_uint_ge(t->beeps, 1);
	client_type(&t->client, "\x7f\r");
	text[1023] = '\0';
	for (i = 0; i < 3; i++) {
		terminal_expect_sent(t, text);
		terminal_expect_sent(t, "x");
	}
	terminal_expect_sent(t, text);
	terminal_expect_sent(t, "\n");
	terminal_leave(t);
}
END_TEST

START_TEST(test_controls_from_server_never_reach_terminal)
{
	struct terminal *t = terminal_open("");

	server_say(&t->server,
	    "a\x1b[31mb\x07"
	    "c\x1b]0;title\x07"
	    "d\b\b"
	    "\xc2\x9b"
	    "2Je\xe2\x80\xae"
	    "f\rg\x7f\r\n");
	server_say(&t->server,
	    "\xff\xfb\x01\xff\xfa\x18zz\xff\xf0"
	    "bad\x80 \n");
	terminal_expect(t, "bad\xef\xbf\xbd", "<You>");
	ck_assert(terminal_shows_above(t, "a[31mbc]0;titled2Jefg"));
	ck_assert_uint_eq(t->beeps, 0);
	terminal_leave(t);
}
END_TEST

START_TEST(test_line_without_end_is_shown_after_a_moment)
{
	struct terminal *t = terminal_open("");
	size_t row;

	server_say(&t->server, "[ Lena ]: hello");
	terminal_expect(t, "[ Lena ]: hello", "<You>");
	server_say(&t->server, "\nnext");
	terminal_expect(t, "next", "<You>");
	row = t->row;
	ck_assert(terminal_row_is(t, row - 2, "[ Lena ]: hello"));
	server_say(&t->server, " and the rest\r\nlast\n");
	terminal_expect(t, "last", "<You>");
	ck_assert(terminal_row_is(t, row, " and the rest"));
	terminal_leave(t);
}
END_TEST

START_TEST(test_line_without_end_is_not_cut_in_a_character)
{
	struct terminal *t = terminal_open("");

	server_say(&t->server, "wait\xe4\xbd");
	terminal_expect(t, "wait", "<You>");
	server_say(&t->server, "\xa0\xe5\xa5\xbd\n");
	terminal_expect(t, "你好", "<You>");
	server_say(&t->server, "end\xe4\xbd");
	terminal_expect(t, "end", "<You>");
	server_hang_up(&t->server);
	client_expect_exit(&t->client, 1);
	terminal_expect(t, "\xef\xbf\xbd", "");
	terminal_free(t);
}
END_TEST

START_TEST(test_incoming_line_too_long_is_announced)
{
	struct terminal *t = terminal_open("");
	char text[1025];
	int i;

	memset(text, 'x', 1024);
	text[1024] = '\0';
	for (i = 0; i < 17; i++)
		server_say(&t->server, text);
	server_say(&t->server, "\nnext\n");
	terminal_expect(t, "next", "<You>");
	ck_assert(
	    terminal_shows_above(t, "chatroom: a line of more than 16384"));
	terminal_leave(t);
}
END_TEST

START_TEST(test_endless_line_ends_it)
{
	struct terminal *t = terminal_open("");
	char text[1025];
	int i;

	memset(text, 'x', 1024);
	text[1024] = '\0';
	for (i = 0; i < 65; i++)
		server_say(&t->server, text);
	terminal_close(t, 1, "chatroom: the server sends 65536 bytes");
}
END_TEST

/* Ways to leave, and the part of them that the server reads. */
static const struct {
	const char *keys;
	const char *sent;
} goodbyes[] = {
	{ "\r", "" },
	{ "\x03", "" },
	{ "\x04", "" },
	{ "half a line\x03", "" },
	{ "/quit\r", "/quit\n" },
	{ "/quit see you\r", "/quit see you\n" },
	{ " /QUIT\r", " /QUIT\n" },
};

START_TEST(test_a_goodbye_leaves)
{
	struct terminal *t = terminal_open("");

	client_type(&t->client, goodbyes[_i].keys);
	terminal_expect_sent(t, goodbyes[_i].sent);
	stream_expect_end(&t->server.stream);
	server_say(&t->server, "bye, and one last line\n");
	server_hang_up(&t->server);
	terminal_close(t, 0, "bye, and one last line");
}
END_TEST

START_TEST(test_quit_is_a_word)
{
	struct terminal *t = terminal_open("");

	client_type(&t->client, "/quitter\r");
	terminal_expect_sent(t, "/quitter\n");
	terminal_expect(t, "<You> /quitter", "<You>");
	terminal_leave(t);
}
END_TEST

/* That is long, after many lines that a slow room may not have read. */
START_TEST(test_ctrl_c_ends_the_wait_for_the_goodbye)
{
	struct terminal *t = terminal_open("");
	int64_t start;
	int i;

	for (i = 0; i < 20; i++) {
		client_type(&t->client, "hello\r");
		terminal_expect_sent(t, "hello\n");
	}
	client_type(&t->client, "\x04");
	stream_expect_end(&t->server.stream);
	start = room_now_ms();
	(void)kill(t->client.pid, SIGINT);
	client_expect_exit(&t->client, 1);
	ck_assert_int_lt(room_now_ms() - start, 12000); /* and not 20 s */
	terminal_free(t);
}
END_TEST

START_TEST(test_server_that_keeps_the_line_is_left_all_the_same)
{
	struct terminal *t = terminal_open("");

	client_type(&t->client, "\x04");
	stream_expect_end(&t->server.stream);
	terminal_close(t, 0, NULL);
}
END_TEST

START_TEST(test_server_that_goes_away_gives_1)
{
	struct terminal *t = terminal_open("");

	client_type(&t->client, "half");
	terminal_expect(t, NULL, "<You> half");
	server_say(&t->server, "without end");
	server_hang_up(&t->server);
	client_expect_exit(&t->client, 1);
	terminal_expect(t, "chatroom: the server has closed the", "");
	ck_assert(terminal_shows_above(t, "without end"));
	ck_assert(terminal_shows_above(t, "(not said) half"));
	terminal_free(t);
}
END_TEST

START_TEST(test_reset_gives_1)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };
	struct terminal *t = terminal_open("");

	ck_assert_int_eq(setsockopt(t->server.stream.fd, SOL_SOCKET, SO_LINGER,
			     &now, sizeof now),
	    0);
	server_hang_up(&t->server);
	terminal_close(t, 1, "chatroom: the connection was lost:");
}
END_TEST

static const int deadly[] = { SIGTERM, SIGHUP, SIGQUIT };

START_TEST(test_greeting_after_the_goodbye_keeps_nobody)
{
	struct terminal *t = terminal_open("");

	client_type(&t->client, "\x04");
	stream_expect_end(&t->server.stream);
	server_say(&t->server, "*** hello\r\n");
	terminal_close(t, 0, NULL);
}
END_TEST

START_TEST(test_deadly_signal_restores_the_terminal)
{
	struct terminal *t = terminal_open("");
	int status;

	(void)kill(t->client.pid, deadly[_i]);
	status = client_wait(&t->client);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), deadly[_i]);
	terminal_expect(t, NULL, "");
	terminal_free(t);
}
END_TEST

START_TEST(test_ctrl_z_without_a_shell_goes_on)
{
	struct terminal *t = terminal_open("");

	client_type(&t->client, "half");
	terminal_expect(t, NULL, "<You> half");
	client_type(&t->client, "\x1a");
	client_type(&t->client, " a line\r");
	terminal_expect(t, "<You> half a line", "<You>");
	terminal_expect_sent(t, "half a line\n");
	terminal_leave(t);
}
END_TEST

START_TEST(test_flooded_terminal_can_be_left)
{
	struct terminal *t = terminal_open("");
	char line[1025];
	int i;

	/* Far more than a terminal holds while nobody reads it. */
	memset(line, 'x', 1023);
	line[1023] = '\n';
	line[1024] = '\0';
	for (i = 0; i < 128; i++)
		server_say(&t->server, line);
	(void)kill(t->client.pid, SIGTERM);
	ck_assert(WIFSIGNALED(client_wait(&t->client)));
	t->client.out.len = 0; /* some of it, which nobody looks at */
	terminal_free(t);
}
END_TEST

/* ------------------------------------------------------------------------
 * A room with a key.  The words are those that servers have said since the
 * first one that had keys: they may not change.
 */

#define KEY "open sesame"
#define ASKED "*** this room has a key; answer with /key WORDS\r\n"
#define WRONG "*** that is not the key; 2 more tries\r\n"
#define WELCOME "*** welcome, you are Ann here\r\n"
#define NAMED "*** you are now known as Ann\r\n"

/* IAC DO, and WONT, TIMING-MARK: a filter waits for its nick by these. */
#define DO_MARK "\377\375\006"
#define WONT_MARK "\377\374\006"

#define NOTE_ASKED "chatroom: this room needs a key; type"
#define NOTE_STALE "chatroom: what was typed before the"

static char key_file[] = "check_client.XXXXXX";

/* The options for a file with KEY in it. */
static const char *
make_key_file(mode_t mode)
{
	static char options[64];
	int fd;

	(void)strcpy(key_file + strlen(key_file) - 6, "XXXXXX");
	fd = mkstemp(key_file);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, KEY "\n", sizeof KEY), sizeof KEY);
	ck_assert_int_eq(fchmod(fd, mode), 0);
	ck_assert_int_eq(close(fd), 0);
	(void)snprintf(options, sizeof options, "--key-file %s", key_file);
	return (options);
}

static void
remove_key_file(void)
{
	(void)unlink(key_file);
}

/* A terminal at the question for the key. */
static struct terminal *
terminal_open_asked(const char *options)
{
	struct terminal *t;
	int i;

	for (i = 0;; i++) {
		t = terminal_open(options);
		server_say(&t->server, ASKED);
		terminal_expect(t, NOTE_ASKED, "<Key>");
		/* A busy machine asks late: the client tells its nick first. */
		if (i == 2 || !wait_readable(t->server.stream.fd, 0))
			return (t);
		server_hang_up(&t->server);
		(void)client_wait(&t->client);
		terminal_free(t);
	}
}

/* Nothing of this kind was ever written to the terminal. */
static void
terminal_expect_never(struct terminal *t, const char *text)
{
	ck_assert_ptr_null(strstr(t->client.out.bytes, text));
}

START_TEST(test_key_is_asked_for_and_not_shown)
{
	struct terminal *t = terminal_open_asked("-n Ann");

	client_type(&t->client, "open ses");
	server_say(&t->server, "*** a line meanwhile\r\n");
	terminal_expect(t, "*** a line meanwhile", "<Key>");
	client_type(&t->client,
	    "amx\x7f"
	    "e \r");
	terminal_expect_sent(t, "/key " KEY "\n");
	server_say(&t->server, WELCOME);
	terminal_expect(t, "*** welcome, you are Ann here", "<You>");
	terminal_expect_sent(t, "/nick Ann\n");
	client_type(&t->client, "hello\r");
	terminal_expect(t, "<You> hello", "<You>");
	terminal_expect_sent(t, "hello\n");
	terminal_expect_never(t, "open");
	terminal_expect_never(t, "ses");
	terminal_expect_never(t, "am");
	terminal_leave(t);
}
END_TEST

/* The room takes no longer line, and never sees what did not fit. */
START_TEST(test_key_has_at_most_256_bytes)
{
	struct terminal *t = terminal_open_asked("");
	char typed[2 * KEY_MAX], sent[sizeof "/key \n" + KEY_MAX];

	memset(typed, 'x', sizeof typed);
	typed[KEY_MAX + 1] = '\0';
	client_type(&t->client, typed);
	terminal_expect(t, "chatroom: the line is full, at 256", "<Key>");
	client_type(&t->client, "\r");
	(void)snprintf(sent, sizeof sent, "/key %.*s\n", KEY_MAX, typed);
	terminal_expect_sent(t, sent);
	server_say(&t->server, WELCOME);
	terminal_expect(t, "*** welcome, you are Ann here", "<You>");
	terminal_leave(t);
}
END_TEST

START_TEST(test_half_a_line_is_no_part_of_the_key)
{
	struct terminal *t = terminal_open("");

	client_type(&t->client, "half");
	terminal_expect(t, NULL, "<You> half");
	server_say(&t->server, ASKED);
	terminal_expect(t, NOTE_ASKED, "<Key>");
	/* As the server prints it, and with a blank that nobody sees. */
	client_type(&t->client, "/key  " KEY "\r");
	terminal_expect_sent(t, "/key " KEY "\n");
	server_say(&t->server, WELCOME);
	terminal_expect(t, "*** welcome, you are Ann here", "<You>");
	client_type(&t->client, "hello\r");
	terminal_expect_sent(t, "hello\n");
	terminal_leave(t);
}
END_TEST

START_TEST(test_wrong_key_is_asked_for_again)
{
	struct terminal *t = terminal_open_asked("");

	client_type(&t->client, "one\r");
	terminal_expect_sent(t, "/key one\n");
	server_say(&t->server, WRONG);
	terminal_expect(t, "*** that is not the key; 2 more tries", "<Key>");
	client_type(&t->client, "two\r");
	terminal_expect_sent(t, "/key two\n");
	server_say(&t->server, "*** that is not the key; 1 more try\r\n");
	terminal_expect(t, "*** that is not the key; 1 more try", "<Key>");
	client_type(&t->client, "three\r");
	terminal_expect_sent(t, "/key three\n");
	server_say(&t->server, "*** three wrong keys: bye\r\n");
	terminal_expect(t, "*** three wrong keys: bye", "<Key>");
	server_hang_up(&t->server);
	client_expect_exit(&t->client, 1);
	terminal_expect(t, "chatroom: the server has closed the", "");
	terminal_expect_never(t, "two");
	terminal_free(t);
}
END_TEST

START_TEST(test_what_is_typed_after_the_key_is_not_said)
{
	struct terminal *t = terminal_open_asked("");

	client_type(&t->client, KEY "\r" KEY "\r");
	terminal_expect_sent(t, "/key " KEY "\n");
	server_say(&t->server, WELCOME);
	terminal_expect(t, NOTE_STALE, "<You>");
	client_type(&t->client, "hello\r");
	terminal_expect_sent(t, "hello\n");
	terminal_expect_never(t, "sesame");
	terminal_leave(t);
}
END_TEST

START_TEST(test_key_typed_again_and_again_is_not_said)
{
	struct terminal *t = terminal_open_asked("");

	client_type(&t->client, KEY "\r");
	terminal_expect_sent(t, "/key " KEY "\n");
	client_type(&t->client, KEY "\r");
	terminal_expect_rows(t, "<Key>", 3); /* it waits for the answer now */
	client_type(&t->client, KEY "\r" KEY "\r");
	terminal_expect_waiting(t);
	server_say(&t->server, WELCOME);
	terminal_expect(t, NOTE_STALE, "<You>");
	client_type(&t->client, "hello\r");
	terminal_expect_sent(t, "hello\n");
	terminal_expect_never(t, "sesame");
	terminal_leave(t);
}
END_TEST

START_TEST(test_key_that_is_asked_for_late_is_asked_for)
{
	struct terminal *t = terminal_open("-n Ann");

	client_type(&t->client, "hello\r");
	terminal_expect_sent(t, "/nick Ann\nhello\n");
	server_say(&t->server, ASKED "*** first the key: /key WORDS\r\n");
	terminal_expect(t, "*** first the key: /key WORDS", "<Key>");
	client_type(&t->client, KEY "\r");
	terminal_expect_sent(t, "/key " KEY "\n");
	server_say(&t->server, WELCOME);
	terminal_expect(t, "*** welcome, you are Ann here", "<You>");
	client_type(&t->client, "again\r"); /* the nick is not told twice */
	terminal_expect_sent(t, "again\n");
	terminal_leave(t);
}
END_TEST

static const char *const goodbyes_at_key[] = { "\r", "\x03", "\x04",
	"secret\x03", "/quit\r" };

START_TEST(test_a_goodbye_leaves_at_the_key)
{
	struct terminal *t = terminal_open_asked("-n Ann");

	client_type(&t->client, goodbyes_at_key[_i]);
	stream_expect_end(&t->server.stream);
	server_say(&t->server, "*** no key: bye\r\n");
	server_hang_up(&t->server);
	client_expect_exit(&t->client, 0);
	terminal_expect(t, "*** no key: bye", "");
	terminal_expect_never(t, "secret");
	terminal_free(t);
}
END_TEST

START_TEST(test_deadly_signal_at_the_key_restores_the_terminal)
{
	struct terminal *t = terminal_open_asked("");
	int status;

	client_type(&t->client, "secret");
	(void)kill(t->client.pid, deadly[_i]);
	status = client_wait(&t->client);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), deadly[_i]);
	terminal_expect(t, NOTE_ASKED, "");
	terminal_expect_never(t, "secret");
	terminal_free(t);
}
END_TEST

START_TEST(test_key_of_a_file_is_sent_once)
{
	struct terminal *t = terminal_open(make_key_file(0600));

	server_say(&t->server, ASKED);
	terminal_expect_sent(t, "/key " KEY "\n");
	server_say(&t->server, ASKED WELCOME ASKED);
	terminal_expect(t, "*** welcome, you are Ann here", "<You>");
	server_say(&t->server, ASKED "*** that is all\r\n");
	terminal_expect(t, "*** that is all", "<You>");
	client_type(&t->client, "hello\r");
	terminal_expect_sent(t, "hello\n");
	terminal_expect_never(t, "sesame");
	terminal_leave(t);
	remove_key_file();
}
END_TEST

START_TEST(test_wrong_key_of_a_file_is_told_and_asked_for)
{
	struct terminal *t = terminal_open(make_key_file(0600));

	server_say(&t->server, ASKED);
	terminal_expect_sent(t, "/key " KEY "\n");
	server_say(&t->server, WRONG);
	terminal_expect(t, "*** that is not the key; 2 more tries", "<Key>");
	client_type(&t->client, "another\r");
	terminal_expect_sent(t, "/key another\n");
	server_say(&t->server, WELCOME);
	terminal_expect(t, "*** welcome, you are Ann here", "<You>");
	ck_assert_ptr_nonnull(strstr(t->client.out.bytes, key_file));
	terminal_expect_never(t, "sesame");
	terminal_leave(t);
	remove_key_file();
}
END_TEST

/* First lines of a server with the client inside, or of no room at all. */
static const char *const first_lines[] = { WELCOME, "hello\r\n",
	"[ Lena ]: hi\r\n", "*** this room has a key\r\n", (" " ASKED),
	"\r\n" };

START_TEST(test_question_in_the_room_gets_no_answer)
{
	struct terminal *t = terminal_open(make_key_file(0600));

	server_say(&t->server, first_lines[_i]);
	server_say(&t->server, ASKED);
	server_say(&t->server, WRONG "*** that is all\r\n");
	terminal_expect(t, "*** that is all", "<You>");
	ck_assert(
	    terminal_shows_above(t, "*** this room has a key; answer with"));
	client_type(&t->client, "hello\r");
	terminal_expect_sent(t, "hello\n");
	terminal_leave(t);
	remove_key_file();
}
END_TEST

/* ------------------------------------------------------------------------
 * As a filter
 */

START_TEST(test_filter_delivers_before_it_ends)
{
	struct server s;
	struct client c;

	filter_open(&c, &s, "");
	client_type(&c, "hello\n");
	filter_end_input(&c);
	stream_expect(&s.stream, "hello\n");
	stream_expect_end(&s.stream);
	server_say(&s, "*** bye\r\n");
	server_hang_up(&s);
	stream_expect(&c.out, "*** bye\n");
	stream_expect_end(&c.out);
	filter_close(&c, &s, 0, "");
}
END_TEST

START_TEST(test_filter_sends_the_nick_first)
{
	struct server s;
	struct client c;

	filter_open(&c, &s, "-n 小明");
	client_type(&c, "hello");
	filter_end_input(&c);
	stream_expect(&s.stream, "/nick 小明\nhello\n");
	stream_expect_end(&s.stream);
	server_hang_up(&s);
	filter_close(&c, &s, 0, "");
}
END_TEST

START_TEST(test_filter_takes_the_nick_from_the_environment)
{
	struct server s;
	struct client c;

	ck_assert_int_eq(setenv("CHATROOM_NICK", "Lena", 1), 0);
	filter_open(&c, &s, "");
	(void)unsetenv("CHATROOM_NICK");
	filter_end_input(&c);
	stream_expect(&s.stream, "/nick Lena\n");
	stream_expect_end(&s.stream);
	server_hang_up(&s);
	filter_close(&c, &s, 0, "");
}
END_TEST

START_TEST(test_filter_writes_each_line_at_once)
{
	struct server s;
	struct client c;

	filter_open(&c, &s, "");
	server_say(&s, "one\r\n");
	stream_expect(&c.out, "one\n");
	server_say(&s, "two\x1b[1m\n");
	stream_expect(&c.out, "two[1m\n");
	server_say(&s, "without end");
	stream_expect(&c.out, "without end\n");
	server_say(&s, "\nnext\n");
	stream_expect(&c.out, "next\n");
	filter_end_input(&c);
	stream_expect_end(&s.stream);
	server_hang_up(&s);
	filter_close(&c, &s, 0, "");
}
END_TEST

START_TEST(test_filter_goes_on_behind_timing_marks)
{
	struct server s;
	struct client c;

	filter_open(&c, &s, "");
	server_say(&s, "one\r\n\377\375\006two\r\n");
	stream_expect(&c.out, "one\ntwo\n");
	client_type(&c, "three\nfour\n");
	filter_end_input(&c);
	stream_expect(&s.stream, "three\nfour\n");
	stream_expect_end(&s.stream);
	server_hang_up(&s);
	filter_close(&c, &s, 0, "");
}
END_TEST

START_TEST(test_filter_leaves_at_an_empty_line_and_says_so)
{
	struct server s;
	struct client c;

	filter_open(&c, &s, "");
	client_type(&c, "one\r\n\r\ntwo\n");
	stream_expect(&s.stream, "one\n");
	stream_expect_end(&s.stream);
	server_hang_up(&s);
	filter_close(&c, &s, 0,
	    "chatroom: the empty line ended the session; the rest of the "
	    "input was not sent\n");
}
END_TEST

START_TEST(test_filter_with_an_empty_line_at_the_end_is_quiet)
{
	struct server s;
	struct client c;

	filter_open(&c, &s, "");
	client_type(&c, "one\n\n");
	stream_expect(&s.stream, "one\n");
	stream_expect_end(&s.stream);
	server_hang_up(&s);
	filter_close(&c, &s, 0, "");
}
END_TEST

START_TEST(test_filter_says_which_line_is_too_long)
{
	struct server s;
	struct client c;
	char text[4098];

	filter_open(&c, &s, "");
	memset(text, 'x', 4097);
	text[4097] = '\0';
	client_type(&c, text);
	client_type(&c, "\nnext\n");
	filter_end_input(&c);
	stream_expect(&s.stream, "next\n");
	stream_expect_end(&s.stream);
	server_hang_up(&s);
	filter_close(&c, &s, 1,
	    "chatroom: a line of more than 4096 bytes was not sent\n");
}
END_TEST

START_TEST(test_filter_sends_much)
{
	struct server s;
	struct client c;
	char line[64];
	int i;

	filter_open(&c, &s, "");
	for (i = 0; i < 3000; i++) {
		(void)snprintf(line, sizeof line, "line number %d\n", i);
		client_type(&c, line);
		stream_expect(&s.stream, line);
	}
	filter_end_input(&c);
	stream_expect_end(&s.stream);
	server_hang_up(&s);
	filter_close(&c, &s, 0, "");
}
END_TEST

START_TEST(test_filter_ends_when_the_server_goes_away)
{
	struct server s;
	struct client c;

	filter_open(&c, &s, "");
	server_hang_up(&s); /* while it waits for input */
	filter_close(&c, &s, 1,
	    "chatroom: the server has closed the connection\n");
}
END_TEST

START_TEST(test_filter_with_closed_output_ends_quietly)
{
	struct server s;
	struct client c;

	filter_open(&c, &s, "");
	server_say(&s, "one\n");
	stream_expect(&c.out, "one\n");
	(void)close(c.out.fd);
	c.out.fd = -1;
	filter_end_input(&c);
	stream_expect_end(&s.stream);
	server_hang_up(&s);
	filter_close(&c, &s, 0, "");
}
END_TEST

START_TEST(test_filter_whose_output_is_stuck_can_be_ended)
{
	struct server s;
	struct client c;
	char line[1025];
	int i, status;

	filter_open(&c, &s, "");
	memset(line, 'x', 1023);
	line[1023] = '\n';
	line[1024] = '\0';
	for (i = 0; i < 128; i++)
		server_say(&s, line);
	stream_expect(&c.out, line); /* by now it writes */
	(void)kill(c.pid, SIGTERM);
	status = client_wait(&c);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGTERM);
	client_free(&c);
	server_free(&s);
}
END_TEST

START_TEST(test_filter_without_key_says_what_is_needed)
{
	struct server s;
	struct client c;

	filter_open(&c, &s, "");
	client_type(&c, "hello\n");
	server_say(&s, ASKED);
	filter_close(&c, &s, 1,
	    "chatroom: this room needs a key; give it with --key-file FILE; no "
	    "line of the input was delivered\n");
}
END_TEST

START_TEST(test_filter_without_input_says_what_is_needed)
{
	struct server s;
	struct client c;

	filter_open(&c, &s, "");
	filter_end_input(&c);
	server_say(&s, ASKED);
	filter_close(&c, &s, 1,
	    "chatroom: this room needs a key; give it with --key-file FILE; no "
	    "line of the input was delivered\n");
}
END_TEST

START_TEST(test_filter_asked_late_says_what_was_lost)
{
	struct server s;
	struct client c;

	filter_open(&c, &s, "");
	client_type(&c, "hello\n");
	filter_end_input(&c);
	stream_expect(&s.stream, "hello\n");
	stream_expect_end(&s.stream);
	server_say(&s, ASKED);
	server_hang_up(&s);
	filter_close(&c, &s, 1,
	    "chatroom: this room needs a key; give it with --key-file FILE; no "
	    "line of the input was delivered\n");
}
END_TEST

START_TEST(test_filter_answers_with_the_key_of_the_file)
{
	struct server s;
	struct client c;
	char options[128];

	(void)snprintf(options, sizeof options, "-n Ann %s",
	    make_key_file(0600));
	filter_open(&c, &s, options);
	client_type(&c, "hello\n");
	filter_end_input(&c);
	server_say(&s, ASKED);
	stream_expect(&s.stream, "/key " KEY "\n");
	server_say(&s, WELCOME);
	stream_expect(&s.stream, "/nick Ann\n" DO_MARK);
	server_say(&s, NAMED WONT_MARK);
	stream_expect(&s.stream, "hello\n");
	stream_expect_end(&s.stream);
	server_hang_up(&s);
	stream_expect(&c.out,
	    "*** welcome, you are Ann here\n"
	    "*** you are now known as Ann\n");
	stream_expect_end(&c.out);
	filter_close(&c, &s, 0, "");
	remove_key_file();
}
END_TEST

START_TEST(test_filter_with_a_wrong_key_says_so)
{
	struct server s;
	struct client c;
	char text[256];

	filter_open(&c, &s, make_key_file(0600));
	client_type(&c, "hello\n");
	server_say(&s, ASKED);
	stream_expect(&s.stream, "/key " KEY "\n");
	server_say(&s, WRONG);
	stream_expect_end(&s.stream);
	(void)snprintf(text, sizeof text,
	    "chatroom: the key in %s is wrong; no line of the input was "
	    "delivered\n",
	    key_file);
	filter_close(&c, &s, 1, text);
	remove_key_file();
}
END_TEST

START_TEST(test_filter_gets_past_the_key_of_a_real_room)
{
	struct client c;
	struct room *r;
	struct person *p;
	char args[256];

	r = room_open(make_key_file(0600));
	p = person_dial(r, "127.0.0.1", 0);
	ck_assert_ptr_nonnull(p);
	person_expect(p, "*** this room has a key; answer with /key WORDS");
	person_type(p, "/key " KEY);
	person_expect_notice(p, "welcome");
	person_expect_notice(p, "1 person is here");
	person_expect_notice(p, "an empty line");
	(void)snprintf(args, sizeof args,
	    "-n Ann --key-file %s -p %u "
	    "127.0.0.1",
	    key_file, r->port);
	filter_run(&c, args);
	client_type(&c, "hello\n");
	filter_end_input(&c);
	client_expect_exit(&c, 0);
	ck_assert_ptr_nonnull(strstr(person_line(p), "joined the room"));
	ck_assert_ptr_nonnull(strstr(person_line(p), "is now known as Ann"));
	person_expect(p, "[ Ann ]: hello");
	person_expect(p, "[ Ann ] left the room");
	client_free(&c);
	person_hang_up(p);
	room_close(r);
	remove_key_file();
}
END_TEST

START_TEST(test_filter_waits_until_a_slow_room_has_said_all)
{
	struct client c;
	struct room *r = room_open("--rate 10");
	struct person *p = person_join(r);
	char text[64];
	int i;

	(void)snprintf(text, sizeof text, "-n Ann -p %u 127.0.0.1", r->port);
	filter_run(&c, text);
	for (i = 1; i <= 100; i++) {
		(void)snprintf(text, sizeof text, "%d\n", i);
		client_type(&c, text);
	}
	filter_end_input(&c);
	ck_assert_ptr_nonnull(strstr(person_line(p), "joined the room"));
	ck_assert_ptr_nonnull(strstr(person_line(p), "is now known as Ann"));
	for (i = 1; i <= 100; i++)
		person_expect(p, "[ Ann ]: %d", i);
	client_expect_exit(&c, 0);
	client_free(&c);
	person_hang_up(p);
	room_close(r);
}
END_TEST

START_TEST(test_filter_that_waits_in_vain_says_so)
{
	struct server s;
	struct client c;

	filter_open(&c, &s, "");
	client_type(&c, "hello\n");
	filter_end_input(&c);
	stream_expect(&s.stream, "hello\n");
	stream_expect_end(&s.stream);
	filter_close(&c, &s, 1,
	    "chatroom: the server did not close the connection in time; the "
	    "last line may not have been said\n");
}
END_TEST

/* ------------------------------------------------------------------------
 * The command line
 */

START_TEST(test_key_file_that_others_can_read_is_refused)
{
	struct client c;
	char text[256];

	filter_run(&c, make_key_file(0644));
	client_expect_exit(&c, 1);
	(void)snprintf(text, sizeof text,
	    "chatroom: %s: others have access to this file (mode 0644), and a "
	    "key is a secret; mode 0600 is expected: chmod 600 %s\n",
	    key_file, key_file);
	ck_assert_str_eq(client_errors(&c), text);
	client_free(&c);
	remove_key_file();
}
END_TEST

START_TEST(test_refused_connection_gives_1_and_tells_the_address)
{
	struct client c;
	unsigned port;
	char args[64], text[128];
	int fd = bound_socket(&port); /* taken, but nobody listens */

	(void)snprintf(args, sizeof args, "-p %u 127.0.0.1", port);
	filter_run(&c, args);
	client_expect_exit(&c, 1);
	(void)snprintf(text, sizeof text,
	    "chatroom: cannot connect to 127.0.0.1:%u: Connection refused\n",
	    port);
	ck_assert_str_eq(client_errors(&c), text);
	client_free(&c);
	(void)close(fd);
}
END_TEST

static const char *const wrong[] = { "-x", "--nonsense", "--key-file", "-p",
	"-p 0", "-p 65536", "-p 21567x", "-p -1", "-n", "-n \t", "-n a\x1b[1mb",
	"-n \xff" };

START_TEST(test_wrong_usage_gives_2_and_one_line)
{
	struct client c;
	const char *errors;

	filter_run(&c, wrong[_i]);
	client_expect_exit(&c, 2);
	errors = client_errors(&c);
	ck_assert_ptr_eq(strchr(errors, '\n'), errors + strlen(errors) - 1);
	ck_assert_ptr_nonnull(strstr(errors, "chatroom"));
	stream_expect_end(&c.out);
	client_free(&c);
}
END_TEST

START_TEST(test_help_fits_a_screen)
{
	struct client c;
	const char *line, *next;
	int lines = 0;

	filter_run(&c, "--help");
	client_expect_exit(&c, 0);
	while (!c.out.ended)
		ck_assert(stream_read(&c.out, patience()));
	for (line = c.out.bytes; *line != '\0'; line = next + 1) {
		next = strchr(line, '\n');
		ck_assert_ptr_nonnull(next);
		ck_assert_int_lt(next - line, 80);
		lines++;
	}
	ck_assert_int_gt(lines, 5);
	ck_assert_int_lt(lines, 24);
	ck_assert_str_eq(client_errors(&c), "");
	client_free(&c);
}
END_TEST

START_TEST(test_version_is_told)
{
	struct client c;

	filter_run(&c, "--version");
	client_expect_exit(&c, 0);
	stream_expect(&c.out, PACKAGE_STRING "\n");
	stream_expect_end(&c.out);
	client_free(&c);
}
END_TEST

/* ------------------------------------------------------------------------ */

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

static TCase *
terminal_case(void)
{
	TCase *tc = tcase_create("on a terminal");

	tcase_set_timeout(tc, room_timeout());
	tcase_add_test(tc, test_it_says_where_it_is_connected);
	tcase_add_test(tc, test_typed_line_is_sent_and_stays_in_sight);
	tcase_add_test(tc, test_incoming_line_appears_above_half_typed_line);
	tcase_add_test(tc, test_many_lines_appear_in_order);
	tcase_add_test(tc, test_chinese_is_typed_and_taken_back);
	tcase_add_test(tc, test_words_and_lines_are_taken_back);
	tcase_add_test(tc, test_other_keys_are_swallowed);
	tcase_add_test(tc, test_line_wider_than_terminal_shows_its_end);
	tcase_add_test(tc, test_narrower_window_is_drawn_again);
	tcase_add_test(tc, test_line_without_room_beeps);
	tcase_add_test(tc, test_controls_from_server_never_reach_terminal);
	tcase_add_test(tc, test_line_without_end_is_shown_after_a_moment);
	tcase_add_test(tc, test_line_without_end_is_not_cut_in_a_character);
	tcase_add_test(tc, test_incoming_line_too_long_is_announced);
	tcase_add_test(tc, test_endless_line_ends_it);
	tcase_add_loop_test(tc, test_a_goodbye_leaves, 0, COUNT(goodbyes));
	tcase_add_test(tc, test_quit_is_a_word);
	tcase_add_test(tc, test_greeting_after_the_goodbye_keeps_nobody);
	tcase_add_test(tc, test_ctrl_c_ends_the_wait_for_the_goodbye);
	tcase_add_test(tc,
	    test_server_that_keeps_the_line_is_left_all_the_same);
	tcase_add_test(tc, test_server_that_goes_away_gives_1);
	tcase_add_test(tc, test_reset_gives_1);
	tcase_add_loop_test(tc, test_deadly_signal_restores_the_terminal, 0,
	    COUNT(deadly));
	tcase_add_test(tc, test_ctrl_z_without_a_shell_goes_on);
	tcase_add_test(tc, test_flooded_terminal_can_be_left);
	return (tc);
}

static TCase *
key_case(void)
{
	TCase *tc = tcase_create("a room with a key");

	tcase_set_timeout(tc, room_timeout());
	tcase_add_test(tc, test_key_is_asked_for_and_not_shown);
	tcase_add_test(tc, test_key_has_at_most_256_bytes);
	tcase_add_test(tc, test_half_a_line_is_no_part_of_the_key);
	tcase_add_test(tc, test_wrong_key_is_asked_for_again);
	tcase_add_test(tc, test_what_is_typed_after_the_key_is_not_said);
	tcase_add_test(tc, test_key_typed_again_and_again_is_not_said);
	tcase_add_test(tc, test_key_that_is_asked_for_late_is_asked_for);
	tcase_add_loop_test(tc, test_a_goodbye_leaves_at_the_key, 0,
	    COUNT(goodbyes_at_key));
	tcase_add_loop_test(tc,
	    test_deadly_signal_at_the_key_restores_the_terminal, 0,
	    COUNT(deadly));
	tcase_add_test(tc, test_key_of_a_file_is_sent_once);
	tcase_add_test(tc, test_wrong_key_of_a_file_is_told_and_asked_for);
	tcase_add_loop_test(tc, test_question_in_the_room_gets_no_answer, 0,
	    COUNT(first_lines));
	return (tc);
}

static TCase *
filter_case(void)
{
	TCase *tc = tcase_create("as a filter");

	tcase_set_timeout(tc, room_timeout());
	tcase_add_test(tc, test_filter_delivers_before_it_ends);
	tcase_add_test(tc, test_filter_sends_the_nick_first);
	tcase_add_test(tc, test_filter_takes_the_nick_from_the_environment);
	tcase_add_test(tc, test_filter_writes_each_line_at_once);
	tcase_add_test(tc, test_filter_goes_on_behind_timing_marks);
	tcase_add_test(tc, test_filter_leaves_at_an_empty_line_and_says_so);
	tcase_add_test(tc, test_filter_with_an_empty_line_at_the_end_is_quiet);
	tcase_add_test(tc, test_filter_says_which_line_is_too_long);
	tcase_add_test(tc, test_filter_sends_much);
	tcase_add_test(tc, test_filter_ends_when_the_server_goes_away);
	tcase_add_test(tc, test_filter_with_closed_output_ends_quietly);
	tcase_add_test(tc, test_filter_whose_output_is_stuck_can_be_ended);
	tcase_add_test(tc, test_filter_without_key_says_what_is_needed);
	tcase_add_test(tc, test_filter_without_input_says_what_is_needed);
	tcase_add_test(tc, test_filter_asked_late_says_what_was_lost);
	tcase_add_test(tc, test_filter_answers_with_the_key_of_the_file);
	tcase_add_test(tc, test_filter_with_a_wrong_key_says_so);
	tcase_add_test(tc, test_filter_gets_past_the_key_of_a_real_room);
	tcase_add_test(tc, test_filter_waits_until_a_slow_room_has_said_all);
	tcase_add_test(tc, test_filter_that_waits_in_vain_says_so);
	return (tc);
}

static TCase *
usage_case(void)
{
	TCase *tc = tcase_create("the command line");

	tcase_set_timeout(tc, room_timeout());
	tcase_add_test(tc,
	    test_refused_connection_gives_1_and_tells_the_address);
	tcase_add_test(tc, test_key_file_that_others_can_read_is_refused);
	tcase_add_loop_test(tc, test_wrong_usage_gives_2_and_one_line, 0,
	    COUNT(wrong));
	tcase_add_test(tc, test_help_fits_a_screen);
	tcase_add_test(tc, test_version_is_told);
	return (tc);
}

int
main(void)
{
	Suite *suite = suite_create("client");
	SRunner *runner = srunner_create(suite);
	int failed;

	/* The model of the terminal counts columns as the client does. */
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		(void)setlocale(LC_CTYPE, "");
	(void)unsetenv("CHATROOM_NICK");
	/* The model knows no escape sequences; check_terminal is for those. */
	(void)setenv("TERM", "dumb", 1);
	(void)signal(SIGPIPE, SIG_IGN);
	suite_add_tcase(suite, terminal_case());
	suite_add_tcase(suite, key_case());
	suite_add_tcase(suite, filter_case());
	suite_add_tcase(suite, usage_case());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
