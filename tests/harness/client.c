/*
 * client: runs the client, and is its server.  See client.h.
 */
#include <config.h>

#include "harness/client.h"

#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <netinet/in.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/room.h"

/* ------------------------------------------------------------------------
 * Streams.
 */

void
stream_init(struct stream *s, int fd)
{
	memset(s, 0, sizeof *s);
	s->fd = fd;
	s->bytes = calloc(1, STREAM_MAX + 1);
	ck_assert_ptr_nonnull(s->bytes);
}

void
stream_fini(struct stream *s)
{
	if (s->fd >= 0)
		(void)close(s->fd);
	free(s->bytes);
}

/* Waits until the descriptor can be read; false when the deadline came. */
bool
wait_readable(int fd, int64_t deadline)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	int64_t left;
	int n;

	do {
		left = deadline - room_now_ms();
		n = poll(&pfd, 1, left > 0 ? (int)left : 0);
	} while (n < 0 && errno == EINTR);
	return (n > 0);
}

int64_t
patience(void)
{
	return (room_now_ms() + room_patience_ms());
}

/* Waits for more bytes; false when the deadline came. */
bool
stream_read(struct stream *s, int64_t deadline)
{
	ssize_t n;

	if (!wait_readable(s->fd, deadline))
		return (false);
	ck_assert_uint_lt(s->len, STREAM_MAX);
	n = read(s->fd, s->bytes + s->len, STREAM_MAX - s->len);
	if (n <= 0)
		s->ended = true; /* EIO: the terminal's other side is gone */
	else
		s->len += (size_t)n;
	return (true);
}

/* What comes next is exactly `text`. */
void
stream_expect(struct stream *s, const char *text)
{
	int64_t deadline = patience();
	size_t len = strlen(text);

	while (!s->ended && s->len - s->taken < len)
		if (!stream_read(s, deadline))
			ck_abort_msg("waited for '%s', got '%s'", text,
			    s->bytes + s->taken);
	if (s->len - s->taken < len ||
	    memcmp(s->bytes + s->taken, text, len) != 0)
		ck_abort_msg("expected '%s', got '%s'", text,
		    s->bytes + s->taken);
	s->taken += len;
}

/* Nothing more comes except the end. */
void
stream_expect_end(struct stream *s)
{
	int64_t deadline = patience();

	while (!s->ended)
		ck_assert_msg(stream_read(s, deadline), "no end of a stream");
	ck_assert_str_eq(s->bytes + s->taken, "");
}

/* ------------------------------------------------------------------------
 * The server.
 */

/* A socket at a free port of the loopback. */
int
bound_socket(unsigned *port)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof in;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&in, sizeof in), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&in, &len), 0);
	*port = ntohs(in.sin_port);
	return (fd);
}

void
server_open(struct server *s)
{
	s->listener = bound_socket(&s->port);
	ck_assert_int_eq(listen(s->listener, 8), 0);
	stream_init(&s->stream, -1);
}

void
server_accept(struct server *s)
{
	ck_assert_msg(wait_readable(s->listener, patience()), "no client");
	s->stream.fd = accept(s->listener, NULL, NULL);
	ck_assert_int_ge(s->stream.fd, 0);
	(void)fcntl(s->stream.fd, F_SETFD, FD_CLOEXEC);
}

void
server_say(struct server *s, const char *text)
{
	size_t len = strlen(text);

	ck_assert_int_eq(send(s->stream.fd, text, len, MSG_NOSIGNAL),
	    (ssize_t)len);
}

void
server_hang_up(struct server *s)
{
	(void)close(s->stream.fd);
	s->stream.fd = -1;
}

void
server_free(struct server *s)
{
	(void)close(s->listener);
	stream_fini(&s->stream);
}

/* ------------------------------------------------------------------------
 * The client.
 */

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
make_pipe(int fds[2])
{
	ck_assert_int_eq(pipe(fds), 0);
	(void)fcntl(fds[0], F_SETFD, FD_CLOEXEC);
	(void)fcntl(fds[1], F_SETFD, FD_CLOEXEC);
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

	while (!c->err.ended)
		ck_assert(stream_read(&c->err, patience()));
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

/* Its end: the exit status, and on stderr "connected to" and this. */
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
