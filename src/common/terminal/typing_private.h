/*
 * typing_private: what typing.c and typing_paste.c share: see typing.h.
 */
#ifndef TYPING_PRIVATE_H
#define TYPING_PRIVATE_H

#include "common/terminal/draft.h"
#include "common/terminal/keystroke.h"
#include "common/terminal/paste.h"
#include "common/terminal/remark.h"
#include "common/terminal/typing.h"

/*
 * Bytes that follow one another within this time are one paste: a terminal
 * hands it over as fast as it can, and no finger is that fast.
 */
#define PAUSE_MS 50

enum state {
	TYPING,
	ENTERED,   /* Enter has come, perhaps amid a paste */
	GATHERING, /* more has followed at once */
	BRACKETS,  /* a paste, up to its closing bracket */
	ASKED,	   /* whether the whole paste is to be sent */
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

/* Gives the line that was typed out. */
enum typing_event typing_give_out_draft(struct typing *t);

/* What was typed, or pasted into the line, does not fit. */
void typing_refuse(struct typing *t, bool pasted);

/* What was pasted is no longer needed. */
void typing_end_paste(struct typing *t);

/* Adds a keystroke to the paste. */
void typing_gather(struct typing *t, const struct keystroke *s);

/* The first line of what is gathered is what was typed before Enter. */
void typing_begin_gathering(struct typing *t);

/* Enter has come, and nothing, or nothing more, has followed. */
enum typing_event typing_conclude(struct typing *t);

/* The brackets around a paste. */
void typing_open_brackets(struct typing *t);
void typing_close_brackets(struct typing *t);

/* A keystroke at the question, and what it means when no other has followed. */
void typing_hear_answer(struct typing *t, const struct keystroke *s,
    int64_t gap);
enum typing_event typing_decide(struct typing *t);

#endif
