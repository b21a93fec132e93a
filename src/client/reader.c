/*
 * reader: from the socket to the screen.  See reader.h.
 */
#include <config.h>

#include "client/reader.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "client/mailbox.h"
#include "client/narrator.h"
#include "client/notice.h"
#include "client/rewording.h"
#include "speech/tongue.h"
#include "common/framing.h"
#include "common/number.h"
#include "common/protocol.h"
#include "common/text.h"
#include "common/thread.h"
#include "speech/record.h"
#include "speech/sentence.h"

/* The longest line that is shown; the room itself sends 4096 and a name. */
#define READER_LINE_MAX 16384

/* After this long without news, the start of a line is shown as it is. */
#define READER_QUIET_MS 200

struct reader {
	struct connection *connection;
	struct entrance *entrance;
	struct screen *screen;
	struct delivery *delivery;
	struct framing framing;
	struct narrator narrator;
	struct original last; /* of a line that was no record */
	bool records;	      /* what comes are records */
	bool fresh;	/* something came since the last moment of quiet */
	bool continued; /* the start of this line was shown already */
	bool muted;	/* the output of a filter is gone; we only listen */
};

/* For the narrator. */
static bool
show_sentence(void *arg, const void *line, size_t len)
{
	struct reader *r = arg;

	return (r->muted || screen_show(r->screen, line, len));
}

/*
 * Shows a line in these words, unless it is only the end of one that was
 * already shown; NULL: it is heard, and not shown.
 */
static enum reader_end
show(struct reader *r, struct words heard, const struct words *words)
{
	bool shown = true;

	if ((heard.len > 0 || !r->continued) &&
	    entrance_hear(r->entrance, heard.bytes, heard.len) &&
	    words != NULL && !r->muted)
		shown = screen_show(r->screen, words->bytes, words->len);
	r->continued = false;
	return (shown ? READER_MORE : READER_NO_MEMORY);
}

static enum reader_end
show_as_it_is(struct reader *r, const unsigned char *line, size_t len)
{
	struct words words = { (const char *)line, len };

	return (show(r, words, &words));
}

/*
 * Whether this is why a line was not said, or why a command had no effect on
 * anybody, as nobody has that name; people have read the sentence.  One who
 * mistypes a command types it again; nobody does that for a filter.
 */
static bool
is_refusal(const struct reader *r, struct words word)
{
	static const enum sentence refusals[] = { S_YOU_ARE_MUTED,
		S_ROOM_IS_PAUSED, S_ROOM_IS_SLOW, S_LINE_TOO_LONG,
		S_LINE_NO_MEMORY, S_NOBODY_CALLED };
	size_t i;

	for (i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
		if (narrator_is_word(word, refusals[i]))
			return (true);
	return (!screen_is_terminal(r->screen) &&
	    narrator_is_word(word, S_NO_COMMAND));
}

/*
 * What an answer says about our request.  A line that is delayed, since we are
 * too fast, is answered once more.
 */
static void
heed_answer(struct reader *r, const struct record *record)
{
	struct words word = record->fields[1], number = record->fields[2];
	uint64_t request = 0;

	if (narrator_is_word(word, S_NOT_SO_FAST))
		return;
	if (number_parse(number.bytes, number.len, PROTOCOL_REQUEST_MAX,
		&request))
		delivery_answered(r->delivery, (uint32_t)request);
	if (request > 0 && is_refusal(r, word))
		delivery_refuse(r->delivery);
	entrance_hear_answer(r->entrance, (uint32_t)request,
	    narrator_is_word(word, S_NAMED));
}

/* Takes in a record; false when memory is short. */
static bool
heed(struct reader *r, const struct record *record)
{
	bool told = narrator_tell(&r->narrator, record, thread_now_ms());

	if (record->known && record->kind == EVENT_ANSWERED)
		heed_answer(r, record);
	return (told);
}

/* Whether the line is a record, of which the first one must say so. */
static bool
is_record(struct reader *r, const unsigned char *line, size_t len,
    struct record *record)
{
	if ((!r->records && !entrance_awaits_records(r->entrance)) ||
	    !record_parse((const char *)line, len, record))
		return (false);
	if (!r->records && record->known && record->kind == EVENT_RECORDS) {
		r->records = true;
		entrance_hear_records(r->entrance);
	}
	return (r->records);
}

/*
 * Shows a whole line that is no record, in the language of the person.  At its
 * door a room says things twice, in English and in a language of its own: the
 * second time nothing is shown.
 */
static enum reader_end
show_plain(struct reader *r, const unsigned char *line, size_t len)
{
	char again[REWORDING_SIZE];
	struct words heard = { (const char *)line, len }, words = heard;
	struct original original = { S_NONE, LANGUAGE_EN };
	bool repeats;

	if (!r->continued)
		len = rewording_write_plain(tongue(), heard, &original, again);
	if (!r->continued && len > 0)
		words = (struct words){ again, len };
	repeats = rewording_repeats(&original, &r->last);
	/* What is said a third time is said anew. */
	r->last = repeats ? (struct original){ S_NONE, LANGUAGE_EN } : original;
	return (show(r, heard, repeats ? NULL : &words));
}

/* Takes in a line; one that is no record is shown, too. */
static enum reader_end
hear(struct reader *r, const unsigned char *line, size_t len)
{
	struct record record;

	if (is_record(r, line, len, &record))
		return (heed(r, &record) ? READER_MORE : READER_NO_MEMORY);
	if (!narrator_tell_held(&r->narrator))
		return (READER_NO_MEMORY);
	return (show_plain(r, line, len));
}

/* Takes in what was received. */
static enum reader_end
take(struct reader *r, const unsigned char *bytes, size_t len)
{
	enum reader_end end = READER_MORE;
	enum framing_event event;
	const unsigned char *line;
	size_t line_len;

	while (end == READER_MORE) {
		event =
		    framing_next(&r->framing, &bytes, &len, &line, &line_len);
		switch (event) {
		case FRAMING_LINE:
			end = hear(r, line, line_len);
			break;
		case FRAMING_TOO_LONG:
			notice_tell(r->screen, N_LINE_TOO_LONG,
			    ARGS(NUMBER(READER_LINE_MAX)));
			break;
		case FRAMING_TIMING_MARK:
			break; /* no room asks for that */
		case FRAMING_MARKED:
			entrance_hear_mark(r->entrance);
			break;
		case FRAMING_ENDLESS:
			return (READER_ENDLESS);
		case FRAMING_NO_MEMORY:
			return (READER_NO_MEMORY);
		case FRAMING_MORE:
			return (READER_MORE);
		}
	}
	return (end);
}

/* How many bytes at its end are the start of a character; len > 0. */
static size_t
torn_length(const unsigned char *line, size_t len)
{
	size_t n = 1;
	uint32_t c;

	while (n < TEXT_CHAR_MAX && n < len && line[len - n] < 0xc0)
		n++;
	if (line[len - n] < 0xc0 || text_decode(line + len - n, n, &c) > 0)
		return (0);
	return (n);
}

/*
 * Shows the start of a line, except for a character that is cut in two, which
 * goes back where it came from.
 */
static enum reader_end
show_start(struct reader *r)
{
	unsigned char piece[TEXT_CHAR_MAX];
	const unsigned char *line;
	size_t len, torn;
	enum reader_end end;

	if (framing_end(&r->framing, &line, &len) != FRAMING_LINE)
		return (READER_MORE);
	torn = torn_length(line, len);
	memcpy(piece, line + len - torn, torn);
	len -= torn;
	if (len > 0) {
		end = show_as_it_is(r, line, len);
		if (end != READER_MORE)
			return (end);
		r->continued = true;
	}
	return (take(r, piece, torn));
}

/* Receives once. */
static enum reader_end
receive(struct reader *r)
{
	unsigned char bytes[16384];
	const unsigned char *line;
	enum reader_end end;
	size_t len;
	ssize_t n;

	n = connection_receive(r->connection, bytes, sizeof bytes);
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return (READER_MORE);
	if (n < 0)
		return (READER_BROKEN);
	if (n > 0) {
		r->fresh = true;
		delivery_heard(r->delivery);
		return (take(r, bytes, (size_t)n));
	}
	if (!narrator_tell_held(&r->narrator))
		return (READER_NO_MEMORY);
	if (!r->records &&
	    framing_end(&r->framing, &line, &len) == FRAMING_LINE) {
		end = show_as_it_is(r, line, len);
		if (end != READER_MORE)
			return (end);
	}
	return (READER_CLOSED);
}

/* How long nothing may come before something is shown; -1: forever. */
static int
quiet_ms(const struct reader *r)
{
	int64_t due = narrator_due(&r->narrator), now;

	if (r->fresh && framing_pending(&r->framing) && !r->records &&
	    !entrance_awaits_records(r->entrance))
		return (READER_QUIET_MS);
	if (due == NARRATOR_NEVER)
		return (-1);
	now = thread_now_ms();
	return (due > now ? (int)(due - now) : 0);
}

/* Nothing has come for as long as that. */
static enum reader_end
pass(struct reader *r)
{
	r->fresh = false;
	if (!r->records)
		return (show_start(r));
	return (narrator_pass(&r->narrator, thread_now_ms()) ?
		READER_MORE :
		READER_NO_MEMORY);
}

/* Waits for the socket, for the quiet, or for the output to go. */
static enum reader_end
step(struct reader *r)
{
	struct pollfd pfd[2] = { { .fd = connection_fd(r->connection),
				     .events = POLLIN },
		{ .fd = r->muted ? -1 : screen_gone_fd(r->screen) } };
	int n;

	n = poll(pfd, 2, quiet_ms(r));
	if (n < 0)
		return (errno == EINTR ? READER_MORE : READER_BROKEN);
	if (n == 0)
		return (pass(r));
	if (pfd[0].revents != 0)
		return (receive(r));
	return (READER_SCREEN_GONE);
}

/*
 * The output is gone.  A person has left with it; a filter may still have input
 * to say, so it goes on listening until that has been said.
 */
static enum reader_end
mute(struct reader *r)
{
	if (screen_is_terminal(r->screen))
		return (READER_SCREEN_GONE);
	r->muted = true;
	mailbox_post(MAIL_OUTPUT_GONE);
	return (READER_MORE);
}

enum reader_end
reader_run(struct connection *c, struct entrance *e, struct screen *s,
    struct delivery *d)
{
	struct reader r = { .connection = c,
		.entrance = e,
		.screen = s,
		.delivery = d };
	enum reader_end end;
	int error;

	framing_init(&r.framing, READER_LINE_MAX);
	narrator_init(&r.narrator, tongue(), show_sentence, &r);
	do {
		end = step(&r);
		error = errno;
		if (!r.muted && !screen_flush(s) && end == READER_MORE)
			end = READER_SCREEN_GONE;
		if (end == READER_SCREEN_GONE)
			end = mute(&r);
	} while (end == READER_MORE);
	framing_fini(&r.framing);
	narrator_fini(&r.narrator);
	errno = error;
	return (end);
}
