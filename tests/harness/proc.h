/*
 * proc: what the system says about a process.
 */
#ifndef PROC_H
#define PROC_H

#include "harness/room.h"

/* The value of a field, its blanks made single, in a file of fields. */
const char *proc_field(const char *path, const char *name);

/* The value of a field of the server's status. */
const char *proc_status(const struct room *r, const char *name);

/* All threads of the server have this value; returns how many there are. */
int proc_expect_of_threads(const struct room *r, const char *name,
    const char *value);

#endif
