/*
 * panel: the witnesses, their order, and the warden.  See panel.h.
 */
#include <config.h>

#include "panel.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/thread.h"
#include "hooligan.h"

/* How often a witness speaks, and how often the warden tidies up. */
#define SPEAK_MS 100
#define TIDY_MS 250

/* A question whose answer nobody else gets, and that answer. */
#define ASK "/sync\n"
#define ANSWER "*** there is no command /sync"

#define WARDEN ORDER_WITNESSES

/* Unbans by the warden in one go. */
#define UNBANS 16

/* Keeps the first thing that goes wrong. */
static bool __attribute__((format(printf, 2, 3)))
fail(struct panel *p, const char *format, ...)
{
	va_list args;

	if (p->fault[0] != '\0')
		return (false);
	va_start(args, format);
	(void)vsnprintf(p->fault, sizeof p->fault, format, args);
	va_end(args);
	return (false);
}

void
panel_init(struct panel *p)
{
	unsigned i;

	memset(p, 0, sizeof *p);
	order_init(&p->order);
	p->seats = calloc(PANEL_SEATS, sizeof *p->seats);
	if (p->seats == NULL)
		abort();
	for (i = 0; i < PANEL_SEATS; i++)
		wire_init(&p->seats[i].wire);
}

void
panel_fini(struct panel *p)
{
	unsigned i;

	for (i = 0; i < PANEL_SEATS; i++)
		witness_leave(&p->seats[i]);
	order_fini(&p->order);
	free(p->seats);
}

static const char *
name_of(unsigned witness)
{
	static const char *const names[PANEL_SEATS] = { "Witness0", "Witness1",
		"Witness2", "Witness3", "Witness4", "Warden" };

	return (names[witness]);
}

/* The one at a seat reads up to here, and looks at nothing. */
static bool
skip(struct panel *p, unsigned seat, int ms)
{
	wire_print(&p->seats[seat].wire, ASK);
	if (witness_expect(&p->seats[seat], ANSWER, ms))
		return (true);
	return (fail(p, "%s: %s", name_of(seat), p->seats[seat].fault));
}

bool
panel_enter(struct panel *p, unsigned port, int ms)
{
	unsigned i;

	for (i = 0; i < PANEL_SEATS; i++)
		if (!witness_enter(&p->seats[i], i, port, ms) ||
		    !witness_take_charge(&p->seats[i], name_of(i), ms))
			return (
			    fail(p, "%s: %s", name_of(i), p->seats[i].fault));
	/* News of a burst of joins comes a second later. */
	(void)poll(NULL, 0, 1500);
	for (i = 0; i < PANEL_SEATS; i++)
		if (!skip(p, i, ms))
			return (false);
	return (true);
}

/* Witness 0 only listens. */
static void
speak(struct panel *p, int64_t now)
{
	unsigned i;

	if (now < p->next_line)
		return;
	p->next_line = now + SPEAK_MS;
	for (i = 1; i < ORDER_WITNESSES; i++)
		witness_say(&p->seats[i], now);
}

/* Each command takes its turn, so in a busy room the next ones must wait. */
void
panel_tidy(struct panel *p)
{
	struct wire *w = &p->seats[WARDEN].wire;
	unsigned i;

	wire_print(w, "/unlock\n/resume\n/slow 0\n");
	for (i = 0; i < UNBANS; i++, p->tidy = (p->tidy + 1) % HOOLIGAN_HOSTS) {
		unsigned host = HOOLIGAN_HOST + p->tidy;

		wire_print(w, "/unban 127.0.0.%u\n", host);
		if (host % 8 == 0)
			wire_print(w, "/unban 127.0.0.%u/29\n", host);
	}
	wire_print(w, ASK);
	wire_flush(w);
	p->warden_is_busy = true;
}

void
panel_speak(struct panel *p, int64_t now)
{
	speak(p, now);
	if (now >= p->next_tidy && !p->warden_is_busy) {
		p->next_tidy = now + TIDY_MS;
		panel_tidy(p);
	}
}

/* How long a witness' line took to come to witness 0. */
static void
note_delay(struct panel *p, unsigned by, int64_t now)
{
	const struct witness *w = &p->seats[by];
	unsigned long line = p->seats[0].heard[by] - 1;
	int64_t delay = now - w->said_at[line % WITNESS_REMEMBERS];

	if (delay > p->slowest)
		p->slowest = delay;
}

/* One line that a witness has read. */
static bool
hear(struct panel *p, unsigned witness, const char *line, int64_t now)
{
	struct witness *w = &p->seats[witness];
	unsigned by;

	if (strncmp(line, ANSWER, strlen(ANSWER)) == 0) {
		p->answers++;
		if (witness == WARDEN)
			p->warden_is_busy = false;
		return (true);
	}
	if (witness == WARDEN || witness_is_private(line))
		return (true);
	by = witness_attribute(w, line);
	if (w->fault[0] != '\0')
		return (false);
	if (witness == 0 && by != ORDER_NOBODY)
		note_delay(p, by, now);
	if (!order_add(&p->order, witness, by, line, strlen(line)))
		return (fail(p, "%s", p->order.fault));
	return (true);
}

bool
panel_listen(struct panel *p, unsigned witness, int64_t now)
{
	struct witness *w = &p->seats[witness];
	const char *line;

	wire_flush(&w->wire);
	while ((line = witness_read(w)) != NULL)
		if (!hear(p, witness, line, now))
			break;
	if (w->fault[0] != '\0')
		return (fail(p, "%s: %s", name_of(witness), w->fault));
	return (p->fault[0] == '\0');
}

bool
panel_is_quiet(const struct panel *p)
{
	return (!p->warden_is_busy && panel_has_heard_all(p));
}

bool
panel_has_heard_all(const struct panel *p)
{
	unsigned i, by;

	for (i = 0; i < ORDER_WITNESSES; i++)
		for (by = 1; by < ORDER_WITNESSES; by++)
			if (by != i &&
			    p->seats[i].heard[by] != p->seats[by].said)
				return (false);
	return (order_is_complete(&p->order));
}

void
panel_ask(struct panel *p)
{
	unsigned i;

	p->answers = 0;
	for (i = 0; i < PANEL_SEATS; i++) {
		wire_print(&p->seats[i].wire, ASK);
		wire_flush(&p->seats[i].wire);
	}
}

bool
panel_has_answers(const struct panel *p)
{
	return (p->answers == PANEL_SEATS);
}
