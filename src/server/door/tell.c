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

/* What is told: a sentence, or why, or a sentence that has it in itself. */
struct told {
	enum sentence sentence; /* S_NONE: the reason alone */
	const struct words *args;
	const struct reason *why; /* or NULL */
};

/* In which language, besides English, somebody is told everything. */
static enum language
language_for(const struct tell_reader *to)
{
	enum language language;

	if (to->chose_language)
		return (to->language);
	if (to->charset != NULL &&
	    language_of_charset(charset_name(to->charset), &language) &&
	    dictionary_exists(language))
		return (language);
	return (also);
}

/* The same words in both languages are said once. */
static bool
is_said_in(enum language language, const struct told *told)
{
	enum sentence s =
	    told->sentence != S_NONE ? told->sentence : told->why->sentence;

	return (sentence_in(language, s) != sentence_english(s));
}

/* Writes it as a line; returns the length. */
static size_t
write_line(enum language language, const struct told *told,
    char out[TELL_LINE_MAX])
{
	char why[TELL_LINE_MAX];
	struct words reason;

	if (told->why == NULL)
		return (sentence_line(language, told->sentence, told->args, out,
		    TELL_LINE_MAX, NULL));
	if (told->sentence == S_NONE)
		return (reason_line(language, told->why, out, TELL_LINE_MAX));
	reason.bytes = why;
	reason.len = reason_line(language, told->why, why, sizeof why);
	return (sentence_line(language, told->sentence,
	    ARGS(sentence_bare(reason)), out, TELL_LINE_MAX, NULL));
}

/* What has been written in UTF-8, in the charset. */
static void
send_lines(const struct tell_reader *to, const char *lines, size_t len)
{
	char coded[LINES_MAX * CHARSET_ENCODE_GROWTH];

	if (to->charset != NULL) {
		len = charset_encode(to->charset, &lines, &(size_t){ len },
		    coded, sizeof coded);
		lines = coded;
	}
	tell_bytes(to->fd, lines, len);
}

static void
tell_it(const struct tell_reader *to, const struct told *told)
{
	enum language language = language_for(to);
	bool own = is_said_in(language, told);
	char lines[LINES_MAX];
	size_t len = 0;

	if (!to->chose_language || !own)
		len = write_line(LANGUAGE_EN, told, lines);
	if (own)
		len += write_line(language, told, lines + len);
	send_lines(to, lines, len);
}

void
tell(const struct tell_reader *to, enum sentence s, const struct words *args)
{
	tell_it(to, &(struct told){ .sentence = s, .args = args });
}

void
tell_reason(const struct tell_reader *to, const struct reason *why)
{
	tell_it(to, &(struct told){ .why = why });
}

void
tell_because(const struct tell_reader *to, enum sentence s,
    const struct reason *why)
{
	tell_it(to, &(struct told){ .sentence = s, .why = why });
}
