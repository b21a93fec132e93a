/*
 * console_private: what console and desk, its terminal, share.
 */
#ifndef CONSOLE_PRIVATE_H
#define CONSOLE_PRIVATE_H

#include <stdbool.h>

/* In the background, how often to check whether the terminal is ours again. */
#define CONSOLE_AWAY_MS 1000

/* A terminal that takes nothing: how often to try, whatever poll(2) says. */
#define CONSOLE_PAUSED_MS 50

/* How many times, when nothing more is to come. */
#define CONSOLE_LAST_TRIES 5

/* Whether nothing more comes from the room; for the thread of the console. */
bool console_room_ended(int room);

#endif
