/*
 * event: what the main thread of the client waits for.  See event.h.
 */
#include <config.h>

#include "event.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "thread.h"

static const int caught[] = { SIGINT, SIGHUP, SIGQUIT, SIGTERM, SIGTSTP,
	SIGCONT, SIGWINCH };
#define CAUGHT (sizeof caught / sizeof caught[0])

/*
 * Set by event_open(), before the second thread exists.  The pipe is never
 * closed: a signal may come as long as the program lives.
 */
static int event_pipe[2];
static sigset_t event_signals;	    /* those of `caught` */
static sigset_t event_mask_outside; /* what was blocked before we came */

static void
set_mask(int how, const sigset_t *set, sigset_t *before)
{
	if (pthread_sigmask(how, set, before) != 0)
		abort(); /* a bug of ours */
}

/* It is also a signal handler. */
void
event_post(int event)
{
	unsigned char byte = (unsigned char)event;
	int error = errno;

	while (write(event_pipe[1], &byte, 1) < 0 && errno == EINTR)
		continue;
	errno = error;
}

static void
catch_signal(int number)
{
	struct sigaction action = { .sa_handler = event_post,
		.sa_mask = event_signals,
		.sa_flags = SA_RESTART };

	(void)sigaction(number, &action, NULL);
}

bool
event_open(void)
{
	struct sigaction before;
	size_t i;

	if (pipe(event_pipe) != 0)
		return (false);
	(void)sigemptyset(&event_signals);
	for (i = 0; i < CAUGHT; i++)
		(void)sigaddset(&event_signals, caught[i]);
	set_mask(SIG_BLOCK, &event_signals, &event_mask_outside);
	for (i = 0; i < CAUGHT; i++)
		if (sigaction(caught[i], NULL, &before) == 0 &&
		    before.sa_handler != SIG_IGN)
			catch_signal(caught[i]);
	return (true);
}

void
event_let_signals_in(void)
{
	set_mask(SIG_SETMASK, &event_mask_outside, NULL);
}

int
event_next(int64_t deadline)
{
	struct pollfd pfd = { .fd = event_pipe[0], .events = POLLIN };
	unsigned char event;
	int64_t left = -1;

	for (;;) {
		if (deadline >= 0) {
			left = deadline - thread_now_ms();
			if (left <= 0)
				return (EVENT_TIME_UP);
		}
		if (poll(&pfd, 1, (int)left) > 0 &&
		    read(event_pipe[0], &event, 1) == 1)
			return (event);
	}
}

void
event_obey_signal(int number)
{
	sigset_t set;

	(void)signal(number, SIG_DFL);
	(void)sigemptyset(&set);
	(void)sigaddset(&set, number);
	set_mask(SIG_UNBLOCK, &set, NULL);
	(void)raise(number);
	catch_signal(number);
}
