/*
 * gap: lines that are left out of what the console reads, and counted.
 *
 * A client that lags too far is disconnected.  The person who opened the room
 * is not: while the console's terminal is paused and no more may wait for it,
 * whole lines are left out.  When there is room again, one line says how many.
 * Pure; guarded by the seat that has it.
 */
#ifndef GAP_H
#define GAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for the line that says so in any charset, and a NUL. */
#define GAP_SAID_SIZE 256

struct charset;

struct gap {
	const struct charset *charset; /* of its reader; NULL: UTF-8 */
	uint32_t lines;		       /* left out so far */
	bool is_open;		       /* lines are being left out */
	bool in_line;	  /* the end of the latest line has not come yet */
	uint8_t language; /* in which its reader is told */
};

/*
 * Looks at the next bytes for the reader: returns how many of them belong to
 * one line, and whether these are kept.  A line that has been begun is kept to
 * its end; `full` says that no other may follow.
 */
size_t gap_next(struct gap *g, const char *bytes, size_t len, bool full,
    bool *keep);

/* Bytes that went past it, to the reader: the latest of them is `last`. */
void gap_passed(struct gap *g, char last);

/* What should be kept could not be: its line is left out after all. */
void gap_lose(struct gap *g);

/* Whether it could be closed here: lines are missing, and a new one begins. */
bool gap_can_close(const struct gap *g);

/* Writes the line that says so to `out`; its length. */
size_t gap_say(const struct gap *g, char out[GAP_SAID_SIZE]);

/* Nothing is left out from here on. */
void gap_close(struct gap *g);

#endif
