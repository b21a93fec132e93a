/*
 * log: what happens, one line per event, on stderr, the time first.
 *
 * Called from any thread, and with any lock held: nobody waits for the reader
 * of stderr except a thread of the log's own, to which all leave their lines,
 * in the order of the calls.  It waits only a moment (outlet.h), and not again
 * within a second.  A line that is not taken in that time, or for which too
 * many wait already, is counted instead of written, and the log says how many
 * are missing as soon as it is read again.
 *
 * Anyone on the network can cause lines about strangers.  Their number is
 * limited, so that they fill no disk and hide nothing else; the log says how
 * many it has left out.
 */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>
#include <stddef.h>

/* The most bytes of a line; a longer one is cut. */
#define LOG_LINE_MAX 1024

/* Called before the first thread exists; says whether log_detail() writes. */
void log_open(bool verbose);

/*
 * Starts the thread; until then, the caller writes and waits itself.  False
 * with errno if that fails.
 */
bool log_start(void);

/* Waits until all that was logged before is written, with no lock held. */
void log_flush(void);

/*
 * When all that was logged before is written: from then on each line is sent to
 * `fd`, a socket of type SOCK_SEQPACKET, as the terminal that stderr is has
 * another owner; -1: to stderr again.  With no lock held.
 */
void log_divert(int fd);

/* At the end, when no other thread logs: writes all, and says what is missing.
 */
void log_close(void);

/* One line, and one write(2).  What peers sent goes through escape. */
void log_event(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * The same about something that everyone in the room has just read.  Not
 * written after log_is_read_in_the_room(), which is called before any thread
 * exists: the log and the console are on the same terminal.
 */
void log_said(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_is_read_in_the_room(void);

/* The same about a newcomer who is not in; not every line if there are many. */
void log_stranger(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* The same as that, with -v only. */
void log_detail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Copies a peer's bytes as printable ASCII and UTF-8: anything else, and a
 * backslash, becomes \xNN.  Ends with a NUL; cuts what does not fit.
 * Returns `out`.
 */
char *log_escape(const char *bytes, size_t len, char *out, size_t room);

#endif
