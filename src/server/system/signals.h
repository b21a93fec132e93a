/*
 * signals: those that close the room, and those that must not.
 *
 * They are set before any thread exists, and handled only by the main thread,
 * only while it waits: so no handler interrupts anything.
 */
#ifndef SIGNALS_H
#define SIGNALS_H

#include <signal.h>

/* Not 0 once a signal wants the room closed. */
extern volatile sig_atomic_t signals_stop;

/*
 * Takes the signals over.  Those that close the room, *handled, are handled
 * only while the main thread waits with the mask *waiting.
 */
void signals_set(sigset_t *handled, sigset_t *waiting);

/* From here on, one that closes the room ends the program at once. */
void signals_let_kill(const sigset_t *handled);

#endif
