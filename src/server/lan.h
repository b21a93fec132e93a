/*
 * lan: tells the person who opens the room what the others must type.
 */
#ifndef LAN_H
#define LAN_H

#include <stddef.h>
#include <stdio.h>

/*
 * Prints `listening on ADDRESS:PORT` for each socket, and then, for every
 * address of this machine at which the sockets can be reached, what to type to
 * join there.  Called at start, on the main thread.
 */
void lan_print(FILE *out, const int *sockets, size_t count);

#endif
