/*
 * check_shortage: what people read when memory, descriptors or converters are
 * lacking.
 *
 * calloc(3) and iconv_open(3) fail here when a test wants them to.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/guests.h"
#include "harness/suite.h"
#include "server/command/bans.h"
#include "server/command/everyone.h"
#include "server/dialect/charset.h"

#define NO_ARGUMENTS ((struct words){ "", 0 })

void *__wrap_calloc(size_t count, size_t size);
void *__real_calloc(size_t count, size_t size);
iconv_t __wrap_iconv_open(const char *to, const char *from);
iconv_t __real_iconv_open(const char *to, const char *from);

static bool no_memory;

/* If set: opening a converter fails with this, for `lacking`, or for all. */
static int open_error;
static const char *lacking;

/* In place of calloc(3). */
void *
__wrap_calloc(size_t count, size_t size)
{
	if (!no_memory)
		return (__real_calloc(count, size));
	errno = ENOMEM;
	return (NULL);
}

/* In place of iconv_open(3). */
iconv_t
__wrap_iconv_open(const char *to, const char *from)
{
	if (open_error == 0 ||
	    (lacking != NULL && strcmp(to, lacking) != 0 &&
		strcmp(from, lacking) != 0))
		return (__real_iconv_open(to, from));
	errno = open_error;
	return ((iconv_t)-1);
}

static void
setup(void)
{
	no_memory = false;
	open_error = 0;
	lacking = NULL;
	charset_init(false);
	guests_setup();
}

static void
teardown(void)
{
	guests_teardown();
	charset_fini();
}

/* The same system without the converter that the C library calls `name`. */
static void
start_without(const char *name)
{
	charset_fini();
	open_error = EINVAL;
	lacking = name;
	charset_init(false);
}

static void
ask_for_charset(struct guest *g, const char *name)
{
	(void)everyone_charset(room, g->m,
	    (struct words){ name, strlen(name) });
}

static enum charset_result
result_of(const char *name)
{
	const struct charset *c;

	return (charset_find(name, strlen(name), &c));
}

/* A test can take away only what is there. */
static bool
nothing_is_lacking(void)
{
	if (strcmp(charset_examples(), "gb18030, big5, utf-8") == 0 &&
	    result_of("koi8-u") == CHARSET_DONE)
		return (true);
	(void)printf("check_shortage: left out: charsets, of which this "
		     "system has not enough\n");
	return (false);
}

START_TEST(test_who_and_bans_say_that_memory_is_short)
{
	struct guest *a = join();

	no_memory = true;
	(void)everyone_who(room, a->m, NO_ARGUMENTS);
	(void)bans_list(room, a->m, NO_ARGUMENTS);
	no_memory = false;
	expect(a,
	    "*** the room is short of memory; try again later\r\n"
	    "*** the room is short of memory; try again later\r\n");
}
END_TEST

START_TEST(test_who_lists_everyone_however_many)
{
	struct guest *a = join(), *last = a;
	size_t i;

	for (i = 1; i < 40; i++)
		last = join();
	a->len = 0;
	(void)last;
	(void)everyone_who(room, last->m, NO_ARGUMENTS);
	expect_end(last, "  from 10.0.0.1:40, here 0 s, idle 0 s\r\n");
	ck_assert_ptr_nonnull(
	    memmem(last->got, last->len, "*** 40 people are here:", 23));
	for (i = 0; i < last->len; i++)
		ck_assert(last->got[i] != '\0');
}
END_TEST

/* There is such a charset, and it works again. */
START_TEST(test_a_charset_that_cannot_be_loaded_is_not_called_unknown)
{
	static const int errors[] = { ENOMEM, EMFILE, ENFILE, EINVAL };
	struct guest *a = join();
	size_t i;

	if (!nothing_is_lacking())
		return;
	for (i = 0; i < sizeof errors / sizeof *errors; i++) {
		open_error = errors[i];
		ask_for_charset(a, "koi8-r");
		expect(a,
		    "*** the room is short of memory or files and cannot "
		    "load koi8-r now; try again later\r\n");
	}
	open_error = 0;
	no_memory = true;
	ck_assert_int_eq(result_of("koi8-r"), CHARSET_NO_MEMORY);
	no_memory = false;
	ask_for_charset(a, "koi8-r");
	expect(a,
	    "*** your charset is KOI8-R; /charset utf-8 switches back\r\n");
	ck_assert(registry_charset(room, a->m, NULL));
}
END_TEST

START_TEST(test_a_guess_that_cannot_be_loaded_says_so)
{
	const struct charset *c;

	if (!nothing_is_lacking())
		return;
	open_error = EMFILE;
	ck_assert_int_eq(charset_guess("\xc4\xe3\xba\xc3", 4, &c),
	    CHARSET_NO_MEMORY);
	ck_assert_ptr_null(c);
	open_error = 0;
	ck_assert_int_eq(charset_guess("\xc4\xe3\xba\xc3", 4, &c),
	    CHARSET_DONE);
	ck_assert_int_eq(charset_guess("\xe0\xc5", 2, &c), CHARSET_UNKNOWN);
}
END_TEST

START_TEST(test_only_charsets_that_are_here_are_recommended)
{
	struct guest *a = join();

	if (!nothing_is_lacking())
		return;
	ck_assert_str_eq(charset_examples(), "gb18030, big5, utf-8");
	start_without("GB18030");
	ck_assert_str_eq(charset_examples(), "big5, utf-8");
	ck_assert_int_eq(result_of("gb18030"), CHARSET_UNAVAILABLE);
	start_without("BIG5");
	ck_assert_str_eq(charset_examples(), "gb18030, utf-8");
	start_without(NULL);
	ck_assert_str_eq(charset_examples(), "utf-8");
	ask_for_charset(a, "gb18030");
	expect(a,
	    "*** there is no charset gb18030 here; try one of: utf-8 ...\r\n");
	ask_for_charset(a, "");
	expect(a,
	    "*** usage: /charset NAME: use this charset, one of: utf-8 "
	    "...\r\n");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_who_and_bans_say_that_memory_is_short,
		test_who_lists_everyone_however_many,
		test_a_charset_that_cannot_be_loaded_is_not_called_unknown,
		test_a_guess_that_cannot_be_loaded_says_so,
		test_only_charsets_that_are_here_are_recommended,
		NULL,
	};

	return (suite_of("shortage", setup, teardown, tests));
}
