/*
 * stack: an idle thread gives back the stack that it has used and uses no more.
 *
 * With a thread for each client, nearly all threads wait nearly always, and
 * nearly all memory is their stacks: what a thread has touched once, while it
 * joined or broadcast, would stay with it for good.
 */
#ifndef STACK_H
#define STACK_H

#include <stddef.h>

/*
 * Gives the pages of the caller's stack back to the system, from below the
 * caller down to `depth` bytes further; less than the size of the stack.
 * They come back as zeroes when they are touched again.
 */
void stack_release(size_t depth);

/*
 * For a room of thousands: starts the program anew, once, with a setting of
 * glibc by which a thread that waits fits into one page instead of two.  The
 * first thing in main(); returns where that is not worth it or not possible.
 */
void stack_be_frugal(size_t threads, char **argv);

#endif
