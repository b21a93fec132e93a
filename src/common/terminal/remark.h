/*
 * remark: all that a terminal says to the person who types, in one table.
 *
 * The table is remark.def.  Each remark has a name for us, R_NAME, and the
 * whole sentence in English, with %1 where a number goes.  The program gives
 * the function that translates it (remark_speak); what else the program says
 * stands in a table of its own.
 *
 * Pure functions for any thread, except for remark_speak().
 */
#ifndef REMARK_H
#define REMARK_H

#include <stddef.h>
#include <stdint.h>

enum remark {
#define R(name, english) R_##name,
#include "common/terminal/remark.def"
#undef R
	REMARKS /* how many there are */
};

/* Room for any remark, with its number and a NUL. */
#define REMARK_SIZE 128

/*
 * From here on each remark is what `translate` makes of its English, which must
 * last.  Before there is a second thread.
 */
void remark_speak(const char *(*translate)(const char *english));

/* As it stands in the table, in the language of the person. */
const char *remark_text(enum remark r);

/* Writes it with its number, if it has one; returns `out`. */
const char *remark_write(enum remark r, uint64_t number, char out[REMARK_SIZE]);

/* The same in memory that lasts until the end of the block. */
#define REMARK(r, number) remark_write(r, number, (char[REMARK_SIZE]){ 0 })

#endif
