/*
 * typing: from keystrokes to lines.  See typing.h.
 */
#include <config.h>

#include "common/terminal/typing.h"

#include <stdlib.h>
#include <string.h>

#include "common/key.h"
#include "common/terminal/typing_private.h"
#include "common/text.h"

/* An empty line is a goodbye if it is alone for this time, on both sides. */
#define ALONE_MS 150

/* A paste whose closing bracket is lost ends after this time. */
#define BRACKETS_MS 1000

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

bool
typing_follow(struct typing *t, bool asks_key)
{
	bool dropped = false;

	if (asks_key != t->asks_key) {
		dropped = paste_left(&t->paste) > 0;
		typing_end_paste(t);
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
static enum typing_event
give_out(struct typing *t, const char *line, size_t len)
{
	if (!text_is_blank(line, len))
		screen_entered(t->screen, line, t->asks_key ? 0 : len);
	t->line = line;
	t->line_len = len;
	return (t->asks_key ? TYPING_KEY : TYPING_LINE);
}

enum typing_event
typing_give_out_draft(struct typing *t)
{
	t->entered = true;
	return (give_out(t, t->draft.text, t->draft.len));
}

/* What was typed, or pasted into the line, does not fit. */
void
typing_refuse(struct typing *t, bool pasted)
{
	enum remark why = R_LINE_FULL;

	if (pasted)
		why = t->asks_key ? R_PASTE_OVER_KEY : R_PASTE_OVER_LINE;
	screen_beep(t->screen);
	screen_note(t->screen, "%s", REMARK(why, t->draft.max));
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
		typing_refuse(t, false);
}

/*
 * The Enter key.  Anyone who types pauses before it or after it.  Without such
 * a pause, this may be one line of many, and what follows will tell.
 */
static enum typing_event
enter(struct typing *t, int64_t gap, bool last)
{
	bool blank = text_is_blank(t->draft.text, t->draft.len);

	if (!blank && (t->asks_key || (gap >= PAUSE_MS && last)))
		return (typing_give_out_draft(t));
	t->alone = gap >= ALONE_MS;
	t->state = ENTERED;
	return (TYPING_MORE);
}

/* A control character that was typed. */
static enum typing_event
control(struct typing *t, unsigned char byte, int64_t gap, bool last)
{
	switch (byte) {
	case '\r':
	case '\n':
		return (enter(t, gap, last));
	case KEYSTROKE_CTRL_D: /* amid a paste it means nothing */
		if (t->draft.len == 0 && last)
			return (TYPING_END);
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
	return (TYPING_MORE);
}

/* A keystroke right after Enter. */
static void
gather_after_enter(struct typing *t, const struct keystroke *s)
{
	if (t->state == ENTERED)
		typing_begin_gathering(t);
	t->state = GATHERING;
	typing_gather(t, s);
}

/* A character or a control character, whatever is going on. */
static enum typing_event
press(struct typing *t, const struct keystroke *s, int64_t gap, bool last)
{
	bool after_enter = t->state == ENTERED || t->state == GATHERING;

	if (after_enter && !t->asks_key) {
		gather_after_enter(t, s);
		return (TYPING_MORE);
	}
	if (after_enter) { /* a key is not a paste */
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
		typing_gather(t, s);
		break;
	case ASKED:
	case ANSWERED:
		typing_hear_answer(t, s, gap);
		break;
	default:
		break;
	}
	return (TYPING_MORE);
}

enum typing_event
typing_byte(struct typing *t, unsigned char byte, int64_t gap, bool last)
{
	struct keystroke s;
	bool is_rest = byte == '\n' && t->cr;

	if (!keystrokes_take(&t->keys, byte, &s))
		return (TYPING_MORE);
	t->cr = s.kind == KEYSTROKE_CONTROL && s.control == '\r';
	switch (s.kind) {
	case KEYSTROKE_TEXT:
	case KEYSTROKE_CONTROL:
		return (is_rest ? TYPING_MORE : press(t, &s, gap, last));
	case KEYSTROKE_PASTE_BEGINS:
		typing_open_brackets(t);
		break;
	case KEYSTROKE_PASTE_ENDS:
		if (t->state == BRACKETS)
			typing_close_brackets(t);
		break;
	case KEYSTROKE_POSITION:
		screen_position(t->screen, s.column);
		break;
	}
	return (TYPING_MORE);
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

enum typing_event
typing_quiet(struct typing *t)
{
	struct keystroke s;

	if (keystrokes_pending(&t->keys)) {
		if (!keystrokes_expire(&t->keys, &s))
			return (TYPING_MORE);
		return (press(t, &s, KEYSTROKE_ESCAPE_MS, true));
	}
	switch (t->state) {
	case ENTERED:
	case GATHERING:
		return (typing_conclude(t));
	case BRACKETS:
		typing_close_brackets(t);
		break;
	case ANSWERED:
		return (typing_decide(t));
	default:
		break;
	}
	return (TYPING_MORE);
}

enum typing_event
typing_pasted(struct typing *t)
{
	const char *line;
	size_t len;

	if (t->state != SENDING)
		return (TYPING_MORE);
	if (paste_next(&t->paste, &line, &len))
		return (give_out(t, line, len));
	typing_end_paste(t);
	return (TYPING_MORE);
}

size_t
typing_pasted_left(const struct typing *t)
{
	return (t->state == TYPING ? 0 : paste_left(&t->paste));
}
