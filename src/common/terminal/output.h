/*
 * output: bytes on their way to a terminal or a pipe.
 *
 * They are put together first, and then written at once, in the charset of the
 * terminal.  A terminal or pipe that takes no more makes the writer wait, until
 * it is told that nobody waits any more; or the writer keeps what is not taken,
 * and comes back.  Everything except output_abandon() is for one thread at a
 * time.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/buffer.h"
#include "common/translation.h"

struct output {
	int fd;
	struct translation *translation; /* or NULL */
	atomic_bool abandoned;
	struct buffer image; /* what the next write consists of, in UTF-8 */
	struct buffer coded; /* the same in the charset of the terminal */
	bool keeps;	     /* never waits: `coded` is what is not taken */
	int error;	     /* of the write that failed, or 0 */
};

/* output_fini() frees the translation, and does not close `fd`. */
void output_init(struct output *o, int fd, struct translation *t);

void output_fini(struct output *o);

/* Adds to the image, which is incomplete if memory is short. */
void output_add(struct output *o, const char *string);

/*
 * Writes the image.  Once there was an error, nothing is written any more; that
 * memory is short for the charset of the terminal is one.
 */
void output_write(struct output *o);

/*
 * From now on nothing waits: what is not taken is kept, and output_go_on()
 * tries again.
 */
void output_keep(struct output *o);

/* Whether something is kept. */
bool output_waits(const struct output *o);

/* Writes what is kept, as far as it is taken. */
void output_go_on(struct output *o);

/* Writes this at once, as far as it goes, whatever has happened before. */
void output_last(struct output *o, const char *string);

/* From any thread: nobody waits any more; what does not move is dropped. */
void output_abandon(struct output *o);

#endif
