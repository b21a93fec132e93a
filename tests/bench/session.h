/*
 * session: one server, one crowd, one run; everything that is measured of it.
 *
 * Each has a process of its own for the crowd, so that every server meets the
 * same one.  A process keeps traces of the crowd before, in its memory or with
 * the scheduler: the same chatroomd, with one line in flight each to 100
 * receivers, delivered 577 k lines a second after another chatroomd and 785 k
 * after Redis.
 */
#ifndef SESSION_H
#define SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "pace.h"
#include "peer.h"

/* What to do.  Nobody speaks if the pace is silence. */
struct spec {
	unsigned receivers; /* that only listen, the stalled ones included */
	unsigned senders;
	unsigned stalled; /* of the receivers: never read while others speak */
	bool restless;	  /* the last of the receivers reads Chinese, unchecked,
			     and perhaps changes: see pace.h */
	struct pace pace;
	const struct dialect *dialect; /* of the clients; NULL: the server's */
	double seconds;		       /* that are measured, or */
	uint64_t wire_bytes;	       /* until this much was said to each */
};

enum figure {
	FIGURE_RATE, /* texts delivered and checked, a second */
	FIGURE_CPU,  /* server's processor time a delivery, seconds */
	FIGURE_P50,  /* from send to receipt, seconds */
	FIGURE_P99,
	FIGURE_P999,
	FIGURE_RESIDENT,   /* memory of the server with its clients, bytes */
	FIGURE_PER_CLIENT, /* what each client added to it */
	FIGURE_GROWTH,	   /* what speaking added to it, at its peak */
	FIGURE_JOIN,	   /* seconds until all were in and knew about all */
	FIGURE_LOAD,	   /* processors that the load generator kept busy */
	FIGURE_SERVER,	   /* processors that the server kept busy */
	FIGURE_OTHERS,	   /* processors that all other programs kept busy */
	FIGURE_STOLEN,	   /* share of the machine's time, 0 to 1 */
	FIGURES
};

struct result {
	char failure[RECEIVER_FAILURE_MAX]; /* "": the figures are good */
	double figure[FIGURES];
};

/* A signal that sets crowd_interrupted ends it soon, as a failure. */
void session_run(const struct peer *p, const struct spec *s, struct result *r);

#endif
