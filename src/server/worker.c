/*
 * worker: one client's life in its own thread.  See worker.h.
 */
#include <config.h>

#include "server/worker.h"

#include <sys/eventfd.h>

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/thread.h"
#include "server/door/door.h"
#include "server/door/farewell.h"
#include "server/door/porch.h"
#include "server/gate/gate.h"
#include "server/hearing.h"
#include "server/room/member.h"
#include "server/room/operators.h"
#include "server/room/registry.h"
#include "server/system/log.h"
#include "server/system/stack.h"
#include "speech/sentence.h"

/* Enough for the buffers of hearing.c and for what it calls with them. */
#define STACK_SIZE (256 * 1024)

/* A client that has said nothing for this long is idle. */
#define IDLE_MS 1000

/* The longest rest for a client that floods; the room may be closing. */
#define REST_US 20000

/* How long a leaver's last lines and its goodbye may take. */
#define LEAVE_MS 1500

struct workers {
	/* Set by workers_new(), then only read. */
	struct workers_settings settings;
	struct door door;
	int stop; /* an eventfd: readable when all must leave */

	size_t
	    at_door; /* how many workers may be there, besides those inside */

	thread_mutex lock; /* guards all that follows */
	pthread_cond_t ended;
	size_t count;  /* workers */
	size_t inside; /* how many of them have come in */
};

/* Belongs to one worker's thread. */
struct worker {
	struct workers *workers;
	struct registry *registry;
	struct member *member;
	struct hearing hearing;
	bool console; /* the person at the server: no door, no limits */
	bool inside;  /* counted as such */
};

static void
free_parts(struct workers *w)
{
	if (w->stop >= 0)
		(void)close(w->stop);
	if (w->door.porch != NULL)
		porch_free(w->door.porch);
	free(w);
}

struct workers *
workers_new(const struct workers_settings *settings)
{
	struct workers *w = calloc(1, sizeof *w);

	if (w == NULL)
		return (NULL);
	w->stop = eventfd(0, EFD_CLOEXEC);
	w->door.porch = porch_new(settings->places);
	if (settings->key != NULL)
		w->at_door = porch_guests(settings->places);
	if (w->stop < 0 || w->door.porch == NULL) {
		free_parts(w);
		return (NULL);
	}
	w->settings = *settings;
	w->door.key = settings->key;
	w->door.gate = settings->gate;
	w->door.registry = settings->registry;
	w->door.stop = w->stop;
	thread_mutex_init(&w->lock);
	thread_cond_init(&w->ended);
	return (w);
}

void
workers_free(struct workers *w)
{
	assert(w->count == 0);
	thread_cond_fini(&w->ended);
	thread_mutex_fini(&w->lock);
	free_parts(w);
}

/*
 * Counts one more worker: S_NONE, or why there may not be one.  In a room
 * without a key there are as many as people, besides those who stand before the
 * door because the room is locked or they are banned.  In a room with a key,
 * strangers have places of their own, and come_inside() counts those who have
 * given the key.
 */
static enum sentence
count_in(struct workers *w)
{
	enum sentence why = S_NONE;
	size_t outside = porch_count(w->door.porch);

	thread_lock(&w->lock);
	if (w->at_door == 0 && w->count >= w->settings.max + outside)
		why = S_ROOM_FULL;
	else if (w->at_door > 0 && w->count - w->inside >= w->at_door)
		why = S_TOO_MANY_AT_DOOR;
	else
		w->count++;
	thread_unlock(&w->lock);
	return (why);
}

/* From the door into the room; false when that is full. */
static bool
come_inside(struct worker *w)
{
	struct workers *all = w->workers;

	thread_lock(&all->lock);
	w->inside = all->inside < all->settings.max;
	if (w->inside)
		all->inside++;
	thread_unlock(&all->lock);
	return (w->inside);
}

static void
count_out(struct workers *w, bool inside)
{
	thread_lock(&w->lock);
	if (inside)
		w->inside--;
	if (--w->count == 0)
		thread_wake_all(&w->ended);
	thread_unlock(&w->lock);
}

void
workers_stop(struct workers *w)
{
	int result = eventfd_write(w->stop, 1);

	assert(result == 0);
	(void)result;
	thread_lock(&w->lock);
	while (w->count > 0)
		thread_wait(&w->ended, &w->lock);
	thread_unlock(&w->lock);
}

static enum sentence
why_lost(int error)
{
	switch (error) {
	case ETIMEDOUT:
		return (S_WHY_TIMED_OUT);
	case ECONNRESET:
	case EPIPE:
		return (S_WHY_RESET);
	default:
		return (S_WHY_LOST);
	}
}

/*
 * Waits until there is something to read; false when the room closes.  A
 * worker that is idle keeps only the page of its stack in which it waits.
 */
static bool
worker_wait(const struct worker *w)
{
	struct pollfd p[] = {
		{ .fd = w->member->seat.fd, .events = POLLIN },
		{ .fd = w->workers->stop, .events = POLLIN },
	};

	if (poll(p, 2, IDLE_MS) == 0) {
		stack_release(STACK_SIZE / 2);
		(void)poll(p, 2, -1);
	}
	return (p[1].revents == 0);
}

/*
 * A client that fills a whole read has more to say than the room has taken in.
 * It rests for as long as that took: half of the room's time is left for the
 * others, and for those who must read it all.
 */
static void
rest(int64_t took)
{
	thread_sleep_us(took < REST_US ? took : REST_US);
}

/*
 * Reads bytes and handles them; false when the client leaves.  Not inlined:
 * its buffers must not be where worker_wait() waits.
 */
static bool __attribute__((noinline)) worker_read(struct worker *w)
{
	unsigned char bytes[HEARING_READ_MAX];
	struct seat *seat = &w->member->seat;
	int64_t start;
	ssize_t n;
	bool stays;
	int error;

	n = recv(seat->fd, bytes, sizeof bytes, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return (true); /* only worker_wait() waits: it sees the end */
	if (n > 0) {
		start = thread_now_us();
		stays = hearing_bytes(&w->hearing, bytes, (size_t)n);
		if (stays && n == sizeof bytes)
			rest(thread_now_us() - start);
		if (stays)
			return (true);
	} else if (n < 0)
		seat_lose(seat, errno);
	/* It may have died while its lines waited. */
	error = seat_error(seat);
	if (error != 0)
		w->hearing.why = why_lost(error);
	else if (n == 0)
		hearing_end(&w->hearing);
	return (false);
}

static void
worker_leave(struct worker *w)
{
	const struct dialect *stranger = ear_stranger(&w->hearing.ear);
	enum sentence why = seat_dropped(&w->member->seat);
	int64_t deadline = thread_now_ms() + LEAVE_MS;
	bool open;

	if (why == S_NONE)
		why = w->hearing.why;
	if (stranger != NULL)
		why = S_WHY_STRANGER;
	if (registry_state(w->registry, w->member) != MEMBER_LEFT)
		registry_leave(w->registry, w->member, why);
	open = seat_wait_gone(&w->member->seat, LEAVE_MS);
	if (stranger != NULL)
		farewell_turn_away(w->member->seat.fd, stranger);
	if (open)
		farewell_linger(w->member->seat.fd, deadline - thread_now_ms());
}

/* From the greeting to the goodbye. */
static void
worker_serve(struct worker *w, const struct door_result *door)
{
	struct reason why = reason_of(S_ROOM_FULL);
	char text[REASON_TEXT_SIZE];

	w->member->has_operator_key = door->is_operator;
	w->member->talk.charset = door->reader.charset;
	w->member->talk.chose_language = door->reader.chose_language;
	w->member->talk.language = (uint8_t)door->reader.language;
	if (come_inside(w))
		why = reason_of(registry_join(w->registry, w->member));
	if (why.sentence != S_NONE) {
		farewell_refuse(&door->reader, &why);
		log_stranger("refused %s: %s", w->member->address,
		    reason_text(&why, text));
		return;
	}
	if (hearing_begin(&w->hearing, door->early))
		while (worker_wait(w) && worker_read(w))
			;
	worker_leave(w);
}

/* The life of a client. */
static void *
worker_run(void *arg)
{
	struct worker *w = arg;
	struct workers *all = w->workers;
	struct sockaddr *peer = (struct sockaddr *)&w->member->peer;
	bool inside;
	struct door_result door = { .reader.fd = w->member->seat.fd };

	thread_set_name("worker");
	log_detail("connected %s", w->member->address);
	if (w->console ||
	    door_pass(&all->door, w->member->seat.fd, peer, &w->hearing.ear,
		&door))
		worker_serve(w, &door);
	if (!w->console)
		gate_exit(all->settings.gate, peer);
	inside = w->inside;
	free(door.early);
	log_detail("closing %s", w->member->address);
	hearing_fini(&w->hearing);
	member_free(w->member);
	free(w);
	count_out(all, inside);
	return (NULL);
}

static struct worker *
worker_new(struct workers *all, int fd, const struct sockaddr *peer)
{
	struct worker *w = calloc(1, sizeof *w);

	if (w == NULL)
		return (NULL);
	w->workers = all;
	w->registry = all->settings.registry;
	w->member = member_new(fd, peer, all->settings.outbox_max,
	    all->settings.postman);
	if (w->member == NULL) {
		free(w);
		return (NULL);
	}
	w->member->seat.stop = all->stop;
	hearing_init(&w->hearing, w->registry, w->member, all->settings.rate);
	return (w);
}

/* Frees all except `fd`, which stays the caller's. */
static void
discard(struct worker *w)
{
	w->member->seat.fd = -1;
	hearing_fini(&w->hearing);
	member_free(w->member);
	free(w);
}

/* Starts the thread; false if it cannot, and then `w` is discarded. */
static bool
start(struct worker *w)
{
	if (thread_start_detached(STACK_SIZE, worker_run, w) == 0)
		return (true);
	discard(w);
	return (false);
}

/*
 * Whether a newcomer from there may come to the door, or why not.  A ban of
 * everyone, or of the teacher, must not be for good: so while the operator key
 * opens the door, it does so for those who are banned as well.
 */
static bool
come(const struct workers *all, const struct sockaddr *peer, struct reason *why)
{
	int64_t now = thread_now_ms();

	if (registry_is_key_good(all->settings.registry))
		return (gate_enter_banned(all->settings.gate, peer, now, why));
	return (gate_enter(all->settings.gate, peer, now, why));
}

bool
worker_start(struct workers *all, int fd, const struct sockaddr *peer,
    struct reason *why)
{
	struct worker *w;

	*why = reason_of(count_in(all));
	if (why->sentence != S_NONE)
		return (false);
	if (!come(all, peer, why)) {
		count_out(all, false);
		return (false);
	}
	w = worker_new(all, fd, peer);
	if (w != NULL && start(w))
		return (true);
	gate_exit(all->settings.gate, peer);
	count_out(all, false);
	*why = reason_of(S_ROOM_NO_MEMORY_FOR_YOU);
	return (false);
}

bool
worker_start_console(struct workers *all, int fd)
{
	const struct sockaddr nowhere = { .sa_family = AF_UNSPEC };
	struct worker *w;

	if (count_in(all) != S_NONE)
		return (false);
	w = worker_new(all, fd, &nowhere);
	if (w != NULL) {
		w->console = true;
		pace_init(&w->hearing.pace, 0);
		ear_trust(&w->hearing.ear);
		if (!member_be_console(w->member))
			discard(w);
		else if (start(w))
			return (true);
	}
	count_out(all, false);
	return (false);
}
