/*
 * entrance: whether the client is inside the room yet, and who may speak.
 *
 * A room may ask for its key before anything else, and what is said before the
 * key is lost.  So the stdin thread waits here until the server has said
 *enough, or has been silent for long enough:
 *
 *	QUIET ---- the question for the key ----> ASKED <-- wrong --.
 *	  |                                         |               |
 *	  |                                       answer --> ANSWERED
 *	  |                                                       |
 *	  |------- locked, or banned ------> OUTSIDE <------------|
 *	  |                                     |                 |
 *	  |                                  welcome              |
 *	  |                                     v                 |
 *	  |--- the welcome of one of our rooms ------> GREETED <--'
 *	  |                                               |
 *	  |                             the last line of the greeting
 *	  |                                               v
 *	  '--- any other line, or a silent server ----> INSIDE
 *
 * OUTSIDE nothing is heard but the key of the operators, so only a person has
 * something to say there.  A first line that is a notice and none of these may
 * be why we are sent away: after it (NOTICED, which is not in the picture) the
 * server has the rest of its time to say more, or to close; but it cannot ask
 * for a key.
 *
 * INSIDE is the end: whatever a server says from then on, it is not taken for
 * a question for the key.  There is one exception, not in the picture: if
 * nothing had come for a while, so that entrance_open() was called before the
 * first line, that line may still be the question.
 *
 * The reader thread calls entrance_hear(), which tells the main thread by
 * mail what has happened.  The main thread decides what to do; it calls
 * entrance_open() and entrance_close().  The stdin thread waits.  One lock
 * guards everything.
 */
#ifndef ENTRANCE_H
#define ENTRANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct entrance;

/* What may be sent now. */
enum entrance_pass {
	ENTRANCE_OPEN,	/* everything */
	ENTRANCE_KEY,	/* only the key */
	ENTRANCE_CLOSED /* nothing any more */
};

/* NULL with errno. */
struct entrance *entrance_new(void);

void entrance_free(struct entrance *e);

/*
 * Looks at a line that came in.  Posts MAIL_KEY_ASKED, MAIL_KEY_WRONG,
 * MAIL_LOCKED, MAIL_BANNED, MAIL_WELCOME or MAIL_INSIDE if it changes
 * something.  True when people should see it: every line except the question,
 * which the client asks in its own way, and the answer to a /lang of its own.
 *
 * A room whose language is not English says in both what nobody can be in
 * without, English first; what else of it is looked for here is known in each
 * language (speech/sentence.h).
 */
bool entrance_hear(struct entrance *e, const void *line, size_t len);

/*
 * For the main thread, inside: whether the room has offered records.  Whoever
 * is told so asks for them, and is told so once.
 */
bool entrance_ask_records(struct entrance *e);

/*
 * The same of a room that has greeted us in another language than English, and
 * of /lang en: its answer to that is not shown.
 */
bool entrance_ask_english(struct entrance *e);

/* Whether a record may be the next line, since they were asked for. */
bool entrance_awaits_records(struct entrance *e);

/* The first one has come: posts MAIL_RECORDS. */
void entrance_hear_records(struct entrance *e);

/*
 * A request was answered, and `named` says whether we have a new name: posts
 * MAIL_NAMED or MAIL_NOT_NAMED if that request was for a name.
 */
void entrance_hear_answer(struct entrance *e, uint32_t request, bool named);

/*
 * Takes the turn to answer: true when the key is asked for, and the caller is
 * now the one who sends it.
 */
bool entrance_take_turn(struct entrance *e);

/*
 * A timing mark that was asked for has come: posts what the room has decided.
 */
void entrance_hear_mark(struct entrance *e);

/*
 * For the main thread, when a /nick is about to be sent: whether the room is
 * one of ours, which answers to that by its number, or, if that is 0, to a
 * timing mark after it.  Then MAIL_NAMED or MAIL_NOT_NAMED will come.
 */
bool entrance_ask_name(struct entrance *e, uint32_t request);

/* Whether the room has not let us in, and said so. */
bool entrance_is_outside(struct entrance *e);

/* Lets the stdin thread speak, unless the key was asked for meanwhile. */
void entrance_open(struct entrance *e);

/* From now on nobody may speak, and nobody waits. */
void entrance_close(struct entrance *e);

/*
 * Waits until the caller may speak, or nobody ever will.  Only a person is told
 * that the key is wanted; a `filter` goes on waiting, as the main thread
 * answers for it.
 */
enum entrance_pass entrance_wait(struct entrance *e, bool filter);

/*
 * Waits until it is clear whether a further answer is wanted.  ENTRANCE_KEY:
 * it is, and the caller is now the one who sends it.
 */
enum entrance_pass entrance_wait_turn(struct entrance *e);

#endif
