/*
 * order: have all witnesses read the same, in the same order?
 *
 * Each witness has a queue of the lines for everyone that it has read.
 * Witness 0 says nothing, so it reads everything: whatever is first in its
 * queue must be first in all the others', except in that of the witness whose
 * own line it is.  What has been compared is forgotten.
 */
#ifndef ORDER_H
#define ORDER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/list.h"

#define ORDER_WITNESSES 5
#define ORDER_NOBODY ORDER_WITNESSES

struct said {
	TAILQ_ENTRY(said) next;
	unsigned by; /* a witness, or ORDER_NOBODY */
	size_t len;
	char text[];
};

TAILQ_HEAD(said_queue, said);

struct order {
	struct said_queue read[ORDER_WITNESSES];
	unsigned long compared;
	char fault[512]; /* what was not the same, or "" */
};

void order_init(struct order *o);
void order_fini(struct order *o);

/* A witness has read a line, said by `by`; false when it is not the order. */
bool order_add(struct order *o, unsigned witness, unsigned by, const char *line,
    size_t len);

/* Whether everything that somebody has read was read by all. */
bool order_is_complete(const struct order *o);

#endif
