/*
 * retelling: the plain line of an event in another language.  See retelling.h.
 */
#include <config.h>

#include "server/delivery/retelling.h"

#include <string.h>

#include "common/words.h"
#include "speech/sentence.h"

/* An argument of the event, as it stands in its English line. */
static struct words
argument(const struct event_span *span, const char *bytes)
{
	if (span->sentence != S_NONE)
		return (sentence_piece((enum sentence)span->sentence));
	return ((struct words){ bytes + span->at, span->len });
}

size_t
retelling_write(enum language language, const struct event *event,
    const char *bytes, char *out, size_t room)
{
	enum sentence s = (enum sentence)event->sentence;
	struct words args[SENTENCE_ARGS_MAX];
	size_t i, len = event->len < room ? event->len : room;

	if (sentence_in(language, s) != sentence_english(s)) {
		for (i = 0; i < SENTENCE_ARGS_MAX; i++)
			args[i] = argument(&event->args[i], bytes);
		return (sentence_line(language, s, args, out, room, NULL));
	}
	memcpy(out, bytes, len);
	return (len);
}
