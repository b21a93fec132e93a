/*
 * panel: the witnesses, the order on which they must agree, and the warden.
 *
 * The warden is also an operator, and undoes what hooligans among the operators
 * do to the whole room; nobody asks what it has read.
 */
#ifndef PANEL_H
#define PANEL_H

#include <stdbool.h>
#include <stdint.h>

#include "order.h"
#include "witness.h"

/* The witnesses, and then the warden. */
#define PANEL_SEATS (ORDER_WITNESSES + 1)

struct panel {
	struct witness *seats; /* PANEL_SEATS of them */
	struct order order;
	int64_t next_line, next_tidy;
	unsigned tidy;	  /* which address to unban next */
	int64_t slowest;  /* milliseconds from a witness to witness 0 */
	unsigned answers; /* see panel_ask() */
	bool warden_is_busy;
	char fault[768]; /* what was wrong, or "" */
};

/* Nobody is in the room. */
void panel_init(struct panel *p);
void panel_fini(struct panel *p);

/*
 * All functions from here on that return false have then set p->fault; `ms` is
 * how long each of them waits at most for anything.
 */

/* All come in and become operators. */
bool panel_enter(struct panel *p, unsigned port, int ms);

/* They say, and the warden does, what is due. */
void panel_speak(struct panel *p, int64_t now);

/*
 * The warden, who must not be busy, takes back what operators have done to the
 * whole room, and some of the bans.
 */
void panel_tidy(struct panel *p);

/* The one at a seat reads everything that is there. */
bool panel_listen(struct panel *p, unsigned seat, int64_t now);

/*
 * Each asks something to which only it gets an answer: when all have their
 * answers, they have read everything that was said before.
 */
void panel_ask(struct panel *p);
bool panel_has_answers(const struct panel *p);

/* Whether all that the witnesses said has come to all, and all the same. */
bool panel_has_heard_all(const struct panel *p);

/* The same, and nothing more that the warden does is still to come. */
bool panel_is_quiet(const struct panel *p);

#endif
