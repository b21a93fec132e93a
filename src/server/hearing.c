/*
 * hearing: turns one client's bytes into what is said.  See hearing.h.
 */
#include <config.h>

#include "server/hearing.h"

#include <assert.h>
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
	opening_init(&h->opening);
	framing_init(&h->framing, FRAMING_LINE_MAX);
	pace_init(&h->pace, rate);
}

void
hearing_fini(struct hearing *h)
{
	opening_fini(&h->opening);
	framing_fini(&h->framing);
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
		registry_answer(h->registry, h->member, S_CHARSET_NEEDED,
		    ARGS(words_of(charset_examples())));
}

/* A line that is not UTF-8 but is GB18030 settles the client's charset. */
static void
guess_charset(struct hearing *h, struct speech *s, const unsigned char *line,
    size_t len)
{
	const struct charset *charset;
	enum charset_result result = charset_guess(line, len, &charset);

	if (result != CHARSET_DONE) {
		tell_of_charsets(h, s, result == CHARSET_NO_MEMORY);
		return;
	}
	push_speech(h, s);
	if (!registry_charset(h->registry, h->member, charset)) {
		tell_of_charsets(h, s, true);
		return;
	}
	registry_answer(h->registry, h->member, S_CHARSET_GUESSED, NULL);
	log_event("charset %s: GB18030", h->member->address);
}

/*
 * Writes the clean text of a line in the client's charset to `out`, which has
 * room for len * TEXT_GROWTH bytes.  All that people can have relayed passes
 * here, be it said or in a command: so it is here that keys which erase do so,
 * and that gaps and marks are bounded.  0 if nothing can be seen.
 */
static size_t
understand(struct hearing *h, struct speech *s, const unsigned char *line,
    size_t len, char *out)
{
	char decoded[SPEECH_TEXT_MAX];

	/* The way of most lines: ASCII is itself in every charset. */
	if (tidy_is_simple(line, len)) {
		memcpy(out, line, len);
		return (len);
	}
	if (h->member->talk.charset == NULL && !text_is_valid(line, len))
		guess_charset(h, s, line, len);
	if (h->member->talk.charset != NULL) {
		len =
		    charset_decode(h->member->talk.charset, line, len, decoded);
		len = tidy_erase(decoded, len);
		len = text_clean(decoded, len, out);
	} else if (tidy_has_erasures(line, len)) {
		memcpy(decoded, line, len);
		len = tidy_erase(decoded, len);
		len = text_clean(decoded, len, out);
	} else
		len = text_clean(line, len, out);
	return (tidy_line(out, len, strlen(s->who)));
}

static void
say(struct hearing *h, struct speech *s, const char *text, size_t len)
{
	if (!speech_has_room(s, len) || (s->count > 0 && h->slow))
		push_speech(h, s);
	speech_say(s, text, len);
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
		say(h, s, what.bytes, what.len);
	else {
		push_speech(h, s); /* what was said before comes before */
		if (registry_why_thrown_out(h->registry, h->member) != S_NONE)
			return (false);
		h->left = !command_run(h->registry, h->member, what);
		begin_speech(h, s); /* perhaps by another name */
	}
	return (!h->left);
}

/*
 * What follows a line is framed as the client's charset requires by then, and
 * as its numbers do: before them a line has its full length.
 */
static void
follow_member(struct hearing *h)
{
	const struct charset *charset = h->member->talk.charset;
	size_t max = FRAMING_LINE_MAX;

	framing_set_telnet(&h->framing,
	    charset == NULL || !charset_has_255(charset));
	if (registry_reads_records(h->member))
		max += PROTOCOL_REQUEST_SIZE;
	framing_set_max(&h->framing, max);
}

/*
 * A program that reads records may write a number and a TAB before its lines.
 * Takes them off, and returns the number; 0 if there is none.
 */
static uint32_t
take_request(const struct hearing *h, const unsigned char **line, size_t *len)
{
	size_t most =
	    *len < PROTOCOL_REQUEST_SIZE ? *len : PROTOCOL_REQUEST_SIZE;
	const unsigned char *tab;
	uint64_t number;
	size_t n;

	if (!registry_reads_records(h->member))
		return (0);
	tab = memchr(*line, '\t', most);
	/* A number begins with no zero: so it is written in one way only. */
	if (tab == NULL || **line == '0')
		return (0);
	n = (size_t)(tab - *line);
	if (!number_parse((const char *)*line, n, UINT32_MAX, &number))
		return (0);
	*line += n + 1;
	*len -= n + 1;
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
	if (stays && number != 0 && !m->talk.request_answered)
		registry_answer(h->registry, m, S_DONE, NULL);
	m->talk.request = 0;
	return (stays);
}

/* One line from the client; false when it must leave. */
static bool
handle_line(struct hearing *h, struct speech *s, const unsigned char *line,
    size_t len)
{
	char text[SPEECH_TEXT_MAX];
	uint32_t request = take_request(h, &line, &len);

	if (len > FRAMING_LINE_MAX)
		return (refuse_line(h, s, request));
	/* A goodbye, except of the person who opened the room. */
	if (text_is_blank(line, len))
		return (h->member->is_console);
	/* Only now is it known how much the others would get. */
	len = understand(h, s, line, len, text);
	if (!keep_pace(h, s, len))
		return (false);
	if (request == 0 ? !handle_text(h, s, text, len) :
			   !handle_request(h, s, request, text, len))
		return (false);
	h->member->talk.answered =
	    (uint32_t)pace_charge(&h->pace, h->member->talk.answered);
	follow_member(h);
	return (true);
}

/* An answer to telnet costs the room as much as a line, so it has its pace. */
static bool
answer_timing_mark(struct hearing *h, struct speech *s)
{
	static const char answer[] = FRAMING_WONT_TIMING_MARK;

	if (!keep_pace(h, s, sizeof answer - 1))
		return (false);
	push_speech(h, s);
	registry_tell_raw(h->registry, h->member, answer, sizeof answer - 1);
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
		framing_fini(&h->framing);
		framing_init(&h->framing, FRAMING_LINE_MAX);
		follow_member(h);
		return (true);
	}
	h->why = why;
	return (false);
}

/* What framing has found; false when the client must leave. */
static bool
handle_event(struct hearing *h, struct speech *s, enum framing_event event,
    const unsigned char *line, size_t len)
{
	switch (event) {
	case FRAMING_MORE:
		break;
	case FRAMING_LINE:
		return (handle_line(h, s, line, len));
	case FRAMING_TOO_LONG:
		return (refuse_line(h, s, take_request(h, &line, &len)));
	case FRAMING_TIMING_MARK:
		return (answer_timing_mark(h, s));
	case FRAMING_MARKED:
		break; /* nobody has asked for it */
	case FRAMING_ENDLESS:
		push_speech(h, s);
		registry_answer(h->registry, h->member,
		    h->member->is_console ? S_LINE_ENDLESS : S_ENDLESS,
		    ARGS(NUMBER(FRAMING_ENDLESS_MAX)));
		return (give_up(h, S_WHY_ENDLESS));
	case FRAMING_NO_MEMORY:
		push_speech(h, s);
		registry_answer(h->registry, h->member, S_LINE_NO_MEMORY, NULL);
		return (give_up(h, S_WHY_NO_MEMORY));
	}
	return (true);
}

bool
hearing_first(struct hearing *h, const unsigned char *bytes, size_t len)
{
	struct speech speech;
	const unsigned char *line;
	enum framing_event event;
	bool stays = true;
	size_t line_len;

	begin_speech(h, &speech);
	do {
		event =
		    framing_next(&h->framing, &bytes, &len, &line, &line_len);
		stays = handle_event(h, &speech, event, line, line_len);
	} while (stays && event != FRAMING_MORE);
	push_speech(h, &speech);
	return (stays);
}

bool
hearing_bytes(struct hearing *h, const unsigned char *bytes, size_t len)
{
	bool stays;

	assert(len <= HEARING_READ_MAX);
	if (!opening_take(&h->opening, &bytes, &len)) {
		h->why = S_WHY_NO_MEMORY;
		return (false);
	}
	if (opening_is_stranger(&h->opening))
		return (false);
	stays = hearing_first(h, bytes, len);
	opening_done(&h->opening);
	return (stays);
}

void
hearing_end(struct hearing *h)
{
	struct speech speech;
	const unsigned char *line;
	size_t len;

	opening_end(&h->opening, &line, &len);
	if (!hearing_first(h, line, len)) /* nothing, if it is a stranger */
		return;
	begin_speech(h, &speech);
	if (framing_end(&h->framing, &line, &len) == FRAMING_LINE)
		(void)handle_line(h, &speech, line, len);
	push_speech(h, &speech);
}
