/*
 * state: the client as its main thread sees it, for the files that decide
 * together what follows: client, arrival, departure, outcome.
 */
#ifndef CLIENT_STATE_H
#define CLIENT_STATE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "client/connection.h"
#include "client/delivery.h"
#include "client/entrance.h"
#include "client/keyboard.h"
#include "client/reader.h"
#include "client/speaker.h"
#include "client/wishes.h"
#include "common/key.h"
#include "common/terminal/screen.h"

struct client {
	struct connection *connection;
	struct screen *screen;
	struct keyboard *keyboard;
	struct entrance *entrance;

	/* For the main thread only */
	const struct wishes *options;
	struct key key; /* of the file; wiped as soon as it is not needed */
	pthread_t reader_thread;
	pthread_t speaker_thread;
	bool reading;
	bool speaking;
	bool arriving;	     /* we may not be inside yet, and time runs */
	bool asking_records; /* they were asked for, and time runs */
	bool nick_told;
	bool naming;  /* a filter waits for the answer to that, and time runs */
	bool spoke;   /* the entrance was open */
	bool asking;  /* a person, for the key */
	bool refused; /* the room does not let us in, or not under our name */
	bool unconfirmed;    /* the server did not close after our goodbye */
	bool unacknowledged; /* nor did its machine get all of it */
	bool broken_off;     /* we ended the connection */
	bool interrupted;    /* by Ctrl-C: it must not take long */
	bool leaving; /* we are leaving; otherwise it is the server that left */
	int64_t deadline; /* of MAIL_TIME_UP; -1: none */
	int signal;	  /* the one that ends us; 0: none */

	/* Written by one thread at its end, read when it has been joined */
	enum reader_end reader_end;
	int reader_errno;
	struct speaker speaker;

	struct delivery delivery; /* has a lock of its own */
};

#endif
