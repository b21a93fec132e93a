/*
 * tell: a few words to a client that is not in the room.  See tell.h.
 */
#include <config.h>

#include "server/door/tell.h"

#include <sys/socket.h>

#include <stdbool.h>
#include "server/dialect/charset.h"
#include "speech/dictionary.h"

/* All that is told at once. */
#define LINES_MAX (2 * TELL_LINE_MAX)

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

/* In which language, besides English, somebody is told everything. */
static enum language
language_for(const struct charset *charset)
{
	enum language language;

	if (charset != NULL &&
	    language_of_charset(charset_name(charset), &language) &&
	    dictionary_exists(language))
		return (language);
	return (also);
}

/* Whether it is said in another language than English, too. */
static bool
is_said_twice(enum language language, enum sentence s)
{
	return (sentence_in(language, s) != sentence_english(s));
}

/* What has been written in UTF-8, in the charset. */
static void
tell_lines(int fd, const struct charset *charset, const char *lines, size_t len)
{
	char coded[LINES_MAX * CHARSET_ENCODE_GROWTH];

	if (charset != NULL) {
		len = charset_encode(charset, &lines, &(size_t){ len }, coded,
		    sizeof coded);
		lines = coded;
	}
	tell_bytes(fd, lines, len);
}

void
tell(int fd, const struct charset *charset, enum sentence s,
    const struct words *args)
{
	enum language language = language_for(charset);
	char lines[LINES_MAX];
	size_t len =
	    sentence_line(LANGUAGE_EN, s, args, lines, TELL_LINE_MAX, NULL);

	if (is_said_twice(language, s))
		len += sentence_line(language, s, args, lines + len,
		    TELL_LINE_MAX, NULL);
	tell_lines(fd, charset, lines, len);
}

void
tell_reason(int fd, const struct charset *charset, const struct reason *why)
{
	enum language language = language_for(charset);
	char lines[LINES_MAX];
	size_t len = reason_line(LANGUAGE_EN, why, lines, TELL_LINE_MAX);

	if (is_said_twice(language, why->sentence))
		len += reason_line(language, why, lines + len, TELL_LINE_MAX);
	tell_lines(fd, charset, lines, len);
}

/* The reason in a language, without what a line has around it. */
static struct words
within(enum language language, const struct reason *why,
    char out[TELL_LINE_MAX])
{
	size_t len = reason_line(language, why, out, TELL_LINE_MAX);

	return (sentence_bare((struct words){ out, len }));
}

void
tell_because(int fd, const struct charset *charset, enum sentence s,
    const struct reason *why)
{
	enum language language = language_for(charset);
	char lines[LINES_MAX], text[TELL_LINE_MAX];
	size_t len = sentence_line(LANGUAGE_EN, s,
	    ARGS(within(LANGUAGE_EN, why, text)), lines, TELL_LINE_MAX, NULL);

	if (is_said_twice(language, s))
		len += sentence_line(language, s,
		    ARGS(within(language, why, text)), lines + len,
		    TELL_LINE_MAX, NULL);
	tell_lines(fd, charset, lines, len);
}
