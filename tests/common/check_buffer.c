/*
 * check_buffer: bytes that grow.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/buffer.h"
#include "harness/quick.h"
#include "harness/suite.h"

static struct buffer b;
static bool memory_is_short;

/* The linker sends the calls of buffer.c here. */
void *__wrap_realloc(void *old, size_t size);
void *__real_realloc(void *old, size_t size);

void *
__wrap_realloc(void *old, size_t size)
{
	if (memory_is_short) {
		errno = ENOMEM;
		return (NULL);
	}
	return (__real_realloc(old, size));
}

static void
setup(void)
{
	b = (struct buffer){ 0 };
}

static void
teardown(void)
{
	buffer_fini(&b);
}

/* Check itself calls realloc(3): memory is short for these calls only. */
static bool
append_without_memory(const char *bytes, size_t len)
{
	bool done;

	memory_is_short = true;
	done = buffer_append(&b, bytes, len);
	memory_is_short = false;
	return (done);
}

static bool
reserve_without_memory(size_t len)
{
	bool done;

	memory_is_short = true;
	done = buffer_reserve(&b, len);
	memory_is_short = false;
	return (done);
}

START_TEST(test_what_is_appended_stands_in_order)
{
	ck_assert(buffer_append(&b, "one\0", 4));
	ck_assert(buffer_append_string(&b, "two"));
	ck_assert(buffer_append(&b, NULL, 0));
	ck_assert_uint_eq(b.len, 7);
	ck_assert_mem_eq(b.bytes, "one\0two", 7);
}
END_TEST

START_TEST(test_it_grows_to_any_size_and_keeps_its_bytes)
{
	size_t i;

	for (i = 0; i < 100000; i++) {
		char byte = (char)(i % 251);

		quick_assert(buffer_append(&b, &byte, 1));
		quick_assert(b.room >= b.len);
	}
	ck_assert_uint_eq(b.len, 100000);
	for (i = 0; i < b.len; i++)
		quick_assert(b.bytes[i] == (char)(i % 251));
}
END_TEST

START_TEST(test_room_for_much_is_made_at_once)
{
	ck_assert(buffer_reserve(&b, 1000000));
	ck_assert_uint_ge(b.room, 1000000);
	ck_assert_uint_eq(b.len, 0);
	ck_assert(reserve_without_memory(b.room)); /* there is room already */
}
END_TEST

START_TEST(test_the_first_bytes_are_dropped)
{
	ck_assert(buffer_append_string(&b, "onetwothree"));
	buffer_drop(&b, 3);
	ck_assert_uint_eq(b.len, 8);
	ck_assert_mem_eq(b.bytes, "twothree", 8);
	buffer_drop(&b, 0);
	ck_assert_uint_eq(b.len, 8);
	buffer_drop(&b, 8);
	ck_assert_uint_eq(b.len, 0);
	ck_assert(buffer_append_string(&b, "four"));
	ck_assert_mem_eq(b.bytes, "four", 4);
}
END_TEST

START_TEST(test_without_memory_all_or_nothing_is_appended)
{
	size_t room;

	ck_assert(buffer_append_string(&b, "kept"));
	room = b.room;
	while (b.len < room)
		ck_assert(append_without_memory("x", 1));
	ck_assert(!append_without_memory("yy", 2));
	ck_assert(!reserve_without_memory(1));
	ck_assert_uint_eq(b.len, room);
	ck_assert_uint_eq(b.room, room);
	ck_assert_mem_eq(b.bytes, "kept", 4);
	ck_assert(buffer_append(&b, "yy", 2));
	ck_assert_mem_eq(b.bytes + room - 1, "xyy", 3);
}
END_TEST

START_TEST(test_one_that_is_finished_can_begin_anew)
{
	ck_assert(buffer_append_string(&b, "old"));
	buffer_fini(&b);
	ck_assert_ptr_null(b.bytes);
	ck_assert_uint_eq(b.len, 0);
	ck_assert(buffer_append_string(&b, "new"));
	ck_assert_mem_eq(b.bytes, "new", 3);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("buffer");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, test_what_is_appended_stands_in_order);
	tcase_add_test(tc, test_it_grows_to_any_size_and_keeps_its_bytes);
	tcase_add_test(tc, test_room_for_much_is_made_at_once);
	tcase_add_test(tc, test_the_first_bytes_are_dropped);
	tcase_add_test(tc, test_without_memory_all_or_nothing_is_appended);
	tcase_add_test(tc, test_one_that_is_finished_can_begin_anew);
	return (suite_run("buffer", &tc, 1));
}
