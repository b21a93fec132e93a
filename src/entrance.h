/*
 * entrance: whether the client is inside the room yet, and who may speak.
 *
 * A room may ask for its key before anything else, and what is said before the
 * key is lost.  So the stdin thread waits here until the first line of the
 * server has come:
 *
 *	QUIET ---- the question for the key ----> ASKED <-- wrong --.
 *	  |                                         |               |
 *	  |                                       answer --> ANSWERED
 *	  |                                                       |
 *	  '--- any other line, or a silent server --> INSIDE <----'  greeting
 *
 * INSIDE is the end: whatever a server says from then on, it is not asked for
 * a key.  One exception stands outside the picture: where nothing had come for
 * a while, so that entrance_open() was called before the first line, that line
 * may still be the question.
 *
 * The reader thread calls entrance_hear(), which tells the main thread by
 * events what has happened.  That one decides what to do; it calls
 * entrance_open() and entrance_close().  The stdin thread waits.  One lock
 * guards everything.
 */
#ifndef ENTRANCE_H
#define ENTRANCE_H

#include <stdbool.h>
#include <stddef.h>

struct entrance;

/* What may be sent now. */
enum entrance_pass {
	ENTRANCE_OPEN,	/* all that one has to say */
	ENTRANCE_KEY,	/* only the key */
	ENTRANCE_CLOSED /* nothing any more */
};

/* NULL with errno. */
struct entrance *entrance_new(void);

void entrance_free(struct entrance *e);

/*
 * Looks at a line that came in.  Posts EVENT_KEY_ASKED, EVENT_KEY_WRONG or
 * EVENT_INSIDE where it changes something.  True when people are to see it:
 * all but the question, which the client asks in its own way.
 */
bool entrance_hear(struct entrance *e, const void *line, size_t len);

/*
 * Takes the turn to answer: true when the key is asked for, and whoever has
 * called is now the one to send it.
 */
bool entrance_take_turn(struct entrance *e);

/* Lets the stdin thread speak, unless the key was asked for meanwhile. */
void entrance_open(struct entrance *e);

/* Lets nobody speak any more, and nobody wait. */
void entrance_close(struct entrance *e);

/*
 * Waits until one may speak, or nobody will.  It is the key that is wanted
 * only for those who have it: a `filter` goes on waiting for the main thread
 * to answer.
 */
enum entrance_pass entrance_wait(struct entrance *e, bool filter);

/*
 * Waits until it is clear whether a further answer is wanted.  ENTRANCE_KEY:
 * it is, and whoever has called is now the one to send it.
 */
enum entrance_pass entrance_wait_turn(struct entrance *e);

#endif
