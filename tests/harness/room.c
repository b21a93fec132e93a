/*
 * room: runs the server and talks to it.  See room.h.
 */
#include <config.h>

#include "common/thread.h"
#include "harness/room.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 20000
#define ARGS_MAX 64
/* All that a test reads of a stdout, and then a pipe that is full. */
#define OUTPUT_MAX 262144

/* How the first line begins that it prints, in each language. */
static const char *const listening[] = { "listening on ", "正在监听 ",
	"正在監聽 " };

const char person_end[] = "the connection has ended";
const char person_was_reset[] = "the connection was reset";

static struct room *rooms; /* not yet freed; of the test's own thread */

static void show_log(struct room *r);

int64_t
room_now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return ((int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

int
room_patience_ms(void)
{
	return (getenv("ROOM_SLOW") != NULL ? 10 * PATIENCE_MS : PATIENCE_MS);
}

double
room_timeout(void)
{
	return (room_patience_ms() / 1000.0 * 6);
}

unsigned
room_scaled(unsigned full, unsigned least)
{
	const char *percent = getenv("ROOM_SCALE");
	unsigned long n = 100;

	if (percent != NULL && *percent != '\0')
		n = strtoul(percent, NULL, 10);
	n = full * n / 100;
	return (n > least ? (unsigned)n : least);
}

/*
 * Waits for events of one descriptor; false when the deadline, a time of
 * room_now_ms(), has passed.
 */
static bool
wait_for(int fd, short events, int64_t deadline)
{
	struct pollfd p = { .fd = fd, .events = events };
	int64_t left;
	int n;

	do {
		left = deadline - room_now_ms();
		n = poll(&p, 1, left > 0 ? (int)left : 0);
	} while (n < 0 && errno == EINTR);
	return (n > 0);
}

/* Appends one to a list that ends by NULL. */
static void
add_word(char **list, char *word)
{
	size_t n = 0;

	while (list[n] != NULL)
		n++;
	ck_assert_uint_lt(n, ARGS_MAX);
	list[n] = word;
}

/* Appends the words of `text`, which is cut up. */
static void
add_words(char **list, char *text)
{
	char *rest, *word;

	for (word = strtok_r(text, " ", &rest); word != NULL;
	     word = strtok_r(NULL, " ", &rest))
		add_word(list, word);
}

/* The child.  It dies with the test, however the test ends. */
static void
become_server(char **argv, int output, int log, pid_t parent, unsigned files)
{
	struct rlimit limit = { files, files };
	sigset_t none;

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(126);
	if (dup2(output, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0)
		_exit(126);
	/* A shell may have started us with these ignored. */
	(void)signal(SIGHUP, SIG_DFL);
	(void)signal(SIGINT, SIG_DFL);
	(void)signal(SIGQUIT, SIG_DFL);
	/* A test that itself runs under valgrind may not do that. */
	if (files > 0)
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	(void)execvp(argv[0], argv);
	dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

/* Starts the child with its output in a pipe and its errors in a file. */
static void
start_program(struct room *r, char **argv, unsigned files)
{
	pid_t parent = getpid();
	int ends[2];

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	r->log_file = tmpfile();
	ck_assert_ptr_nonnull(r->log_file);
	(void)fcntl(fileno(r->log_file), F_SETFD, FD_CLOEXEC);
	(void)fflush(NULL);
	r->pid = fork();
	ck_assert_int_ge(r->pid, 0);
	if (r->pid == 0)
		become_server(argv, ends[1], fileno(r->log_file), parent,
		    files);
	(void)close(ends[1]);
	r->output_fd = ends[0];
}

static struct room *
start(const char *first_args, const char *args, unsigned files)
{
	const char *program = getenv("CHATROOMD");
	const char *valgrind = getenv("VALGRIND");
	char *argv[ARGS_MAX + 1] = { NULL };
	char *words[3] = { strdup(valgrind != NULL ? valgrind : ""),
		strdup(first_args), strdup(args) };
	char *path = strdup(program != NULL ? program : "./chatroomd");
	struct room *r = calloc(1, sizeof *r);
	size_t i;

	ck_assert_ptr_nonnull(r);
	r->output = calloc(1, OUTPUT_MAX);
	ck_assert_ptr_nonnull(r->output);
	ck_assert_ptr_nonnull(path);
	for (i = 0; i < 3; i++) {
		ck_assert_ptr_nonnull(words[i]);
		add_words(argv, words[i]);
		/* There may be blanks in its name. */
		if (i == 0)
			add_word(argv, path);
	}
	start_program(r, argv, files);
	r->next = rooms;
	rooms = r;
	for (i = 0; i < 3; i++)
		free(words[i]);
	free(path);
	return (r);
}

/* Reads more of its stdout; false at the end. */
static bool
read_output(struct room *r)
{
	size_t room = OUTPUT_MAX - 1 - r->output_len;
	ssize_t n;

	if (!wait_for(r->output_fd, POLLIN,
		room_now_ms() + room_patience_ms())) {
		show_log(r);
		ck_abort_msg("chatroomd neither writes nor ends");
	}
	ck_assert_uint_gt(room, 0);
	n = read(r->output_fd, r->output + r->output_len, room);
	ck_assert_int_ge(n, 0);
	r->output_len += (size_t)n;
	r->output[r->output_len] = '\0';
	return (n > 0);
}

const char *
room_output_line(struct room *r)
{
	char *line, *end;

	do {
		line = r->output + r->output_taken;
		end = strchr(line, '\n');
		if (end != NULL) {
			*end = '\0';
			r->output_taken = (size_t)(end + 1 - r->output);
			return (line);
		}
	} while (read_output(r));
	return (NULL);
}

static bool
is_listening(const char *line)
{
	size_t i;

	for (i = 0; i < sizeof listening / sizeof *listening; i++)
		if (strncmp(line, listening[i], strlen(listening[i])) == 0)
			return (true);
	return (false);
}

/* Waits for its first "listening on ADDRESS:PORT", and takes the port. */
static struct room *
wait_until_open(struct room *r)
{
	const char *line = room_output_line(r);
	const char *colon;

	if (line == NULL || !is_listening(line)) {
		show_log(r);
		ck_abort_msg("chatroomd says '%s', not '%s'",
		    line != NULL ? line : "", *listening);
	}
	colon = strrchr(line, ':');
	ck_assert_ptr_nonnull(colon);
	r->port = (unsigned)strtoul(colon + 1, NULL, 10);
	ck_assert_uint_gt(r->port, 0);
	return (r);
}

/* A free port of the loopback, nobody is paced, everything is announced. */
#define QUICK "-p 0 -b 127.0.0.1 --rate 0 --joins-per-minute 0 --tell-each"

struct room *
room_open(const char *args)
{
	return (wait_until_open(start(QUICK, args, 0)));
}

struct room *
room_open_exactly(const char *args)
{
	return (wait_until_open(start("", args, 0)));
}

struct room *
room_open_limited(const char *args, unsigned files)
{
	return (wait_until_open(start(QUICK, args, files)));
}

struct room *
room_start(const char *args)
{
	return (start("", args, 0));
}

struct room *
room_run(const char *args)
{
	struct room *r = start("", args, 0);

	(void)room_wait(r);
	return (r);
}

const char *
room_printed_key(struct room *r)
{
	const char *line, *op;

	while (r->key[0] == '\0') {
		line = room_output_line(r);
		if (line == NULL)
			ck_abort_msg("no operator key is printed");
		op = strstr(line, " /op ");
		if (op != NULL)
			(void)sscanf(op, " /op %100[^\n]", r->key);
	}
	return (r->key);
}

/* Removes the lines that begin with "==", as those of valgrind do. */
static void
remove_valgrind(char *text)
{
	char *from = text, *to = text;
	size_t len;

	while (*from != '\0') {
		len = strcspn(from, "\n");
		len += from[len] == '\n';
		if (strncmp(from, "==", 2) != 0) {
			memmove(to, from, len);
			to += len;
		}
		from += len;
	}
	*to = '\0';
}

/* Reads all of its stderr into r->log. */
static void
read_log(struct room *r)
{
	int fd = fileno(r->log_file);
	off_t end = lseek(fd, 0, SEEK_END);
	ssize_t n;

	ck_assert_int_ge(end, 0);
	free(r->log);
	r->log = malloc((size_t)end + 1);
	ck_assert_ptr_nonnull(r->log);
	/* Not read(): the server shares the offset of the file. */
	n = pread(fd, r->log, (size_t)end, 0);
	ck_assert_int_ge(n, 0);
	r->log[n] = '\0';
}

const char *
room_log(struct room *r)
{
	read_log(r);
	if (getenv("VALGRIND") != NULL)
		remove_valgrind(r->log);
	return (r->log);
}

/* What the server said about it, to help find out why a test fails. */
static void
show_log(struct room *r)
{
	read_log(r);
	(void)fprintf(stderr, "---- chatroomd's stderr ----\n%s----\n", r->log);
}

const char *
room_expect_log(struct room *r, const char *text)
{
	int64_t deadline = room_now_ms() + room_patience_ms();
	const char *place;

	while ((place = strstr(room_log(r), text)) == NULL) {
		if (room_now_ms() > deadline) {
			show_log(r);
			ck_abort_msg("not in the log: %s", text);
		}
		thread_sleep_us(1000);
	}
	return (place);
}

void
room_expect_status(struct room *r, int status)
{
	if (room_wait(r) == status)
		return;
	/* Check has no room for all of it in a message. */
	show_log(r);
	ck_abort_msg("chatroomd ended with status %d, and not %d", r->status,
	    status);
}

int64_t
room_main_thread_ms(struct room *r)
{
	unsigned long user, system;
	char path[64], stat[1024];
	const char *fields;
	FILE *f;
	size_t n;

	(void)snprintf(path, sizeof path, "/proc/%ld/task/%ld/stat",
	    (long)r->pid, (long)r->pid);
	f = fopen(path, "re");
	ck_assert_ptr_nonnull(f);
	n = fread(stat, 1, sizeof stat - 1, f);
	(void)fclose(f);
	stat[n] = '\0';
	/* The name, in parentheses, may have anything in it (proc(5)). */
	fields = strrchr(stat, ')');
	ck_assert_ptr_nonnull(fields);
	ck_assert_int_eq(sscanf(fields,
			     ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u "
			     "%lu %lu",
			     &user, &system),
	    2);
	return ((int64_t)(user + system) * 1000 / sysconf(_SC_CLK_TCK));
}

void
room_signal(struct room *r, int signal)
{
	ck_assert_int_gt(r->pid, 0);
	ck_assert_int_eq(kill(r->pid, signal), 0);
}

static void
reap(struct room *r)
{
	pid_t pid;
	int status;

	do
		pid = waitpid(r->pid, &status, 0);
	while (pid < 0 && errno == EINTR);
	r->pid = 0;
	r->status =
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int
room_wait(struct room *r)
{
	/* Its end closes the pipe. */
	while (r->pid > 0 && read_output(r))
		;
	if (r->pid > 0)
		reap(r);
	return (r->status);
}

void
room_free(struct room *r)
{
	struct room **link = &rooms;

	while (*link != r)
		link = &(*link)->next;
	*link = r->next;
	if (r->pid > 0) {
		(void)kill(r->pid, SIGKILL);
		reap(r);
	}
	(void)close(r->output_fd);
	(void)fclose(r->log_file);
	free(r->output);
	free(r->log);
	free(r);
}

void
room_end(struct room *r)
{
	room_signal(r, SIGTERM);
	room_expect_status(r, 0);
}

void
room_close(struct room *r)
{
	room_end(r);
	room_free(r);
}

void
room_sweep(void)
{
	while (rooms != NULL)
		room_free(rooms);
}

bool
room_writes_chinese(void)
{
	const char *libc = getenv("ROOM_LIBC");

	return (libc == NULL || strcmp(libc, "musl") != 0);
}

bool
room_has_ipv6(void)
{
	struct sockaddr_in6 sa = { .sin6_family = AF_INET6,
		.sin6_addr = IN6ADDR_LOOPBACK_INIT };
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool has = fd >= 0 && bind(fd, (struct sockaddr *)&sa, sizeof sa) == 0;

	if (fd >= 0)
		(void)close(fd);
	return (has);
}

/* Connects to one of the two loopbacks; the caller closes fd if it fails. */
static bool
connect_to(int fd, const char *address, unsigned port)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
		.sin6_port = htons((uint16_t)port) };
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port) };

	if (strchr(address, ':') != NULL)
		return (inet_pton(AF_INET6, address, &in6.sin6_addr) == 1 &&
		    connect(fd, (struct sockaddr *)&in6, sizeof in6) == 0);
	return (inet_pton(AF_INET, address, &in.sin_addr) == 1 &&
	    connect(fd, (struct sockaddr *)&in, sizeof in) == 0);
}

/* The person's name, from its own end of the connection. */
static bool
find_out_who(struct person *p, const char *address)
{
	bool ipv6 = strchr(address, ':') != NULL;
	struct sockaddr_in6 in6;
	struct sockaddr_in in;
	socklen_t len = ipv6 ? sizeof in6 : sizeof in;

	if (getsockname(p->fd,
		ipv6 ? (struct sockaddr *)&in6 : (struct sockaddr *)&in,
		&len) != 0)
		return (false);
	p->port = ntohs(ipv6 ? in6.sin6_port : in.sin_port);
	(void)snprintf(p->who, sizeof p->who, ipv6 ? "[%s]:%u" : "%s:%u",
	    address, p->port);
	return (true);
}

/* What is sent leaves at once: tests cut lines where they want to. */
static void
set_options(int fd, int rcvbuf)
{
	int on = 1;

	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (rcvbuf > 0)
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &rcvbuf,
		    sizeof rcvbuf);
}

struct person *
person_dial(const struct room *r, const char *address, int rcvbuf)
{
	int family = strchr(address, ':') != NULL ? AF_INET6 : AF_INET;
	struct person *p = malloc(sizeof *p);

	if (p == NULL)
		return (NULL);
	p->start = p->len = p->line_len = 0;
	p->fault = NULL;
	p->reads_records = false;
	p->changes_over = false;
	p->fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (p->fd >= 0)
		set_options(p->fd, rcvbuf);
	if (p->fd >= 0 && connect_to(p->fd, address, r->port) &&
	    find_out_who(p, address))
		return (p);
	person_hang_up(p);
	return (NULL);
}

void
person_hang_up(struct person *p)
{
	if (p->fd >= 0)
		(void)close(p->fd);
	free(p);
}

void
person_reset(struct person *p)
{
	struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	(void)setsockopt(p->fd, SOL_SOCKET, SO_LINGER, &at_once,
	    sizeof at_once);
	person_hang_up(p);
}

bool
person_has_input(struct person *p)
{
	return (memchr(p->input + p->start, '\n', p->len) != NULL ||
	    wait_for(p->fd, POLLIN, 0));
}

/* Waits for more bytes; false with p->fault set if none come. */
static bool
receive(struct person *p)
{
	ssize_t n;

	if (p->start > 0)
		memmove(p->input, p->input + p->start, p->len);
	p->start = 0;
	if (p->len == sizeof p->input) {
		p->fault = "a line is longer than any line may be";
		return (false);
	}
	if (!wait_for(p->fd, POLLIN, room_now_ms() + room_patience_ms())) {
		p->fault = "nothing comes";
		return (false);
	}
	do
		n = recv(p->fd, p->input + p->len, sizeof p->input - p->len, 0);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		p->len += (size_t)n;
	else if (n < 0)
		p->fault = person_was_reset;
	else if (p->len > 0)
		p->fault = "the connection has ended within a line";
	else
		p->fault = person_end;
	return (n > 0);
}

const char *
person_read(struct person *p)
{
	char *line, *end;
	size_t checked;

	do {
		line = p->input + p->start;
		end = memchr(line, '\n', p->len);
	} while (end == NULL && receive(p));
	if (end == NULL)
		return (NULL);
	p->start += (size_t)(end + 1 - line);
	p->len -= (size_t)(end + 1 - line);
	if (!p->reads_records && !p->changes_over &&
	    (end == line || *--end != '\r')) {
		p->fault = "a line does not end with CRLF";
		return (NULL);
	}
	*end = '\0';
	p->line_len = (size_t)(end - line);
	checked = p->line_len;
	if (p->changes_over && checked > 0 && line[checked - 1] == '\r')
		checked--;
	if (memchr(line, '\r', checked) != NULL ||
	    strlen(line) != p->line_len) {
		p->fault = "a CR or a NUL is in a line";
		return (NULL);
	}
	return (line);
}

bool
person_write(struct person *p, const void *bytes, size_t len)
{
	const char *rest = bytes;
	ssize_t n;

	while (len > 0) {
		n = send(p->fd, rest, len, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n >= 0) {
			rest += n;
			len -= (size_t)n;
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			if (wait_for(p->fd, POLLOUT,
				room_now_ms() + room_patience_ms()))
				continue;
			p->fault = "the server takes no more";
			return (false);
		} else if (errno != EINTR) {
			p->fault = person_was_reset;
			return (false);
		}
	}
	return (true);
}

/* Whether it ends the greeting, in any language: it mentions /help. */
static bool
is_hint(const char *line)
{
	return (strstr(line, "/help") != NULL ||
	    strstr(line, "/帮助") != NULL || strstr(line, "/說明") != NULL);
}

/* Reads the greeting, all of it. */
static struct person *
join(const struct room *r, const char *address)
{
	struct person *p = person_dial(r, address, 0);

	if (p == NULL)
		ck_abort_msg("cannot connect to %s port %u: %s", address,
		    r->port, strerror(errno));
	person_expect(p, "*** welcome, you are %s here", p->who);
	while (!is_hint(person_line(p)))
		;
	return (p);
}

struct person *
person_join(const struct room *r)
{
	return (join(r, "127.0.0.1"));
}

struct person *
person_join_ipv6(const struct room *r)
{
	return (join(r, "::1"));
}

void
person_send(struct person *p, const void *bytes, size_t len)
{
	if (!person_write(p, bytes, len))
		ck_abort_msg("%s cannot send: %s", p->who, p->fault);
}

void
person_type(struct person *p, const char *format, ...)
{
	char line[8192];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof line, format, args);
	va_end(args);
	ck_assert(n >= 0 && (size_t)n < sizeof line);
	line[n] = '\n';
	person_send(p, line, (size_t)n + 1);
}

void
person_half_close(struct person *p)
{
	ck_assert_int_eq(shutdown(p->fd, SHUT_WR), 0);
}

const char *
person_line(struct person *p)
{
	const char *line = person_read(p);

	if (line == NULL)
		ck_abort_msg("%s has no line to read: %s", p->who, p->fault);
	return (line);
}

void
person_expect(struct person *p, const char *format, ...)
{
	char wanted[16384];
	const char *line;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(wanted, sizeof wanted, format, args);
	va_end(args);
	ck_assert(n >= 0 && (size_t)n < sizeof wanted);
	line = person_read(p);
	if (line == NULL)
		ck_abort_msg("%s should have read '%s', but %s", p->who, wanted,
		    p->fault);
	if (strcmp(line, wanted) != 0)
		ck_abort_msg("%s should have read '%s', and read '%s'", p->who,
		    wanted, line);
}

void
person_expect_notice(struct person *p, const char *part)
{
	const char *line = person_line(p);

	if (strncmp(line, "*** ", 4) != 0 || strstr(line, part) == NULL)
		ck_abort_msg("%s should have read '*** ...%s...', and read "
			     "'%s'",
		    p->who, part, line);
}

void
person_expect_nothing(struct person *p)
{
	/* No command has this name, and one notice says so. */
	person_type(p, "/xyzzyxyzzy");
	person_expect_notice(p, "/xyzzyxyzzy");
}

void
person_meet_console(struct person *p)
{
	const char *line;
	bool here = false;

	while (!here) {
		person_type(p, "/who");
		person_type(p, "/xyzzyxyzzy");
		while (strstr((line = person_line(p)), "xyzzyxyzzy") == NULL)
			here = here || strstr(line, "@console  from") != NULL;
	}
}

void
person_expect_end(struct person *p)
{
	const char *line = person_read(p);

	if (line != NULL)
		ck_abort_msg("%s should be at the end, and read '%s'", p->who,
		    line);
	if (p->fault != person_end)
		ck_abort_msg("%s should be at the end, but %s", p->who,
		    p->fault);
	person_hang_up(p);
}
