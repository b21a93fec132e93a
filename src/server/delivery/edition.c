/*
 * edition: what has happened, as one kind of reader gets it.  See edition.h.
 */
#include <config.h>

#include "server/delivery/edition.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "server/delivery/retelling.h"
#include "server/delivery/telling.h"

/*
 * The most that an edition of a whole batch may need: twice its bytes in the
 * widest charset, with what its language adds, or a record for each event.
 * After that there is room for one line that is converted next.  Memory that is
 * not used is never touched.
 */
#define RECORD_AROUND 160
#define EDITION_MAX                                                          \
	(CHARSET_ENCODE_GROWTH *                                             \
		(2 * BATCH_TEXT_MAX + RETELLING_AROUND * BATCH_EVENTS_MAX) + \
	    RECORD_AROUND * BATCH_EVENTS_MAX)
#define LINE_MAX_RETOLD (2 * BATCH_PUSH_MAX)

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
	e->text = malloc(EDITION_MAX + LINE_MAX_RETOLD);
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
	return (key->form == FORM_PLAIN && key->language == LANGUAGE_EN &&
	    key->charset == NULL && !key->quiet);
}

static bool
is_same(const struct edition_key *a, const struct edition_key *b)
{
	return (a->form == b->form && a->language == b->language &&
	    a->charset == b->charset && a->quiet == b->quiet);
}

static struct edition *
find(const struct editions *all, const struct edition_key *key)
{
	size_t i;

	for (i = 0; i < all->count; i++)
		if (is_same(&all->all[i]->key, key))
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

bool
edition_has_own(const struct edition *e)
{
	return (e != NULL && e->key.form == FORM_RECORDS);
}

/* Whether the readers of `e` get nothing of this event. */
static bool
leaves_out(const struct edition *e, const struct event *event)
{
	return (e->key.quiet && event_is_news(event));
}

/* The line of an event, which has one, for people. */
static size_t
write_line(struct edition *e, const struct event *event, const char *bytes,
    char *out, size_t room)
{
	char *line = e->text + EDITION_MAX;
	size_t len;

	if (e->key.language == LANGUAGE_EN)
		return (encode(e, bytes, event->len, out, room));
	if (e->key.charset == NULL)
		return (
		    retelling_write(e->key.language, event, bytes, out, room));
	len = retelling_write(e->key.language, event, bytes, line,
	    LINE_MAX_RETOLD);
	return (encode(e, line, len, out, room));
}

/* One event as the readers of `e` get it; returns the bytes. */
static size_t
write_event(struct edition *e, const struct batch *b, const struct event *event,
    char *out, size_t room)
{
	const char *bytes = b->text + event->at;

	if (leaves_out(e, event))
		return (0);
	if (e->key.form == FORM_PLAIN)
		return (event->len > 0 ?
			write_line(e, event, bytes, out, room) :
			0);
	if (event->is_apart)
		bytes = b->aside + event->apart;
	return (telling_write(event, bytes, &e->clock, out, room));
}

void
edition_extend(struct edition *e, const struct batch *b)
{
	while (e->known < b->event_count) {
		e->len += write_event(e, b, &b->events[e->known++],
		    e->text + e->len, EDITION_MAX - e->len);
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
edition_tell(struct edition *e, const struct batch *b, const struct event *told,
    char out[EDITION_TELL_MAX])
{
	char *lines = b->aside + told->at;
	size_t len;

	/* In UTF-8, a sentence is told as it was written for the member. */
	if (e == NULL || (e->key.form == FORM_PLAIN && e->key.charset == NULL))
		return ((struct edition_text){ lines, told->len });
	if (e->key.form == FORM_PLAIN)
		len = encode(e, lines, told->len, out, EDITION_TELL_MAX);
	else
		len = telling_write(told, lines, &e->clock, out,
		    EDITION_TELL_MAX);
	return ((struct edition_text){ out, len });
}
