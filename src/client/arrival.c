/*
 * arrival: the key and the nick.  See arrival.h.
 */
#include <config.h>

#include "client/arrival.h"

#include <stdio.h>
#include <string.h>

#include "client/state.h"
#include "client/departure.h"
#include "client/notice.h"
#include "common/framing.h"
#include "common/protocol.h"
#include "common/thread.h"

/*
 * A server that asks for a key does so first of all.  One that says nothing
 * for this long has no key; with a key at hand we are more patient, since
 * anything that is said too early is lost.  So is a filter with a nick: what
 * it says too early may be said under its address.
 */
#define QUIET_MS 500
#define QUIET_WITH_NICK_MS 2000
#define QUIET_WITH_KEY_MS 10000

/* A room of ours has this long to answer /records, and /nick. */
#define ANSWER_MS 10000

/* How long the server may say nothing at first. */
static int64_t
patience_ms(const struct client *c)
{
	if (c->key.len > 0)
		return (QUIET_WITH_KEY_MS);
	if (c->options->nick != NULL && !screen_is_terminal(c->screen))
		return (QUIET_WITH_NICK_MS);
	return (QUIET_MS);
}

void
arrival_begin(struct client *c)
{
	c->arriving = true;
	c->deadline = thread_now_ms() + patience_ms(c);
}

/*
 * Turns the question for the key on or off.  Called only when needed: the
 * screen may be stuck, and then this thread must see the signals that end us.
 */
static void
ask(struct client *c, bool on)
{
	c->asking = on;
	screen_ask_key(c->screen, on);
}

/*
 * The room does not let us in, or not under our name, and a filter has nobody
 * to ask what to do: says why it ends.
 */
static void
refuse(struct client *c, enum notice why, const struct words *args)
{
	notice_tell(c->screen, why, args);
	c->refused = true;
	departure_break_off(c);
}

/* Nothing stands in the way any more of what the person has to say. */
static void
let_speak(struct client *c)
{
	c->naming = false;
	c->deadline = -1;
	c->spoke = true;
	entrance_open(c->entrance);
}

static void
say_nick(struct client *c, uint32_t request)
{
	char line[FRAMING_LINE_MAX];

	(void)snprintf(line, sizeof line, PROTOCOL_NICK "%s", c->options->nick);
	(void)speaker_say(c->connection, request, line, strlen(line));
	c->nick_told = true;
}

/*
 * Tells the room the nick.  A filter has nobody who sees that it was refused,
 * so it waits for the answer of a room of ours.  If that has no number, the
 * filter asks for a mark after it.
 */
static void
tell_nick(struct client *c)
{
	bool told = c->nick_told;
	uint32_t request = 0;

	if (!told && delivery_numbers(&c->delivery))
		request = delivery_count(&c->delivery);
	c->naming = !screen_is_terminal(c->screen) &&
	    entrance_ask_name(c->entrance, request);
	if (!told)
		say_nick(c, request);
	if (!c->naming)
		return;
	if (request == 0)
		(void)connection_send(c->connection, FRAMING_DO_TIMING_MARK,
		    sizeof FRAMING_DO_TIMING_MARK - 1);
	c->deadline = thread_now_ms() + ANSWER_MS;
}

/*
 * Whether it does not matter any more that the door is shut.  A filter may have
 * left at the end of its input: then all of that was lost.
 */
static bool
has_left(const struct client *c)
{
	return (
	    c->leaving && (c->interrupted || screen_is_terminal(c->screen)));
}

/* A filter waits at a locked door, unless some of its input was said there. */
void
arrival_outside(struct client *c, bool banned)
{
	bool filter = !screen_is_terminal(c->screen);

	c->arriving = false;
	if (has_left(c))
		return;
	key_wipe(&c->key);
	if (c->asking)
		ask(c, false);
	if (filter && (banned || c->leaving || c->spoke)) {
		refuse(c, banned ? N_BANNED : N_LOCKED, NULL);
		return;
	}
	c->deadline = -1;
	if (!filter)
		entrance_open(c->entrance);
}

void
arrival_welcome(struct client *c)
{
	if (c->leaving)
		return;
	key_wipe(&c->key);
	if (c->asking)
		ask(c, false);
	c->arriving = true;
	c->deadline = thread_now_ms() + QUIET_MS;
}

/*
 * A filter that may not say UTF-8 may not read it either: it gets no records,
 * which are in UTF-8, and whatever the room itself says in English.
 */
static bool
ask_records(struct client *c)
{
	if (!speaker_says_utf8(c->screen)) {
		if (entrance_ask_english(c->entrance))
			(void)speaker_say(c->connection, 0, PROTOCOL_ENGLISH,
			    strlen(PROTOCOL_ENGLISH));
		return (false);
	}
	if (!entrance_ask_records(c->entrance))
		return (false);
	(void)speaker_say(c->connection, 0, PROTOCOL_RECORDS,
	    strlen(PROTOCOL_RECORDS));
	c->asking_records = true;
	c->deadline = thread_now_ms() + ANSWER_MS;
	return (true);
}

/* All that the room must know of before we speak. */
static void
introduce(struct client *c)
{
	c->deadline = -1;
	if (c->options->nick != NULL)
		tell_nick(c);
	if (!c->naming)
		let_speak(c);
}

void
arrival_inside(struct client *c)
{
	c->arriving = false;
	if (c->leaving)
		return;
	c->deadline = -1;
	key_wipe(&c->key);
	if (c->asking)
		ask(c, false);
	if (!ask_records(c))
		introduce(c);
}

void
arrival_records(struct client *c)
{
	delivery_number(&c->delivery);
	if (!c->asking_records)
		return;
	c->asking_records = false;
	introduce(c);
}

/*
 * The room has refused the nick, and the reader has shown that; `late` if some
 * of the input was said before.
 */
static void
refuse_nameless(struct client *c, enum notice why, enum notice late)
{
	if (c->naming)
		refuse(c, c->spoke ? late : why,
		    ARGS(words_of(c->options->nick_typed)));
}

/* The key in the file is good for one answer. */
void
arrival_key_asked(struct client *c)
{
	const char *file = c->options->key_file;

	c->arriving = false;
	if (has_left(c))
		return;
	c->deadline = -1;
	if (c->key.len > 0 && entrance_take_turn(c->entrance)) {
		(void)speaker_say_key(c->connection, c->key.bytes, c->key.len);
		key_wipe(&c->key);
	} else if (screen_is_terminal(c->screen)) {
		notice_tell(c->screen, N_KEY_WANTED, NULL);
		ask(c, true);
	} else if (file == NULL)
		refuse(c, N_NO_KEY, NULL);
	else
		refuse(c, N_KEY_LATE, NULL);
}

void
arrival_key_wrong(struct client *c)
{
	const char *file = c->options->key_file;

	if (c->leaving || c->asking)
		return;
	if (!screen_is_terminal(c->screen)) {
		refuse(c, N_KEY_WRONG, ARGS(words_of(file)));
		return;
	}
	notice_tell(c->screen, N_KEY_FILE_WRONG, ARGS(words_of(file)));
	ask(c, true);
}

void
arrival_named(struct client *c, bool named)
{
	if (c->naming && named)
		let_speak(c);
	else
		refuse_nameless(c, N_NAME_REFUSED, N_NAME_REFUSED_LATE);
}

bool
arrival_time_is_up(struct client *c)
{
	if (c->arriving)
		arrival_inside(c);
	else if (c->asking_records) {
		c->asking_records = false;
		introduce(c);
	} else if (c->naming)
		refuse_nameless(c, N_NAME_UNCONFIRMED, N_NAME_UNCONFIRMED_LATE);
	else
		return (false);
	return (true);
}
