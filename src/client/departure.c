/*
 * departure: how the client leaves.  See departure.h.
 */
#include <config.h>

#include "client/departure.h"

#include "client/state.h"
#include "common/thread.h"

/*
 * After our goodbye the server has this long to close the connection, and in
 * addition as long as a slow room takes to read what we have just said.  After
 * Ctrl-C it has this long in all.
 */
#define GOODBYE_MS 3000
#define GOODBYE_INTERRUPTED_MS 1000

/* From now until the deadline the server may close the connection. */
static void
await_goodbye(struct client *c)
{
	int64_t now = thread_now_ms();
	int64_t by = delivery_by(&c->delivery);

	c->arriving = false;
	c->asking_records = false;
	c->naming = false;
	if (c->interrupted)
		c->deadline = now + GOODBYE_INTERRUPTED_MS;
	else
		c->deadline = (by > now ? by : now) + GOODBYE_MS;
}

void
departure_leave(struct client *c)
{
	if (c->leaving)
		return;
	c->leaving = true;
	key_wipe(&c->key);
	await_goodbye(c);
	keyboard_stop(c->keyboard);
}

void
departure_break_off(struct client *c)
{
	c->broken_off = true;
	c->arriving = false;
	c->asking_records = false;
	c->naming = false;
	c->deadline = -1;
	entrance_close(c->entrance);
	keyboard_stop(c->keyboard);
	screen_abandon(c->screen);
	connection_break(c->connection);
}

void
departure_interrupt(struct client *c)
{
	c->unconfirmed = c->leaving;
	if (c->leaving) {
		departure_break_off(c);
		return;
	}
	c->interrupted = true;
	entrance_close(c->entrance);
	departure_leave(c);
}

/* Nothing more will be said: tells the server, which may then close. */
void
departure_spoken(struct client *c)
{
	thread_join(c->speaker_thread);
	c->speaking = false;
	connection_half_close(c->connection);
	if (c->deadline < 0 || c->arriving)
		await_goodbye(c);
}

/* Nothing more will come: the server is gone, or the screen is. */
void
departure_read(struct client *c)
{
	thread_join(c->reader_thread);
	c->reading = false;
	c->unacknowledged = connection_unacknowledged(c->connection);
	connection_break(c->connection);
	entrance_close(c->entrance);
	keyboard_stop(c->keyboard);
}
