/*
 * terminal: the client on a pseudo-terminal.  See terminal.h.
 */
#include <config.h>

#include "harness/pty.h"
#include "harness/terminal.h"

#include <sys/ioctl.h>

#include <check.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/text.h"
#include "harness/room.h"

/* A row as text; a cell may hold several characters. */
#define ROW_MAX 4096

/* How long it takes a person to press a key. */
#define PRESS_MS 200

/* An ambiguous character that takes two cells: this one, of Chinese. */
#define WIDE_FIRST 0x20000U
#define WIDE_LAST 0x2ffffU

/* ------------------------------------------------------------------------
 * The emulator
 */

/* Some of those that Unicode calls ambiguous (UAX #11). */
static bool
is_ambiguous(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} some[] = { { 0xb0, 0xb1 }, { 0xb7, 0xb7 }, { 0xd7, 0xd7 },
		{ 0x391, 0x3a9 }, { 0x3b1, 0x3c9 }, { 0x410, 0x44f },
		{ 0x2014, 0x2016 }, { 0x2018, 0x2019 }, { 0x201c, 0x201d },
		{ 0x2022, 0x2022 }, { 0x2026, 0x2026 }, { 0x2190, 0x2199 },
		{ 0x2460, 0x24e9 }, { 0x2500, 0x254b }, { 0x25a0, 0x25a1 },
		{ 0x2605, 0x2606 } };
	size_t i;

	for (i = 0; i < sizeof some / sizeof some[0]; i++)
		if (c >= some[i].first && c <= some[i].last)
			return (true);
	return (false);
}

/* Hands bytes to the emulator; returns how many, whole characters only. */
static size_t
emulate(struct terminal *t, const char *bytes, size_t len)
{
	char character[TEXT_CHAR_MAX];
	size_t at = 0, n;
	uint32_t c;

	while (at < len) {
		n = text_decode(bytes + at, len - at, &c);
		if (n == 0 && len - at < TEXT_CHAR_MAX)
			break; /* the rest of it is on its way */
		ck_assert_msg(n > 0, "not UTF-8 on the terminal");
		if ((t->kind & TERMINAL_WIDE) != 0 && is_ambiguous(c))
			(void)vterm_input_write(t->vt, character,
			    text_encode(WIDE_FIRST + c, character));
		else
			(void)vterm_input_write(t->vt, bytes + at, n);
		at += n;
	}
	return (at);
}

/* Shows what has come since the last time. */
static void
draw(struct terminal *t)
{
	struct stream *s = &t->client.out;

	t->shown += emulate(t, s->bytes + t->shown, s->len - t->shown);
	vterm_screen_flush_damage(t->screen);
}

/* What the emulator types: answers to questions, brackets of a paste. */
static void
answer(const char *bytes, size_t len, void *user)
{
	struct terminal *t = user;

	/* The client, which reads this, may have gone. */
	(void)!write(t->client.in, bytes, len);
}

static int
ring(void *user)
{
	struct terminal *t = user;

	t->beeps++;
	return (1);
}

/* Appends the characters of a cell. */
static size_t
read_cell(const VTermScreenCell *cell, char *text, size_t len)
{
	uint32_t c;
	size_t i;

	ck_assert_uint_lt(len + sizeof cell->chars, ROW_MAX);
	if (cell->chars[0] == UINT32_MAX)
		return (len); /* the right half of a wide one */
	if (cell->chars[0] == 0)
		text[len++] = ' ';
	for (i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i] != 0; i++) {
		c = cell->chars[i];
		if (c >= WIDE_FIRST && c <= WIDE_LAST)
			c -= WIDE_FIRST;
		len += text_encode(c, text + len);
	}
	return (len);
}

/* Ends a text, without the blanks at its end. */
static void
end_row(char *text, size_t len)
{
	while (len > 0 && text[len - 1] == ' ')
		len--;
	text[len] = '\0';
}

/* A row that leaves the window at its top. */
static int
keep_row(int columns, const VTermScreenCell *cells, void *user)
{
	struct terminal *t = user;
	char text[ROW_MAX];
	size_t len = 0;
	int i;

	for (i = 0; i < columns; i++)
		len = read_cell(&cells[i], text, len);
	end_row(text, len);
	ck_assert_uint_lt(t->above_len, TERMINAL_ABOVE_MAX);
	t->above[t->above_len] = strdup(text);
	ck_assert_ptr_nonnull(t->above[t->above_len]);
	t->above_len++;
	return (1);
}

static void
read_row(const struct terminal *t, int row, char text[ROW_MAX])
{
	VTermPos at = { .row = row };
	VTermScreenCell cell;
	size_t len = 0;

	for (at.col = 0; at.col < t->columns; at.col++) {
		ck_assert(vterm_screen_get_cell(t->screen, at, &cell));
		len = read_cell(&cell, text, len);
	}
	end_row(text, len);
}

/* The row where the cursor is. */
static int
cursor_row(const struct terminal *t)
{
	VTermPos at;

	vterm_state_get_cursorpos(vterm_obtain_state(t->vt), &at);
	return (at.row);
}

static void
start_emulator(struct terminal *t)
{
	static const VTermScreenCallbacks callbacks = { .bell = ring,
		.sb_pushline = keep_row };

	t->vt = vterm_new(t->rows, t->columns);
	ck_assert_ptr_nonnull(t->vt);
	vterm_set_utf8(t->vt, 1);
	vterm_output_set_callback(t->vt, answer, t);
	t->screen = vterm_obtain_screen(t->vt);
	vterm_screen_set_callbacks(t->screen, &callbacks, t);
#ifdef HAVE_VTERM_SCREEN_ENABLE_REFLOW
	vterm_screen_enable_reflow(t->screen, (t->kind & TERMINAL_REFLOW) != 0);
#endif
	vterm_screen_reset(t->screen, 1);
}

bool
terminal_can_reflow(void)
{
#ifdef HAVE_VTERM_SCREEN_ENABLE_REFLOW
	return (true);
#else
	return (false);
#endif
}

/* ------------------------------------------------------------------------
 * What a test waits for
 */

/* Gives up, and shows what can be seen. */
static void __attribute__((noreturn))
give_up(const struct terminal *t, const char *text)
{
	char all[32768] = "";
	char row[ROW_MAX];
	size_t len = 0;
	int i;

	for (i = 0; i < t->rows; i++) {
		read_row(t, i, row);
		len += (size_t)snprintf(all + len, sizeof all - len, "%c%s\n",
		    i == cursor_row(t) ? '>' : '|', row);
		if (len >= sizeof all)
			break;
	}
	ck_abort_msg("waited for '%s', the terminal shows:\n%s", text, all);
}

static bool
row_is(const struct terminal *t, int row, const char *text)
{
	char seen[ROW_MAX];

	if (row < 0 || row >= t->rows)
		return (false);
	read_row(t, row, seen);
	return (strcmp(seen, text) == 0);
}

/* How often a row has this part. */
static size_t
times_in_row(const struct terminal *t, int row, const char *part)
{
	char seen[ROW_MAX], *at = seen;
	size_t n = 0;

	read_row(t, row, seen);
	while ((at = strstr(at, part)) != NULL) {
		at += strlen(part);
		n++;
	}
	return (n);
}

/* What a test waits for. */
struct sight {
	const char *last;  /* the cursor's row, or NULL */
	const char *above; /* the one right above it, or NULL */
	const char *row;   /* any row, or NULL */
	const char *part;  /* of the cursor's row, or NULL */
};

static bool
is_in_sight(const struct terminal *t, const struct sight *s)
{
	int last = cursor_row(t), row = 0;

	if (s->last != NULL && !row_is(t, last, s->last))
		return (false);
	if (s->part != NULL && times_in_row(t, last, s->part) == 0)
		return (false);
	if (s->above != NULL && !row_is(t, last - 1, s->above))
		return (false);
	if (s->row == NULL)
		return (true);
	while (row < t->rows && !row_is(t, row, s->row))
		row++;
	return (row < t->rows);
}

static void
await(struct terminal *t, const struct sight *s, const char *what)
{
	int64_t deadline = patience();

	for (;;) {
		draw(t);
		if (is_in_sight(t, s))
			return;
		if (t->client.out.ended ||
		    !stream_read(&t->client.out, deadline))
			give_up(t, what);
	}
}

void
terminal_expect(struct terminal *t, const char *last)
{
	await(t, &(struct sight){ .last = last }, last);
}

void
terminal_expect_part(struct terminal *t, const char *part)
{
	await(t, &(struct sight){ .part = part }, part);
}

void
terminal_expect_row(struct terminal *t, const char *row)
{
	await(t, &(struct sight){ .row = row }, row);
}

void
terminal_expect_above(struct terminal *t, const char *row, const char *last)
{
	await(t, &(struct sight){ .last = last, .above = row }, row);
}

void
terminal_expect_sent(struct terminal *t, const char *text)
{
	stream_expect(&t->server.stream, text);
}

/* Whether the client is amid drawing: rows do not wrap meanwhile. */
static bool
is_drawing(const struct terminal *t)
{
	const char *at = t->client.out.bytes, *next;
	bool drawing = false;

	while ((next = strstr(at, "\x1b[?7")) != NULL &&
	    next + 5 <= t->client.out.bytes + t->client.out.len) {
		drawing = next[4] != 'h';
		at = next + 4;
	}
	return (drawing);
}

void
terminal_settle(struct terminal *t)
{
	static unsigned marks;
	struct pollfd pfd = { .fd = t->slave, .events = POLLIN };
	int64_t deadline = patience();
	char mark[16];

	while (poll(&pfd, 1, 0) > 0) {
		ck_assert_msg(room_now_ms() < deadline, "the keyboard hangs");
		if (wait_readable(t->client.out.fd, 0))
			(void)stream_read(&t->client.out, deadline);
	}
	(void)snprintf(mark, sizeof mark, "mark %u", ++marks);
	terminal_say(t, mark);
	terminal_expect_row(t, mark);
	while (is_drawing(t))
		ck_assert(stream_read(&t->client.out, deadline));
	draw(t);
}

/* Counts rows that have the part, or begin with it. */
static size_t
count(struct terminal *t, const char *part, bool at_start)
{
	char row[ROW_MAX];
	const char *at;
	size_t i, n = 0;
	int r;

	draw(t);
	for (i = 0; i < t->above_len; i++) {
		at = strstr(t->above[i], part);
		n += at != NULL && (!at_start || at == t->above[i]);
	}
	for (r = 0; r < t->rows; r++) {
		read_row(t, r, row);
		at = strstr(row, part);
		n += at != NULL && (!at_start || at == row);
	}
	return (n);
}

size_t
terminal_count(struct terminal *t, const char *part)
{
	return (count(t, part, false));
}

size_t
terminal_count_starts(struct terminal *t, const char *start)
{
	return (count(t, start, true));
}

/* Frees the emulator, and what has left it. */
static void
stop_emulator(struct terminal *t)
{
	size_t i;

	vterm_free(t->vt);
	for (i = 0; i < t->above_len; i++)
		free(t->above[i]);
}

/* It is drawn once more, byte by byte. */
size_t
terminal_most(struct terminal *t, const char *part)
{
	struct terminal again = { .kind = t->kind,
		.rows = t->rows,
		.columns = t->columns,
		.client.in = -1 };
	size_t i, n, most = 0;

	draw(t);
	start_emulator(&again);
	for (i = 0; i < t->shown; i++) {
		again.shown += emulate(&again,
		    t->client.out.bytes + again.shown, i + 1 - again.shown);
		n = times_in_row(&again, cursor_row(&again), part);
		most = n > most ? n : most;
	}
	stop_emulator(&again);
	return (most);
}

/* ------------------------------------------------------------------------
 * What a test does
 */

/* Opens a pseudo-terminal; returns the master. */
static int
open_pty(struct terminal *t)
{
	int master =
	    pty_make((unsigned)t->rows, (unsigned)t->columns, &t->slave);

	ck_assert_int_eq(tcgetattr(t->slave, &t->before), 0);
	return (master);
}

/* A window of this size, and no program yet. */
static struct terminal *
open_window(unsigned kind, int rows, int columns)
{
	struct terminal *t = calloc(1, sizeof *t);

	ck_assert_ptr_nonnull(t);
	t->kind = kind;
	t->rows = rows;
	t->columns = columns;
	start_emulator(t);
	server_open(&t->server);
	(void)setenv("TERM", (kind & TERMINAL_DUMB) != 0 ? "dumb" : "xterm", 1);
	return (t);
}

/* Waits until the program prompts, and has read what the emulator answers. */
static void
expect_prompt(struct terminal *t)
{
	terminal_expect(t, "<You>");
	terminal_type(t, "x");
	terminal_expect(t, "<You> x");
	terminal_type(t, "\x7f");
	terminal_expect(t, "<You>");
}

struct terminal *
terminal_open(unsigned kind, int rows, int columns, const char *options)
{
	struct terminal *t = open_window(kind, rows, columns);
	char args[256];
	int master, err[2];

	master = open_pty(t);
	make_pipe(err);
	(void)snprintf(args, sizeof args, "%s -p %u 127.0.0.1", options,
	    t->server.port);
	client_start(&t->client, args, t->slave, t->slave, err[1]);
	(void)close(err[1]);
	t->client.in = master;
	stream_init(&t->client.out, master);
	stream_init(&t->client.err, err[0]);
	server_accept(&t->server);
	expect_prompt(t);
	return (t);
}

struct terminal *
terminal_open_room(unsigned kind, int rows, int columns, const char *options)
{
	struct terminal *t = open_window(kind, rows, columns);
	int master = open_pty(t), err[2];

	make_pipe(err); /* which has ended already */
	(void)close(err[1]);
	client_start_program(&t->client, "CHATROOMD", "./chatroomd", options,
	    t->slave, t->slave, t->slave);
	t->client.in = master;
	stream_init(&t->client.out, master);
	stream_init(&t->client.err, err[0]);
	expect_prompt(t);
	return (t);
}

void
terminal_type(struct terminal *t, const char *text)
{
	client_type(&t->client, text);
}

void
terminal_press(struct terminal *t, const char *key)
{
	const struct timespec moment = { .tv_nsec = PRESS_MS * 1000000L };

	(void)nanosleep(&moment, NULL);
	client_type(&t->client, key);
}

void
terminal_paste(struct terminal *t, const char *text)
{
	draw(t);
	vterm_keyboard_start_paste(t->vt);
	client_type(&t->client, text);
	vterm_keyboard_end_paste(t->vt);
}

/* The emulator writes brackets if it was asked to: looks whether it does. */
static bool bracket_came;

static void
note_bracket(const char *bytes, size_t len, void *user)
{
	(void)user;
	bracket_came = len >= 6 && memcmp(bytes, "\x1b[200~", 6) == 0;
}

bool
terminal_brackets(struct terminal *t)
{
	draw(t);
	bracket_came = false;
	vterm_output_set_callback(t->vt, note_bracket, t);
	vterm_keyboard_start_paste(t->vt);
	vterm_output_set_callback(t->vt, answer, t);
	return (bracket_came);
}

void
terminal_resize(struct terminal *t, int rows, int columns)
{
	struct winsize size = { .ws_col = (unsigned short)columns,
		.ws_row = (unsigned short)rows };

	draw(t);
	t->rows = rows;
	t->columns = columns;
	vterm_set_size(t->vt, rows, columns);
	ck_assert_int_eq(ioctl(t->client.in, TIOCSWINSZ, &size), 0);
}

void
terminal_say(struct terminal *t, const char *text)
{
	server_say(&t->server, text);
	server_say(&t->server, "\r\n");
}

void
terminal_expect_exit(struct terminal *t, int status)
{
	client_expect_exit(&t->client, status);
	while (wait_readable(t->client.out.fd, 0) && !t->client.out.ended)
		(void)stream_read(&t->client.out, patience());
	draw(t);
}

void
terminal_expect_nothing_left(struct terminal *t)
{
	struct termios raw = t->before;
	int waiting;

	/* As a shell that edits lines reads: an unfinished line counts. */
	cfmakeraw(&raw);
	ck_assert_int_eq(tcsetattr(t->slave, TCSANOW, &raw), 0);
	ck_assert_int_eq(ioctl(t->slave, FIONREAD, &waiting), 0);
	ck_assert_int_eq(waiting, 0);
	ck_assert_int_eq(tcsetattr(t->slave, TCSANOW, &t->before), 0);
}

static void
destroy(struct terminal *t)
{
	(void)close(t->slave);
	client_free(&t->client);
	server_free(&t->server);
	stop_emulator(t);
	free(t);
}

void
terminal_free(struct terminal *t)
{
	struct termios after;

	ck_assert_int_eq(tcgetattr(t->slave, &after), 0);
	ck_assert_uint_eq(after.c_iflag, t->before.c_iflag);
	ck_assert_uint_eq(after.c_oflag, t->before.c_oflag);
	ck_assert_uint_eq(after.c_lflag, t->before.c_lflag);
	ck_assert_mem_eq(after.c_cc, t->before.c_cc, sizeof after.c_cc);
	ck_assert_msg(!terminal_brackets(t), "brackets are left on");
	ck_assert_str_eq(client_errors(&t->client), "");
	destroy(t);
}

void
terminal_abandon(struct terminal *t)
{
	(void)kill(t->client.pid, SIGKILL);
	(void)client_wait(&t->client);
	destroy(t);
}

void
terminal_leave(struct terminal *t)
{
	terminal_type(t, "\x04");
	stream_expect_end(&t->server.stream);
	server_hang_up(&t->server);
	terminal_expect_exit(t, 0);
	terminal_free(t);
}
