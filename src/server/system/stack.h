/*
 * stack: an idle thread gives back stack that it has used and no longer needs.
 *
 * With a thread for each client, nearly all threads wait nearly all the time,
 * and nearly all memory is their stacks: what a thread has touched once, while
 * it joined or broadcast, would stay with it for good.
 */
#ifndef STACK_H
#define STACK_H

#include <stddef.h>

/*
 * Gives the pages of the caller's stack back to the system, from below the
 * caller down to `depth` bytes further; less than the size of the stack.
 * They come back filled with zeroes when they are touched again.
 */
void stack_release(size_t depth);

/*
 * For a room of thousands: restarts the program, once, with a setting of glibc
 * by which a thread that waits fits into one page instead of two.  Call it
 * first in main(); it returns if that is not worth it or not possible.
 */
void stack_be_frugal(size_t threads, char **argv);

#endif
