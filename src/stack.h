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

#endif
