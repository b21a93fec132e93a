/*
 * tell: a few words to a client that is not in the room.  See tell.h.
 */
#include <config.h>

#include "server/door/tell.h"

#include <sys/socket.h>

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "common/protocol.h"

/* Besides English; set before there is a second thread. */
static enum language also;

void
tell_init(enum language language)
{
	also = language;
}

void
tell_bytes(int fd, const void *bytes, size_t len)
{
	(void)send(fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* Whether it is said in another language than English, too. */
static bool
is_said_twice(enum sentence s)
{
	return (sentence_in(also, s) != sentence_english(s));
}

void
tell(int fd, enum sentence s, const struct words *args)
{
	char lines[2 * TELL_LINE_MAX];
	size_t len =
	    sentence_line(LANGUAGE_EN, s, args, lines, TELL_LINE_MAX, NULL);

	if (is_said_twice(s))
		len += sentence_line(also, s, args, lines + len, TELL_LINE_MAX,
		    NULL);
	tell_bytes(fd, lines, len);
}

void
tell_reason(int fd, const struct reason *why)
{
	char lines[2 * TELL_LINE_MAX];
	size_t len = reason_line(LANGUAGE_EN, why, lines, TELL_LINE_MAX);

	if (is_said_twice(why->sentence))
		len += reason_line(also, why, lines + len, TELL_LINE_MAX);
	tell_bytes(fd, lines, len);
}

/* The reason in a language, without what a line has around it. */
static struct words
within(enum language language, const struct reason *why,
    char out[TELL_LINE_MAX])
{
	const size_t stars = strlen(PROTOCOL_NOTICE), end = strlen("\r\n");
	size_t len = reason_line(language, why, out, TELL_LINE_MAX);

	assert(len >= stars + end);
	return ((struct words){ out + stars, len - stars - end });
}

void
tell_because(int fd, enum sentence s, const struct reason *why)
{
	char lines[2 * TELL_LINE_MAX], text[TELL_LINE_MAX];
	size_t len = sentence_line(LANGUAGE_EN, s,
	    ARGS(within(LANGUAGE_EN, why, text)), lines, TELL_LINE_MAX, NULL);

	if (is_said_twice(s))
		len += sentence_line(also, s, ARGS(within(also, why, text)),
		    lines + len, TELL_LINE_MAX, NULL);
	tell_bytes(fd, lines, len);
}
