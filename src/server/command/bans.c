/*
 * bans: who may not come in, and until when.  See bans.h.
 */
#include <config.h>

#include "server/command/bans.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "common/thread.h"
#include "server/command/acts.h"
#include "server/command/command.h"
#include "server/command/listing.h"
#include "server/gate/gate.h"
#include "server/room/news.h"
#include "server/room/registry_private.h"

/*
 * Ends all connections from a range, except those of operators.  The people
 * there first read why, if the batch has room for that.  The lock is held.
 */
static void
end_range(struct registry *r, const struct subnet *range)
{
	struct member *m;

	TAILQ_FOREACH(m, &r->here, here)
		if (!m->is_operator &&
		    subnet_covers(range, (struct sockaddr *)&m->peer))
			registry_throw_out(r, m, "banned");
}

/* Reads a range; digits and dots may be full-width. */
static bool
parse_range(struct words word, struct subnet *range)
{
	char narrow[128];
	size_t len = words_narrow(word, narrow, sizeof narrow);

	return (subnet_parse(narrow, len, range));
}

/*
 * What is to be banned: a range, or what counts as the address of somebody
 * here, *to.  The lock is held.
 */
static bool
find_range(struct registry *r, struct words name, struct subnet *range,
    struct member **to)
{
	*to = NULL;
	if (parse_range(name, range))
		return (true);
	*to = registry_find(r, name.bytes, name.len);
	return (*to != NULL &&
	    subnet_counted((struct sockaddr *)&(*to)->peer, range));
}

/*
 * Why an operator must repeat the command to ban this range, as the end of a
 * sentence; or NULL.  The lock is held.
 */
static const char *
why_not_sure(struct registry *r, const struct member *m,
    const struct subnet *range)
{
	const char *why = NULL;

	if (subnet_is_wide(range))
		why = "very many addresses";
	if (subnet_is_range(range) &&
	    subnet_covers(range, (const struct sockaddr *)&m->peer))
		why = "your own address";
	if (why == NULL)
		return (NULL);
	if (r->asked == m && r->asked_range.bits == range->bits &&
	    memcmp(r->asked_range.bytes, range->bytes, sizeof range->bytes) ==
		0) {
		r->asked = NULL;
		return (NULL);
	}
	r->asked = m;
	r->asked_range = *range;
	return (why);
}

/* A ban that is about to be made. */
struct ban {
	struct subnet range;
	char text[SUBNET_SIZE]; /* the range */
	struct member *to;	/* banned by name, or NULL */
	struct acts_span span;
	struct acts_reason why;
};

/* Bans, tells everyone, and throws out; false if there are too many. */
static bool
ban_locked(struct registry *r, const struct member *m, const struct ban *ban,
    char line[LOG_LINE_MAX])
{
	struct member *to = ban->to;
	int64_t until = ban->span.until;

	if (!gate_ban(r->gate, &ban->range, until == MEMBER_FOREVER ? 0 : until,
		ban->why.text, strlen(ban->why.text), thread_now_ms()))
		return (false);
	if (to != NULL)
		news_introduce(r, to);
	(void)acts_tell(r, line, "%s banned %s%s%s%s%s%s", m->who,
	    to != NULL ? to->who : "", to != NULL ? " at " : "", ban->text,
	    ban->span.text, ban->why.colon, ban->why.text);
	if (to != NULL)
		registry_throw_out(r, to, "banned");
	else
		end_range(r, &ban->range);
	return (true);
}

/* A machine has as many link-local addresses as it likes. */
static void
warn_of_link_local(struct registry *r, struct member *m, const struct ban *ban)
{
	if (ban->to != NULL && subnet_is_link_local(&ban->range))
		registry_notice(r, m,
		    "%s is a link-local address, and only this one is banned: "
		    "the same machine may come back from another; /ban "
		    "fe80::/10 bans them all",
		    ban->text);
}

bool
bans_ban(struct registry *r, struct member *m, struct words args)
{
	struct words name = words_take(&args);
	struct ban ban;
	char line[LOG_LINE_MAX];
	const char *unsure = NULL;
	bool found, done = false;

	if (name.len == 0) {
		command_usage(r, m, "ban");
		return (true);
	}
	if (!acts_span(r, m, "ban", &args, &ban.span))
		return (true);
	ban.why = acts_reason(args);
	registry_begin(r, m);
	found = find_range(r, name, &ban.range, &ban.to);
	if (found) {
		subnet_format(&ban.range, ban.text);
		if (ban.to == NULL)
			unsure = why_not_sure(r, m, &ban.range);
		done = unsure == NULL && ban_locked(r, m, &ban, line);
	}
	registry_end(r, m);
	if (!found && ban.to != NULL)
		return (acts_stays(r, m));
	if (!found)
		registry_notice(r, m,
		    "nobody here is called %.*s, and it is not an "
		    "ADDRESS[/BITS] such as 10.0.0.0/8; /who lists everyone",
		    (int)text_cut(name.bytes, name.len, NAME_SIZE), name.bytes);
	else if (unsure != NULL)
		registry_notice(r, m,
		    "%s contains %s: to ban all of that, repeat the command",
		    ban.text, unsure);
	else if (!done)
		registry_notice(r, m,
		    "there are too many bans; lift some (/bans lists all)");
	else {
		acts_log(m, line);
		warn_of_link_local(r, m, &ban);
	}
	return (true);
}

bool
bans_unban(struct registry *r, struct member *m, struct words args)
{
	struct words name = words_take(&args);
	char line[LOG_LINE_MAX], text[SUBNET_SIZE];
	struct subnet range;
	bool done;

	if (!parse_range(name, &range)) {
		command_usage(r, m, "unban");
		return (true);
	}
	subnet_format(&range, text);
	registry_begin(r, m);
	done = gate_unban(r->gate, &range, thread_now_ms());
	if (done)
		(void)acts_tell(r, line, "%s lifted the ban of %s", m->who,
		    text);
	registry_end(r, m);
	if (done)
		acts_log(m, line);
	else
		registry_notice(r, m, "%s is not banned; /bans lists all",
		    text);
	return (true);
}

/* One line of the list. */
static void
list_ban(struct listing *list, const struct ban_entry *ban, int64_t now)
{
	char text[SUBNET_SIZE], left[48] = "";

	subnet_format(&ban->range, text);
	if (ban->until_ms != 0)
		(void)snprintf(left, sizeof left,
		    " for another %" PRId64 " min",
		    (ban->until_ms - now + ACTS_MINUTE_MS - 1) /
			ACTS_MINUTE_MS);
	listing_add(list, "***   %s%s%s%s", text, left,
	    *ban->why != '\0' ? ": " : "", ban->why);
}

bool
bans_list(struct registry *r, struct member *m, struct words args)
{
	int64_t now = thread_now_ms();
	struct ban_entry *bans;
	struct listing list;
	size_t count, i;

	(void)args;
	bans = gate_bans(r->gate, now, &count);
	if (bans == NULL) {
		registry_notice(r, m,
		    "the room is short of memory; try again later");
		return (true);
	}
	listing_begin(&list, r, m);
	listing_add(&list, "*** %zu %s", count, count == 1 ? "ban" : "bans");
	for (i = 0; i < count; i++)
		list_ban(&list, &bans[i], now);
	listing_end(&list);
	free(bans);
	return (true);
}
