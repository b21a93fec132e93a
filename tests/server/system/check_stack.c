/*
 * check_stack: an idle thread gives back stack that it no longer needs.
 *
 * The pages of a thread's stack are counted; and this program restarts itself.
 */
#include <config.h>

#include <sys/mman.h>
#include <sys/types.h>
#include <sys/wait.h>

#include <check.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/suite.h"
#include "server/system/stack.h"

/* Its pages, and how many of them are in use for a while. */
#define PAGES 64
#define DEPTH_PAGES 40
#define DEPTH (DEPTH_PAGES * page)

/* The stack of the thread that is looked at. */
static unsigned char *stack;
static size_t page;

/* How many of its pages there are, and whether what is in use is whole. */
static size_t used, left, given;
static bool whole;

static size_t
count_pages(void)
{
	unsigned char is_there[PAGES];
	size_t i, n = 0;

	if (mincore(stack, PAGES * page, is_there) != 0)
		return (0);
	for (i = 0; i < PAGES; i++)
		n += is_there[i] & 1;
	return (n);
}

static void
setup(void)
{
	page = (size_t)sysconf(_SC_PAGESIZE);
}

/* Writes to this much of the stack, and returns. */
static __attribute__((noinline)) void
use(size_t bytes)
{
	volatile unsigned char here[1024];
	size_t i;

	for (i = 0; i < sizeof here; i++)
		here[i] = 1;
	if (bytes > sizeof here)
		use(bytes - sizeof here);
	here[0] = 2; /* so that this is no loop */
}

static void *
use_and_release(void *depth)
{
	unsigned char mine[256];
	size_t i;

	memset(mine, 'x', sizeof mine);
	use(DEPTH);
	used = count_pages();
	stack_release(*(size_t *)depth);
	left = count_pages();
	whole = true;
	for (i = 0; i < sizeof mine; i++)
		whole = whole && mine[i] == 'x';
	use(DEPTH);
	given = count_pages();
	return (NULL);
}

/* In a thread on a stack of ours. */
static void
run_with(size_t depth)
{
	pthread_attr_t attr;
	pthread_t t;

	stack = mmap(NULL, PAGES * page, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(stack, MAP_FAILED);
	ck_assert_int_eq(pthread_attr_init(&attr), 0);
	ck_assert_int_eq(pthread_attr_setstack(&attr, stack, PAGES * page), 0);
	ck_assert_int_eq(pthread_create(&t, &attr, use_and_release, &depth), 0);
	ck_assert_int_eq(pthread_join(t, NULL), 0);
	(void)pthread_attr_destroy(&attr);
	(void)munmap(stack, PAGES * page);
}

START_TEST(test_what_is_not_in_use_is_given_back)
{
	run_with(DEPTH + page);
	ck_assert_uint_ge(used, DEPTH_PAGES);
	ck_assert_uint_le(left, used - DEPTH_PAGES / 2);
	ck_assert(whole);
	ck_assert_uint_ge(given, used);
}
END_TEST

START_TEST(test_what_is_deeper_stays)
{
	run_with(DEPTH / 2);
	ck_assert_uint_le(left, used - DEPTH_PAGES / 2 + 2);
	ck_assert_uint_ge(left, used - DEPTH_PAGES / 2);
}
END_TEST

START_TEST(test_less_than_a_page_is_nothing)
{
	run_with(0);
	ck_assert_uint_eq(left, used);
	run_with(100);
	ck_assert_uint_eq(left, used);
	ck_assert(whole);
}
END_TEST

/* How the child that was restarted, or was not, has ended. */
#define NOT_RESTARTED 3
#define RESTARTED 4
#define RESTARTED_BARE 5
#define RESTART "restart"

/* What a room of this many does, in a process of ours; its exit status. */
static int
status_of(size_t threads, const char *tunables)
{
	static char name[] = "check_stack", how[] = RESTART;
	char *argv[] = { name, how, NULL };
	int status;
	pid_t pid;

	(void)fflush(NULL);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		if (tunables != NULL)
			(void)setenv("GLIBC_TUNABLES", tunables, 1);
		else
			(void)unsetenv("GLIBC_TUNABLES");
		stack_be_frugal(threads, argv);
		_exit(NOT_RESTARTED);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	return (WEXITSTATUS(status));
}

START_TEST(test_a_large_room_restarts_with_its_arguments)
{
	ck_assert_int_eq(status_of(10000, NULL), RESTARTED);
}
END_TEST

START_TEST(test_a_small_room_does_not)
{
	ck_assert_int_eq(status_of(200, NULL), NOT_RESTARTED);
}
END_TEST

/* It would for ever; and what a person has set stays. */
START_TEST(test_a_room_that_has_the_setting_does_not)
{
	ck_assert_int_eq(status_of(10000, "glibc.malloc.tcache_count=0"),
	    NOT_RESTARTED);
}
END_TEST

int
main(int argc, char **argv)
{
	const TTest *const tests[] = {
		test_what_is_not_in_use_is_given_back,
		test_what_is_deeper_stays,
		test_less_than_a_page_is_nothing,
		test_a_large_room_restarts_with_its_arguments,
		test_a_small_room_does_not,
		test_a_room_that_has_the_setting_does_not,
		NULL,
	};

	if (argc == 2 && strcmp(argv[1], RESTART) == 0)
		_exit(getenv("GLIBC_TUNABLES") != NULL ? RESTARTED :
							 RESTARTED_BARE);
	return (suite_of("stack", setup, NULL, tests));
}
