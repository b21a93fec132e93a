/*
 * suite: the main of a test.
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

/*
 * A case of these tests, up to a NULL; each of them between `setup` and
 * `teardown`, which may be NULL.
 */
TCase *suite_case(const char *name, SFun setup, SFun teardown,
    const TTest *const *tests);

/* Runs one case that is all of the suite. */
int suite_of(const char *name, SFun setup, SFun teardown,
    const TTest *const *tests);

#endif
