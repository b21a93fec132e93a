/*
 * bans: who may not come in, and until when.  See bans.h.
 */
#include <config.h>

#include "server/command/bans.h"

#include <stdlib.h>
#include <string.h>

#include "common/span.h"
#include "common/thread.h"
#include "server/command/acts.h"
#include "server/command/listing.h"
#include "server/gate/gate.h"
#include "server/room/name.h"
#include "server/room/news.h"
#include "server/room/push.h"
#include "server/room/registry.h"
#include "speech/local.h"

/* The person reads it as such, whoever else the ban is for. */
static void
throw_out(struct registry *r, struct member *m) THREAD_NEEDS(r->lock)
{
	if (batch_has_room(&r->inbox.batch))
		registry_add(r, m, S_YOU_ARE_BANNED_BYE, NULL);
	registry_throw_out(r, m, S_WHY_BANNED);
}

/*
 * Ends all connections from a range, except those of operators.  The people
 * there first read why, if the batch has room for that.
 */
static void
end_range(struct registry *r, const struct subnet *range) THREAD_NEEDS(r->lock)
{
	struct member *m;

	TAILQ_FOREACH(m, &r->here, here)
		if (!m->is_operator &&
		    subnet_covers(range, (struct sockaddr *)&m->peer))
			throw_out(r, m);
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
 * here, *to.
 */
static bool
find_range(struct registry *r, struct words name, struct subnet *range,
    struct member **to) THREAD_NEEDS(r->lock)
{
	*to = NULL;
	if (parse_range(name, range))
		return (true);
	*to = registry_find(r, name.bytes, name.len);
	return (*to != NULL &&
	    subnet_counted((struct sockaddr *)&(*to)->peer, range));
}

/*
 * Whether an operator must repeat the command to ban this range, and why: *why.
 */
static bool
is_unsure(struct registry *r, const struct member *m,
    const struct subnet *range, enum sentence *why) THREAD_NEEDS(r->lock)
{
	bool wide = subnet_is_wide(range);
	bool own = subnet_is_range(range) &&
	    subnet_covers(range, (const struct sockaddr *)&m->peer);

	if (!wide && !own)
		return (false);
	if (r->question.of == m->arrival &&
	    subnet_is_same(&r->question.range, range)) {
		r->question.of = 0;
		return (false);
	}
	r->question = (struct ban_question){ m->arrival, *range };
	*why = own ? S_BAN_SURE_OWN : S_BAN_SURE_MANY;
	return (true);
}

/* A ban that is about to be made. */
struct ban {
	struct subnet range;
	char text[SUBNET_SIZE]; /* the range */
	struct member *to;	/* banned by name, or NULL */
	struct acts_span span;
	struct acts_reason why;
};

/* Tells everyone. */
static void
tell_ban(struct registry *r, const struct member *m, const struct ban *ban)
    THREAD_NEEDS(r->lock)
{
	bool timed = ban->span.until != MEMBER_FOREVER;
	bool reason = ban->why.text[0] != '\0';
	struct words range = words_of(ban->text);
	char place[SUBNET_SIZE + SPAN_SIZE + 8];

	if (ban->to == NULL) {
		if (timed)
			registry_add(r, NULL,
			    reason ? S_BANNED_FOR_WHY : S_BANNED_FOR,
			    ARGS(words_of(m->who), range, ban->span.text,
				words_of(ban->why.text)));
		else
			registry_add(r, NULL, reason ? S_BANNED_WHY : S_BANNED,
			    ARGS(words_of(m->who), range, NOBODY,
				words_of(ban->why.text)));
		return;
	}
	if (timed)
		range = local_for(range, ban->span.text, place, sizeof place);
	registry_add(r, NULL, reason ? S_BANNED_AT_WHY : S_BANNED_AT,
	    ARGS(words_of(m->who), words_of(ban->to->who), range,
		words_of(ban->why.text)));
}

/* Bans, tells everyone, and throws out; false if there are too many. */
static bool
ban_locked(struct registry *r, const struct member *m, const struct ban *ban)
    THREAD_NEEDS(r->lock)
{
	struct member *to = ban->to;
	int64_t until = ban->span.until;

	if (!gate_ban(r->gate, &ban->range, until == MEMBER_FOREVER ? 0 : until,
		ban->why.text, strlen(ban->why.text), thread_now_ms()))
		return (false);
	if (to != NULL)
		news_introduce(r, to);
	tell_ban(r, m, ban);
	if (to != NULL)
		throw_out(r, to);
	else
		end_range(r, &ban->range);
	return (true);
}

/* A machine has as many link-local addresses as it likes. */
static void
warn_of_link_local(struct registry *r, struct member *m, const struct ban *ban)
{
	if (ban->to != NULL && subnet_is_link_local(&ban->range))
		registry_answer(r, m, S_BAN_LINK_LOCAL,
		    ARGS(words_of(ban->text)));
}

enum command_result
bans_ban(struct registry *r, struct member *m, struct words args)
{
	struct words name = words_take(&args);
	struct ban ban;
	enum sentence why;
	bool found, unsure = false, done = false;

	if (!acts_span(r, m, &args, &ban.span))
		return (COMMAND_MISUSED);
	ban.why = acts_reason(args);
	registry_begin(r, m);
	found = find_range(r, name, &ban.range, &ban.to);
	if (found) {
		subnet_format(&ban.range, ban.text);
		if (ban.to == NULL)
			unsure = is_unsure(r, m, &ban.range, &why);
		done = !unsure && ban_locked(r, m, &ban);
	}
	registry_end(r, m);
	if (!found && ban.to != NULL)
		return (acts_stays(r, m));
	if (!found)
		registry_answer(r, m, S_BAN_WHOM,
		    ARGS(words_cut(name, NAME_SIZE)));
	else if (unsure)
		registry_answer(r, m, why, ARGS(words_of(ban.text)));
	else if (!done)
		registry_answer(r, m, S_BANS_FULL, NULL);
	else
		warn_of_link_local(r, m, &ban);
	return (COMMAND_DONE);
}

enum command_result
bans_unban(struct registry *r, struct member *m, struct words args)
{
	struct words name = words_take(&args);
	char text[SUBNET_SIZE];
	struct subnet range;
	bool done;

	if (!parse_range(name, &range))
		return (COMMAND_MISUSED);
	subnet_format(&range, text);
	registry_begin(r, m);
	done = gate_unban(r->gate, &range, thread_now_ms());
	if (done)
		registry_add(r, NULL, S_UNBANNED,
		    ARGS(words_of(m->who), words_of(text)));
	registry_end(r, m);
	if (!done)
		registry_answer(r, m, S_NOT_BANNED, ARGS(words_of(text)));
	return (COMMAND_DONE);
}

/* One line of the list. */
static void
list_ban(struct listing *list, const struct ban_entry *ban, int64_t now)
{
	char range[SUBNET_SIZE], left[SPAN_SIZE] = "";
	bool reason = ban->why[0] != '\0';
	enum sentence s = reason ? S_BAN_WHY : S_BAN;

	subnet_format(&ban->range, range);
	if (ban->until_ms != 0) {
		(void)span_write(ban->until_ms - now, SPAN_MINUTES, left);
		s = reason ? S_BAN_FOR_WHY : S_BAN_FOR;
	}
	listing_add(list, s,
	    ARGS(words_of(range), words_of(left), words_of(ban->why)));
}

enum command_result
bans_list(struct registry *r, struct member *m, struct words args)
{
	int64_t now = thread_now_ms();
	struct ban_entry *bans;
	struct listing list;
	size_t count, i;

	(void)args;
	bans = gate_bans(r->gate, now, &count);
	if (bans == NULL) {
		registry_answer(r, m, S_NO_MEMORY, NULL);
		return (COMMAND_DONE);
	}
	listing_begin(&list, r, m);
	listing_add(&list, count == 1 ? S_BANS_ONE : S_BANS_MANY,
	    ARGS(NUMBER(count)));
	for (i = 0; i < count; i++)
		list_ban(&list, &bans[i], now);
	listing_end(&list);
	free(bans);
	return (COMMAND_DONE);
}
