/*
 * cells: what is measured, of which server, and the goals.
 *
 * A cell is one question.  It has a row for each server that takes part, or
 * one for each variant of the work, when it is the room that is compared with
 * itself.
 */
#ifndef CELLS_H
#define CELLS_H

#include <stddef.h>

#include "session.h"

enum who {
	WHO_ROOM,
	WHO_FLOOR1,
	WHO_FLOOR16,
	WHO_FLOOR64,
	WHO_NGIRCD,
	WHO_REDIS,
	WHO_NCAT,
	WHO_OTHER, /* a second chatroomd, to compare two builds */
	WHOS
};

/* What the room's figure is compared with; the limit is for the result. */
enum against {
	AGAINST_NOTHING, /* the figure itself */
	AGAINST_WHO,	 /* divided by that of `other` */
	AGAINST_BEST,	 /* divided by that of the best peer of the run */
	AGAINST_VARIANT, /* divided by the room's in variant `other` */
	AGAINST_GROWTH	 /* less variant `other`'s, per stalled client if any */
};

struct goal {
	const char *text; /* with the limit in words; NULL ends a list */
	enum figure figure;
	bool at_least; /* else at most */
	double limit;
	enum against against;
	unsigned of;	/* the variant that is judged */
	unsigned other; /* a variant or an enum who */
};

struct variant {
	const char *label; /* NULL if there is only one */
	struct spec spec;  /* without a sender, it ends a list */
};

struct cell {
	const char *name;
	const char *what;
	unsigned who;	/* bits, 1 << enum who */
	unsigned times; /* in each round; 0: once, more would tell nothing */
	const struct variant *variants;
	const enum figure *columns; /* up to FIGURES; the first with spread */
	const struct goal *goals;
};

/* The most variants of a cell. */
#define CELL_VARIANTS 4

extern const struct cell cells[];
extern const size_t cells_count;

/* NULL if there is none with this name. */
const struct cell *cells_find(const char *name);

/* How often it is measured if `rounds` are asked for. */
unsigned cells_rounds(const struct cell *c, unsigned rounds);

/* The most clients at once. */
unsigned cells_clients(const struct cell *c);

#endif
