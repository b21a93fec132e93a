/*
 * tty: the terminal that a person sits at.  See tty.h.
 */
#include <config.h>

#include "common/terminal/tty.h"

#include <sys/ioctl.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROWS_DEFAULT 24
#define COLUMNS_DEFAULT 80

/* What the terminal looks like while we have it. */
static struct termios
typing_mode(const struct termios *theirs)
{
	struct termios ours = *theirs;

	/* ISIG stays: Ctrl-C and Ctrl-Z arrive as signals. */
	ours.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
	/* CR stays CR, so that CR LF in a paste is known as one end of line. */
	ours.c_iflag &= ~(tcflag_t)(IXON | ISTRIP | ICRNL | INLCR | IGNCR);
	ours.c_cc[VMIN] = 1;
	ours.c_cc[VTIME] = 0;
	return (ours);
}

/*
 * What we write with must not block, and what the shell writes with must not
 * become non-blocking: so the terminal is opened once more.  If that is not
 * allowed, stdout must do.
 */
static int
open_again(void)
{
	char name[PATH_MAX];
	int fd = -1;

	if (ttyname_r(STDOUT_FILENO, name, sizeof name) == 0)
		fd = open(name, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	return (fd >= 0 ? fd : STDOUT_FILENO);
}

/* Whether $TERM is the name of a terminal that knows what we tell it. */
static bool
knows_sequences(void)
{
	const char *name = getenv("TERM");

	return (name != NULL && name[0] != '\0' && strcmp(name, "dumb") != 0);
}

/* Looks what there is; `out` is -1, or what to write to. */
static void
look(struct tty *t, int out)
{
	*t = (struct tty){ .lent = out >= 0,
		.out = out >= 0 ? out : STDOUT_FILENO };
	if (!isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &t->theirs) != 0)
		return;
	t->there = true;
	t->obeys = knows_sequences();
	if (!t->lent)
		t->out = open_again();
	t->ours = typing_mode(&t->theirs);
}

void
tty_open(struct tty *t)
{
	look(t, -1);
}

void
tty_open_at(struct tty *t, int out)
{
	look(t, out);
}

void
tty_close(struct tty *t)
{
	if (!t->lent && t->out != STDOUT_FILENO)
		(void)close(t->out);
}

static void
set_mode(const struct termios *mode)
{
	while (tcsetattr(STDIN_FILENO, TCSANOW, mode) != 0 && errno == EINTR)
		continue;
}

void
tty_take(const struct tty *t)
{
	set_mode(&t->ours);
}

void
tty_give_back(const struct tty *t)
{
	set_mode(&t->theirs);
}

enum tty_owner
tty_owner(void)
{
	pid_t foreground = tcgetpgrp(STDIN_FILENO);

	if (foreground < 0)
		return (TTY_NOBODY);
	return (foreground == getpgrp() ? TTY_US : TTY_SHELL);
}

bool
tty_is_ours(const struct tty *t)
{
	return (t->there && tty_owner() != TTY_SHELL);
}

bool
tty_has_input(void)
{
	struct pollfd pfd = { .fd = STDIN_FILENO, .events = POLLIN };

	return (poll(&pfd, 1, 0) > 0);
}

void
tty_size(const struct tty *t, size_t *rows, size_t *columns)
{
	struct winsize size = { 0 };

	(void)ioctl(t->out, TIOCGWINSZ, &size);
	*rows = size.ws_row > 0 ? size.ws_row : ROWS_DEFAULT;
	*columns = size.ws_col > 0 ? size.ws_col : COLUMNS_DEFAULT;
}
