/*
 * departure: how the client leaves, on its own or because it must.
 *
 * The one who leaves says so, waits a while for the lines that are in flight,
 * and for the server to close the connection.  All of this is for the main
 * thread.
 */
#ifndef DEPARTURE_H
#define DEPARTURE_H

struct client;

/* The person leaves: waits a while for lines that are in flight. */
void departure_leave(struct client *c);

/* Ctrl-C; the second one is meant seriously, and breaks off. */
void departure_interrupt(struct client *c);

/* From now on it waits for nothing. */
void departure_break_off(struct client *c);

/* The stdin thread is at its end, or the reader thread. */
void departure_spoken(struct client *c);
void departure_read(struct client *c);

#endif
