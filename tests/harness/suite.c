/*
 * suite: the main of a test.  See suite.h.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>

#include "harness/room.h"
#include "harness/suite.h"

int
suite_run(const char *name, TCase **cases, size_t count)
{
	Suite *s = suite_create(name);
	SRunner *runner;
	int failed;
	size_t i;

	/* Programs speak English, whatever the person who tests reads. */
	(void)setenv("LANGUAGE", "en", 1);
	for (i = 0; i < count; i++) {
		tcase_set_timeout(cases[i], room_timeout());
		suite_add_tcase(s, cases[i]);
	}
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

TCase *
suite_case(const char *name, SFun setup, SFun teardown,
    const TTest *const *tests)
{
	TCase *tc = tcase_create(name);

	if (setup != NULL || teardown != NULL)
		tcase_add_checked_fixture(tc, setup, teardown);
	for (; *tests != NULL; tests++)
		tcase_add_test(tc, *tests);
	return (tc);
}

int
suite_of(const char *name, SFun setup, SFun teardown, const TTest *const *tests)
{
	TCase *tc = suite_case(name, setup, teardown, tests);

	return (suite_run(name, &tc, 1));
}
