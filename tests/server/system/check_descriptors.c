/*
 * check_descriptors: how many the system lets us have.
 *
 * The limits are those of a system of ours, as valgrind changes none.
 */
#include <config.h>

#include <sys/resource.h>

#include <check.h>
#include <errno.h>
#include <stdbool.h>

#include "harness/suite.h"
#include "server/system/descriptors.h"
#include "server/system/sockets.h"

/* What the server itself needs is more than its listeners. */
#define OWN_LEAST ((rlim_t)SOCKETS_MAX + 3)

static struct rlimit limit;
static bool is_root;  /* and may raise the hard one */
static bool is_known; /* or the system does not say what it is */

/*
 * The linker sends all calls here, those of a sanitizer included, which come
 * before it can look at anybody.
 */
#ifdef __has_attribute
#if __has_attribute(disable_sanitizer_instrumentation)
#define UNSEEN __attribute__((disable_sanitizer_instrumentation))
#endif
#endif
#ifndef UNSEEN
#define UNSEEN
#endif

int __wrap_getrlimit(int resource, struct rlimit *now);
int __real_getrlimit(int resource, struct rlimit *now);
int __wrap_setrlimit(int resource, const struct rlimit *next);
int __real_setrlimit(int resource, const struct rlimit *next);

UNSEEN int
__wrap_getrlimit(int resource, struct rlimit *now)
{
	if (resource != RLIMIT_NOFILE)
		return (__real_getrlimit(resource, now));
	if (!is_known) {
		errno = EFAULT;
		return (-1);
	}
	*now = limit;
	return (0);
}

UNSEEN int
__wrap_setrlimit(int resource, const struct rlimit *next)
{
	if (resource != RLIMIT_NOFILE)
		return (__real_setrlimit(resource, next));
	ck_assert_uint_le(next->rlim_cur, next->rlim_max);
	if (next->rlim_max > limit.rlim_max && !is_root) {
		errno = EPERM;
		return (-1);
	}
	limit = *next;
	return (0);
}

static void
setup(void)
{
	is_known = true;
	is_root = false;
}

static size_t
get(rlim_t soft, rlim_t hard, size_t need)
{
	limit = (struct rlimit){ .rlim_cur = soft, .rlim_max = hard };
	return (descriptors_get(need));
}

START_TEST(test_a_limit_that_is_high_enough_stays)
{
	ck_assert_uint_eq(get(200, 300, 100), 100);
	ck_assert_uint_eq(limit.rlim_cur, 200);
	ck_assert_uint_eq(limit.rlim_max, 300);
	ck_assert_uint_eq(get(RLIM_INFINITY, RLIM_INFINITY, 100), 100);
	ck_assert_uint_eq(limit.rlim_cur, RLIM_INFINITY);
}
END_TEST

START_TEST(test_a_low_limit_is_raised_as_far_as_needed)
{
	ck_assert_uint_eq(get(50, 300, 100), 100);
	ck_assert_uint_ge(limit.rlim_cur, 100 + OWN_LEAST);
	ck_assert_uint_lt(limit.rlim_cur, 300);
	ck_assert_uint_eq(limit.rlim_max, 300);
}
END_TEST

START_TEST(test_without_rights_there_are_as_many_as_there_may_be)
{
	size_t given = get(50, 100, 1000);

	ck_assert_uint_gt(given, 1);
	ck_assert_uint_le(given + OWN_LEAST, 100);
	ck_assert_uint_eq(limit.rlim_cur, 100);
	ck_assert_uint_eq(limit.rlim_max, 100);
}
END_TEST

/* Not none, and no number near the end of the numbers. */
START_TEST(test_there_is_one_at_least)
{
	ck_assert_uint_eq(get(8, 8, 1000), 1);
	ck_assert_uint_eq(get(8, OWN_LEAST, 1000), 1);
	ck_assert_uint_eq(get(0, 0, 1), 1);
}
END_TEST

START_TEST(test_root_has_as_many_as_it_needs)
{
	is_root = true;
	ck_assert_uint_eq(get(50, 100, 1000), 1000);
	ck_assert_uint_ge(limit.rlim_cur, 1000 + OWN_LEAST);
	/* No limit that is high enough is lowered. */
	ck_assert_uint_eq(get(50, 3000, 1000), 1000);
	ck_assert_uint_eq(limit.rlim_max, 3000);
}
END_TEST

START_TEST(test_a_system_that_says_nothing_is_believed_to_have_enough)
{
	is_known = false;
	ck_assert_uint_eq(get(8, 8, 1000), 1000);
	ck_assert_uint_eq(limit.rlim_cur, 8);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_a_limit_that_is_high_enough_stays,
		test_a_low_limit_is_raised_as_far_as_needed,
		test_without_rights_there_are_as_many_as_there_may_be,
		test_there_is_one_at_least,
		test_root_has_as_many_as_it_needs,
		test_a_system_that_says_nothing_is_believed_to_have_enough,
		NULL,
	};

	return (suite_of("descriptors", setup, NULL, tests));
}
