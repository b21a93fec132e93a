/*
 * speaker: from the keyboard to the socket.  See speaker.h.
 */
#include <config.h>

#include "client/speaker.h"

#include <assert.h>
#include <errno.h>
#include <langinfo.h>
#include <string.h>

#include "client/mailbox.h"
#include "client/goodbye.h"
#include "common/framing.h"
#include "common/key.h"
#include "common/protocol.h"
#include "common/terminal/translation.h"
#include "common/text.h"

bool
speaker_say(struct connection *c, const char *line, size_t len)
{
	char bytes[FRAMING_LINE_MAX + 1];

	assert(len <= FRAMING_LINE_MAX);
	memcpy(bytes, line, len);
	bytes[len] = '\n';
	return (connection_send(c, bytes, len + 1));
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

/*
 * Whether the client answers the line: /charset would be for the server, which
 * gets UTF-8 from us.  In the locale "C", a filter sends what it is given.
 */
static bool
is_answered_here(const struct speaker *s, const char *line, size_t len)
{
	if (!goodbye_is_charset(line, len) ||
	    (!screen_is_terminal(s->screen) && !translation_is_utf8() &&
		translation_charset() == NULL))
		return (false);
	screen_note(s->screen,
	    "/charset is not needed here: the charset is that of your locale, "
	    "%s; LC_ALL changes it",
	    nl_langinfo(CODESET));
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

	if (is_answered_here(s, line, len))
		return (true);
	if (!terminal || (!blank && !quit)) {
		switch (entrance_wait(s->entrance, !terminal)) {
		case ENTRANCE_OPEN:
			break;
		case ENTRANCE_KEY:
			screen_note(s->screen,
			    "the room asks for its key first; your line was "
			    "not sent");
			return (true);
		case ENTRANCE_CLOSED:
			s->cut_off = !blank && !quit;
			return (false);
		}
	}
	if (blank || quit)
		mailbox_post(MAIL_LEAVE);
	else
		delivery_count(s->delivery);
	if (!blank && !speaker_say(s->connection, line, len))
		return (false);
	if ((blank || quit) && !terminal && keyboard_has_more(s->keyboard))
		screen_note(s->screen,
		    "%s ended the session; the rest of the input was not sent",
		    blank ? "the empty line" : "/quit");
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
	screen_note(s->screen,
	    "what was typed before the prompt changed was not sent");
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
	screen_note(s->screen, "cannot read the input: %s", strerror(error));
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
		screen_note(s->screen,
		    "a line of more than %d bytes was not sent",
		    FRAMING_LINE_MAX);
		return (true);
	case KEYBOARD_GARBLED:
		s->unsent = true;
		screen_note(s->screen,
		    "a line was not sent: not all of it is text in %s, the "
		    "charset of the locale",
		    nl_langinfo(CODESET));
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
