/*
 * switching: a member changes over to another edition.  See switching.h.
 */
#include <config.h>

#include "server/room/switching.h"

#include "common/thread.h"
#include "server/dialect/charset.h"
#include "speech/dictionary.h"

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
	seat_speak(&m->seat, key.language, key.charset);
	return (true);
}

void
switching_guess(const struct member *m, const struct charset *charset,
    struct edition_key *key)
{
	enum language language;

	if (!m->talk.chose_language && charset != NULL &&
	    language_of_charset(charset_name(charset), &language) &&
	    dictionary_exists(language))
		key->language = language;
}

struct edition_key
switching_first(const struct registry *r, const struct member *m)
{
	struct edition_key key = switching_key(m);

	key.language = m->talk.chose_language ?
	    (enum language)m->talk.language :
	    r->language;
	key.charset = m->talk.charset;
	switching_guess(m, key.charset, &key);
	return (key);
}
