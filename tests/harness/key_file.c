/*
 * key_file: a file with a key in it, for rooms and clients that have one.
 */
#include <config.h>

#include <sys/stat.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/key_file.h"

char key_file[] = "check_key_file.XXXXXX";

const char *
key_file_make(mode_t mode)
{
	static char options[64];
	int fd;

	(void)strcpy(key_file + strlen(key_file) - 6, "XXXXXX");
	fd = mkstemp(key_file);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, KEY "\n", sizeof KEY), sizeof KEY);
	ck_assert_int_eq(fchmod(fd, mode), 0);
	ck_assert_int_eq(close(fd), 0);
	(void)snprintf(options, sizeof options, "--key-file %s", key_file);
	return (options);
}

void
key_file_remove(void)
{
	(void)unlink(key_file);
}
