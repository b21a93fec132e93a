/*
 * outcome: how it went: what may be lost, and the exit status.
 */
#ifndef OUTCOME_H
#define OUTCOME_H

struct client;

/*
 * When both threads have ended: says what happened, if somebody must know;
 * returns the exit status.
 */
int outcome(struct client *c);

#endif
