/*
 * typing_paste: what is pasted on a terminal: whether it is one line, which is
 * only typed faster, or several, which are not sent unasked.  See typing.h.
 */
#include <config.h>

#include <string.h>

#include "common/terminal/typing_private.h"
#include "common/text.h"

/* What was pasted is no longer needed. */
void
typing_end_paste(struct typing *t)
{
	screen_ask(t->screen, NULL);
	paste_end(&t->paste);
	t->state = TYPING;
}

/* Adds a keystroke to the paste. */
void
typing_gather(struct typing *t, const struct keystroke *s)
{
	if (s->kind == KEYSTROKE_TEXT)
		paste_add(&t->paste, s->text, s->len);
	else if (s->control == '\t')
		paste_add(&t->paste, "\t", 1);
	else if (s->control == '\r' || s->control == '\n')
		paste_end_line(&t->paste, (char)s->control);
}

/* Asks whether to send several lines; again when there are more of them. */
static void
ask(struct typing *t)
{
	t->state = ASKED;
	screen_ask(t->screen, REMARK(R_PASTE_ASKED, paste_left(&t->paste)));
}

/* Nothing is wrong with a paste. */
#define NO_FAULT REMARKS

/* Why a paste can't be sent. */
static enum remark
fault_of(const struct typing *t)
{
	if (t->paste.too_much)
		return (R_PASTE_TOO_LARGE);
	if (t->paste.too_long)
		return (R_PASTE_LINE_TOO_LONG);
	return (NO_FAULT);
}

/* Says that nothing is sent, and why; erases what came with it. */
static void
refuse_paste(struct typing *t, enum remark why)
{
	screen_beep(t->screen);
	screen_note(t->screen, "%s", remark_text(why));
	draft_cut(&t->draft, t->before);
	typing_end_paste(t);
}

/* The first line of what was gathered is what was typed before Enter. */
void
typing_begin_gathering(struct typing *t)
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
		typing_refuse(t, true);
	} else {
		draft_cut(&t->draft, 0);
		(void)draft_insert(&t->draft, line, len);
	}
	t->before = t->draft.len;
	typing_end_paste(t);
}

/* Enter has come, and nothing, or nothing more, has followed. */
enum typing_event
typing_conclude(struct typing *t)
{
	enum remark fault;
	bool followed = t->state == GATHERING;
	bool ended;

	if (!followed) {
		t->state = TYPING;
		if (t->draft.full && !t->alone) {
			refuse_paste(t, R_PASTE_AFTER_LONG_LINE);
			return (TYPING_MORE);
		}
		if (!text_is_blank(t->draft.text, t->draft.len) || t->alone)
			return (typing_give_out_draft(t));
		draft_cut(&t->draft, 0);
		return (TYPING_MORE);
	}
	fault = t->draft.full ? R_PASTE_AFTER_LONG_LINE : fault_of(t);
	if (fault != NO_FAULT) {
		refuse_paste(t, fault);
	} else if (paste_left(&t->paste) > 1) {
		ask(t);
	} else {
		ended = paste_is_ended(&t->paste);
		take_only_line(t);
		if (ended && t->draft.len > 0)
			return (typing_give_out_draft(t));
	}
	return (TYPING_MORE);
}

/* The closing bracket of a paste.  One line is just typed faster. */
void
typing_close_brackets(struct typing *t)
{
	enum remark fault = fault_of(t);

	t->state = TYPING;
	if (fault != NO_FAULT && paste_left(&t->paste) == 1 && t->asks_key)
		fault = NO_FAULT; /* draft says it better */
	if (fault != NO_FAULT)
		refuse_paste(t, fault);
	else if (paste_left(&t->paste) <= 1)
		take_only_line(t);
	else if (t->asks_key)
		refuse_paste(t, R_PASTE_OF_KEYS);
	else
		ask(t);
}

/* An opening bracket: what was typed already is part of the first line. */
void
typing_open_brackets(struct typing *t)
{
	switch (t->state) {
	case TYPING:
		t->before = t->draft.len;
		paste_begin(&t->paste);
		paste_add(&t->paste, t->draft.text, t->draft.len);
		break;
	case ENTERED:
		typing_begin_gathering(t);
		break;
	default:
		if (!paste_is_ended(&t->paste))
			paste_end_line(&t->paste, '\r');
		break;
	}
	t->state = BRACKETS;
}

/* The answer to whether the whole paste is to be sent. */
enum typing_event
typing_decide(struct typing *t)
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
		refuse_paste(t, R_PASTE_NOT_CONFIRMED);
	else
		screen_beep(t->screen);
	return (TYPING_MORE);
}

/* A keystroke at the question; what comes in a burst is part of the paste. */
void
typing_hear_answer(struct typing *t, const struct keystroke *s, int64_t gap)
{
	if (t->state == ASKED && gap >= PAUSE_MS) {
		t->answer = *s;
		t->state = ANSWERED;
		return;
	}
	if (t->state == ANSWERED)
		typing_gather(t, &t->answer);
	typing_gather(t, s);
	ask(t);
}
