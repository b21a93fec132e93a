/*
 * check_outlet: writing to a stdout or stderr which perhaps nobody reads.
 */
#include <config.h>

#include <sys/socket.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/thread.h"
#include "harness/suite.h"
#include "server/system/outlet.h"

static int ends[2]; /* what is written to the second is read from the first */
static char much[1 << 20], got[sizeof much];

static void
setup_pipe(void)
{
	ck_assert_int_eq(pipe(ends), 0);
}

static void
setup_socket(void)
{
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
}

static void
teardown(void)
{
	(void)close(ends[0]);
	(void)close(ends[1]);
}

START_TEST(test_a_missing_reader_is_waited_for_this_long)
{
	int fd = outlet_open(ends[1]);
	int64_t start = thread_now_ms();
	size_t done = outlet_put(fd, much, sizeof much, 0);

	ck_assert_uint_gt(done, 0);
	ck_assert_uint_lt(done, sizeof much);
	ck_assert_uint_eq(outlet_put(fd, much, 100000, 100), 0);
	ck_assert_int_ge(thread_now_ms() - start, 100);
	ck_assert_int_lt(outlet_write(fd, much, 100000), 0);
	ck_assert_int_eq(errno, EAGAIN);
}
END_TEST

/* Reads until `much` bytes are there. */
static void *
read_much(void *arg)
{
	size_t *len = arg;
	ssize_t n = 1;

	while (*len < sizeof got && n > 0) {
		n = read(ends[0], got + *len, sizeof got - *len);
		*len += n > 0 ? (size_t)n : 0;
	}
	return (NULL);
}

START_TEST(test_all_is_written_to_a_slow_reader)
{
	int fd = outlet_open(ends[1]);
	size_t len = 0, i;
	pthread_t t;

	for (i = 0; i < sizeof much; i++)
		much[i] = (char)(i * 7 + i / 251);
	ck_assert_int_eq(thread_start(&t, read_much, &len), 0);
	ck_assert_uint_eq(outlet_put(fd, much, sizeof much, 600000),
	    sizeof much);
	thread_join(t);
	ck_assert_uint_eq(len, sizeof much);
	ck_assert(memcmp(got, much, sizeof much) == 0);
}
END_TEST

START_TEST(test_no_reader_is_no_signal)
{
	int fd = outlet_open(ends[1]);

	(void)close(ends[0]);
	ends[0] = -1;
	ck_assert_int_lt(outlet_write(fd, "x", 1), 0);
	ck_assert_int_eq(errno, EPIPE);
	ck_assert_uint_eq(outlet_put(fd, "x", 1, 600000), 0);
}
END_TEST

START_TEST(test_others_who_write_there_may_wait_as_ever)
{
	int fd = outlet_open(ends[1]);

	ck_assert_int_eq(fcntl(ends[1], F_GETFL) & O_NONBLOCK, 0);
	ck_assert_int_ne(fd, ends[1]);
	ck_assert_int_ne(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
}
END_TEST

START_TEST(test_file_is_written_on_where_it_ends)
{
	FILE *file = tmpfile();
	char text[16] = "";

	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(write(fileno(file), "one ", 4), 4);
	ck_assert_uint_eq(outlet_put(outlet_open(fileno(file)), "two", 3, 0),
	    3);
	ck_assert_int_eq(pread(fileno(file), text, sizeof text, 0), 7);
	ck_assert_str_eq(text, "one two");
	(void)fclose(file);
}
END_TEST

START_TEST(test_closed_outlet_is_an_error)
{
	ck_assert_int_eq(outlet_open(-1), -1);
	ck_assert_uint_eq(outlet_put(-1, "x", 1, 600000), 0);
}
END_TEST

static TCase *
case_of(const char *name, void (*set_up)(void))
{
	TCase *t = tcase_create(name);

	tcase_add_checked_fixture(t, set_up, teardown);
	tcase_add_test(t, test_a_missing_reader_is_waited_for_this_long);
	tcase_add_test(t, test_all_is_written_to_a_slow_reader);
	return (t);
}

int
main(void)
{
	TCase *piped = case_of("pipe", setup_pipe);
	TCase *local = case_of("socket", setup_socket);
	TCase *other = tcase_create("file");
	TCase *cases[] = { piped, local, other };

	tcase_add_test(piped, test_others_who_write_there_may_wait_as_ever);
	tcase_add_test(local, test_no_reader_is_no_signal);
	tcase_add_test(other, test_file_is_written_on_where_it_ends);
	tcase_add_test(other, test_closed_outlet_is_an_error);
	return (suite_run("outlet", cases, 3));
}
