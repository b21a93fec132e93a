/*
 * entrance: whether the client is inside the room yet.  See entrance.h.
 */
#include <config.h>

#include "client/entrance.h"

#include <stdlib.h>
#include <string.h>

#include "client/mailbox.h"
#include "common/protocol.h"
#include "common/thread.h"
#include "speech/sentence.h"

enum state { QUIET, ASKED, ANSWERED, NOTICED, OUTSIDE, GREETED, INSIDE };

struct entrance {
	thread_mutex lock; /* guards what follows */
	pthread_cond_t changed;
	enum state state;
	bool open;   /* the client may speak */
	bool closed; /* nobody will any more */
	bool ours;   /* the greeting was the one of our server */
	bool named;  /* a /nick was obeyed */
	bool waits;  /* ... or an answer must come, to know whether it was */
	uint32_t request; /* the answer to this one; 0: a timing mark */

	/* Of records */
	bool offered;
	bool awaited; /* they were asked for, and the first has not come */

	/* Of languages */
	bool foreign; /* the greeting was not in English */
	bool lang;    /* English was asked for, and the answer has not come */
};

struct entrance *
entrance_new(void)
{
	struct entrance *e = calloc(1, sizeof *e);

	if (e == NULL)
		return (NULL);
	thread_mutex_init(&e->lock);
	thread_cond_init(&e->changed);
	return (e);
}

void
entrance_free(struct entrance *e)
{
	thread_cond_fini(&e->changed);
	thread_mutex_fini(&e->lock);
	free(e);
}

static bool
begins(const void *line, size_t len, const char *words)
{
	size_t n = strlen(words);

	return (len >= n && memcmp(line, words, n) == 0);
}

static bool
is_question(const void *line, size_t len)
{
	return (len == strlen(PROTOCOL_KEY_ASKED) &&
	    begins(line, len, PROTOCOL_KEY_ASKED));
}

/*
 * Whether the room says this sentence in another language than English: the
 * whole of it, or what comes before its first argument.
 */
static bool
is_said(const void *line, size_t len, enum sentence s)
{
	const char *text;
	size_t n;
	int l;

	for (l = LANGUAGE_EN + 1; l < LANGUAGES; l++) {
		text = sentence_in((enum language)l, s);
		n = strcspn(text, "%");
		if (text != sentence_english(s) && len >= n &&
		    memcmp(line, text, n) == 0 && (text[n] != '\0' || len == n))
			return (true);
	}
	return (false);
}

static bool
is_named(const void *line, size_t len)
{
	return (
	    begins(line, len, PROTOCOL_NAMED) || is_said(line, len, S_NAMED));
}

/* Whether it is the last line of a greeting. */
static bool
is_hint(const void *line, size_t len)
{
	return (begins(line, len, PROTOCOL_HINT) || is_said(line, len, S_HINT));
}

/* Whether it is the last line of a greeting that offers records. */
static bool
is_offer(const void *line, size_t len)
{
	size_t n = strlen(PROTOCOL_OFFER);

	return (is_said(line, len, S_HINT) ||
	    (begins(line, len, PROTOCOL_HINT) && len >= n &&
		memcmp((const char *)line + len - n, PROTOCOL_OFFER, n) == 0));
}

/* Whether the key is not asked for: we are inside, or will be. */
static bool
is_free_locked(const struct entrance *e) THREAD_NEEDS(e->lock)
{
	return (e->state != ASKED && e->state != ANSWERED);
}

/* Whether a notice does not let us in; it may say why. */
static bool
is_shut(const void *line, size_t len)
{
	return (begins(line, len, PROTOCOL_NOTICE) &&
	    !begins(line, len, PROTOCOL_WELCOME));
}

/* The door stays shut, perhaps not for ever. */
static int
stay_outside_locked(struct entrance *e, const void *line, size_t len)
    THREAD_NEEDS(e->lock)
{
	if (!begins(line, len, PROTOCOL_LOCKED) &&
	    !begins(line, len, PROTOCOL_BANNED))
		return (0);
	e->state = OUTSIDE;
	e->open = false;
	return (begins(line, len, PROTOCOL_LOCKED) ? MAIL_LOCKED : MAIL_BANNED);
}

/* What a line leads to: mail to post, or 0. */
static int
judge_locked(struct entrance *e, const void *line, size_t len)
    THREAD_NEEDS(e->lock)
{
	switch (e->state) {
	case QUIET:
		if (is_question(line, len)) {
			e->state = ASKED;
			e->open = false;
			return (MAIL_KEY_ASKED);
		}
		if (is_shut(line, len)) {
			e->state = NOTICED;
			return (stay_outside_locked(e, line, len));
		}
		break;
	case ASKED:
	case ANSWERED:
		if (e->state == ANSWERED &&
		    begins(line, len, PROTOCOL_KEY_WRONG)) {
			e->state = ASKED;
			return (MAIL_KEY_WRONG);
		}
		if (is_shut(line, len))
			return (stay_outside_locked(e, line, len));
		break;
	case NOTICED:
	case OUTSIDE:
		if (is_shut(line, len))
			return (0);
		break;
	case GREETED:
		e->named = e->named || is_named(line, len);
		if (begins(line, len, PROTOCOL_NOTICE) && !is_hint(line, len))
			return (0);
		e->offered = is_offer(line, len);
		e->foreign = is_said(line, len, S_HINT);
		e->state = INSIDE;
		return (MAIL_INSIDE);
	case INSIDE:
		e->named = e->named || is_named(line, len);
		return (0);
	}
	e->ours = begins(line, len, PROTOCOL_WELCOME);
	e->state = e->ours ? GREETED : INSIDE;
	return (e->ours ? MAIL_WELCOME : MAIL_INSIDE);
}

/* Whether it is the answer that was waited for; once. */
static bool
is_lang_locked(struct entrance *e, const void *line, size_t len)
    THREAD_NEEDS(e->lock)
{
	const char *english = sentence_english(S_LANG_IS);

	if (!e->lang || len != strlen(english) || !begins(line, len, english))
		return (false);
	e->lang = false;
	return (true);
}

bool
entrance_hear(struct entrance *e, const void *line, size_t len)
{
	bool shown;
	int mail;

	thread_lock(&e->lock);
	mail = judge_locked(e, line, len);
	shown = mail != MAIL_KEY_ASKED &&
	    !(e->state == ASKED && is_said(line, len, S_KEY_ASKED)) &&
	    !is_lang_locked(e, line, len);
	thread_wake_all(&e->changed);
	thread_unlock(&e->lock);
	if (mail != 0)
		mailbox_post(mail);
	return (shown);
}

/* What it leads to that the room has decided about a name. */
static int
decide_locked(struct entrance *e, uint32_t request, bool named)
    THREAD_NEEDS(e->lock)
{
	if (!e->waits || e->request != request)
		return (0);
	e->waits = false;
	return (named ? MAIL_NAMED : MAIL_NOT_NAMED);
}

void
entrance_hear_mark(struct entrance *e)
{
	int mail;

	thread_lock(&e->lock);
	mail = decide_locked(e, 0, e->named);
	thread_unlock(&e->lock);
	if (mail != 0)
		mailbox_post(mail);
}

/*
 * An answer without a number may be to anything, so it decides nothing: where
 * no number is expected, the mark that follows does.
 */
void
entrance_hear_answer(struct entrance *e, uint32_t request, bool named)
{
	int mail;

	thread_lock(&e->lock);
	e->named = e->named || named;
	mail = request != 0 ? decide_locked(e, request, named) : 0;
	thread_unlock(&e->lock);
	if (mail != 0)
		mailbox_post(mail);
}

bool
entrance_ask_records(struct entrance *e)
{
	bool asks;

	thread_lock(&e->lock);
	asks = e->offered;
	e->offered = false;
	e->awaited = e->awaited || asks;
	thread_unlock(&e->lock);
	return (asks);
}

bool
entrance_ask_english(struct entrance *e)
{
	bool asks;

	thread_lock(&e->lock);
	asks = e->foreign;
	e->foreign = false;
	e->lang = e->lang || asks;
	thread_unlock(&e->lock);
	return (asks);
}

bool
entrance_awaits_records(struct entrance *e)
{
	bool awaited;

	thread_lock(&e->lock);
	awaited = e->awaited;
	thread_unlock(&e->lock);
	return (awaited);
}

void
entrance_hear_records(struct entrance *e)
{
	thread_lock(&e->lock);
	e->awaited = false;
	thread_unlock(&e->lock);
	mailbox_post(MAIL_RECORDS);
}

bool
entrance_ask_name(struct entrance *e, uint32_t request)
{
	bool ours;

	thread_lock(&e->lock);
	ours = e->ours;
	e->waits = ours;
	e->request = request;
	thread_unlock(&e->lock);
	return (ours);
}

static bool
take_turn_locked(struct entrance *e) THREAD_NEEDS(e->lock)
{
	if (e->state != ASKED || e->closed)
		return (false);
	e->state = ANSWERED;
	return (true);
}

bool
entrance_take_turn(struct entrance *e)
{
	bool taken;

	thread_lock(&e->lock);
	taken = take_turn_locked(e);
	thread_unlock(&e->lock);
	return (taken);
}

bool
entrance_is_outside(struct entrance *e)
{
	bool outside;

	thread_lock(&e->lock);
	outside = e->state == OUTSIDE;
	thread_unlock(&e->lock);
	return (outside);
}

void
entrance_open(struct entrance *e)
{
	thread_lock(&e->lock);
	e->open = is_free_locked(e);
	thread_wake_all(&e->changed);
	thread_unlock(&e->lock);
}

void
entrance_close(struct entrance *e)
{
	thread_lock(&e->lock);
	e->closed = true;
	thread_wake_all(&e->changed);
	thread_unlock(&e->lock);
}

enum entrance_pass
entrance_wait(struct entrance *e, bool filter)
{
	enum entrance_pass pass = ENTRANCE_KEY;

	thread_lock(&e->lock);
	while (!e->open && !e->closed && (filter || is_free_locked(e)))
		thread_wait(&e->changed, &e->lock);
	if (e->closed)
		pass = ENTRANCE_CLOSED;
	else if (e->open)
		pass = ENTRANCE_OPEN;
	thread_unlock(&e->lock);
	return (pass);
}

enum entrance_pass
entrance_wait_turn(struct entrance *e)
{
	enum entrance_pass pass = ENTRANCE_OPEN;

	thread_lock(&e->lock);
	while (e->state == ANSWERED && !e->closed)
		thread_wait(&e->changed, &e->lock);
	if (e->closed)
		pass = ENTRANCE_CLOSED;
	else if (take_turn_locked(e))
		pass = ENTRANCE_KEY;
	thread_unlock(&e->lock);
	return (pass);
}
