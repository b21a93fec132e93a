/*
 * server: the room as a whole: its birth, its life and its death.
 *
 *	listener   accepts a client, and starts its
 *	worker     which reads lines from it and pushes them into the
 *	registry   which gives them a single order and broadcasts them; what
 *	outbox     holds because a client lags is sent later by the
 *	postman
 *	gate       knows who may come in, and how fast
 *	caretaker  ends what has a time limit: a pause, a mute, a burst of news
 */
#ifndef SERVER_H
#define SERVER_H

struct options;

/*
 * Opens the room, and closes it when a signal says so.  Returns the exit status
 * of the program.  *o is what was asked for; its bounds are lowered to what the
 * system grants.
 */
int server_run(struct options *o);

#endif
