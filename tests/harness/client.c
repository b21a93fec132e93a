/*
 * client: runs the client.  See client.h.
 */
#include <config.h>

#include "harness/client.h"

#include <sys/ioctl.h>
#include <sys/wait.h>

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/room.h"

/* Cuts `text` at blanks and adds its words to a list that NULL ends. */
static size_t
add_words(const char **list, size_t n, char *text)
{
	char *rest, *word;

	for (word = strtok_r(text, " ", &rest); word != NULL;
	     word = strtok_r(NULL, " ", &rest)) {
		ck_assert_uint_lt(n, 30);
		list[n++] = word;
	}
	list[n] = NULL;
	return (n);
}

/* In the child: becomes the program. */
static void
become(const char *program, const char *args)
{
	const char *valgrind = getenv("VALGRIND");
	const char *list[32];
	char words[2][1024];
	sigset_t none;
	size_t n;
	int i;

	for (i = 1; i < NSIG; i++)
		(void)signal(i, SIG_DFL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)snprintf(words[0], sizeof words[0], "%s",
	    valgrind != NULL ? valgrind : "");
	(void)snprintf(words[1], sizeof words[1], "%s", args);
	n = add_words(list, 0, words[0]);
	/* There may be blanks in its name. */
	list[n++] = program;
	(void)add_words(list, n, words[1]);
	(void)execvp(list[0], (char **)(uintptr_t)list);
	_exit(127);
}

void
client_start_program(struct client *c, const char *variable,
    const char *program, const char *args, int in, int out, int err)
{
	const char *given = getenv(variable);
	int alive[2];

	make_pipe(alive);
	c->pid = fork();
	ck_assert_int_ge(c->pid, 0);
	if (c->pid == 0) {
		(void)fcntl(alive[1], F_SETFD, 0);
		if (isatty(in)) {
			(void)setsid();
			(void)ioctl(in, TIOCSCTTY, 0);
		}
		if (dup2(in, 0) != 0 || dup2(out, 1) != 1 || dup2(err, 2) != 2)
			_exit(126);
		become(given != NULL ? given : program, args);
	}
	(void)close(alive[1]);
	c->alive = alive[0];
}

/*
 * Starts the client with these descriptors.  One more, the end of a pipe that
 * nobody writes to, shows when it has ended.
 */
void
client_start(struct client *c, const char *args, int in, int out, int err)
{
	client_start_program(c, "CHATROOM", "./chatroom", args, in, out, err);
}

/*
 * Whether the line is not for the test: it comes from valgrind, or says that a
 * slow machine takes longer than a moment.
 */
static bool
is_noise(const char *line)
{
	static const char slow[] = "chatroom: connecting to ";

	return (strncmp(line, "==", 2) == 0 ||
	    strncmp(line, slow, strlen(slow)) == 0);
}

const char *
client_errors(struct client *c)
{
	char *line, *next, *to;

	(void)stream_all(&c->err);
	to = c->err.bytes;
	for (line = to; *line != '\0'; line = next) {
		next = strchr(line, '\n');
		next = next != NULL ? next + 1 : line + strlen(line);
		if (!is_noise(line)) {
			memmove(to, line, (size_t)(next - line));
			to += next - line;
		}
	}
	*to = '\0';
	return (c->err.bytes);
}

int
client_wait(struct client *c)
{
	int status;

	ck_assert_msg(wait_readable(c->alive, patience()),
	    "the client does not end");
	ck_assert_int_eq(waitpid(c->pid, &status, 0), c->pid);
	return (status);
}

void
client_expect_exit(struct client *c, int exit_status)
{
	int status = client_wait(c);

	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == exit_status,
	    "wait status 0x%x, stderr: %s", (unsigned)status, client_errors(c));
}

void
client_free(struct client *c)
{
	if (c->in >= 0 && c->in != c->out.fd)
		(void)close(c->in);
	(void)close(c->alive);
	stream_fini(&c->out);
	stream_fini(&c->err);
}

void
client_type(struct client *c, const char *text)
{
	size_t len = strlen(text);

	ck_assert_int_eq(write(c->in, text, len), (ssize_t)len);
}

/* ------------------------------------------------------------------------
 * The client as a filter.
 */

void
filter_run(struct client *c, const char *args)
{
	int in[2], out[2], err[2];

	make_pipe(in);
	make_pipe(out);
	make_pipe(err);
	client_start(c, args, in[0], out[1], err[1]);
	(void)close(in[0]);
	(void)close(out[1]);
	(void)close(err[1]);
	c->in = in[1];
	stream_init(&c->out, out[0]);
	stream_init(&c->err, err[0]);
}

/* Starts a filter that is connected to a new server. */
void
filter_open(struct client *c, struct server *s, const char *options)
{
	char args[256];

	server_open(s);
	(void)snprintf(args, sizeof args, "%s -p %u 127.0.0.1", options,
	    s->port);
	filter_run(c, args);
	server_accept(s);
}

void
filter_end_input(struct client *c)
{
	(void)close(c->in);
	c->in = -1;
}

void
filter_end(struct client *c, struct server *s, int status, const char *errors)
{
	stream_expect_end(&s->stream);
	server_hang_up(s);
	filter_close(c, s, status, errors);
}

void
filter_close(struct client *c, struct server *s, int status, const char *errors)
{
	char text[512];

	client_expect_exit(c, status);
	(void)snprintf(text, sizeof text,
	    "chatroom: connected to 127.0.0.1:%u\n%s", s->port, errors);
	ck_assert_str_eq(client_errors(c), text);
	client_free(c);
	server_free(s);
}
