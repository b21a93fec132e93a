/*
 * session: one server, one crowd, one run; everything that is measured of it.
 */
#include <config.h>

#include "session.h"

#include <sys/prctl.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "machine.h"

#define WARM_UP (200 * MACHINE_MS)
#define SETTLE (300 * MACHINE_MS)

/* A client that has been silent for seconds is idle. */
#define IDLE (3000 * MACHINE_MS)

/* All clocks and counters at one moment. */
struct moment {
	uint64_t now;
	uint64_t server;
	uint64_t self;
	uint64_t delivered;
	struct machine_ticks ticks;
};

static void
look(struct moment *m, const struct crowd *c, const struct server *s)
{
	m->delivered = c->audience.delivered;
	m->server = machine_cpu_of(s->pid);
	m->self = machine_cpu_self();
	machine_ticks(&m->ticks);
	m->now = machine_now();
}

/* Notes the first failure. */
static void
fail(struct result *r, const char *why)
{
	if (r->failure[0] == '\0')
		(void)snprintf(r->failure, sizeof r->failure, "%s", why);
}

/* What happened between two moments. */
static void
compare(const struct moment *a, const struct moment *b, double *figure)
{
	double wall = (double)(b->now - a->now);
	double server = (double)(b->server - a->server);
	double self = (double)(b->self - a->self);
	double delivered = (double)(b->delivered - a->delivered);
	double ticks = (double)(b->ticks.all - a->ticks.all);
	double busy = (double)(b->ticks.busy - a->ticks.busy);
	double processors = (double)sysconf(_SC_NPROCESSORS_ONLN);

	figure[FIGURE_RATE] = delivered * 1e9 / wall;
	if (delivered > 0)
		figure[FIGURE_CPU] = server / 1e9 / delivered;
	figure[FIGURE_LOAD] = self / wall;
	figure[FIGURE_SERVER] = server / wall;
	if (ticks <= 0)
		return;
	figure[FIGURE_STOLEN] =
	    (double)(b->ticks.stolen - a->ticks.stolen) / ticks;
	figure[FIGURE_OTHERS] =
	    busy / ticks * processors - (self + server) / wall;
	if (figure[FIGURE_OTHERS] < 0)
		figure[FIGURE_OTHERS] = 0;
}

/* Speaks as the spec says, and measures. */
static bool
speak(struct crowd *c, const struct server *server, const struct spec *s,
    struct histogram *times, double *figure)
{
	struct pace pace = s->pace;
	struct moment before, after;
	bool done;

	if (!pace_start(c))
		return (false);
	if (s->wire_bytes != 0)
		pace.lines =
		    s->wire_bytes / story_at(&c->audience.story, 0)->len;
	else if (!pace_run(c, &pace, machine_now() + WARM_UP))
		return (false);
	c->audience.times = times;
	c->audience.times_from = pace.flood ? 1 : 0;
	look(&before, c, server);
	done = pace_run(c, &pace,
	    s->wire_bytes != 0 ? UINT64_MAX :
				 before.now + (uint64_t)(s->seconds * 1e9));
	if (s->wire_bytes != 0)
		done = pace_finish(c);
	look(&after, c, server);
	if (!done || !pace_finish(c))
		return (false);
	if (after.delivered == before.delivered) {
		audience_fail(&c->audience, "nothing was delivered");
		return (false);
	}
	if (c->changes < s->pace.changes * s->seconds / 2) {
		audience_fail(&c->audience, "hardly anything was changed");
		return (false);
	}
	compare(&before, &after, figure);
	figure[FIGURE_P50] = (double)histogram_at(times, 0.5) / 1e9;
	figure[FIGURE_P99] = (double)histogram_at(times, 0.99) / 1e9;
	figure[FIGURE_P999] = (double)histogram_at(times, 0.999) / 1e9;
	return (true);
}

static bool
is_silent(const struct pace *p)
{
	return (p->window == 0 && p->rate == 0 && !p->flood);
}

static bool
run(struct crowd *c, const struct peer *p, const struct server *server,
    const struct spec *s, struct histogram *times, double *figure)
{
	uint64_t start, empty, full;
	struct moment before, after;
	double all = s->receivers + s->senders;

	memset(c, 0, sizeof *c);
	look(&before, c, server);
	empty = machine_resident(server->pid);
	start = machine_now();
	if (!crowd_open(c, s->dialect != NULL ? s->dialect : p->dialect,
		server->port, server->in, s->receivers, s->senders) ||
	    !crowd_gather(c,
		p->kind == PEER_ROOM && c->audience.dialect->speakers_listen))
		return (false);
	figure[FIGURE_JOIN] = (double)(machine_now() - start) / 1e9;
	look(&after, c, server);
	compare(&before, &after, figure);
	if (!pace_listen(c,
		machine_now() + (is_silent(&s->pace) ? IDLE : SETTLE)))
		return (false);
	full = machine_resident(server->pid);
	figure[FIGURE_RESIDENT] = (double)full;
	figure[FIGURE_PER_CLIENT] = ((double)full - (double)empty) / all;
	if (is_silent(&s->pace))
		return (true);
	crowd_stall(c, s->stalled);
	if (s->restless)
		crowd_distract(c);
	machine_peak_reset(server->pid);
	if (!speak(c, server, s, times, figure))
		return (false);
	figure[FIGURE_RESIDENT] = (double)machine_resident(server->pid);
	figure[FIGURE_GROWTH] =
	    (double)machine_peak(server->pid) - (double)full;
	return (true);
}

/*
 * The server is stopped while its clients are still there, so that they do not
 * read a million times that others have left.
 */
static void
run_here(const struct peer *p, const struct spec *s, struct result *r)
{
	struct histogram *times = calloc(1, sizeof *times);
	unsigned clients = s->receivers + s->senders;
	struct server server;
	struct crowd c;

	if (times == NULL) {
		fail(r, "no memory");
		return;
	}
	/* With the floor, one socket less: see crowd_open(). */
	if (p->kind == PEER_FLOOR)
		clients--;
	if (peer_start(p, clients, &server)) {
		if (!run(&c, p, &server, s, times, r->figure))
			fail(r, c.audience.failure);
		if (!peer_stop(&server) && p->kind == PEER_ROOM)
			fail(r, "it did not end well");
		crowd_close(&c);
	} else
		fail(r, "it does not start");
	free(times);
}

/* What the other process says, in one piece; false if it died instead. */
static bool
receive(int fd, pid_t pid, struct result *r)
{
	ssize_t n;

	while ((n = read(fd, r, sizeof *r)) == -1 && errno == EINTR)
		if (crowd_interrupted)
			(void)kill(pid, SIGTERM);
	return (n == (ssize_t)sizeof *r);
}

void
session_run(const struct peer *p, const struct spec *s, struct result *r)
{
	pid_t parent, pid;
	int fd[2];

	memset(r, 0, sizeof *r);
	if (pipe2(fd, O_CLOEXEC) != 0) {
		fail(r, "no pipe");
		return;
	}
	parent = getpid();
	pid = fork();
	if (pid == 0) {
		if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 ||
		    getppid() != parent)
			_exit(126);
		run_here(p, s, r);
		_exit(write(fd[1], r, sizeof *r) == (ssize_t)sizeof *r ? 0 : 1);
	}
	(void)close(fd[1]);
	if (pid == -1 || !receive(fd[0], pid, r))
		fail(r, "the load generator ended early");
	(void)close(fd[0]);
	while (pid != -1 && waitpid(pid, NULL, 0) == -1 && errno == EINTR)
		continue;
}
