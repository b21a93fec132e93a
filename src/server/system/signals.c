/*
 * signals: those that close the room, and those that must not.  See signals.h.
 */
#include <config.h>

#include "server/system/signals.h"

#include <stdbool.h>
#include <stddef.h>

volatile sig_atomic_t signals_stop;

/* These close the room. */
static const int goodbyes[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT };

/*
 * These do nothing.  SIGTTIN and SIGTTOU would stop a background program that
 * uses its terminal: the whole room would stand still.  SIGXFSZ comes when the
 * log is as long as a file may be; ignored, it is an error of write(2).
 */
static const int nothings[] = { SIGPIPE, SIGTTIN, SIGTTOU, SIGXFSZ, SIGUSR1,
	SIGUSR2 };

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void
on_stop(int signal)
{
	(void)signal;
	signals_stop = 1;
}

/* Whether our starter wants it ignored: nohup(1), or a script with `&`. */
static bool
is_ignored(int signal)
{
	struct sigaction now;

	return (signal != SIGTERM && sigaction(signal, NULL, &now) == 0 &&
	    now.sa_handler == SIG_IGN);
}

void
signals_set(sigset_t *handled, sigset_t *waiting)
{
	struct sigaction stop = { .sa_handler = on_stop };
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	size_t i;

	(void)sigemptyset(handled);
	for (i = 0; i < COUNT(goodbyes); i++)
		if (!is_ignored(goodbyes[i]))
			(void)sigaddset(handled, goodbyes[i]);
	(void)pthread_sigmask(SIG_BLOCK, handled, waiting);
	for (i = 0; i < COUNT(goodbyes); i++)
		if (sigismember(handled, goodbyes[i]) == 1)
			(void)sigaction(goodbyes[i], &stop, NULL);
	for (i = 0; i < COUNT(nothings); i++)
		(void)sigaction(nothings[i], &ignore, NULL);
}

void
signals_let_kill(const sigset_t *handled)
{
	size_t i;

	for (i = 0; i < COUNT(goodbyes); i++)
		if (sigismember(handled, goodbyes[i]) == 1)
			(void)signal(goodbyes[i], SIG_DFL);
	(void)pthread_sigmask(SIG_UNBLOCK, handled, NULL);
}
