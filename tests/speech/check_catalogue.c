/*
 * check_catalogue: translations are found in what msgfmt writes, and nothing is
 * read outside of the bytes, whatever they are.
 */
#include <config.h>

#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "harness/suite.h"
#include "speech/catalogue.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* What the tests translate, sorted, as msgfmt does. */
static const struct {
	const char *english, *translated;
} texts[] = {
	{ "", "Language: zh_CN\n" },
	{ "bye", "再见" },
	{ "empty", "" },
	{ "hello", "你好" },
	{ "hello, %1", "%1，你好" },
	{ "welcome", "欢迎" },
};

enum { HEADER = 28, ROW = 8, FILE_MAX = 1024 };

/* A catalogue as a file. */
struct file {
	unsigned char bytes[FILE_MAX];
	size_t len;
	bool is_big;
};

static void
put_number(struct file *f, size_t at, uint32_t n)
{
	size_t i;

	for (i = 0; i < 4; i++)
		f->bytes[at + i] =
		    (unsigned char)(n >> 8 * (f->is_big ? 3 - i : i));
}

static void
put_text(struct file *f, size_t row, const char *text)
{
	put_number(f, row, (uint32_t)strlen(text));
	put_number(f, row + 4, (uint32_t)f->len);
	memcpy(f->bytes + f->len, text, strlen(text) + 1);
	f->len += strlen(text) + 1;
}

/* Writes all texts, as the manual of gettext says. */
static void
write_file(struct file *f, bool is_big)
{
	size_t i, english = HEADER, translated = HEADER + COUNT(texts) * ROW;

	memset(f, 0, sizeof *f);
	f->is_big = is_big;
	put_number(f, 0, 0x950412de);
	put_number(f, 8, COUNT(texts));
	put_number(f, 12, (uint32_t)english);
	put_number(f, 16, (uint32_t)translated);
	f->len = translated + COUNT(texts) * ROW;
	for (i = 0; i < COUNT(texts); i++)
		put_text(f, english + i * ROW, texts[i].english);
	for (i = 0; i < COUNT(texts); i++)
		put_text(f, translated + i * ROW, texts[i].translated);
}

/*
 * Opens a copy that is exactly as long as the file, so that valgrind and
 * AddressSanitizer see each byte that is read after it, and looks up all texts.
 * Whether it could be opened.
 */
static bool
opens(const struct file *f)
{
	unsigned char *copy = malloc(f->len > 0 ? f->len : 1);
	struct catalogue c;
	const char *found;
	size_t i;
	bool opened;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, f->bytes, f->len);
	opened = catalogue_open(&c, copy, f->len);
	for (i = 0; i < COUNT(texts); i++) {
		found = catalogue_find(&c, texts[i].english);
		if (found == NULL)
			continue;
		ck_assert(opened);
		ck_assert_uint_lt(strlen(found), f->len);
	}
	free(copy);
	return (opened);
}

START_TEST(test_each_text_is_found_in_both_byte_orders)
{
	struct catalogue c;
	struct file f;
	const char *found;
	size_t i;

	write_file(&f, _i == 1);
	ck_assert(catalogue_open(&c, f.bytes, f.len));
	ck_assert_uint_eq(c.count, COUNT(texts));
	for (i = 0; i < COUNT(texts); i++) {
		found = catalogue_find(&c, texts[i].english);
		if (*texts[i].translated == '\0')
			ck_assert_ptr_null(found);
		else
			ck_assert_str_eq(found, texts[i].translated);
	}
}
END_TEST

START_TEST(test_what_is_not_there_is_not_found)
{
	static const char *const others[] = { "a", "b", "by", "byes", "hell",
		"hello,", "hello, %2", "welcom", "z", "\xff", " " };
	struct catalogue c;
	struct file f;
	size_t i;

	write_file(&f, false);
	ck_assert(catalogue_open(&c, f.bytes, f.len));
	for (i = 0; i < COUNT(others); i++)
		ck_assert_ptr_null(catalogue_find(&c, others[i]));
}
END_TEST

START_TEST(test_without_texts_nothing_is_found)
{
	struct catalogue c;
	struct file f;

	write_file(&f, false);
	put_number(&f, 8, 0);
	ck_assert(catalogue_open(&c, f.bytes, f.len));
	ck_assert_ptr_null(catalogue_find(&c, "hello"));
}
END_TEST

START_TEST(test_a_file_that_was_cut_anywhere_is_refused)
{
	struct file f;

	write_file(&f, _i == 1);
	ck_assert(opens(&f));
	while (f.len-- > 0)
		ck_assert_msg(!opens(&f), "%zu bytes", f.len);
}
END_TEST

/* Numbers that are just too much, or so much that a sum of them overflows. */
START_TEST(test_a_wrong_number_anywhere_reads_nothing_outside)
{
	static const uint32_t wrong[] = { 0, 1, 7, 0x7fffffff, 0x80000000,
		0xfffffff8, 0xfffffff9, 0xffffffff };
	struct file f;
	size_t at, i;

	for (at = 0; at < HEADER + 2 * COUNT(texts) * ROW; at += 4)
		for (i = 0; i < COUNT(wrong) + 2; i++) {
			write_file(&f, _i == 1);
			put_number(&f, at,
			    i < COUNT(wrong) ? wrong[i] :
					       (uint32_t)(f.len - 2 + i));
			(void)opens(&f);
		}
}
END_TEST

/* Where the texts are, a byte that is not NUL may take the place of a NUL. */
START_TEST(test_a_text_that_does_not_end_is_refused)
{
	struct file f;
	unsigned refused = 0;
	size_t at;

	write_file(&f, false);
	for (at = HEADER + 2 * COUNT(texts) * ROW; at < f.len; at++) {
		write_file(&f, false);
		if (f.bytes[at] != '\0')
			continue;
		f.bytes[at] = 'x';
		ck_assert(!opens(&f));
		refused++;
	}
	ck_assert_uint_eq(refused, 2 * COUNT(texts));
}
END_TEST

START_TEST(test_a_table_that_is_not_inside_is_refused)
{
	struct file f;
	size_t field;

	for (field = 12; field <= 16; field += 4) {
		write_file(&f, false);
		put_number(&f, field, (uint32_t)(f.len - ROW));
		ck_assert(!opens(&f));
		put_number(&f, field, (uint32_t)f.len + 1);
		ck_assert(!opens(&f));
	}
	write_file(&f, false);
	put_number(&f, 8, 0x20000001); /* times 8: 8, in 32 bits */
	ck_assert(!opens(&f));
}
END_TEST

START_TEST(test_another_file_is_refused)
{
	struct file f;

	write_file(&f, false);
	f.bytes[0] ^= 1;
	ck_assert(!opens(&f));
	write_file(&f, false);
	put_number(&f, 4, 0x00010001);
	ck_assert(opens(&f));
	put_number(&f, 4, 0x00020000);
	ck_assert(!opens(&f));
}
END_TEST

/* The order of the texts is not checked: lookups end all the same. */
START_TEST(test_texts_in_a_wrong_order_may_be_missed_and_do_no_harm)
{
	struct file f;

	unsigned char row[ROW];

	write_file(&f, false);
	memcpy(row, f.bytes + HEADER, ROW);
	memmove(f.bytes + HEADER, f.bytes + HEADER + ROW,
	    (COUNT(texts) - 1) * ROW);
	memcpy(f.bytes + HEADER + (COUNT(texts) - 1) * ROW, row, ROW);
	ck_assert(opens(&f));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("catalogue");

	tcase_add_loop_test(t, test_each_text_is_found_in_both_byte_orders, 0,
	    2);
	tcase_add_test(t, test_what_is_not_there_is_not_found);
	tcase_add_test(t, test_without_texts_nothing_is_found);
	tcase_add_loop_test(t, test_a_file_that_was_cut_anywhere_is_refused, 0,
	    2);
	tcase_add_loop_test(t,
	    test_a_wrong_number_anywhere_reads_nothing_outside, 0, 2);
	tcase_add_test(t, test_a_text_that_does_not_end_is_refused);
	tcase_add_test(t, test_a_table_that_is_not_inside_is_refused);
	tcase_add_test(t, test_another_file_is_refused);
	tcase_add_test(t,
	    test_texts_in_a_wrong_order_may_be_missed_and_do_no_harm);
	return (suite_run("catalogue", &t, 1));
}
