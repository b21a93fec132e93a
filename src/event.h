/*
 * event: what the main thread of the client waits for.
 *
 * An event is a byte in a pipe: the number of a signal, or one of the numbers
 * below, which threads post.  So signals and threads are waited for in one
 * place and in one order, and a signal handler does nothing but write a byte.
 * There is one such pipe in a program, since its signals are the program's.
 */
#ifndef EVENT_H
#define EVENT_H

#include <stdbool.h>
#include <stdint.h>

enum {
	EVENT_LEAVE = 128, /* the person leaves */
	EVENT_SPOKEN,	   /* the stdin thread is at its end */
	EVENT_READ,	   /* the reader thread is at its end */
	EVENT_KEY_ASKED,   /* the room asks for its key */
	EVENT_KEY_WRONG,   /* ... and got a wrong one */
	EVENT_INSIDE,	   /* the room has let us in */
	EVENT_NAMED,	   /* ... and calls us what we want to be called */
	EVENT_NOT_NAMED,   /* ... or does not */
	EVENT_OUTPUT_GONE, /* nobody reads any more what a filter writes */
	EVENT_TIME_UP	   /* the deadline has come */
};

/*
 * Takes over the signals that would end or stop the program, SIGCONT and
 * SIGWINCH, and blocks them: threads that start from here on never see them.
 * What the parent has ignored, as nohup(1) does, stays ignored.  False with
 * errno.
 */
bool event_open(void);

/* Unblocks the signals in the calling thread: the main one. */
void event_let_signals_in(void);

/* From any thread: posts one of the events above. */
void event_post(int event);

/* Waits for an event until thread_now_ms() is `deadline`; -1: forever. */
int event_next(int64_t deadline);

/*
 * Does what the signal would have done without us: the program ends.  If the
 * signal only stops it, like SIGTSTP, this returns when it goes on again.
 */
void event_obey_signal(int number);

#endif
