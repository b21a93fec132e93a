/*
 * pipes: pipes that are stdin, stdout and stderr of the test itself.
 */
#include <config.h>

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "harness/pipes.h"
#include "harness/server.h"

/* More than a pipe holds. */
#define WRITTEN_MAX (256 * 1024)

/* Makes one end the descriptor `fd`; returns the other one. */
static int
replace(int fd, int *before)
{
	int ends[2];
	int ours = fd == STDIN_FILENO ? 0 : 1;

	make_pipe(ends);
	*before = dup(fd);
	ck_assert_int_eq(dup2(ends[ours], fd), fd);
	(void)close(ends[ours]);
	return (ends[1 - ours]);
}

void
pipes_open(struct pipes *p)
{
	(void)signal(SIGPIPE, SIG_IGN);
	p->in = replace(STDIN_FILENO, &p->before[0]);
	p->out = replace(STDOUT_FILENO, &p->before[1]);
	p->err = replace(STDERR_FILENO, &p->before[2]);
	ck_assert_int_eq(fcntl(p->out, F_SETFL, O_NONBLOCK), 0);
	ck_assert_int_eq(fcntl(p->err, F_SETFL, O_NONBLOCK), 0);
}

void
pipes_close(struct pipes *p)
{
	int fd;

	for (fd = 0; fd < 3; fd++) {
		(void)dup2(p->before[fd], fd);
		(void)close(p->before[fd]);
	}
	pipes_end_input(p);
	pipes_close_out(p);
	(void)close(p->err);
}

void
pipes_write(struct pipes *p, const char *text)
{
	ck_assert_int_eq(write(p->in, text, strlen(text)),
	    (ssize_t)strlen(text));
}

static void
close_once(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

void
pipes_end_input(struct pipes *p)
{
	close_once(&p->in);
}

void
pipes_close_out(struct pipes *p)
{
	close_once(&p->out);
}

/* All there is now. */
static size_t
read_all(int fd, char *bytes, size_t room)
{
	size_t len = 0;
	ssize_t n;

	while (len < room && (n = read(fd, bytes + len, room - len)) > 0)
		len += (size_t)n;
	return (len);
}

static void
expect(int fd, const char *text)
{
	static char bytes[WRITTEN_MAX];
	size_t len = read_all(fd, bytes, sizeof bytes - 1);

	bytes[len] = '\0';
	ck_assert_str_eq(bytes, text);
}

void
pipes_expect_out(struct pipes *p, const char *text)
{
	expect(p->out, text);
}

void
pipes_expect_err(struct pipes *p, const char *text)
{
	expect(p->err, text);
}

void
pipes_await_out(struct pipes *p, const char *text)
{
	static char bytes[WRITTEN_MAX];
	size_t len = 0;

	while (len < strlen(text)) {
		bytes[len] = '\0';
		ck_assert_msg(wait_readable(p->out, patience()),
		    "waited for '%s', got '%s'", text, bytes);
		len += read_all(p->out, bytes + len, sizeof bytes - 1 - len);
	}
	bytes[len] = '\0';
	ck_assert_str_eq(bytes, text);
}
