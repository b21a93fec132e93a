/*
 * pace: who says how much, and when.
 */
#include <config.h>

#include "pace.h"

#include <inttypes.h>
#include <unistd.h>

#include "machine.h"

/* The floor says the lines itself; it is told how many it may have said. */
static void
allow_floor(struct crowd *c, unsigned lines, bool at_once)
{
	uint64_t order[2];

	c->said += lines;
	order[0] = c->said;
	order[1] = at_once;
	if (write(c->feed, order, sizeof order) != sizeof order)
		audience_fail(&c->audience, "the floor does not listen");
}

/* Lets a sender say some lines; returns how many it did. */
static unsigned
say(struct crowd *c, struct sender *s, unsigned lines)
{
	bool waited = sender_waits(s);
	int n;

	if (c->feed != -1) {
		allow_floor(c, lines, false);
		return (lines);
	}
	n = sender_say(s, c->audience.dialect, lines);
	if (n == -1) {
		audience_fail(&c->audience, "a sender was dropped");
		return (0);
	}
	c->said += (unsigned)n;
	if (waited != sender_waits(s))
		crowd_watch(c, s);
	return ((unsigned)n);
}

/* One line by one sender; waits until this many follow. */
static void
first_line(struct crowd *c, uint32_t sender, unsigned following)
{
	uint64_t end = machine_now() + CROWD_PATIENCE;

	(void)say(c, &c->senders[sender], 1);
	if (c->feed != -1)
		allow_floor(c, 0, true);
	while (crowd_is_well(c) && c->audience.following < following &&
	    machine_now() < end)
		crowd_turn(c, CROWD_TICK_MS);
	if (c->audience.following < following)
		audience_fail(&c->audience, "a first line did not reach all");
}

/*
 * The first sender says a line, where all others start to follow.  It does not
 * hear that itself, so the second one says another for it.
 */
bool
pace_start(struct crowd *c)
{
	bool deaf = c->feed != -1 || !c->audience.dialect->speakers_listen;

	first_line(c, 0, c->n_listeners - (deaf ? 0 : 1));
	first_line(c, 1, c->n_listeners);
	return (pace_finish(c));
}

/* Each sender says as many as its watcher has received since. */
static void
keep_window(struct crowd *c, unsigned window)
{
	for (uint32_t i = 0; i < c->n_senders; i++) {
		struct sender *s = &c->senders[i];
		unsigned on_way = s->said - c->audience.heard[i];

		if (on_way < window)
			(void)say(c, s, window - on_way);
	}
}

/* The floor decides whose line is next: it has one window for them all. */
static void
keep_floor_window(struct crowd *c, unsigned window)
{
	uint64_t heard = 0, all = (uint64_t)window * c->n_senders;

	for (uint32_t i = 0; i < c->n_senders; i++)
		heard += c->audience.heard[i];
	if (c->said < heard + all)
		allow_floor(c, (unsigned)(heard + all - c->said), false);
}

/* Says the lines that are due; returns the milliseconds to the next. */
static int
keep_rate(struct crowd *c, const struct pace *p, uint64_t since, uint64_t *done)
{
	uint32_t first = p->flood ? 1 : 0;
	uint64_t now = machine_now(), due;

	while (due = since + *done * MACHINE_SECOND / p->rate, due <= now) {
		struct sender *s =
		    &c->senders[first + *done % (c->n_senders - first)];

		/* Late, after a pause of ours: two lines would be one write. */
		if (c->audience.dialect->one_a_write &&
		    s->said != c->audience.heard[s->id])
			break;
		if (say(c, s, 1) == 0)
			break;
		++*done;
	}
	return (due > now ? (int)((due - now) / MACHINE_MS) + 1 : 1);
}

/*
 * As much as the socket takes, but no more than fits into a sender between two
 * looks at the receivers: the server should slow them down, not we.
 */
static void
flood(struct crowd *c)
{
	struct sender *s = &c->senders[0];

	if (!sender_waits(s))
		(void)say(c, s, SENDER_OUT / DIALECT_OUT_MAX);
}

/* As often as a person who has nothing else to do. */
static void
keep_changing(struct crowd *c, const struct pace *p, uint64_t now)
{
	if (p->changes == 0 || now < c->change_due)
		return;
	crowd_change(c);
	c->change_due = now + MACHINE_SECOND / p->changes;
}

bool
pace_run(struct crowd *c, const struct pace *p, uint64_t until)
{
	uint64_t since = machine_now(), now, done = 0;

	while (crowd_is_well(c) && (now = machine_now()) < until &&
	    (p->lines == 0 || c->said < p->lines)) {
		int ms = (int)((until - now) / MACHINE_MS) + 1, due;

		if (p->window != 0 && c->feed != -1)
			keep_floor_window(c, p->window);
		else if (p->window != 0)
			keep_window(c, p->window);
		if (p->rate != 0) {
			due = keep_rate(c, p, since, &done);
			ms = due < ms ? due : ms;
		}
		if (p->flood)
			flood(c);
		keep_changing(c, p, now);
		crowd_turn(c, ms < CROWD_TICK_MS ? ms : CROWD_TICK_MS);
	}
	return (crowd_is_well(c));
}

bool
pace_listen(struct crowd *c, uint64_t until)
{
	const struct pace silent = { 0 };

	return (pace_run(c, &silent, until));
}

/* Receivers that have not received everything in the story. */
static unsigned
behind(struct crowd *c)
{
	struct audience *a = &c->audience;
	unsigned n = 0;

	for (unsigned i = 0; i < a->n_receivers; i++)
		if (a->receivers[i].state == RECEIVER_FOLLOWS &&
		    !receiver_has_all(a, &a->receivers[i]))
			n++;
	return (n);
}

bool
pace_finish(struct crowd *c)
{
	const struct story *story = &c->audience.story;
	uint64_t end = machine_now() + CROWD_PATIENCE;

	if (c->feed != -1)
		allow_floor(c, 0, true);
	while (crowd_is_well(c) && (story->said != c->said || behind(c) != 0) &&
	    machine_now() < end)
		crowd_turn(c, CROWD_TICK_MS);
	if (story->said != c->said)
		audience_fail(&c->audience,
		    "%" PRIu64 " of %" PRIu64 " lines are lost",
		    c->said - story->said, c->said);
	else if (behind(c) != 0)
		audience_fail(&c->audience, "lines are lost for %u of %" PRIu32,
		    behind(c), c->n_listeners);
	return (crowd_is_well(c));
}
