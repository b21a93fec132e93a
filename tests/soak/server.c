/*
 * server: the chatroomd that the storm goes over.  See server.h.
 */
#include <config.h>

#include "server.h"

#include <sys/prctl.h>
#include <sys/wait.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/thread.h"

#define START_MS 20000
#define STOP_MS 20000

/* How much of the log is shown if something went wrong. */
#define LOG_SHOWN 6000

static const char *const files[] = { "key", "operator-key", "log" };

#define FILES (sizeof files / sizeof *files)

static void
path_of(const struct server *s, const char *file, char out[256])
{
	(void)snprintf(out, 256, "%s/%s", s->directory, file);
}

static bool
write_secret(const struct server *s, const char *file, const char *words)
{
	char path[256];
	ssize_t len = (ssize_t)strlen(words);
	bool done;
	int fd;

	path_of(s, file, path);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return (false);
	done = write(fd, words, (size_t)len) == len;
	return (close(fd) == 0 && done);
}

static bool
make_directory(struct server *s)
{
	const char *tmp = getenv("TMPDIR");

	(void)snprintf(s->directory, sizeof s->directory,
	    "%.150s/chatroom-storm-XXXXXX", tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(s->directory) == NULL) {
		s->directory[0] = '\0';
		return (false);
	}
	return (write_secret(s, files[0], SERVER_KEY "\n") &&
	    write_secret(s, files[1], SERVER_OPERATOR_KEY "\n"));
}

/* The child becomes the server, and does not outlive us. */
static void __attribute__((noreturn)) become_server(const struct server *s,
    const char *program, unsigned max, int out)
{
	char key[256], operator_key[256], log[256], people[16];
	int null, err;

	path_of(s, files[0], key);
	path_of(s, files[1], operator_key);
	path_of(s, files[2], log);
	(void)snprintf(people, sizeof people, "%u", max);
	null = open("/dev/null", O_RDONLY);
	err = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (null < 0 || err < 0 || dup2(null, 0) < 0 || dup2(out, 1) < 0 ||
	    dup2(err, 2) < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		_exit(126);
	(void)close(null);
	(void)close(err);
	(void)execl(program, program, "-p", "0", "-b", "127.0.0.1", "-m",
	    people, "-q", "262144", "--rate", "0", "--joins-per-minute", "0",
	    "--key-file", key, "--operator-key-file", operator_key,
	    (char *)NULL);
	_exit(127);
}

/* Reads "listening on 127.0.0.1:PORT"; 0 if that does not come. */
static unsigned
read_port(int fd)
{
	static const char mark[] = "listening on 127.0.0.1:";
	int64_t deadline = thread_now_ms() + START_MS;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char text[1024];
	const char *at;
	size_t len = 0;
	ssize_t n;

	while (len < sizeof text - 1 &&
	    poll(&p, 1, (int)(deadline - thread_now_ms())) > 0) {
		n = read(fd, text + len, sizeof text - 1 - len);
		if (n <= 0)
			break;
		len += (size_t)n;
		text[len] = '\0';
		at = strstr(text, mark);
		if (at != NULL && strchr(at, '\n') != NULL)
			return ((unsigned)atoi(at + sizeof mark - 1));
	}
	return (0);
}

bool
server_start(struct server *s, const char *program, unsigned max)
{
	int out[2];

	memset(s, 0, sizeof *s);
	if (!make_directory(s) || pipe2(out, O_CLOEXEC) != 0) {
		perror("storm: no directory for temporary files");
		return (false);
	}
	s->pid = fork();
	if (s->pid == 0)
		become_server(s, program, max, out[1]);
	(void)close(out[1]);
	if (s->pid > 0)
		s->port = read_port(out[0]);
	(void)close(out[0]);
	if (s->pid > 0 && s->port != 0)
		return (true);
	(void)fprintf(stderr, "storm: %s does not open a room\n", program);
	return (false);
}

static unsigned
count_descriptors(pid_t pid)
{
	char path[64];
	const struct dirent *entry;
	unsigned n = 0;
	DIR *d;

	(void)snprintf(path, sizeof path, "/proc/%ld/fd", (long)pid);
	d = opendir(path);
	if (d == NULL)
		return (0);
	while ((entry = readdir(d)) != NULL)
		n += entry->d_name[0] != '.';
	(void)closedir(d);
	return (n);
}

bool
server_count(const struct server *s, struct census *c)
{
	char path[64], line[256];
	FILE *f;

	memset(c, 0, sizeof *c);
	(void)snprintf(path, sizeof path, "/proc/%ld/status", (long)s->pid);
	f = fopen(path, "re");
	if (f == NULL)
		return (false);
	while (fgets(line, sizeof line, f) != NULL) {
		if (strncmp(line, "Threads:", 8) == 0)
			c->threads = (unsigned)atoi(line + 8);
		if (strncmp(line, "VmRSS:", 6) == 0)
			c->resident = strtoul(line + 6, NULL, 10);
	}
	(void)fclose(f);
	c->descriptors = count_descriptors(s->pid);
	/* One that has died has neither threads nor memory. */
	return (c->resident > 0);
}

/* Waits until it has ended: true, and its status. */
static bool
ends(struct server *s, int *status)
{
	int64_t deadline = thread_now_ms() + STOP_MS;

	while (waitpid(s->pid, status, WNOHANG) == 0) {
		if (thread_now_ms() > deadline)
			return (false);
		(void)poll(NULL, 0, 10);
	}
	s->pid = 0;
	return (true);
}

int
server_stop(struct server *s)
{
	int status;

	(void)kill(s->pid, SIGTERM);
	if (!ends(s, &status))
		return (-1);
	return (
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

unsigned long
server_log_count(const struct server *s, const char *words)
{
	char path[256], *line = NULL;
	unsigned long n = 0;
	size_t room = 0;
	FILE *f;

	path_of(s, files[2], path);
	f = fopen(path, "re");
	if (f == NULL)
		return (0);
	while (getline(&line, &room, f) > 0)
		n += strstr(line, words) != NULL;
	free(line);
	(void)fclose(f);
	return (n);
}

/* Where in the log a report of a sanitizer, or of abort(), begins; or -1. */
static long
find_report(FILE *f)
{
	static const char *const reports[] = { "Sanitizer",
		"runtime error:", "Assertion" };
	char *line = NULL;
	size_t room = 0, i;
	long at = -1, here = 0;
	ssize_t n;

	while (at < 0 && (n = getline(&line, &room, f)) > 0) {
		for (i = 0; i < sizeof reports / sizeof *reports; i++)
			if (strstr(line, reports[i]) != NULL)
				at = here;
		here += n;
	}
	free(line);
	return (at);
}

bool
server_has_report(const struct server *s)
{
	char path[256];
	long at;
	FILE *f;

	path_of(s, files[2], path);
	f = fopen(path, "re");
	if (f == NULL)
		return (false);
	at = find_report(f);
	(void)fclose(f);
	return (at >= 0);
}

void
server_show_log(const struct server *s)
{
	char path[256], text[LOG_SHOWN];
	size_t n;
	long at;
	FILE *f;

	path_of(s, files[2], path);
	f = fopen(path, "re");
	if (f == NULL)
		return;
	at = find_report(f);
	if (at >= 0)
		(void)fseek(f, at, SEEK_SET);
	else if (fseek(f, -LOG_SHOWN, SEEK_END) != 0)
		rewind(f);
	n = fread(text, 1, sizeof text, f);
	(void)fprintf(stderr, "storm: its log, %s:\n%.*s\n",
	    at >= 0 ? "from the first report" : "the end of it", (int)n, text);
	(void)fclose(f);
}

void
server_remove(struct server *s)
{
	char path[256];
	size_t i;

	if (s->pid > 0) {
		(void)kill(s->pid, SIGKILL);
		(void)waitpid(s->pid, NULL, 0);
		s->pid = 0;
	}
	if (s->directory[0] == '\0')
		return;
	for (i = 0; i < FILES; i++) {
		path_of(s, files[i], path);
		(void)unlink(path);
	}
	(void)rmdir(s->directory);
}
