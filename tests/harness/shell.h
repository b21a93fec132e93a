/*
 * shell: a shell with job control, as small as can be.
 *
 * It runs one program as its only job, in the foreground of a terminal; when
 * the job stops, the terminal is the shell's.  It is told by signals what to
 * do, and answers each with a letter on a descriptor.
 *
 * The shell is the test program itself, started once more as "--shell TERMINAL
 * ACKS COMMAND"; TERMINAL is "-" if it has one already.
 */
#ifndef SHELL_H
#define SHELL_H

#include <signal.h>

/* Orders to the shell; the first is not typed, as valgrind ignores SIGTSTP. */
#define SHELL_STOP SIGTSTP
#define SHELL_BG SIGUSR1
#define SHELL_FG SIGUSR2
#define SHELL_READ_FG SIGURG /* reads a line first, as many a shell does */

/* Answers of the shell. */
#define SHELL_STOPPED "z" /* the job has stopped, whether or not it should */
#define SHELL_IN_BACKGROUND "b"
#define SHELL_IN_FOREGROUND "f"

/* If the arguments say so, this program is the shell, and never returns. */
void shell_be(int argc, char **argv);

/*
 * From here to shell_close(), each program that a test starts is started by
 * such a shell.
 */
void shell_open(const char *terminal);
void shell_close(void);

/* Waits for the next answer of the shell, which must be this one. */
void shell_expect(const char *answer);

#endif
