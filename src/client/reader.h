/*
 * reader: the life of the reader thread, from the socket to the screen.
 */
#ifndef READER_H
#define READER_H

#include "client/connection.h"
#include "client/delivery.h"
#include "client/entrance.h"
#include "common/terminal/screen.h"

enum reader_end {
	READER_CLOSED,	    /* the server has closed the connection */
	READER_BROKEN,	    /* the connection is lost: errno */
	READER_ENDLESS,	    /* the server sends a line without an end */
	READER_NO_MEMORY,   /* there is none for what arrived */
	READER_SCREEN_GONE, /* the output is closed or full */
	READER_MORE	    /* never returned: go on */
};

/*
 * Shows what comes in until one of the above happens.  A line that has no end
 * yet is shown once nothing follows for a moment: some servers send lines
 * without ends, and a question may wait for its answer on the same line.
 * Each line goes past the entrance first, and whatever comes in is a sign of
 * life for the delivery.
 */
enum reader_end reader_run(struct connection *c, struct entrance *e,
    struct screen *s, struct delivery *d);

#endif
