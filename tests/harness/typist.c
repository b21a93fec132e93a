/*
 * typist: somebody at a terminal, for tests of what is typed.
 */
#include <config.h>

#include "harness/typist.h"

#include <check.h>
#include <string.h>

struct pty pty;
struct screen *screen;
struct typing *typing;

void
typist_open(void)
{
	pty_open(&pty, 24, 80, "dumb");
	screen = screen_new();
	ck_assert_ptr_nonnull(screen);
	typing = typing_new(screen);
	ck_assert_ptr_nonnull(typing);
	(void)typing_follow(typing, false);
	(void)pty_read(&pty);
}

void
typist_close(void)
{
	typing_free(typing);
	screen_free(screen);
	pty_close(&pty);
}

void
typist_expect_line(const char *line)
{
	const char *given;
	size_t len;

	given = typing_line(typing, &len);
	ck_assert_uint_eq(len, strlen(line));
	ck_assert_mem_eq(given, line, len);
	ck_assert(typing_follow(typing, false));
}
