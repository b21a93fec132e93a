/*
 * suite: the main of a test that runs programs.
 */
#ifndef SUITE_H
#define SUITE_H

#include <check.h>
#include <stddef.h>

/*
 * Runs these cases, each test with as long as a busy machine needs; returns
 * the exit status.
 */
int suite_run(const char *name, TCase **cases, size_t count);

#endif
