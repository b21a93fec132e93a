/*
 * draft: the line that is being typed.  See draft.h.
 */
#include <config.h>

#include "common/terminal/draft.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "common/terminal/grapheme.h"
#include "common/text.h"

void
draft_begin(struct draft *d, size_t max)
{
	assert(max <= sizeof d->text);
	explicit_bzero(d->text, sizeof d->text);
	d->len = 0;
	d->max = max;
	d->full = false;
}

bool
draft_insert(struct draft *d, const char *text, size_t len)
{
	size_t i, n, before = d->len;
	uint32_t c;

	if (d->full || len > d->max - d->len) {
		d->full = true;
		return (false);
	}
	for (i = 0; i < len; i += n) {
		n = text_decode(text + i, len - i, &c);
		if (n == 0)
			n = 1;
		else if (text_is_clean(text + i, n)) {
			memcpy(d->text + d->len, text + i, n);
			d->len += n;
		}
	}
	assert(d->len <= before + len);
	(void)before;
	return (true);
}

void
draft_cut(struct draft *d, size_t len)
{
	if (len >= d->len)
		return;
	explicit_bzero(d->text + len, d->len - len);
	d->len = len;
	d->full = false;
}

void
draft_erase_character(struct draft *d)
{
	if (d->len > 0)
		draft_cut(d, grapheme_last(d->text, d->len));
}

void
draft_erase_word(struct draft *d)
{
	bool in_word = false, blank;
	size_t at, end = d->len;

	while (end > 0) {
		at = grapheme_last(d->text, end);
		blank = text_is_blank(d->text + at, end - at);
		if (blank && in_word)
			break;
		in_word = !blank;
		end = at;
	}
	draft_cut(d, end);
}
