/*
 * narrator: what a person reads of the records.  See narrator.h.
 */
#include <config.h>

#include "client/narrator.h"

#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "client/rewording.h"
#include "common/number.h"
#include "common/span.h"

/* The longest line that comes in, and the words that are put around it. */
#define SENTENCE_SIZE (16384 + 256)

/* A list of people that is longer is shown before it is whole. */
#define HERE_MAX (1024 * 1024)

/* As an argument of a sentence: nobody and nothing is a text, too. */
static struct words
said(struct words field)
{
	return (field.bytes == NULL ? words_of("") : field);
}

void
narrator_init(struct narrator *n, enum language language,
    bool (*show)(void *arg, const void *line, size_t len), void *arg)
{
	*n = (struct narrator){ .language = language,
		.show = show,
		.arg = arg,
		.unasked = true };
}

void
narrator_fini(struct narrator *n)
{
	crowd_fini(&n->came);
	crowd_fini(&n->went);
	buffer_fini(&n->why);
	buffer_fini(&n->here_lines);
}

bool
narrator_is_word(struct words word, enum sentence s)
{
	return (words_is_same(word, words_of(sentence_word(s))));
}

/* ------------------------------------------------------------------------
 * Who we are
 */

/* A name as it was given, without the mark of an operator. */
static struct words
unmarked(struct words name)
{
	if (name.len > 0 && *name.bytes == '@') {
		name.bytes++;
		name.len--;
	}
	return (name);
}

static void
call_me(struct narrator *n, struct words name)
{
	name = unmarked(name);
	n->me_len = name.len <= sizeof n->me ? name.len : 0;
	if (n->me_len > 0)
		memcpy(n->me, name.bytes, n->me_len);
}

static bool
is_me(const struct narrator *n, struct words name)
{
	name = unmarked(name);
	return (name.len > 0 && name.len == n->me_len &&
	    memcmp(name.bytes, n->me, name.len) == 0);
}

/* ------------------------------------------------------------------------
 * Sentences
 */

static bool
say(struct narrator *n, enum sentence s, const struct words *args)
{
	char line[SENTENCE_SIZE];
	size_t len =
	    sentence_write(n->language, s, args, line, sizeof line, NULL);

	return (n->show(n->arg, line, len));
}

/* The same of the list, to be said later. */
static bool
keep(struct narrator *n, enum sentence s, const struct words *args)
{
	char line[SENTENCE_SIZE + 1];
	size_t len =
	    sentence_write(n->language, s, args, line, sizeof line - 1, NULL);

	line[len] = '\n';
	return (buffer_append(&n->here_lines, line, len + 1));
}

static bool
say_kept(struct narrator *n, struct buffer *lines)
{
	const char *line = lines->bytes, *end;
	size_t left = lines->len, len;
	bool shown = true;

	for (; left > 0 && shown; line += len + 1, left -= len + 1) {
		end = memchr(line, '\n', left);
		len = (size_t)(end - line);
		shown = n->show(n->arg, line, len);
	}
	lines->len = 0;
	return (shown);
}

/* ------------------------------------------------------------------------
 * Who comes and goes
 */

static bool
say_came(struct narrator *n, struct words who)
{
	return (say(n, S_JOINED, ARGS(who)));
}

static bool
say_went(struct narrator *n, struct words who, struct words why)
{
	return (say(n, why.len > 0 ? S_LEFT_WHY : S_LEFT,
	    ARGS(who, rewording_why(why))));
}

/* Those who are held, of whom there are several. */
static bool
say_many(struct narrator *n, const struct crowd *c, enum sentence all,
    enum sentence some)
{
	struct buffer list = { .len = 0 };
	size_t named = crowd_list(c, &list);
	bool shown = say(n, c->count > named ? some : all,
	    ARGS(NUMBER(c->count), { list.bytes, list.len },
		NUMBER(c->count - named)));

	buffer_fini(&list);
	return (shown);
}

/* The only one who is held. */
static struct words
only(const struct crowd *c)
{
	return ((struct words){ c->names.bytes + 1, c->names.len - 2 });
}

static bool
tell_went(struct narrator *n, int64_t now)
{
	struct words why = { n->why.bytes, n->why.len };
	bool shown = true;

	if (n->went.count == 0)
		return (true);
	if (n->went.count == 1)
		shown = say_went(n, only(&n->went), why);
	else
		shown = say_many(n, &n->went, S_MANY_LEFT, S_MANY_LEFT_MORE);
	crowd_tell(&n->went, now);
	return (shown);
}

/* Those who have gone were there before. */
static bool
tell_came(struct narrator *n, int64_t now)
{
	bool shown = true;

	if (n->came.count == 0)
		return (true);
	if (!tell_went(n, now))
		return (false);
	if (n->came.count == 1)
		shown = say_came(n, only(&n->came));
	else
		shown =
		    say_many(n, &n->came, S_MANY_JOINED, S_MANY_JOINED_MORE);
	crowd_tell(&n->came, now);
	return (shown);
}

static bool
came(struct narrator *n, struct words who, int64_t now)
{
	if (crowd_hold(&n->came, who, now))
		return (true);
	return (tell_went(n, now) && say_came(n, who));
}

/* Nobody saw those come who are held, so nobody needs to see them go. */
static bool
went(struct narrator *n, struct words who, struct words why, int64_t now)
{
	if (crowd_has(&n->came, who)) {
		crowd_remove(&n->came, who);
		return (true);
	}
	if (!crowd_hold(&n->went, who, now))
		return (say_went(n, who, why));
	if (n->went.count == 1) {
		n->why.len = 0;
		(void)buffer_append(&n->why, why.bytes, why.len);
	}
	return (true);
}

/* Nobody speaks, or does anything else, before it is told that they are here.
 */
static bool
introduce(struct narrator *n, struct words who, int64_t now)
{
	return (!crowd_has(&n->came, who) || tell_came(n, now));
}

/* ------------------------------------------------------------------------
 * A list of who is here
 */

static struct words
span_of(struct words seconds, char out[SPAN_SIZE])
{
	uint64_t s;

	if (!number_parse(seconds.bytes, seconds.len, INT32_MAX, &s))
		return (said(seconds));
	return (span_write((int64_t)s * 1000, SPAN_PAST, out));
}

static bool
list(struct narrator *n, const struct record *r)
{
	char here[SPAN_SIZE], idle[SPAN_SIZE];

	if (n->unasked)
		return (true);
	n->here_count++;
	if (n->here_lines.len > HERE_MAX && !say_kept(n, &n->here_lines))
		return (false);
	return (keep(n, S_HERE,
	    ARGS(said(r->fields[0]), rewording_place(said(r->fields[1])),
		span_of(r->fields[2], here), span_of(r->fields[3], idle))));
}

static bool
end_list(struct narrator *n)
{
	bool shown = true;

	if (!n->unasked)
		shown = say(n, n->here_count == 1 ? S_WHO_ONE : S_WHO_MANY,
			    ARGS(NUMBER(n->here_count))) &&
		    say_kept(n, &n->here_lines);
	n->unasked = false;
	n->here_count = 0;
	n->here_lines.len = 0;
	return (shown);
}

/* ------------------------------------------------------------------------
 * Everything
 */

/* What the server itself says to people; without words it is for programs. */
static bool
say_notice(struct narrator *n, struct words text)
{
	return (text.len == 0 || say(n, S_ANNOUNCED, ARGS(NOBODY, text)));
}

/* The same, of a sentence that the table has. */
static bool
say_again(struct narrator *n, const struct heard *h)
{
	char line[REWORDING_SIZE];
	size_t len = rewording_write(n->language, h, line);

	return (len > 0 ? n->show(n->arg, line, len) : say_notice(n, h->line));
}

static bool
tell_answer(struct narrator *n, const struct record *r)
{
	if (narrator_is_word(r->fields[1], S_WHO_MANY))
		return (end_list(n));
	/* People see what came of it, and are told nothing else. */
	if (narrator_is_word(r->fields[1], S_DONE))
		return (true);
	return (say_again(n,
	    &(struct heard){ .line = r->fields[3],
		.kind = r->kind,
		.word = r->fields[1] }));
}

/*
 * Anyone not told yet is told once, by the last name.  The new name may be that
 * of somebody who has left.  We know ours from the answer.
 */
static bool
tell_renamed(struct narrator *n, const struct record *r, int64_t now)
{
	struct words who = said(r->fields[0]), name = said(r->fields[1]);

	if (crowd_has(&n->came, who)) {
		crowd_rename(&n->came, who, name);
		return (true);
	}
	if (!tell_went(n, now))
		return (false);
	if (is_me(n, who)) {
		call_me(n, name);
		return (true);
	}
	return (say(n, S_RENAMED, ARGS(who, name)));
}

/* What everyone reads, except the person who has said or done it. */
static bool
tell_others(struct narrator *n, const struct record *r, int64_t now)
{
	struct words who = said(r->fields[0]), text = said(r->fields[1]);

	if (is_me(n, who))
		return (true);
	if (r->kind == EVENT_JOINED)
		return (came(n, who, now));
	if (r->kind == EVENT_LEFT)
		return (went(n, who, text, now));
	return (introduce(n, who, now) &&
	    say(n, r->kind == EVENT_SAID ? S_SAID : S_DID, ARGS(who, text)));
}

/* What everyone reads. */
static bool
tell_all(struct narrator *n, const struct record *r, int64_t now)
{
	struct words who = said(r->fields[0]), text = said(r->fields[1]);

	if (!introduce(n, who, now))
		return (false);
	switch (r->kind) {
	case EVENT_WHISPERED:
		return (
		    say(n, S_WHISPERED, ARGS(who, text, said(r->fields[2]))));
	case EVENT_TOPIC:
		return (say(n, text.len > 0 ? S_TOPIC_SET : S_TOPIC_REMOVED,
		    ARGS(who, text)));
	case EVENT_ANNOUNCED:
		return (say_notice(n, text));
	case EVENT_ACTED:
		return (say_again(n,
		    &(struct heard){ .line = r->fields[3],
			.kind = r->kind,
			.word = text,
			.who = r->fields[0],
			.whom = r->fields[2] }));
	case EVENT_CLOSING:
		return (say_again(n,
		    &(struct heard){ .line = r->fields[2],
			.kind = r->kind,
			.word = text }));
	default:
		return (true);
	}
}

static bool
begin(struct narrator *n, const struct record *r)
{
	call_me(n, r->fields[0]);
	n->unasked = true;
	return (true);
}

bool
narrator_tell(struct narrator *n, const struct record *r, int64_t now)
{
	if (!r->known)
		return (true);
	if (!narrator_pass(n, now))
		return (false);
	switch (r->kind) {
	case EVENT_RECORDS:
		return (begin(n, r));
	case EVENT_HERE:
		return (list(n, r));
	case EVENT_ANSWERED:
		return (tell_answer(n, r));
	case EVENT_RENAMED:
		return (tell_renamed(n, r, now));
	case EVENT_SAID:
	case EVENT_DID:
	case EVENT_JOINED:
	case EVENT_LEFT:
		return (tell_others(n, r, now));
	default:
		return (tell_all(n, r, now));
	}
}

int64_t
narrator_due(const struct narrator *n)
{
	int64_t due = NARRATOR_NEVER;

	if (n->came.count > 0)
		due = n->came.ends;
	if (n->went.count > 0 && n->went.ends < due)
		due = n->went.ends;
	return (due);
}

bool
narrator_pass(struct narrator *n, int64_t now)
{
	return ((n->went.ends > now || tell_went(n, now)) &&
	    (n->came.ends > now || tell_came(n, now)));
}

bool
narrator_tell_held(struct narrator *n)
{
	int64_t now = n->came.ends > n->went.ends ? n->came.ends : n->went.ends;

	return (narrator_pass(n, now));
}
