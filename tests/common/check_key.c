/*
 * check_key: a secret that admits people.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/key.h"
#include "harness/suite.h"

static char file[] = "/tmp/check_key.XXXXXX";
static struct key_fault fault;
static struct key key;

static void
setup(void)
{
	int fd;

	(void)memset(strrchr(file, '.') + 1, 'X', 6);
	fd = mkstemp(file);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(close(fd), 0);
}

static void
teardown(void)
{
	(void)unlink(file);
}

/* Reads a key from a file with these bytes. */
static bool
read_bytes(const char *bytes, size_t len)
{
	int fd = open(file, O_WRONLY | O_TRUNC);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, bytes, len), len);
	ck_assert_int_eq(close(fd), 0);
	return (key_read(file, &key, &fault));
}

static bool
reads(const char *text)
{
	return (read_bytes(text, strlen(text)));
}

/* Whether there is no key in these bytes, and why. */
static bool
lacks_key(const char *bytes, size_t len, enum key_fault_kind kind)
{
	return (!read_bytes(bytes, len) && fault.kind == kind &&
	    fault.error == 0 && fault.mode == 0 && key.len == 0);
}

static bool
matches(const char *text)
{
	return (key_matches(&key, text, strlen(text)));
}

START_TEST(test_the_first_line_is_the_key)
{
	static const char *const texts[] = { "open sesame", "open sesame\n",
		"open sesame\r\n", "open sesame\nnot this\n",
		"  open sesame \t\n", "\xef\xbb\xbfopen sesame\n",
		"\xef\xbb\xbf \xe3\x80\x80open sesame \xe3\x80\x80 \r\n" };
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		ck_assert_msg(reads(texts[i]), "case %zu", i);
		ck_assert_msg(matches("open sesame"), "case %zu", i);
	}
	ck_assert(reads("芝麻开门\n"));
	ck_assert(matches("芝麻开门"));
}
END_TEST

START_TEST(test_only_the_whole_key_matches)
{
	ck_assert(reads("sesame\n"));
	ck_assert(matches("sesame"));
	ck_assert(!matches(""));
	ck_assert(!matches("sesam"));
	ck_assert(!matches("sesame "));
	ck_assert(!matches("sesamf"));
	ck_assert(!matches("tesame"));
	ck_assert(!matches("Sesame"));
	ck_assert(!key_matches(&key, "sesame\0", 7));
	ck_assert(!key_matches(&key, "sesame\0\0", 8));
}
END_TEST

START_TEST(test_what_begins_with_the_key_but_is_too_long_does_not_match)
{
	char guess[KEY_MAX + 1000];

	memset(guess, 'k', sizeof guess);
	ck_assert(read_bytes(guess, KEY_MAX));
	ck_assert(key_matches(&key, guess, KEY_MAX));
	ck_assert(!key_matches(&key, guess, KEY_MAX + 1));
	ck_assert(!key_matches(&key, guess, sizeof guess));
	ck_assert(!key_matches(&key, guess, KEY_MAX - 1));
}
END_TEST

START_TEST(test_a_file_without_a_key_is_refused)
{
	char text[3 * KEY_MAX];

	ck_assert(lacks_key("", 0, KEY_EMPTY));
	ck_assert(lacks_key("\nsesame\n", 8, KEY_EMPTY));
	ck_assert(lacks_key(" \t\r\n", 4, KEY_EMPTY));
	memset(text, 'k', sizeof text);
	ck_assert(lacks_key(text, KEY_MAX + 1, KEY_TOO_LONG));
	ck_assert(lacks_key(text, sizeof text, KEY_TOO_LONG));
	ck_assert(lacks_key("a\0b", 3, KEY_NOT_TEXT));
	ck_assert(lacks_key("a\033b", 3, KEY_NOT_TEXT));
	ck_assert(lacks_key("a\xff", 2, KEY_NOT_TEXT));
	ck_assert(!matches(""));
}
END_TEST

START_TEST(test_a_file_that_others_can_read_or_write_is_refused)
{
	static const mode_t modes[] = { 0644, 0640, 0604, 0620, 0602, 0660,
		0777 };
	size_t i;

	ck_assert(reads("sesame"));
	for (i = 0; i < sizeof modes / sizeof *modes; i++) {
		ck_assert_int_eq(chmod(file, modes[i]), 0);
		ck_assert(!key_read(file, &key, &fault));
		ck_assert_int_eq(fault.kind, KEY_NOT_PRIVATE);
		ck_assert_uint_eq(fault.mode, modes[i]);
		ck_assert(!matches("sesame"));
	}
	ck_assert_int_eq(chmod(file, 0400), 0);
	ck_assert(key_read(file, &key, &fault));
}
END_TEST

/* As systemd makes it for a user other than root: the group is an ACL's. */
START_TEST(test_a_credential_of_a_service_is_a_key)
{
	ck_assert(reads("sesame"));
	ck_assert_int_eq(setenv("CREDENTIALS_DIRECTORY", "/tmp", 1), 0);
	ck_assert_int_eq(chmod(file, 0440), 0);
	ck_assert(key_read(file, &key, &fault));
	ck_assert_int_eq(chmod(file, 0460), 0);
	ck_assert(!key_read(file, &key, &fault));
	ck_assert_int_eq(chmod(file, 0444), 0);
	ck_assert(!key_read(file, &key, &fault));
	ck_assert_int_eq(chmod(file, 0440), 0);
	ck_assert_int_eq(setenv("CREDENTIALS_DIRECTORY", "/tm", 1), 0);
	ck_assert(!key_read(file, &key, &fault));
	ck_assert_int_eq(setenv("CREDENTIALS_DIRECTORY", "/", 1), 0);
	ck_assert(!key_read(file, &key, &fault));
	ck_assert_int_eq(unsetenv("CREDENTIALS_DIRECTORY"), 0);
	ck_assert(!key_read(file, &key, &fault));
}
END_TEST

START_TEST(test_a_file_of_another_user_is_refused)
{
	ck_assert(reads("sesame"));
	if (geteuid() != 0)
		return; /* only root can give a file away */
	ck_assert_int_eq(chown(file, 12345, 0), 0);
	ck_assert(!key_read(file, &key, &fault));
	ck_assert_int_eq(fault.kind, KEY_NOT_OURS);
	ck_assert_uint_eq(fault.owner, 12345);
	ck_assert_uint_eq(fault.ours, geteuid());
}
END_TEST

START_TEST(test_what_is_no_regular_file_is_refused_at_once)
{
	ck_assert(!key_read("/dev/null", &key, &fault));
	ck_assert_int_eq(fault.kind, KEY_NO_FILE);
	ck_assert(!key_read("/", &key, &fault));
	ck_assert_int_eq(unlink(file), 0);
	ck_assert(!key_read(file, &key, &fault));
	ck_assert_int_eq(fault.kind, KEY_NOT_OPENED);
	ck_assert_int_eq(fault.error, ENOENT);
	ck_assert_int_eq(mkfifo(file, 0600), 0);
	ck_assert(!key_read(file, &key, &fault));
	ck_assert_int_eq(fault.kind, KEY_NO_FILE);
}
END_TEST

START_TEST(test_a_generated_key_can_be_typed_and_is_never_the_same)
{
	const char *typed = "abcdefghjkmnpqrstuvwxyz23456789";
	struct key other;
	size_t i;

	ck_assert(key_generate(&key));
	ck_assert_uint_eq(key.len, 17);
	ck_assert_uint_eq(strlen(key.bytes), 17);
	for (i = 0; i < key.len; i++) {
		if (i == 5 || i == 11)
			ck_assert_int_eq(key.bytes[i], '-');
		else
			ck_assert_ptr_nonnull(strchr(typed, key.bytes[i]));
	}
	ck_assert(key_generate(&other));
	ck_assert(matches(key.bytes));
	ck_assert(!matches(other.bytes));
}
END_TEST

START_TEST(test_generated_keys_use_every_character)
{
	bool seen[256] = { false };
	size_t i, count = 0;
	int n;

	for (n = 0; n < 200; n++) {
		ck_assert(key_generate(&key));
		for (i = 0; i < key.len; i++)
			seen[(unsigned char)key.bytes[i]] = true;
	}
	for (i = 0; i < sizeof seen; i++)
		count += seen[i];
	ck_assert_uint_eq(count, 31 + 1);
}
END_TEST

/* Bytes that are merely taken modulo 31 would favour the first eight. */
START_TEST(test_every_character_of_a_generated_key_is_as_likely)
{
	enum { KEYS = 10000, CHARACTERS = 15 * KEYS };
	int n, first_eight = 0;
	size_t i;

	for (n = 0; n < KEYS; n++) {
		ck_assert(key_generate(&key));
		for (i = 0; i < key.len; i++)
			first_eight +=
			    key.bytes[i] >= 'a' && key.bytes[i] <= 'h';
	}
	/* 8 of 31 are 38,710, give or take 170; favoured they are 42,188. */
	ck_assert_int_gt(first_eight, CHARACTERS * 8 / 31 - 1700);
	ck_assert_int_lt(first_eight, CHARACTERS * 8 / 31 + 1700);
}
END_TEST

START_TEST(test_a_wiped_key_is_gone_and_admits_nobody)
{
	static const struct key nothing;

	ck_assert(reads("sesame"));
	key_wipe(&key);
	ck_assert_mem_eq(&key, &nothing, sizeof key);
	ck_assert(!matches("sesame"));
	ck_assert(!matches(""));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_the_first_line_is_the_key,
		test_only_the_whole_key_matches,
		test_what_begins_with_the_key_but_is_too_long_does_not_match,
		test_a_file_without_a_key_is_refused,
		test_a_file_that_others_can_read_or_write_is_refused,
		test_a_credential_of_a_service_is_a_key,
		test_a_file_of_another_user_is_refused,
		test_what_is_no_regular_file_is_refused_at_once,
		test_a_generated_key_can_be_typed_and_is_never_the_same,
		test_generated_keys_use_every_character,
		test_every_character_of_a_generated_key_is_as_likely,
		test_a_wiped_key_is_gone_and_admits_nobody,
	};
	TCase *t = tcase_create("key");
	size_t i;

	tcase_add_checked_fixture(t, setup, teardown);
	for (i = 0; i < sizeof tests / sizeof *tests; i++)
		tcase_add_test(t, tests[i]);
	return (suite_run("key", &t, 1));
}
