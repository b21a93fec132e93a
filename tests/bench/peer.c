/*
 * peer: starting and stopping the servers that take part.
 */
#include <config.h>

#include "peer.h"

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "machine.h"

#define ARGS_MAX 32
#define START_PATIENCE (10 * MACHINE_SECOND)
#define STOP_PATIENCE (5 * MACHINE_SECOND)

/* What to run: the arguments, and the pieces they are made of. */
struct command {
	const char *argv[ARGS_MAX];
	int argc;
	char port[16];
	char clients[16];
	char batch[16];
};

static char directory[256];

static void
pause_ms(long ms)
{
	struct timespec t = { .tv_sec = 0, .tv_nsec = ms * 1000000 };

	(void)nanosleep(&t, NULL);
}

bool
peer_setup(void)
{
	const char *tmp = getenv("TMPDIR");

	(void)snprintf(directory, sizeof directory, "%s/chatroom-bench-XXXXXX",
	    tmp != NULL && tmp[0] == '/' ? tmp : "/tmp");
	if (mkdtemp(directory) == NULL) {
		directory[0] = '\0';
		return (false);
	}
	/* The servers may run as somebody else. */
	return (chmod(directory, 0755) == 0);
}

static void
config_path(char *out, size_t size)
{
	(void)snprintf(out, size, "%s/ngircd.conf", directory);
}

void
peer_cleanup(void)
{
	char path[sizeof directory + 16];

	if (directory[0] == '\0')
		return;
	config_path(path, sizeof path);
	(void)unlink(path);
	(void)rmdir(directory);
	directory[0] = '\0';
}

bool
peer_find(struct peer *p, const char *program)
{
	const char *path = getenv("PATH");
	char all[8192], *rest = NULL;

	(void)snprintf(all, sizeof all, "%s:/usr/local/sbin:/usr/sbin:/sbin",
	    path != NULL ? path : "/usr/local/bin:/usr/bin:/bin");
	for (char *dir = strtok_r(all, ":", &rest); dir != NULL;
	     dir = strtok_r(NULL, ":", &rest)) {
		int n =
		    snprintf(p->path, sizeof p->path, "%s/%s", dir, program);

		if (n > 0 && (size_t)n < sizeof p->path &&
		    access(p->path, X_OK) == 0)
			return (true);
	}
	p->path[0] = '\0';
	return (false);
}

static struct sockaddr_in
loopback(int port)
{
	struct sockaddr_in at = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	return (at);
}

/* For servers that can't say which port they took; 0 if none is left. */
static int
free_port(void)
{
	struct sockaddr_in at = loopback(0);
	socklen_t len = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), port = 0;

	if (fd == -1)
		return (0);
	if (bind(fd, (struct sockaddr *)&at, len) == 0 &&
	    getsockname(fd, (struct sockaddr *)&at, &len) == 0)
		port = ntohs(at.sin_port);
	(void)close(fd);
	return (port);
}

/* MaxPenaltyTime 0 is the flood control of ngIRCd, switched off. */
static bool
write_ngircd_config(const char *port)
{
	char path[sizeof directory + 16];
	FILE *f;

	config_path(path, sizeof path);
	f = fopen(path, "we");
	if (f == NULL)
		return (false);
	(void)fprintf(f,
	    "[Global]\n"
	    "Name = bench.localhost\n"
	    "Info = benchmark\n"
	    "Listen = 127.0.0.1\n"
	    "Ports = %s\n"
	    "MotdPhrase = hello\n"
	    "[Limits]\n"
	    "MaxConnections = 0\n"
	    "MaxConnectionsIP = 0\n"
	    "MaxJoins = 0\n"
	    "MaxNickLength = 20\n"
	    "MaxPenaltyTime = 0\n"
	    "PingTimeout = 3600\n"
	    "PongTimeout = 3600\n"
	    "[Options]\n"
	    "DNS = no\n"
	    "Ident = no\n"
	    "PAM = no\n",
	    port);
	return (fclose(f) == 0);
}

static void
add(struct command *c, const char *const *words)
{
	while (*words != NULL && c->argc < ARGS_MAX - 1)
		c->argv[c->argc++] = *words++;
	c->argv[c->argc] = NULL;
}

/*
 * The wish to die with the parent is lost when a process changes its user, as
 * a daemon does that root starts: so root does not start it.
 */
static void
become_nobody(void)
{
	const struct passwd *nobody = getpwnam("nobody");

	if (geteuid() != 0 || nobody == NULL)
		return;
	if (setgid(nobody->pw_gid) != 0 || setuid(nobody->pw_uid) != 0)
		_exit(126);
}

/* What it reads, writes and complains to; -1: nothing. */
struct ends {
	int in, out, err;
};

static void
connect_ends(const struct ends *e)
{
	int null = open("/dev/null", O_RDWR);

	if (null == -1 ||
	    dup2(e->in == -1 ? null : e->in, STDIN_FILENO) == -1 ||
	    dup2(e->out == -1 ? null : e->out, STDOUT_FILENO) == -1 ||
	    dup2(e->err == -1 ? null : e->err, STDERR_FILENO) == -1)
		_exit(126);
}

static pid_t
spawn(const char *path, const struct command *c, bool as_nobody,
    const struct ends *ends)
{
	pid_t parent = getpid(), pid = fork();
	sigset_t none;

	if (pid != 0)
		return (pid);
	if (as_nobody)
		become_nobody();
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(126);
	connect_ends(ends);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)execv(path, (char *const *)(uintptr_t)c->argv);
	_exit(127);
}

/* Runs PROGRAM OPTION and keeps what it prints. */
static void
ask(const char *path, const char *option, char *out, size_t size)
{
	struct command c = { .argv = { path, option }, .argc = 2 };
	size_t len = 0;
	int fd[2], status;
	ssize_t n;
	pid_t pid;

	out[0] = '\0';
	if (pipe2(fd, O_CLOEXEC) != 0)
		return;
	pid = spawn(path, &c, false, &(struct ends){ -1, fd[1], fd[1] });
	(void)close(fd[1]);
	while (pid != -1 && len < size - 1 &&
	    (n = read(fd[0], out + len, size - 1 - len)) > 0)
		len += (size_t)n;
	out[len] = '\0';
	(void)close(fd[0]);
	if (pid != -1)
		(void)waitpid(pid, &status, 0);
}

/* No limits, and everyone is told each join: the same work as ever. */
static void
room_command(const struct peer *p, struct command *c)
{
	static char help[16384];

	add(c,
	    (const char *[]){ "-p", "0", "-b", "127.0.0.1", "-m", c->clients,
		NULL });
	ask(p->path, "--help", help, sizeof help);
	if (strstr(help, "--rate") != NULL)
		add(c, (const char *[]){ "--rate", "0", NULL });
	if (strstr(help, "--joins-per-minute") != NULL)
		add(c, (const char *[]){ "--joins-per-minute", "0", NULL });
	if (strstr(help, "--tell-each") != NULL)
		add(c, (const char *[]){ "--tell-each", NULL });
}

static bool
make_command(const struct peer *p, unsigned clients, struct command *c)
{
	memset(c, 0, sizeof *c);
	(void)snprintf(c->port, sizeof c->port, "%d", free_port());
	(void)snprintf(c->clients, sizeof c->clients, "%u", clients);
	(void)snprintf(c->batch, sizeof c->batch, "%d", p->batch);
	add(c, (const char *[]){ p->path, NULL });
	switch (p->kind) {
	case PEER_ROOM:
		(void)snprintf(c->clients, sizeof c->clients, "12000");
		room_command(p, c);
		break;
	case PEER_FLOOR:
		add(c, (const char *[]){ c->batch, c->clients, NULL });
		break;
	case PEER_NGIRCD: {
		static char path[sizeof directory + 16];

		config_path(path, sizeof path);
		add(c, (const char *[]){ "-n", "-f", path, NULL });
		return (write_ngircd_config(c->port));
	}
	case PEER_REDIS:
		add(c,
		    (const char *[]){ "--port", c->port, "--bind", "127.0.0.1",
			"--save", "", "--appendonly", "no", "--daemonize", "no",
			"--maxclients", "12000", "--dir", directory,
			"--client-output-buffer-limit", "pubsub", "0", "0", "0",
			NULL });
		break;
	case PEER_NCAT:
		add(c,
		    (const char *[]){ "-l", "--chat", "-m", "12000",
			"127.0.0.1", c->port, NULL });
		break;
	}
	return (true);
}

/* Reads "listening on 127.0.0.1:PORT"; 0 if that does not come. */
static int
read_port(int fd)
{
	static const char mark[] = "listening on 127.0.0.1:";
	uint64_t end = machine_now() + START_PATIENCE;
	char text[1024];
	size_t len = 0;

	while (len < sizeof text - 1 && machine_now() < end) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		const char *at;
		ssize_t n;

		if (poll(&p, 1, 100) <= 0)
			continue;
		n = read(fd, text + len, sizeof text - 1 - len);
		if (n <= 0)
			return (0);
		len += (size_t)n;
		text[len] = '\0';
		at = strstr(text, mark);
		if (at != NULL && strchr(at, '\n') != NULL)
			return (atoi(at + sizeof mark - 1));
	}
	return (0);
}

/*
 * A look at the kernel's table of sockets, and no connection to try it: ncat
 * ends when a client leaves before it is announced.
 */
static bool
listens(int port)
{
	char line[256], mark[64];
	FILE *f = fopen("/proc/net/tcp", "re");
	bool found = false;

	if (f == NULL)
		return (false);
	(void)snprintf(mark, sizeof mark, ": %08X:%04X 00000000:0000 0A",
	    (unsigned)htonl(INADDR_LOOPBACK), (unsigned)port);
	while (!found && fgets(line, sizeof line, f) != NULL)
		found = strstr(line, mark) != NULL;
	(void)fclose(f);
	return (found);
}

static bool
wait_until_it_listens(pid_t pid, int port)
{
	uint64_t end = machine_now() + START_PATIENCE;

	while (machine_now() < end) {
		if (listens(port))
			return (true);
		if (waitpid(pid, NULL, WNOHANG) == pid)
			return (false);
		pause_ms(5);
	}
	return (false);
}

bool
peer_start(const struct peer *p, unsigned clients, struct server *s)
{
	bool tells = p->kind == PEER_ROOM || p->kind == PEER_FLOOR;
	struct command c;
	int in[2] = { -1, -1 }, out[2] = { -1, -1 };

	*s = (struct server){ .pid = -1, .in = -1, .out = -1 };
	if (!make_command(p, clients, &c) || pipe2(in, O_CLOEXEC) != 0)
		return (false);
	if (pipe2(out, O_CLOEXEC) != 0) {
		(void)close(in[0]);
		(void)close(in[1]);
		return (false);
	}
	s->pid = spawn(p->path, &c, !tells,
	    &(struct ends){ p->kind == PEER_FLOOR ? in[0] : -1,
		tells ? out[1] : -1, -1 });
	(void)close(in[0]);
	(void)close(out[1]);
	s->out = out[0];
	if (p->kind == PEER_FLOOR)
		s->in = in[1];
	else
		(void)close(in[1]);
	if (s->pid == -1) {
		(void)peer_stop(s);
		return (false);
	}
	s->port = tells ? read_port(s->out) : atoi(c.port);
	if (s->port != 0 && (tells || wait_until_it_listens(s->pid, s->port)))
		return (true);
	(void)peer_stop(s);
	return (false);
}

static bool
ends_within(pid_t pid, uint64_t ns, int *status)
{
	uint64_t end = machine_now() + ns;

	while (waitpid(pid, status, WNOHANG) == 0) {
		if (machine_now() > end)
			return (false);
		pause_ms(5);
	}
	return (true);
}

bool
peer_stop(struct server *s)
{
	int status = -1;

	if (s->in != -1)
		(void)close(s->in);
	if (s->out != -1)
		(void)close(s->out);
	if (s->pid > 0) {
		(void)kill(s->pid, SIGTERM);
		if (!ends_within(s->pid, STOP_PATIENCE, &status)) {
			(void)kill(s->pid, SIGKILL);
			(void)waitpid(s->pid, &status, 0);
		}
	}
	*s = (struct server){ .pid = -1, .in = -1, .out = -1 };
	return (WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

void
peer_version(const struct peer *p, char *out, size_t size)
{
	static const char digits[] = "0123456789";
	char text[1024];
	const char *at = text;
	size_t len = 0;

	ask(p->path, "--version", text, sizeof text);
	for (at += strcspn(at, digits); *at != '\0';
	     at += len, at += strcspn(at, digits)) {
		len = strspn(at, "0123456789.");
		if (memchr(at, '.', len) != NULL)
			break;
	}
	(void)snprintf(out, size, "%.*s", *at != '\0' ? (int)len : 0, at);
}
