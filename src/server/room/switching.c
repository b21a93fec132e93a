/*
 * switching: a member changes over to another edition.  See switching.h.
 */
#include <config.h>

#include "server/room/switching.h"

#include "common/thread.h"

struct edition_key
switching_key(const struct member *m)
{
	return (m->wants != NULL ? m->wants->key : (struct edition_key){ 0 });
}

bool
switching_do(struct registry *r, struct member *m, struct edition_key key)
{
	struct edition *e;

	thread_assert_held(&r->lock);
	if (!editions_want(&r->inbox.editions, &key, &e))
		return (false);
	editions_give_back(&r->inbox.editions, m->wants);
	if (e != m->wants)
		batch_edition(&r->inbox.batch, &m->seat, e);
	m->wants = e;
	seat_speak(&m->seat, key.language);
	return (true);
}

void
switching_begin(struct registry *r, struct member *m)
{
	struct edition_key key = switching_key(m);

	thread_assert_held(&r->lock);
	key.language = r->language;
	(void)switching_do(r, m, key);
}
