/*
 * console: the person who opened the room is in it, too.  See console.h.
 */
#include <config.h>

#include "console.h"

#include <sys/socket.h>

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "outlet.h"
#include "text.h"
#include "thread.h"
#include "worker.h"

/* In the background, how often to look whether the terminal is ours again. */
#define AWAY_MS 1000

/* A terminal that is paused: how often to look whether it still is. */
#define PAUSED_US 50000

/* So often, when there is nothing more to come. */
#define LAST_TRIES 20

struct console {
	int fd;	 /* our end of the pair; set before the thread starts */
	int out; /* where we write; the same */
	pthread_t thread;
	bool in_line; /* what was typed last has no end yet; of the thread */
};

/* Whose is what is typed? */
enum keyboard {
	KEYBOARD_OURS,
	KEYBOARD_AWAY, /* the shell's: we are in the background */
	KEYBOARD_DEAD  /* nobody's: there is no terminal, or no more */
};

static enum keyboard
keyboard_now(void)
{
	pid_t foreground = tcgetpgrp(STDIN_FILENO);

	if (foreground < 0)
		return (KEYBOARD_DEAD);
	return (foreground == getpgrp() ? KEYBOARD_OURS : KEYBOARD_AWAY);
}

bool
console_is_there(void)
{
	return (keyboard_now() == KEYBOARD_OURS);
}

/* Whether nothing more comes. */
static bool
room_has_ended(const struct console *c)
{
	struct pollfd p = { .fd = c->fd, .events = 0 }; /* just its end */

	return (poll(&p, 1, 0) > 0);
}

/* Writes all of it; false when that is not possible any more. */
static bool
write_all(const struct console *c, const char *bytes, size_t len)
{
	int tries = LAST_TRIES;
	ssize_t n;

	while (len > 0) {
		n = outlet_write(c->out, bytes, len);
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		} else if (n < 0 && errno == EAGAIN) {
			if (room_has_ended(c) && tries-- == 0)
				return (false);
			thread_sleep_us(PAUSED_US);
		} else if (n < 0 && errno != EINTR)
			return (false);
	}
	return (true);
}

/*
 * One line that was typed goes into the room.  An empty one is no goodbye
 * here, and neither is Ctrl-D: who runs the room does not leave it by a slip.
 * Within a line, Ctrl-D brings us what there is of it.
 */
static enum keyboard
carry_line(struct console *c)
{
	struct pollfd typed = { .fd = STDIN_FILENO, .events = POLLIN };
	enum keyboard keyboard = keyboard_now();
	char line[4096];
	ssize_t n;

	if (keyboard != KEYBOARD_OURS)
		return (keyboard);
	/* What has woken us may be a line that the shell read meanwhile. */
	if (poll(&typed, 1, 0) <= 0)
		return (KEYBOARD_OURS);
	n = read(STDIN_FILENO, line, sizeof line);
	/* EIO: since that look, we have been put into the background. */
	if (n < 0)
		return (KEYBOARD_AWAY);
	if (n == 0 || (!c->in_line && text_is_blank(line, (size_t)n)))
		return (KEYBOARD_OURS);
	c->in_line = line[n - 1] != '\n';
	if (send(c->fd, line, (size_t)n, MSG_NOSIGNAL) != n)
		return (KEYBOARD_DEAD);
	return (KEYBOARD_OURS);
}

/* What the room says goes to stdout, with the ends of line of a terminal. */
static bool
carry_room(const struct console *c)
{
	char bytes[4096];
	size_t i, o = 0;
	ssize_t n;

	n = recv(c->fd, bytes, sizeof bytes, 0);
	if (n <= 0)
		return (false);
	for (i = 0; i < (size_t)n; i++)
		if (bytes[i] != '\r')
			bytes[o++] = bytes[i];
	return (write_all(c, bytes, o));
}

static void *
console_run(void *arg)
{
	struct console *c = arg;
	struct pollfd p[] = {
		{ .fd = c->fd, .events = POLLIN },
		{ .fd = STDIN_FILENO, .events = POLLIN },
	};
	enum keyboard keyboard = KEYBOARD_OURS;
	int n;

	thread_set_name("console");
	/* Without the keyboard, the person still reads along. */
	for (;;) {
		p[1].fd = keyboard == KEYBOARD_OURS ? STDIN_FILENO : -1;
		n = poll(p, 2, keyboard == KEYBOARD_AWAY ? AWAY_MS : -1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || (p[0].revents != 0 && !carry_room(c)))
			break;
		if (keyboard == KEYBOARD_AWAY)
			keyboard = keyboard_now();
		else if (p[1].revents != 0)
			keyboard = carry_line(c);
	}
	(void)shutdown(c->fd, SHUT_RDWR);
	return (NULL);
}

struct console *
console_new(struct workers *workers, int out)
{
	struct console *c = calloc(1, sizeof *c);
	int ends[2];

	if (c == NULL)
		return (NULL);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		goto no_pair;
	c->fd = ends[0];
	c->out = out;
	if (!worker_start_console(workers, ends[1]))
		goto no_worker;
	if (thread_start(&c->thread, console_run, c) == 0)
		return (c);
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
console_free(struct console *c)
{
	if (c == NULL)
		return;
	thread_join(c->thread);
	(void)close(c->fd);
	free(c);
}
