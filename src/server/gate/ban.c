/*
 * ban: the list of those who may not come in.  See ban.h.
 */
#include <config.h>

#include "server/gate/ban.h"

#include <string.h>

#include "common/text.h"

void
ban_expire(struct ban_list *list, int64_t now_ms)
{
	const struct ban_entry *b;
	size_t i, kept = 0;

	for (i = 0; i < list->count; i++) {
		b = &list->bans[i];
		if (b->until_ms != 0 && b->until_ms <= now_ms)
			continue;
		if (kept != i)
			list->bans[kept] = *b;
		kept++;
	}
	list->count = kept;
}

const struct ban_entry *
ban_of(struct ban_list *list, const struct subnet *address, int64_t now_ms)
{
	const struct ban_entry *b = list->bans, *end;

	ban_expire(list, now_ms);
	end = b + list->count;
	while (b < end && !subnet_contains(&b->range, address))
		b++;
	return (b < end ? b : NULL);
}

struct reason
ban_reason(const struct ban_entry *ban, int64_t now_ms)
{
	bool has_words = ban->why[0] != '\0';
	struct reason why = { .form = SPAN_LONG };

	if (ban->until_ms == 0)
		why.sentence = has_words ? S_YOU_ARE_BANNED_FOR_GOOD_WHY :
					   S_YOU_ARE_BANNED_FOR_GOOD;
	else {
		why.sentence =
		    has_words ? S_YOU_ARE_BANNED_FOR_WHY : S_YOU_ARE_BANNED_FOR;
		why.ms = ban->until_ms - now_ms;
	}
	(void)strcpy(why.words, ban->why);
	return (why);
}

/* The ban of just this range, or NULL. */
static struct ban_entry *
find(struct ban_list *list, const struct subnet *range)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (subnet_is_same(&list->bans[i].range, range))
			return (&list->bans[i]);
	return (NULL);
}

bool
ban_add(struct ban_list *list, const struct subnet *range, int64_t until_ms,
    const char *why, size_t why_len, int64_t now_ms)
{
	struct ban_entry *b;

	ban_expire(list, now_ms);
	b = find(list, range);
	if (b == NULL && list->count < BAN_MAX)
		b = &list->bans[list->count++];
	if (b == NULL)
		return (false);
	b->range = *range;
	b->until_ms = until_ms;
	text_keep(why, why_len, b->why, sizeof b->why);
	return (true);
}

bool
ban_lift(struct ban_list *list, const struct subnet *range, int64_t now_ms)
{
	struct ban_entry *b;

	ban_expire(list, now_ms);
	b = find(list, range);
	if (b == NULL)
		return (false);
	list->count--;
	memmove(b, b + 1, (size_t)(list->bans + list->count - b) * sizeof *b);
	return (true);
}
