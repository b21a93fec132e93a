/*
 * desk: the terminal of the person who opened the room.  See desk.h.
 */
#include <config.h>

#include "server/desk.h"

#include <sys/signalfd.h>
#include <sys/socket.h>

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "common/buffer.h"
#include "common/framing.h"
#include "common/terminal/screen.h"
#include "common/terminal/tty.h"
#include "common/terminal/typing.h"
#include "common/thread.h"
#include "server/console_private.h"
#include "server/system/log.h"

struct desk {
	int out;
	int signals; /* a signalfd */
	int log[2];  /* a socketpair; -1: the log is elsewhere */
	struct screen *screen;
	atomic_bool ended; /* nothing more is typed */

	/* Of the thread. */
	struct typing *typing;
	enum tty_owner owner;
	bool sending; /* a paste, line by line */
	int tries;    /* left, when there is nothing more to come */
	int64_t read_at;
	struct buffer part; /* of a line that the room says */
};

bool
desk_is_there(void)
{
	return (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO));
}

/* The signals of a terminal that only this thread gets. */
static sigset_t
own_signals(void)
{
	sigset_t own;

	(void)sigemptyset(&own);
	(void)sigaddset(&own, SIGTSTP);
	(void)sigaddset(&own, SIGCONT);
	(void)sigaddset(&own, SIGWINCH);
	return (own);
}

void
desk_hold_signals(void)
{
	sigset_t own = own_signals();

	if (desk_is_there())
		(void)pthread_sigmask(SIG_BLOCK, &own, NULL);
}

/* Looks whose the terminal is; takes it if it is ours again. */
static void
look(struct desk *d, bool was_stopped)
{
	enum tty_owner before = d->owner;

	d->owner = tty_owner();
	if (d->owner == TTY_US && (before != TTY_US || was_stopped))
		screen_resume(d->screen);
	else if (d->owner != TTY_US && before == TTY_US)
		screen_suspend(d->screen);
}

/* Ctrl-Z: gives the terminal back, and stops as if nobody had asked us. */
static void
stop(struct desk *d)
{
	sigset_t one;

	screen_suspend(d->screen);
	(void)sigemptyset(&one);
	(void)sigaddset(&one, SIGTSTP);
	(void)raise(SIGTSTP);
	(void)pthread_sigmask(SIG_UNBLOCK, &one, NULL);
	(void)pthread_sigmask(SIG_BLOCK, &one, NULL);
}

static void
take_signals(struct desk *d)
{
	bool was_stopped = false, resized = false;
	struct signalfd_siginfo s;

	while (read(d->signals, &s, sizeof s) == (ssize_t)sizeof s) {
		if (s.ssi_signo == SIGTSTP)
			stop(d);
		if (s.ssi_signo == SIGWINCH)
			resized = true;
		else
			was_stopped = true;
	}
	if (was_stopped)
		look(d, true);
	else if (resized && d->owner == TTY_US)
		screen_redraw(d->screen);
}

/* Shows the lines of these bytes; keeps the rest. */
static void
show(struct desk *d, const char *bytes, size_t len)
{
	const char *end;
	size_t n;

	for (; len > 0; bytes += n, len -= n) {
		end = memchr(bytes, '\n', len);
		n = end != NULL ? (size_t)(end - bytes) + 1 : len;
		if (!buffer_append(&d->part, bytes, n) || end == NULL)
			continue;
		/* Without LF; CR is no text, and screen leaves it out. */
		(void)screen_show(d->screen, d->part.bytes, d->part.len - 1);
		d->part.len = 0;
	}
	(void)screen_flush(d->screen);
}

/* What the room says. */
static bool
carry_room(struct desk *d, int room)
{
	char bytes[4096];
	ssize_t n = recv(room, bytes, sizeof bytes, 0);

	if (n > 0)
		show(d, bytes, (size_t)n);
	return (n > 0);
}

/* One line that was logged; false if there is none. */
static bool
carry_log(struct desk *d)
{
	char line[LOG_LINE_MAX];
	ssize_t n = recv(d->log[0], line, sizeof line, MSG_DONTWAIT);

	if (n <= 0)
		return (false);
	(void)screen_show(d->screen, line, (size_t)n - 1); /* without LF */
	(void)screen_flush(d->screen);
	return (true);
}

/*
 * A line goes into the room.  An empty one is no goodbye of the console (see
 * hearing): the person who runs the room should not leave it by accident.
 */
static void
hand_over(struct desk *d, int room)
{
	char bytes[FRAMING_LINE_MAX + 1];
	const char *line;
	size_t len;

	line = typing_line(d->typing, &len);
	memcpy(bytes, line, len);
	bytes[len] = '\n';
	(void)send(room, bytes, len + 1, MSG_NOSIGNAL);
}

/* The next line of a paste, if there is one. */
static void
carry_paste(struct desk *d, int room)
{
	(void)typing_follow(d->typing, false);
	d->sending = typing_pasted(d->typing) == TYPING_LINE;
	if (d->sending)
		hand_over(d, room);
}

/* What came of a key; Ctrl-D is no goodbye either. */
static void
hear(struct desk *d, int room, enum typing_event event)
{
	if (event == TYPING_LINE)
		hand_over(d, room);
	carry_paste(d, room);
}

/* Keys were pressed. */
static void
carry_keys(struct desk *d, int room)
{
	int64_t now = thread_now_ms(), gap = now - d->read_at;
	unsigned char keys[4096];
	ssize_t i, n;

	/* The shell may have read what has woken us. */
	look(d, false);
	if (d->owner != TTY_US || !tty_has_input())
		return;
	n = read(STDIN_FILENO, keys, sizeof keys);
	d->read_at = now;
	for (i = 0; i < n; i++) {
		hear(d, room,
		    typing_byte(d->typing, keys[i], gap,
			i == n - 1 && !tty_has_input()));
		gap = 0;
	}
	if (n <= 0)
		look(d, false);
	typing_show(d->typing);
}

/* How long to wait for a key that does not come; -1: for ever. */
static int
patience(const struct desk *d)
{
	int64_t left = typing_patience(d->typing);

	if (left < 0)
		return (-1);
	left -= thread_now_ms() - d->read_at;
	return (left > 0 ? (int)left : 0);
}

/* Nothing was pressed: perhaps that means something. */
static void
carry_quiet(struct desk *d, int room)
{
	if (patience(d) != 0)
		return;
	hear(d, room, typing_quiet(d->typing));
	d->read_at = thread_now_ms();
	typing_show(d->typing);
}

static int
shorter(int a, int b)
{
	return (a < 0 || (b >= 0 && b < a) ? b : a);
}

/* Tries what the terminal has not taken; false when that is given up. */
static bool
go_on(struct desk *d, int room, bool claims_room)
{
	screen_go_on(d->screen);
	if (!screen_waits(d->screen))
		return (true);
	if (claims_room)
		thread_sleep_us(CONSOLE_PAUSED_MS * 1000);
	return (!console_room_ended(room) || d->tries-- > 0);
}

bool
desk_carry(struct desk *d, int room)
{
	bool waits = screen_waits(d->screen);
	bool keys = d->owner == TTY_US && !atomic_load(&d->ended);
	bool gone = d->owner == TTY_NOBODY && screen_error(d->screen) != 0;
	struct pollfd p[] = {
		{ .fd = waits && !d->sending ? -1 : room,
		    .events = (short)((waits ? 0 : POLLIN) |
			(d->sending ? POLLOUT : 0)) },
		{ .fd = keys ? STDIN_FILENO : -1, .events = POLLIN },
		{ .fd = waits ? d->out : -1, .events = POLLOUT },
		{ .fd = waits ? -1 : d->log[0], .events = POLLIN },
		{ .fd = d->signals, .events = POLLIN },
	};
	int timeout = waits ? CONSOLE_PAUSED_MS : -1;

	if (gone)
		return (false);
	if (d->owner == TTY_SHELL)
		timeout = shorter(timeout, CONSOLE_AWAY_MS);
	if (keys)
		timeout = shorter(timeout, patience(d));
	if (poll(p, sizeof p / sizeof *p, timeout) < 0)
		return (errno == EINTR);
	if (p[4].revents != 0)
		take_signals(d);
	else if (d->owner == TTY_SHELL)
		look(d, false);
	if (p[1].revents != 0)
		carry_keys(d, room);
	else if (keys)
		carry_quiet(d, room);
	if ((p[0].revents & POLLOUT) != 0)
		carry_paste(d, room);
	if (waits)
		return (go_on(d, room, p[2].revents != 0));
	if (p[3].revents != 0)
		(void)carry_log(d);
	return ((p[0].revents & ~POLLOUT) == 0 || carry_room(d, room));
}

struct desk *
desk_new(int out, bool with_log)
{
	struct desk *d = calloc(1, sizeof *d);
	sigset_t own = own_signals();

	if (d == NULL)
		return (NULL);
	d->out = out;
	d->tries = CONSOLE_LAST_TRIES;
	d->log[0] = d->log[1] = -1;
	atomic_init(&d->ended, false);
	d->signals = signalfd(-1, &own, SFD_NONBLOCK | SFD_CLOEXEC);
	if (d->signals < 0)
		goto no_signals;
	d->screen = screen_new_at("chatroomd", out);
	if (d->screen == NULL)
		goto no_screen;
	d->typing = typing_new(d->screen);
	if (d->typing == NULL)
		goto no_typing;
	d->read_at = thread_now_ms();
	if (with_log &&
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, d->log) == 0)
		log_divert(d->log[1]);
	return (d);
no_typing:
	screen_free(d->screen);
no_screen:
	(void)close(d->signals);
no_signals:
	free(d);
	return (NULL);
}

void
desk_end(struct desk *d)
{
	atomic_store(&d->ended, true);
	screen_end(d->screen);
}

void
desk_free(struct desk *d)
{
	if (d == NULL)
		return;
	if (d->log[0] >= 0) {
		log_divert(-1);
		while (carry_log(d))
			continue;
		(void)close(d->log[0]);
		(void)close(d->log[1]);
	}
	/* An answer of the terminal that came late is not for the shell. */
	if (tty_owner() == TTY_US)
		(void)tcflush(STDIN_FILENO, TCIFLUSH);
	screen_free(d->screen);
	typing_free(d->typing);
	buffer_fini(&d->part);
	(void)close(d->signals);
	free(d);
}
