/*
 * console: the person who opened the room is also in it.  See console.h.
 */
#include <config.h>

#include "server/console.h"

#include <sys/socket.h>

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/terminal/tty.h"
#include "common/thread.h"
#include "server/console_private.h"
#include "server/desk.h"
#include "server/system/outlet.h"
#include "server/worker.h"

struct console {
	int fd;	 /* our end of the pair; set before the thread starts */
	int out; /* where we write; the same */
	struct desk *desk; /* where stdout is a terminal, too; or NULL */
	pthread_t thread;

	/* Of the thread. */
	bool blind;	   /* nothing can be shown any more */
	int tries;	   /* left, when there is nothing more to come */
	size_t start, len; /* what waits for the terminal, in `shown` */
	char shown[4096];
};

bool
console_is_there(void)
{
	return (tty_owner() == TTY_US);
}

bool
console_room_ended(int room)
{
	struct pollfd p = { .fd = room, .events = 0 }; /* just its end */

	return (poll(&p, 1, 0) > 0);
}

/*
 * Writes what waits for the terminal, as far as that takes it.  False when it
 * should be given up.
 */
static bool
write_some(struct console *c)
{
	ssize_t n;

	while (c->len > 0) {
		n = outlet_write(c->out, c->shown + c->start, c->len);
		if (n > 0) {
			c->start += (size_t)n;
			c->len -= (size_t)n;
		} else if (n < 0 && errno == EAGAIN)
			return (!console_room_ended(c->fd) || c->tries-- > 0);
		else if (n < 0 && errno != EINTR) {
			c->blind = true;
			c->len = 0;
		}
	}
	return (true);
}

/*
 * One line that was typed goes into the room.  An empty one is no goodbye of
 * the console (see hearing), and neither is Ctrl-D, which brings us what was
 * typed before it, or nothing: the person who runs the room should not leave it
 * by accident.
 */
static enum tty_owner
carry_line(struct console *c)
{
	enum tty_owner keyboard = tty_owner();
	char line[4096];
	ssize_t n;

	if (keyboard != TTY_US)
		return (keyboard);
	/* We may have been woken by a line that the shell has read since. */
	if (!tty_has_input())
		return (TTY_US);
	n = read(STDIN_FILENO, line, sizeof line);
	/* EIO: since that check, we have been put into the background. */
	if (n < 0)
		return (TTY_SHELL);
	if (send(c->fd, line, (size_t)n, MSG_NOSIGNAL) != n)
		return (TTY_NOBODY);
	return (TTY_US);
}

/* What the room says goes to stdout, with the line ends of a terminal. */
static bool
carry_room(struct console *c)
{
	char bytes[sizeof c->shown];
	ssize_t i, n;

	n = recv(c->fd, bytes, sizeof bytes, 0);
	if (n <= 0)
		return (false);
	if (c->blind)
		return (true);
	c->start = 0;
	for (i = 0; i < n; i++)
		if (bytes[i] != '\r')
			c->shown[c->len++] = bytes[i];
	return (write_some(c));
}

/*
 * Waits for the next thing to do, and does it.  While the terminal is
 * paused, what is typed goes into the room all the same.  False at the end.
 */
static bool
carry_some(struct console *c, enum tty_owner *keyboard)
{
	size_t waits = c->len;
	bool ours = *keyboard == TTY_US;
	struct pollfd p[] = {
		{ .fd = waits > 0 ? -1 : c->fd, .events = POLLIN },
		{ .fd = ours ? STDIN_FILENO : -1, .events = POLLIN },
		{ .fd = waits > 0 ? c->out : -1, .events = POLLOUT },
	};
	int timeout = *keyboard == TTY_SHELL ? CONSOLE_AWAY_MS : -1;
	int n = poll(p, 3, waits > 0 ? CONSOLE_PAUSED_MS : timeout);

	if (n < 0)
		return (errno == EINTR);
	if (!ours && *keyboard != TTY_NOBODY)
		*keyboard = tty_owner();
	else if (p[1].revents != 0)
		*keyboard = carry_line(c);
	if (c->blind && *keyboard == TTY_NOBODY)
		return (false);
	if (waits == 0)
		return (p[0].revents == 0 || carry_room(c));
	if (!write_some(c))
		return (false);
	if (c->len == waits && p[2].revents != 0)
		thread_sleep_us(CONSOLE_PAUSED_MS * 1000);
	return (true);
}

static void *
console_run(void *arg)
{
	enum tty_owner keyboard = TTY_US;
	struct console *c = arg;

	thread_set_name("console");
	/* Without the keyboard, the person still reads along. */
	while (c->desk != NULL ? desk_carry(c->desk, c->fd) :
				 carry_some(c, &keyboard))
		continue;
	(void)shutdown(c->fd, SHUT_RDWR);
	return (NULL);
}

void
console_hold_signals(void)
{
	desk_hold_signals();
}

struct console *
console_new(struct workers *workers, int out, bool with_log)
{
	struct console *c = calloc(1, sizeof *c);
	int ends[2];

	if (c == NULL)
		return (NULL);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		goto no_pair;
	c->fd = ends[0];
	c->out = out;
	c->tries = CONSOLE_LAST_TRIES;
	if (!worker_start_console(workers, ends[1]))
		goto no_worker;
	if (desk_is_there())
		c->desk = desk_new(out, with_log);
	if (thread_start(&c->thread, console_run, c) == 0)
		return (c);
	desk_free(c->desk);
	(void)close(ends[0]); /* the worker sees it, and leaves */
	free(c);
	return (NULL);
no_worker:
	(void)close(ends[0]);
	(void)close(ends[1]);
no_pair:
	free(c);
	return (NULL);
}

void
console_end_typing(struct console *c)
{
	if (c != NULL && c->desk != NULL)
		desk_end(c->desk);
}

void
console_free(struct console *c)
{
	if (c == NULL)
		return;
	thread_join(c->thread);
	desk_free(c->desk);
	(void)close(c->fd);
	free(c);
}
