/*
 * farewell: the end of a connection, so that the last words arrive.
 *
 * Of newcomers that cannot come in, and of clients that were in the room: why,
 * in their own protocol, and the care that closing the socket needs.  This runs
 * in the worker's thread, and waits, but only for a bounded time.
 */
#ifndef FAREWELL_H
#define FAREWELL_H

#include <stdint.h>

struct dialect;
struct reason;
struct tell_reader;

/* Nobody lingers for longer. */
#define FAREWELL_MS 1000

/* Tells a newcomer why it cannot come in, as one line, and lingers. */
void farewell_refuse(const struct tell_reader *to, const struct reason *why);

/* Tells a stranger in its own protocol that this is a chat room. */
void farewell_turn_away(int fd, const struct dialect *stranger);

/*
 * Says that no more is coming, and reads what the peer still sends until it
 * closes too, for `ms` milliseconds, and FAREWELL_MS and a megabyte at most:
 * closing with bytes unread would be a reset, by which it could lose our last
 * lines.
 */
void farewell_linger(int fd, int64_t ms);

#endif
