/*
 * hearing: turns one client's lines into what is said.  See hearing.h.
 */
#include <config.h>

#include "server/hearing.h"

#include <stdio.h>
#include <string.h>

#include "common/number.h"
#include "common/protocol.h"
#include "common/text.h"
#include "common/thread.h"
#include "server/command/command.h"
#include "server/command/intent.h"
#include "server/dialect/charset.h"
#include "server/dialect/tidy.h"
#include "server/room/member.h"
#include "server/room/push.h"
#include "server/room/registry.h"
#include "server/room/speech.h"
#include "server/system/log.h"
#include "speech/sentence.h"

void
hearing_init(struct hearing *h, struct registry *registry,
    struct member *member, unsigned rate)
{
	memset(h, 0, sizeof *h);
	h->registry = registry;
	h->member = member;
	ear_init(&h->ear);
	pace_init(&h->pace, rate);
}

void
hearing_fini(struct hearing *h)
{
	ear_fini(&h->ear);
}

/* What is said from here on is said under the name that the member has now. */
static void
begin_speech(struct hearing *h, struct speech *s)
{
	h->slow = registry_is_slow(h->registry, h->member, s->who);
	speech_clear(s);
}

static void
push_speech(struct hearing *h, struct speech *s)
{
	if (s->count > 0)
		registry_say(h->registry, h->member, s);
	speech_clear(s);
}

/*
 * Waits until it is the client's turn to make the room send `bytes`.  What it
 * said before goes out first, and it is told once.  False if the connection
 * ended during the wait.
 */
static bool
keep_pace(struct hearing *h, struct speech *s, size_t bytes)
{
	int64_t now, wait;

	if (h->pace.rate == 0)
		return (true);
	now = thread_now_ms();
	wait = pace_take(&h->pace, now, bytes);
	if (wait == 0)
		return (true);
	push_speech(h, s);
	if (!h->pace.told) {
		h->pace.told = true;
		registry_answer(h->registry, h->member, S_NOT_SO_FAST,
		    ARGS(NUMBER(h->pace.rate)));
		log_event("slowed %s", h->member->address);
	}
	return (seat_pause(&h->member->seat, now + wait));
}

/*
 * Whatever the language, it is said in English first: that is ASCII, which can
 * be read in every charset.
 */
static void
ask_for_charset(struct hearing *h)
{
	const struct words *args = ARGS(words_of(charset_examples()));
	char line[256];
	size_t len;

	if (registry_language_of(h->member) != LANGUAGE_EN &&
	    !registry_reads_records(h->member)) {
		len = sentence_line(LANGUAGE_EN, S_CHARSET_NEEDED, args, line,
		    sizeof line, NULL);
		registry_tell(h->registry, h->member, S_CHARSET_NEEDED, line,
		    len);
	}
	registry_answer(h->registry, h->member, S_CHARSET_NEEDED, args);
}

/* Only the client knows which other charset it uses; asks for it, once. */
static void
tell_of_charsets(struct hearing *h, struct speech *s, bool short_of_memory)
{
	if (h->told)
		return;
	h->told = true;
	push_speech(h, s);
	if (short_of_memory)
		registry_answer(h->registry, h->member, S_CHARSET_NEEDED_LATER,
		    NULL);
	else
		ask_for_charset(h);
}

/* A line that is not UTF-8 but is likely Chinese settles its charset. */
static void
guess_charset(struct hearing *h, struct speech *s, struct words line)
{
	const struct charset *charset;
	enum charset_result result =
	    charset_guess(line.bytes, line.len, &charset);

	if (result != CHARSET_DONE) {
		tell_of_charsets(h, s, result == CHARSET_NO_MEMORY);
		return;
	}
	push_speech(h, s);
	if (!registry_charset(h->registry, h->member, charset)) {
		tell_of_charsets(h, s, true);
		return;
	}
	ear_set_charset(&h->ear, charset);
	registry_answer(h->registry, h->member,
	    registry_reads_records(h->member) ? S_CHARSET_GUESSED_READ :
						S_CHARSET_GUESSED,
	    ARGS(words_of(charset_name(charset))));
	log_event("charset %s: %s", h->member->address, charset_name(charset));
}

/*
 * Writes the clean text of a line to `out`, which has room for SPEECH_TEXT_MAX
 * bytes.  All that people can have relayed passes here, be it said or in a
 * command: so it is here that gaps and marks are bounded.  0 if nothing can be
 * seen.
 */
static size_t
understand(struct hearing *h, struct speech *s, struct words line, char *out)
{
	char decoded[SPEECH_TEXT_MAX];
	size_t len;

	/* The way of most lines: ASCII is itself in every charset. */
	if (tidy_is_simple(line.bytes, line.len)) {
		memcpy(out, line.bytes, line.len);
		return (line.len);
	}
	if (h->ear.charset == NULL && !text_is_valid(line.bytes, line.len))
		guess_charset(h, s, line);
	line = ear_text(&h->ear, line, decoded);
	len = text_clean(line.bytes, line.len, out);
	return (tidy_line(out, len, strlen(s->who)));
}

static void
add_line(struct hearing *h, struct speech *s, const char *text, size_t len)
{
	if (!speech_has_room(s, len) || (s->count > 0 && h->slow))
		push_speech(h, s);
	speech_say(s, text, len);
}

/*
 * After a command, lines are heard in the client's charset as it is by then,
 * and as numbers of requests need it: after them a line has its full length.
 */
static void
follow_member(struct hearing *h)
{
	size_t max = FRAMING_LINE_MAX;

	ear_set_charset(&h->ear, h->member->talk.charset);
	h->numbers = registry_reads_records(h->member);
	if (h->numbers)
		max += PROTOCOL_REQUEST_SIZE;
	ear_set_max(&h->ear, max);
}

/* A line of clean text: said aloud, or a command. */
static bool
handle_text(struct hearing *h, struct speech *s, const char *text, size_t len)
{
	struct words what;

	/*
	 * Nothing that can be seen, or all erased again: nothing was said.
	 * Only a line of white space, as it came, is a goodbye: anyone who
	 * pastes something invisible, or erases a word, has not said one.
	 */
	if (len == 0)
		return (true);
	if (intent_of(text, len, &what) == INTENT_SAY)
		add_line(h, s, what.bytes, what.len);
	else {
		push_speech(h, s); /* what was said before comes before */
		if (registry_state(h->registry, h->member) != MEMBER_HERE ||
		    !command_run(h->registry, h->member, what))
			return (false);
		follow_member(h);
		begin_speech(h, s); /* perhaps by another name */
	}
	return (true);
}

/*
 * A program that reads records may write a number and a TAB before its lines.
 * Takes them off, and returns the number; 0 if there is none.
 */
static uint32_t
take_request(const struct hearing *h, struct words *line)
{
	size_t most, n;
	const char *tab;
	uint64_t number;

	if (!h->numbers)
		return (0);
	most = line->len < PROTOCOL_REQUEST_SIZE ? line->len :
						   PROTOCOL_REQUEST_SIZE;
	tab = memchr(line->bytes, '\t', most);
	/* A number begins with no zero: so it is written in one way only. */
	if (tab == NULL || *line->bytes == '0')
		return (0);
	n = (size_t)(tab - line->bytes);
	if (!number_parse(line->bytes, n, UINT32_MAX, &number))
		return (0);
	line->bytes += n + 1;
	line->len -= n + 1;
	return ((uint32_t)number);
}

/* Answers a line that nobody gets, as it is too long. */
static bool
refuse_line(struct hearing *h, struct speech *s, uint32_t request)
{
	if (!keep_pace(h, s, 0))
		return (false);
	push_speech(h, s);
	h->member->talk.request = request;
	registry_answer(h->registry, h->member, S_LINE_TOO_LONG,
	    ARGS(NUMBER(FRAMING_LINE_MAX)));
	h->member->talk.request = 0;
	return (true);
}

/* Handles the text of a numbered line, which gets at least one answer. */
static bool
handle_request(struct hearing *h, struct speech *s, uint32_t number,
    const char *text, size_t len)
{
	struct member *m = h->member;
	bool stays;

	push_speech(h, s);
	m->talk.request = number;
	m->talk.request_answered = false;
	stays = handle_text(h, s, text, len);
	push_speech(h, s);
	if (stays && !m->talk.request_answered)
		registry_answer(h->registry, m, S_DONE, NULL);
	m->talk.request = 0;
	return (stays);
}

/* One line from the client; false when it must leave. */
static bool
handle_line(struct hearing *h, struct speech *s, struct words line)
{
	char text[SPEECH_TEXT_MAX];
	uint32_t request = take_request(h, &line);
	size_t len;

	if (line.len > FRAMING_LINE_MAX)
		return (refuse_line(h, s, request));
	/* A goodbye, except of the person who opened the room. */
	if (text_is_blank(line.bytes, line.len))
		return (h->member->is_console);
	/* Only now is it known how much the others would get. */
	len = understand(h, s, line, text);
	if (!keep_pace(h, s, len))
		return (false);
	if (request == 0 ? !handle_text(h, s, text, len) :
			   !handle_request(h, s, request, text, len))
		return (false);
	h->member->talk.answered =
	    (uint32_t)pace_charge(&h->pace, h->member->talk.answered);
	return (true);
}

/* A reply costs the room as much as a line, so it has its pace. */
static bool
reply(struct hearing *h, struct speech *s, struct words bytes)
{
	if (!keep_pace(h, s, bytes.len))
		return (false);
	push_speech(h, s);
	registry_tell_raw(h->registry, h->member, bytes.bytes, bytes.len);
	return (true);
}

/*
 * A line cannot be read to its end, and `why` is what the others read: the
 * client must leave.  The console begins a new line.
 */
static bool
give_up(struct hearing *h, enum sentence why)
{
	if (h->member->is_console) {
		ear_restart(&h->ear);
		return (true);
	}
	h->why = why;
	return (false);
}

/* What the ear has heard; false when the client must leave. */
static bool
handle_event(struct hearing *h, struct speech *s, enum dialect_event event,
    struct words heard)
{
	switch (event) {
	case DIALECT_MORE:
		break;
	case DIALECT_LINE:
		return (handle_line(h, s, heard));
	case DIALECT_TOO_LONG:
		return (refuse_line(h, s, take_request(h, &heard)));
	case DIALECT_REPLY:
		return (reply(h, s, heard));
	case DIALECT_ENDLESS:
		push_speech(h, s);
		registry_answer(h->registry, h->member,
		    h->member->is_console ? S_LINE_ENDLESS : S_ENDLESS,
		    ARGS(NUMBER(FRAMING_ENDLESS_MAX)));
		return (give_up(h, S_WHY_ENDLESS));
	case DIALECT_NO_MEMORY:
		push_speech(h, s);
		registry_answer(h->registry, h->member, S_LINE_NO_MEMORY, NULL);
		return (give_up(h, S_WHY_NO_MEMORY));
	}
	return (true);
}

/* Handles all that can be heard; false when the client must leave. */
static bool
listen_to(struct hearing *h, struct speech *s)
{
	struct words heard = { NULL, 0 };
	enum dialect_event event;
	bool stays;

	do {
		event = ear_next(&h->ear, &heard);
		stays = handle_event(h, s, event, heard);
	} while (stays && event != DIALECT_MORE);
	return (stays);
}

/* A charset is asked for at the door, and the room answers once more. */
static bool
handle_charset(struct hearing *h, struct speech *s)
{
	char line[64];
	int len = snprintf(line, sizeof line, "/charset %s",
	    charset_name(h->ear.charset));

	return (handle_line(h, s, (struct words){ line, (size_t)len }));
}

/* It was decoded at the door, if its charset was known there. */
static bool
handle_early(struct hearing *h, struct speech *s, struct words line)
{
	bool stays;

	ear_set_charset(&h->ear, NULL);
	stays = handle_line(h, s, line);
	follow_member(h);
	return (stays);
}

bool
hearing_begin(struct hearing *h, const char *early)
{
	struct speech speech;
	bool stays = true;

	if (early == NULL && h->ear.charset == NULL && !ear_has_more(&h->ear))
		return (true);
	begin_speech(h, &speech);
	if (h->ear.charset != NULL)
		stays = handle_charset(h, &speech);
	if (stays && early != NULL)
		stays = handle_early(h, &speech, words_of(early));
	stays = stays && listen_to(h, &speech);
	push_speech(h, &speech);
	return (stays);
}

/* All that the client says at once is pushed at its end. */
static bool
hear(struct hearing *h)
{
	struct speech speech;
	bool stays;

	begin_speech(h, &speech);
	stays = listen_to(h, &speech);
	push_speech(h, &speech);
	return (stays);
}

bool
hearing_bytes(struct hearing *h, const unsigned char *bytes, size_t len)
{
	if (!ear_take(&h->ear, bytes, len)) {
		h->why = S_WHY_NO_MEMORY;
		return (false);
	}
	return (ear_stranger(&h->ear) == NULL && hear(h));
}

void
hearing_end(struct hearing *h)
{
	struct speech speech;
	struct words line;

	ear_take_end(&h->ear);
	begin_speech(h, &speech);
	if (listen_to(h, &speech) && ear_last(&h->ear, &line) == DIALECT_LINE)
		(void)handle_line(h, &speech, line);
	push_speech(h, &speech);
}
