/*
 * records: the commands of programs.
 */
#ifndef RECORDS_H
#define RECORDS_H

#include "server/command/result.h"

struct member;
struct registry;

/* /records, /records off */
enum command_result records_run(struct registry *r, struct member *m,
    struct words args);

/* Tells a program who is here. */
void records_list(struct registry *r, struct member *m);

#endif
