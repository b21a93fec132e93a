/*
 * telling: an event of a batch as a record for programs.  See telling.h.
 */
#include <config.h>

#include "server/delivery/telling.h"

#include <assert.h>
#include <string.h>

#include "common/words.h"
#include "speech/sentence.h"

/* What an argument of the event is; nothing if it has none there. */
static struct words
argument(const struct event *event, const char *bytes, size_t i)
{
	struct event_span span = event->args[i];

	if (span.len == 0)
		return ((struct words){ NULL, 0 });
	return ((struct words){ bytes + span.at, span.len });
}

/* Takes one line off *lines, and returns what it says. */
static struct words
take_line(struct words *lines)
{
	const char *end = memchr(lines->bytes, '\n', lines->len);
	struct words line = *lines;

	if (end != NULL)
		line.len = (size_t)(end + 1 - lines->bytes);
	lines->bytes += line.len;
	lines->len -= line.len;
	return (sentence_bare(line));
}

static struct words
request_of(const struct event *event, char digits[WORDS_NUMBER_SIZE])
{
	if (event->request == 0)
		return ((struct words){ NULL, 0 });
	return (words_number(event->request, digits));
}

/* What programs test: which sentence it is. */
static struct words
word_of(const struct event *event)
{
	return (words_of(sentence_word((enum sentence)event->sentence)));
}

/* The record of one line; the event's kind says what its fields are. */
static void
fill(struct record *r, const struct event *event, const char *bytes,
    struct words line, char digits[WORDS_NUMBER_SIZE])
{
	size_t i;

	switch (event->kind) {
	case EVENT_ACTED:
		r->fields[0] = argument(event, bytes, 0);
		r->fields[1] = word_of(event);
		r->fields[2] = argument(event, bytes, 1);
		r->fields[3] = line;
		break;
	case EVENT_ANSWERED:
		r->fields[1] = word_of(event);
		r->fields[2] = request_of(event, digits);
		r->fields[3] = line;
		break;
	case EVENT_CLOSING:
		r->fields[1] = word_of(event);
		r->fields[2] = line;
		break;
	default:
		for (i = 0; i < record_fields(event->kind); i++)
			r->fields[i] = argument(event, bytes, i);
		break;
	}
}

size_t
telling_write(const struct event *event, const char *bytes,
    struct record_clock *clock, char *out, size_t room)
{
	struct words lines = { bytes, event->len };
	char digits[WORDS_NUMBER_SIZE];
	size_t len = 0;

	if (record_fields(event->kind) == 0)
		return (0);
	do {
		struct record r = { .kind = event->kind,
			.number = event->number,
			.time_ms = event->time_ms };

		fill(&r, event, bytes, take_line(&lines), digits);
		assert(record_bound(&r) <= room - len);
		len += record_write(&r, clock, out + len);
	} while (lines.len > 0);
	(void)room;
	return (len);
}
