/*
 * edition: what has happened, as one kind of reader gets it.  See edition.h.
 */
#include <config.h>

#include "server/delivery/edition.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "server/dialect/charset.h"

/* Memory that is not used is never touched. */
#define EDITION_MAX (CHARSET_ENCODE_GROWTH * BATCH_TEXT_MAX)

_Static_assert(EDITION_TELL_MAX >=
	CHARSET_ENCODE_GROWTH * BATCH_PUSH_MAX + CHARSET_ENCODE_ROOM,
    "whatever is told must fit");

static void
edition_free(struct edition *e)
{
	free(e->text);
	free(e->at);
	free(e);
}

static struct edition *
edition_new(const struct edition_key *key)
{
	struct edition *e = calloc(1, sizeof *e);

	if (e == NULL)
		return (NULL);
	e->key = *key;
	e->text = malloc(EDITION_MAX + CHARSET_ENCODE_ROOM);
	e->at = malloc((BATCH_EVENTS_MAX + 1) * sizeof *e->at);
	if (e->text != NULL && e->at != NULL) {
		edition_clear(e);
		return (e);
	}
	edition_free(e);
	return (NULL);
}

void
editions_fini(struct editions *all)
{
	while (all->count > 0)
		edition_free(all->all[--all->count]);
}

static bool
is_plain(const struct edition_key *key)
{
	return (key->charset == NULL && !key->quiet);
}

static struct edition *
find(const struct editions *all, const struct edition_key *key)
{
	size_t i;

	for (i = 0; i < all->count; i++)
		if (all->all[i]->key.charset == key->charset &&
		    all->all[i]->key.quiet == key->quiet)
			return (all->all[i]);
	return (NULL);
}

bool
editions_want(struct editions *all, const struct edition_key *key,
    struct edition **e)
{
	*e = NULL;
	if (is_plain(key))
		return (true);
	*e = find(all, key);
	if (*e == NULL && all->count < EDITIONS_MAX) {
		*e = edition_new(key);
		if (*e != NULL)
			all->all[all->count++] = *e;
	}
	if (*e == NULL)
		return (false);
	(*e)->wanted++;
	return (true);
}

void
editions_give_back(struct editions *all, struct edition *e)
{
	if (e == NULL)
		return;
	assert(e->wanted > 0);
	if (--e->wanted == 0)
		all->may_forget = true;
}

void
editions_forget(struct editions *all)
{
	size_t i = 0;

	if (!all->may_forget)
		return;
	all->may_forget = false;
	while (i < all->count) {
		struct edition *e = all->all[i];

		if (e->wanted > 0) {
			i++;
			continue;
		}
		assert(e->readers == 0);
		edition_free(e);
		all->all[i] = all->all[--all->count];
	}
}

void
edition_clear(struct edition *e)
{
	e->known = 0;
	e->len = 0;
	e->at[0] = 0;
}

/* Writes lines of UTF-8 as its readers get them; returns the bytes. */
static size_t
encode(const struct edition *e, const char *lines, size_t len, char *out,
    size_t room)
{
	if (e->key.charset != NULL)
		return (
		    charset_encode(e->key.charset, &lines, &len, out, room));
	memcpy(out, lines, len);
	return (len);
}

void
edition_extend(struct edition *e, const struct batch *b)
{
	while (e->known < b->event_count) {
		const struct event *event = &b->events[e->known++];

		if (!e->key.quiet || !event_is_news(event))
			e->len += encode(e, b->text + event->at, event->len,
			    e->text + e->len,
			    EDITION_MAX + CHARSET_ENCODE_ROOM - e->len);
		e->at[e->known] = (uint32_t)e->len;
	}
}

struct edition_text
edition_text(const struct edition *e, const struct batch *b, size_t from,
    size_t to)
{
	size_t at;

	if (e == NULL) {
		at = batch_place(b, from);
		return ((struct edition_text){ b->text + at,
		    batch_place(b, to) - at });
	}
	assert(to <= e->known);
	at = e->at[from];
	return ((struct edition_text){ e->text + at, e->at[to] - at });
}

struct edition_text
edition_tell(const struct edition *e, const struct batch *b,
    const struct event *told, char out[EDITION_TELL_MAX])
{
	char *lines = b->aside + told->at;

	if (e == NULL)
		return ((struct edition_text){ lines, told->len });
	return ((struct edition_text){ out,
	    encode(e, lines, told->len, out, EDITION_TELL_MAX) });
}
