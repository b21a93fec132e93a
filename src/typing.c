/*
 * typing: from keystrokes to lines.  See typing.h.
 */
#include <config.h>

#include "typing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draft.h"
#include "key.h"
#include "keystroke.h"
#include "paste.h"
#include "text.h"

/*
 * Bytes that follow one another within that time are one paste: a terminal
 * hands it over as fast as it can, and no finger is as fast.
 */
#define PAUSE_MS 50

/* An empty line that is a goodbye stands alone for that time, on both sides. */
#define ALONE_MS 150

/* A paste whose closing bracket is lost ends after that time. */
#define BRACKETS_MS 1000

enum state {
	TYPING,
	ENTERED,   /* Enter has come, perhaps amid a paste */
	GATHERING, /* more has followed at once */
	BRACKETS,  /* a paste, up to its closing bracket */
	ASKED,	   /* whether all of the paste is to be sent */
	ANSWERED,  /* by a key, unless more follows */
	SENDING	   /* line by line */
};

struct typing {
	struct screen *screen;
	struct keystrokes keys;
	struct draft draft;
	struct paste paste;
	enum state state;
	struct keystroke answer;
	size_t before; /* the length of the draft before a burst of bytes */
	bool asks_key; /* the line is a key */
	bool entered;  /* the line was given out: begin a new one */
	bool alone;    /* nothing came for a while before Enter */
	bool cr;       /* the last keystroke was CR: LF belongs to it */
	const char *line;
	size_t line_len;
};

struct typing *
typing_new(struct screen *s)
{
	struct typing *t = calloc(1, sizeof *t);

	if (t == NULL)
		return (NULL);
	t->screen = s;
	keystrokes_begin(&t->keys, screen_translation(s));
	draft_begin(&t->draft, sizeof t->draft.text);
	paste_begin(&t->paste);
	return (t);
}

void
typing_free(struct typing *t)
{
	paste_end(&t->paste);
	explicit_bzero(t, sizeof *t);
	free(t);
}

/* Begins a new line.  No part of an old one may become part of a key. */
static void
begin_line(struct typing *t)
{
	draft_begin(&t->draft, t->asks_key ? KEY_MAX : sizeof t->draft.text);
	keystrokes_begin(&t->keys, screen_translation(t->screen));
	t->before = 0;
	t->entered = false;
}

/* What was pasted is of no more use. */
static void
end_paste(struct typing *t)
{
	screen_ask(t->screen, NULL);
	paste_end(&t->paste);
	t->state = TYPING;
}

bool
typing_follow(struct typing *t, bool asks_key)
{
	bool dropped = false;

	if (asks_key != t->asks_key) {
		dropped = paste_left(&t->paste) > 0;
		end_paste(t);
		t->asks_key = asks_key;
		begin_line(t);
	} else if (t->entered)
		begin_line(t);
	return (!dropped);
}

const char *
typing_line(const struct typing *t, size_t *len)
{
	*len = t->line_len;
	return (t->line);
}

void
typing_show(struct typing *t)
{
	if (t->state == TYPING || t->state == ENTERED)
		screen_typing(t->screen, t->draft.text,
		    t->asks_key ? 0 : t->draft.len);
}

/* Gives the line out. */
static enum keyboard_event
give_out(struct typing *t, const char *line, size_t len)
{
	if (!text_is_blank(line, len))
		screen_entered(t->screen, line, t->asks_key ? 0 : len);
	t->line = line;
	t->line_len = len;
	return (t->asks_key ? KEYBOARD_KEY : KEYBOARD_LINE);
}

static enum keyboard_event
give_out_draft(struct typing *t)
{
	t->entered = true;
	return (give_out(t, t->draft.text, t->draft.len));
}

/* What was typed, or pasted into the line, has no room. */
static void
refuse(struct typing *t, bool pasted)
{
	screen_beep(t->screen);
	if (pasted)
		screen_note(t->screen,
		    "nothing of the paste was taken: %s has at most %zu bytes",
		    t->asks_key ? "a key" : "a line", t->draft.max);
	else
		screen_note(t->screen,
		    "the line is full, at %zu bytes: send it, or take "
		    "something back",
		    t->draft.max);
}

/* A character that was typed, or pasted without brackets. */
static void
insert(struct typing *t, const char *text, size_t len, int64_t gap)
{
	bool was_full = t->draft.full;

	if (gap >= PAUSE_MS || t->draft.len < t->before)
		t->before = t->draft.len;
	if (draft_insert(&t->draft, text, len))
		return;
	if (was_full)
		screen_beep(t->screen);
	else
		refuse(t, false);
}

/*
 * The Enter key.  Whoever types waits before it or after it; where neither is
 * so, this may be a line of many, and what follows will tell.
 */
static enum keyboard_event
enter(struct typing *t, int64_t gap, bool last)
{
	bool blank = text_is_blank(t->draft.text, t->draft.len);

	if (!blank && (t->asks_key || (gap >= PAUSE_MS && last)))
		return (give_out_draft(t));
	t->alone = gap >= ALONE_MS;
	t->state = ENTERED;
	return (KEYBOARD_MORE);
}

/* A control character that was typed. */
static enum keyboard_event
control(struct typing *t, unsigned char byte, int64_t gap, bool last)
{
	switch (byte) {
	case '\r':
	case '\n':
		return (enter(t, gap, last));
	case KEYSTROKE_CTRL_D: /* amid a paste it is none */
		if (t->draft.len == 0 && last)
			return (KEYBOARD_END);
		break;
	case '\b':
	case KEYSTROKE_DEL:
		draft_erase_character(&t->draft);
		break;
	case KEYSTROKE_CTRL_U:
		draft_cut(&t->draft, 0);
		break;
	case KEYSTROKE_CTRL_W:
		draft_erase_word(&t->draft);
		break;
	case '\t':
		insert(t, " ", 1, gap);
		break;
	case KEYSTROKE_CTRL_L:
		screen_redraw(t->screen);
		break;
	default:
		break;
	}
	return (KEYBOARD_MORE);
}

/* Adds a keystroke to the paste. */
static void
gather(struct typing *t, const struct keystroke *s)
{
	if (s->kind == KEYSTROKE_TEXT)
		paste_add(&t->paste, s->text, s->len);
	else if (s->control == '\t')
		paste_add(&t->paste, "\t", 1);
	else if (s->control == '\r' || s->control == '\n')
		paste_end_line(&t->paste, (char)s->control);
}

/* Asks whether several lines are to be sent; again where they get more. */
static void
ask(struct typing *t)
{
	char question[64];

	(void)snprintf(question, sizeof question, "send %zu lines? y/n ",
	    paste_left(&t->paste));
	t->state = ASKED;
	screen_ask(t->screen, question);
}

/* Why a paste can't be sent; NULL: it can. */
static const char *
fault_of(const struct typing *t)
{
	if (t->paste.too_much)
		return ("it is too much");
	if (t->paste.too_long)
		return ("one of its lines is too long");
	return (NULL);
}

/* Says that nothing is sent, and why; takes back what came with it. */
static void
refuse_paste(struct typing *t, const char *why)
{
	screen_beep(t->screen);
	screen_note(t->screen, "nothing of the paste was sent: %s", why);
	draft_cut(&t->draft, t->before);
	end_paste(t);
}

/* The first line of what was gathered is what was typed before Enter. */
static void
begin_gathering(struct typing *t)
{
	paste_begin(&t->paste);
	paste_add(&t->paste, t->draft.text, t->draft.len);
	paste_end_line(&t->paste, '\r');
}

/* Makes the one line there is the one that is typed. */
static void
take_only_line(struct typing *t)
{
	const char *line = t->paste.bytes;
	size_t len = t->paste.len;
	bool is_line = len > 0 && memchr(line, '\n', len) == NULL;

	if (!is_line && !paste_next(&t->paste, &line, &len))
		len = 0;
	if (len > t->draft.max) {
		refuse(t, true);
	} else {
		draft_cut(&t->draft, 0);
		(void)draft_insert(&t->draft, line, len);
	}
	t->before = t->draft.len;
	end_paste(t);
}

/* Enter has come, and nothing, or nothing more, has followed. */
static enum keyboard_event
conclude(struct typing *t)
{
	const char *fault;
	bool followed = t->state == GATHERING;
	bool ended;

	if (!followed) {
		t->state = TYPING;
		if (t->draft.full && !t->alone) {
			refuse_paste(t, "a line is too long");
			return (KEYBOARD_MORE);
		}
		if (!text_is_blank(t->draft.text, t->draft.len) || t->alone)
			return (give_out_draft(t));
		draft_cut(&t->draft, 0);
		return (KEYBOARD_MORE);
	}
	fault = t->draft.full ? "a line is too long" : fault_of(t);
	if (fault != NULL) {
		refuse_paste(t, fault);
	} else if (paste_left(&t->paste) > 1) {
		ask(t);
	} else {
		ended = paste_is_ended(&t->paste);
		take_only_line(t);
		if (ended && t->draft.len > 0)
			return (give_out_draft(t));
	}
	return (KEYBOARD_MORE);
}

/* The closing bracket of a paste.  One line is just typed faster. */
static void
conclude_brackets(struct typing *t)
{
	const char *fault = fault_of(t);

	t->state = TYPING;
	if (fault != NULL && paste_left(&t->paste) == 1 && t->asks_key)
		fault = NULL; /* draft says it better */
	if (fault != NULL)
		refuse_paste(t, fault);
	else if (paste_left(&t->paste) <= 1)
		take_only_line(t);
	else if (t->asks_key)
		refuse_paste(t, "a key is one line");
	else
		ask(t);
}

/* An opening bracket: what is typed already is part of the first line. */
static void
open_brackets(struct typing *t)
{
	switch (t->state) {
	case TYPING:
		t->before = t->draft.len;
		paste_begin(&t->paste);
		paste_add(&t->paste, t->draft.text, t->draft.len);
		break;
	case ENTERED:
		begin_gathering(t);
		break;
	default:
		if (!paste_is_ended(&t->paste))
			paste_end_line(&t->paste, '\r');
		break;
	}
	t->state = BRACKETS;
}

/* The answer to whether all of the paste is to be sent. */
static enum keyboard_event
decide(struct typing *t)
{
	const struct keystroke *a = &t->answer;

	t->state = ASKED;
	if (a->kind == KEYSTROKE_TEXT && (*a->text == 'y' || *a->text == 'Y')) {
		screen_ask(t->screen, NULL);
		draft_cut(&t->draft, 0);
		t->state = SENDING;
		return (typing_pasted(t));
	}
	if (a->kind == KEYSTROKE_CONTROL || *a->text == 'n' || *a->text == 'N')
		refuse_paste(t, "you did not want to");
	else
		screen_beep(t->screen);
	return (KEYBOARD_MORE);
}

/* A keystroke at the question; what comes in a burst is part of the paste. */
static void
hear_answer(struct typing *t, const struct keystroke *s, int64_t gap)
{
	if (t->state == ASKED && gap >= PAUSE_MS) {
		t->answer = *s;
		t->state = ANSWERED;
		return;
	}
	if (t->state == ANSWERED)
		gather(t, &t->answer);
	gather(t, s);
	ask(t);
}

/* A keystroke right after Enter. */
static void
gather_after_enter(struct typing *t, const struct keystroke *s)
{
	if (t->state == ENTERED)
		begin_gathering(t);
	t->state = GATHERING;
	gather(t, s);
}

/* A character or a control character, whatever is going on. */
static enum keyboard_event
press(struct typing *t, const struct keystroke *s, int64_t gap, bool last)
{
	bool after_enter = t->state == ENTERED || t->state == GATHERING;

	if (after_enter && !t->asks_key) {
		gather_after_enter(t, s);
		return (KEYBOARD_MORE);
	}
	if (after_enter) { /* a key is no paste */
		draft_cut(&t->draft, 0);
		t->state = TYPING;
	}
	switch (t->state) {
	case TYPING:
		if (s->kind == KEYSTROKE_CONTROL)
			return (control(t, s->control, gap, last));
		insert(t, s->text, s->len, gap);
		break;
	case BRACKETS:
		gather(t, s);
		break;
	case ASKED:
	case ANSWERED:
		hear_answer(t, s, gap);
		break;
	default:
		break;
	}
	return (KEYBOARD_MORE);
}

enum keyboard_event
typing_byte(struct typing *t, unsigned char byte, int64_t gap, bool last)
{
	struct keystroke s;
	bool is_rest = byte == '\n' && t->cr;

	if (!keystrokes_take(&t->keys, byte, &s))
		return (KEYBOARD_MORE);
	t->cr = s.kind == KEYSTROKE_CONTROL && s.control == '\r';
	switch (s.kind) {
	case KEYSTROKE_TEXT:
	case KEYSTROKE_CONTROL:
		return (is_rest ? KEYBOARD_MORE : press(t, &s, gap, last));
	case KEYSTROKE_PASTE_BEGINS:
		open_brackets(t);
		break;
	case KEYSTROKE_PASTE_ENDS:
		if (t->state == BRACKETS)
			conclude_brackets(t);
		break;
	case KEYSTROKE_POSITION:
		screen_position(t->screen, s.column);
		break;
	}
	return (KEYBOARD_MORE);
}

int
typing_patience(const struct typing *t)
{
	if (keystrokes_pending(&t->keys))
		return (KEYSTROKE_ESCAPE_MS);
	switch (t->state) {
	case ENTERED:
		return (text_is_blank(t->draft.text, t->draft.len) ? ALONE_MS :
								     PAUSE_MS);
	case GATHERING:
	case ANSWERED:
		return (PAUSE_MS);
	case BRACKETS:
		return (BRACKETS_MS);
	default:
		return (-1);
	}
}

enum keyboard_event
typing_quiet(struct typing *t)
{
	struct keystroke s;

	if (keystrokes_pending(&t->keys)) {
		if (!keystrokes_expire(&t->keys, &s))
			return (KEYBOARD_MORE);
		return (press(t, &s, KEYSTROKE_ESCAPE_MS, true));
	}
	switch (t->state) {
	case ENTERED:
	case GATHERING:
		return (conclude(t));
	case BRACKETS:
		conclude_brackets(t);
		break;
	case ANSWERED:
		return (decide(t));
	default:
		break;
	}
	return (KEYBOARD_MORE);
}

enum keyboard_event
typing_pasted(struct typing *t)
{
	const char *line;
	size_t len;

	if (t->state != SENDING)
		return (KEYBOARD_MORE);
	if (paste_next(&t->paste, &line, &len))
		return (give_out(t, line, len));
	end_paste(t);
	return (KEYBOARD_MORE);
}

size_t
typing_pasted_left(const struct typing *t)
{
	return (t->state == TYPING ? 0 : paste_left(&t->paste));
}
