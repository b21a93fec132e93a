/*
 * sniff: which dialect does a connection speak, by its first bytes?  See
 * sniff.h.
 */
#include <config.h>

#include "server/dialect/sniff.h"

#include <string.h>

/* Adds what is missing to the head. */
static void
fill_head(struct dialect_start *s, const void *bytes, size_t len)
{
	size_t room = DIALECT_HEAD - s->head_len;
	size_t n = len < room ? len : room;

	if (n > 0)
		memcpy(s->head + s->head_len, bytes, n);
	s->head_len = (unsigned char)(s->head_len + n);
}

/*
 * Each row looks at the bytes as if there were no other.  The first that does
 * not say no is what this is, or may be.
 */
const struct dialect *
sniff_more(struct dialect_start *s, const void *bytes, size_t len)
{
	const struct dialect *d, *first = NULL;
	enum dialect_match match, verdict = DIALECT_NO;
	size_t i;

	fill_head(s, bytes, len);
	if (s->head_len == 0)
		return (NULL);
	for (i = 0; (d = dialect_row(i))->begins != NULL; i++) {
		match = d->begins(s, bytes, len);
		if (match != DIALECT_NO && first == NULL) {
			first = d;
			verdict = match;
		}
	}
	if (first == NULL)
		return (d);
	return (verdict == DIALECT_YES ? first : NULL);
}

const struct dialect *
sniff_end(const struct dialect_start *s)
{
	const struct dialect *d = &dialect_chat;
	size_t i;

	for (i = 0; s->head_len > 0 && (d = dialect_row(i))->begins != NULL;
	     i++)
		if (d->was != NULL && d->was(s))
			break;
	return (d);
}

const struct dialect *
sniff(const void *first, size_t len)
{
	struct dialect_start s = { .head_len = 0 };

	return (sniff_more(&s, first, len));
}
