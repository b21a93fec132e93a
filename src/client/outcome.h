/*
 * outcome: how it went: what may be lost, and the exit status.
 */
#ifndef OUTCOME_H
#define OUTCOME_H

struct client;

/*
 * For the main thread, when both others have been joined: says what happened,
 * if somebody must know; returns EXIT_SUCCESS or EXIT_FAILURE.
 */
int outcome(struct client *c);

#endif
