/*
 * mailbox: what the main thread of the client waits for.
 *
 * Mail is a byte in a pipe: the number of a signal, or one of the numbers
 * below, which threads post.  So signals and threads are waited for in one
 * place and in one order, and a signal handler does nothing but write a byte.
 * There is one such pipe in a program, since its signals are the program's.
 */
#ifndef MAILBOX_H
#define MAILBOX_H

#include <stdbool.h>
#include <stdint.h>

enum {
	MAIL_LEAVE = 128, /* the person leaves */
	MAIL_SPOKEN,	  /* the stdin thread is at its end */
	MAIL_READ,	  /* the reader thread is at its end */
	MAIL_KEY_ASKED,	  /* the room asks for its key */
	MAIL_KEY_WRONG,	  /* ... and got a wrong one */
	MAIL_LOCKED,	  /* the room is locked, and may be unlocked */
	MAIL_BANNED,	  /* the room lets in nobody from our address */
	MAIL_WELCOME,	  /* the room has let us in, and begins to greet us */
	MAIL_INSIDE,	  /* it has greeted us, or does not */
	MAIL_RECORDS,	  /* what comes now are records */
	MAIL_NAMED,	  /* ... and calls us what we want to be called */
	MAIL_NOT_NAMED,	  /* ... or does not */
	MAIL_OUTPUT_GONE, /* nobody reads any more what a filter writes */
	MAIL_TIME_UP	  /* the deadline has come */
};

/*
 * Takes over the signals that would end or stop the program, SIGCONT and
 * SIGWINCH, and blocks them: threads that start from here on never see them.
 * What the parent has ignored, as nohup(1) does, stays ignored.  False with
 * errno.
 */
bool mailbox_open(void);

/* Unblocks the signals in the calling thread: the main one. */
void mailbox_let_signals_in(void);

/* From any thread: posts one of the numbers above. */
void mailbox_post(int mail);

/* Waits for mail until thread_now_ms() is `deadline`; -1: forever. */
int mailbox_next(int64_t deadline);

/*
 * Does what the signal would have done without us: the program ends.  If the
 * signal only stops it, like SIGTSTP, this returns when it goes on again.
 */
void mailbox_obey_signal(int number);

#endif
