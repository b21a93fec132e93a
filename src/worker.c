/*
 * worker: one client's life in its own thread.  See worker.h.
 */
#include <config.h>

#include "worker.h"

#include <sys/eventfd.h>

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "framing.h"
#include "log.h"
#include "member.h"
#include "registry.h"
#include "stack.h"
#include "text.h"
#include "thread.h"

/* The most that is read at once, and so the most that one push can say. */
#define READ_MAX 8192

/* What people see around a text: "[ WHO ]: TEXT\r\n". */
#define SAID_MAX(text_len) ((text_len) + MEMBER_WHO_SIZE + sizeof "[  ]: \r\n")

/* The longest text is all bad bytes, each shown as U+FFFD. */
#define TEXT_MAX (FRAMING_LINE_MAX * TEXT_GROWTH)

/* Enough for two such buffers and for what is called with them. */
#define STACK_SIZE (256 * 1024)

/* A client that has said nothing for so long is idle. */
#define IDLE_MS 1000

/* How long a leaver's last lines may take, and its own goodbye. */
#define FLUSH_MS 2000
#define LINGER_MS 1000

struct workers {
	/* Set by workers_new(), then only read. */
	struct registry *registry;
	struct postman *postman;
	size_t max;
	size_t outbox_max; /* bytes */
	int stop;	   /* an eventfd: readable when all are to leave */

	pthread_mutex_t lock;
	pthread_cond_t ended;
	size_t count; /* guarded by `lock` */
};

/* Belongs to one worker's thread. */
struct worker {
	struct workers *workers;
	struct registry *registry;
	struct member *member;
	struct framing framing;
	bool left;	 /* has left the registry */
	bool dead;	 /* the connection is: nothing more can be sent */
	const char *why; /* others are told, or NULL */
};

/* Lines that are said and not yet pushed; on the stack of worker_read(). */
struct speech {
	char lines[SAID_MAX(TEXT_MAX)];
	size_t len;
};

struct workers *
workers_new(struct registry *registry, struct postman *postman, size_t max,
    size_t outbox_max)
{
	struct workers *w = calloc(1, sizeof *w);

	if (w == NULL)
		return (NULL);
	w->stop = eventfd(0, EFD_CLOEXEC);
	if (w->stop < 0) {
		free(w);
		return (NULL);
	}
	w->registry = registry;
	w->postman = postman;
	w->max = max;
	w->outbox_max = outbox_max;
	thread_mutex_init(&w->lock);
	thread_cond_init(&w->ended);
	return (w);
}

void
workers_free(struct workers *w)
{
	assert(w->count == 0);
	(void)close(w->stop);
	thread_cond_fini(&w->ended);
	thread_mutex_fini(&w->lock);
	free(w);
}

/* Counts one more, unless there are as many as may be. */
static bool
count_in(struct workers *w)
{
	bool room;

	thread_lock(&w->lock);
	room = w->count < w->max;
	if (room)
		w->count++;
	thread_unlock(&w->lock);
	return (room);
}

static void
count_out(struct workers *w)
{
	thread_lock(&w->lock);
	if (--w->count == 0)
		thread_wake_all(&w->ended);
	thread_unlock(&w->lock);
}

void
workers_stop(struct workers *w)
{
	int result = eventfd_write(w->stop, 1);

	assert(result == 0);
	thread_lock(&w->lock);
	while (w->count > 0)
		thread_wait(&w->ended, &w->lock);
	thread_unlock(&w->lock);
}

static void
push_speech(struct worker *w, struct speech *s)
{
	if (s->len > 0)
		registry_say(w->registry, w->member, s->lines, s->len);
	s->len = 0;
}

/* Adds "[ WHO ]: TEXT", the text cleaned on its way. */
static void
say(struct worker *w, struct speech *s, const unsigned char *text, size_t len)
{
	size_t who = strlen(w->member->who), cleaned;
	char *p;

	if (s->len + SAID_MAX(len * TEXT_GROWTH) > sizeof s->lines)
		push_speech(w, s);
	p = s->lines + s->len;
	memcpy(p, "[ ", 2);
	memcpy(p + 2, w->member->who, who);
	memcpy(p + 2 + who, " ]: ", 4);
	p += 2 + who + 4;
	cleaned = text_clean(text, len, p);
	/* Nothing but control characters: nothing was said. */
	if (cleaned == 0 && len > 0)
		return;
	memcpy(p + cleaned, "\r\n", 2);
	s->len = (size_t)(p + cleaned + 2 - s->lines);
}

/* A line that starts with '/' and is not said aloud. */
static void
command(struct worker *w, const unsigned char *line, size_t len)
{
	char clean[TEXT_MAX];
	size_t n = text_clean(line, len, clean);

	if (!command_run(w->registry, w->member, clean, n))
		w->left = true;
}

/* One line of the client's; false when it was a goodbye. */
static bool
handle_line(struct worker *w, struct speech *s, const unsigned char *line,
    size_t len)
{
	if (text_is_blank(line, len))
		return (false);
	if (line[0] != '/') {
		say(w, s, line, len);
		return (true);
	}
	if (len > 1 && line[1] == '/') {
		say(w, s, line + 1, len - 1);
		return (true);
	}
	push_speech(w, s); /* what was said before comes before */
	command(w, line, len);
	return (!w->left);
}

/* All lines that are complete; false when the client is to leave. */
static bool
handle_bytes(struct worker *w, struct speech *s, const unsigned char *bytes,
    size_t len)
{
	const unsigned char *line;
	size_t line_len;

	for (;;) {
		switch (
		    framing_next(&w->framing, &bytes, &len, &line, &line_len)) {
		case FRAMING_MORE:
			return (true);
		case FRAMING_LINE:
			if (!handle_line(w, s, line, line_len))
				return (false);
			break;
		case FRAMING_TOO_LONG:
			push_speech(w, s);
			registry_notice(w->registry, w->member,
			    "your line is too long and was not said: the "
			    "limit is %d bytes; cut it in two",
			    FRAMING_LINE_MAX);
			break;
		case FRAMING_ENDLESS:
			push_speech(w, s);
			registry_notice(w->registry, w->member,
			    "%d bytes without an end of line: bye",
			    FRAMING_ENDLESS_MAX);
			w->why = "endless line";
			return (false);
		case FRAMING_NO_MEMORY:
			w->why = "out of memory";
			return (false);
		}
	}
}

/* The end of input: a last line may have no end of its own. */
static void
handle_end(struct worker *w, struct speech *s)
{
	const unsigned char *line;
	size_t len;

	if (framing_end(&w->framing, &line, &len) == FRAMING_LINE)
		(void)handle_line(w, s, line, len);
}

static const char *
reason_of(int error)
{
	switch (error) {
	case ETIMEDOUT:
		return ("timed out");
	case ECONNRESET:
	case EPIPE:
		return ("reset");
	default:
		return ("connection lost");
	}
}

/*
 * Waits until there is something to read; false when the room closes.  A
 * worker that is idle keeps no more than the page of its stack that it waits
 * in.
 */
static bool
worker_wait(const struct worker *w)
{
	struct pollfd p[] = {
		{ .fd = w->member->fd, .events = POLLIN },
		{ .fd = w->workers->stop, .events = POLLIN },
	};

	if (poll(p, 2, IDLE_MS) == 0) {
		stack_release(STACK_SIZE / 2);
		(void)poll(p, 2, -1);
	}
	return (p[1].revents == 0);
}

/*
 * Reads bytes and handles them; false when the client leaves.  Not inlined:
 * its buffers are not to be where worker_wait() waits.
 */
static bool __attribute__((noinline)) worker_read(struct worker *w)
{
	unsigned char bytes[READ_MAX];
	struct speech speech;
	bool stays = false;
	int error = 0;
	ssize_t n;

	speech.len = 0;
	n = recv(w->member->fd, bytes, sizeof bytes, 0);
	if (n > 0)
		stays = handle_bytes(w, &speech, bytes, (size_t)n);
	else
		error = n < 0 ? errno : member_error(w->member);
	if (error != 0) {
		w->why = reason_of(error);
		w->dead = true;
	} else if (n == 0)
		handle_end(w, &speech);
	push_speech(w, &speech);
	return (stays);
}

/*
 * Says that no more is coming, and reads what the client still sends until
 * it closes too: closing with bytes unread would be a reset, by which it could
 * lose our last lines.
 */
static void
linger(int fd)
{
	int64_t deadline = thread_now_ms() + LINGER_MS, now;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char rest[1024];

	if (shutdown(fd, SHUT_WR) != 0)
		return;
	while ((now = thread_now_ms()) < deadline) {
		if (poll(&p, 1, (int)(deadline - now)) <= 0 ||
		    recv(fd, rest, sizeof rest, MSG_DONTWAIT) <= 0)
			return;
	}
}

static void
worker_leave(struct worker *w)
{
	const char *dropped = member_dropped(w->member);
	size_t left;

	if (dropped != NULL) {
		w->why = dropped;
		w->dead = true;
	}
	if (!w->left) {
		left = registry_leave(w->registry, w->member, w->why,
		    w->why != NULL ? strlen(w->why) : 0);
		log_event("%s %s: %s (%zu here)%s%s",
		    dropped != NULL ? "dropped" : "left", w->member->address,
		    w->member->who, left, w->why != NULL ? ": " : "",
		    w->why != NULL ? w->why : "");
	}
	member_wait_gone(w->member, FLUSH_MS);
	if (!w->dead)
		linger(w->member->fd);
}

/* The life of a client. */
static void *
worker_run(void *arg)
{
	struct worker *w = arg;
	struct workers *all = w->workers;
	size_t here;

	thread_set_name("worker");
	here = registry_join(w->registry, w->member);
	if (here > 0) {
		log_event("joined %s (%zu here)", w->member->address, here);
		while (worker_wait(w) && worker_read(w))
			;
		worker_leave(w);
	}
	framing_fini(&w->framing);
	member_free(w->member);
	free(w);
	count_out(all);
	return (NULL);
}

const char *
worker_start(struct workers *w, int fd, const struct sockaddr *peer)
{
	struct worker *worker;

	if (!count_in(w))
		return ("the room is full; try again later");
	worker = calloc(1, sizeof *worker);
	if (worker == NULL)
		goto fail;
	worker->workers = w;
	worker->registry = w->registry;
	framing_init(&worker->framing, FRAMING_LINE_MAX);
	worker->member = member_new(fd, peer, w->outbox_max, w->postman);
	if (worker->member == NULL)
		goto fail;
	if (thread_start_detached(STACK_SIZE, worker_run, worker) == 0)
		return (NULL);
	worker->member->fd = -1; /* stays the caller's */
	member_free(worker->member);
fail:
	free(worker);
	count_out(w);
	return ("the room has no memory for one more; try again later");
}
