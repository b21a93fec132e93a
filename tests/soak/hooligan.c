/*
 * hooligan: a client that behaves badly, life after life.  See hooligan.h.
 */
#include <config.h>

#include "hooligan.h"

#include <errno.h>
#include <poll.h>

#include "noise.h"

#define COUNT(array) ((unsigned)(sizeof(array) / sizeof *(array)))

/* Between two lives. */
#define REBIRTH_MS 300

/* The most that one read takes. */
#define GULP 65536

static void
set_next(struct hooligan *h, int64_t now, unsigned ms)
{
	h->next = now + 1 + dice_below(&h->dice, ms);
}

/* ---- What a hooligan in the room does ---- */

static void
say(struct hooligan *h)
{
	noise_words(&h->wire, &h->dice);
	wire_put(&h->wire, "\n", 1);
}

static void
say_many(struct hooligan *h)
{
	unsigned n = 2 + dice_below(&h->dice, 12);

	while (n-- > 0)
		say(h);
}

/* So much that anyone who does not read falls behind. */
static void
flood(struct hooligan *h)
{
	unsigned n = 10 + dice_below(&h->dice, 40), i;

	while (n-- > 0) {
		for (i = 0; i < 6; i++)
			noise_words(&h->wire, &h->dice);
		wire_put(&h->wire, "\n", 1);
	}
}

/* The end of the line comes with whatever is sent next. */
static void
say_half(struct hooligan *h)
{
	noise_words(&h->wire, &h->dice);
}

static void
send_bytes(struct hooligan *h)
{
	noise_bytes(&h->wire, &h->dice);
}

static void
send_nasty(struct hooligan *h)
{
	noise_nasty(&h->wire, &h->dice);
}

static void
send_telnet(struct hooligan *h)
{
	noise_telnet(&h->wire, &h->dice);
}

static void
send_long(struct hooligan *h)
{
	if (dice_chance(&h->dice, 20))
		noise_long(&h->wire, &h->dice);
}

static void
rename_self(struct hooligan *h)
{
	static const char *const names[] = { "Witness1", "@Witness2", "Warden",
		"Teacher", "W\xd1\x96tness1", "\xe8\x80\x81\xe5\xb8\x88", "",
		"a b", "127.0.0.1:1", "\033[31m", "h1" };

	if (dice_chance(&h->dice, 60))
		wire_print(&h->wire, "/nick H%u\n", h->number);
	else
		wire_print(&h->wire, "/nick %s\n",
		    names[dice_below(&h->dice, COUNT(names))]);
}

/* A command with somebody's name, and more of what it may have. */
static void
command_at_somebody(struct hooligan *h, const char *command)
{
	wire_print(&h->wire, "/%s H%u ", command,
	    dice_below(&h->dice, h->gang->count));
	if (dice_chance(&h->dice, 30))
		wire_print(&h->wire, "%u ", 1 + dice_below(&h->dice, 3));
	say(h);
}

static void
whisper(struct hooligan *h)
{
	if (dice_chance(&h->dice, 80)) {
		command_at_somebody(h, "msg");
		return;
	}
	wire_print(&h->wire, "/msg Witness%u ", dice_below(&h->dice, 5));
	say(h);
}

static void
command_any(struct hooligan *h)
{
	static const char *const commands[] = { "/who", "/help", "/quiet",
		"/help /kick", "/xyzzy", "/", "//", "/op wrong", "/ME", "/me",
		"/charset gb18030", "/charset big5", "/charset utf-8",
		"/charset utf-16", "/charset nonsense", "/charset iso-8859-1",
		"/key guess", "/kick H1", "/msg", "/lock", "/nick" };

	wire_print(&h->wire, "%s\n",
	    commands[dice_below(&h->dice, COUNT(commands))]);
}

static void
emote(struct hooligan *h)
{
	wire_print(&h->wire, "/me ");
	say(h);
}

static void
stall(struct hooligan *h)
{
	int64_t until = h->next + 100 + dice_below(&h->dice, 5000);

	if (h->deaf < until)
		h->deaf = until;
}

/* ---- What operators do as well ---- */

/* An address or a range that only hooligans come from. */
static void
command_at_address(struct hooligan *h, const char *command)
{
	unsigned host = HOOLIGAN_HOST + dice_below(&h->dice, HOOLIGAN_HOSTS);

	if (dice_chance(&h->dice, 10))
		wire_print(&h->wire, "/%s 127.0.0.%u/29", command, host & ~7U);
	else
		wire_print(&h->wire, "/%s 127.0.0.%u", command, host);
	wire_put(&h->wire, " ", 1);
	say(h);
}

static void
kick(struct hooligan *h)
{
	command_at_somebody(h, "kick");
}

static void
ban(struct hooligan *h)
{
	if (dice_chance(&h->dice, 50))
		command_at_somebody(h, "ban");
	else
		command_at_address(h, "ban");
}

static void
unban(struct hooligan *h)
{
	unsigned i;

	for (i = 0; i < 4; i++)
		command_at_address(h, "unban");
}

/* These two take no reason, and are refused with one. */
static void
mute(struct hooligan *h)
{
	wire_print(&h->wire, "/mute H%u%s\n",
	    dice_below(&h->dice, h->gang->count),
	    dice_chance(&h->dice, 30) ? " 1" : "");
}

static void
unmute(struct hooligan *h)
{
	wire_print(&h->wire, "/unmute H%u\n",
	    dice_below(&h->dice, h->gang->count));
}

/* Does something to the whole room; mostly it takes that back at once. */
static void
grip(struct hooligan *h)
{
	static const struct {
		const char *on, *off;
	} grips[] = { { "lock", "unlock" }, { "pause", "resume" },
		{ "pause 1", "resume" }, { "slow 1", "slow 0" } };
	unsigned i = dice_below(&h->dice, COUNT(grips));

	wire_print(&h->wire, "/%s\n", grips[i].on);
	if (dice_chance(&h->dice, 70))
		say(h);
	if (dice_chance(&h->dice, 80))
		wire_print(&h->wire, "/%s\n", grips[i].off);
}

static void
proclaim(struct hooligan *h)
{
	static const char *const commands[] = { "topic ", "announce ", "bans ",
		"topic\n" };

	wire_print(&h->wire, "/%s",
	    commands[dice_below(&h->dice, COUNT(commands))]);
	say(h);
}

/* ---- One act ---- */

struct act {
	void (*run)(struct hooligan *h);
	unsigned weight;
};

static const struct act acts[] = { { say, 30 }, { say_many, 6 }, { flood, 1 },
	{ say_half, 8 }, { send_bytes, 6 }, { send_nasty, 8 },
	{ send_telnet, 6 }, { send_long, 3 }, { rename_self, 6 },
	{ whisper, 6 }, { command_any, 8 }, { emote, 4 }, { stall, 4 } };

static const struct act operators_acts[] = { { kick, 12 }, { ban, 1 },
	{ unban, 8 }, { mute, 4 }, { unmute, 8 }, { grip, 3 },
	{ proclaim, 6 } };

static void
run_one(struct hooligan *h, const struct act *table, unsigned count)
{
	unsigned all = 0, i, n;

	for (i = 0; i < count; i++)
		all += table[i].weight;
	n = dice_below(&h->dice, all);
	for (i = 0; n >= table[i].weight; i++)
		n -= table[i].weight;
	table[i].run(h);
}

/* ---- A life ---- */

/* Speaks something else, or says nothing at all. */
static void
begin_stranger(struct hooligan *h)
{
	h->acts = 0;
	if (dice_chance(&h->dice, 70))
		noise_stranger(&h->wire, &h->dice);
}

/* Guesses at the key; may know it after all. */
static void
begin_guesser(struct hooligan *h)
{
	unsigned n = 1 + dice_below(&h->dice, 3);

	while (n-- > 0)
		if (dice_chance(&h->dice, 50))
			wire_print(&h->wire, "/key guess %u\n", n);
		else
			command_any(h);
	h->acts = dice_below(&h->dice, 3);
	if (dice_chance(&h->dice, 40))
		wire_print(&h->wire, "/key %s\n", h->gang->key);
}

static void
begin_member(struct hooligan *h)
{
	h->knows_key = true;
	h->is_operator = dice_chance(&h->dice, 8);
	h->acts = 1 + dice_below(&h->dice, 60);
	if (dice_chance(&h->dice, 10)) {
		/* Never reads a byte, and stays for long. */
		h->deaf = INT64_MAX;
		h->acts += 100;
	}
	if (dice_chance(&h->dice, 20))
		wire_print(&h->wire, "/nick H%u\n", h->number);
	wire_print(&h->wire, "/key %s\n", h->gang->key);
	if (dice_chance(&h->dice, 80))
		wire_print(&h->wire, "/nick H%u\n", h->number);
	if (h->is_operator)
		wire_print(&h->wire, "/op %s\n", h->gang->operator_key);
}

/* All of a life follows from what the dice are set to here. */
static void
begin(struct hooligan *h, int64_t now)
{
	struct gang *g = h->gang;
	unsigned host, kind;
	int rcvbuf;

	dice_seed(&h->dice, g->seed, h->number, h->life++);
	host = HOOLIGAN_HOST + dice_below(&h->dice, HOOLIGAN_HOSTS);
	rcvbuf = dice_chance(&h->dice, 20) ? 4096 : 0;
	kind = dice_below(&h->dice, 100);
	h->hurry = dice_chance(&h->dice, 10) ? 20 : 400;
	h->knows_key = h->is_operator = h->is_leaving = false;
	h->deaf = 0;
	g->lives++;
	set_next(h, now, h->hurry);
	if (!wire_open(&h->wire, g->port, host, rcvbuf)) {
		g->not_connected++;
		g->error = errno;
		return;
	}
	if (kind < 6)
		begin_stranger(h);
	else if (kind < 12)
		begin_guesser(h);
	else
		begin_member(h);
}

/* The next life comes soon. */
static void
rest(struct hooligan *h, int64_t now)
{
	set_next(h, now, REBIRTH_MS);
}

/* The last act of a life. */
static void
end(struct hooligan *h, int64_t now)
{
	unsigned how = dice_below(&h->dice, 6);

	if (how <= 2) {
		/* The room should close; we do, if it takes too long. */
		if (how == 0)
			wire_print(&h->wire, "\n/quit with words\n");
		else if (how == 1)
			wire_print(&h->wire, "\n\n");
		wire_flush(&h->wire);
		if (how == 2)
			wire_half_close(&h->wire);
		h->is_leaving = true;
		h->next = now + 3000;
		return;
	}
	if (how == 3)
		wire_reset(&h->wire);
	else
		wire_close(&h->wire);
	rest(h, now);
}

void
hooligan_act(struct hooligan *h, int64_t now)
{
	if (now < h->next)
		return;
	if (h->wire.fd < 0) {
		begin(h, now);
	} else if (h->is_leaving) {
		wire_reset(&h->wire);
		rest(h, now);
		return;
	} else if (h->wire.out_len > 0) {
		/* The room doesn't read: patience. */
		h->next = now + 10;
		return;
	} else if (h->acts == 0) {
		end(h, now);
		return;
	} else {
		h->acts--;
		h->gang->acts++;
		set_next(h, now, h->hurry);
		if (h->is_operator && dice_chance(&h->dice, 30))
			run_one(h, operators_acts, COUNT(operators_acts));
		else
			run_one(h, acts, COUNT(acts));
	}
	if (h->wire.fd >= 0)
		wire_flush(&h->wire);
}

short
hooligan_events(const struct hooligan *h, int64_t now)
{
	short events = 0;

	if (now >= h->deaf)
		events |= POLLIN;
	if (h->wire.out_len > 0)
		events |= POLLOUT;
	return (events);
}

void
hooligan_ready(struct hooligan *h, short events, int64_t now)
{
	static char trash[GULP];

	if ((events & POLLOUT) != 0)
		wire_flush(&h->wire);
	if ((events & (POLLIN | POLLERR | POLLHUP)) != 0)
		(void)wire_take(&h->wire, trash, sizeof trash);
	if (!h->wire.over)
		return;
	if (!h->is_leaving)
		h->gang->cut++;
	wire_close(&h->wire);
	rest(h, now);
}

void
hooligan_init(struct hooligan *h, struct gang *gang, unsigned number,
    int64_t now)
{
	*h = (struct hooligan){ .gang = gang, .number = number };
	wire_init(&h->wire);
	/* They don't all come at once. */
	dice_seed(&h->dice, gang->seed, number, UINT32_MAX);
	set_next(h, now, 1000);
}

void
hooligan_fini(struct hooligan *h)
{
	wire_fini(&h->wire);
}
