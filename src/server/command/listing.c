/*
 * listing: an answer of any number of lines to one person.  See listing.h.
 */
#include <config.h>

#include "server/command/listing.h"

#include <stdbool.h>
#include <string.h>

#include "server/room/push.h"
#include "server/room/registry.h"

void
listing_begin(struct listing *l, struct registry *r, struct member *m)
{
	l->registry = r;
	l->member = m;
	l->language = registry_language_of(m);
	l->len = 0;
}

void
listing_end(struct listing *l)
{
	if (l->len > 0)
		registry_tell(l->registry, l->member, l->sentence, l->lines,
		    l->len);
	l->len = 0;
}

void
listing_add(struct listing *l, enum sentence s, const struct words *args)
{
	bool same = l->len > 0 &&
	    strcmp(sentence_word(s), sentence_word(l->sentence)) == 0;

	if (!same || sizeof l->lines - l->len < LISTING_LINE_MAX)
		listing_end(l);
	l->sentence = s;
	l->len += sentence_line(l->language, s, args, l->lines + l->len,
	    LISTING_LINE_MAX, NULL);
}
