/*
 * check_guess: whether a line looks like Chinese in GB18030.
 *
 * What follows from it for a line of somebody is in check_charset.
 */
#include <config.h>

#include <check.h>
#include <string.h>

#include "harness/suite.h"
#include "server/dialect/guess.h"

static bool
is_chinese(const char *bytes)
{
	return (guess_is_chinese(bytes, strlen(bytes)));
}

START_TEST(test_common_characters_with_ascii_between_are_chinese)
{
	ck_assert(is_chinese("\xc4\xe3\xba\xc3"));
	ck_assert(is_chinese("hi\t\xc4\xe3 \xba\xc3, all"));
	ck_assert(is_chinese("\xa1\xa3"));
	/* As many rare ones as common ones, one of them of four bytes. */
	ck_assert(is_chinese("\xc4\xe3\xba\xc3\xd8\xa1\x81\x30\x81\x30"));
}
END_TEST

START_TEST(test_more_rare_characters_than_common_ones_are_not)
{
	ck_assert(!is_chinese("\xc4\xe3\xd8\xa1\x81\x30\x81\x30"));
	ck_assert(!is_chinese("\xd8\xa1"));
}
END_TEST

START_TEST(test_a_line_without_any_is_not)
{
	ck_assert(!is_chinese(""));
	ck_assert(!is_chinese("hello"));
}
END_TEST

START_TEST(test_wrong_forms_are_not)
{
	static const char *const texts[] = { "\xc4\xe3\xba", "\x80\x41",
		"\xff\xa1", "\xc4\x7f", "\xc4\xff", "\xc4\x20", "\x81\x30\x81",
		"\x81\x30\x81\x29", "\x81\x30\xff\x30", "\x81\x30\x80\x30",
		"\x81\x3a\x81\x30", "\xc4\xe3\x1b", "\xc4\xe3\x7f",
		"\xc4\xe3\r" };
	char text[16];
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		/* It is not for want of common ones. */
		(void)strcpy(text, "\xc4\xe3\xba\xc3");
		(void)strcat(text, texts[i]);
		ck_assert_msg(!is_chinese(text), "%zu", i);
	}
}
END_TEST

START_TEST(test_private_characters_are_not_assigned)
{
	guess_init();
	ck_assert(guess_is_assigned('a'));
	ck_assert(guess_is_assigned(0x4f60));
	ck_assert(!guess_is_assigned(0xe000));
	ck_assert(!guess_is_assigned(0xf8ff));
	ck_assert(!guess_is_assigned(0xf0000));
	ck_assert(!guess_is_assigned(0x378));
	guess_fini();
	/* Without a locale nobody knows; what is private is known anyway. */
	ck_assert(guess_is_assigned(0x378));
	ck_assert(!guess_is_assigned(0xe000));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_common_characters_with_ascii_between_are_chinese,
		test_more_rare_characters_than_common_ones_are_not,
		test_a_line_without_any_is_not,
		test_wrong_forms_are_not,
		test_private_characters_are_not_assigned,
		NULL,
	};

	return (suite_of("guess", NULL, NULL, tests));
}
