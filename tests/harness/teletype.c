/*
 * teletype: the client on a terminal, and what a person sees there.
 */
#include <config.h>

#include <check.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "harness/client.h"
#include "harness/pty.h"
#include "harness/room.h"
#include "harness/teletype.h"

static void
teletype_control(struct teletype *t, char byte)
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
teletype_put(struct teletype *t, const char *bytes, size_t len, int width)
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
teletype_draw(struct teletype *t)
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
			teletype_control(t, bytes[0]);
		else
			teletype_put(t, bytes, n, wcwidth(c));
	}
}

/* The text of a row, without the blanks at its end. */
static void
teletype_row(const struct teletype *t, size_t row, char *text, size_t room)
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

bool
teletype_row_is(const struct teletype *t, size_t row, const char *text)
{
	char seen[COLUMNS * 16];

	teletype_row(t, row, seen, sizeof seen);
	return (strcmp(seen, text) == 0);
}

bool
teletype_shows_above(const struct teletype *t, const char *text)
{
	size_t row;

	for (row = 0; row < t->row; row++)
		if (teletype_row_is(t, row, text))
			return (true);
	return (false);
}

/* Gives up, and shows what can be seen. */
static void
teletype_abort(const struct teletype *t, const char *text)
{
	char all[8192] = "";
	char row[COLUMNS * 16];
	size_t i;

	for (i = 0; i <= t->row; i++) {
		teletype_row(t, i, row, sizeof row);
		if (strlen(all) + strlen(row) + 4 > sizeof all)
			break;
		strcat(strcat(strcat(all, "|"), row), "\n");
	}
	ck_abort_msg("waited for '%s', the terminal shows:\n%s", text, all);
}

void
teletype_expect(struct teletype *t, const char *above, const char *last)
{
	int64_t deadline = patience();

	for (;;) {
		teletype_draw(t);
		ck_assert_msg(t->stray == '\0', "control character %d",
		    t->stray);
		if (teletype_row_is(t, t->row, last) &&
		    (above == NULL || teletype_shows_above(t, above)))
			return;
		if (t->client.out.ended ||
		    !stream_read(&t->client.out, deadline))
			teletype_abort(t, above != NULL ? above : last);
	}
}

void
teletype_expect_rows(struct teletype *t, const char *text, size_t count)
{
	int64_t deadline = patience();
	size_t row, seen;

	for (;;) {
		teletype_draw(t);
		for (row = 0, seen = 0; row <= t->row; row++)
			seen += teletype_row_is(t, row, text);
		if (seen == count && teletype_row_is(t, t->row, text))
			return;
		if (t->client.out.ended ||
		    !stream_read(&t->client.out, deadline))
			teletype_abort(t, text);
	}
}

void
teletype_expect_waiting(struct teletype *t)
{
	struct pollfd pfd = { .fd = t->slave, .events = POLLIN };

	ck_assert_int_eq(poll(&pfd, 1, -1), 1);
}

struct teletype *
teletype_open(const char *options)
{
	struct teletype *t = calloc(1, sizeof *t);
	char args[256];
	int master, err[2];

	ck_assert_ptr_nonnull(t);
	t->columns = COLUMNS;
	server_open(&t->server);
	master = pty_make(24, COLUMNS, &t->slave);
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
	teletype_expect(t, NULL, "<You>");
	return (t);
}

void
teletype_free(struct teletype *t)
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

void
teletype_close(struct teletype *t, int status, const char *above)
{
	client_expect_exit(&t->client, status);
	teletype_expect(t, above, "");
	teletype_free(t);
}

void
teletype_leave(struct teletype *t)
{
	client_type(&t->client, "\x04");
	stream_expect_end(&t->server.stream);
	server_hang_up(&t->server);
	teletype_close(t, 0, NULL);
}

void
teletype_expect_sent(struct teletype *t, const char *line)
{
	stream_expect(&t->server.stream, line);
}

void
teletype_prepare(void)
{
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		(void)setlocale(LC_CTYPE, "");
	(void)unsetenv("CHATROOM_NICK");
	(void)setenv("TERM", "dumb", 1);
	(void)signal(SIGPIPE, SIG_IGN);
}
