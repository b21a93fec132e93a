/*
 * moderation: the commands for operators.  See moderation.h.
 *
 * Each of them is one push: look, change, tell everyone, under one hold of
 * the registry's mutex; and then a line in the log, with no lock held.
 */
#include <config.h>

#include "moderation.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "gate.h"
#include "listing.h"
#include "log.h"
#include "name.h"
#include "news.h"
#include "registry_private.h"
#include "text.h"
#include "thread.h"

#define MINUTE_MS 60000
#define MINUTES_MAX (366 * 24 * 60)
#define SLOW_MAX 3600

/* Words of an operator, cut to what fits into a line, with a NUL. */
struct reason {
	char text[REGISTRY_WORDS_MAX + 1];
	const char *colon; /* what comes before it */
};

static struct reason
cut_reason(struct words words)
{
	struct reason reason;
	size_t n = text_cut(words.bytes, words.len, REGISTRY_WORDS_MAX);

	memcpy(reason.text, words.bytes, n);
	n = text_close(reason.text, n, REGISTRY_WORDS_MAX);
	reason.text[n] = '\0';
	reason.colon = n > 0 ? ": " : "";
	return (reason);
}

/* A span of time as an operator gives it, and as others read it. */
struct span {
	int64_t until; /* as thread_now_ms(), or MEMBER_FOREVER */
	char text[32]; /* " for 5 min", or nothing */
};

/* Whether the word begins with a digit, of any width. */
static bool
begins_with_digit(struct words word)
{
	char narrow[2 * TEXT_CHAR_MAX];

	if (word.len > TEXT_CHAR_MAX)
		word.len = text_cut(word.bytes, word.len, TEXT_CHAR_MAX);
	return (words_narrow(word, narrow, sizeof narrow) > 0 &&
	    narrow[0] >= '0' && narrow[0] <= '9');
}

/* Parses a whole word, of any width, as a number up to `max`. */
static bool
parse_number(struct words word, long max, long *number)
{
	char digits[8 + TEXT_CHAR_MAX];
	size_t len, i;

	len = words_narrow(word, digits, sizeof digits);
	if (len == 0 || len >= 8)
		return (false);
	for (i = 0; i < len; i++)
		if (digits[i] < '0' || digits[i] > '9')
			return (false);
	*number = strtol(digits, NULL, 10);
	return (*number <= max);
}

/*
 * Takes MINUTES off *args if the next word is a number.  False if it only
 * begins like one ("5min") or is out of bounds: then `m` is told what was wrong
 * and how the command is used, because "forever" is not what was meant.
 */
static bool
take_span(struct registry *r, struct member *m, const char *command,
    struct words *args, struct span *span)
{
	struct words rest = *args;
	struct words word = words_take(&rest);
	long minutes;

	span->until = MEMBER_FOREVER;
	span->text[0] = '\0';
	if (!begins_with_digit(word))
		return (true);
	if (!parse_number(word, MINUTES_MAX, &minutes) || minutes == 0) {
		registry_notice(r, m,
		    "%.*s is not a number of minutes from 1 to %d",
		    (int)text_cut(word.bytes, word.len, 32), word.bytes,
		    MINUTES_MAX);
		command_usage(r, m, command);
		return (false);
	}
	*args = rest;
	span->until = thread_now_ms() + minutes * MINUTE_MS;
	(void)snprintf(span->text, sizeof span->text, " for %ld min", minutes);
	return (true);
}

/* A line for everyone, and the same for the log. */
static char *__attribute__((format(printf, 3, 4)))
act(struct registry *r, char line[LOG_LINE_MAX], const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(line, LOG_LINE_MAX, format, args);
	va_end(args);
	registry_add_line(r, NULL, "*** %s\r\n", line);
	return (line);
}

static void
log_act(const struct member *m, const char *line)
{
	log_said("operator %s: %s", m->address, line);
}

/* Tells the operator that nobody has that name. */
static bool
nobody(struct registry *r, struct member *m, struct words name)
{
	registry_notice(r, m, "nobody here is called %.*s; /who lists everyone",
	    (int)text_cut(name.bytes, name.len, NAME_SIZE), name.bytes);
	return (true);
}

/* Tells the operator that this was the person at the console. */
static bool
stays(struct registry *r, struct member *m)
{
	registry_notice(r, m,
	    "the person who opened the room cannot be removed");
	return (true);
}

/*
 * Looks the key up, unless its address must wait: for how long.  The mark goes
 * before the name at once: others read it in all that the member does from here
 * on.
 */
static int64_t
try_key(struct registry *r, struct member *m, struct words key,
    char line[LOG_LINE_MAX], bool *right)
{
	char old[MEMBER_WHO_SIZE];
	int64_t wait;

	registry_begin(r, m);
	*right = registry_is_operator_key(r, key.bytes, key.len);
	wait = gate_key_tried(r->gate, (struct sockaddr *)&m->peer,
	    GATE_OPERATOR_KEY, *right, thread_now_ms());
	if (*right && wait == 0) {
		news_introduce(r, m);
		(void)strcpy(old, m->who);
		registry_promote(r, m);
		(void)act(r, line, "%s is now an operator: %s", old, m->who);
	}
	registry_end(r, m);
	return (wait);
}

/* An operator makes somebody else one, too. */
static bool
hand_over(struct registry *r, struct member *m, struct words name)
{
	char line[LOG_LINE_MAX], old[MEMBER_WHO_SIZE];
	struct member *to;
	bool done;

	registry_begin(r, m);
	to = registry_find(r, name.bytes, name.len);
	done = to != NULL && !to->is_operator;
	if (to != NULL)
		(void)strcpy(old, to->who);
	if (done) {
		news_introduce(r, to);
		registry_promote(r, to);
		(void)act(r, line, "%s made %s an operator: %s", m->who, old,
		    to->who);
	}
	registry_end(r, m);
	if (to == NULL)
		return (nobody(r, m, name));
	if (done)
		log_act(m, line);
	else
		registry_notice(r, m, "%s is already an operator", old);
	return (true);
}

bool
moderation_op(struct registry *r, struct member *m, struct words args)
{
	char line[LOG_LINE_MAX];
	bool right;
	int64_t wait;

	args = words_trim(args);
	if (args.len == 0) {
		command_usage(r, m, "op");
		return (true);
	}
	if (registry_is_operator(r, m))
		return (hand_over(r, m, args));
	wait = try_key(r, m, args, line, &right);
	if (wait > 0)
		registry_notice(r, m,
		    "too many wrong keys from your address: try again in %d s",
		    (int)((wait + 999) / 1000));
	else if (right)
		log_act(m, line);
	else {
		log_stranger("refused %s: a wrong operator key", m->address);
		registry_notice(r, m,
		    "wrong operator key; /opkey on the console of the room "
		    "shows it, and /op NAME by an operator does without");
	}
	return (true);
}

bool
moderation_deop(struct registry *r, struct member *m, struct words args)
{
	const size_t mark = strlen(MEMBER_OPERATOR_MARK);
	char line[LOG_LINE_MAX], old[MEMBER_WHO_SIZE];
	bool key_good;

	(void)args;
	if (m->is_console) {
		registry_notice(r, m,
		    "the person who opened the room stays in charge of it");
		return (true);
	}
	registry_who(r, m, old);
	if (name_is_reserved(old + mark, strlen(old + mark))) {
		registry_notice(r, m,
		    "%s is a name for operators: take another one first, by "
		    "/nick NAME",
		    old + mark);
		return (true);
	}
	registry_begin(r, m);
	key_good = registry_demote(r, m);
	memmove(m->who, m->who + mark, strlen(m->who + mark) + 1);
	(void)act(r, line, "%s is no longer an operator: %s", old, m->who);
	registry_end(r, m);
	log_act(m, line);
	if (key_good)
		registry_log_key(m);
	return (true);
}

bool
moderation_opkey(struct registry *r, struct member *m, struct words args)
{
	size_t others;

	(void)args;
	if (!m->is_console)
		registry_notice(r, m,
		    "the operator key is shown on the console only; /op NAME "
		    "makes somebody an operator without it");
	else if (!r->operator_key_once)
		registry_notice(r, m,
		    "the operator key is the first line of the file that "
		    "--operator-key-file names");
	else if (!r->console_is_private)
		registry_notice(r, m,
		    "the operator key is not shown: all this goes to a file "
		    "that others may read; /op NAME makes somebody an "
		    "operator without it");
	else {
		thread_lock(&r->lock);
		others = r->operators;
		thread_unlock(&r->lock);
		registry_notice(r, m, "to become an operator, type /op %s%s",
		    r->operator_key.bytes,
		    others == 0 ? "" :
				  " (not now: it is good again when no "
				  "operator is left except you)");
	}
	return (true);
}

bool
moderation_kick(struct registry *r, struct member *m, struct words args)
{
	struct words name = words_take(&args);
	struct reason why = cut_reason(args);
	char line[LOG_LINE_MAX];
	struct member *to;
	bool console;

	if (name.len == 0) {
		command_usage(r, m, "kick");
		return (true);
	}
	registry_begin(r, m);
	to = registry_find(r, name.bytes, name.len);
	console = to != NULL && to->is_console;
	if (to != NULL && !console) {
		news_introduce(r, to);
		(void)act(r, line, "%s threw out %s%s%s", m->who, to->who,
		    why.colon, why.text);
		registry_throw_out(r, to, "kicked");
	}
	registry_end(r, m);
	if (to == NULL)
		return (nobody(r, m, name));
	if (console)
		return (stays(r, m));
	log_act(m, line);
	return (true);
}

/*
 * Ends all connections from a range, except those of operators.  The people
 * first read why, as long as the batch has room for that.  The lock is held.
 */
static void
end_range(struct registry *r, const struct gate_range *range)
{
	struct member *m;

	TAILQ_FOREACH(m, &r->here, here)
		if (!m->is_operator &&
		    gate_covers(range, (struct sockaddr *)&m->peer))
			registry_throw_out(r, m, "banned");
}

/* Reads a range; digits and dots may be full-width. */
static bool
parse_range(struct words word, struct gate_range *range)
{
	char narrow[128];
	size_t len = words_narrow(word, narrow, sizeof narrow);

	return (gate_parse(narrow, len, range));
}

/*
 * What is to be banned: a range, or what counts as the address of somebody
 * here, *to.  The lock is held.
 */
static bool
find_range(struct registry *r, struct words name, struct gate_range *range,
    struct member **to)
{
	*to = NULL;
	if (parse_range(name, range))
		return (true);
	*to = registry_find(r, name.bytes, name.len);
	return (*to != NULL &&
	    gate_counted((struct sockaddr *)&(*to)->peer, range));
}

/*
 * Why an operator must say once more that a range is to be banned, or NULL; as
 * the rest of a sentence.  The lock is held.
 */
static const char *
why_not_sure(struct registry *r, const struct member *m,
    const struct gate_range *range)
{
	const char *why = NULL;

	if (gate_is_wide(range))
		why = "very many addresses";
	if (gate_is_range(range) &&
	    gate_covers(range, (const struct sockaddr *)&m->peer))
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

/* A ban that is to be. */
struct ban {
	struct gate_range range;
	char text[GATE_RANGE_SIZE]; /* the range */
	struct member *to;	    /* banned by name, or NULL */
	struct span span;
	struct reason why;
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
	(void)act(r, line, "%s banned %s%s%s%s%s%s", m->who,
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
	if (ban->to != NULL && gate_is_link_local(&ban->range))
		registry_notice(r, m,
		    "%s is a link-local address, and only this one is banned: "
		    "the same machine may come back from another; /ban "
		    "fe80::/10 bans them all",
		    ban->text);
}

bool
moderation_ban(struct registry *r, struct member *m, struct words args)
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
	if (!take_span(r, m, "ban", &args, &ban.span))
		return (true);
	ban.why = cut_reason(args);
	registry_begin(r, m);
	found = find_range(r, name, &ban.range, &ban.to);
	if (found) {
		gate_format(&ban.range, ban.text);
		if (ban.to == NULL)
			unsure = why_not_sure(r, m, &ban.range);
		done = unsure == NULL && ban_locked(r, m, &ban, line);
	}
	registry_end(r, m);
	if (!found && ban.to != NULL)
		return (stays(r, m));
	if (!found)
		registry_notice(r, m,
		    "nobody here is called %.*s, and it is not an "
		    "ADDRESS[/BITS] such as 10.0.0.0/8; /who lists everyone",
		    (int)text_cut(name.bytes, name.len, NAME_SIZE), name.bytes);
	else if (unsure != NULL)
		registry_notice(r, m,
		    "%s has %s in it: to ban all of that, say it once more",
		    ban.text, unsure);
	else if (!done)
		registry_notice(r, m,
		    "there are too many bans; lift some (/bans lists all)");
	else {
		log_act(m, line);
		warn_of_link_local(r, m, &ban);
	}
	return (true);
}

bool
moderation_unban(struct registry *r, struct member *m, struct words args)
{
	struct words name = words_take(&args);
	char line[LOG_LINE_MAX], text[GATE_RANGE_SIZE];
	struct gate_range range;
	bool done;

	if (!parse_range(name, &range)) {
		command_usage(r, m, "unban");
		return (true);
	}
	gate_format(&range, text);
	registry_begin(r, m);
	done = gate_unban(r->gate, &range, thread_now_ms());
	if (done)
		(void)act(r, line, "%s lifted the ban of %s", m->who, text);
	registry_end(r, m);
	if (done)
		log_act(m, line);
	else
		registry_notice(r, m, "%s is not banned; /bans lists all",
		    text);
	return (true);
}

/* One line of the list. */
static void
list_ban(struct listing *list, const struct gate_ban *ban, int64_t now)
{
	char text[GATE_RANGE_SIZE], left[48] = "";

	gate_format(&ban->range, text);
	if (ban->until_ms != 0)
		(void)snprintf(left, sizeof left,
		    " for another %" PRId64 " min",
		    (ban->until_ms - now + MINUTE_MS - 1) / MINUTE_MS);
	listing_add(list, "***   %s%s%s%s", text, left,
	    *ban->why != '\0' ? ": " : "", ban->why);
}

bool
moderation_bans(struct registry *r, struct member *m, struct words args)
{
	int64_t now = thread_now_ms();
	struct gate_ban *bans;
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

bool
moderation_mute(struct registry *r, struct member *m, struct words args)
{
	struct words name = words_take(&args);
	struct span span;
	char line[LOG_LINE_MAX];
	char who[MEMBER_WHO_SIZE];
	struct member *to;
	bool done = false, console = false;

	if (!take_span(r, m, "mute", &args, &span))
		return (true);
	if (name.len == 0 || args.len > 0) {
		command_usage(r, m, "mute");
		return (true);
	}
	registry_begin(r, m);
	to = registry_find(r, name.bytes, name.len);
	if (to != NULL) {
		memcpy(who, to->who, sizeof who);
		console = to->is_console;
	}
	if (to != NULL && !to->is_operator) {
		done = true;
		news_introduce(r, to);
		(void)act(r, line, "%s muted %s%s", m->who, to->who, span.text);
		to->muted_until = span.until;
		if (span.until < r->mute_ends) {
			r->mute_ends = span.until;
			thread_wake_one(&r->due);
		}
	}
	registry_end(r, m);
	if (to == NULL)
		return (nobody(r, m, name));
	if (done)
		log_act(m, line);
	else
		registry_notice(r, m, "%s is an operator and cannot be muted%s",
		    who, console ? "" : "; /kick works");
	return (true);
}

bool
moderation_unmute(struct registry *r, struct member *m, struct words args)
{
	struct words name = words_take(&args);
	char line[LOG_LINE_MAX];
	struct member *to;
	bool done = false;

	if (name.len == 0) {
		command_usage(r, m, "unmute");
		return (true);
	}
	registry_begin(r, m);
	to = registry_find(r, name.bytes, name.len);
	if (to != NULL && to->muted_until != 0) {
		to->muted_until = 0;
		done = true;
		(void)act(r, line, "%s unmuted %s", m->who, to->who);
	}
	registry_end(r, m);
	if (to == NULL)
		return (nobody(r, m, name));
	if (done)
		log_act(m, line);
	else
		registry_notice(r, m, "%.*s is not muted", (int)name.len,
		    name.bytes);
	return (true);
}

/* Locks or unlocks. */
static bool
set_locked(struct registry *r, struct member *m, bool locked)
{
	char line[LOG_LINE_MAX];
	bool changes;

	registry_begin(r, m);
	changes = r->locked != locked;
	r->locked = locked;
	if (changes)
		(void)act(r, line, "%s %s the room", m->who,
		    locked ? "locked" : "unlocked");
	registry_end(r, m);
	if (changes)
		log_act(m, line);
	else
		registry_notice(r, m, "the room is already %s",
		    locked ? "locked" : "open");
	return (true);
}

bool
moderation_lock(struct registry *r, struct member *m, struct words args)
{
	(void)args;
	return (set_locked(r, m, true));
}

bool
moderation_unlock(struct registry *r, struct member *m, struct words args)
{
	(void)args;
	return (set_locked(r, m, false));
}

bool
moderation_pause(struct registry *r, struct member *m, struct words args)
{
	struct span span;
	char line[LOG_LINE_MAX];

	if (!take_span(r, m, "pause", &args, &span))
		return (true);
	if (args.len > 0) {
		command_usage(r, m, "pause");
		return (true);
	}
	registry_begin(r, m);
	r->paused_until = span.until;
	(void)act(r, line, "%s paused the room%s: only operators speak", m->who,
	    span.text);
	thread_wake_one(&r->due);
	registry_end(r, m);
	log_act(m, line);
	return (true);
}

bool
moderation_resume(struct registry *r, struct member *m, struct words args)
{
	char line[LOG_LINE_MAX];
	bool changes;

	(void)args;
	registry_begin(r, m);
	changes = r->paused_until != 0;
	r->paused_until = 0;
	if (changes)
		(void)act(r, line, "%s ended the pause", m->who);
	registry_end(r, m);
	if (changes)
		log_act(m, line);
	else
		registry_notice(r, m, "the room is not paused");
	return (true);
}

bool
moderation_slow(struct registry *r, struct member *m, struct words args)
{
	char line[LOG_LINE_MAX];
	long seconds;

	if (!parse_number(words_take(&args), SLOW_MAX, &seconds)) {
		command_usage(r, m, "slow");
		return (true);
	}
	registry_begin(r, m);
	r->slow_ms = seconds * 1000;
	if (seconds > 0)
		(void)act(r, line,
		    "%s turned on slow mode: one line per person every %ld s",
		    m->who, seconds);
	else
		(void)act(r, line, "%s turned off slow mode", m->who);
	registry_end(r, m);
	log_act(m, line);
	return (true);
}

bool
moderation_topic(struct registry *r, struct member *m, struct words args)
{
	struct reason topic = cut_reason(args);
	char line[LOG_LINE_MAX];

	registry_begin(r, m);
	memcpy(r->topic, topic.text, sizeof r->topic);
	if (topic.text[0] != '\0')
		(void)act(r, line, "%s set the topic: %s", m->who, topic.text);
	else
		(void)act(r, line, "%s removed the topic", m->who);
	registry_end(r, m);
	log_act(m, line);
	return (true);
}

bool
moderation_announce(struct registry *r, struct member *m, struct words args)
{
	struct reason words = cut_reason(args);
	char line[LOG_LINE_MAX];

	if (words.text[0] == '\0') {
		command_usage(r, m, "announce");
		return (true);
	}
	registry_begin(r, m);
	(void)act(r, line, "%s", words.text);
	registry_end(r, m);
	log_event("operator %s: %s announced: %s", m->address, m->who, line);
	return (true);
}
