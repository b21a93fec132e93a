/*
 * check_output: bytes on their way to a terminal or a pipe.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/terminal/output.h"
#include "harness/suite.h"

static int ends[2]; /* of a pipe: we read, the output writes */
static struct output o;
static bool memory_is_short;

/* The linker sends the calls of buffer.c here. */
void *__wrap_realloc(void *old, size_t size);
void *__real_realloc(void *old, size_t size);

void *
__wrap_realloc(void *old, size_t size)
{
	return (memory_is_short ? NULL : __real_realloc(old, size));
}

static void
setup(void)
{
	(void)signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	ck_assert_int_eq(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
	output_init(&o, ends[1], NULL);
}

static void
teardown(void)
{
	output_fini(&o);
	(void)close(ends[0]);
	(void)close(ends[1]);
}

/* What has come by now is exactly `text`. */
static void
expect_written(const char *text)
{
	char bytes[256];
	ssize_t n = read(ends[0], bytes, sizeof bytes);

	if (*text == '\0') {
		ck_assert_int_eq(n, -1);
		return;
	}
	ck_assert_int_eq(n, (ssize_t)strlen(text));
	ck_assert_mem_eq(bytes, text, (size_t)n);
}

/* Reads all there is, which are that many bytes. */
static size_t
drain(void)
{
	char bytes[4096];
	size_t sum = 0;
	ssize_t n;

	while ((n = read(ends[0], bytes, sizeof bytes)) > 0)
		sum += (size_t)n;
	return (sum);
}

/* The pipe takes nothing more; how much is in it. */
static size_t
fill(void)
{
	static const char bytes[4096];
	size_t sum = 0;
	ssize_t n;

	while ((n = write(ends[1], bytes, sizeof bytes)) > 0)
		sum += (size_t)n;
	return (sum);
}

START_TEST(test_an_image_is_written_at_once_and_not_before)
{
	output_add(&o, "one ");
	output_add(&o, "two");
	expect_written("");
	output_write(&o);
	expect_written("one two");
	output_write(&o);
	expect_written("");
	ck_assert_int_eq(o.error, 0);
}
END_TEST

START_TEST(test_after_an_error_nothing_is_written)
{
	(void)close(ends[0]);
	output_add(&o, "lost");
	output_write(&o);
	ck_assert_int_eq(o.error, EPIPE);
	(void)close(ends[1]);
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	o.fd = ends[1];
	output_add(&o, "late");
	output_write(&o);
	expect_written("");
	output_last(&o, "last"); /* whatever has happened before */
	expect_written("last");
}
END_TEST

START_TEST(test_what_is_not_taken_is_kept_and_written_later)
{
	size_t filled = fill();

	output_keep(&o);
	ck_assert(!output_waits(&o));
	output_add(&o, "kept ");
	output_write(&o);
	ck_assert(output_waits(&o));
	output_add(&o, "and more");
	output_write(&o);
	ck_assert_uint_eq(drain(), filled);
	output_go_on(&o);
	ck_assert(!output_waits(&o));
	expect_written("kept and more");
}
END_TEST

START_TEST(test_what_is_kept_is_dropped_after_an_error)
{
	(void)fill();
	output_keep(&o);
	output_add(&o, "kept");
	output_write(&o);
	ck_assert(output_waits(&o));
	(void)close(ends[0]);
	output_go_on(&o);
	ck_assert(!output_waits(&o));
	ck_assert_int_eq(o.error, EPIPE);
	ck_assert_int_eq(pipe(ends), 0); /* for the teardown */
}
END_TEST

static void *
write_image(void *arg)
{
	output_write(&o);
	return (arg);
}

START_TEST(test_nobody_waits_for_an_output_that_is_abandoned)
{
	pthread_t writer;

	(void)fill();
	output_add(&o, "stuck");
	ck_assert_int_eq(pthread_create(&writer, NULL, write_image, NULL), 0);
	output_abandon(&o);
	ck_assert_int_eq(pthread_join(writer, NULL), 0);
	ck_assert_int_eq(o.error, EAGAIN);
}
END_TEST

/* Nobody takes it for written. */
START_TEST(test_text_that_cannot_be_translated_is_an_error)
{
	o.translation = translation_new("ISO-8859-1");
	ck_assert_ptr_nonnull(o.translation);
	output_add(&o, "\303\251t\303\251");
	memory_is_short = true;
	output_write(&o);
	memory_is_short = false;
	ck_assert_int_eq(o.error, ENOMEM);
	expect_written("");
}
END_TEST

START_TEST(test_image_is_written_in_the_charset_of_the_terminal)
{
	o.translation = translation_new("ISO-8859-1");
	ck_assert_ptr_nonnull(o.translation);
	output_add(&o, "\303\251t\303\251 \345\260\217");
	output_write(&o);
	expect_written("\351t\351 ?");
	ck_assert_int_eq(o.error, 0);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("output");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, test_an_image_is_written_at_once_and_not_before);
	tcase_add_test(tc, test_after_an_error_nothing_is_written);
	tcase_add_test(tc, test_what_is_not_taken_is_kept_and_written_later);
	tcase_add_test(tc, test_what_is_kept_is_dropped_after_an_error);
	tcase_add_test(tc, test_nobody_waits_for_an_output_that_is_abandoned);
	tcase_add_test(tc, test_text_that_cannot_be_translated_is_an_error);
	tcase_add_test(tc,
	    test_image_is_written_in_the_charset_of_the_terminal);
	return (suite_run("output", &tc, 1));
}
