/*
 * mailbox: what the main thread of the client waits for.  See mailbox.h.
 */
#include <config.h>

#include "client/mailbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/thread.h"

static const int caught[] = { SIGINT, SIGHUP, SIGQUIT, SIGTERM, SIGTSTP,
	SIGCONT, SIGWINCH };
#define CAUGHT (sizeof caught / sizeof caught[0])

/*
 * Set by mailbox_open(), before the second thread exists.  The pipe is never
 * closed: a signal may come as long as the program lives.
 */
static int mail_pipe[2];
static sigset_t mail_signals;	   /* those of `caught` */
static sigset_t mail_mask_outside; /* what was blocked before we came */

static void
set_mask(int how, const sigset_t *set, sigset_t *before)
{
	if (pthread_sigmask(how, set, before) != 0)
		abort(); /* a bug of ours */
}

/* It is also a signal handler. */
void
mailbox_post(int mail)
{
	unsigned char byte = (unsigned char)mail;
	int error = errno;

	while (write(mail_pipe[1], &byte, 1) < 0 && errno == EINTR)
		continue;
	errno = error;
}

static void
catch_signal(int number)
{
	struct sigaction action = { .sa_handler = mailbox_post,
		.sa_mask = mail_signals,
		.sa_flags = SA_RESTART };

	(void)sigaction(number, &action, NULL);
}

bool
mailbox_open(void)
{
	struct sigaction before;
	size_t i;

	if (pipe(mail_pipe) != 0)
		return (false);
	(void)sigemptyset(&mail_signals);
	for (i = 0; i < CAUGHT; i++)
		(void)sigaddset(&mail_signals, caught[i]);
	set_mask(SIG_BLOCK, &mail_signals, &mail_mask_outside);
	for (i = 0; i < CAUGHT; i++)
		if (sigaction(caught[i], NULL, &before) == 0 &&
		    before.sa_handler != SIG_IGN)
			catch_signal(caught[i]);
	return (true);
}

void
mailbox_let_signals_in(void)
{
	set_mask(SIG_SETMASK, &mail_mask_outside, NULL);
}

int
mailbox_next(int64_t deadline)
{
	struct pollfd pfd = { .fd = mail_pipe[0], .events = POLLIN };
	unsigned char mail;
	int64_t left = -1;

	for (;;) {
		if (deadline >= 0) {
			left = deadline - thread_now_ms();
			if (left <= 0)
				return (MAIL_TIME_UP);
		}
		if (poll(&pfd, 1, (int)left) > 0 &&
		    read(mail_pipe[0], &mail, 1) == 1)
			return (mail);
	}
}

void
mailbox_obey_signal(int number)
{
	sigset_t set;

	(void)signal(number, SIG_DFL);
	(void)sigemptyset(&set);
	(void)sigaddset(&set, number);
	set_mask(SIG_UNBLOCK, &set, NULL);
	(void)raise(number);
	catch_signal(number);
}
