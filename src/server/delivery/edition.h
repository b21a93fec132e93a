/*
 * edition: what has happened, as one kind of reader gets it.
 *
 * Most members read the plain edition, which is the text of the batch itself;
 * its pointer is NULL.  Each other edition is made from the events of the batch
 * once, whatever the number of its readers: as records for programs, in another
 * language or charset, without news of who comes and goes.
 *
 * Threads.  The list of editions, and how many want each, are guarded by the
 * registry's mutex.  What an edition holds, and how many read it, belongs to
 * the thread that broadcasts.  A member that changes over is counted among
 * those that want the new one at once, and among its readers when the
 * broadcaster has come to that place in the order.
 */
#ifndef EDITION_H
#define EDITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/delivery/batch.h"
#include "server/dialect/charset.h"
#include "speech/language.h"
#include "speech/record.h"

enum edition_form {
	FORM_PLAIN,  /* sentences for people */
	FORM_RECORDS /* for programs; always UTF-8 */
};

/* What tells one edition from another. */
struct edition_key {
	enum edition_form form;
	enum language language;	       /* of sentences; records are English */
	const struct charset *charset; /* NULL: UTF-8 */
	bool quiet;		       /* without news of who comes and goes */
};

/*
 * At least as many as there are keys: in each language, with and without news,
 * sentences in each charset and in UTF-8, and records.
 */
#define EDITIONS_MAX (LANGUAGES * 2 * (CHARSETS_MAX + 2))

struct edition {
	struct edition_key key; /* set when it is made, then only read */
	size_t wanted;		/* by so many members; 0: it may be forgotten */

	/* Belongs to the thread that broadcasts. */
	size_t readers;
	char *text; /* of the first `known` events of the batch */
	size_t len;
	uint32_t *at; /* where in it each of them begins, and the last ends */
	size_t known;
	struct record_clock clock;
};

struct editions {
	struct edition *all[EDITIONS_MAX];
	size_t count;
	bool may_forget; /* nobody wants one of them any more */
};

void editions_fini(struct editions *all);

/*
 * Stores in *e the edition with this key, which one more member wants; false
 * without memory.
 */
bool editions_want(struct editions *all, const struct edition_key *key,
    struct edition **e);

/* One member less wants `e`, which may be NULL. */
void editions_give_back(struct editions *all, struct edition *e);

/*
 * Frees the editions that nobody wants.  Called with the registry's mutex when
 * everyone has everything: nobody reads them then, and no mark names them.
 */
void editions_forget(struct editions *all);

/* Whether those who read it get their own events, too; `e` may be NULL. */
bool edition_has_own(const struct edition *e);

/* Writes the events of `b` that are not in it yet. */
void edition_extend(struct edition *e, const struct batch *b);

/* The batch begins anew. */
void edition_clear(struct edition *e);

/* Its text of the events from `from` to before `to`; `e` may be NULL. */
struct edition_text {
	char *bytes;
	size_t len;
};
struct edition_text edition_text(const struct edition *e, const struct batch *b,
    size_t from, size_t to);

/* The most bytes that edition_tell() writes. */
#define EDITION_TELL_MAX (8 * BATCH_PUSH_MAX)

/*
 * The text of an event that one member alone is told, as the readers of `e`
 * get it: either where it is in the batch, or written to `out`.
 */
struct edition_text edition_tell(struct edition *e, const struct batch *b,
    const struct event *told, char out[EDITION_TELL_MAX]);

#endif
