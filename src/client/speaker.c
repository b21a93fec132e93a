/*
 * speaker: from the keyboard to the socket.  See speaker.h.
 */
#include <config.h>

#include "client/speaker.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <langinfo.h>
#include <stdio.h>
#include <string.h>

#include "client/mailbox.h"
#include "client/goodbye.h"
#include "client/notice.h"
#include "common/framing.h"
#include "common/key.h"
#include "common/protocol.h"
#include "common/translation.h"
#include "common/text.h"
#include "speech/cause.h"

bool
speaker_say(struct connection *c, uint32_t number, const char *line, size_t len)
{
	char bytes[PROTOCOL_REQUEST_SIZE + FRAMING_LINE_MAX + 1];
	size_t start = 0;

	assert(len <= FRAMING_LINE_MAX);
	if (number > 0)
		start = (size_t)snprintf(bytes, sizeof bytes, "%" PRIu32 "\t",
		    number);
	memcpy(bytes + start, line, len);
	bytes[start + len] = '\n';
	return (connection_send(c, bytes, start + len + 1));
}

bool
speaker_say_key(struct connection *c, const char *key, size_t len)
{
	char line[sizeof PROTOCOL_KEY + KEY_MAX] = PROTOCOL_KEY;
	size_t start = strlen(PROTOCOL_KEY);
	bool said;

	assert(len <= KEY_MAX);
	memcpy(line + start, key, len);
	line[start + len] = '\n';
	said = connection_send(c, line, start + len + 1);
	explicit_bzero(line, sizeof line);
	return (said);
}

/* In the locale "C", a filter sends what it is given. */
bool
speaker_says_utf8(const struct screen *s)
{
	return (screen_is_terminal(s) || translation_is_utf8() ||
	    translation_charset() != NULL);
}

/* /charset would be for the server, which gets UTF-8 from us. */
static bool
is_charset(const struct speaker *s, const char *line, size_t len)
{
	if (!goodbye_is_charset(line, len) || !speaker_says_utf8(s->screen))
		return (false);
	notice_tell(s->screen, N_CHARSET_HERE,
	    ARGS(words_of(nl_langinfo(CODESET))));
	return (true);
}

/* /records off would leave us without the answers to our lines. */
static bool
is_records(const struct speaker *s, const char *line, size_t len)
{
	if (!goodbye_is_records(line, len) || !delivery_numbers(s->delivery))
		return (false);
	notice_tell(s->screen, N_RECORDS_HERE, NULL);
	return (true);
}

/* /lang would change nothing, since the sentences are ours. */
static bool
is_lang(const struct speaker *s, const char *line, size_t len)
{
	if (!goodbye_is_lang(line, len) || !delivery_numbers(s->delivery))
		return (false);
	notice_tell(s->screen, N_LANG_HERE, NULL);
	return (true);
}

/*
 * Takes a line from the keyboard.  False when it was the last one.  The main
 * thread hears that we leave before the server can know it and close the
 * connection.
 */
static bool
speak_line(struct speaker *s, const char *line, size_t len)
{
	bool terminal = screen_is_terminal(s->screen);
	bool blank = text_is_blank(line, len);
	bool quit = goodbye_is_quit(line, len);
	uint32_t number = 0;

	if (is_charset(s, line, len))
		return (true);
	if (!terminal || (!blank && !quit)) {
		switch (entrance_wait(s->entrance, !terminal)) {
		case ENTRANCE_OPEN:
			break;
		case ENTRANCE_KEY:
			notice_tell(s->screen, N_KEY_FIRST, NULL);
			return (true);
		case ENTRANCE_CLOSED:
			s->cut_off = !blank && !quit;
			return (false);
		}
	}
	if (is_records(s, line, len) || is_lang(s, line, len))
		return (true);
	if (blank || quit)
		mailbox_post(MAIL_LEAVE);
	else
		number = delivery_count(s->delivery);
	if (!blank && !speaker_say(s->connection, number, line, len))
		return (false);
	s->spoke = s->spoke || !blank;
	if ((blank || quit) && !terminal && keyboard_has_more(s->keyboard))
		notice_tell(s->screen,
		    blank ? N_ENDED_BY_LINE : N_ENDED_BY_QUIT, NULL);
	return (!blank && !quit);
}

/* Strips blanks, which nobody could see, and a /key if that was also typed. */
static void
trim_key(const char **key, size_t *len)
{
	size_t start = strlen(PROTOCOL_KEY);

	while (*len > 0 && (*key)[*len - 1] == ' ')
		--*len;
	if (*len > start && memcmp(*key, PROTOCOL_KEY, start) == 0) {
		*key += start;
		*len -= start;
	}
	for (; *len > 0 && **key == ' '; --*len)
		++*key;
}

/* What was typed at one prompt is not an answer to the next one. */
static void
note_stale(struct speaker *s)
{
	notice_tell(s->screen, N_STALE, NULL);
}

/*
 * Takes a line that was typed at the question for the key.  Whatever becomes
 * of it, it is never said aloud.  False when it was the last line.
 */
static bool
speak_key(struct speaker *s, const char *key, size_t len)
{
	trim_key(&key, &len);
	if (len == 0 || goodbye_is_quit(key, len)) {
		mailbox_post(MAIL_LEAVE);
		return (false);
	}
	switch (entrance_wait_turn(s->entrance)) {
	case ENTRANCE_KEY:
		return (speaker_say_key(s->connection, key, len));
	case ENTRANCE_OPEN:
		/* While we waited here, it may have been typed again. */
		keyboard_drop(s->keyboard);
		note_stale(s);
		return (true);
	case ENTRANCE_CLOSED:
	default:
		return (false);
	}
}

/* The end of the input.  A filter leaves when it knows whether it was in. */
static void
speak_end(struct speaker *s)
{
	if (screen_is_terminal(s->screen) ||
	    entrance_wait(s->entrance, true) == ENTRANCE_OPEN)
		mailbox_post(MAIL_LEAVE);
}

/* The input cannot be read: that is its end. */
static void
speak_failure(struct speaker *s, int error)
{
	s->unsent = true;
	notice_tell(s->screen, N_NO_INPUT, ARGS(cause_of(error)));
	mailbox_post(MAIL_LEAVE);
}

/* One event of the keyboard; false when it was the last one. */
static bool
speak_next(struct speaker *s)
{
	const char *line;
	size_t len;

	switch (keyboard_next(s->keyboard, &line, &len)) {
	case KEYBOARD_LINE:
		return (speak_line(s, line, len));
	case KEYBOARD_KEY:
		return (speak_key(s, line, len));
	case KEYBOARD_STALE:
		note_stale(s);
		return (true);
	case KEYBOARD_TOO_LONG:
		s->unsent = true;
		notice_tell(s->screen, N_TOO_LONG,
		    ARGS(NUMBER(FRAMING_LINE_MAX)));
		return (true);
	case KEYBOARD_GARBLED:
		s->unsent = true;
		notice_tell(s->screen, N_GARBLED,
		    ARGS(words_of(nl_langinfo(CODESET))));
		return (true);
	case KEYBOARD_FAILED:
		speak_failure(s, errno);
		return (false);
	case KEYBOARD_END:
		speak_end(s);
		return (false);
	case KEYBOARD_STOPPED:
	default:
		s->cut_off = !screen_is_terminal(s->screen) &&
		    keyboard_has_more(s->keyboard);
		return (false);
	}
}

void
speaker_run(struct speaker *s)
{
	while (speak_next(s))
		continue;
	screen_end_typing(s->screen);
}
