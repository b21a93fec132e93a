/*
 * narrator: what a person reads of the records.  See narrator.h.
 */
#include <config.h>

#include "client/narrator.h"

#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "common/number.h"
#include "common/span.h"

/* The longest line that comes in, and the words that are put around it. */
#define SENTENCE_SIZE (16384 + 256)

/* So many are told one by one; of more, so many are named: as in the server. */
#define CROWD_TOLD 2
#define CROWD_NAMED 5

/* A list of people that is longer is shown before it is whole. */
#define HERE_MAX (1024 * 1024)

/* As an argument of a sentence: nobody and nothing is a text, too. */
static struct words
said(struct words field)
{
	return (field.bytes == NULL ? words_of("") : field);
}

void
narrator_init(struct narrator *n,
    bool (*show)(void *arg, const void *line, size_t len), void *arg)
{
	*n = (struct narrator){ .show = show, .arg = arg, .unasked = true };
}

void
narrator_fini(struct narrator *n)
{
	buffer_fini(&n->crowd_lines);
	buffer_fini(&n->crowd_names);
	buffer_fini(&n->here_lines);
}

bool
narrator_is_word(struct words word, enum sentence s)
{
	struct words expected = words_of(sentence_word(s));

	return (word.len == expected.len &&
	    memcmp(word.bytes, expected.bytes, word.len) == 0);
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
	size_t len = sentence_write(s, args, line, sizeof line, NULL);

	return (n->show(n->arg, line, len));
}

/* The same, to be said later. */
static bool
keep(struct buffer *lines, enum sentence s, const struct words *args)
{
	char line[SENTENCE_SIZE + 1];
	size_t len = sentence_write(s, args, line, sizeof line - 1, NULL);

	line[len] = '\n';
	return (buffer_append(lines, line, len + 1));
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
 * A crowd
 */

static bool
say_many(struct narrator *n)
{
	bool left = n->crowd == EVENT_LEFT;
	struct words names = { n->crowd_names.bytes, n->crowd_names.len };

	if (n->crowd_count > CROWD_NAMED)
		return (say(n, left ? S_MANY_LEFT_MORE : S_MANY_JOINED_MORE,
		    ARGS(NUMBER(n->crowd_count), names,
			NUMBER(n->crowd_count - CROWD_NAMED))));
	return (say(n, left ? S_MANY_LEFT : S_MANY_JOINED,
	    ARGS(NUMBER(n->crowd_count), names)));
}

static bool
end_crowd(struct narrator *n)
{
	bool shown = true;

	if (n->crowd_count > CROWD_TOLD)
		shown = say_many(n);
	else if (n->crowd_count > 0)
		shown = say_kept(n, &n->crowd_lines);
	n->crowd_count = 0;
	n->crowd_lines.len = 0;
	n->crowd_names.len = 0;
	return (shown);
}

static enum sentence
arrival_or_departure(const struct record *r)
{
	if (r->kind == EVENT_JOINED)
		return (S_JOINED);
	return (r->fields[1].len > 0 ? S_LEFT_WHY : S_LEFT);
}

static bool
join_crowd(struct narrator *n, const struct record *r)
{
	struct words who = said(r->fields[0]);
	bool kept = true;

	if (n->crowd_count > 0 && n->crowd != r->kind && !end_crowd(n))
		return (false);
	n->crowd = r->kind;
	if (n->crowd_count < CROWD_TOLD)
		kept = keep(&n->crowd_lines, arrival_or_departure(r),
		    ARGS(who, said(r->fields[1])));
	if (n->crowd_count > 0 && n->crowd_count < CROWD_NAMED)
		kept = kept && buffer_append(&n->crowd_names, ", ", 2);
	if (n->crowd_count < CROWD_NAMED)
		kept =
		    kept && buffer_append(&n->crowd_names, who.bytes, who.len);
	n->crowd_count++;
	return (kept);
}

/* ------------------------------------------------------------------------
 * A list of who is here
 */

static struct words
span_of(struct words seconds, char out[SPAN_SIZE])
{
	unsigned long s;

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
	return (keep(&n->here_lines, S_HERE,
	    ARGS(said(r->fields[0]), said(r->fields[1]),
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

static bool
tell_answer(struct narrator *n, const struct record *r)
{
	if (narrator_is_word(r->fields[1], S_WHO_MANY))
		return (end_list(n));
	return (say_notice(n, r->fields[3]));
}

/* We know our new name from the answer. */
static bool
tell_renamed(struct narrator *n, const struct record *r)
{
	if (!is_me(n, r->fields[0]))
		return (say(n, S_RENAMED,
		    ARGS(said(r->fields[0]), said(r->fields[1]))));
	call_me(n, r->fields[1]);
	return (true);
}

/* What everyone reads, except the person who has said or done it. */
static bool
tell_others(struct narrator *n, const struct record *r)
{
	struct words who = said(r->fields[0]), text = said(r->fields[1]);

	if (r->kind == EVENT_RENAMED)
		return (tell_renamed(n, r));
	if (is_me(n, who))
		return (true);
	if (r->kind == EVENT_SAID)
		return (say(n, S_SAID, ARGS(who, text)));
	if (r->kind == EVENT_DID)
		return (say(n, S_DID, ARGS(who, text)));
	return (join_crowd(n, r));
}

/* What everyone reads. */
static bool
tell_all(struct narrator *n, const struct record *r)
{
	struct words who = said(r->fields[0]), text = said(r->fields[1]);

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
		return (say_notice(n, r->fields[3]));
	case EVENT_CLOSING:
		return (say_notice(n, r->fields[2]));
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
narrator_tell(struct narrator *n, const struct record *r)
{
	if (!r->known)
		return (true);
	if (r->kind != EVENT_JOINED && r->kind != EVENT_LEFT && !end_crowd(n))
		return (false);
	switch (r->kind) {
	case EVENT_RECORDS:
		return (begin(n, r));
	case EVENT_HERE:
		return (list(n, r));
	case EVENT_ANSWERED:
		return (tell_answer(n, r));
	case EVENT_SAID:
	case EVENT_DID:
	case EVENT_JOINED:
	case EVENT_LEFT:
	case EVENT_RENAMED:
		return (tell_others(n, r));
	default:
		return (tell_all(n, r));
	}
}

bool
narrator_pause(struct narrator *n)
{
	return (end_crowd(n));
}
