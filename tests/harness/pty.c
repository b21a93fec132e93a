/*
 * pty: pseudo-terminals, and one that is stdin and stdout of the test itself.
 */
#include <config.h>

#include <sys/ioctl.h>

#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "harness/pty.h"
#include "harness/server.h"

#define SHOWN_MAX (1 << 20)

/* No module writes that: what comes before it was written before it. */
#define MARK '\x1d'

/* No echo, no CR before LF: bytes arrive as they were written. */
static void
make_plain(int fd)
{
	struct termios mode;

	ck_assert_int_eq(tcgetattr(fd, &mode), 0);
	mode.c_oflag &= ~(tcflag_t)OPOST;
	mode.c_lflag &= ~(tcflag_t)ECHO;
	ck_assert_int_eq(tcsetattr(fd, TCSANOW, &mode), 0);
}

static void
resize(int master, unsigned rows, unsigned columns)
{
	struct winsize size = { .ws_row = (unsigned short)rows,
		.ws_col = (unsigned short)columns };

	ck_assert_int_eq(ioctl(master, TIOCSWINSZ, &size), 0);
}

int
pty_make(unsigned rows, unsigned columns, int *slave)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);

	ck_assert_int_ge(master, 0);
	ck_assert_int_eq(grantpt(master), 0);
	ck_assert_int_eq(unlockpt(master), 0);
	(void)fcntl(master, F_SETFD, FD_CLOEXEC);
	*slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	ck_assert_int_ge(*slave, 0);
	resize(master, rows, columns);
	return (master);
}

void
pty_open(struct pty *p, unsigned rows, unsigned columns, const char *term)
{
	if (term != NULL)
		ck_assert_int_eq(setenv("TERM", term, 1), 0);
	else
		ck_assert_int_eq(unsetenv("TERM"), 0);
	p->master = pty_make(rows, columns, &p->slave);
	make_plain(p->slave);
	p->before[0] = dup(STDIN_FILENO);
	p->before[1] = dup(STDOUT_FILENO);
	ck_assert_int_eq(dup2(p->slave, STDIN_FILENO), STDIN_FILENO);
	ck_assert_int_eq(dup2(p->slave, STDOUT_FILENO), STDOUT_FILENO);
	p->shown = malloc(SHOWN_MAX);
	ck_assert_ptr_nonnull(p->shown);
}

void
pty_close(struct pty *p)
{
	(void)dup2(p->before[0], STDIN_FILENO);
	(void)dup2(p->before[1], STDOUT_FILENO);
	(void)close(p->before[0]);
	(void)close(p->before[1]);
	(void)close(p->slave);
	(void)close(p->master);
	free(p->shown);
}

void
pty_resize(struct pty *p, unsigned rows, unsigned columns)
{
	resize(p->master, rows, columns);
}

void
pty_type(struct pty *p, const char *text)
{
	ck_assert_int_eq(write(p->master, text, strlen(text)),
	    (ssize_t)strlen(text));
}

const char *
pty_read(struct pty *p)
{
	char mark = MARK;
	size_t len = 0;
	ssize_t n;

	ck_assert_int_eq(write(p->slave, &mark, 1), 1);
	do {
		ck_assert(wait_readable(p->master, patience()));
		n = read(p->master, p->shown + len, SHOWN_MAX - len);
		ck_assert_int_gt(n, 0);
		len += (size_t)n;
	} while (p->shown[len - 1] != MARK);
	p->shown[len - 1] = '\0';
	ck_assert_uint_eq(strlen(p->shown), len - 1);
	return (p->shown);
}

void
pty_expect(struct pty *p, const char *text)
{
	ck_assert_str_eq(pty_read(p), text);
}

void
pty_expect_part(struct pty *p, const char *part)
{
	const char *shown = pty_read(p);

	ck_assert_msg(strstr(shown, part) != NULL, "no '%s' in '%s'", part,
	    shown);
}

void
pty_expect_no_part(struct pty *p, const char *part)
{
	const char *shown = pty_read(p);

	ck_assert_msg(strstr(shown, part) == NULL, "'%s' in '%s'", part, shown);
}
