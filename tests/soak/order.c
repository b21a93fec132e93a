/*
 * order: have all witnesses read the same, in the same order?  See order.h.
 */
#include <config.h>

#include "order.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
order_init(struct order *o)
{
	unsigned i;

	memset(o, 0, sizeof *o);
	for (i = 0; i < ORDER_WITNESSES; i++)
		TAILQ_INIT(&o->read[i]);
}

static void
drop_first(struct said_queue *q)
{
	struct said *first = TAILQ_FIRST(q);

	TAILQ_REMOVE(q, first, next);
	free(first);
}

void
order_fini(struct order *o)
{
	unsigned i;

	for (i = 0; i < ORDER_WITNESSES; i++)
		while (!TAILQ_EMPTY(&o->read[i]))
			drop_first(&o->read[i]);
}

/* Whether a witness should read that line at all. */
static bool
is_for(unsigned witness, const struct said *line)
{
	return (witness != line->by);
}

static bool
is_same(struct order *o, unsigned witness, const struct said *wanted)
{
	const struct said *got = TAILQ_FIRST(&o->read[witness]);

	if (got->len == wanted->len &&
	    memcmp(got->text, wanted->text, got->len) == 0)
		return (true);
	(void)snprintf(o->fault, sizeof o->fault,
	    "witness %u reads '%.200s' where witness 0 reads '%.200s'", witness,
	    got->text, wanted->text);
	return (false);
}

/* Compares the first line of all; false when that is not possible. */
static bool
compare_first(struct order *o)
{
	const struct said *first = TAILQ_FIRST(&o->read[0]);
	unsigned i;

	if (first == NULL)
		return (false);
	for (i = 1; i < ORDER_WITNESSES; i++)
		if (is_for(i, first) && TAILQ_EMPTY(&o->read[i]))
			return (false);
	for (i = 1; i < ORDER_WITNESSES; i++) {
		if (!is_for(i, first))
			continue;
		if (!is_same(o, i, first))
			return (false);
		drop_first(&o->read[i]);
	}
	drop_first(&o->read[0]);
	o->compared++;
	return (true);
}

bool
order_add(struct order *o, unsigned witness, unsigned by, const char *line,
    size_t len)
{
	struct said *said = malloc(sizeof *said + len + 1);

	if (said == NULL)
		abort();
	said->by = by;
	said->len = len;
	memcpy(said->text, line, len);
	said->text[len] = '\0';
	TAILQ_INSERT_TAIL(&o->read[witness], said, next);
	while (compare_first(o))
		;
	return (o->fault[0] == '\0');
}

bool
order_is_complete(const struct order *o)
{
	unsigned i;

	for (i = 0; i < ORDER_WITNESSES; i++)
		if (!TAILQ_EMPTY(&o->read[i]))
			return (false);
	return (true);
}
